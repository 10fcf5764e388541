//! One event that an agent tells to two entries of the bridge: the user's and the project's, or in Copilot its own
//! and Claude Code's. Its hooks run once; the other entry waits for that, and then says nothing.
//!
//! The entry that comes first claims the event with a file that it keeps locked while it works, and writes into
//! the file what it did. One that ends without a word leaves the event to the other.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use hooks_config::{AgentFiles, BridgeHome, bridge_file};
use hooks_dialects::agents;
use hooks_types::{DialectRef, HookEvent, Payload};

use serde_json::{Map, Value};

use super::state::{folder, own_file};
use crate::user_folders::{agent_home, home};

/// What stands in a claim whose event was judged.
const JUDGED: &[u8] = b"judged\n";

/// How long a claim holds: entries of one event start together or right after each other.
const FRESH: Duration = Duration::from_secs(60);

/// Claims that are looked at to find old ones.
const LOOKED_AT: usize = 256;

/// An event that this entry judges.
#[derive(Debug)]
pub(super) struct Claim(File);

impl Claim {
    /// Lets the other entry go on without a word.
    pub(super) fn judged(mut self) {
        // Without it the other entry judges the event again, which costs time alone.
        let _ = self.0.write_all(JUDGED);
    }
}

/// Whose turn an event is.
#[derive(Debug)]
pub(super) enum Turn {
    /// Ours, with nobody to tell.
    Alone,
    /// Ours, and another entry may come.
    First(Claim),
    /// Another entry has judged it.
    Done,
}

/// Claims an event; waits while another entry judges it.
pub(super) fn turn(dialect: &DialectRef, payload: &Payload) -> Turn {
    if !may_come_twice(dialect, Path::new(&payload.meta.cwd)) {
        return Turn::Alone;
    }
    claimed(dialect, payload).unwrap_or(Turn::Alone)
}

fn claimed(dialect: &DialectRef, payload: &Payload) -> Option<Turn> {
    let folder = folder()?.join("claims");
    fs::create_dir_all(&folder).ok()?;
    forget_old(&folder);
    let key = key(dialect, payload)?;
    let path = folder.join(format!("{:016x}", digest(&key)));
    // Locked before it has its name, so that nobody finds it unlocked and unfinished.
    let mut new = tempfile::Builder::new()
        .prefix(".")
        .tempfile_in(&folder)
        .ok()?;
    new.write_all(&key).ok()?;
    lock(new.as_file()).ok()?;
    match new.persist_noclobber(&path) {
        Ok(file) => Some(Turn::First(Claim(file))),
        Err(_) => Some(of_other(&path, &key)),
    }
}

/// Waits for the entry that claimed the event.
fn of_other(path: &Path, key: &[u8]) -> Turn {
    let judged = || -> std::io::Result<bool> {
        let mut file = own_file(OpenOptions::new().read(true), path)?;
        lock(&file)?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        Ok(text.strip_suffix(JUDGED) == Some(key) && is_fresh(path))
    };
    let judged = judged().unwrap_or(false);
    // An event that is told again, as at the end of a turn that goes on, is another one.
    let _ = fs::remove_file(path);
    match judged {
        true => Turn::Done,
        false => Turn::Alone,
    }
}

/// What two entries with the same options are told alike of one event: at a gate the call with its id and its
/// input, else the whole payload, or where it has a time, the event and that time, since an entry may see
/// what another put in place. `None`: nobody can tell two events apart, so each entry judges, and a block
/// of one is never taken for the judgement of another call or prompt.
fn key(dialect: &DialectRef, payload: &Payload) -> Option<Vec<u8>> {
    let object = &payload.origin.as_ref()?.object;
    let event = payload.event.name();
    let told = match (&payload.event, object.get("timestamp")) {
        (HookEvent::PreToolUse(before), _) => {
            format!(
                "{:?}",
                Some(&before.call).filter(|call| names(object, &call.call_id))?
            )
        }
        _ if event.traits().gates() => return None,
        (_, Some(time)) => time.to_string(),
        (_, None) => serde_json::to_string(object).ok()?,
    };
    let (agent, session, options) = (agent_of(dialect), &payload.meta.session_id, options());
    Some(format!("{agent} {event} {session} {options:?} {told}").into_bytes())
}

