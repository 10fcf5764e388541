//! The claim: the file in which one entry passes its hooks' decision to the others.
//!
//! Its name is a digest that identifies the event. While it is locked, the hooks still run. Its modification
//! time is that of the decision. An empty or incomplete text means that the first entry failed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use hooks_types::Report;
use hooks_types::answer::OutcomeKind;
use hooks_types::fingerprint::Digest;
use serde::{Deserialize, Serialize};

use super::super::state::own_file;
use super::event_identity::Moment;

/// How long after a decision another entry may take it. Entries of one event start at the same time or right after
/// each other.
const TAKEN_WITHIN: Duration = Duration::from_secs(5);

/// How long a claim is kept if no entry takes it: an entry may run for that long.
const KEPT: Duration = Duration::from_secs(60);

/// The most claims that one entry looks at to remove old ones.
const LOOKED_AT: usize = 256;

/// The most bytes of a claim that are read; an agent's hook never answers with more.
const LONGEST_CLAIM: u64 = 16 * 1024 * 1024;

/// The contents of a claim whose event was judged.
#[derive(Debug, Serialize, Deserialize)]
struct Judged {
    /// The number of entries that may still take it. An entry with the same name after that belongs to another event.
    left: usize,
    /// The name under which it was taken first. The claim can have two names, before and after a rewrite, and the
    /// agent shows all other entries the same payload.
    taken_as: Option<String>,
    /// The decision, without the texts that the first entry gave to the agent.
    report: Report,
}

/// The folder of all claims.
#[derive(Debug)]
pub(super) struct Claims(PathBuf);

impl Claims {
    /// Opens the folder below the bridge's state folder, and removes old claims.
    pub(super) fn open(state: &Path) -> Option<Self> {
        let folder = state.join("claims");
        fs::create_dir_all(&folder).ok()?;
        let claims = Self(folder);
        claims.forget_old();
        Some(claims)
    }

    /// Returns the path of an event's claim.
    fn path(&self, name: &Digest) -> PathBuf {
        self.0.join(name.to_string())
    }

    /// Claims an event for an entry that has `others` beside it. Returns `None` if another entry has claimed
    /// it, or if the file cannot be created.
    pub(super) fn claim(&self, name: &Digest, others: usize) -> Option<Claim> {
        // Lock the file before it gets its name, so that no other entry finds it unlocked and unfinished.
        let new = self.unnamed().ok()?;
        lock(new.as_file()).ok()?;
        let file = new.persist_noclobber(self.path(name)).ok()?;
        let path = self.path(name);
        Some(Claim { path, file, others })
    }

    /// Takes the decision of the entry that claimed an event. Removes a claim without a decision for this event, and
    /// one that every entry has taken. Returns `None`, and keeps the claim, if the hooks still run and the taker does
    /// not wait.
    pub(super) fn told(&self, name: &Digest, taker: RepeatingEntry) -> Option<Report> {
        let path = self.path(name);
        let judged = match taken(&path, name, taker) {
            // The hooks still run, so the claim must stay.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return None,
            judged => judged.ok().flatten(),
        };
        if judged.as_ref().is_none_or(|judged| judged.left == 0) {
            // Another entry may have removed it already.
            let _ = fs::remove_file(&path);
        }
        judged.map(|judged| judged.report)
    }

    /// Creates a file under a temporary name.
    fn unnamed(&self) -> io::Result<tempfile::NamedTempFile> {
        tempfile::Builder::new().prefix(".").tempfile_in(&self.0)
    }

    /// Removes claims older than [`KEPT`].
    fn forget_old(&self) {
        let Ok(entries) = fs::read_dir(&self.0) else {
            return;
        };
        for path in entries.flatten().take(LOOKED_AT).map(|entry| entry.path()) {
            if !fs::metadata(&path).is_ok_and(|found| is_younger(&found, KEPT)) {
                // Another entry may have removed it already.
                let _ = fs::remove_file(path);
            }
        }
    }
}

/// A claimed event. Dropping it releases the lock, so that waiting entries go on.
#[derive(Debug)]
pub(super) struct Claim {
    path: PathBuf,
    /// The locked file.
    file: File,
    /// The number of other entries.
    others: usize,
}

