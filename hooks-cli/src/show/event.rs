//! Formats the name of an event.

use hooks_types::EventName;
use hooks_types::text::in_quotes;

/// Returns the name of an event. A name that is not a single word comes from a file or a payload, so it is quoted: as
/// a heading at the start of a line, it must not look like a sentence of ours.
pub(crate) fn event_shown(event: &EventName) -> String {
    event_named(event.as_str())
}

/// Like [`event_shown`], for a name that is given as text.
pub(crate) fn event_named(name: &str) -> String {
    let is_of_word =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '/');
    match name.len() <= 60 && !name.is_empty() && name.chars().all(is_of_word) {
        true => name.to_owned(),
        false => in_quotes(name, 60),
    }
}

/// Returns whether the call has already run when this event is fired.
pub(crate) fn is_after_call(event: &EventName) -> bool {
    matches!(
        event,
        EventName::PostToolUse | EventName::PostToolUseFailure
    )
}
