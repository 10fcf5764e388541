//! Gemini CLI's files: `settings.json`, an extension's `hooks.json`.

mod bridge;
mod events;
mod file;
mod handler;
mod settle;

#[cfg(test)]
mod tests;

use std::path::Path;

use hooks_config::format::{
    AgentFiles, BridgeEntry, FileRead, Finder, JsonStyle, Node, Reader, Sureness, tail,
};
use hooks_types::{DialectRef, Scope};

use crate::config::shape::Shape;
use crate::config::tool_names;

pub(crate) use handler::Gemini;

impl AgentFiles for Gemini {
    fn dialect(&self) -> &DialectRef {
        static DIALECT: DialectRef = crate::GEMINI;
        &DIALECT
    }

    fn title(&self) -> &'static str {
        "Gemini CLI"
    }

    fn project_folder(&self) -> Option<&'static str> {
        Some(".gemini")
    }

    fn project_files(&self) -> &'static [&'static str] {
        &[".gemini/settings.json"]
    }

    fn home_folder(&self) -> Option<&'static str> {
        Some(".gemini")
    }

    fn root_variables(&self) -> &'static [&'static str] {
        &["GEMINI_PROJECT_DIR", "CLAUDE_PROJECT_DIR"]
    }

    fn find(&self, finder: &mut Finder<'_>) {
        finder.projects();
        finder.user("settings.json");
        finder.file("/etc/gemini-cli/settings.json", Scope::Managed);
    }

    fn owns(&self, path: &Path) -> bool {
        matches!(tail(path), [".gemini" | "gemini-cli", "settings.json"])
    }

    fn fits(&self, root: &Node, _text: &str) -> Option<Sureness> {
        let own = root.get("hooksConfig").is_some()
            || Shape::of(root).is_some_and(|shape| shape.names(OWN_EVENTS));
        own.then_some(Sureness::Certain)
    }

    /// It strips comments before it parses.
    fn json_style(&self) -> JsonStyle {
        JsonStyle::Comments
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

/// Events that no other agent has.
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