/// Whether the agent itself names the call. An id that was made up for it tells no two calls apart.
fn names(object: &Map<String, Value>, call_id: &str) -> bool {
    const KEYS: &[&str] = &["tool_use_id", "tool_call_id", "toolUseId", "toolCallId"];
    let named = |key: &&str| object.get(*key).and_then(Value::as_str) == Some(call_id);
    !call_id.is_empty() && KEYS.iter().any(named)
}

/// Our own options, but for the event and the words in which it is answered: who has others runs other hooks.
fn options() -> Vec<OsString> {
    let mut words = std::env::args_os().skip(1);
    let mut options = Vec::new();
    while let Some(word) = words.next() {
        match word == "--event" || word == "--speak" {
            true => drop(words.next()),
            false => options.push(word),
        }
    }
    options
}

/// Names a file; what the file holds tells two events apart.
fn digest(key: &[u8]) -> u64 {
    use std::hash::{DefaultHasher, Hasher};
    let mut hasher = DefaultHasher::new();
    hasher.write(key);
    hasher.finish()
}

/// The agent that calls: Copilot runs Claude Code's entries as well.
fn agent_of(dialect: &DialectRef) -> &str {
    let copilot = std::env::var_os("COPILOT_CLI").is_some();
    match dialect.name() {
        "claude" if copilot => "copilot",
        name => name,
    }
}

/// Whether the bridge is in more than one of the files that the agent reads.
fn may_come_twice(dialect: &DialectRef, cwd: &Path) -> bool {
    let Some(agent) = agents()
        .iter()
        .find(|agent| agent.dialect().name() == agent_of(dialect))
    else {
        return false;
    };
    let mut files: Vec<PathBuf> = of_user(agent).into_iter().collect();
    for root in cwd.ancestors().filter(|root| root.is_absolute()) {
        files.extend(bridge_file(agent, BridgeHome::Project(root)));
        let others = agent.bridge().map_or(&[][..], |bridge| bridge.obeys());
        files.extend(others.iter().map(|other| root.join(other)));
    }
    files.sort();
    files.dedup();
    files
        .iter()
        .filter(|file| holds_bridge(file))
        .nth(1)
        .is_some()
}

fn of_user(agent: &dyn AgentFiles) -> Option<PathBuf> {
    match agent_home(agent).ok()? {
        Some(own) => bridge_file(agent, BridgeHome::Agent(&own)),
        None => bridge_file(agent, BridgeHome::User(&home().ok()??)),
    }
}

/// Whether a file names the bridge. One that does so in vain costs a claim that nobody asks for.
fn holds_bridge(path: &Path) -> bool {
    const LONGEST: u64 = 4 * 1024 * 1024;
    let Ok(file) = crate::os::open_regular(path) else {
        return false;
    };
    let mut text = Vec::new();
    let read = file.take(LONGEST).read_to_end(&mut text);
    read.is_ok() && String::from_utf8_lossy(&text).contains(" bridge --speak ")
}

fn is_fresh(path: &Path) -> bool {
    let made = fs::metadata(path).and_then(|found| found.modified());
    let age = made
        .ok()
        .and_then(|made| SystemTime::now().duration_since(made).ok());
    age.is_none_or(|age| age < FRESH)
}

fn forget_old(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().take(LOOKED_AT).map(|entry| entry.path()) {
        if !is_fresh(&path) {
            // Another entry may have forgotten it already.
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(unix)]
fn lock(file: &File) -> std::io::Result<()> {
    use rustix::fs::{FlockOperation, flock};
    Ok(flock(file, FlockOperation::LockExclusive)?)
}

#[cfg(not(unix))]
fn lock(_: &File) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}
