//! goose's files: `hooks/hooks.json` of a plugin in `.agents/plugins/`.

mod bridge;
mod events;
pub(crate) mod handler;

#[cfg(test)]
mod tests;

use std::path::Path;

use hooks_config::format::{Fields, Flaw, Node, Reader, tail};

use crate::config::files::{At, Files};
use crate::config::place::two_above;
use crate::config::tool_names;

use handler::ENTRIES;

/// goose's files: the project's plugins, then the user's.
pub(crate) static FILES: Files = Files {
    dialect: &crate::GOOSE,
    title: "goose",
    project_folder: ".agents",
    project_files: &[".agents/plugins/*/hooks/hooks.json"],
    home_folder: ".agents",
    places: &[At::Projects, At::User("plugins/*/hooks/hooks.json")],
    // A plugin elsewhere is Claude Code's, which has the same files.
    owns: is_of_plugin,
    plugin_root: |path| is_of_plugin(path).then(|| two_above(path)).flatten(),
    read,
    // The documented name; every matcher is tested against it, whichever is sent.
    tool_names: |tools, canonical| {
        let names = tool_names::of(tools, canonical);
        names.into_iter().take(1).collect()
    },
    ..Files::of(&super::TOOLS, bridge::BRIDGE)
};

fn is_of_plugin(path: &Path) -> bool {
    matches!(tail(path), [".agents", "plugins", _, "hooks", "hooks.json"])
}

fn read(reader: &mut Reader<'_>, root: &Node) -> Result<(), Flaw> {
    let mut fields = Fields::of(root, "the file")?;
    fields.member("description");
    match fields.get("hooks") {
        Some(hooks) => ENTRIES.walk(reader, hooks),
        None => reader.no_hooks(),
    }
    reader.unread(&fields, "the file");
    Ok(())
}
