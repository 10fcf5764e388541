//! Implements claims. A claim on an event is a file. The bridge entry that creates the file runs the event's hooks, and
//! passes their decision on to the other entries of the event through the file.
//!
//! The file's name is a digest that identifies the event. While the file is locked, the hooks still run. The file's
//! modification time is the time of the decision. An empty or incomplete text means that the first entry failed.

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

/// The time after a decision in which other entries may take the decision over. The entries of one event start at the
/// same time or right after each other.
const TAKEN_WITHIN: Duration = Duration::from_secs(5);

/// How long a claim file is kept if no entry takes its decision. The entries that `install` writes run no longer than
/// that.
const KEPT: Duration = Duration::from_secs(60);

/// The maximum number of claim files that one entry looks at when it removes old claim files.
const LOOKED_AT: usize = 256;

/// The maximum number of bytes of a claim file that are read. No agent's hook answers with more.
const LONGEST_CLAIM: u64 = 16 * 1024 * 1024;

/// The contents of a claim file after the hooks have decided.
#[derive(Debug, Serialize, Deserialize)]
struct Judged {
    /// How many entries may still take the decision. If an entry asks when this number is 0, its event is a later event
    /// with the same claim name.
    left: usize,
    /// The name under which the decision was taken first. A claim can have two names, for the payload before and after
    /// a rewrite. All other entries get the same payload from the agent, so all other entries must use the same name.
    taken_as: Option<String>,
    /// The decision, without the texts that the first entry gave to the agent.
    report: Report,
}

/// The folder that holds all claims: files through which entries of the bridge get each other's decisions.
#[derive(Debug)]
pub(super) struct Claims(PathBuf);

impl Claims {
    /// Opens the folder of the claim files, which is below the bridge's state folder, and removes old files.
    pub(super) fn open(state: &Path) -> Option<Self> {
        let folder = state.join("claims");
        fs::create_dir_all(&folder).ok()?;
        let claims = Self(folder);
        claims.forget_old();
        Some(claims)
    }

    /// Returns the path of the claim file with this name.
    fn path(&self, name: &Digest) -> PathBuf {
        self.0.join(name.to_string())
    }

    /// Claims an event for this entry of the bridge; `others` is the number of other entries that get the event.
    /// Returns `None` if one of the other entries has claimed the event, or if the file cannot be created.
    pub(super) fn claim(&self, name: &Digest, others: usize) -> Option<Claim> {
        // Lock the file before it gets its name. Otherwise another entry could find the file unlocked and empty.
        let new = self.unnamed().ok()?;
        lock(new.as_file()).ok()?;
        let file = new.persist_noclobber(self.path(name)).ok()?;
        let path = self.path(name);
        Some(Claim { path, file, others })
    }

    /// Takes the decision of the entry that claimed an event. Removes the claim if it has no decision for this event,
    /// or if every entry has taken the decision. Returns `None`, and keeps the claim, if the hooks still run and the
    /// taker does not wait.
    pub(super) fn told(&self, name: &Digest, taker: RepeatingEntry) -> Option<Report> {
        let path = self.path(name);
        let judged = match taken(&path, name, taker) {
            // The lock is held, so the first entry's hooks still run and its claim must stay.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return None,
            judged => judged.ok().flatten(),
        };
        if judged.as_ref().is_none_or(|judged| judged.left == 0) {
            // An error does not matter: another entry might have removed the file already.
            let _ = fs::remove_file(&path);
        }
        judged.map(|judged| judged.report)
    }

    /// Creates a file under a temporary name.
    fn unnamed(&self) -> io::Result<tempfile::NamedTempFile> {
        tempfile::Builder::new().prefix(".").tempfile_in(&self.0)
    }

    /// Removes claim files older than [`KEPT`].
    fn forget_old(&self) {
        let Ok(entries) = fs::read_dir(&self.0) else {
            return;
        };
        for path in entries.flatten().take(LOOKED_AT).map(|entry| entry.path()) {
            if !fs::metadata(&path).is_ok_and(|found| is_younger(&found, KEPT)) {
                // An error does not matter: another entry might have removed the file already.
                let _ = fs::remove_file(path);
            }
        }
    }
}

