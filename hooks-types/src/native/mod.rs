//! The native dialect: payloads in this project's own format.

mod modelled;
mod notify;
mod size_hint;

use serde_json::{Map, Value};

use crate::call::{ToolCall, ToolInput};
use crate::dialect::{AnswerFormat, Dialect, DialectRef, Spelling, WireForm};
use crate::environment::EnvironmentPlan;
use crate::event::EventName;
use crate::interpret::{NATIVE_KEYS, Reading, native_restrictions};
use crate::lenient;
use crate::meta::SessionMeta;
use crate::payload::Payload;
use crate::reader::{Key, Object};
use crate::replaced::Replaced;
use crate::report::Report;
use crate::spec::HookSpec;
use crate::text::quoted;
use crate::tool_names::canonical_tool;
use crate::wire::{
    self, DecodeError, DecodeErrorKind, EncodeError, EncodeErrorKind, EventRef, HookOutput,
    Subjects, ToolIdentity,
};

/// The native dialect.
#[derive(Debug)]
pub(crate) struct Native;

impl AnswerFormat for Native {
    fn keys(&self) -> &'static [Key] {
        NATIVE_KEYS
    }

    /// Reads only blocks, asks and stops, because only the search for restrictions in an output calls this method.
    /// `interpret::native` reads complete answers.
    fn read(&self, object: &Object, _form: &WireForm) -> Reading {
        native_restrictions(object)
    }
}

impl Dialect for Native {
    fn name(&self) -> &str {
        "native"
    }

    fn encode(&self, payload: &Payload, form: &WireForm) -> Result<Vec<u8>, EncodeError> {
        // Programs that were written for the `notify` setting of Codex use this spelling. Write the argument that they
        // expect.
        if form.spelling == Spelling::LegacyNotify {
            return notify::encode(payload);
        }
        let mut bytes = Vec::with_capacity(size_hint::size_hint(payload));
        serde_json::to_writer(&mut bytes, payload).map_err(unwritable)?;
        // Only unmodelled fields (`extra`) can repeat a key. Most payloads have no unmodelled fields, so skip this step
        // for them.
        if !payload.extra.is_empty() || !payload.event.extra().is_empty() {
            bytes = modelled::first(bytes, &payload.event);
        }
        // End with a newline, because hooks may read their payload as one line.
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
        let (value, replaced) =
            lenient::read(bytes).map_err(|error| refused(&error.to_string()).with_source(error))?;
        let Value::Object(mut object) = value else {
            return Err(refused("it is not an object"));
        };
        // Check the raw object, because serde would silently use the last of two event names.
        said_event(&object, &replaced)?;
        repair(&mut object, event)?;
        let payload: Payload = serde_json::from_value(Value::Object(object))
            .map_err(|error| refused(&error.to_string()).with_source(error))?;
        let payload = payload.with_replaced(&replaced);
        let found = payload.event.name();
        match event {
            Some(expected) if EventName::named(expected) != found => {
                Err(DecodeError::new(format!(
                    "the payload is for {}, not for {}",
                    quoted(found.as_str().as_bytes(), 80),
                    quoted(expected.as_bytes(), 80)
                ))
                .with_kind(DecodeErrorKind::OtherEvent))
            }
            _ => Ok(payload),
        }
    }

    fn form(&self, event: &EventName) -> Option<WireForm> {
        Some(WireForm::native(event))
    }

    fn speak(&self, _payload: &Payload, report: &Report) -> HookOutput {
        report.to_answer().to_native()
    }

    /// Returns the event's target (such as the tool's name) and the canonical name of the tool. Because of the
    /// canonical name, one `hooks.toml` works with every agent. The canonical name comes from the kind of the call,
    /// from the agent's [`ToolNames`](crate::tool::ToolNames), or from the dialect of the payload.
    fn subjects(&self, _form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects {
        let mut subjects = Subjects::default();
        subjects.names.extend(event.target().map(str::to_owned));
        if let Some(name) = event.canonical()
            && event.target() != Some(name)
        {
            subjects.names.push(name.to_owned());
        }
        if let Some(call) = event.call()
            // Most tools have only one name. Skip these here, because the search for additional names needs
            // allocations.
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
        // In a session without a known root, the working folder is the project.
        let project = meta.project_dir.as_ref().unwrap_or(&meta.cwd);
        let event = payload.event.name();
        let facts = [
            ("HOOKS_EVENT", event.wire_name()),
            ("HOOKS_SESSION_ID", meta.session_id.as_str()),
            ("HOOKS_PROJECT_DIR", project.as_str()),
        ];
        let mut plan = EnvironmentPlan::default();
        for (name, value) in facts {
            // An environment variable cannot contain a NUL byte. So leave out a value with a NUL byte. The hook can
            // read the value from its payload.
            if !value.is_empty() && !value.contains('\0') {
                plan.vars.insert(name.to_owned(), value.to_owned());
            }
        }
        plan
    }
}

/// Creates the error for a payload that cannot be written as JSON.
fn unwritable(error: serde_json::Error) -> EncodeError {
    EncodeError::new(error.to_string())
        .with_kind(EncodeErrorKind::Unwritable)
        .with_source(error)
}

/// Returns the event that the object names.
///
/// # Errors
///
/// It is unclear which event the object names.
fn said_event<'a>(
    object: &'a Map<String, Value>,
    replaced: &Replaced,
) -> Result<Option<&'a str>, DecodeError> {
    const BODY: &str = "hook_event";
    const NAME: &str = "event_type";
    let body = object.get(BODY);
    if replaced.is_unclear(&[BODY]) {
        // `hook_event` is unclear (for example, it occurs twice with different values). One of the values could name an
        // event that hooks can block. So this call returns an error.
        wire::said_event(&[BODY], body, replaced)?;
    }
    let name = body.and_then(|body| body.get(NAME));
    wire::said_event(&[BODY, NAME], name, replaced)
}

/// Adds the expected event as `event_type`, if the payload lacks only this key.
///
/// # Errors
///
/// The payload has a typical mistake. The message says what was probably meant.
fn repair(object: &mut Map<String, Value>, event: Option<&str>) -> Result<(), DecodeError> {
    let has = |key: &str| object.contains_key(key);
    if !has("hook_event") {
        if has("hook_event_name") || has("hookEventName") {
            return Err(DecodeError::new(
                "`hook_event` is missing; the payload looks like another agent's: give its dialect",
            )
            .with_kind(DecodeErrorKind::OtherDialect));
        }
        if has("event_type") {
            return Err(DecodeError::new(
                "`event_type` is at the top level; put it inside `hook_event`",
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

/// Returns the additional names of the tool. They come from the dialect of the agent that sent the payload. If the
/// payload was not sent by an agent, they come from the declarations of the embedding agent.
fn identity(event: EventRef<'_>, call: &ToolCall, meta: &SessionMeta) -> ToolIdentity {
    // A different agent sent the payload. Its dialect knows the agent's tools best, so ask this dialect.
    if let Some(dialect) = event.origin().and_then(DialectRef::get) {
        return dialect.identity(event, call, meta);
    }
    let mut identity = ToolIdentity::default();
    if let Some(alias) = meta.tools.get(&call.tool_name) {
        identity.names.push(alias.name.clone());
        let canonical = canonical_tool(&alias.name).map(str::to_owned);
        identity.names.extend(canonical);
    }
    // The canonical name of an MCP tool does not depend on the agent's name for the tool, so always
    // add it.
    if let ToolInput::Mcp { server, tool, .. } = &call.input {
        identity.names.push(format!("mcp__{server}__{tool}"));
    }
    identity
}

#[cfg(test)]
mod tests;
