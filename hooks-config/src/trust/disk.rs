//! Where the store lies, and how it is read and replaced.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use super::error::{Problem, StoreError};
use super::lock::Lock;
use super::safe::{create_private, make_folder, open_private, unsafe_folder, unsafe_store};
use super::store::TrustStore;
use crate::read::blocked;

/// A larger store is none that this program wrote.
const LONGEST: u64 = 64 << 20;

/// The folder of a trust store, `agent-hooks` in the user's state folder.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StorePlace {
    /// The folder.
    pub folder: PathBuf,
    /// The number of the user who runs this; a store that belongs to somebody else is refused.
    pub user: Option<u32>,
}

impl StorePlace {
    /// A store in this folder.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            user: None,
        }
    }

    /// Below the user's state folder: `XDG_STATE_HOME` if that is absolute, else `.local/state` in
    /// the home folder.
    #[must_use]
    pub fn in_state_home(state_home: Option<&Path>, home: Option<&Path>) -> Option<Self> {
        let named = state_home.filter(|folder| folder.is_absolute());
        let state = match named {
            Some(folder) => folder.to_owned(),
            None => home?.join(".local/state"),
        };
        Some(Self::new(state.join("agent-hooks")))
    }

    /// Sets the number of the user who runs this.
    #[must_use]
    pub fn as_user(mut self, user: u32) -> Self {
        self.user = Some(user);
        self
    }

    /// The store's file.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.folder.join("trust.json")
    }

    /// Reads the store; an empty one where there is none.
    ///
    /// # Errors
    ///
    /// It is a link, not the user's, writable by others, broken or of a newer version. Then nobody is
    /// trusted.
    pub fn read(&self) -> Result<TrustStore, StoreError> {
        self.can_be_there()?;
        match fs::symlink_metadata(&self.folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(TrustStore::new()),
            _ => unsafe_folder(&self.folder, self.user)?,
        }
        self.read_file()
    }

    /// Refuses a state folder behind a link that leads nowhere, or behind a file: what was trusted may
    /// lie where the link led before.
    fn can_be_there(&self) -> Result<(), StoreError> {
        match blocked(&self.folder) {
            Some(why) if fs::symlink_metadata(&self.folder).is_err() => {
                Err(StoreError::new(&self.folder, Problem::Unreachable(why)))
            }
            _ => Ok(()),
        }
    }

    fn read_file(&self) -> Result<TrustStore, StoreError> {
        let path = self.file();
        let failed = |error: &io::Error| StoreError::failed(&path, "read the trust store", error);
        let meta = match fs::symlink_metadata(&path) {
            Ok(meta) => meta,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(TrustStore::new()),
            Err(error) => return Err(failed(&error)),
        };
        unsafe_store(&path, &meta, self.user)?;
        let file = open_private(&path).map_err(|error| failed(&error))?;
        // What was opened, since another file may have taken its place.
        let meta = file.metadata().map_err(|error| failed(&error))?;
        unsafe_store(&path, &meta, self.user)?;
        let mut text = String::new();
        file.take(LONGEST + 1)
            .read_to_string(&mut text)
            .map_err(|error| failed(&error))?;
        if text.len() as u64 > LONGEST {
            let why = format!("larger than {} MiB", LONGEST >> 20);
            return Err(StoreError::new(path, Problem::Broken(why)));
        }
        TrustStore::read(&text).map_err(|problem| StoreError::new(path, problem))
    }

    /// Changes the store: reads it under a lock, so that nothing another process trusts at the same
    /// time is lost, and replaces it in one step. Waits up to five seconds for the lock.
    ///
    /// # Errors
    ///
    /// It cannot be read ([`StorePlace::read`]), locked or written; then it is as it was.
    pub fn change<T>(&self, change: impl FnOnce(&mut TrustStore) -> T) -> Result<T, StoreError> {
        self.can_be_there()?;
        make_folder(&self.folder)
            .map_err(|error| StoreError::failed(&self.folder, "make the state folder", &error))?;
        unsafe_folder(&self.folder, self.user)?;
        let _lock = Lock::take(&self.folder.join("trust.lock"))?;
        let mut store = self.read_file()?;
        let done = change(&mut store);
        let path = self.file();
        let text = store
            .written()
            .map_err(|problem| StoreError::new(&path, problem))?;
        self.replace(text.as_bytes())
            .map_err(|error| StoreError::failed(&path, "write the trust store", &error))?;
        Ok(done)
    }

    /// Under the lock, so that nobody else uses the name of the new file.
    fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        let new = self.folder.join("trust.json.new");
        match fs::remove_file(&new) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = create_private(&new)?;
        let written = file
            .write_all(bytes)
            .and_then(|()| file.sync_all())
            .and_then(|()| fs::rename(&new, self.file()));
        if written.is_err() {
            // A half of a store is nobody's.
            let _ = fs::remove_file(&new);
        }
        written?;
        // The new name outlives a crash only once its folder is written; not every system can.
        let _ = File::open(&self.folder).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

#[cfg(test)]
#[path = "disk_tests.rs"]
mod tests;
