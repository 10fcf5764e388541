//! The errors of reading and writing a trust store.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use hooks_types::text::{time_span, visible_path};

/// A trust store that cannot be read or written. The error's text names the file, the cause and a
/// cure.
///
/// Do not treat this as an empty store: a guard that the user trusted would be treated as new, and the calls that it
/// guards would pass. [`UnreadableStore`](crate::UnreadableStore) makes the decisions in this case.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoreError {
    /// The affected file or folder.
    pub path: PathBuf,
    problem: Problem,
}

/// Why a store cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    /// A newer program wrote the store, in this version.
    Newer(u64),
    /// The text is not a store.
    Broken(String),
    /// Another user or a project could have written the store. The values say how, and what to do
    /// about it.
    Unsafe(&'static str, &'static str),
    /// The path to the store leads through something that is not a folder.
    Unreachable(String),
    /// Another process kept the lock for this long.
    Locked(Duration),
    /// A system call failed. The values are the attempted action and the system's message.
    Failed(&'static str, String),
}

impl StoreError {
    /// Creates the error for a problem of this file or folder.
    pub(super) fn new(path: impl Into<PathBuf>, problem: Problem) -> Self {
        Self {
            path: path.into(),
            problem,
        }
    }

    /// Creates the error for a failed system call; `doing` is a verb phrase such as `read the trust store`.
    pub(super) fn failed(
        path: impl Into<PathBuf>,
        doing: &'static str,
        error: &std::io::Error,
    ) -> Self {
        Self::new(path, Problem::Failed(doing, error.to_string()))
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = visible_path(&self.path);
        match &self.problem {
            Problem::Newer(version) => write!(
                f,
                "the trust store {path} is of version {version}, and this program reads up to {}; use a newer program",
                super::store::VERSION
            ),
            Problem::Broken(why) => write!(
                f,
                "the trust store {path} is broken ({why}); move it away and trust again"
            ),
            Problem::Unsafe(why, cure) => {
                write!(f, "the trust store is not used: {path} {why}; {cure}")
            }
            Problem::Unreachable(why) => write!(
                f,
                "the trust store is not used: {path} {why}; make it a folder, or set XDG_STATE_HOME to another folder"
            ),
            Problem::Locked(limit) => write!(
                f,
                "the trust store is locked: another process held {path} for {}",
                time_span(*limit)
            ),
            Problem::Failed(doing, why) => write!(f, "cannot {doing} {path}: {why}"),
        }
    }
}

impl std::error::Error for StoreError {}
