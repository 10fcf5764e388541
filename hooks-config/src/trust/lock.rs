//! A lock file that lets one process at a time write the store.
//!
//! The lock belongs to the open file (`flock` on Unix, exclusive sharing on Windows), so a crash
//! releases it and no stale lock can remain. Readers need no lock: the store is replaced by a rename.

use std::fs::File;
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::error::{Problem, StoreError};

/// How long a writer waits for another writer.
const LIMIT: Duration = Duration::from_secs(5);

/// The pause between two attempts to take the lock.
const PAUSE: Duration = Duration::from_millis(20);

/// A lock that is released when this value is dropped or the process ends.
#[derive(Debug)]
pub(super) struct Lock {
    /// The locked file. Closing it releases the lock.
    _file: File,
}

impl Lock {
    /// Takes the lock, and waits up to five seconds for it.
    ///
    /// # Errors
    ///
    /// Another process kept the lock, or the file cannot be opened.
    pub(super) fn take(path: &Path) -> Result<Self, StoreError> {
        Self::take_within(path, LIMIT)
    }

    /// Like [`take`](Self::take), but waits up to `limit`.
    pub(super) fn take_within(path: &Path, limit: Duration) -> Result<Self, StoreError> {
        // Use one deadline for all attempts, because a single attempt can take long.
        let until = Instant::now() + limit;
        loop {
            match locked(path) {
                Ok(Some(file)) => return Ok(Self { _file: file }),
                // Poll: `flock` has no timeout, and a call that blocks cannot be stopped after the limit.
                Ok(None) if Instant::now() < until => thread::sleep(PAUSE),
                Ok(None) => return Err(StoreError::new(path, Problem::Locked(limit))),
                Err(error) => return Err(StoreError::failed(path, "lock", &error)),
            }
        }
    }
}

/// Opens and locks the file; returns `None` while another process holds the lock.
#[cfg(unix)]
fn locked(path: &Path) -> io::Result<Option<File>> {
    use rustix::fs::{FlockOperation, flock};
    use rustix::io::Errno;

    let file = super::safe::open_or_create(path)?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Some(file)),
        // A signal interrupted the call: try again, as if the lock were held.
        Err(Errno::WOULDBLOCK | Errno::INTR) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Opens the file without sharing: while it is open, no other process can open it.
#[cfg(windows)]
fn locked(path: &Path) -> io::Result<Option<File>> {
    use std::os::windows::fs::OpenOptionsExt;

    /// The error code `ERROR_SHARING_VIOLATION`: another process has the file open.
    const SHARED: i32 = 32;
    let mut options = std::fs::OpenOptions::new();
    options
        .write(true)
        .create(true)
        .truncate(false)
        .share_mode(0);
    match options.open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.raw_os_error() == Some(SHARED) => Ok(None),
        Err(error) => Err(error),
    }
}
