//! Answers to a payload that was not read as it stands.
//!
//! Its hooks saw U+FFFD, or text, where the agent has something else. A call that they leave as it
//! is must run with the agent's own bytes, so the answer does not repeat what they were shown.

use serde_json::Value;

use super::{EventRef, HookOutput, speak_as_told};
use crate::event::HookEvent;
use crate::note::{Note, NoteCode};
use crate::outcome::OutcomeKind;
use crate::payload::Payload;
use crate::report::Report;

/// Says what `report` says, without a replacement that only repeats what hooks were shown.
pub(super) fn speak(payload: &Payload, report: &Report) -> HookOutput {
    let mut report = report.clone();
    let mut notes = payload.replaced.clone();
    if let Some(content) = &report.content {
        if shown(payload).as_ref() == Some(content) {
            report.content = None;
            if report.outcome == OutcomeKind::Modify {
                report.outcome = match report.grants {
                    true => OutcomeKind::Allow,
                    false => OutcomeKind::Proceed,
                };
            }
        } else if content.to_string().contains(char::REPLACEMENT_CHARACTER) {
            notes.push(Note::new(
                NoteCode::Replaced,
                "a hook rewrote it, and the new text holds U+FFFD where the agent's own may have \
                 had something else",
            ));
        }
    }
    let mut spoken = speak_as_told(payload, &report);
    spoken.notes.extend(notes);
    spoken
}

/// What of the payload a replacement stands for, as its hooks saw it.
fn shown(payload: &Payload) -> Option<Value> {
    match &payload.event {
        HookEvent::UserPromptSubmit(event) => Some(event.user_message.as_str().into()),
        HookEvent::PostToolUse(event) => Some(event.tool_output.clone()),
        HookEvent::PreToolUse(_) | HookEvent::PermissionRequest(_) => {
            Some(EventRef::Payload(payload).call()?.input.to_value())
        }
        _ => None,
    }
}
