//! The trait that a dialect implements.

use std::fmt;

use serde_json::Value;

use super::{DialectOptions, WireForm};
use crate::call::ToolCall;
use crate::cause::{Cause, Failure};
use crate::context_limit::ContextLimit;
use crate::environment::EnvironmentPlan;
use crate::event::EventName;
use crate::interpret::{
    BlockReason, Counts, EndingMeans, OutputRules, OutputText, Reading, RunContext, Tells,
};
use crate::meta::SessionMeta;
use crate::payload::Payload;
use crate::reader::{Key, Object};
use crate::report::Report;
use crate::said::Ending;
use crate::spec::{HookSpec, OnFailure, Pace};
use crate::wire::{DecodeError, EncodeError, EventRef, Spoken, Subjects};

/// What one agent's spelling of payloads and answers means, as pure functions.
///
/// Everything that depends on a dialect goes through here. A dialect sees objects that the one
/// reader found in a hook's output, never the bytes.
pub trait Dialect: Send + Sync + fmt::Debug {
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

    /// The keys of its answers.
    fn keys(&self) -> &'static [Key];

    /// What one object of a hook's output says. The scanner of running hooks asks here too, so that
    /// both hear the same blocks; [`Dialect::settle`] brings in what only the run knows.
    fn read(&self, object: &Object, form: &WireForm) -> Reading;

    /// Changes what an object says by what the run knows: the ending, the hook's options, the
    /// payload (Cursor's `loop_limit`).
    fn settle(&self, _run: &RunContext<'_>, _object: &Object, _reading: &mut Reading) {}

    /// What the ending of a run means on its event. By default a clean end answers, exit code 2
    /// blocks, and everything else fails.
    fn ending(&self, run: &RunContext<'_>) -> EndingMeans {
        match run.ending {
            Ending::Exited(0) | Ending::Responded(200..=299) => EndingMeans::Answers,
            Ending::Exited(2) => EndingMeans::Blocks(BlockReason::ObjectThenStderr),
            _ => EndingMeans::Fails {
                counts: Counts::Restrictions,
                tells: Tells::Objects,
            },
        }
    }

    /// What output says that is not one object: nothing, a text, or something cut or broken. By
    /// default silence is a proceed and everything else a failure.
    ///
    /// # Errors
    ///
    /// The agent takes such output for a failure of the hook.
    fn text(&self, _run: &RunContext<'_>, text: &OutputText<'_>) -> Result<Reading, Failure> {
        match text.is_empty() {
            true => Ok(Reading::default()),
            false if text.is_cut() => Err(Failure::new(
                Cause::Truncated,
                "its output was cut at the cap",
            )),
            false => Err(Failure::new(
                Cause::BadAnswer,
                format!("its output is not one JSON object: {}", text.quoted()),
            )),
        }
    }

    /// How its agent takes output at every ending.
    fn output_rules(&self) -> OutputRules {
        OutputRules::PLAIN
    }

    /// A hook's replacement of the call's input, in the call's own fields.
    ///
    /// # Errors
    ///
    /// Why it cannot be used: the reason of the block that the answer becomes.
    fn input_back(&self, _payload: &Payload, input: Value) -> Result<Value, String> {
        Ok(input)
    }

    /// A hook's replacement of the tool's output, in the shape that the output has.
    fn output_back(&self, _payload: &Payload, output: Value) -> Value {
        output
    }

    /// Adds to a failed ending what the agent makes of it: a notice for the user, a message of its
    /// own.
    fn failed(&self, _run: &RunContext<'_>, failure: Failure, _stderr: &OutputText<'_>) -> Failure {
        failure
    }

    /// What a hook of this dialect would print to say what `report` says of `payload`.
    fn speak(&self, payload: &Payload, report: &Report) -> Spoken;

    /// What matchers of this dialect are tested against.
    fn subjects(&self, form: &WireForm, event: EventRef<'_>, meta: &SessionMeta) -> Subjects;

    /// Whether the conditions in a hook's options fit, which only this dialect has (Claude Code's
    /// `if`). Tested after the matchers.
    fn fits(&self, _options: &DialectOptions, _subjects: &Subjects) -> bool {
        true
    }

    /// What a tool of this dialect's agent is called elsewhere, for matchers of native hooks.
    fn names_elsewhere(&self, _call: &ToolCall, _meta: &SessionMeta) -> Vec<String> {
        Vec::new()
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
    /// from a hook with these options; `None`: only [`MESSAGE_LIMIT`](crate::MESSAGE_LIMIT).
    fn context_limit(&self, _options: &DialectOptions) -> Option<ContextLimit> {
        None
    }

    /// Whether a block by a hook of this form refuses something in its agent although our event
    /// cannot be blocked. It is then reported, and the embedding agent decides.
    fn refuses(&self, _form: &WireForm) -> bool {
        false
    }

    /// What a failure of this cause means by the agent's rules, where that is stricter than the
    /// hook's policy.
    fn meaning(&self, _spec: &HookSpec, _cause: &Cause) -> Option<OnFailure> {
        None
    }

    /// What this dialect adds to a hook's environment.
    fn environment(&self, _spec: &HookSpec, _payload: &Payload) -> EnvironmentPlan {
        EnvironmentPlan::default()
    }
}
