//! Codex's hook files: `hooks.json`, `[hooks]` in `config.toml` or `requirements.toml`, and a plugin's
//! manifest.

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

use crate::codex::events::TABLE;
use crate::config::events_file::EventsFile;
use crate::config::place::{locate_plugin, two_above};
use crate::config::tool_names;

/// Describes Codex's files and their places. Places with lower precedence come first, and in each folder `hooks.json`
/// comes before `config.toml`.
pub(crate) static FILES: AgentFiles = AgentFiles {
    dialect: &crate::agent::CODEX,
    title: Some(super::TOOLS.title),
    tool_names: |canonical| tool_names::of(&super::TOOLS, canonical),
    event_names: |event| TABLE.names_of(event),
    own_events: || TABLE.names(),
    project_folder: Some(".codex"),
    project_files: &[".codex/hooks.json", ".codex/config.toml"],
    home_folder: Some(".codex"),
    home_variable: Some("CODEX_HOME"),
    // Codex documents no variable for the project's root. So we set a variable of our own for Codex's hooks.
    root_variables: &["CODEX_PROJECT_DIR"],
    added_variables: &["CODEX_PROJECT_DIR", "CLAUDE_PROJECT_DIR"],
    plugin_in_command: Some("${PLUGIN_ROOT}"),
    places: &[
        FileAt::Managed("/etc/codex/requirements.toml"),
        FileAt::Managed("/etc/codex/hooks.json"),
        FileAt::Managed("/etc/codex/config.toml"),
        FileAt::User("hooks.json"),
        FileAt::User("config.toml"),
        FileAt::Projects,
    ],
    owns,
    fits,
    is_managed: |path| matches!(tail(path), ["requirements.toml"]),
    // The path of a plugin's `hooks/hooks.json` is the same as in Claude Code, so it does not identify Codex.
    plugin_root: |path| match tail(path) {
        [".codex-plugin", "plugin.json"] => two_above(path),
        _ => None,
    },
    locate: locate_plugin,
    read: file::read,
    settle: settle::settle,
    bridge: Some(&bridge::BRIDGE),
    ..AgentFiles::NONE
};

/// Returns whether a path is one of Codex's files. Codex's files are only in the Codex folder of a project or of the
/// user, in the administrator's folder, or in the folder of a plugin.
fn owns(path: &Path) -> bool {
    matches!(
        tail(path),
        [_, ".codex", "config.toml" | "requirements.toml"]
            | [_, ".codex", "hooks.json"]
            // A folder named `codex` is probably a checkout of Codex's source, unless it is below `etc`. So of these
            // folders, accept only `/etc/codex`.
            | ["etc", "codex", "config.toml" | "requirements.toml" | "hooks.json"]
            | [_, ".codex-plugin", "plugin.json"]
    )
}

/// Recognises a file in Claude Code's format that contains a word of [`WORDS`].
fn fits(root: &Node, text: &str) -> Option<Sureness> {
    let file = EventsFile::of(root)?;
    let own = file.names(&["Interrupt", "PreModelRequest", "PostModelRequest"])
        || WORDS.iter().any(|word| text.contains(word));
    (file.has_pascal() && own).then_some(Sureness::Likely)
}

/// Words that are likely in Codex's files and unlikely in Claude Code's.
const WORDS: &[&str] = &[
    "\"commandWindows\"",
    "\"additionalContextLimit\"",
    "apply_patch",
    "CODEX_HOME",
    ".codex/",
];
