//! What one object says on an event of Copilot. Its keys stand at top level.

use hooks_types::dialect::{Field, Key, Object, Restraint, Restriction, among};
use hooks_types::{Cause, Failure, HookAnswer, HookEvent, Note, NoteCode, Outcome, Payload, plain};
use serde_json::{Value, json};

use super::TOOLS;
use super::events::{EventRow, Says};
use crate::{project, remarks};

/// The keys of answers and of progress lines.
pub(super) static KEYS: &[Key] = &[
    Key::decision("permissionDecision", |value, _| {
        among(value, &["allow", "ask", "deny"])
    }),
    Key::remark("permissionDecisionReason"),
    Key::content("modifiedArgs"),
    Key::content("updatedInput"),
    Key::remark("additionalContext"),
    Key::content("modifiedResult"),
    Key::decision("behavior", |value, _| among(value, &["allow", "deny"])),
    Key::remark("message"),
    Key::decision("interrupt", |value, _| {
        usize::from(value.as_bool() == Some(true))
    }),
    Key::decision("decision", |value, _| among(value, &["allow", "block"])),
    Key::remark("reason"),
    Key::remark("modifiedResponse"),
    Key::content("modifiedTransformedPrompt"),
    Key::remark("hookSpecificOutput"),
    Key::remark("type"),
    Key::remark("temporary"),
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

/// How an object restricts.
pub(super) fn restraint(fields: &Object, row: &EventRow) -> Option<Restraint> {
    let (key, block) = match row.says {
        Says::ToolPermission => ("permissionDecision", "deny"),
        Says::Permission => ("behavior", "deny"),
        Says::GoOn => ("decision", "block"),
        _ => return None,
    };
    let decision = match fields.text(key).ok()?.as_str() {
        word if word == block => Restriction::Block,
        "ask" if row.says == Says::ToolPermission => Restriction::Ask,
        _ => return None,
    };
    Restraint::of(Some(decision), false)
}

/// Why an object blocks, in its own words.
pub(super) fn reason(fields: &Object, row: &EventRow) -> Option<String> {
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
    fields: &Object,
    notes: &mut Vec<Note>,
) -> Result<HookAnswer, Failure> {
    remarks::keys(fields, notes);
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

fn tool_permission(row: &EventRow, payload: &Payload, fields: &Object) -> Result<Outcome, Failure> {
    let reason = reason(fields, row);
    let decision = fields.text("permissionDecision").ok();
    if decision.as_deref() == Some("deny") {
        return Ok(Outcome::block(reason.unwrap_or_default()));
    }
    let content = match input(payload, fields, decision.as_deref() == Some("ask")) {
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
fn input(payload: &Payload, fields: &Object, asks: bool) -> Result<Option<Value>, String> {
    let HookEvent::PreToolUse(event) = &payload.event else {
        return Ok(None);
    };
    let fields = ["modifiedArgs", "updatedInput"].map(|key| fields.value(key));
    // A yes would run the original, which is not what it asks about.
    if asks && fields.iter().any(|field| matches!(field, Field::Wrong(_))) {
        return Err("a hook asks about an input that cannot be read".to_owned());
    }
    let input = match fields.into_iter().find_map(Field::ok) {
        None => return Ok(None),
        Some(Value::String(text)) => serde_json::from_str(&text).unwrap_or(Value::String(text)),
        Some(input) => input,
    };
    project::content_back(&TOOLS, &event.call, &payload.meta, input).map(Some)
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
