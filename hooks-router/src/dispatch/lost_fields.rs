//! Notes the fields of a call's input that a hook's replacement left out.
//!
//! A replacement replaces the whole input. So if a hook returns only the `command`, the call loses its time limit.

use hooks_types::answer::{Note, NoteCode};
use hooks_types::event::{PermissionRequest, PreToolUse};
use hooks_types::spec::Pace;
use hooks_types::text::quoted;
use hooks_types::{HookEvent, HookSpec, Outcome, Payload, ToolCall};
use serde_json::{Map, Value};

/// The maximum number of lost fields that one note names.
const NAMED: usize = 8;
/// The maximum number of characters of a field's name that are shown. A model can choose a name of any length.
const LONGEST: usize = 60;

/// Makes the note for a hook that was shown `payload` and answered `outcome`; `None` if no field was lost.
pub(super) fn lost_fields(spec: &HookSpec, payload: &Payload, outcome: &Outcome) -> Option<Note> {
    let (HookEvent::PreToolUse(PreToolUse { call, .. })
    | HookEvent::PermissionRequest(PermissionRequest { call, .. })) = &payload.event
    else {
        return None;
    };
    // With `Pace::InTurnMerged`, fields that a hook leaves out keep their values, so no field is lost.
    if spec.pace() == Pace::InTurnMerged {
        return None;
    }
    // If the content does not fit the call, `ok()?` returns `None` here: such content is refused elsewhere and needs
    // no note.
    let after = call.input.replaced_by(outcome.content()?).ok()?.to_value();
    let before = call.input.to_value();
    let seen = |input: &Value| as_seen(spec, payload, call, input);
    let (before, after) = match (seen(&before), seen(&after)) {
        (Some(before), Some(after)) => (before, after),
        _ => (before, after),
    };
    let mut lost = missing(before.as_object()?, after.as_object()?);
    // Sort the fields: with serde_json's feature `preserve_order` they would be in the payload's order.
    lost.sort_unstable();
    if lost.is_empty() {
        return None;
    }
    let named = lost.iter().take(NAMED);
    let named = named.map(|field| format!("`{}`", quoted(field.as_bytes(), LONGEST)));
    let mut named = named.collect::<Vec<_>>().join(", ");
    if let Some(more) = lost.len().checked_sub(NAMED).filter(|more| *more > 0) {
        named += &format!(" and {more} more");
    }
    let message = format!("its input lost {named}: return every field you want to keep");
    Some(Note::new(NoteCode::LostFields, message))
}

/// Returns an input with the field names that the hook's agent uses; `None` if the hook is shown our own field names.
fn as_seen(spec: &HookSpec, payload: &Payload, call: &ToolCall, input: &Value) -> Option<Value> {
    let dialect = spec.form.dialect.get()?;
    dialect.content_as_sent(call, &payload.meta, input)
}

/// Returns the names of the fields that have a value in `before` and are missing from `after`.
fn missing<'f>(before: &'f Map<String, Value>, after: &Map<String, Value>) -> Vec<&'f String> {
    let fields = before.iter();
    let lost = fields.filter(|(field, value)| !value.is_null() && !after.contains_key(*field));
    lost.map(|(field, _)| field).collect()
}
