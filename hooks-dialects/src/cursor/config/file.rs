//! Reads Cursor's `hooks.json`.

use hooks_config::DiagnosticCode;
use hooks_config::format::{Fields, Flaw, Kind, Node, Reader};

use super::handler::ENTRIES;

/// Reads a `hooks.json`.
pub(super) fn read(reader: &mut Reader<'_>, root: &Node) -> Result<(), Flaw> {
    let mut fields = Fields::of(root, "the file")?;
    fields.member("$schema");
    match fields.get("version") {
        None => {
            let message = "`version` is missing; Cursor expects `\"version\": 1`";
            reader.warn(DiagnosticCode::MissingKey, &(0..0), message);
        }
        Some(version) => {
            if !matches!(&version.kind, Kind::Number(one) if one.as_u64() == Some(1)) {
                let message = "Cursor supports only `version` 1 and may not read this file";
                reader.warn(DiagnosticCode::BadValue, &version.span, message);
            }
        }
    }
    let hooks = fields.get("hooks");
    ENTRIES.stray_events(reader, &mut fields);
    reader.unread(&fields, "a hooks file");
    match hooks {
        Some(hooks) => ENTRIES.walk(reader, hooks),
        None => reader.no_hooks(),
    }
    Ok(())
}
