//! Writes the answer to a payload in which parts of the agent's bytes were replaced on reading.
//!
//! The hooks saw U+FFFD, or text, in place of the original bytes. If the hooks did not change the call, it must run
//! with the original bytes. So the answer must not repeat the content that the hooks saw.

use serde_json::Value;

use super::{EventRef, HookOutput, speak_as_told};
use crate::event::HookEvent;
use crate::note::{Note, NoteCode};
use crate::outcome::OutcomeKind;
use crate::payload::Payload;
use crate::report::Report;

/// Returns the output for `report`. Leaves out a replacement that equals the content that the hooks saw.
pub(super) fn speak(payload: &Payload, report: &Report) -> HookOutput {
    let mut report = report.clone();
    let mut notes = payload.replaced.clone();
    if let Some(content) = &report.content {
        // The content equals the content that the hooks saw, so it is not a change. If it were sent back, it would
        // replace the agent's original bytes. So drop it.
        if shown(payload).as_ref() == Some(content) {
            report.content = None;
            // Without content, a modification is an allow if it grants the call, and otherwise a proceed.
            if report.outcome == OutcomeKind::Modify {
                report.outcome = match report.grants {
                    true => OutcomeKind::Allow,
                    false => OutcomeKind::Proceed,
                };
            }
        } else if content.to_string().contains(char::REPLACEMENT_CHARACTER) {
            notes.push(Note::new(
                NoteCode::Replaced,
                "a hook rewrote the content, and the new text contains U+FFFD where the agent's text may \
                 have had other characters",
            ));
        }
    }
    let mut output = speak_as_told(payload, &report);
    output.notes.extend(notes);
    output
}

/// Returns the part of the payload that a hook can replace, as hooks saw it.
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
