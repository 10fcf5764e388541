//! Counts the entries of the bridge that an agent runs for one event, as far as its files show. The number only
//! decides whether an entry shares its decision through a [claim](super::claim), and how many entries may take it.
//!
//! A number that is too small costs time, because an entry then runs the hooks again. A number that is too large
//! leaves a claim that no entry takes, which is removed later. No decision is lost either way.

use std::io::Read;
use std::path::{Path, PathBuf};

use hooks_config::{AgentFiles, BridgeHome, BridgeInstalled, bridge_file, bridge_installed};
use hooks_dialects::agents;
use hooks_types::{DialectRef, Payload};

use super::super::asked_by::asked_by;
use crate::user_folders::{agent_home, home};

/// Returns the number of entries besides this entry; `None` if there are no others. Looks into the agent's file in the
/// user's configuration, the agent's files in the session's folder and all folders above it, and the files of other
/// agents that this agent obeys (Copilot runs the hooks of Claude Code's project file).
pub(super) fn others(dialect: &DialectRef, payload: &Payload) -> Option<usize> {
    let agent = asked_by(dialect)?;
    // An agent can also run the hooks in another agent's file. The name of the file's folder tells its format:
    // `.claude/settings.json` is in Claude Code's format.
    let obeyed = |file: &&'static str| -> Option<(&'static str, &AgentFiles)> {
        let folder = Path::new(file).iter().next()?.to_str()?;
        let whose = agents()
            .iter()
            .find(|agent| agent.project_folder == Some(folder))?;
        Some((*file, whose))
    };
    let obeys = agent.bridge.map_or(&[][..], |bridge| bridge.obeys);
    let obeys: Vec<_> = obeys.iter().filter_map(obeyed).collect();
    let user = of_user(agent).map(|file| (file, agent));
    let mut files: Vec<(PathBuf, &AgentFiles)> = user.into_iter().collect();
    let cwd = Path::new(&payload.meta.cwd);
    for root in cwd.ancestors().filter(|root| root.is_absolute()) {
        let own = bridge_file(agent, BridgeHome::Project(root));
        files.extend(own.map(|file| (file, agent)));
        files.extend(obeys.iter().map(|(file, whose)| (root.join(file), *whose)));
    }
    // This agent may also obey files of other agents. If such a file is in the list of its own files too, count it
    // once.
    files.sort_by(|one, other| one.0.cmp(&other.0));
    files.dedup_by(|one, other| one.0 == other.0);
    // This process is one of these entries too, so subtract it.
    let program = super::super::install::program().ok()?;
    let holds = |(file, whose): &&(PathBuf, &AgentFiles)| holds_bridge(file, whose, &program);
    let entries = files.iter().filter(holds).count();
    entries.checked_sub(1).filter(|others| *others > 0)
}

/// Returns the path of the user's own file of an agent: in the folder that the agent's variable names, or in the home
/// folder.
fn of_user(agent: &AgentFiles) -> Option<PathBuf> {
    match agent_home(agent).ok()? {
        Some(own) => bridge_file(agent, BridgeHome::Agent(&own)),
        None => bridge_file(agent, BridgeHome::User(&home().ok()??)),
    }
}

/// Returns whether a file of an agent has entries of the bridge, current or not. A file that cannot be read is treated
/// as a file without entries.
fn holds_bridge(path: &Path, agent: &AgentFiles, program: &str) -> bool {
    const LONGEST_FILE: u64 = 4 * 1024 * 1024;
    // The file can belong to a stranger. If it is a pipe, reading it must not block the event.
    let Ok(file) = crate::os::open_regular(path) else {
        return false;
    };
    let mut text = Vec::new();
    let read = file.take(LONGEST_FILE).read_to_end(&mut text);
    let text = String::from_utf8_lossy(&text);
    let installed = || bridge_installed(agent, &text, program);
    read.is_ok() && installed().is_ok_and(|installed| installed != BridgeInstalled::No)
}
