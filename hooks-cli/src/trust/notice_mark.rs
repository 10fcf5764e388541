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

/// Where the marks of one session are kept.
#[derive(Debug, Clone)]
pub(crate) struct SessionMarks {
    /// The folder of the trust store.
    store: PathBuf,
    /// The agent's id of the session.
    session: String,
}

impl SessionMarks {
    pub(super) fn new(store: PathBuf, session: String) -> Self {
        Self { store, session }
    }

    /// Returns the mark of the notice with these lines in this session.
    pub(crate) fn of(&self, words: &[String]) -> NoticeMark {
        NoticeMark::of(&self.store, &self.session, words)
    }
}

/// The mark of a notice that is shown once per session. Each session has its own mark for the same notice.
#[derive(Debug, Clone)]
pub(crate) struct NoticeMark {
    mark: PathBuf,
}

impl NoticeMark {
    /// Returns the mark of the notice with these lines in a session. The mark lies below the folder of the trust store.
    /// The mark's file name is a digest, because a session id can be any text.
    fn of(store: &Path, session: &str, words: &[String]) -> Self {
        let name = Digest::of(format!("{session}\0{}", words.join("\0")).as_bytes());
        Self {
            mark: store.join("told").join(name.to_string()),
        }
    }

    /// Returns whether the notice was shown. A link in place of the mark is treated as a mark and is not followed.
    pub(crate) fn is_set(&self) -> bool {
        fs::symlink_metadata(&self.mark).is_ok()
    }

    /// Records that the notice was shown, and removes the marks of old sessions.
    pub(crate) fn set(&self) {
        let Some(folder) = self.mark.parent() else {
            return;
        };
        // Usually the folder exists already. Before the first decision about trust its parents can be missing too. If
        // the folder cannot be created, the mark is not set.
        let _ = own_folder(folder);
        forget_old(folder);
        // `create_new` does not follow a link at the mark's path. Ignore an error: the notice is then shown once more.
        let _ = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&self.mark);
    }
}

/// Creates the folder and its parents, accessible to the user only.
fn own_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
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
        let store = folder.path().join("not/there/yet");
        let told = |session: &str, words: &str| {
            SessionMarks::new(store.clone(), session.to_owned()).of(&[words.to_owned()])
        };
        assert!(!told("s", "gone").is_set());
        told("s", "gone").set();
        assert!(told("s", "gone").is_set());
        assert!(!told("t", "gone").is_set());
        assert!(!told("s", "another").is_set());
    }
}
