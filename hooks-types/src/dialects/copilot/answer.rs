//! What one object says on an event of Copilot. Its keys stand at top level.

use serde_json::{Value, json};

use super::events::{EventRow, Says};
use crate::answer::HookAnswer;
use crate::cause::{Cause, Failure};
use crate::dialect::Dialect;
use crate::dialects::fields::Fields;
use crate::dialects::{remarks, shape};
use crate::event::HookEvent;
use crate::note::{Note, NoteCode};
use crate::outcome::Outcome;
use crate::payload::Payload;
use crate::text::plain;
use crate::wire::Restriction;

/// The keys of answers.
const KEYS: &[&str] = &[
    "permissionDecision",
    "permissionDecisionReason",
    "modifiedArgs",
    "updatedInput",
    "additionalContext",
    "modifiedResult",
    "behavior",
    "message",
    "interrupt",
    "decision",
    "reason",
    "modifiedResponse",
    "modifiedTransformedPrompt",
    "hookSpecificOutput",
];

/// The keys that decide, and where.
const DECISIONS: &[(&str, Says)] = &[
    ("permissionDecision", Says::ToolPermission),
    ("behavior", Says::Permission),
    ("decision", Says::GoOn),
    ("modifiedResult", Says::Result),
    ("modifiedTransformedPrompt", Says::Transformed),
];

/// Bytes of context that Copilot hands to the model.
const CONTEXT_LIMIT: usize = 10 * 1024;

/// How strictly an object restricts.
pub(super) fn restriction(fields: &Fields, row: &EventRow) -> Option<Restriction> {
    let (key, block) = match row.says {
        Says::ToolPermission => ("permissionDecision", "deny"),
        Says::Permission => ("behavior", "deny"),
        Says::GoOn => ("decision", "block"),
        _ => return None,
    };
    match fields.text(key).ok()?.as_str() {
        word if word == block => Some(Restriction::Block),
        "ask" if row.says == Says::ToolPermission => Some(Restriction::Ask),
        _ => None,
    }
}

/// Why an object blocks, in its own words.
pub(super) fn reason(fields: &Fields, row: &EventRow) -> Option<String> {
    let key = match row.says {
        Says::ToolPermission => "permissionDecisionReason",
        Says::Permission => "message",
        _ => "reason",
    };
    let text = plain(&fields.text(key).ok()?);
    (!text.is_empty()).then_some(text)
}

/// What an object says on the event.
///
/// # Errors
///
/// A decision that is none of the words Copilot knows.
pub(super) fn answer(
    row: &EventRow,
    payload: &Payload,
    fields: &Fields,
    notes: &mut Vec<Note>,
) -> Result<HookAnswer, Failure> {
    remarks::keys(fields, KEYS, notes);
    if fields.has("hookSpecificOutput") {
        notes.push(Note::new(
            NoteCode::MisplacedKey,
            "Copilot reads its keys at top level, not in `hookSpecificOutput`",
        ));
    }
    for (key, says) in DECISIONS {
        if *says != row.says && fields.has(key) {
            notes.push(remarks::no_effect(key));
        }
    }
    let outcome = match row.says {
        Says::ToolPermission => tool_permission(row, payload, fields)?,
        Says::Permission => match fields.text("behavior").ok().as_deref() {
            Some("deny") => Outcome::block(reason(fields, row).unwrap_or_default()),
            Some("allow") => Outcome::allow(None),
            None => Outcome::Proceed,
            Some(word) => return Err(unknown(word)),
        },
        Says::GoOn => match fields.text("decision").ok().as_deref() {
            Some("block") => Outcome::block(reason(fields, row).unwrap_or_default()),
            Some("allow") | None => Outcome::Proceed,
            Some(word) => return Err(unknown(word)),
        },
        Says::Result => match fields.value("modifiedResult").ok() {
            Some(result) => Outcome::modify(result_back(payload, &result)),
            None => Outcome::Proceed,
        },
        Says::Transformed => match fields.text("modifiedTransformedPrompt").ok() {
            Some(prompt) => Outcome::modify(json!({ "modifiedTransformedPrompt": prompt })),
            None => Outcome::Proceed,
        },
        _ => Outcome::Proceed,
    };
    let mut answer = HookAnswer::new(outcome);
    if answer.outcome.message().is_none() {
        answer.reason = reason(fields, row);
    }
    if row.says == Says::Permission && fields.flag("interrupt").ok() == Some(true) {
        match answer.outcome.message().map(str::to_owned) {
            Some(why) => answer.stop = Some(why),
            None => notes.push(remarks::no_effect("interrupt")),
        }
    }
    if let Some(text) = fields.text("additionalContext").ok() {
        match row.says {
            Says::Permission | Says::GoOn | Says::Transformed | Says::Nothing => {
                notes.push(remarks::no_effect("additionalContext"));
            }
            _ => answer.context.extend(context(&text, notes)),
        }
    }
    if fields.has("modifiedResponse") {
        notes.push(Note::new(
            NoteCode::Unsayable,
            "`modifiedResponse` cannot be done here",
        ));
    }
    Ok(answer)
}

