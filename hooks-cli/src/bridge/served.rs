//! Claude Code's entry in Copilot: Copilot runs the hooks of a project's `.claude/settings.json` beside its own. Where
//! the user's own file of Copilot holds the bridge, that entry judges every event, and Claude Code's says nothing.
//!
//! A gate must not fall silent for less, so all of this is looked at anew for each event, and nothing of it comes
//! from the project:
//!
//! - the payload has Copilot's shape. A variable alone does not count: a project can set one in Claude Code.
//! - the user's file is, letter by letter, what `install` writes for this program, so it has this event, without
//!   a matcher, a switch or another option.
//! - this entry has no options that choose hooks, and no file that Copilot obeys switches hooks off.

use std::path::Path;

use hooks_config::format::BridgeEntry;
use hooks_config::{AgentFiles, BridgeHome, bridge_file, bridge_switched_off, install_bridge};
use hooks_dialects::agents;
use hooks_types::{DialectRef, Payload};

use super::install::program;
use super::twice::{agent_of, config_text, options};
use crate::user_folders::{agent_home, home, user_places};

/// Folders above the agent's that are looked through for switches.
const DEEPEST: usize = 64;

/// Whether another entry of the user's judges this event for certain.
pub(super) fn by_own_entry(dialect: &DialectRef, payload: &Payload, event: Option<&str>) -> bool {
    let runner = agent_of(dialect);
    runner != dialect.name()
        && is_of_another(payload)
        && chooses_no_hooks()
        && serves(runner, payload, event).unwrap_or(false)
}

/// Whether a payload that says to be Claude Code's is Copilot's: it has a time and names no transcript, which Claude
/// Code's always does.
fn is_of_another(payload: &Payload) -> bool {
    payload.origin.as_ref().is_some_and(|origin| {
        let has = |key: &str| origin.object.contains_key(key);
        has("timestamp") && !has("transcript_path") && !has("permission_mode")
    })
}

/// Whether our own options are those that `install` writes.
fn chooses_no_hooks() -> bool {
    let options = options();
    let mut words = options.iter().filter_map(|word| word.to_str());
    words.next() == Some("bridge")
        && match words.next() {
            None => options.len() == 1,
            Some(word) => word == "--budget" && options.len() == 3,
        }
}

/// Whether the bridge in the user's own file is called by `runner` for this event.
fn serves(runner: &str, payload: &Payload, event: Option<&str>) -> Option<bool> {
    let agent = agents()
        .iter()
        .find(|agent| agent.dialect().name() == runner)?;
    // A moved folder is named by a variable, and those are not the user's alone.
    if agent_home(agent).ok()?.is_some() || !has_event(agent.bridge()?, event?) {
        return None;
    }
    let path = bridge_file(agent, BridgeHome::User(&home().ok()??))?;
    let text = config_text(&path)?;
    let written = install_bridge(agent, None, &program().ok()?).ok()?;
    if text.trim() != written.trim() {
        return None;
    }
    let cwd = Path::new(&payload.meta.cwd);
    let roots: Vec<&Path> = cwd.ancestors().take(DEEPEST + 1).collect();
    let known = cwd.is_absolute() && roots.len() <= DEEPEST;
    let on = bridge_switched_off(agent, &path, &text, &user_places().ok()?).is_empty();
    Some(known && on && !roots.iter().any(|root| may_switch_off(agent, root)))
}

fn has_event(bridge: &dyn BridgeEntry, event: &str) -> bool {
    let mut events = bridge.events().iter();
    // Copilot begins some of them with a small letter.
    events.any(|known| known.name().eq_ignore_ascii_case(event))
}

/// Whether a project's file might switch off the user's hooks too. Our own readers let no project do that, and the
/// agent does, so any word of it counts.
fn may_switch_off(agent: &dyn AgentFiles, root: &Path) -> bool {
    let others = agent.bridge().map_or(&[][..], |bridge| bridge.obeys());
    let files = agent.project_files().iter().chain(others);
    let mut files = files
        .filter(|file| !file.ends_with('/'))
        .map(|file| root.join(file));
    files.any(|file| match config_text(&file) {
        // An escape can spell the word otherwise.
        Some(text) => text.contains("disableAllHooks") || text.contains("\\u"),
        None => file.symlink_metadata().is_ok(),
    })
}
