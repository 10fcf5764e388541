//! Reads one answer object of Copilot. The keys are at the top level. For hooks under the PascalCase key `PreToolUse`,
//! the keys about a tool call may also be in `hookSpecificOutput`, as in Claude Code.

use hooks_types::answer::NoteCode;
use hooks_types::dialect::{Decision, Field, Key, Object, Reading, Replacement};
use hooks_types::text::{short_name, uncut};
use hooks_types::{HookEvent, Outcome, Payload};
use serde_json::{Value, json};

use super::events::{EventRow, Says, TABLE};
use crate::reading::first_text;

/// The keys that answers and progress lines may have.
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
    Key::content("modifiedPrompt"),
    Key::content("modifiedTransformedPrompt"),
    Key::object("hookSpecificOutput", SPECIFIC),
    Key::remark("type"),
    Key::remark("temporary"),
];

/// The keys that `hookSpecificOutput` may have.
const SPECIFIC: &[Key] = &[
    Key::remark("hookEventName"),
    Key::words("permissionDecision", &["allow", "ask", "deny"]),
    Key::remark("permissionDecisionReason"),
    Key::content("updatedInput"),
    Key::remark("additionalContext"),
];

/// A key that holds a decision: its name, the events that accept it, and the meaning of each of its words.
type Deciding = (
    &'static str,
    &'static [Says],
    &'static [(&'static str, Option<Decision>)],
);

/// An allow that grants the call: Copilot then does not ask the user (changelog, 1.0.18).
const ALLOW: Option<Decision> = Some(Decision::Allow { grants: true });
/// The decision to ask the user.
const ASK: Option<Decision> = Some(Decision::Ask);
/// The decision to block.
const BLOCK: Option<Decision> = Some(Decision::Block);

/// The keys with which an answer decides, each with the events that accept it and the meaning of its words.
#[rustfmt::skip]
const DECISIONS: &[Deciding] = &[
    ("permissionDecision", &[Says::ToolPermission], &[("deny", BLOCK), ("ask", ASK), ("allow", ALLOW)]),
    ("behavior", &[Says::Permission], &[("deny", BLOCK), ("allow", ALLOW)]),
    ("decision", &[Says::GoOn, Says::Result, Says::Prompt], &[("block", BLOCK), ("allow", None)]),
    ("modifiedResult", &[Says::Result], &[]),
    ("modifiedPrompt", &[Says::Prompt], &[]),
    ("modifiedTransformedPrompt", &[Says::Transformed], &[]),
];

/// Keys beside the decision that Copilot reads only on some events, each with these events.
#[rustfmt::skip]
const BESIDE: &[(&str, &[Says])] = &[
    ("permissionDecisionReason", &[Says::ToolPermission]),
    ("modifiedArgs", &[Says::ToolPermission]),
    ("updatedInput", &[Says::ToolPermission]),
    ("message", &[Says::Permission]),
    ("interrupt", &[Says::Permission]),
    ("reason", &[Says::GoOn, Says::Result, Says::Prompt]),
];

/// The maximum length of the context that Copilot passes to the model, in bytes.
const CONTEXT_LIMIT: usize = 10 * 1024;

/// Reads the answer object for the event.
pub(super) fn read(event: &str, fields: &Object) -> Reading {
    let row = TABLE.row(event);
    let mut reading = Reading::default();
    let deciding = DECISIONS.iter().map(|(key, at, _)| (key, at));
    let beside = BESIDE.iter().map(|(key, at)| (key, at));
    // A line with a `type` reports progress, and its `message` is the report.
    let is_progress = fields.has("type");
    for (key, at) in deciding.chain(beside) {
        let is_read = at.contains(&row.says) || (is_progress && *key == "message");
        if !is_read && fields.has(key) {
            reading.no_effect(key);
        }
    }
    // The key of the reason depends on the kind of event.
    let why = match row.says {
        Says::ToolPermission => "permissionDecisionReason",
        Says::Permission => "message",
        _ => "reason",
    };
    reading.reason = first_text(fields, &[why]);
    reading.decision = decision(row, fields, &mut reading);
    // For a hook under `PreToolUse`, Copilot also reads Claude Code's form of the answer.
    if row.says == Says::ToolPermission {
        inside(event, fields, &mut reading);
    } else if fields.has("hookSpecificOutput") {
        misplaced(&mut reading);
    }
    if reading.decision != BLOCK && reading.replacement.is_none() {
        reading.replacement = replacement(row, fields, &mut reading);
    }
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
        // Copilot shows the reason of the block in place of the tool's result, and drops the context. So note that the
        // context has no effect.
        (Says::Result, _) if reading.decision == BLOCK => {
            reading.no_effect("additionalContext");
        }
        (_, Some(text)) => context(&text, &mut reading),
    }
    let reasons = matches!(row.says, Says::GoOn | Says::Result | Says::Prompt);
    // Copilot ignores a block without a reason (measured with version 1.0.102). Here the block takes effect, with a
    // note.
    if reasons && reading.decision == BLOCK && reading.reason.is_none() {
        let message = "a block without a reason takes effect here; Copilot ignores it";
        reading.note(NoteCode::Stricter, message);
    }
    if fields.has("modifiedResponse") {
        let message = "`modifiedResponse` is not supported here";
        reading.note(NoteCode::Unsayable, message);
    }
    reading
}

/// Reads the event's decision from the top level of an answer or from `hookSpecificOutput`.
fn decision(row: &EventRow, fields: &Object, reading: &mut Reading) -> Option<Decision> {
    let mut keys = DECISIONS.iter();
    let (key, _, words) =
        keys.find(|(_, at, words)| at.contains(&row.says) && !words.is_empty())?;
    let said = fields.text(key).ok()?;
    match words.iter().find(|(word, _)| *word == said) {
        Some((_, decision)) => *decision,
        None => {
            reading.refuse(format!("`{}` is not a decision here", short_name(&said)));
            None
        }
    }
}

