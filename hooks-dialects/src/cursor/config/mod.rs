//! Cursor's hook files: `hooks.json`, whose entries are handlers without groups.

mod bridge;
mod events;
mod file;
pub(crate) mod handler;

#[cfg(test)]
mod tests;

use std::path::Path;

use hooks_config::format::{AgentFiles, FileAt, JsonStyle, Node, Place, Sureness, tail};

use crate::config::events_file::EventsFile;
use crate::config::tool_names;
use crate::cursor::events::TABLE;

/// Describes where Cursor keeps its hook files, and how they are recognised and read.
pub(crate) static FILES: AgentFiles = AgentFiles {
    dialect: &crate::agent::CURSOR,
    title: Some(super::TOOLS.title),
    tool_names: |canonical| tool_names::of(&super::TOOLS, canonical),
    event_names: |event| TABLE.names_of(event),
    own_events: || TABLE.names(),
    project_folder: Some(".cursor"),
    project_files: &[".cursor/hooks.json"],
    home_folder: Some(".cursor"),
    root_variables: &["CURSOR_PROJECT_DIR", "CLAUDE_PROJECT_DIR"],
    root_in_command: Some("${CURSOR_PROJECT_DIR}"),
    places: &[
        FileAt::Managed(if cfg!(target_os = "macos") {
            "/Library/Application Support/Cursor/hooks.json"
        } else if cfg!(windows) {
            "C:\\ProgramData\\Cursor\\hooks.json"
        } else {
            "/etc/cursor/hooks.json"
        }),
        FileAt::Projects,
        FileAt::User("hooks.json"),
    ],
    owns: |path| matches!(tail(path), [".cursor" | "cursor" | "Cursor", "hooks.json"]),
    fits,
    // Cursor does not document how it parses JSON. So comments and trailing commas are accepted: a comma must not make
    // a guard disappear.
    json_style: JsonStyle::Relaxed,
    read: file::read,
    script_meant,
    bridge: Some(&bridge::BRIDGE),
    ..AgentFiles::NONE
};

/// Recognises Cursor's files. Some of Copilot's events have the same names. But in Copilot's documentation entries
/// always have a `type`, and in Cursor's documentation they never do.
fn fits(root: &Node, _text: &str) -> Option<Sureness> {
    let file = EventsFile::of(root)?;
    if file.names(OWN_EVENTS) || file.holds(&["failClosed", "loop_limit"]) {
        return Some(Sureness::Certain);
    }
    (file.has_camel() && !file.holds(&["type"])).then_some(Sureness::Probable)
}

/// Returns the path of the script that the author probably meant. `./hooks/x` is relative to the project's root, but
/// authors often mean a script next to the hooks file, in `.cursor`.
fn script_meant(script: &str, place: &Place) -> Option<String> {
    let inside = script.strip_prefix("./").unwrap_or(script);
    let meant = Path::new(".cursor").join(inside);
    let there = place.project_root.as_ref()?.join(&meant).exists();
    there.then(|| meant.display().to_string())
}

/// Events that only Cursor has. A file with one of them is recognised as Cursor's.
const OWN_EVENTS: &[&str] = &[
    "beforeShellExecution",
    "afterShellExecution",
    "beforeMCPExecution",
    "afterMCPExecution",
    "beforeReadFile",
    "afterFileEdit",
    "beforeTabFileRead",
    "afterTabFileEdit",
    "beforeSubmitPrompt",
    "stop",
    "afterAgentResponse",
    "afterAgentThought",
    "workspaceOpen",
];
