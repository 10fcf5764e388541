//! Claude Code's files: `settings.json`, a plugin's `hooks.json`, a plugin's manifest.

mod bridge;
mod command;
mod events;
mod file;
mod handler;
mod http;
mod matcher;
mod settle;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use hooks_config::format::{
    AgentFiles, BridgeEntry, FileRead, Finder, Node, Place, Reader, Sureness, tail,
};
use hooks_types::{DialectRef, Scope};

use crate::config::place::{is_json, locate_plugin, two_above};
use crate::config::shape::Shape;
use crate::config::tool_names;

pub(crate) use handler::Claude;

impl AgentFiles for Claude {
    fn dialect(&self) -> &DialectRef {
        static DIALECT: DialectRef = crate::CLAUDE;
        &DIALECT
    }

    fn title(&self) -> &'static str {
        "Claude Code"
    }

    fn project_folder(&self) -> Option<&'static str> {
        Some(".claude")
    }

    fn project_files(&self) -> &'static [&'static str] {
        &[".claude/settings.local.json", ".claude/settings.json"]
    }

    fn home_folder(&self) -> Option<&'static str> {
        Some(".claude")
    }

    fn home_variable(&self) -> Option<&'static str> {
        Some("CLAUDE_CONFIG_DIR")
    }

    fn root_variables(&self) -> &'static [&'static str] {
        &["CLAUDE_PROJECT_DIR"]
    }

    /// Managed, then the project's own and shared settings, then the user's.
    fn find(&self, finder: &mut Finder<'_>) {
        let managed = Path::new(if cfg!(target_os = "macos") {
            "/Library/Application Support/ClaudeCode"
        } else if cfg!(windows) {
            "C:\\Program Files\\ClaudeCode"
        } else {
            "/etc/claude-code"
        });
        finder.file(managed.join("managed-settings.json"), Scope::Managed);
        finder.folder(&managed.join("managed-settings.d"), Scope::Managed);
        finder.projects();
        finder.user("settings.json");
    }

    fn owns(&self, path: &Path) -> bool {
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

    /// Others have taken the shape over, so nothing more than that can be said.
    fn fits(&self, root: &Node, _text: &str) -> Option<Sureness> {
        let fits = match Shape::of(root) {
            Some(shape) => shape.has_pascal() || shape.is_empty(),
            // A plugin's manifest names files.
            None => {
                let hooks = root.get("hooks")?;
                hooks.text().is_some() || hooks.items().is_some()
            }
        };
        fits.then_some(Sureness::Possible)
    }

    fn is_managed(&self, path: &Path) -> bool {
        matches!(
            tail(path),
            [_, "managed-settings.json"] | ["managed-settings.d", _]
        )
    }

    /// `PLUGIN/hooks/hooks.json`, `PLUGIN/.claude-plugin/plugin.json`.
    fn plugin_root(&self, path: &Path) -> Option<PathBuf> {
        let root = match tail(path) {
            [".claude-plugin", "plugin.json"] | ["hooks", "hooks.json"] => two_above(path)?,
            _ => return None,
        };
        match tail(&root) {
            // `.github/hooks/hooks.json` is a project's own file.
            [".github" | ".copilot" | ".cursor" | ".claude"] => None,
            _ => Some(root),
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
