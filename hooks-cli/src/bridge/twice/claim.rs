//! The file by which one entry tells the others what its hooks decided.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use hooks_types::Report;
use hooks_types::fingerprint::Digest;
use serde::{Deserialize, Serialize};

use super::super::state::own_file;
use super::telling::Moment;

/// How long a judgement is valid: entries of one event start together or right after each other.
const FRESH: Duration = Duration::from_secs(60);

/// Claims that are looked at to find old ones.
const LOOKED_AT: usize = 256;

/// Bytes of a judgement; the answer of an agent's hook is shorter.
const LONGEST: u64 = 16 * 1024 * 1024;

/// The contents of a claim whose event was judged.
#[derive(Debug, Serialize, Deserialize)]
struct Judged {
    /// How many entries may still take it. An event that is told again after that is another one.
    left: usize,
    report: Report,
}

/// The folder of all claims.
#[derive(Debug)]
pub(super) struct Claims(PathBuf);

impl Claims {
    pub(super) fn open(state: &Path) -> Option<Self> {
        let folder = state.join("claims");
        fs::create_dir_all(&folder).ok()?;
        let claims = Self(folder);
        claims.forget_old();
        Some(claims)
    }

    fn path(&self, name: &Digest) -> PathBuf {
        self.0.join(name.to_string())
    }

    /// Claims an event; `None` where another entry has.
    pub(super) fn claim(&self, name: &Digest, others: usize) -> Option<Claim> {
        // Lock the file before it gets its name, so that no other entry finds it unlocked and unfinished.
        let new = self.unnamed().ok()?;
        lock(new.as_file()).ok()?;
        let file = new.persist_noclobber(self.path(name)).ok()?;
        let folder = self.0.clone();
        Some(Claim {
            folder,
            file,
            others,
        })
    }

    /// What the entry that claimed an event decided, once it has. A claim that holds no judgement of this event is
    /// taken away.
    pub(super) fn told(&self, name: &Digest, moment: Moment, began: SystemTime) -> Option<Report> {
        let path = self.path(name);
        let judged = taken(&path, moment, began).ok().flatten();
        if judged.as_ref().is_none_or(|judged| judged.left == 0) {
            // Another entry may have removed it already.
            let _ = fs::remove_file(&path);
        }
        judged.map(|judged| judged.report)
    }

    fn unnamed(&self) -> io::Result<tempfile::NamedTempFile> {
        tempfile::Builder::new().prefix(".").tempfile_in(&self.0)
    }

    fn forget_old(&self) {
        let Ok(entries) = fs::read_dir(&self.0) else {
            return;
        };
        for path in entries.flatten().take(LOOKED_AT).map(|entry| entry.path()) {
            if !fs::metadata(&path).is_ok_and(|found| is_fresh(&found)) {
                // Another entry may have forgotten it already.
                let _ = fs::remove_file(path);
            }
        }
    }
}

/// An event that this entry judges.
#[derive(Debug)]
pub(super) struct Claim {
    folder: PathBuf,
    file: File,
    others: usize,
}

impl Claim {
    /// Tells the others what to repeat, under the claim's own name and under another one. What was said beside the
    /// decision was said once and needs no repeating.
    pub(super) fn judged(mut self, report: &Report, other: Option<&Digest>) -> io::Result<()> {
        let mut report = report.clone();
        report.context.clear();
        report.notices.clear();
        report.notes.clear();
        report.hooks.clear();
        let left = self.others;
        let text = serde_json::to_vec(&Judged { left, report })?;
        if let Some(other) = other {
            let claims = Claims(self.folder);
            let mut new = claims.unnamed()?;
            new.write_all(&text)?;
            // A locked claim belongs to the entry that works on it.
            let _ = new.persist_noclobber(claims.path(other));
        }
        self.file.write_all(&text)
    }
}

/// Waits for the lock of a claim and takes its judgement, if it is one of this event.
fn taken(path: &Path, moment: Moment, began: SystemTime) -> io::Result<Option<Judged>> {
    let mut file = own_file(OpenOptions::new().read(true).write(true), path)?;
    lock(&file)?;
    let found = file.metadata()?;
    if !is_ours(&found) || !is_fresh(&found) {
        return Ok(None);
    }
    // The agent waits for the hooks of one event before it tells the next of that kind.
    if moment == Moment::Overlapping && found.modified()? < began {
        return Ok(None);
    }
    let mut text = Vec::new();
    (&file).take(LONGEST).read_to_end(&mut text)?;
    let mut judged: Judged = serde_json::from_slice(&text)?;
    let Some(left) = judged.left.checked_sub(1) else {
        return Ok(None);
    };
    judged.left = left;
    let text = serde_json::to_vec(&judged)?;
    file.rewind()?;
    file.write_all(&text)?;
    file.set_len(text.len() as u64)?;
    // Taking it made it no younger.
    file.set_modified(found.modified()?)?;
    Ok(Some(judged))
}

fn is_fresh(found: &fs::Metadata) -> bool {
    let age = found.modified().ok();
    let age = age.and_then(|made| SystemTime::now().duration_since(made).ok());
    age.is_none_or(|age| age < FRESH)
}

#[cfg(unix)]
fn is_ours(found: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    found.is_file() && found.uid() == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn is_ours(_: &fs::Metadata) -> bool {
    false
}

#[cfg(unix)]
fn lock(file: &File) -> io::Result<()> {
    use rustix::fs::{FlockOperation, flock};
    Ok(flock(file, FlockOperation::LockExclusive)?)
}

#[cfg(not(unix))]
fn lock(_: &File) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