/// Reads the decision on a tool call in `hookSpecificOutput`, which Copilot reads only from hooks under `PreToolUse`.
/// If both levels have a decision, the stricter decision is used.
fn inside(event: &str, fields: &Object, reading: &mut Reading) {
    let Some(inner) = fields.object("hookSpecificOutput").ok() else {
        return;
    };
    if event != "PreToolUse" {
        return misplaced(reading);
    }
    reading.note_doubled(inner);
    let decided = decision(TABLE.row(event), inner, reading);
    let strictness = |decision: Option<Decision>| match decision {
        Some(Decision::Block) => 3,
        Some(Decision::Ask) => 2,
        Some(Decision::Allow { .. }) => 1,
        _ => 0,
    };
    // In Copilot an allow in `hookSpecificOutput` overrides a deny at the top level (measured with version 1.0.102).
    // Here the stricter of the two decisions is used.
    if decided.is_some() && strictness(decided) < strictness(reading.decision) {
        let message = "Copilot reads only the decision in `hookSpecificOutput`; here the stricter decision at the top level takes effect";
        reading.note(NoteCode::Stricter, message);
    }
    if strictness(decided) > strictness(reading.decision) {
        reading.decision = decided;
        let reason = first_text(inner, &["permissionDecisionReason"]);
        reading.reason = reason.or(reading.reason.take());
    }
    if reading.decision != BLOCK {
        reading.replacement = input(inner, "updatedInput", reading.decision == ASK);
    }
    if let Some(text) = inner.text("additionalContext").ok() {
        context(&text, reading);
    }
}

/// Adds a note that Copilot ignores `hookSpecificOutput` on this event.
fn misplaced(reading: &mut Reading) {
    let message = "Copilot reads its keys at top level here, not in `hookSpecificOutput`";
    reading.note(NoteCode::MisplacedKey, message);
}

/// Reads the replacement that the event accepts.
fn replacement(row: &EventRow, fields: &Object, reading: &mut Reading) -> Option<Replacement> {
    match row.says {
        Says::ToolPermission => {
            if fields.has("updatedInput") {
                let message = "Copilot reads `modifiedArgs` at top level, not `updatedInput`";
                reading.note(NoteCode::MisplacedKey, message);
            }
            input(fields, "modifiedArgs", reading.decision == ASK)
        }
        Says::Result => match fields.value("modifiedResult").ok()? {
            result @ Value::Object(_) => Some(Replacement::Output(result)),
            _ => {
                reading.no_effect("modifiedResult");
                None
            }
        },
        Says::Prompt => {
            let prompt = fields.text("modifiedPrompt").ok()?;
            if prompt.is_empty() {
                reading.no_effect("an empty modifiedPrompt");
                return None;
            }
            Some(Replacement::Verbatim(prompt.into()))
        }
        Says::Transformed => {
            let key = "modifiedTransformedPrompt";
            let prompt = fields.text(key).ok()?;
            Some(Replacement::Verbatim(json!({ key: prompt })))
        }
        _ => None,
    }
}

/// Reads the rewritten arguments. A string that contains JSON is parsed.
fn input(fields: &Object, key: &str, asks: bool) -> Option<Replacement> {
    let input = match fields.value(key) {
        Field::Wrong(_) if asks => return Some(Replacement::Unreadable),
        field => field.ok()?,
    };
    let input = match input {
        // Copilot versions before 1.0.100 sent the arguments as a string. A hook written for these versions also
        // answers with a string, so parse it.
        Value::String(text) => serde_json::from_str(&text).unwrap_or(Value::String(text)),
        input => input,
    };
    Some(Replacement::Input(input))
}

/// Ends the run, with the reason of the deny, if a permission is denied with `interrupt`.
pub(super) fn interrupt(row: &EventRow, fields: &Object, reading: &mut Reading) {
    if row.says == Says::Permission && fields.flag("interrupt").ok() == Some(true) {
        let block = Outcome::block(reading.reason.clone().unwrap_or_default());
        reading.stop = block.message().map(str::to_owned);
    }
}

/// Converts the new tool result from a hook to the form of the tool's own output.
pub(super) fn result_back(payload: &Payload, result: Value) -> Value {
    // The key of the result's text, in camelCase and in snake case.
    const TEXT: [&str; 2] = ["textResultForLlm", "text_result_for_llm"];
    let text = |of: &Value| TEXT.iter().find_map(|key| of.get(key).cloned());
    match (&payload.event, text(&result)) {
        (HookEvent::PostToolUse(event), Some(own)) if text(&event.tool_output).is_none() => own,
        _ => result,
    }
}

/// Adds a text for the model, cut to Copilot's limit ([`CONTEXT_LIMIT`]).
pub(super) fn context(text: &str, reading: &mut Reading) {
    let mut text = uncut(text);
    let length = text.len();
    if length > CONTEXT_LIMIT {
        let end = (0..=CONTEXT_LIMIT)
            .rev()
            .find(|end| text.is_char_boundary(*end));
        text.truncate(end.unwrap_or(0));
        let message = format!(
            "the context was cut: it has {length} bytes, and Copilot passes at most {CONTEXT_LIMIT} to the model; write a \
             long text to a file and print its path"
        );
        reading.note(NoteCode::Cut, message);
    }
    reading
        .context
        .extend(Some(text).filter(|text| !text.is_empty()));
}
