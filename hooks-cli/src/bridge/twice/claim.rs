//! The file by which one entry tells the others what its hooks decided.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use hooks_types::Report;
use hooks_types::answer::OutcomeKind;
use hooks_types::fingerprint::Digest;
use serde::{Deserialize, Serialize};

use super::super::state::own_file;
use super::telling::Moment;

/// How long after a decision it may be taken: entries of one event start together or right after each other.
const TAKEN_WITHIN: Duration = Duration::from_secs(5);

/// How long a claim stays where nobody takes it: an entry may work for that long.
const KEPT: Duration = Duration::from_secs(60);

/// Claims that are looked at to find old ones.
const LOOKED_AT: usize = 256;

/// Bytes of a judgement; the answer of an agent's hook is shorter.
const LONGEST: u64 = 16 * 1024 * 1024;

/// The contents of a claim whose event was judged.
#[derive(Debug, Serialize, Deserialize)]
struct Judged {
    /// How many entries may still take it. An event that is told again after that is another one.
    left: usize,
    /// The name under which it was taken first. An agent shows all other entries the same payload from then on.
    taken_as: Option<String>,
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
        let path = self.path(name);
        Some(Claim { path, file, others })
    }

    /// What the entry that claimed an event decided, once it has. A claim that holds no judgement of this event is
    /// taken away, one that is still worked at is not, where we do not wait for it.
    pub(super) fn told(&self, name: &Digest, taker: Taker) -> Option<Report> {
        let path = self.path(name);
        let judged = match taken(&path, name, taker) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return None,
            judged => judged.ok().flatten(),
        };
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
            if !fs::metadata(&path).is_ok_and(|found| is_younger(&found, KEPT)) {
                // Another entry may have forgotten it already.
                let _ = fs::remove_file(path);
            }
        }
    }
}

/// An event that this entry judges.
#[derive(Debug)]
pub(super) struct Claim {
    path: PathBuf,
    file: File,
    others: usize,
}

impl Claim {
    /// Tells the others what was decided, and when, under the claim's own name and under another one. What was said
    /// beside the decision was said once and needs no repeating.
    pub(super) fn judged(
        mut self,
        report: &Report,
        decided: SystemTime,
        other: Option<&Digest>,
    ) -> io::Result<()> {
        let mut report = report.clone();
        report.context.clear();
        report.notices.clear();
        report.notes.clear();
        report.hooks.clear();
        let left = self.others;
        let taken_as = None;
        let judged = Judged {
            left,
            taken_as,
            report,
        };
        self.file.write_all(&serde_json::to_vec(&judged)?)?;
        self.file.set_modified(decided)?;
        if let Some(other) = other {
            // The same file, so that taking it under one name voids the other. A claim that is there stays.
            let _ = fs::hard_link(&self.path, self.path.with_file_name(other.to_string()));
        }
        Ok(())
    }
}

/// An entry that would repeat what another one decided.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taker {
    pub(super) moment: Moment,
    /// When it was started.
    pub(super) began: SystemTime,
    /// Whether it has the time to wait for an entry that is at work.
    pub(super) waits: bool,
}

impl Taker {
    /// Whether a decision of this kind and time is one of the event that this entry was told of.
    fn may_take(self, decided: SystemTime, outcome: OutcomeKind) -> bool {
        self.began <= decided
            || match self.moment {
                Moment::Following => true,
                Moment::Call => outcome == OutcomeKind::Block,
                Moment::Overlapping => false,
            }
    }
}

/// Waits for the lock of a claim and takes its judgement, if it is one of this event.
fn taken(path: &Path, name: &Digest, taker: Taker) -> io::Result<Option<Judged>> {
    let mut file = own_file(OpenOptions::new().read(true).write(true), path)?;
    match taker.waits {
        true => lock(&file)?,
        false => try_lock(&file)?,
    }
    let found = file.metadata()?;
    if !is_ours(&found) || !is_younger(&found, TAKEN_WITHIN) {
        return Ok(None);
    }
    let decided = found.modified()?;
    let mut text = Vec::new();
    (&file).take(LONGEST).read_to_end(&mut text)?;
    let mut judged: Judged = serde_json::from_slice(&text)?;
    let name = name.to_string();
    let otherwise = judged.taken_as.as_ref().is_some_and(|taken| *taken != name);
    if otherwise || !taker.may_take(decided, judged.report.outcome) {
        return Ok(None);
    }
    let Some(left) = judged.left.checked_sub(1) else {
        return Ok(None);
    };
    judged.left = left;
    judged.taken_as = Some(name);
    let text = serde_json::to_vec(&judged)?;
    file.rewind()?;
    file.write_all(&text)?;
    file.set_len(text.len() as u64)?;
    // Taking it made it no younger.
    file.set_modified(decided)?;
    Ok(Some(judged))
}

/// Whether it is younger than this. One of the future is not: its clock tells nothing.
fn is_younger(found: &fs::Metadata, limit: Duration) -> bool {
    let age = found.modified().ok();
    let age = age.and_then(|made| SystemTime::now().duration_since(made).ok());
    age.is_some_and(|age| age < limit)
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

/// Fails with [`io::ErrorKind::WouldBlock`] where somebody holds it.
#[cfg(unix)]
fn try_lock(file: &File) -> io::Result<()> {
    use rustix::fs::{FlockOperation, flock};
    Ok(flock(file, FlockOperation::NonBlockingLockExclusive)?)
}

#[cfg(not(unix))]
fn try_lock(file: &File) -> io::Result<()> {
    lock(file)
}

#[cfg(not(unix))]
fn lock(_: &File) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
