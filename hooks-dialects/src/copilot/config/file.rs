//! Reads Copilot's files, and finds the keys that concern hooks.

use hooks_config::DiagnosticCode;
use hooks_config::format::{Fields, Flaw, Kind, Node, Reader, Switch};

use super::handler::ENTRIES;

/// Returns whether the file is Copilot's settings, where hooks are one key among others.
fn is_settings(reader: &Reader<'_>) -> bool {
    let name = reader.place.file_name();
    name.starts_with("settings") || name == "config.json"
}

/// Reads a file of a hooks folder, or the settings.
pub(super) fn read(reader: &mut Reader<'_>, root: &Node) -> Result<(), Flaw> {
    let settings = is_settings(reader);
    let mut fields = Fields::of(root, "the file")?;
    fields.member("$schema");
    fields.member("description");
    if let Some(version) = fields.get("version")
        && !settings
        && !matches!(&version.kind, Kind::Number(one) if one.as_u64() == Some(1))
    {
        // Measured with version 1.0.102: Copilot runs the call as if the file were not there.
        let message = "Copilot supports only `version` 1 and drops the file; here its hooks count";
        reader.error(DiagnosticCode::BadValue, &version.span, message);
    }
    match fields.flag("disableAllHooks") {
        Ok(found) => {
            reader.switches.disable_all =
                found.map(|(value, span)| Switch::new(value, span).of_key("`disableAllHooks`"));
        }
        Err(flaw) => reader.flaw(&flaw),
    }
    let hooks = fields.get("hooks");
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
    // In a file of a hooks folder, Copilot itself drops the broken entry alone (hooks reference).
    if settings && reader.errors() > broken_before {
        let message = "Copilot drops all hooks of its settings when one entry is broken; here the others count";
        reader.warn(DiagnosticCode::Deviation, &hooks.span, message);
    }
    Ok(())
}