impl Claim {
    /// Writes the decision and its time for the others, under the claim's own name and under `other`, the name of
    /// the rewritten event. Leaves out context and notices: this entry has given them to the agent, and they must
    /// not appear twice.
    pub(super) fn judged(
        mut self,
        report: &Report,
        decided: SystemTime,
        other: Option<&Digest>,
    ) -> io::Result<()> {
        let mut report = report.clone();
        // The rows and notes are not part of an answer; without them the claim stays small.
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
        // After the text, because writing sets the time to now.
        self.file.set_modified(decided)?;
        if let Some(other) = other {
            // A hard link to the same file, so that taking it under one name voids the other. An existing claim of
            // that name stays.
            let _ = fs::hard_link(&self.path, self.path.with_file_name(other.to_string()));
        }
        Ok(())
    }
}

/// An entry that would repeat another entry's decision.
#[derive(Debug, Clone, Copy)]
pub(super) struct RepeatingEntry {
    /// How far the payload tells this event from a later one with the same name.
    pub(super) moment: Moment,
    /// When it was started.
    pub(super) began: SystemTime,
    /// Whether it has the time to wait for hooks that still run.
    pub(super) waits: bool,
}

impl RepeatingEntry {
    /// Whether a decision of this kind and time belongs to the event of this entry.
    fn may_take(self, decided: SystemTime, outcome: OutcomeKind) -> bool {
        self.began <= decided
            || match self.moment {
                Moment::Following => true,
                Moment::Call => outcome == OutcomeKind::Block,
                Moment::Overlapping => false,
            }
    }
}

/// Waits for the lock of a claim, if the taker waits, and takes the decision if it belongs to this event. Taking it
/// lowers the number of entries that may still take it, under the same lock.
///
/// # Errors
///
/// The claim does not exist, is not JSON of this program, or cannot be read or written;
/// [`io::ErrorKind::WouldBlock`] if the hooks still run and the taker does not wait.
fn taken(path: &Path, name: &Digest, taker: RepeatingEntry) -> io::Result<Option<Judged>> {
    let mut file = own_file(OpenOptions::new().read(true).write(true), path)?;
    match taker.waits {
        true => lock(&file)?,
        false => try_lock(&file)?,
    }
    // Of the open file, which cannot be swapped after this.
    let found = file.metadata()?;
    if !is_ours(&found) || !is_younger(&found, TAKEN_WITHIN) {
        return Ok(None);
    }
    let decided = found.modified()?;
    let mut text = Vec::new();
    (&file).take(LONGEST_CLAIM).read_to_end(&mut text)?;
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
    // In place: other entries wait for the lock of this file, and a new file would not be locked.
    file.rewind()?;
    file.write_all(&text)?;
    file.set_len(text.len() as u64)?;
    // Writing changed the time, which must stay that of the decision.
    file.set_modified(decided)?;
    Ok(Some(judged))
}

/// Whether a file is younger than `limit`. A time in the future does not count as young: the clock was changed, so
/// the age is unknown.
fn is_younger(found: &fs::Metadata, limit: Duration) -> bool {
    let age = found.modified().ok();
    let age = age.and_then(|made| SystemTime::now().duration_since(made).ok());
    age.is_some_and(|age| age < limit)
}

/// Whether this user owns the file: another user's file could hold a forged decision.
#[cfg(unix)]
fn is_ours(found: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    found.is_file() && found.uid() == rustix::process::geteuid().as_raw()
}

/// Trusts no claim on systems whose owners are not read here: each entry then runs the hooks itself.
#[cfg(not(unix))]
fn is_ours(_: &fs::Metadata) -> bool {
    false
}

/// Waits for the lock. A process that ends releases its lock.
#[cfg(unix)]
fn lock(file: &File) -> io::Result<()> {
    use rustix::fs::{FlockOperation, flock};
    Ok(flock(file, FlockOperation::LockExclusive)?)
}

/// Takes the lock without waiting.
///
/// # Errors
///
/// [`io::ErrorKind::WouldBlock`] if another process holds it.
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
