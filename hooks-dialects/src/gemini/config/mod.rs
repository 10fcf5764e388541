//! Gemini CLI's hook files: `settings.json`, and an extension's `hooks.json`.

mod bridge;
mod events;
mod file;
pub(crate) mod handler;
mod settle;

#[cfg(test)]
mod tests;

use hooks_config::format::{AgentFiles, FileAt, JsonStyle, Node, Sureness, tail};

use crate::config::events_file::EventsFile;
use crate::config::tool_names;
use crate::gemini::events::TABLE;

/// Describes where Gemini CLI keeps its hook files, and how they are recognised and read.
pub(crate) static FILES: AgentFiles = AgentFiles {
    dialect: &crate::agent::GEMINI,
    title: Some(super::TOOLS.title),
    tool_names: |canonical| tool_names::of(&super::TOOLS, canonical),
    event_names: |event| TABLE.names_of(event),
    own_events: || TABLE.names(),
    project_folder: Some(".gemini"),
    project_files: &[".gemini/settings.json"],
    home_folder: Some(".gemini"),
    root_variables: &["GEMINI_PROJECT_DIR", "CLAUDE_PROJECT_DIR"],
    places: &[
        FileAt::Projects,
        FileAt::User("settings.json"),
        FileAt::Managed("/etc/gemini-cli/settings.json"),
    ],
    owns: |path| matches!(tail(path), [".gemini" | "gemini-cli", "settings.json"]),
    fits,
    // Gemini CLI removes comments before it parses a file.
    json_style: JsonStyle::Comments,
    read: file::read,
    settle: settle::settle,
    bridge: Some(&bridge::BRIDGE),
    ..AgentFiles::NONE
};

/// Recognises Gemini CLI's files by `hooksConfig` or by an event that only Gemini CLI has.
fn fits(root: &Node, _text: &str) -> Option<Sureness> {
    let own = root.get("hooksConfig").is_some()
        || EventsFile::of(root).is_some_and(|file| file.names(OWN_EVENTS));
    own.then_some(Sureness::Certain)
}

/// Events that only Gemini CLI has. A file with one of them is recognised as Gemini CLI's.
const OWN_EVENTS: &[&str] = &[
    "BeforeTool",
    "AfterTool",
    "BeforeAgent",
    "AfterAgent",
    "BeforeModel",
    "AfterModel",
    "BeforeToolSelection",
    "PreCompress",
];
