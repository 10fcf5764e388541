//! The trust store on disk: its place, reading it, and replacing it atomically.
//!
//! The store decides which code runs, so it is read only if no other user could have written it. A change is made under
//! a lock ([`Lock`]), written to a new file and renamed over the old file. A crash leaves either the old or the new
//! store.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use super::error::{Problem, StoreError};
use super::lock::Lock;
use super::safe::{create_private, make_folder, open_private, unsafe_folder, unsafe_store};
use super::store::TrustStore;
use crate::read::blocked;

/// The maximum size in bytes of a store that is read. A larger file is refused as broken.
const LONGEST: u64 = 64 << 20;

/// The folder of a trust store: `agent-hooks` in the user's state folder.
///
/// ```no_run
/// use std::path::Path;
/// use hooks_config::StorePlace;
///
/// let home = Path::new("/home/me");
/// let place = StorePlace::in_state_home(None, Some(home)).expect("a home folder is given");
/// assert_eq!(place.file(), home.join(".local/state/agent-hooks/trust.json"));
///
/// // Forget a project that was deleted.
/// let was_known = place.change(|store| store.forget(Path::new("/work/old")))?;
/// # let _ = was_known;
/// # Ok::<(), hooks_config::StoreError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StorePlace {
    /// The folder that holds the store.
    pub folder: PathBuf,
    /// The uid of the user who runs this process. A store of another user is refused. `None` skips that
    /// check.
    pub user: Option<u32>,
}

impl StorePlace {
    /// Creates the place of a store in this folder. Reading accepts a store of any owner until
    /// [`with_user`](Self::with_user) sets the user.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            user: None,
        }
    }

    /// Creates the place of a store below the user's state folder: `XDG_STATE_HOME` if that is absolute, else
    /// `.local/state` in the home folder. Returns `None` without either.
    #[must_use]
    pub fn in_state_home(state_home: Option<&Path>, home: Option<&Path>) -> Option<Self> {
        let named = state_home.filter(|folder| folder.is_absolute());
        let state = match named {
            Some(folder) => folder.to_owned(),
            None => home?.join(".local/state"),
        };
        Some(Self::new(state.join("agent-hooks")))
    }

    setters! {
        /// Sets the uid of the user who runs this process. Ignored on systems other than Unix.
        fn with_user(user: u32) = Some(user);
    }

    /// Returns the path of the store's file.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.folder.join("trust.json")
    }

    /// Reads the store. If it does not exist, returns an empty store. Takes no lock: a writer replaces the file by a
    /// rename, so a reader sees the old or the new store.
    ///
    /// # Errors
    ///
    /// The store is a link, belongs to another user, is writable by others, is broken, or has a newer
    /// version. Use [`UnreadableStore`](crate::UnreadableStore) to decide about the hooks then.
    pub fn read(&self) -> Result<TrustStore, StoreError> {
        self.can_be_there()?;
        match fs::symlink_metadata(&self.folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(TrustStore::new()),
            _ => unsafe_folder(&self.folder, self.user)?,
        }
        self.read_file()
    }

    /// Refuses a state folder whose path leads through a dangling link or a file. Otherwise a store behind a broken
    /// link would look like an empty store, and trusted guards would be lost without an error.
    fn can_be_there(&self) -> Result<(), StoreError> {
        match blocked(&self.folder) {
            Some(why) if fs::symlink_metadata(&self.folder).is_err() => {
                Err(StoreError::new(&self.folder, Problem::Unreachable(why)))
            }
            _ => Ok(()),
        }
    }

    /// Reads the store's file. A missing file is an empty store.
    ///
    /// # Errors
    ///
    /// The file is unsafe, too large, broken or of a newer version.
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
        // Check the opened file too: since the first check, a different file might have replaced the file at the path.
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

    /// Changes the store and returns the result of `change`. Holds a lock from reading the store to replacing it, so no
    /// change of another process is lost. The store is replaced atomically. Waits up to five seconds for the lock.
    /// Creates the folder, for the user only, if it does not exist.
    ///
    /// `change` runs while the lock is held: ask the user before this call, not inside it.
    ///
    /// # Errors
    ///
    /// The store cannot be read ([`StorePlace::read`]), locked or written. The store is then unchanged.
    pub fn change<T>(&self, change: impl FnOnce(&mut TrustStore) -> T) -> Result<T, StoreError> {
        self.can_be_there()?;
        // Create the folder, then check it. The check needs an existing folder, and a folder that
        // existed before can belong to a different user.
        make_folder(&self.folder)
            .map_err(|error| StoreError::failed(&self.folder, "make the state folder", &error))?;
        unsafe_folder(&self.folder, self.user)?;
        let _lock = Lock::take(&self.folder.join("trust.lock"))?;
        // Read after locking: the new store must contain the entries that another process wrote before us.
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

    /// Writes the new file and renames it over the old file. Call this function under the lock, because every writer
    /// uses the same name for the new file. An existing file of that name was left by a writer that crashed.
    fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        let new = self.folder.join("trust.json.new");
        // `create_private` refuses an existing file, because a link might have been planted under this name. So remove
        // the old file first.
        match fs::remove_file(&new) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = create_private(&new)?;
        // Sync before the rename: otherwise a crash could leave the new name with an empty file.
        let written = file
            .write_all(bytes)
            .and_then(|()| file.sync_all())
            .and_then(|()| fs::rename(&new, self.file()));
        if written.is_err() {
            // Do not keep a half-written file.
            let _ = fs::remove_file(&new);
        }
        written?;
        // Sync the folder: only then does the rename survive a crash. Ignore an error, because some systems cannot sync
        // folders.
        let _ = File::open(&self.folder).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

#[cfg(test)]
#[path = "disk_tests.rs"]
mod tests;
