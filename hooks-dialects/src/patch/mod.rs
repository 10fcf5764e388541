//! The patch format of `apply_patch`, as far as guards need it: the files that a patch touches, and a patch of one file
//! as a write or an edit.
//!
//! A guard judges paths, so the parser must find every file that some program would touch when it applies the patch.
//! The parser is as tolerant as the most tolerant of these programs. It refuses a text that these programs read in
//! different ways.

mod edit;
mod reading;

use std::collections::HashSet;
use std::fmt;

pub(crate) use edit::of_edit;

/// The first line of a patch.
const BEGIN: &str = "*** Begin Patch";
/// The last line of a patch.
const END: &str = "*** End Patch";
/// The line prefix before the new path of a renamed file.
const MOVE: &str = "*** Move to: ";

/// A parsed patch: the change of each file, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Patch {
    /// The changes; a patch has at least one change.
    changes: Vec<Change>,
}

/// The changes that the patch makes to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Change {
    /// What the patch does with the file.
    action: Action,
    /// The path in the header, exactly as the patch spells it.
    path: String,
    /// The new path, if the file is renamed.
    moved_to: Option<String>,
    /// The lines after the header, each with its sign (`+`, `-` or a space).
    lines: Vec<String>,
}

/// What a patch does with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    /// The file is created.
    Add,
    /// The file's text is changed, or the file is renamed.
    Update,
    /// The file is deleted.
    Delete,
}

impl Action {
    /// Returns the prefix of the header line for this action; the path follows it.
    fn header(self) -> &'static str {
        match self {
            Self::Add => "*** Add File: ",
            Self::Update => "*** Update File: ",
            Self::Delete => "*** Delete File: ",
        }
    }
}

/// Returns whether `text` is meant as a patch: it starts with the begin marker, after white space and
/// the opening of a here-document.
pub(crate) fn is_patch(text: &str) -> bool {
    let mut lines = text.lines().map(trimmed).filter(|line| !line.is_empty());
    match lines.next() {
        Some(first) if first.starts_with("<<") => {
            lines.next().is_some_and(|line| line.starts_with(BEGIN))
        }
        Some(first) => first.starts_with(BEGIN),
        None => false,
    }
}

impl Patch {
    /// Returns every file that the patch touches, once each.
    pub(crate) fn paths(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        let paths = self.changes.iter().flat_map(|change| {
            let path = std::iter::once(change.path.as_str());
            path.chain(change.moved_to.as_deref())
        });
        paths.filter(|path| seen.insert(*path)).collect()
    }
}

impl fmt::Display for Patch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{BEGIN}")?;
        for change in &self.changes {
            writeln!(f, "{}{}", change.action.header(), change.path)?;
            if let Some(path) = &change.moved_to {
                writeln!(f, "{MOVE}{path}")?;
            }
            for line in &change.lines {
                writeln!(f, "{line}")?;
            }
        }
        write!(f, "{END}")
    }
}

/// Trims invisible characters and all characters that any program treats as white space.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(
                c,
                '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
            )
    })
}

#[cfg(test)]
mod tests;
