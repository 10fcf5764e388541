//! Claude Code's hook files: settings, a plugin's `hooks.json` or manifest, and the list of plugins.

mod bridge;
mod command;
mod events;
mod file;
pub(crate) mod handler;
mod http;
mod matcher;
mod plugins;
mod settle;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use hooks_config::format::{AgentFiles, FileAt, Node, Sureness, tail};

use crate::claude::events::TABLE;
use crate::config::events_file::EventsFile;
use crate::config::place::{is_json, locate_plugin, two_above};
use crate::config::tool_names;

/// Describes Claude Code's files. They are read in this order: managed settings, the project's local and shared
/// settings, the user's settings, installed plugins.
pub(crate) static FILES: AgentFiles = AgentFiles {
    dialect: &crate::agent::CLAUDE,
    title: Some(super::TOOLS.title),
    tool_names: |canonical| tool_names::of(&super::TOOLS, canonical),
    event_names: |event| TABLE.names_of(event),
    own_events: || TABLE.names(),
    project_folder: Some(".claude"),
    project_files: &[".claude/settings.local.json", ".claude/settings.json"],
    home_folder: Some(".claude"),
    home_variable: Some("CLAUDE_CONFIG_DIR"),
    root_variables: &["CLAUDE_PROJECT_DIR"],
    root_in_command: Some("${CLAUDE_PROJECT_DIR}"),
    plugin_in_command: Some("${CLAUDE_PLUGIN_ROOT}"),
    places: &[
        FileAt::Managed(MANAGED.0),
        FileAt::ManagedFolder(MANAGED.1),
        FileAt::Projects,
        FileAt::User("settings.json"),
        FileAt::Listed(plugins::find),
    ],
    owns,
    fits,
    is_managed: |path| {
        matches!(
            tail(path),
            [_, "managed-settings.json"] | ["managed-settings.d", _]
        )
    },
    plugin_root,
    locate: locate_plugin,
    read: file::read,
    settle: settle::settle,
    bridge: Some(&bridge::BRIDGE),
    ..AgentFiles::NONE
};

/// The administrator's main settings file, and the folder in which the administrator can put more settings files.
const MANAGED: (&str, &str) = if cfg!(target_os = "macos") {
    (
        "/Library/Application Support/ClaudeCode/managed-settings.json",
        "/Library/Application Support/ClaudeCode/managed-settings.d",
    )
} else if cfg!(windows) {
    (
        "C:\\Program Files\\ClaudeCode\\managed-settings.json",
        "C:\\Program Files\\ClaudeCode\\managed-settings.d",
    )
} else {
    (
        "/etc/claude-code/managed-settings.json",
        "/etc/claude-code/managed-settings.d",
    )
};

/// Returns whether a path is one of Claude Code's files.
fn owns(path: &Path) -> bool {
    let toml = path
        .extension()
        .is_some_and(|found| found.eq_ignore_ascii_case("toml"));
    match tail(path) {
        [".claude-plugin", "plugin.json"]
        | [_, "managed-settings.json" | "managed-settings.local.json"] => true,
        ["managed-settings.d", _] => !toml,
        [".claude", _] => is_json(path),
        _ => false,
    }
}

/// Returns `Possible` if the file has Claude Code's format. A higher certainty is never returned, because other agents
/// use the same format.
fn fits(root: &Node, _text: &str) -> Option<Sureness> {
    let fits = match EventsFile::of(root) {
        Some(file) => file.has_pascal() || file.is_empty(),
        // In a plugin's manifest, `hooks` can be the path of a file or a list of paths.
        None => {
            let hooks = root.get("hooks")?;
            hooks.text().is_some() || hooks.items().is_some()
        }
    };
    fits.then_some(Sureness::Possible)
}

/// Returns the plugin's folder for `PLUGIN/hooks/hooks.json` and `PLUGIN/.claude-plugin/plugin.json`.
fn plugin_root(path: &Path) -> Option<PathBuf> {
    let root = match tail(path) {
        [".claude-plugin", "plugin.json"] | ["hooks", "hooks.json"] => two_above(path)?,
        _ => return None,
    };
    match tail(&root) {
        // A `hooks/hooks.json` in one of these folders belongs to the project, not to a plugin.
        [".github" | ".copilot" | ".cursor" | ".claude"] => None,
        _ => Some(root),
    }
}
