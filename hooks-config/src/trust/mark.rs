//! Marks for the content of files: digests, computed once per file and load.
//!
//! A file is read once, for its digest and for the text that is shown to the user. If it were read twice, the text that
//! the user agreed to could differ from the bytes that were digested.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hooks_types::fingerprint::Hasher;

use super::shown::SCRIPT;
use crate::read::open_found;

/// The largest file that is read. A larger file cannot be trusted by its content.
pub(super) const LONGEST: u64 = 16 << 20;

/// The maximum number of bytes that are read from all files of one load, or of one check right before a start.
const ALL: u64 = 64 << 20;

/// The mark of a file that the user agreed to by name only: the file may have any content.
pub(super) const DATA: &str = "data";

/// The marks of the files that were read: their digests, or the reasons why files have no digest. Each file is read
/// once. Create a new value for each load and for each check before a start: an older value would miss changes of
/// files.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// The mark of each file by canonical path, or the reason why the file has no mark.
    known: HashMap<PathBuf, Result<String, String>>,
    /// The texts to show, decoded from the very bytes that were digested.
    texts: BTreeMap<PathBuf, Arc<str>>,
    /// The number of bytes read so far, for the limit [`ALL`].
    read: u64,
}

impl Marks {
    /// Creates marks that can read only `left` more bytes.
    #[cfg(test)]
    pub(super) fn with_left(left: u64) -> Self {
        Self {
            read: ALL - left,
            ..Self::default()
        }
    }

    /// Returns `sha256:` and the digest of a file of `root`. Both paths must be canonical.
    ///
    /// # Errors
    ///
    /// The file cannot be read completely; the message is for a person.
    pub(super) fn of(&mut self, path: &Path, root: &Path) -> Result<String, String> {
        // Return an earlier error too, without a second read: the read could succeed, and then one load would get two
        // different answers.
        if let Some(known) = self.known.get(path) {
            return known.clone();
        }
        let mark = self.digest(path, root);
        self.known.insert(path.to_owned(), mark.clone());
        mark
    }

    /// Returns the texts of all files that were read.
    pub(super) fn into_texts(self) -> BTreeMap<PathBuf, Arc<str>> {
        self.texts
    }

    /// Returns the text of a file that was read; `None` if it is too long to show or is not UTF-8.
    pub(super) fn text(&self, path: &Path) -> Option<&str> {
        self.texts.get(path).map(|text| &**text)
    }

    /// Reads a file once, for its digest and, if it is short, for its text. If it were read twice, the digest and the
    /// text could be those of different contents.
    fn digest(&mut self, path: &Path, root: &Path) -> Result<String, String> {
        let file = open_found(path, root).map_err(|error| format!("cannot be read: {error}"))?;
        let too_large = || format!("is larger than {} MiB", LONGEST >> 20);
        let size = file.metadata().map_or(0, |meta| meta.len());
        // Refuse a huge file by its size, before it is read.
        if size > LONGEST {
            return Err(too_large());
        }
        if self.read.saturating_add(size) > ALL {
            let all = ALL >> 20;
            return Err(format!("is not read: the hooks name more than {all} MiB"));
        }
        let mut hasher = Hasher::default();
        // The file can grow while it is read. So limit the bytes that are read too.
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

/// Returns the mark of a link that leads out of its root: the mark names the target and does not depend on the target's
/// content. The content does not belong to the project, and a digest would need to read the target, which might be a
/// private file of the user.
pub(super) fn link(target: &Path) -> String {
    format!("link:{}", target.display())
}
