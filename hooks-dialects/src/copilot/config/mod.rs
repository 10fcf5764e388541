//! Copilot CLI's hook files: the files of a hooks folder, and `hooks` in its settings.

mod bridge;
mod events;
mod file;
pub(crate) mod handler;
mod matcher;
mod settle;

#[cfg(test)]
mod tests;

use std::path::Path;

use hooks_config::format::{AgentFiles, FileAt, Node, Sureness, tail};

use crate::config::events_file::EventsFile;
use crate::config::place::{is_json, locate_plugin};
use crate::config::tool_names;
use crate::copilot::events::TABLE;

/// Describes where Copilot keeps its hook files, and how they are recognised and read.
pub(crate) static FILES: AgentFiles = AgentFiles {
    dialect: &crate::agent::COPILOT,
    title: Some(super::TOOLS.title),
    tool_names: |canonical| tool_names::of(&super::TOOLS, canonical),
    event_names: |event| TABLE.names_of(event),
    own_events: || TABLE.names(),
    project_folder: Some(".github"),
    project_files: &[
        ".github/hooks/",
        ".github/copilot/settings.local.json",
        ".github/copilot/settings.json",
    ],
    home_folder: Some(".copilot"),
    home_variable: Some("COPILOT_HOME"),
    root_variables: &["CLAUDE_PROJECT_DIR"],
    plugin_in_command: Some("${PLUGIN_ROOT}"),
    places: &[
        FileAt::ManagedFolder("/etc/github-copilot/policy.d"),
        FileAt::UserFolder("hooks"),
        FileAt::User("settings.json"),
        FileAt::Projects,
    ],
    owns,
    fits,
    is_managed: |path| matches!(tail(path), ["policy.d", _]),
    locate: locate_plugin,
    read: file::read,
    settle: settle::settle,
    bridge: Some(&bridge::BRIDGE),
    ..AgentFiles::NONE
};

/// Returns whether a path is one of Copilot's files.
fn owns(path: &Path) -> bool {
    let there = matches!(
        tail(path),
        [".github", "hooks" | "copilot", _]
            | [".copilot", "hooks", _]
            | [_, ".copilot", "settings.json" | "config.json"]
            | ["github-copilot", "policy.d", _]
    );
    there && is_json(path)
}

/// Recognises Copilot's files by their content.
fn fits(root: &Node, _text: &str) -> Option<Sureness> {
    let file = EventsFile::of(root)?;
    if file.names(OWN_EVENTS) || file.holds(&["bash", "powershell", "timeoutSec", "exec"]) {
        return Some(Sureness::Certain);
    }
    // Cursor has some of the camelCase events too. But in Copilot's documentation entries have a `type`, and in
    // Cursor's documentation they never do.
    let camel = file.has_camel() && file.holds(&["type"]);
    // In Claude Code's files every handler is in a group, so a handler without a group points to Copilot.
    let flat = !file.is_grouped() && file.holds(&["command", "url"]);
    let pascal = file.has_pascal() && (file.has_version() || flat);
    (camel || pascal).then_some(Sureness::Probable)
}

/// Events that only Copilot has. A file with one of them is recognised as Copilot's.
const OWN_EVENTS: &[&str] = &[
    "permissionRequest",
    "userPromptSubmitted",
    "userPromptTransformed",
    "agentStop",
    "errorOccurred",
    "notification",
];
