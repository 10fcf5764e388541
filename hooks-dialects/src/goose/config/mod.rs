//! goose's files: `hooks/hooks.json` of a plugin in `.agents/plugins/`.

mod bridge;
mod handler;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use hooks_config::format::{AgentFiles, BridgeEntry, Fields, Finder, Flaw, Node, Reader, tail};
use hooks_types::DialectRef;

use crate::config::groups::walk_groups;
use crate::config::place::two_above;
use crate::config::tool_names;

pub(crate) use handler::Goose;

impl AgentFiles for Goose {
    fn dialect(&self) -> &DialectRef {
        static DIALECT: DialectRef = crate::GOOSE;
        &DIALECT
    }

    fn project_folder(&self) -> Option<&'static str> {
        Some(".agents")
    }

    fn project_files(&self) -> &'static [&'static str] {
        &[".agents/plugins/*/hooks/hooks.json"]
    }

    fn home_folder(&self) -> Option<&'static str> {
        Some(".agents")
    }

    /// The project's plugins, then the user's.
    fn find(&self, finder: &mut Finder<'_>) {
        finder.projects();
        finder.user("plugins/*/hooks/hooks.json");
    }

    /// A plugin elsewhere is Claude Code's, which has the same files.
    fn owns(&self, path: &Path) -> bool {
        is_of_plugin(path)
    }

    fn plugin_root(&self, path: &Path) -> Option<PathBuf> {
        is_of_plugin(path).then(|| two_above(path)).flatten()
    }

    fn read(&self, reader: &mut Reader<'_>, root: &Node) {
        if let Err(flaw) = file(reader, root) {
            reader.lose(&flaw);
        }
    }

    /// The documented name; every matcher is tested against it, whichever is sent.
    fn tool_names(&self, canonical: &str) -> Vec<&'static str> {
        let names = tool_names::of(&super::TOOLS, canonical);
        names.into_iter().take(1).collect()
    }

    fn bridge(&self) -> Option<&dyn BridgeEntry> {
        Some(self)
    }
}

fn is_of_plugin(path: &Path) -> bool {
    matches!(tail(path), [".agents", "plugins", _, "hooks", "hooks.json"])
}

fn file(reader: &mut Reader<'_>, root: &Node) -> Result<(), Flaw> {
    let mut fields = Fields::of(root, "the file")?;
    fields.member("description");
    match fields.get("hooks") {
        Some(hooks) => walk_groups(reader, hooks, &Goose),
        None => reader.no_hooks(),
    }
    reader.unread(&fields, "the file");
    Ok(())
}
