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

use hooks_config::format::{Node, Sureness, tail};

use crate::config::files::{At, Files};
use crate::config::place::{is_json, locate_plugin};
use crate::config::shape::Shape;
use crate::copilot::events::TABLE;

/// The places of Copilot's files.
pub(crate) static FILES: Files = Files {
    dialect: &crate::COPILOT,
    title: "Copilot",
    event_names: |event| TABLE.names_of(event),
    project_folder: ".github",
    project_files: &[
        ".github/hooks/",
        ".github/copilot/settings.local.json",
        ".github/copilot/settings.json",
    ],
    home_folder: ".copilot",
    home_variable: Some("COPILOT_HOME"),
    root_variables: &["CLAUDE_PROJECT_DIR"],
    places: &[
        At::ManagedFolder("/etc/github-copilot/policy.d"),
        At::UserFolder("hooks"),
        At::User("settings.json"),
        At::Projects,
    ],
    owns,
    fits,
    is_managed: |path| matches!(tail(path), ["policy.d", _]),
    locate: locate_plugin,
    read: file::read,
    settle: settle::settle,
    ..Files::of(&super::TOOLS, bridge::BRIDGE)
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
    let shape = Shape::of(root)?;
    if shape.names(OWN_EVENTS) || shape.holds(&["bash", "powershell", "timeoutSec", "exec"]) {
        return Some(Sureness::Certain);
    }
    // Cursor shares some events, but Copilot's documentation always has a `type`.
    let camel = shape.has_camel() && shape.holds(&["type"]);
    let flat = !shape.is_grouped() && shape.holds(&["command", "url"]);
    let pascal = shape.has_pascal() && (shape.has_version() || flat);
    (camel || pascal).then_some(Sureness::Probable)
}

/// Events that no other agent has.
const OWN_EVENTS: &[&str] = &[
    "permissionRequest",
    "userPromptSubmitted",
    "userPromptTransformed",
    "agentStop",
    "errorOccurred",
    "notification",
];
