//! Guesses the dialect (the agent's hook format) of a payload that does not fit the named dialect, to suggest the
//! missing `--speak` option.

use hooks_types::wire::{Expected, decode};
use hooks_types::{DialectRef, EventName};

/// Suggests `--speak` if another dialect reads the bytes as one of its events: `this looks like a payload of claude;
/// add `--speak claude``.
pub(crate) fn advice(bytes: &[u8], named: &DialectRef) -> Option<String> {
    let dialects = hooks_dialects::dialects();
    let others = dialects.iter().filter(|dialect| *dialect != named);
    let reads = |dialect: &&DialectRef| match decode(bytes, Expected::new(*dialect)) {
        Ok(payload) => !matches!(payload.event.name(), EventName::Other(_)),
        // Copilot's payloads of calls do not name the event, so decoding fails. So recognize such a payload by its
        // fields.
        Err(_) => reads_call(bytes, dialect),
    };
    let names: Vec<String> = others.filter(reads).map(ToString::to_string).collect();
    let (last, before) = names.split_last()?;
    Some(match before.is_empty() {
        true => format!("this looks like a payload of {last}; add `--speak {last}`"),
        false => format!(
            "this could be a payload of {} or {last}; add `--speak` with the name of the agent that sent it, \
             such as `--speak {}`",
            before.join(", "),
            before[0]
        ),
    })
}

/// Returns whether the bytes hold a tool call in the dialect's fields.
fn reads_call(bytes: &[u8], dialect: &DialectRef) -> bool {
    let event = EventName::PreToolUse;
    let form = dialect.get().and_then(|spoken| spoken.form(&event));
    form.is_some_and(|form| decode(bytes, Expected::new(dialect).with_event(&form.event)).is_ok())
}
