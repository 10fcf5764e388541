//! goose's hook files: `hooks/hooks.json` of a plugin in `.agents/plugins/`, and the settings that
//! disable plugins.

mod bridge;
mod events;
mod file;
pub(crate) mod handler;
mod settle;

#[cfg(test)]
mod tests;

use std::path::Path;

use hooks_config::format::{AgentFiles, FileAt, tail};

use crate::config::place::two_above;
use crate::config::tool_names;
use crate::goose::events::TABLE;

/// Describes where goose keeps its hook files, and how they are recognised and read. The project's plugins and settings
/// come before the user's plugins and settings.
pub(crate) static FILES: AgentFiles = AgentFiles {
    dialect: &crate::agent::GOOSE,
    title: Some(super::TOOLS.title),
    event_names: |event| TABLE.names_of(event),
    own_events: || TABLE.names(),
    project_folder: Some(".agents"),
    project_files: &[
        ".agents/plugins/*/hooks/hooks.json",
        ".config/goose/settings.local.json",
        ".config/goose/settings.json",
    ],
    home_folder: Some(".agents"),
    plugin_in_command: Some("${PLUGIN_ROOT}"),
    places: &[
        FileAt::Projects,
        FileAt::User("plugins/*/hooks/hooks.json"),
        FileAt::Home(".config/goose/settings.json"),
    ],
    // Accept only files in goose's own folders: a plugin in any other folder has files of the same names, but belongs
    // to Claude Code.
    owns: |path| is_of_plugin(path) || is_settings(path),
    plugin_root: |path| is_of_plugin(path).then(|| two_above(path)).flatten(),
    read: file::read,
    settle: settle::settle,
    // Return only the documented name, which is the first. Every matcher is tested against this name too, whatever name
    // goose sends.
    tool_names: |canonical| {
        let names = tool_names::of(&super::TOOLS, canonical);
        names.into_iter().take(1).collect()
    },
    bridge: Some(&bridge::BRIDGE),
    ..AgentFiles::NONE
};

fn is_of_plugin(path: &Path) -> bool {
    matches!(tail(path), [".agents", "plugins", _, "hooks", "hooks.json"])
}

/// Returns whether a file is one of goose's settings files (`load_all_settings` of
/// `crates/goose/src/plugins/discovery.rs` at 21aecaf).
fn is_settings(path: &Path) -> bool {
    matches!(
        tail(path),
        [".config", "goose", "settings.json" | "settings.local.json"]
    )
}
