//! Payloads and answers as bytes, keyed by dialect.

mod answer_read;
pub(crate) mod answer_wire;
mod error;
mod event_ref;
mod modelled;
pub(crate) mod native;
mod notify;
mod own_bytes;
pub(crate) mod said_event;
mod size_hint;
mod subjects;

pub use answer_read::{AnswerError, AnswerErrorKind};
pub use error::{DecodeError, DecodeErrorKind, EncodeError, EncodeErrorKind};
pub use event_ref::EventRef;
pub use said_event::said_event;
pub use subjects::{Likeness, Subjects, ToolIdentity, UndeclaredTool, events_of, subjects};

use serde_json::Value;

use crate::DialectRef;
use crate::cause::Failure;
use crate::dialect::WireForm;
use crate::event::EventName;
use crate::event::HookEvent;
use crate::event::{PermissionRequest, PreToolUse};
use crate::note::Note;
use crate::outcome::OutcomeKind;
use crate::payload::Payload;
use crate::policy::OnFailure;
use crate::report::Report;
use crate::spec::HookSpec;
use crate::text::{visible, visible_json};

/// How an object restricts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Restraint {
    /// How strictly.
    pub(crate) restriction: Restriction,
    /// Whether it ends the run, alone or beside a decision.
    pub(crate) stops: bool,
}

impl Restraint {
    /// A decision, and whether the run ends; none where neither restricts.
    pub(crate) fn of(decision: Option<Restriction>, stops: bool) -> Option<Self> {
        let restriction = decision.or(stops.then_some(Restriction::Stop))?;
        Some(Self { restriction, stops })
    }
}

/// How strictly an object restricts, strictest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Restriction {
    /// It ends the run.
    Stop,
    /// It asks.
    Ask,
    /// It blocks.
    Block,
}

/// What a failure of a hook means where that is stricter than the hook's policy: by its cause on a
/// gate, by its agent's rules as its interpretation found them, or for a hook that never ran by what
/// its dialect says.
#[must_use]
pub fn failure_meaning(spec: &HookSpec, failure: &Failure) -> Option<OnFailure> {
    if failure.cause.closes_gates() && guards_gate(spec) {
        return Some(OnFailure::Block);
    }
    let by_dialect = || spec.form.dialect.get()?.meaning(spec, &failure.cause);
    failure.means.or_else(by_dialect)
}

/// Whether something waits for this hook's verdict: in our event table, or in its agent only
/// (Cursor's `subagentStart`).
#[must_use]
pub fn guards_gate(spec: &HookSpec) -> bool {
    spec.event.traits().gates() || refuses(spec)
}

fn refuses(spec: &HookSpec) -> bool {
    let dialect = spec.form.dialect.get();
    dialect.is_some_and(|dialect| dialect.refuses(&spec.form))
}

/// The form in which `dialect` tells of an event, its general one where there are several, Copilot's
/// in camelCase. `None` where that agent has no such event, or the dialect is only a name.
pub fn form_of(dialect: &DialectRef, event: &EventName) -> Option<WireForm> {
    dialect.get()?.form(event)
}

/// Whether a block by this hook is carried: its event can be blocked, or its agent refuses something
/// there (Cursor's `subagentStart`, where no other agent can), and the block is reported.
#[must_use]
pub fn carries_block(spec: &HookSpec) -> bool {
    spec.event.traits().carries(OutcomeKind::Block) || refuses(spec)
}

/// Writes a payload in a wire form.
///
/// # Errors
///
/// The dialect is not built in, it cannot carry the event, or the payload of a gate holds something
/// that hooks cannot be shown ([`Payload::unseen`]).
pub fn encode(payload: &Payload, form: &WireForm) -> Result<Vec<u8>, EncodeError> {
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

/// Whose bytes are read, and which event they should hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Expected<'a> {
    /// Whose spelling.
    pub dialect: DialectRef,
    /// The event, in our name or the dialect's, where the bytes do not name it or fit several.
    pub event: Option<&'a str>,
}

impl<'a> Expected<'a> {
    /// Bytes of a dialect that name their event.
    pub fn new(dialect: impl Into<DialectRef>) -> Self {
        Self {
            dialect: dialect.into(),
            event: None,
        }
    }

    setters! {
        /// Sets the event it should be; one that differs from the bytes' own is an error.
        fn with_event(event: &'a str) = Some(event);
    }
}

/// Reads a payload.
///
/// # Errors
///
/// The bytes are not one object of that dialect, name no event that can be known, or name another
/// than expected.
#[expect(
    clippy::needless_pass_by_value,
    reason = "what is expected is said for one reading"
)]
pub fn decode(bytes: &[u8], expected: Expected<'_>) -> Result<Payload, DecodeError> {
    let dialect = expected.dialect.resolved();
    let dialect = dialect.map_err(|failure| {
        DecodeError::new(failure.message).with_kind(DecodeErrorKind::UnknownDialect)
    })?;
    dialect.decode(bytes, expected.event)
}

/// What a hook program prints and exits with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "a block holds only if it is printed and its exit code is used"]
pub struct HookOutput {
    /// Its standard output.
    pub stdout: Vec<u8>,
    /// Its standard error.
    pub stderr: Vec<u8>,
    /// Its exit code.
    pub exit_code: u8,
    /// What the dialect could not say.
    pub notes: Vec<Note>,
}

impl HookOutput {
    /// Prints this at exit code 0.
    pub fn new(stdout: Vec<u8>, notes: Vec<Note>) -> Self {
        Self {
            stdout,
            notes,
            ..Self::default()
        }
    }
}

/// Says what a report says as a hook of the payload's own dialect (its `origin`, else native)
/// would. Never weaker: what the dialect cannot say becomes the next stricter thing it can.
pub fn speak(payload: &Payload, report: &Report) -> HookOutput {
    if !payload.replaced.is_empty() {
        return own_bytes::speak(payload, report);
    }
    speak_as_told(payload, report)
}

fn speak_as_told(payload: &Payload, report: &Report) -> HookOutput {
    let origin = payload.origin.as_ref();
    // A payload with an origin was decoded, so its dialect is resolved.
    let dialect = origin.and_then(|origin| origin.form.dialect.get());
    let mut spoken = dialect.unwrap_or(&native::Native).speak(payload, report);
    // What a hook prints ends up on terminals too: an agent's log, a person who tries it.
    if let Ok(json) = std::str::from_utf8(&spoken.stdout) {
        spoken.stdout = visible_json(json).into_bytes();
    }
    if let Ok(text) = std::str::from_utf8(&spoken.stderr) {
        spoken.stderr = visible(text).into_bytes();
    }
    spoken
}

/// `content`, which replaces the input of the payload's call, with the fields the payload itself
/// came with: of a payload of Claude Code `{"command": "ls"}` where the report of the dispatch holds
/// `{"command": ["bash", "-c", "ls"]}`. Any other content, and that of a native payload, stays as it
/// is. For showing a report to whoever sent the payload; [`speak`] does it by itself.
pub fn content_as_sent(payload: &Payload, content: &Value) -> Value {
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
