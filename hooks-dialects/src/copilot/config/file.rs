//! Reads Copilot's files, and finds the keys that concern hooks.

use hooks_config::DiagnosticCode;
use hooks_config::format::{Fields, Flaw, Kind, Node, Reader, Switch};

use super::handler::ENTRIES;

/// Returns whether the file has many keys besides `hooks`: a settings file, or `config.json`, where Copilot keeps its
/// state.
fn has_other_keys(reader: &Reader<'_>) -> bool {
    let name = reader.place.file_name();
    name.starts_with("settings") || name == "config.json"
}

/// Reads a settings file, or a file of a hooks folder.
pub(super) fn read(reader: &mut Reader<'_>, root: &Node) -> Result<(), Flaw> {
    let settings = has_other_keys(reader);
    let mut fields = Fields::of(root, "the file")?;
    fields.member("$schema");
    fields.member("description");
    if let Some(version) = fields.get("version")
        && !settings
        && !matches!(&version.kind, Kind::Number(one) if one.as_u64() == Some(1))
    {
        // If `version` is not 1, Copilot runs calls as if the file did not exist (measured with version 1.0.102). Here
        // the file's hooks are kept.
        let message = "Copilot supports only `version` 1 and ignores the file; here the file's hooks are used";
        reader.error(DiagnosticCode::BadValue, &version.span, message);
    }
    match fields.flag("disableAllHooks") {
        Ok(found) => {
            reader.switches.disable_all =
                found.map(|(value, span)| Switch::new(value, span).with_key("`disableAllHooks`"));
        }
        Err(flaw) => reader.flaw(&flaw),
    }
    let hooks = fields.get("hooks");
    ENTRIES.stray_events(reader, &mut fields);
    if !settings {
        reader.unread(&fields, "a hooks file");
    }
    let Some(hooks) = hooks else {
        if !settings {
            reader.no_hooks();
        }
        return Ok(());
    };
    let broken_before = reader.errors();
    ENTRIES.walk(reader, hooks);
    // In a file of a hooks folder, Copilot drops only the broken entry (hooks reference). So this warning is only for
    // settings files.
    if settings && reader.errors() > broken_before {
        let message = "Copilot drops all hooks of its settings if one entry is broken; here the other hooks are used";
        reader.warn(DiagnosticCode::Deviation, &hooks.span, message);
    }
    Ok(())
}
