//! What lantern's hooks read and what they answer.
//!
//! A hook reads one object: `{"event": "before_tool", "session": ..., "folder": ..., "tool": ..., "input": {...}}`.
//! It answers with the colour of a light, `{"light": "red", "why": "..."}`, or prints nothing. Exit code 2 blocks with
//! the text of stderr, and any other code is a failure. These rules for endings are the defaults of `AnswerFormat`.

use std::sync::Arc;

use hooks_types::answer::OutcomeKind;
use hooks_types::dialect::{AnswerFormat, Decision, Dialect, Key, Object, Reading, WireForm};
use hooks_types::event::PreToolUse;
use hooks_types::payload::Origin;
use hooks_types::wire::{DecodeError, EncodeError, EventRef, HookOutput, Subjects};
use hooks_types::{DialectRef, EventName, HookEvent, Payload, Report, SessionMeta, ToolCall};
use serde_json::{Value, json};

/// The dialect, as values of the libraries refer to it.
pub(crate) const LANTERN: DialectRef = DialectRef::of(&Lantern);

/// The agent's name of the one event that its hooks see.
pub(crate) const BEFORE_TOOL: &str = "before_tool";

/// The dialect of lantern.
#[derive(Debug)]
pub(crate) struct Lantern;

impl AnswerFormat for Lantern {
    fn keys(&self) -> &'static [Key] {
        // For a key with words, list the words from the most permissive to the strictest. If a hook prints a key twice,
        // the strictest word counts.
        const KEYS: &[Key] = &[
            Key::words("light", &["green", "yellow", "red"]),
            Key::remark("why"),
        ];
        KEYS
    }

    fn read(&self, object: &Object, _form: &WireForm) -> Reading {
        let mut reading = Reading::default();
        reading.reason = object.text("why").ok();
        match object.text("light").ok().as_deref() {
            Some("red") => reading.decision = Some(Decision::Block),
            Some("yellow") => reading.decision = Some(Decision::Ask),
            // In lantern, green means "no objection". It does not replace the user's yes.
            Some("green") => reading.decision = Some(Decision::Allow { grants: false }),
            Some(other) => reading.refuse(format!("`{other}` is not the colour of a light")),
            None => reading.refuse("there is no `light`"),
        }
        reading
    }
}

impl Dialect for Lantern {
    fn name(&self) -> &str {
        "lantern"
    }

    fn form(&self, event: &EventName) -> Option<WireForm> {
        let known = *event == EventName::PreToolUse;
        known.then(|| WireForm::new(LANTERN, BEFORE_TOOL))
    }

    fn encode(&self, payload: &Payload, _form: &WireForm) -> Result<Vec<u8>, EncodeError> {
        let HookEvent::PreToolUse(PreToolUse { call, .. }) = &payload.event else {
            return Err(EncodeError::new("lantern has only the event `before_tool`"));
        };
        let object = json!({
            "event": BEFORE_TOOL,
            "session": payload.meta.session_id,
            "folder": payload.meta.cwd,
            "tool": call.tool_name,
            // The complete input: a hook can judge only what it sees.
            "input": call.input.to_value(),
        });
        Ok(object.to_string().into_bytes())
    }

    fn decode(&self, bytes: &[u8], event: Option<&str>) -> Result<Payload, DecodeError> {
        let refused = |problem: &str| DecodeError::new(format!("not a lantern payload: {problem}"));
        let value: Value = serde_json::from_slice(bytes)
            .map_err(|error| refused(&error.to_string()).with_source(error))?;
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        if text("event") != Some(BEFORE_TOOL) || event.is_some_and(|event| event != BEFORE_TOOL) {
            return Err(refused("the event is not `before_tool`"));
        }
        let tool = text("tool").ok_or_else(|| refused("there is no `tool`"))?;
        let input = value.get("input").and_then(Value::as_object).cloned();
        let input = input.ok_or_else(|| refused("`input` is not an object"))?;
        let call = ToolCall::function("call_0", tool, input);
        let (session, folder) = (text("session"), text("folder"));
        let meta = SessionMeta::new(session.unwrap_or_default(), folder.unwrap_or_default());
        let mut payload = Payload::new(Arc::new(meta), PreToolUse::new(call));
        let object = value.as_object().cloned().unwrap_or_default();
        // The answer is then written in lantern's format too.
        let form = WireForm::new(LANTERN, BEFORE_TOOL);
        payload.origin = Some(Arc::new(Origin::new(form, object)));
        Ok(payload)
    }

    fn speak(&self, _payload: &Payload, report: &Report) -> HookOutput {
        let light = match report.outcome {
            OutcomeKind::Proceed | OutcomeKind::Allow => "green",
            OutcomeKind::Ask => "yellow",
            // lantern cannot change a call, so a modified call must not run unchanged.
            _ => "red",
        };
        let answer = json!({"light": light, "why": report.message});
        HookOutput::new(answer.to_string().into_bytes(), Vec::new())
    }

    /// Matchers of lantern name tools as lantern does.
    fn subjects(&self, _form: &WireForm, event: EventRef<'_>, _meta: &SessionMeta) -> Subjects {
        let mut subjects = Subjects::default();
        subjects
            .names
            .extend(event.call().map(|call| call.tool_name.clone()));
        subjects
    }
}
