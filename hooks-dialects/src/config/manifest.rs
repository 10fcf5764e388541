//! Reads a plugin's manifest, whose `hooks` is a path, a list of paths, or the hooks themselves.

use hooks_config::format::{Fields, Flaw, Kind, Node, Reader, Switch, at_most, wrong_type};

use crate::config::entries::Entries;

/// Reads the hooks of a manifest. Paths are recorded in `switches.includes`; the loader reads those files.
pub(crate) fn manifest(
    reader: &mut Reader<'_>,
    root: &Node,
    entries: &Entries,
) -> Result<(), Flaw> {
    let mut fields = Fields::of(root, "the manifest")?;
    let Some(hooks) = fields.get("hooks") else {
        return Ok(());
    };
    match &hooks.kind {
        Kind::Table(_) => {
            // The object under `hooks` can itself have the form of a `hooks.json`, with the events under a second
            // `hooks` key. If so, read the events there.
            let inner = hooks.get("hooks").filter(|inner| inner.members().is_some());
            entries.walk(reader, inner.unwrap_or(hooks));
            Ok(())
        }
        Kind::Text(_) => include(reader, hooks),
        Kind::List(items) => {
            // Limit the length of the list, because the loader reads every file in it.
            at_most(items.len(), hooks, "`hooks`")?;
            items.iter().try_for_each(|item| include(reader, item))
        }
        _ => Err(wrong_type(
            hooks,
            "`hooks`",
            "a path or an object of events",
        )),
    }
}

/// Records one path for the loader.
fn include(reader: &mut Reader<'_>, node: &Node) -> Result<(), Flaw> {
    let path = node
        .text()
        .ok_or_else(|| wrong_type(node, "an element of `hooks`", "a path"))?;
    reader
        .switches
        .includes
        .push(Switch::new(path.to_owned(), &node.span));
    Ok(())
}
