//! A word of a shell text, with everything that is known about its use.
//!
//! The splitter records these facts while it reads: the position of the word in its command, which parts were quoted,
//! and which values were inserted. The search then decides by the facts whether the word can name a program, a
//! script, a folder or only data.

use super::letters::Letter;

/// The maximum number of `=` in a word that are considered. The text after each of them is tried as a path.
const ASSIGNMENTS: usize = 8;

/// Marks an unknown part of a word. A NUL byte serves as the mark, because a command cannot contain a NUL byte.
pub(super) const UNKNOWN: char = '\0';

/// One word of a shell text.
///
/// A word with an unknown part, such as `$X/guard.sh`, is *open*: [`text`](Self::text) is the part after the last
/// unknown part, and [`before`](Self::before) is everything before `text`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// The word's text, without quotes and with the values of known variables.
    pub(super) text: String,
    /// Whether the word is in the position of a program.
    pub(super) program: bool,
    /// Whether the word leads to different files in different folders or projects in which the hook can run.
    pub(super) relative: bool,
    /// Whether the word is open: a part that is known only when the command runs precedes the text.
    pub(super) open: bool,
    /// The part before the text if the word is open, with each unknown part as [`UNKNOWN`].
    pub(super) before: String,
    /// Whether the file named by `before` depends on the folder in which the hook runs.
    pub(super) begins_relative: bool,
    /// Whether the command runs the word, or passes it to a program that runs it.
    pub(super) runs: bool,
    /// Whether a program that starts other programs (such as `timeout`) precedes the word.
    pub(super) wrapped: bool,
    /// Whether an interpreter can complete the word to the path of a module (`node ./guard` runs `./guard.js`).
    pub(super) completes: bool,
    /// Whether the word is an argument of a shell.
    pub(super) of_shell: bool,
    /// Whether the word is a program, or the script of a command that runs scripts.
    pub(super) is_script: bool,
    /// Whether the word is an argument of a command that prints its arguments, such as `echo`.
    pub(super) is_said: bool,
    /// Whether the word is a message or a search pattern, which no shell reads.
    pub(super) is_talk: bool,
    /// Whether the word is text of a here-document, but not of a substitution in the document.
    pub(super) is_document: bool,
    /// The variable that the word sets. The text is `NAME=value`, or the end of the value if the word is open.
    pub(super) sets: Option<String>,
    /// Whether the word is a file pattern (`*.sh`) and the command might run or read the matching files, or change to
    /// the matching folders.
    pub(super) pattern: bool,
    /// Whether the command changes to the folder that the word names.
    pub(super) goes: bool,
    /// Whether `text` was cut: the word is longer than `text`.
    pub(super) cut: bool,
    /// The positions of the characters in `text` that are special to a shell.
    pub(super) special: Vec<usize>,
    /// The positions of the inserted values in `text` that depend on the folder in which the hook runs.
    pub(super) moving: Vec<usize>,
}

impl Word {
    /// Makes a word from an argument of a command that is started without a shell.
    pub(super) fn plain(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            relative: true,
            sets: assignment(text).map(|(name, _)| name.to_owned()),
            ..Self::default()
        }
    }

    /// Returns the word's characters. Each has a flag that says whether the character is special to a shell.
    pub(super) fn letters(&self) -> Vec<Letter> {
        let mut special = self.special.iter().peekable();
        let letters = self.text.char_indices();
        letters
            .map(|(at, letter)| (letter, special.next_if(|place| **place == at).is_some()))
            .collect()
    }

    /// Returns whether the word's first known part leads to different places, depending on the folder in which the hook
    /// runs.
    pub(super) fn begins_relative(&self) -> bool {
        match self.open {
            true => self.begins_relative,
            false => self.relative,
        }
    }

    /// Returns a pattern for the files that an open word can name, and whether the beginning of the pattern is known.
    /// Returns `None` if the word is not open or not a script, if too little of the word is known, or if the caller
    /// also tries the word as plain text.
    pub(super) fn known_parts(&self) -> Option<(Vec<Letter>, bool)> {
        if !self.open || !self.is_script {
            return None;
        }
        let whole = || self.before.chars().chain(self.text.chars());
        let begins = !self.before.starts_with(UNKNOWN);
        let is_known = |letter: char| letter != UNKNOWN && letter != '/';
        // If the text comes directly after an unknown folder, the caller tries the text as a path. So no pattern is
        // needed.
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

    /// Returns the word in the form in which an inner shell would get it. Unknown parts are written as `$?`, because
    /// the value of `$?` is also unknown.
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

    /// Returns the folders of `PATH`, if the word sets `PATH`.
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
                // `moving` has the positions of inserted values that depend on the folder. If one of these values
                // begins this entry of `PATH`, the entry is relative.
                relative: !path.starts_with(['/', '~']) || self.moving.contains(&at),
                open: self.open && at == 0,
            });
            at += path.len() + 1;
        }
        if self.cut {
            // The word was cut, so an empty last entry is only the result of the cut. In `PATH` an empty entry would
            // mean the working folder, so remove it.
            folders.pop_if(|folder| folder.path.is_empty());
        }
        Some(folders)
    }
}

/// A folder of a search path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Folder {
    /// The path as written, without the part that is unknown.
    pub(super) path: String,
    /// Whether the folder's place depends on the folder in which the hook runs.
    pub(super) relative: bool,
    /// Whether only the end of the folder's path is known.
    pub(super) open: bool,
}

/// Yields the values that a word can contain: the text after each `=`, and after the letter of an option.
pub(super) fn values(text: &str) -> impl Iterator<Item = &str> {
    // The number of values is limited, because each value is tried in every folder.
    let behind = text.match_indices('=').take(ASSIGNMENTS);
    let behind = behind.filter_map(|(at, _)| text.get(at + 1..));
    behind.chain(attached(text))
}

/// Returns the name of a program without its folder and version: `python` for `/usr/bin/python3.12`.
pub(super) fn program_name(text: &str) -> &str {
    let name = text.rsplit('/').next().unwrap_or_default();
    let known = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    if known.is_empty() { name } else { known }
}

/// Splits `NAME=value`, `NAME+=value` and `NAME[index]=value` into name and value. Returns `None` for any other text.
pub(super) fn assignment(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    let name = name.strip_suffix('+').unwrap_or(name);
    let array = name.split_once('[');
    let array = array.filter(|(_, index)| index.ends_with(']'));
    let name = array.map_or(name, |(name, _)| name);
    is_name(name).then_some((name, value))
}

/// Returns the value in `NAME=value`, `--option=value` and `-ovalue`; `None` for any other text.
pub(super) fn value_of(text: &str) -> Option<&str> {
    let named = |name: &str| is_name(name.trim_start_matches('-').replace('-', "_").as_str());
    match text.split_once('=') {
        Some((name, value)) if named(name.strip_suffix('+').unwrap_or(name)) => Some(value),
        _ => attached(text),
    }
}

/// Returns the value in `-ovalue`; `None` for any other text.
fn attached(text: &str) -> Option<&str> {
    let letters = text
        .strip_prefix('-')
        .filter(|rest| !rest.starts_with('-'))?;
    let value = letters.get(letters.chars().next()?.len_utf8()..)?;
    (!value.is_empty()).then_some(value)
}

/// Returns whether a text can be the name of a shell variable.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
