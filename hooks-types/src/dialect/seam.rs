//! The trait that a dialect implements.

use std::fmt;

use serde_json::Value;

use super::{AnswerFormat, DialectOptions, WireForm};
use crate::call::ToolCall;
use crate::context_limit::ContextLimit;
use crate::environment::EnvironmentPlan;
use crate::event::EventName;
use crate::meta::SessionMeta;
use crate::payload::Payload;
use crate::policy::Pace;
use crate::report::Report;
use crate::spec::HookSpec;
use crate::wire::{DecodeError, EncodeError, EventRef, HookOutput, Subjects, ToolIdentity};

/// What one agent's spelling of payloads and answers means, as pure functions.
///
/// Everything that depends on a dialect goes through here and through [`AnswerFormat`], which is about
/// what its hooks print.
pub trait Dialect: AnswerFormat + Send + Sync + fmt::Debug {
    /// The name in configuration, flags and reports: lower-case letters, digits, `_` and `-`.
    fn name(&self) -> &str;

    /// Writes the payload in one of this dialect's forms.
    ///
    /// # Errors
    ///
    /// The dialect cannot carry the event, or cannot show the call to a guard.
    fn encode(&self, payload: &Payload, form: &WireForm) -> Result<Vec<u8>, EncodeError>;

    /// Reads a payload of this dialect; `event` says which one it is where the bytes do not.
    ///
    /// # Errors
    ///
    /// The bytes are not one object of this dialect, or name another event.
    fn decode(&self, bytes: &[u8], event: Option<&str>) -> Result<Payload, DecodeError>;

    /// The form in which this dialect's agent tells of an event, its general one where there are
    /// several; `None` where it has no such event.
    fn form(&self, event: &EventName) -> Option<WireForm>;

    /// What a hook of this dialect would print to say what `report` says of `payload`.
    fn speak(&self, payload: &Payload, report: &Report) -> HookOutput;

    /// What matchers of this dialect are tested against.
    fn subjects(&self, form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects;

    /// Whether the conditions in a hook's options fit, which only this dialect has (Claude Code's
    /// `if`). Tested after the matchers.
    fn fits(&self, _options: &DialectOptions, _subjects: &Subjects) -> bool {
        true
    }

    /// What a tool of this dialect's agent is called elsewhere, for matchers of native hooks, or
    /// what it could be.
    fn identity(
        &self,
        _event: EventRef<'_>,
        _call: &ToolCall,
        _meta: &SessionMeta,
    ) -> ToolIdentity {
        ToolIdentity::default()
    }

    /// What this dialect shows in place of the call's input when `content`, in our own fields,
    /// replaces it; `None` where it cannot show it.
    fn content_as_sent(
        &self,
        _call: &ToolCall,
        _meta: &SessionMeta,
        _content: &Value,
    ) -> Option<Value> {
        None
    }

    /// The events that a hook of this dialect is told of: its own, and what its agent tells under
    /// the same name.
    fn events(&self, spec: &HookSpec) -> Vec<EventName> {
        vec![spec.event.clone()]
    }

    /// How a hook starts beside others of its segment.
    fn pace(&self, _options: &DialectOptions) -> Pace {
        Pace::Together
    }

    /// The limit on each text for the model (context, and a block's reason where it goes there)
    /// from a hook with these options; `None`: only [`MESSAGE_LIMIT`](crate::text::MESSAGE_LIMIT).
    fn context_limit(&self, _options: &DialectOptions) -> Option<ContextLimit> {
        None
    }

    /// Whether a block by a hook of this form refuses something in its agent although our event
    /// cannot be blocked. It is then reported, and the embedding agent decides.
    fn refuses(&self, _form: &WireForm) -> bool {
        false
    }

    /// What this dialect adds to a hook's environment.
    fn environment(&self, _spec: &HookSpec, _payload: &Payload) -> EnvironmentPlan {
        EnvironmentPlan::default()
    }
}
