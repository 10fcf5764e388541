//! The native wire.

use serde_json::{Map, Value};

use super::{DecodeError, EncodeError, EventRef, Restraint, Spoken, Subjects, ToolIdentity};
use crate::call::{ToolCall, ToolInput};
use crate::dialect::{Dialect, DialectRef, Spelling, WireForm};
use crate::environment::EnvironmentPlan;
use crate::event::EventName;
use crate::interpret::{Interpretation, NATIVE_KEYS, interpret_native, restrains_natively};
use crate::lenient;
use crate::meta::SessionMeta;
use crate::payload::Payload;
use crate::reader::{Key, Object};
use crate::report::Report;
use crate::said::Said;
use crate::spec::HookSpec;
use crate::text::quoted;
use crate::tool_names::canonical_tool;

/// Our own dialect.
#[derive(Debug)]
pub(crate) struct Native;

impl Dialect for Native {
    fn name(&self) -> &str {
        "native"
    }

    fn encode(&self, payload: &Payload, form: &WireForm) -> Result<Vec<u8>, EncodeError> {
        if form.spelling == Spelling::LegacyNotify {
            return super::notify::encode(payload);
        }
        let mut bytes = Vec::with_capacity(super::room::room(payload));
        serde_json::to_writer(&mut bytes, payload)
            .map_err(|error| EncodeError::new(error.to_string()))?;
        if !payload.extra.is_empty() || !payload.event.extra().is_empty() {
            bytes = super::modelled::first(bytes, &payload.event);
        }
        bytes.push(b'\n');
        Ok(bytes)
    }

    fn decode(&self, bytes: &[u8], event: Option<&str>) -> Result<Payload, DecodeError> {
        if bytes.trim_ascii().is_empty() {
            return Err(DecodeError::new(
                "the payload is empty; it must be one JSON object",
            ));
        }
        let refused = |error: &str| DecodeError::new(format!("not a native payload: {error}"));
        let (value, replaced) = lenient::read(bytes).map_err(|error| refused(&error))?;
        let Value::Object(mut object) = value else {
            return Err(refused("it is not an object"));
        };
        repair(&mut object, event)?;
        let payload: Payload = serde_json::from_value(Value::Object(object))
            .map_err(|error| refused(&error.to_string()))?;
        let payload = payload.with_replaced(&replaced);
        let found = payload.event.name();
        match event {
            Some(expected) if EventName::named(expected) != found => {
                Err(DecodeError::new(format!(
                    "the payload is for {}, not for {}",
                    quoted(found.as_str().as_bytes(), 80),
                    quoted(expected.as_bytes(), 80)
                )))
            }
            _ => Ok(payload),
        }
    }

    fn form(&self, event: &EventName) -> Option<WireForm> {
        Some(WireForm::native(event))
    }

    fn interpret(&self, spec: &HookSpec, payload: &Payload, said: &Said<'_>) -> Interpretation {
        interpret_native(spec, payload, said)
    }

    fn keys(&self) -> &'static [Key] {
        NATIVE_KEYS
    }

    fn restrains(&self, object: &Object, _form: &WireForm) -> Option<Restraint> {
        restrains_natively(object)
    }

    fn speak(&self, _payload: &Payload, report: &Report) -> Spoken {
        report.to_answer().to_native()
    }

    /// The event's target and the canonical name of its tool, where the kind of the call, the
    /// agent's [`ToolNames`](crate::ToolNames) or the dialect of the payload tell it: one `hooks.toml`
    /// guards the same tools in every agent.
    fn subjects(&self, _form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
        let mut subjects = Subjects::default();
        subjects.names.extend(event.target().map(str::to_owned));
        if let Some(name) = event.canonical()
            && event.target() != Some(name)
        {
            subjects.names.push(name.to_owned());
        }
        if let Some(call) = event.call()
            && !event.has_one_name(meta)
        {
            let identity = identity(event, call, meta);
            for name in identity.names {
                if !subjects.names.contains(&name) {
                    subjects.names.push(name);
                }
            }
            subjects.undeclared = identity.undeclared;
        }
        subjects
    }

    fn environment(&self, _spec: &HookSpec, payload: &Payload) -> EnvironmentPlan {
        let meta = &payload.meta;
        let project = meta.project_dir.as_ref().unwrap_or(&meta.cwd);
        let event = payload.event.name();
        let facts = [
            ("HOOKS_EVENT", event.wire_name()),
            ("HOOKS_SESSION_ID", meta.session_id.as_str()),
            ("HOOKS_PROJECT_DIR", project.as_str()),
        ];
        let mut plan = EnvironmentPlan::default();
        for (name, value) in facts {
            // A NUL cannot stand in an environment; the hook finds the fact in its payload.
            if !value.is_empty() && !value.contains('\0') {
                plan.vars.insert(name.to_owned(), value.to_owned());
            }
        }
        plan
    }
}

/// Gives a payload that lacks only its `event_type` the expected one.
///
/// # Errors
///
/// For the mistakes people make: what is meant.
fn repair(object: &mut Map<String, Value>, event: Option<&str>) -> Result<(), DecodeError> {
    let has = |key: &str| object.contains_key(key);
    if !has("hook_event") {
        if has("hook_event_name") || has("hookEventName") {
            return Err(DecodeError::new(
                "`hook_event` is missing; the payload looks like another agent's: name its dialect",
            ));
        }
        if has("event_type") {
            return Err(DecodeError::new(
                "`event_type` stands beside `hook_event`; its place is inside",
            ));
        }
    }
    if let (Some(expected), Some(Value::Object(body))) = (event, object.get_mut("hook_event")) {
        let name = EventName::named(expected);
        body.entry("event_type")
            .or_insert_with(|| name.wire_name().into());
    }
    Ok(())
}

/// What a tool is beside its own name: as the agent whose payload this is says, else as the
/// embedding agent declared.
fn identity(event: EventRef<'_>, call: &ToolCall, meta: &SessionMeta) -> ToolIdentity {
    if let Some(dialect) = event.origin().and_then(DialectRef::get) {
        return dialect.identity(event, call, meta);
    }
    let mut identity = ToolIdentity::default();
    if let Some(alias) = meta.tools.get(&call.tool_name) {
        identity.names.push(alias.name.clone());
        let canonical = canonical_tool(&alias.name).map(str::to_owned);
        identity.names.extend(canonical);
    }
    if let ToolInput::Mcp { server, tool, .. } = &call.input {
        identity.names.push(format!("mcp__{server}__{tool}"));
    }
    identity
}

#[cfg(test)]
#[path = "native_tests.rs"]
mod tests;
