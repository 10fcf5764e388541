//! Reads and writes payloads and answers as bytes, in the format of each dialect.

mod answer_read;
pub(crate) mod answer_wire;
mod error;
mod event_ref;
mod own_bytes;
pub(crate) mod said_event;
mod subjects;

pub use crate::gates::{carries_block, failure_meaning, guards_gate, meaning_of_crash};
pub use answer_read::{AnswerError, AnswerErrorKind};
pub use error::{DecodeError, DecodeErrorKind, EncodeError, EncodeErrorKind};
pub use event_ref::EventRef;
pub use said_event::said_event;
pub use subjects::{Likeness, Subjects, ToolIdentity, UndeclaredTool, events_of, subjects};

use serde_json::Value;

use crate::dialect::{DialectRef, WireForm, native};
use crate::event::{EventName, HookEvent, PermissionRequest, PreToolUse};
use crate::note::Note;
use crate::payload::Payload;
use crate::policy::OnFailure;
use crate::report::Report;
use crate::text::{visible, visible_json};

/// Returns the form in which the agent of `dialect` sends an event. If the agent has several forms of the event,
/// returns the most general form; for Copilot, the camelCase form. Returns `None` if the agent does not have the event,
/// or if the dialect is only a name that was not looked up.
pub fn form_of(dialect: &DialectRef, event: &EventName) -> Option<WireForm> {
    dialect.get()?.form(event)
}

/// Writes a payload in a wire form.
///
/// # Errors
///
/// The dialect is only a name that was not looked up, or it cannot carry the event. A known gate (an event that can
/// prevent an action) is also an error if the payload contains a part that hooks cannot see ([`Payload::unseen`]).
pub fn encode(payload: &Payload, form: &WireForm) -> Result<Vec<u8>, EncodeError> {
    // A hook must not approve an action that it cannot see completely, so it does not get the payload.
    if let Some(problem) = &payload.unseen
        && payload.event.name().traits().gates()
        && !matches!(payload.event, HookEvent::Other(_))
    {
        let problem = format!("the payload cannot be judged: {problem}");
        return Err(EncodeError::new(problem)
            .with_kind(EncodeErrorKind::Unseen)
            .with_means(OnFailure::Block));
    }
    let dialect = form.dialect.resolved();
    let dialect = dialect.map_err(|failure| {
        EncodeError::new(failure.message).with_kind(EncodeErrorKind::UnknownDialect)
    })?;
    dialect.encode(payload, form)
}

/// The dialect of the bytes to read, and the event that they should contain.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Expected<'a> {
    /// The dialect of the bytes.
    pub dialect: DialectRef,
    /// The event, by our name or the dialect's name. It is needed if the bytes do not name their event, or could be one
    /// of several events.
    pub event: Option<&'a str>,
}

impl<'a> Expected<'a> {
    /// Expects bytes of this dialect that name their event.
    pub fn new(dialect: impl Into<DialectRef>) -> Self {
        Self {
            dialect: dialect.into(),
            event: None,
        }
    }

    setters! {
        /// Sets the expected event. Bytes that name a different event are then an error.
        fn with_event(event: &'a str) = Some(event);
    }
}

/// Reads a payload in the dialect that `expected` names.
///
/// # Errors
///
/// The bytes are not a single payload of the dialect, or it is unclear which event they name, or they name a different
/// event than expected. [`DecodeErrorKind`] lists all reasons.
#[expect(
    clippy::needless_pass_by_value,
    reason = "`Expected` is made for one call"
)]
pub fn decode(bytes: &[u8], expected: Expected<'_>) -> Result<Payload, DecodeError> {
    let dialect = expected.dialect.resolved();
    let dialect = dialect.map_err(|failure| {
        DecodeError::new(failure.message).with_kind(DecodeErrorKind::UnknownDialect)
    })?;
    dialect.decode(bytes, expected.event)
}

/// The output and exit code of a hook program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "a block holds only if it is printed and its exit code is used"]
pub struct HookOutput {
    /// The standard output.
    pub stdout: Vec<u8>,
    /// The standard error.
    pub stderr: Vec<u8>,
    /// The exit code.
    pub exit_code: u8,
    /// Remarks on the parts that the dialect cannot express.
    pub notes: Vec<Note>,
}

impl HookOutput {
    /// Creates an output with exit code 0.
    pub fn new(stdout: Vec<u8>, notes: Vec<Note>) -> Self {
        Self {
            stdout,
            notes,
            ..Self::default()
        }
    }
}

/// Returns the output with which a hook would give the answer in `report`. The output is in the
/// dialect of the payload's `origin`, or in the native dialect if the payload has no origin.
///
/// The output is never weaker than the report: if the dialect cannot express an answer, the output
/// contains the next stricter answer.
pub fn speak(payload: &Payload, report: &Report) -> HookOutput {
    // Parts of the payload were replaced on reading. The answer must not contain these replacements, because the agent
    // would use them as its input.
    if !payload.replaced.is_empty() {
        return own_bytes::speak(payload, report);
    }
    speak_as_told(payload, report)
}

/// Writes the report in the dialect of the payload, and escapes the output for terminals.
fn speak_as_told(payload: &Payload, report: &Report) -> HookOutput {
    let origin = payload.origin.as_ref();
    // A payload with an origin was decoded, so its dialect is resolved.
    let dialect = origin.and_then(|origin| origin.form.dialect.get());
    let mut output = dialect.unwrap_or(native()).speak(payload, report);
    // Terminals also show the output (in an agent's log, or when a person tries the command), so escape it.
    if let Ok(json) = std::str::from_utf8(&output.stdout) {
        output.stdout = visible_json(json).into_bytes();
    }
    if let Ok(text) = std::str::from_utf8(&output.stderr) {
        output.stderr = visible(text).into_bytes();
    }
    output
}

/// Converts a replacement of the call's input to the fields that the sender of the payload uses. For example,
/// `{"command": ["bash", "-c", "ls"]}` in the report becomes `{"command": "ls"}` for a Claude Code payload.
///
/// Any other content, and all content for a native payload, stays unchanged. Use this function to show a report to the
/// sender of the payload. The output of [`speak`] is already converted.
pub fn content_as_sent(payload: &Payload, content: &Value) -> Value {
    // Only if a different agent sent the payload, the content needs that agent's field names.
    if let Some(origin) = &payload.origin
        && let HookEvent::PreToolUse(PreToolUse { call, .. })
        | HookEvent::PermissionRequest(PermissionRequest { call, .. }) = &payload.event
        && let Some(dialect) = origin.form.dialect.get()
        && let Some(shown) = dialect.content_as_sent(call, &payload.meta, content)
    {
        return shown;
    }
    content.clone()
}
