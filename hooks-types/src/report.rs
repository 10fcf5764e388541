//! The report of a dispatch (one event sent through its hooks): its outcome and one row for each hook. `hooks fire`
//! prints the serialised form. Future versions may add keys but never remove keys.

pub use crate::cause::{Cause, Failure};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::dialect::DialectRef;
use crate::event::EventName;
use crate::note::Note;
use crate::outcome::OutcomeKind;
use crate::scope::Scope;

/// One dispatch: the merged outcome and a row for every configured hook of the event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
#[must_use = "a block, a stop or a text for the model is lost with it"]
pub struct Report {
    /// The event in PascalCase. An event that only one agent has is named as that agent names it.
    pub event: EventName,
    /// The outcome of the highest rank among the hooks' outcomes. An allow with content is reported
    /// as `modify`, and `grants` is then true.
    pub outcome: OutcomeKind,
    /// The reason of the hook whose outcome won.
    #[serde(default)]
    pub message: Option<String>,
    /// The replacement for the agent to use.
    #[serde(default)]
    pub content: Option<Value>,
    /// Whether a hook granted permission.
    #[serde(default)]
    pub grants: bool,
    /// Texts for the model, in config order.
    #[serde(default)]
    pub context: Vec<String>,
    /// Texts for the user, in config order.
    #[serde(default)]
    pub notices: Vec<String>,
    /// The reason to end the run.
    #[serde(default)]
    pub stop: Option<String>,
    /// Variables for later commands of the session, merged in config order.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// Remarks on the payload: which parts were replaced on reading.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Every configured hook of the event, in config order.
    #[serde(default)]
    pub hooks: Vec<Row>,
}

/// What happened to one hook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Row {
    /// The hook's name, or `Event[n]` if it has no name.
    pub id: String,
    /// The hook's file and line, `path:line`.
    pub source: String,
    /// Whether the hook ran, was skipped or failed.
    pub status: RowStatus,
    /// Why the hook failed or was skipped: a stable code.
    #[serde(default)]
    pub cause: Option<Cause>,
    /// The reason that the hook gave, or why the hook failed or was skipped, for a person.
    #[serde(default)]
    pub reason: Option<String>,
    /// The outcome that the hook contributed. For a failed hook, this is the outcome that its
    /// failure policy gave. `null` means that the hook contributed nothing and stopped nothing.
    #[serde(default)]
    pub outcome: Option<OutcomeKind>,
    /// What the hook itself answered, if that differs from the outcome that it contributed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<OutcomeKind>,
    /// The hook's reason to end the run, even if its stop has no effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<String>,
    /// The hook's exit code, if it ended with one.
    #[serde(default)]
    pub exit_code: Option<i32>,
    /// The signal that ended the hook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal: Option<i32>,
    /// How long the hook ran, in milliseconds.
    #[serde(default)]
    pub duration_ms: f64,
    /// The origin of the hook.
    #[serde(default)]
    pub scope: Scope,
    /// The dialect of the hook's payloads and answers.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub dialect: DialectRef,
    /// Whether some of the hook's output was dropped at the size limit.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
    /// Whether some of the hook's processes outlived the hook.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub leaked: bool,
    /// Whether one of the hook's processes could not be ended.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_contained: bool,
    /// Remarks on the hook's run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

/// What happened to a hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RowStatus {
    /// The hook answered.
    Ran,
    /// The hook runs in the background. Observers get another row for this hook when it has
    /// finished.
    Started,
    /// The hook was not started; `cause` says why.
    Skipped,
    /// The hook could not answer. `cause` says why, and the hook's failure policy decided the
    /// outcome.
    Failed,
}

impl Report {
    /// Creates the report of an event on which no hook answered.
    pub fn new(event: EventName) -> Self {
        Self {
            event,
            outcome: OutcomeKind::Proceed,
            message: None,
            content: None,
            grants: false,
            context: Vec::new(),
            notices: Vec::new(),
            stop: None,
            env: BTreeMap::new(),
            notes: Vec::new(),
            hooks: Vec::new(),
        }
    }
}

impl Row {
    /// Creates a row with only an id, a source and a status.
    pub fn new(id: impl Into<String>, source: impl Into<String>, status: RowStatus) -> Self {
        Self {
            id: id.into(),
            source: source.into(),
            status,
            cause: None,
            reason: None,
            outcome: None,
            said: None,
            stop: None,
            exit_code: None,
            signal: None,
            duration_ms: 0.0,
            scope: Scope::default(),
            dialect: DialectRef::NATIVE,
            truncated: false,
            leaked: false,
            not_contained: false,
            notes: Vec::new(),
        }
    }
}
