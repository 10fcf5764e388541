//! Describes the call that an event is about, in one line.

use hooks_types::Payload;
use hooks_types::text::quoted;
use hooks_types::wire::EventRef;

/// Returns the tool and its input, as JSON with the field names of our own format. `None` if the event is not about a
/// call.
pub(crate) fn called(payload: &Payload) -> Option<String> {
    let call = EventRef::Payload(payload).call()?;
    let input = call.input.to_value().to_string();
    Some(format!(
        // The input can hold a whole file, so its length is bounded.
        "{} {}",
        quoted(call.tool_name.as_bytes(), 80),
        quoted(input.as_bytes(), 300)
    ))
}
