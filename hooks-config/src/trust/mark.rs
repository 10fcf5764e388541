//! What a file was found to hold.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hooks_types::fingerprint::Hasher;

use super::shown::SCRIPT;
use crate::read::open_found;

/// A longer file is not read: nobody can agree to it.
pub(super) const LONGEST: u64 = 16 << 20;

/// What is read of all files of one load, or right before one start.
const ALL: u64 = 64 << 20;

/// A file that was agreed to under its name alone.
pub(super) const DATA: &str = "data";

/// Reads files, each once, and remembers what they held.
#[derive(Debug, Default)]
pub(super) struct Marks {
    known: HashMap<PathBuf, Result<String, String>>,
    /// The texts that are shown, of the very bytes that the digests are of.
    texts: BTreeMap<PathBuf, Arc<str>>,
    read: u64,
}

impl Marks {
    /// One that has read all but so many bytes.
    #[cfg(test)]
    pub(super) fn with_left(left: u64) -> Self {
        Self {
            read: ALL - left,
            ..Self::default()
        }
    }

    /// `sha256:` and the digest of a file of `root`; both paths are canonical.
    ///
    /// # Errors
    ///
    /// It cannot be read whole, for a person.
    pub(super) fn of(&mut self, path: &Path, root: &Path) -> Result<String, String> {
        if let Some(known) = self.known.get(path) {
            return known.clone();
        }
        let mark = self.digest(path, root);
        self.known.insert(path.to_owned(), mark.clone());
        mark
    }

    /// The texts of all files that were read.
    pub(super) fn into_texts(self) -> BTreeMap<PathBuf, Arc<str>> {
        self.texts
    }

    /// The text of a file that was read, for showing it; none where it is long or is no text.
    pub(super) fn text(&self, path: &Path) -> Option<&str> {
        self.texts.get(path).map(|text| &**text)
    }

    fn digest(&mut self, path: &Path, root: &Path) -> Result<String, String> {
        let file = open_found(path, root).map_err(|error| format!("cannot be read: {error}"))?;
        let too_large = || format!("is larger than {} MiB", LONGEST >> 20);
        let size = file.metadata().map_or(0, |meta| meta.len());
        if size > LONGEST {
            return Err(too_large());
        }
        if self.read.saturating_add(size) > ALL {
            let all = ALL >> 20;
            return Err(format!("is not read: the hooks name more than {all} MiB"));
        }
        let mut hasher = Hasher::default();
        let mut rest = file.take(LONGEST + 1);
        let mut buffer = vec![0; 64 << 10];
        let mut total = 0;
        let mut kept = Vec::new();
        loop {
            let read = rest
                .read(&mut buffer)
                .map_err(|error| format!("cannot be read: {error}"))?;
            if read == 0 {
                break;
            }
            total += read as u64;
            hasher.add(&buffer[..read]);
            if total <= SCRIPT {
                kept.extend_from_slice(&buffer[..read]);
            }
        }
        self.read += total;
        if total <= SCRIPT
            && let Ok(text) = String::from_utf8(kept)
        {
            self.texts.insert(path.to_owned(), text.into());
        }
        match total > LONGEST {
            true => Err(too_large()),
            false => Ok(format!("sha256:{}", hasher.finish())),
        }
    }
}

/// What a link that leads out of its root is known by: where it leads, not what lies there.
pub(super) fn link(target: &Path) -> String {
    format!("link:{}", target.display())
}
