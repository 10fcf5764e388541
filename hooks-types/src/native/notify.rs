//! The legacy `notify` argument: one kebab-case JSON object at the end of a turn.

use serde::Serialize;

use crate::event::{AfterAgent, HookEvent};
use crate::payload::Payload;
use crate::wire::EncodeError;

/// The fields of the `notify` argument.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Argument<'a> {
    r#type: &'static str,
    thread_id: &'a str,
    turn_id: &'a str,
    cwd: &'a str,
    input_messages: &'a [String],
    /// `null` if there is no message. The key is always written, because readers of this format expect it.
    last_assistant_message: Option<&'a str>,
}

/// Writes the argument for the end of a turn. Returns an error for any other event.
pub(super) fn encode(payload: &Payload) -> Result<Vec<u8>, EncodeError> {
    let HookEvent::AfterAgent(event) = &payload.event else {
        let event = payload.event.name();
        return Err(EncodeError::new(format!(
            "`notify` runs only at the end of a turn, not on {event}"
        )));
    };
    let AfterAgent {
        thread_id,
        turn_id,
        input_messages,
        last_assistant_message,
        ..
    } = event;
    serde_json::to_vec(&Argument {
        r#type: "agent-turn-complete",
        thread_id,
        turn_id,
        cwd: &payload.meta.cwd,
        input_messages,
        last_assistant_message: last_assistant_message.as_deref(),
    })
    .map_err(super::unwritable)
}

#[cfg(test)]
#[path = "notify_tests.rs"]
mod tests;
