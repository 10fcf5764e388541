//! Cursor's files: `hooks.json` with flat entries.

mod bridge;
mod events;
mod file;

#[cfg(test)]
mod tests;

use std::path::Path;

use hooks_config::format::{
    AgentFiles, BridgeEntry, Finder, JsonStyle, Node, Place, Reader, Sureness, tail,
};
use hooks_types::{DialectRef, Scope};

use crate::config::shape::Shape;
use crate::config::tool_names;

#[cfg(test)]
pub(crate) use events::EVENTS;

/// Cursor's files.
#[derive(Debug)]
pub(crate) struct Cursor;

impl AgentFiles for Cursor {
    fn dialect(&self) -> &DialectRef {
        static DIALECT: DialectRef = crate::CURSOR;
        &DIALECT
    }

    fn title(&self) -> &'static str {
        "Cursor"
    }

    fn project_folder(&self) -> Option<&'static str> {
        Some(".cursor")
    }

    fn project_files(&self) -> &'static [&'static str] {
        &[".cursor/hooks.json"]
    }

    fn home_folder(&self) -> Option<&'static str> {
        Some(".cursor")
    }

    fn root_variables(&self) -> &'static [&'static str] {
        &["CURSOR_PROJECT_DIR", "CLAUDE_PROJECT_DIR"]
    }

    fn find(&self, finder: &mut Finder<'_>) {
        let managed = if cfg!(target_os = "macos") {
            "/Library/Application Support/Cursor/hooks.json"
        } else if cfg!(windows) {
            "C:\\ProgramData\\Cursor\\hooks.json"
        } else {
            "/etc/cursor/hooks.json"
        };
        finder.file(managed, Scope::Managed);
        finder.projects();
        finder.user("hooks.json");
    }

    fn owns(&self, path: &Path) -> bool {
        matches!(tail(path), [".cursor" | "cursor" | "Cursor", "hooks.json"])
    }

    /// Of what Copilot knows too: its documentation always gives a type, Cursor's never.
    fn fits(&self, root: &Node, _text: &str) -> Option<Sureness> {
        let shape = Shape::of(root)?;
        if shape.names(OWN_EVENTS) || shape.holds(&["failClosed", "loop_limit"]) {
            return Some(Sureness::Certain);
        }
        (shape.has_camel() && !shape.holds(&["type"])).then_some(Sureness::Probable)
    }

    /// Nothing is documented, and a guard must not vanish over a comma.
    fn json_style(&self) -> JsonStyle {
        JsonStyle::Relaxed
    }

    fn read(&self, reader: &mut Reader<'_>, root: &Node) {
        file::read(reader, root);
    }

    /// A project's `./hooks/x` counts from the root; the script usually lies beside the file.
    fn script_meant(&self, script: &str, place: &Place) -> Option<String> {
        let inside = script.strip_prefix("./").unwrap_or(script);
        let meant = Path::new(".cursor").join(inside);
        let there = place.project_root.as_ref()?.join(&meant).exists();
        there.then(|| meant.display().to_string())
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