fn tool_permission(row: &EventRow, payload: &Payload, fields: &Fields) -> Result<Outcome, Failure> {
    let reason = reason(fields, row);
    let decision = fields.text("permissionDecision").ok();
    if decision.as_deref() == Some("deny") {
        return Ok(Outcome::block(reason.unwrap_or_default()));
    }
    let content = match input(payload, fields) {
        Ok(content) => content,
        Err(problem) => return Ok(Outcome::block(problem)),
    };
    match (decision.as_deref(), content) {
        (Some("ask"), content) => Ok(Outcome::ask(reason, content)),
        (Some("allow"), content) => Ok(Outcome::allow(content)),
        (None, Some(content)) => Ok(Outcome::modify(content)),
        (None, None) => Ok(Outcome::Proceed),
        (Some(word), _) => Err(unknown(word)),
    }
}

/// The rewritten arguments; a string that holds them is taken as they were sent.
fn input(payload: &Payload, fields: &Fields) -> Result<Option<Value>, String> {
    let HookEvent::PreToolUse(event) = &payload.event else {
        return Ok(None);
    };
    let modified = fields.value("modifiedArgs").ok();
    let input = match modified.or_else(|| fields.value("updatedInput").ok()) {
        None => return Ok(None),
        Some(Value::String(text)) => serde_json::from_str(&text).unwrap_or(Value::String(text)),
        Some(input) => input,
    };
    shape::content_back(Dialect::Copilot, &event.call, &payload.meta, input).map(Some)
}

/// A replaced result in the shape the tool's own output has.
fn result_back(payload: &Payload, result: &Value) -> Value {
    let HookEvent::PostToolUse(event) = &payload.event else {
        return result.clone();
    };
    let text = ["textResultForLlm", "text_result_for_llm"]
        .iter()
        .find_map(|key| result.get(key));
    let is_copilots = event.tool_output.get("textResultForLlm").is_some()
        || event.tool_output.get("text_result_for_llm").is_some();
    match text {
        Some(text) if !is_copilots => text.clone(),
        _ => result.clone(),
    }
}

/// A text for the model, cut where Copilot cuts it.
pub(super) fn context(text: &str, notes: &mut Vec<Note>) -> Option<String> {
    let mut text = plain(text);
    if text.len() > CONTEXT_LIMIT {
        let end = (0..=CONTEXT_LIMIT)
            .rev()
            .find(|end| text.is_char_boundary(*end));
        text.truncate(end.unwrap_or(0));
        notes.push(Note::new(
            NoteCode::Cut,
            "the context was cut at 10 KiB, as Copilot cuts it",
        ));
    }
    (!text.is_empty()).then_some(text)
}

fn unknown(word: &str) -> Failure {
    Failure::new(
        Cause::BadAnswer,
        format!("`{}` is no decision here", plain(word)),
    )
}
