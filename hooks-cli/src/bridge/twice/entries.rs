//! How many entries of the bridge an agent tells of one event, as far as its files say. It decides nothing but
//! whether a claim is made and how many may take it.

use std::io::Read;
use std::path::{Path, PathBuf};

use hooks_config::{AgentFiles, BridgeHome, bridge_file};
use hooks_types::{DialectRef, Payload};

use super::super::asked_by::asked_by;
use crate::user_folders::{agent_home, home};

/// The entries beside this one; `None` where there is none.
pub(super) fn others(dialect: &DialectRef, payload: &Payload) -> Option<usize> {
    let agent = asked_by(dialect)?;
    let mut files: Vec<PathBuf> = of_user(agent).into_iter().collect();
    let cwd = Path::new(&payload.meta.cwd);
    for root in cwd.ancestors().filter(|root| root.is_absolute()) {
        files.extend(bridge_file(agent, BridgeHome::Project(root)));
        let others = agent.bridge().map_or(&[][..], |bridge| bridge.obeys());
        files.extend(others.iter().map(|other| root.join(other)));
    }
    files.sort();
    files.dedup();
    let entries = files.iter().filter(|file| holds_bridge(file)).count();
    entries.checked_sub(1).filter(|others| *others > 0)
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
