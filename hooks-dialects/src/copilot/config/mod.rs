//! GitHub Copilot CLI's files: those of a hooks folder, and `hooks` of its settings.

mod bridge;
mod events;
mod file;
mod handler;
mod matcher;
mod settle;

#[cfg(test)]
mod tests;

use std::path::Path;

use hooks_config::format::{
    AgentFiles, BridgeEntry, FileRead, Finder, Node, Place, Reader, Sureness, tail,
};
use hooks_types::{DialectRef, Scope};

use crate::config::place::{is_json, locate_plugin};
use crate::config::shape::Shape;
use crate::config::tool_names;

#[cfg(test)]
pub(crate) use events::EVENTS;

/// Copilot's files.
#[derive(Debug)]
pub(crate) struct Copilot;

impl AgentFiles for Copilot {
    fn dialect(&self) -> &DialectRef {
        static DIALECT: DialectRef = crate::COPILOT;
        &DIALECT
    }

    fn title(&self) -> &'static str {
        "Copilot"
    }

    fn project_folder(&self) -> Option<&'static str> {
        Some(".github")
    }

    fn project_files(&self) -> &'static [&'static str] {
        &[
            ".github/hooks/",
            ".github/copilot/settings.local.json",
            ".github/copilot/settings.json",
        ]
    }

    fn home_folder(&self) -> Option<&'static str> {
        Some(".copilot")
    }

    fn home_variable(&self) -> Option<&'static str> {
        Some("COPILOT_HOME")
    }

    fn root_variables(&self) -> &'static [&'static str] {
        &["CLAUDE_PROJECT_DIR"]
    }

    fn find(&self, finder: &mut Finder<'_>) {
        finder.folder(Path::new("/etc/github-copilot/policy.d"), Scope::Managed);
        finder.user_folder("hooks");
        finder.user("settings.json");
        finder.projects();
    }

    fn owns(&self, path: &Path) -> bool {
        let there = matches!(
            tail(path),
            [".github", "hooks" | "copilot", _]
                | [".copilot", "hooks", _]
                | [_, ".copilot", "settings.json" | "config.json"]
                | ["github-copilot", "policy.d", _]
        );
        there && is_json(path)
    }

    fn fits(&self, root: &Node, _text: &str) -> Option<Sureness> {
        let shape = Shape::of(root)?;
        if shape.names(OWN_EVENTS) || shape.holds(&["bash", "powershell", "timeoutSec", "exec"]) {
            return Some(Sureness::Certain);
        }
        // Of what Cursor knows too: Copilot's documentation always gives a type.
        let camel = shape.has_camel() && shape.holds(&["type"]);
        let flat = !shape.is_grouped() && shape.holds(&["command", "url"]);
        let pascal = shape.has_pascal() && (shape.has_version() || flat);
        (camel || pascal).then_some(Sureness::Probable)
    }

    fn is_managed(&self, path: &Path) -> bool {
        matches!(tail(path), ["policy.d", _])
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

/// Events that no other agent has.
const OWN_EVENTS: &[&str] = &[
    "permissionRequest",
    "userPromptSubmitted",
    "userPromptTransformed",
    "agentStop",
    "errorOccurred",
    "notification",
];
