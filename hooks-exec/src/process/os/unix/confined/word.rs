//! A word of a shell text, and what it may stand for.

use super::letters::Letter;

/// `=` in one word behind which a path is looked for.
const ASSIGNMENTS: usize = 8;

/// Stands for a part that nobody knows; no command holds a NUL byte.
pub(super) const UNKNOWN: char = '\0';

/// One word.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// Its text, quotes removed and variables filled in.
    pub(super) text: String,
    /// It stands where a shell looks for a program.
    pub(super) program: bool,
    /// Where it leads depends on the folder or the project the hook runs in.
    pub(super) relative: bool,
    /// Something nobody can know before it runs stands before this text.
    pub(super) open: bool,
    /// What stands before this text if it is open, each unknown part as [`UNKNOWN`].
    pub(super) before: String,
    /// Where that leads depends on the folder.
    pub(super) begins_relative: bool,
    /// Its command runs it, or hands it to a program that does.
    pub(super) runs: bool,
    /// A program stands before it that starts another one.
    pub(super) wrapped: bool,
    /// An interpreter may complete it to the path of a module.
    pub(super) completes: bool,
    /// It is an argument of a shell.
    pub(super) of_shell: bool,
    /// It is the script of a command that runs scripts, or a program.
    pub(super) is_script: bool,
    /// A command says it.
    pub(super) is_said: bool,
    /// A message or a pattern of texts: no shell reads it.
    pub(super) is_talk: bool,
    /// What a here-document says, and no command in it.
    pub(super) is_document: bool,
    /// The variable that it sets; the text is `NAME=value`, or if it is open the end of the value.
    pub(super) sets: Option<String>,
    /// It is the pattern of files that the command runs, reads or goes to.
    pub(super) pattern: bool,
    /// The command goes to the folder that the word names.
    pub(super) goes: bool,
    /// Something stands behind it.
    pub(super) cut: bool,
    /// Where in the text characters stand that are special to a shell.
    pub(super) special: Vec<usize>,
    /// Where a value was filled in that depends on the folder.
    pub(super) moving: Vec<usize>,
}

impl Word {
    /// A word that no shell reads.
    pub(super) fn plain(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            relative: true,
            sets: assignment(text).map(|(name, _)| name.to_owned()),
            ..Self::default()
        }
    }

    /// Its characters, with what is special to a shell.
    pub(super) fn letters(&self) -> Vec<Letter> {
        let mut special = self.special.iter().peekable();
        let letters = self.text.char_indices();
        letters
            .map(|(at, letter)| (letter, special.next_if(|place| **place == at).is_some()))
            .collect()
    }

    /// Whether where its begin leads depends on the folder.
    pub(super) fn begins_relative(&self) -> bool {
        match self.open {
            true => self.begins_relative,
            false => self.relative,
        }
    }

    /// A pattern of the files that a word with unknown parts can name, if enough of it is known, and
    /// whether its begin is.
    pub(super) fn known_parts(&self) -> Option<(Vec<Letter>, bool)> {
        if !self.open || !self.is_script {
            return None;
        }
        let whole = || self.before.chars().chain(self.text.chars());
        let begins = !self.before.starts_with(UNKNOWN);
        let is_known = |letter: char| letter != UNKNOWN && letter != '/';
        // Text behind an unknown folder is looked for as it is.
        let is_text = !begins && self.before.trim_start_matches(UNKNOWN).is_empty();
        let is_text = is_text && self.text.starts_with('/');
        if is_text || (!begins && !whole().any(is_known)) {
            return None;
        }
        let wild = |letter: char| match letter {
            UNKNOWN => ('*', true),
            letter => (letter, "*?[".contains(letter)),
        };
        let mut parts: Vec<Letter> = self.before.chars().map(wild).collect();
        parts.extend(self.letters());
        let unknown = parts
            .iter()
            .take_while(|part| **part == ('*', true))
            .count();
        if !begins && parts.get(unknown).is_some_and(|(letter, _)| *letter == '/') {
            parts.drain(..unknown);
        }
        Some((parts, begins))
    }

    /// The text as another shell would get it.
    pub(super) fn handed_on(&self) -> String {
        let mut text = String::new();
        for letter in self.before.chars() {
            match letter {
                UNKNOWN => text.push_str("$?"),
                known => text.push(known),
            }
        }
        text.push_str(&self.text);
        text
    }

    /// The folders of a search path that it sets.
    pub(super) fn search_path(&self) -> Option<Vec<Folder>> {
        self.sets.as_ref().filter(|name| *name == "PATH")?;
        let mut at = match self.open {
            true => 0,
            false => self.text.find('=')? + 1,
        };
        let value = self.text.get(at..)?;
        let mut folders = Vec::new();
        for path in value.split(':') {
            folders.push(Folder {
                path: path.to_owned(),
                relative: !path.starts_with(['/', '~']) || self.moving.contains(&at),
                open: self.open && at == 0,
            });
            at += path.len() + 1;
        }
        if self.cut {
            // The rest of its last folder is not known; a whole one has a colon behind it.
            folders.pop_if(|folder| folder.path.is_empty());
        }
        Some(folders)
    }
}

/// A folder that programs are looked for in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Folder {
    pub(super) path: String,
    /// Where it is depends on the folder the hook runs in.
    pub(super) relative: bool,
    /// Only the end of its path is known.
    pub(super) open: bool,
}

/// Values that a word may hold beside itself: behind each `=`, and behind the letter of an option.
pub(super) fn values(text: &str) -> impl Iterator<Item = &str> {
    let behind = text.match_indices('=').take(ASSIGNMENTS);
    let behind = behind.filter_map(|(at, _)| text.get(at + 1..));
    behind.chain(attached(text))
}

/// The name of a program, without its folder and version.
pub(super) fn program_name(text: &str) -> &str {
    let name = text.rsplit('/').next().unwrap_or_default();
    let known = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    if known.is_empty() { name } else { known }
}

/// The name and the value of `NAME=value` and `NAME+=value`.
pub(super) fn assignment(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    let name = name.strip_suffix('+').unwrap_or(name);
    is_name(name).then_some((name, value))
}

/// The value in `NAME=value`, `--option=value` and `-ovalue`.
pub(super) fn value_of(text: &str) -> Option<&str> {
    let named = |name: &str| is_name(name.trim_start_matches('-').replace('-', "_").as_str());
    match text.split_once('=') {
        Some((name, value)) if named(name.strip_suffix('+').unwrap_or(name)) => Some(value),
        _ => attached(text),
    }
}

/// The value in `-ovalue`.
fn attached(text: &str) -> Option<&str> {
    let letters = text
        .strip_prefix('-')
        .filter(|rest| !rest.starts_with('-'))?;
    let value = letters.get(letters.chars().next()?.len_utf8()..)?;
    (!value.is_empty()).then_some(value)
}

pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
