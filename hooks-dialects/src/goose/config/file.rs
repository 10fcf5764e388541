//! Reads goose's files: a plugin's hooks, and the settings that disable plugins.

use hooks_config::format::{Fields, Flaw, Node, Reader, Switch, at_most};

use super::handler::ENTRIES;

/// Reads the file as settings or as a plugin's hooks, depending on its name.
pub(super) fn read(reader: &mut Reader<'_>, root: &Node) -> Result<(), Flaw> {
    match reader.place.file_name() {
        "settings.json" | "settings.local.json" => settings(reader, root),
        _ => hooks(reader, root),
    }
}

/// Reads a plugin's `hooks.json`.
fn hooks(reader: &mut Reader<'_>, root: &Node) -> Result<(), Flaw> {
    let mut fields = Fields::of(root, "the file")?;
    fields.member("description");
    match fields.get("hooks") {
        Some(hooks) => ENTRIES.walk(reader, hooks),
        None => reader.no_hooks(),
    }
    ENTRIES.stray_events(reader, &mut fields);
    reader.unread(&fields, "the file");
    Ok(())
}

/// Reads the two lists of plugins in the settings. If one list is broken, the other list still takes effect here, while
/// goose ignores the whole file.
fn settings(reader: &mut Reader<'_>, root: &Node) -> Result<(), Flaw> {
    let mut fields = Fields::of(root, "the file")?;
    reader.switches.disabled_plugins = plugins(reader, &mut fields, "disabledPlugins");
    reader.switches.enabled_plugins = plugins(reader, &mut fields, "enabledPlugins");
    Ok(())
}

/// Reads a list of plugin names.
fn plugins(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    key: &'static str,
) -> Vec<Switch<String>> {
    let read = fields.texts(key).and_then(|found| {
        let names = found.unwrap_or_default();
        if let Some(node) = fields.get(key) {
            at_most(names.len(), node, &format!("`{key}`"))?;
        }
        Ok(names)
    });
    match read {
        Ok(names) => names
            .iter()
            .map(|name| Switch::new(name.text.to_owned(), name.span))
            .collect(),
        Err(flaw) => {
            reader.flaw(&flaw);
            Vec::new()
        }
    }
}
