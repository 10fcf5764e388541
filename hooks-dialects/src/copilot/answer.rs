//! What one object says on an event of Copilot. Its keys stand at top level.

use hooks_types::answer::NoteCode;
use hooks_types::dialect::{Decision, Field, Key, Object, Reading, Replacement};
use hooks_types::text::plain;
use hooks_types::{HookEvent, Outcome, Payload};
use serde_json::{Value, json};

use super::events::{EventRow, Says, TABLE};
use crate::reading::first_text;

/// The keys of answers and of progress lines.
pub(super) static KEYS: &[Key] = &[
    Key::words("permissionDecision", &["allow", "ask", "deny"]),
    Key::remark("permissionDecisionReason"),
    Key::content("modifiedArgs"),
    Key::content("updatedInput"),
    Key::remark("additionalContext"),
    Key::content("modifiedResult"),
    Key::words("behavior", &["allow", "deny"]),
    Key::remark("message"),
    Key::flag("interrupt", true),
    Key::words("decision", &["allow", "block"]),
    Key::remark("reason"),
    Key::remark("modifiedResponse"),
    Key::content("modifiedTransformedPrompt"),
    Key::remark("hookSpecificOutput"),
    Key::remark("type"),
    Key::remark("temporary"),
];

/// A key that decides: where, and what its words mean.
type Deciding = (
    &'static str,
    Says,
    &'static [(&'static str, Option<Decision>)],
);

const ALLOW: Option<Decision> = Some(Decision::Allow { grants: true });
const ASK: Option<Decision> = Some(Decision::Ask);
const BLOCK: Option<Decision> = Some(Decision::Block);

#[rustfmt::skip]
const DECISIONS: &[Deciding] = &[
    ("permissionDecision", Says::ToolPermission, &[("deny", BLOCK), ("ask", ASK), ("allow", ALLOW)]),
    ("behavior", Says::Permission, &[("deny", BLOCK), ("allow", ALLOW)]),
    ("decision", Says::GoOn, &[("block", BLOCK), ("allow", None)]),
    ("modifiedResult", Says::Result, &[]),
    ("modifiedTransformedPrompt", Says::Transformed, &[]),
];

/// Bytes of context that Copilot hands to the model.
const CONTEXT_LIMIT: usize = 10 * 1024;

/// What an object says on the event.
pub(super) fn read(event: &str, fields: &Object) -> Reading {
    let row = TABLE.row(event);
    let mut reading = Reading::default();
    if fields.has("hookSpecificOutput") {
        let message = "Copilot reads its keys at top level, not in `hookSpecificOutput`";
        reading.note(NoteCode::MisplacedKey, message);
    }
    for (key, _, _) in DECISIONS.iter().filter(|(_, says, _)| *says != row.says) {
        if fields.has(key) {
            reading.no_effect(key);
        }
    }
    let why = match row.says {
        Says::ToolPermission => "permissionDecisionReason",
        Says::Permission => "message",
        _ => "reason",
    };
    reading.reason = first_text(fields, &[why]);
    decision(row, fields, &mut reading);
    reading.replacement = replacement(row, fields, reading.decision);
    if !reading.refused.is_empty() {
        return reading;
    }
    if row.says == Says::Permission && fields.flag("interrupt").ok() == Some(true) {
        match reading.decision {
            Some(Decision::Block) => interrupt(row, fields, &mut reading),
            _ => reading.no_effect("interrupt"),
        }
    }
    match (row.says, fields.text("additionalContext").ok()) {
        (_, None) => {}
        (Says::Permission | Says::GoOn | Says::Transformed | Says::Nothing, _) => {
            reading.no_effect("additionalContext");
        }
        (_, Some(text)) => context(&text, &mut reading),
    }
    if fields.has("modifiedResponse") {
        let message = "`modifiedResponse` cannot be done here";
        reading.note(NoteCode::Unsayable, message);
    }
    reading
}

fn decision(row: &EventRow, fields: &Object, reading: &mut Reading) {
    let Some((key, _, words)) = DECISIONS.iter().find(|(_, says, _)| *says == row.says) else {
        return;
    };
    if words.is_empty() {
        return;
    }
    if let Some(said) = fields.text(key).ok() {
        match words.iter().find(|(word, _)| *word == said) {
            Some((_, decision)) => reading.decision = *decision,
            None => reading.refuse(format!("`{}` is no decision here", plain(&said))),
        }
    }
}

fn replacement(row: &EventRow, fields: &Object, decision: Option<Decision>) -> Option<Replacement> {
    match row.says {
        Says::ToolPermission if decision != BLOCK => input(fields, decision == ASK),
        Says::Result => fields.value("modifiedResult").ok().map(Replacement::Output),
        Says::Transformed => {
            let key = "modifiedTransformedPrompt";
            let prompt = fields.text(key).ok()?;
            Some(Replacement::Verbatim(json!({ key: prompt })))
        }
        _ => None,
    }
}

/// The rewritten arguments; a string that holds them is taken as they were sent.
fn input(fields: &Object, asks: bool) -> Option<Replacement> {
    let fields = ["modifiedArgs", "updatedInput"].map(|key| fields.value(key));
    if asks && fields.iter().any(|field| matches!(field, Field::Wrong(_))) {
        return Some(Replacement::Unreadable);
    }
    let input = match fields.into_iter().find_map(Field::ok)? {
        Value::String(text) => serde_json::from_str(&text).unwrap_or(Value::String(text)),
        input => input,
    };
    Some(Replacement::Input(input))
}

/// Ends the run with the reason of the block, where a permission is denied so.
pub(super) fn interrupt(row: &EventRow, fields: &Object, reading: &mut Reading) {
    if row.says == Says::Permission && fields.flag("interrupt").ok() == Some(true) {
        let block = Outcome::block(reading.reason.clone().unwrap_or_default());
        reading.stop = block.message().map(str::to_owned);
    }
}

/// A replaced result in the shape the tool's own output has.
pub(super) fn result_back(payload: &Payload, result: Value) -> Value {
    const TEXT: [&str; 2] = ["textResultForLlm", "text_result_for_llm"];
    let text = |of: &Value| TEXT.iter().find_map(|key| of.get(key).cloned());
    match (&payload.event, text(&result)) {
        (HookEvent::PostToolUse(event), Some(own)) if text(&event.tool_output).is_none() => own,
        _ => result,
    }
}

/// Adds a text for the model, cut where Copilot cuts it.
pub(super) fn context(text: &str, reading: &mut Reading) {
    let mut text = plain(text);
    if text.len() > CONTEXT_LIMIT {
        let end = (0..=CONTEXT_LIMIT)
            .rev()
            .find(|end| text.is_char_boundary(*end));
        text.truncate(end.unwrap_or(0));
        let message = "the context was cut at 10 KiB, as Copilot cuts it";
        reading.note(NoteCode::Cut, message);
    }
    reading
        .context
        .extend(Some(text).filter(|text| !text.is_empty()));
}
