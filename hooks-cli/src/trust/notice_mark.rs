//! Records which notices the user of a session has seen.
//!
//! Each event of an agent starts a new process of this program. So the fact that a notice was shown is kept in a file
//! in the state folder: the notice's mark. If a mark cannot be set, the notice is shown again, and so is never lost.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use hooks_types::fingerprint::Digest;

/// How long a mark is kept. A session that lasts longer shows its notices again.
const KEPT: Duration = Duration::from_secs(30 * 24 * 3600);

/// The mark of a notice that is shown once per session. Each session has its own mark for the same notice.
#[derive(Debug, Clone)]
pub(crate) struct NoticeMark {
    mark: PathBuf,
}

impl NoticeMark {
    /// Returns the mark of the notice with these lines in a session. The mark lies below the folder of the trust store.
    /// The mark's file name is a digest, because a session id can be any text.
    pub(super) fn of(store: &Path, session: &str, words: &[String]) -> Self {
        let name = Digest::of(format!("{session}\0{}", words.join("\0")).as_bytes());
        Self {
            mark: store.join("told").join(name.to_string()),
        }
    }

    /// Returns whether the notice was shown. A link in place of the mark is treated as a mark and is not followed.
    pub(super) fn is_set(&self) -> bool {
        fs::symlink_metadata(&self.mark).is_ok()
    }

    /// Records that the notice was shown, and removes the marks of old sessions.
    pub(crate) fn set(&self) {
        let Some(folder) = self.mark.parent() else {
            return;
        };
        // Usually the folder exists already, so ignore the error. Its parent exists, because the notice is about a hook
        // that was trusted, and the trust store is in the parent.
        let _ = fs::create_dir(folder);
        forget_old(folder);
        // `create_new` does not follow a link at the mark's path. Ignore an error: the notice is then shown once more.
        let _ = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&self.mark);
    }
}

/// Removes marks older than [`KEPT`]. Looks at no more than 1000 marks, so that one event stays fast; later events
/// remove the rest.
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
        let told = |session: &str, words: &str| {
            NoticeMark::of(folder.path(), session, &[words.to_owned()])
        };
        assert!(!told("s", "gone").is_set());
        told("s", "gone").set();
        assert!(told("s", "gone").is_set());
        assert!(!told("t", "gone").is_set());
        assert!(!told("s", "another").is_set());
    }
}
