//! Codex's files: `hooks.json`, `[hooks]` of a `config.toml` or `requirements.toml`, a plugin's
//! manifest.

mod bridge;
mod events;
mod file;
mod handler;
mod matcher;
mod settle;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use hooks_config::format::{
    AgentFiles, BridgeEntry, FileRead, Finder, Node, Place, Reader, Sureness, tail,
};
use hooks_types::{DialectRef, Scope};

use crate::config::place::{locate_plugin, two_above};
use crate::config::shape::Shape;
use crate::config::tool_names;

pub(crate) use handler::Codex;

impl AgentFiles for Codex {
    fn dialect(&self) -> &DialectRef {
        static DIALECT: DialectRef = crate::CODEX;
        &DIALECT
    }

    fn title(&self) -> &'static str {
        "Codex"
    }

    fn project_folder(&self) -> Option<&'static str> {
        Some(".codex")
    }

    fn project_files(&self) -> &'static [&'static str] {
        &[".codex/hooks.json", ".codex/config.toml"]
    }

    fn home_folder(&self) -> Option<&'static str> {
        Some(".codex")
    }

    fn home_variable(&self) -> Option<&'static str> {
        Some("CODEX_HOME")
    }

    /// Codex documents none; the one we set for its hooks counts.
    fn root_variables(&self) -> &'static [&'static str] {
        &["CODEX_PROJECT_DIR"]
    }

    /// Low layers first; of each layer `hooks.json` before `config.toml`.
    fn find(&self, finder: &mut Finder<'_>) {
        let system = Path::new("/etc/codex");
        for name in ["requirements.toml", "hooks.json", "config.toml"] {
            finder.file(system.join(name), Scope::Managed);
        }
        finder.user("hooks.json");
        finder.user("config.toml");
        finder.projects();
    }

    /// TOML is Codex's only in its own folder, the user's or the administrator's.
    fn owns(&self, path: &Path) -> bool {
        matches!(
            tail(path),
            [_, ".codex", "config.toml" | "requirements.toml"]
                | ["etc", "codex", "config.toml" | "requirements.toml"]
                | [_, ".codex" | "codex", "hooks.json"]
                | [_, ".codex-plugin", "plugin.json"]
        )
    }

    /// Claude Code's shape with words of Codex in it.
    fn fits(&self, root: &Node, text: &str) -> Option<Sureness> {
        let shape = Shape::of(root)?;
        let own = shape.names(&["Interrupt", "PreModelRequest", "PostModelRequest"])
            || WORDS.iter().any(|word| text.contains(word));
        (shape.has_pascal() && own).then_some(Sureness::Likely)
    }

    fn is_managed(&self, path: &Path) -> bool {
        matches!(tail(path), ["requirements.toml"])
    }

    /// `PLUGIN/.codex-plugin/plugin.json`; its `hooks/hooks.json` lies where Claude Code's does.
    fn plugin_root(&self, path: &Path) -> Option<PathBuf> {
        match tail(path) {
            [".codex-plugin", "plugin.json"] => two_above(path),
            _ => None,
        }
    }

    fn locate(&self, place: &mut Place, text: &str) {
        locate_plugin(place, text);
    }

    fn read(&self, reader: &mut Reader<'_>, root: &Node) {
        file::read(reader, root);
    }

    fn settle(&self, files: &mut [&mut FileRead]) {
        settle::settle(files);
    }

    fn tool_names(&self, canonical: &str) -> Vec<&'static str> {
        tool_names::of(&super::TOOLS, canonical)
    }

    fn bridge(&self) -> Option<&dyn BridgeEntry> {
        Some(self)
    }
}

const WORDS: &[&str] = &[
    "\"commandWindows\"",
    "\"additionalContextLimit\"",
    "apply_patch",
    "CODEX_HOME",
    ".codex/",
];
