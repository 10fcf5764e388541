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

use hooks_config::format::{Node, Sureness, tail};

use crate::codex::events::TABLE;
use crate::config::files::{At, Files};
use crate::config::place::{locate_plugin, two_above};
use crate::config::shape::Shape;

/// The places of Codex's files: the lowest layer first, and `hooks.json` before `config.toml` in each.
pub(crate) static FILES: Files = Files {
    dialect: &crate::CODEX,
    title: "Codex",
    event_names: |event| TABLE.names_of(event),
    project_folder: ".codex",
    project_files: &[".codex/hooks.json", ".codex/config.toml"],
    home_folder: ".codex",
    home_variable: Some("CODEX_HOME"),
    // Codex documents none; this is the variable that we set for its hooks.
    root_variables: &["CODEX_PROJECT_DIR"],
    places: &[
        At::Managed("/etc/codex/requirements.toml"),
        At::Managed("/etc/codex/hooks.json"),
        At::Managed("/etc/codex/config.toml"),
        At::User("hooks.json"),
        At::User("config.toml"),
        At::Projects,
    ],
    owns,
    fits,
    is_managed: |path| matches!(tail(path), ["requirements.toml"]),
    // A plugin's `hooks/hooks.json` has the same path as Claude Code's, so it does not identify Codex.
    plugin_root: |path| match tail(path) {
        [".codex-plugin", "plugin.json"] => two_above(path),
        _ => None,
    },
    locate: locate_plugin,
    read: file::read,
    settle: settle::settle,
    ..Files::of(&super::TOOLS, bridge::BRIDGE)
};

/// Returns whether a path is Codex's. TOML files are only in its project folder, the user's or the
/// administrator's.
fn owns(path: &Path) -> bool {
    matches!(
        tail(path),
        [_, ".codex", "config.toml" | "requirements.toml"]
            | ["etc", "codex", "config.toml" | "requirements.toml"]
            | [_, ".codex" | "codex", "hooks.json"]
            | [_, ".codex-plugin", "plugin.json"]
    )
}

/// Recognises Claude Code's format with Codex's words in it.
fn fits(root: &Node, text: &str) -> Option<Sureness> {
    let shape = Shape::of(root)?;
    let own = shape.names(&["Interrupt", "PreModelRequest", "PostModelRequest"])
        || WORDS.iter().any(|word| text.contains(word));
    (shape.has_pascal() && own).then_some(Sureness::Likely)
}

const WORDS: &[&str] = &[
    "\"commandWindows\"",
    "\"additionalContextLimit\"",
    "apply_patch",
    "CODEX_HOME",
    ".codex/",
];
