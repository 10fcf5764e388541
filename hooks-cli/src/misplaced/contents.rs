//! Looks into a file that has the name of a hook file: other tools, scripts and test cases use such names too.

use std::fs;
use std::io::Read;
use std::path::Path;

use hooks_config::{Agents, HooksShape};

use super::name_of;
use crate::os::open_regular;

/// The maximum number of bytes of one file that are read to see whether it configures hooks.
const READ: u64 = 1 << 16;

/// How sure it is that a file configures hooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holds {
    /// The file configures no hook.
    Nothing,
    /// The file has the keys of a hook file, but no hook that would be lost.
    Perhaps,
    /// The file cannot be judged. It can have been meant as a hook file.
    Unknown,
    /// The file has a hook in the form of some agent, or of ours.
    Hooks,
}

/// Looks into files, and reads a limited number of bytes of all of them together. So a project with many such files
/// costs little time.
pub(super) struct Contents<'a> {
    agents: &'a Agents,
    /// How many more bytes are read.
    left: u64,
}

impl<'a> Contents<'a> {
    /// The maximum number of bytes of all files. A hook file is rarely larger than a few kilobytes.
    const ALL: u64 = 1 << 21;

    /// Creates an instance that has read nothing.
    pub(super) fn new(agents: &'a Agents) -> Self {
        Self {
            agents,
            left: Self::ALL,
        }
    }

    /// Returns the kind of content of a file. `is_named` says whether the file has the name of a hook file. A link is
    /// not followed, because in a project of a stranger it could lead to any file. After the maximum number of bytes,
    /// every other file counts as a file without hooks.
    pub(super) fn of(&mut self, path: &Path, is_named: bool) -> Holds {
        if !fs::symlink_metadata(path).is_ok_and(|at| at.is_file()) {
            return Self::unknown(is_named);
        }
        if self.left == 0 {
            return Holds::Nothing;
        }
        let mut text = String::new();
        let most = READ.min(self.left);
        let read = open_regular(path).and_then(|file| file.take(most).read_to_string(&mut text));
        let Ok(read) = read else {
            // The number of bytes is not known, because the text is not UTF-8.
            self.left = self.left.saturating_sub(most);
            return Self::unknown(is_named);
        };
        self.left = self.left.saturating_sub(read as u64);
        if read as u64 == most {
            // Only the beginning was read. Hook files are small, so this is most likely a file of data.
            return match is_named {
                true => Holds::Perhaps,
                false => Holds::Nothing,
            };
        }
        self.of_text(path, text.trim_start_matches('\u{feff}').trim(), is_named)
    }

    /// Returns the result for a file whose content cannot be judged. Only the file's name decides.
    fn unknown(is_named: bool) -> Holds {
        match is_named {
            true => Holds::Unknown,
            false => Holds::Nothing,
        }
    }

    /// Returns the kind of content of a text.
    fn of_text(&self, path: &Path, text: &str, is_named: bool) -> Holds {
        let name = name_of(path).unwrap_or_default();
        let name = name.strip_suffix(".txt").unwrap_or(name);
        // An empty file can be the beginning of a hook file.
        if text.is_empty() && is_named {
            return Holds::Perhaps;
        }
        if !text.starts_with('{') && name.ends_with(".toml") {
            return match text.lines().any(begins_hooks) {
                true => Holds::Hooks,
                false => Holds::Nothing,
            };
        }
        match self.agents.hooks_shape(text) {
            HooksShape::Hooks | HooksShape::UnknownForm if is_named => Holds::Hooks,
            // A file with another name is meant as a hook file only if it has the form of an agent.
            HooksShape::Hooks => Holds::Hooks,
            HooksShape::NoEntries if is_named => Holds::Perhaps,
            HooksShape::Other => Holds::Nothing,
            _ => Self::unknown(is_named),
        }
    }
}

/// Returns whether a line of TOML begins the table `hooks` or an entry in it.
fn begins_hooks(line: &str) -> bool {
    let line = line.trim_start().trim_start_matches('[').trim_start();
    line.starts_with("hooks")
}
