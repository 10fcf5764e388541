//! The reasons why a file could not be read, with their cures.

use std::fs;
use std::path::{Component, Path, PathBuf};

use hooks_types::text::visible_path;

use crate::words::Words;

/// Why a file could not be read, for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unread {
    /// The problem. Quotes nothing from the file.
    pub(crate) message: String,
    /// The cure, if the same cure fits every file with this problem.
    pub(crate) help: Option<Words>,
}

impl From<String> for Unread {
    fn from(message: String) -> Self {
        Self {
            message,
            help: None,
        }
    }
}

impl From<&str> for Unread {
    fn from(message: &str) -> Self {
        message.to_owned().into()
    }
}

impl Unread {
    /// Creates the reason for a link whose target does not exist or cannot be read. The author of the link chose the
    /// target's path, so it is not shown for an untrusted file.
    pub(super) fn link(path: &Path) -> Self {
        Self::dangling(
            path,
            "is a link whose target cannot be read".to_owned(),
            "file",
        )
    }

    /// Creates the reason for a file that cannot exist, because `found` is in the place of a folder above it.
    pub(super) fn in_place_of_folder(found: &Path, message: String) -> Self {
        match fs::read_link(found) {
            Ok(_) => Self::dangling(found, message, "folder"),
            Err(_) => message.into(),
        }
    }

    /// Creates the reason for a link to nothing. `kind` is the kind of file that should be at its target.
    fn dangling(path: &Path, message: String, kind: &str) -> Self {
        let cure = |target: &str| {
            format!(
                "put a {kind} at {target}, or replace the link; until then, none of its hooks is loaded"
            )
        };
        let target = fs::read_link(path).ok();
        // A relative target is relative to the folder of the link.
        let target = target.map(|to| path.parent().unwrap_or(Path::new("")).join(to));
        let help = target.map(|target| {
            Words::quoting(
                cure(&visible_path(&plain(&target))),
                cure("the link's target"),
            )
        });
        Self { message, help }
    }

    /// Creates the reason for a file whose bytes are not UTF-8. `valid` is the number of bytes before the first wrong
    /// one.
    pub(super) fn encoding(bytes: &[u8], valid: usize) -> Self {
        // Recognize UTF-16 by its byte order mark, which Windows editors write.
        let is_utf16 = matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
        let message = match is_utf16 {
            true => "is UTF-16, not UTF-8, so its hooks are not loaded".to_owned(),
            false => format!("is not UTF-8 (byte {valid}), so its hooks are not loaded"),
        };
        Self {
            message,
            help: Some(Words::ours("save it as UTF-8")),
        }
    }
}

/// Resolves `..` in a path by its text alone, because the path need not exist.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir if plain.file_name().is_some() => drop(plain.pop()),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}
