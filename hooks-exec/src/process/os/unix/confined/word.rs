//! A word of a shell text, and what it may stand for.

use super::letters::Letter;

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

/// The name and the value of `NAME=value` and `NAME+=value`.
pub(super) fn assignment(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    let name = name.strip_suffix('+').unwrap_or(name);
    is_name(name).then_some((name, value))
}

pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
