//! A pending call as JSON, to be resumed later, perhaps by a different process.

use std::error::Error;
use std::fmt;

use hooks_types::{DialectRef, EventName};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::digest;
use crate::dispatch::Dispatched;
use crate::gate::approved::PendingCall;

/// The format version that this crate writes and reads.
const VERSION: u64 = 1;

/// The record of a call that waits for its user. It does not contain the call, but identifies exactly the
/// call to which the user's yes applies.
///
/// The record contains digests instead of contents: one digest of the call that the model sent, one of the call that
/// the user is asked about, and two for each hook that asks (one of the hook, one of the content that the hook saw).
/// When the call is resumed, all hooks of the call run again. The user's yes answers only the questions that the
/// record identifies, and never overrides a block. The record is not signed: store it where only your agent can
/// write.
///
/// ```
/// # use hooks_router::{Gate, PendingCall, ResumeError, Session, SuspendedCall};
/// # async fn example(
/// #     session: &Session, call: &hooks_types::ToolCall, pending: PendingCall<'_>,
/// # ) -> Result<(), ResumeError> {
/// let text = pending.suspend().to_json();
/// // Later, perhaps in another process, the user says yes:
/// let suspended = SuspendedCall::from_json(&text)?;
/// match session.resume(&suspended, call).await? {
///     Gate::Run(approved) => println!("run {}", approved.call().tool_name),
///     Gate::Ask(pending) => println!("ask again: {}", pending.question()),
///     Gate::Blocked(response) => println!("{}", response.text()),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Value")]
#[must_use = "without this value the call cannot be answered"]
pub struct SuspendedCall {
    /// The version of the format.
    version: u64,
    /// The model's id of the call.
    call_id: String,
    /// The digest of the call as the model sent it.
    call: String,
    /// The digest of the call as the user is asked about it.
    shown: String,
    /// Whether the agent's own permission system would ask.
    by_agent: bool,
    /// The hooks that ask; empty if only the agent itself asks.
    asks: Vec<Ask>,
}

/// A hook that asks, with digests of the hook and of the content that it saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ask {
    /// The hook's id, to show to the user.
    pub(super) hook: String,
    /// The name of the hook's dialect.
    pub(super) dialect: String,
    /// The digest that identifies the hook's configuration.
    pub(super) fingerprint: String,
    /// The digest of the content that the hook was shown.
    pub(super) saw: String,
}

/// Why a suspended call cannot be resumed.
#[derive(Debug)]
pub struct ResumeError {
    kind: ResumeErrorKind,
    message: String,
    source: Option<serde_json::Error>,
}

/// The kind of a [`ResumeError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResumeErrorKind {
    /// The text is not JSON, or it is not the JSON of a suspended call.
    Unreadable,
    /// The text has a format version that this crate does not read.
    Version,
    /// A hook that asked has a dialect that no usable hook of this router has.
    UnknownDialect,
    /// The call differs from the suspended call in its tool or its input.
    ChangedInput,
}

impl ResumeError {
    pub(super) fn new(kind: ResumeErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
        }
    }

    /// Returns the kind of the error.
    #[must_use]
    pub fn kind(&self) -> ResumeErrorKind {
        self.kind
    }
}

impl fmt::Display for ResumeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for ResumeError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|error| error as _)
    }
}

impl From<serde_json::Error> for ResumeError {
    fn from(error: serde_json::Error) -> Self {
        Self {
            kind: ResumeErrorKind::Unreadable,
            message: format!("this is not a suspended call: {error}"),
            source: Some(error),
        }
    }
}

/// The fields of a suspended call, in the one format version that this crate reads.
#[derive(Deserialize)]
struct Fields {
    call_id: String,
    call: String,
    shown: String,
    by_agent: bool,
    asks: Vec<Ask>,
}

impl TryFrom<Value> for SuspendedCall {
    type Error = ResumeError;

    fn try_from(value: Value) -> Result<Self, ResumeError> {
        // Check the version before the fields, because in a different version the fields can have different meanings.
        match value.get("version").and_then(Value::as_u64) {
            Some(VERSION) => {}
            Some(other) => {
                let message = format!(
                    "this call was suspended in version {other} of the format; this program \
                     reads version {VERSION}: ask the user again"
                );
                return Err(ResumeError::new(ResumeErrorKind::Version, message));
            }
            None => {
                let message = "this is not a suspended call: it has no `version`";
                return Err(ResumeError::new(ResumeErrorKind::Unreadable, message));
            }
        }
        let fields: Fields = serde_json::from_value(value)?;
        Ok(Self {
            version: VERSION,
            call_id: fields.call_id,
            call: fields.call,
            shown: fields.shown,
            by_agent: fields.by_agent,
            asks: fields.asks,
        })
    }
}