/// A claim of this entry on an event, as a locked file. Dropping the claim releases the lock, so that waiting entries
/// go on.
#[derive(Debug)]
pub(super) struct Claim {
    path: PathBuf,
    /// The locked file.
    file: File,
    /// The number of entries of the bridge, besides this entry, that get the event.
    others: usize,
}

impl Claim {
    /// Writes the decision and its time for the other entries, under the claim's own name and under `other`, the name
    /// of the rewritten event. Leaves out context and notices: this entry has given them to the agent, and they must
    /// not appear twice.
    pub(super) fn judged(
        mut self,
        report: &Report,
        decided: SystemTime,
        other: Option<&Digest>,
    ) -> io::Result<()> {
        let mut report = report.clone();
        // The other entries need only the decision. So remove the rows and the notes, which keeps the claim small.
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
        // Set the time after the text is written, because writing sets the time to now.
        self.file.set_modified(decided)?;
        if let Some(other) = other {
            // Give the claim file a second name, `other`, as a hard link. Both names lead to one file, so a decision
            // that was taken under one name cannot be taken again under the second. If a claim named `other` exists
            // already, it stays.
            let _ = fs::hard_link(&self.path, self.path.with_file_name(other.to_string()));
        }
        Ok(())
    }
}

/// An entry of the bridge that wants to repeat the decision of the entry that claimed the event.
#[derive(Debug, Clone, Copy)]
pub(super) struct RepeatingEntry {
    /// How well the payload distinguishes this event from a later event for which the same name is computed.
    pub(super) moment: Moment,
    /// When the entry was started.
    pub(super) began: SystemTime,
    /// Whether the entry has the time to wait for hooks that still run.
    pub(super) waits: bool,
}

impl RepeatingEntry {
    /// Returns whether a decision with this time and outcome belongs to the event of this entry.
    fn may_take(self, decided: SystemTime, outcome: OutcomeKind) -> bool {
        self.began <= decided
            || match self.moment {
                Moment::Following => true,
                Moment::Call => outcome == OutcomeKind::Block,
                Moment::Overlapping => false,
            }
    }
}

/// Reads the decision from a claim file, and counts it as taken if it belongs to the taker's event. Waits for the lock
/// first, if the taker waits. Reading and counting happen under the same lock.
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
    // Look at the open file and not at its path, because the file at the path could be replaced at any time.
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
    // Write in place. A new file would have no lock, but other entries wait for the lock of this file.
    file.rewind()?;
    file.write_all(&text)?;
    file.set_len(text.len() as u64)?;
    // Writing changed the modification time; set it to the time of the decision again.
    file.set_modified(decided)?;
    Ok(Some(judged))
}

/// Returns whether a file is younger than `limit`. Returns `false` for a time in the future: the clock was changed, so
/// the age is unknown.
fn is_younger(found: &fs::Metadata, limit: Duration) -> bool {
    let age = found.modified().ok();
    let age = age.and_then(|made| SystemTime::now().duration_since(made).ok());
    age.is_some_and(|age| age < limit)
}

/// Returns whether this user owns the file: another user's file could hold a forged decision.
#[cfg(unix)]
fn is_ours(found: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    found.is_file() && found.uid() == rustix::process::geteuid().as_raw()
}

/// Returns `false`, because the owner of a file is not checked on this system: each entry then runs the hooks itself.
#[cfg(not(unix))]
fn is_ours(_: &fs::Metadata) -> bool {
    false
}

/// Waits for the lock of a claim's file. A process that ends releases its lock.
#[cfg(unix)]
fn lock(file: &File) -> io::Result<()> {
    use rustix::fs::{FlockOperation, flock};
    Ok(flock(file, FlockOperation::LockExclusive)?)
}

/// Takes the lock of a claim's file without waiting.
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
