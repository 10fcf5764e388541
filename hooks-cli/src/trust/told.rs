//! What a session's user was told already.
//!
//! Each event of an agent is a process of its own here, so a mark in the state folder remembers that
//! a notice was given in a session. A mark that cannot be set costs a notice more, never one less.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use hooks_types::fingerprint::Digest;

/// No session is longer.
const KEPT: Duration = Duration::from_secs(30 * 24 * 3600);

/// A notice that is given once in a session.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    mark: PathBuf,
}

impl Told {
    /// The mark of these words in a session, below the folder of the trust store.
    pub(super) fn of(store: &Path, session: &str, words: &[String]) -> Self {
        let name = Digest::of(format!("{session}\0{}", words.join("\0")).as_bytes());
        Self {
            mark: store.join("told").join(name.to_string()),
        }
    }

    /// Whether the notice was given.
    pub(super) fn is_set(&self) -> bool {
        fs::symlink_metadata(&self.mark).is_ok()
    }

    /// Remembers that the notice was given, and forgets old sessions.
    pub(crate) fn set(&self) {
        let Some(folder) = self.mark.parent() else {
            return;
        };
        // The store's folder is there: a hook was trusted once.
        let _ = fs::create_dir(folder);
        forget_old(folder);
        let _ = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&self.mark);
    }
}

fn forget_old(folder: &Path) {
    let Ok(marks) = fs::read_dir(folder) else {
        return;
    };
    let now = SystemTime::now();
    for mark in marks.flatten().take(1000) {
        let changed = mark.metadata().and_then(|meta| meta.modified()).ok();
        let age = changed.and_then(|changed| now.duration_since(changed).ok());
        if age.is_some_and(|age| age > KEPT) {
            let _ = fs::remove_file(mark.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_of_one_session_and_of_its_words() {
        let folder = tempfile::tempdir().unwrap();
        let told =
            |session: &str, words: &str| Told::of(folder.path(), session, &[words.to_owned()]);
        assert!(!told("s", "gone").is_set());
        told("s", "gone").set();
        assert!(told("s", "gone").is_set());
        assert!(!told("t", "gone").is_set());
        assert!(!told("s", "another").is_set());
    }
}
