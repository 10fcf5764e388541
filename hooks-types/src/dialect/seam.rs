//! The trait that a dialect (the format of one agent) implements.

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

/// How one agent writes its payloads and answers, as pure functions.
///
/// All behaviour that differs between agents goes through this trait and its supertrait
/// [`AnswerFormat`], which covers the output of hooks. A dialect does no IO and keeps no state.
/// Override a method with a default body only if the agent differs from the default.
pub trait Dialect: AnswerFormat + Send + Sync + fmt::Debug {
    /// Returns the dialect's name, as configuration, flags and reports write it: lower-case
    /// letters, digits, `_` and `-`.
    fn name(&self) -> &str;

    /// Writes the payload as JSON in one of the dialect's forms.
    ///
    /// # Errors
    ///
    /// The dialect does not have the event, or it cannot show the call to a hook without hiding a part of the call.
    fn encode(&self, payload: &Payload, form: &WireForm) -> Result<Vec<u8>, EncodeError>;

    /// Reads a payload of this dialect. `event` is the name of the event, for bytes that do not
    /// contain it.
    ///
    /// # Errors
    ///
    /// The bytes are not a single object of this dialect, or they name a different event.
    fn decode(&self, bytes: &[u8], event: Option<&str>) -> Result<Payload, DecodeError>;

    /// Returns the form in which the dialect's agent sends an event. If the agent has several forms of the event,
    /// returns the most general form. Returns `None` if the agent does not have the event.
    fn form(&self, event: &EventName) -> Option<WireForm>;

    /// Writes the output and the exit code with which a hook of this dialect would answer
    /// `payload`. `report` holds the answer.
    fn speak(&self, payload: &Payload, report: &Report) -> HookOutput;

    /// Returns the strings that matchers of this dialect are tested against.
    fn subjects(&self, form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects;

    /// Returns whether the conditions in the hook's options are met (Claude Code's `if`). They are tested after the
    /// matchers.
    fn fits(&self, _options: &DialectOptions, _subjects: &Subjects) -> bool {
        true
    }

    /// Returns whether the conditions in the hook's options cannot be read. If so, they are treated as met on every
    /// call.
    fn is_unreadable(&self, _options: &DialectOptions) -> bool {
        false
    }

    /// Returns additional names of a call's tool: its canonical name, and its names in other agents. Native hooks are
    /// matched against these names. If the agent did not declare the tool, returns the tools that the undeclared tool
    /// could be.
    fn identity(
        &self,
        _event: EventRef<'_>,
        _call: &ToolCall,
        _meta: &SessionMeta,
    ) -> ToolIdentity {
        ToolIdentity::default()
    }

    /// Converts `content`, a replacement in our own fields, into the input that this dialect's
    /// hooks see. Returns `None` if the dialect cannot show the replacement.
    fn content_as_sent(
        &self,
        _call: &ToolCall,
        _meta: &SessionMeta,
        _content: &Value,
    ) -> Option<Value> {
        None
    }

    /// Returns the events on which a hook of this dialect runs: the event in its spec, and every event that the
    /// dialect's agent sends under the same name.
    fn events(&self, spec: &HookSpec) -> Vec<EventName> {
        vec![spec.event.clone()]
    }

    /// Returns the [`Pace`] that a hook with these options demands of its segment: the adjacent
    /// hooks of one scope and strategy.
    fn pace(&self, _options: &DialectOptions) -> Pace {
        Pace::Together
    }

    /// Returns the limit on each text for the model from a hook with these options. The texts are the context and, if
    /// the model gets it, a block's reason. `None` means that only [`MESSAGE_LIMIT`](crate::text::MESSAGE_LIMIT)
    /// applies.
    fn context_limit(&self, _options: &DialectOptions) -> Option<ContextLimit> {
        None
    }

    /// Returns whether the dialect's agent lets a hook block the event of this form, although the event's traits
    /// ([`EventName::traits`]) say that it cannot be blocked. If so, a block is reported, and the embedding agent
    /// decides what the block does.
    fn refuses(&self, _form: &WireForm) -> bool {
        false
    }

    /// Returns the variables that this dialect adds to a hook's environment.
    fn environment(&self, _spec: &HookSpec, _payload: &Payload) -> EnvironmentPlan {
        EnvironmentPlan::default()
    }
}
