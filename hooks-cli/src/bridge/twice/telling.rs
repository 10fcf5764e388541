//! Identifies an event, and compares what two entries must have in common before one may repeat the other's
//! answer.

use std::ffi::OsString;

use hooks_config::AgentFiles;
use hooks_types::answer::OutcomeKind;
use hooks_types::fingerprint::{Digest, canonical_json};
use hooks_types::wire::{Expected, decode, encode};
use hooks_types::{DialectRef, EventName, HookEvent, Payload};
use serde_json::{Map, Value};

use super::super::asked_by::asked_by;
use crate::configuration::Configured;

/// How far the payload itself tells an event from another one of the same content, and with it which entry may be
/// told what another decided. An agent waits for the hooks of one event before the next, so an entry that was started
/// before the first one decided is one of the same event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// It names its moment to the millisecond, and the agent asks one entry after another, or it is the end of the
    /// session: each that follows.
    Following,
    /// It names the call or its moment, and the agent asks all entries at once: one that was started before the
    /// decision. A model may give another call the same id, so one that comes later is told of a block alone.
    Call,
    /// It names a turn at most, in which the same may be said again: one that was started before the decision.
    Overlapping,
}

/// One telling of an event, as an entry hears it.
#[derive(Debug)]
pub(super) struct Telling {
    moment: Moment,
    /// All data except the payload.
    around: String,
    name: Digest,
}

impl Telling {
    /// `None` if the event cannot be distinguished from another one, so that each entry judges it.
    pub(super) fn of(
        dialect: &DialectRef,
        payload: &Payload,
        configured: &Configured,
    ) -> Option<Self> {
        let moment = moment(asked_by(dialect)?, payload)?;
        let around = around(dialect, payload, configured)?;
        let name = name(&around, payload)?;
        Some(Self {
            moment,
            around,
            name,
        })
    }

    pub(super) fn moment(&self) -> Moment {
        self.moment
    }

    /// Names the claim. Who has the same name has the same payload, runs the same hooks in the same place, and
    /// would say the same.
    pub(super) fn name(&self) -> &Digest {
        &self.name
    }

    /// The name of the same event as the next entry is told of it when our answer has changed its payload.
    pub(super) fn name_after(&self, answered: &Payload, decided: OutcomeKind) -> Option<Digest> {
        if self.moment != Moment::Following || decided != OutcomeKind::Modify {
            return None;
        }
        let form = &answered.origin.as_ref()?.form;
        let bytes = encode(answered, form).ok()?;
        let expected = Expected::new(&form.dialect).with_event(&form.event);
        let name = name(&self.around, &decode(&bytes, expected).ok()?)?;
        (name != self.name).then_some(name)
    }
}

fn name(around: &str, payload: &Payload) -> Option<Digest> {
    let object = payload.origin.as_ref()?.object.clone();
    let told = canonical_json(&Value::Object(object));
    let judged = judged(&payload.event);
    Some(Digest::of(format!("{around}\n{told}\n{judged}").as_bytes()))
}

/// What hooks see of a gate's event: two dialects may read one payload differently.
fn judged(event: &HookEvent) -> String {
    match event {
        HookEvent::PreToolUse(told) => format!("{:?}", told.call),
        HookEvent::PermissionRequest(told) => format!("{:?}", told.call),
        HookEvent::UserPromptSubmit(told) => format!("{:?}", told.user_message),
        _ => String::new(),
    }
}

/// Whose entry this is and all that its hooks can see: their text, our options but for the event and the words in
/// which it is answered, the program, its folder, its variables and the agent's process.
fn around(dialect: &DialectRef, payload: &Payload, configured: &Configured) -> Option<String> {
    let agent = asked_by(dialect)?;
    let of_entry = agent.bridge?.variables_of_entry;
    let mut variables: Vec<(OsString, OsString)> = std::env::vars_os().collect();
    variables.retain(|(name, _)| of_entry.iter().all(|of_entry| name != of_entry));
    variables.sort();
    let here = (
        std::env::current_exe().ok()?,
        std::env::current_dir().ok()?,
        parent(),
    );
    let event = payload.event.name();
    let whose = (
        agent.dialect.name(),
        event.as_str(),
        &payload.meta.session_id,
    );
    let hooks = (&configured.hooks, &configured.limits);
    Some(format!(
        "{whose:?} {:?} {here:?} {variables:?} {hooks:?}",
        options()
    ))
}

fn options() -> Vec<OsString> {
    let mut words = std::env::args_os().skip(1);
    let mut options = Vec::new();
    while let Some(word) = words.next() {
        match word == "--event" || word == "--speak" {
            true => drop(words.next()),
            false => options.push(word),
        }
    }
    options
}

#[cfg(unix)]
fn parent() -> Option<u32> {
    let parent = rustix::process::getppid()?;
    u32::try_from(parent.as_raw_nonzero().get()).ok()
}

#[cfg(not(unix))]
fn parent() -> Option<u32> {
    None
}

fn moment(agent: &AgentFiles, payload: &Payload) -> Option<Moment> {
    const CALLS: &[&str] = &["tool_use_id", "tool_call_id", "toolUseId", "toolCallId"];
    const TURNS: &[&str] = &["turn_id", "prompt_id"];
    let object = &payload.origin.as_ref()?.object;
    let chains = agent.bridge.is_some_and(|bridge| bridge.chains);
    let has_time = object.get("timestamp").is_some_and(is_exact);
    // A session ends once: an entry that starts late, as Codex may start it, hears of the same end.
    let is_end = payload.event.name() == EventName::SessionEnd;
    if is_end || (has_time && chains) {
        return Some(Moment::Following);
    }
    match has_time || says(object, CALLS) {
        true => Some(Moment::Call),
        false if payload.event.name().traits().gates() && !says(object, TURNS) => None,
        false => Some(Moment::Overlapping),
    }
}

/// Whether the agent itself says one of these. An id that was made up for a call tells no two calls apart.
fn says(object: &Map<String, Value>, keys: &[&str]) -> bool {
    let mut said = keys
        .iter()
        .filter_map(|key| object.get(*key).and_then(Value::as_str));
    said.any(|said| !said.is_empty())
}

/// Whether a time is told to the millisecond: two events of one session are told in seconds alike.
fn is_exact(time: &Value) -> bool {
    const YEAR_2001_IN_MILLISECONDS: f64 = 1e12;
    match time {
        Value::Number(number) => number
            .as_f64()
            .is_some_and(|time| time >= YEAR_2001_IN_MILLISECONDS),
        Value::String(text) => text.split_once('.').is_some_and(|(_, part)| {
            part.bytes()
                .take(3)
                .filter(|byte| byte.is_ascii_digit())
                .count()
                == 3
        }),
        _ => false,
    }
}