impl SuspendedCall {
    /// Parses the text that [`SuspendedCall::to_json`] wrote. Serde can parse this text too, but this method returns a
    /// better error.
    ///
    /// # Errors
    ///
    /// [`ResumeErrorKind::Unreadable`] and [`ResumeErrorKind::Version`].
    pub fn from_json(text: &str) -> Result<Self, ResumeError> {
        serde_json::from_str::<Value>(text)?.try_into()
    }

    /// Returns the suspended call as one line of JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        // This cannot fail, because the value has only strings, numbers and flags.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Returns the model's id of the call.
    #[must_use]
    pub fn call_id(&self) -> &str {
        &self.call_id
    }

    /// Yields the ids of the hooks that ask. There are none if only the agent itself asks.
    pub fn hooks(&self) -> impl Iterator<Item = &str> {
        self.asks.iter().map(|ask| ask.hook.as_str())
    }

    /// Returns whether the agent's own permission system would ask.
    pub(super) fn is_by_agent(&self) -> bool {
        self.by_agent
    }

    /// Returns whether `call` is the call that was suspended. The ids of the two calls are not compared.
    pub(super) fn is_of(&self, call: &hooks_types::ToolCall) -> bool {
        self.call == digest::of_call(call)
    }

    /// Searches for the first hook that asked and whose dialect is unknown (`knows` returns `false`). Returns the
    /// names of the dialect and the hook. Returns `None` if every dialect is known.
    pub(super) fn unknown_dialect(&self, knows: impl Fn(&str) -> bool) -> Option<(&str, &str)> {
        let asks = self.asks.iter();
        // Skip the native dialect, because it is always known.
        let mut unknown =
            asks.filter(|ask| ask.dialect != DialectRef::NATIVE.name() && !knows(&ask.dialect));
        unknown
            .next()
            .map(|ask| (ask.dialect.as_str(), ask.hook.as_str()))
    }

    /// Returns whether the user's yes applies to this pending call. It does if the call is unchanged, and every hook
    /// that asks now also asked when the call was suspended, has not changed since, and saw the same content.
    pub(super) fn covers(&self, pending: &PendingCall<'_>) -> bool {
        let asks = asks_of(pending);
        // Do not compare the hook's id: an edited hook keeps its id, and the user has not answered its new
        // question.
        let known = |ask: &Ask| {
            let same = |was: &&Ask| was.fingerprint == ask.fingerprint && was.saw == ask.saw;
            self.asks.iter().any(|was| same(&was))
        };
        self.shown == digest::of_call(pending.call())
            // A yes to hooks does not answer a question of the agent itself.
            && (self.by_agent || !is_by_agent(pending))
            && asks.iter().all(known)
    }
}

/// Returns whether no hook asks, so the question comes from the agent itself.
pub(super) fn is_by_agent(pending: &PendingCall<'_>) -> bool {
    pending.message().is_none() && pending.hook().is_empty()
}

/// Returns the hooks that ask, of every event that was fired for the call.
pub(super) fn asks_of(pending: &PendingCall<'_>) -> Vec<Ask> {
    let dispatches = pending.trail().heard().dispatches().iter();
    let asks = dispatches.flat_map(|dispatched| dispatched.asking());
    asks.map(|(spec, saw)| Ask {
        hook: spec.id.clone(),
        dialect: spec.form.dialect.name().to_owned(),
        fingerprint: digest::of_hook(&spec),
        saw: digest::of_value(&saw),
    })
    .collect()
}

impl PendingCall<'_> {
    /// Returns the record to store until the user has answered; see [`Session::resume`](crate::Session::resume). Needs
    /// feature `suspend`.
    pub fn suspend(&self) -> SuspendedCall {
        let heard = self.trail().heard();
        let permission = EventName::PermissionRequest;
        let fired = |dispatched: &Dispatched| dispatched.payload().event.name();
        SuspendedCall {
            version: VERSION,
            call_id: self.original().call_id.clone(),
            call: digest::of_call(self.original()),
            shown: digest::of_call(self.call()),
            // PermissionRequest is fired only if the agent itself would ask. So look for this event.
            by_agent: heard
                .dispatches()
                .iter()
                .any(|one| fired(one) == permission),
            asks: asks_of(self),
        }
    }
}
