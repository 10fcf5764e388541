//! Identifies an event. An entry of the bridge may repeat the answer of a second entry only if both entries got the
//! same event and have the same hooks.
//!
//! The event's name is a digest of everything that could make the hooks answer differently: payload, hooks, options,
//! variables, folder, program and the agent's process. Two entries with the same name would run the same hooks on the
//! same input. Yet two events can have the same name, because a model can make the same call twice; [`Moment`] says how
//! far the payload excludes that.

use std::ffi::OsString;

use hooks_config::AgentFiles;
use hooks_types::answer::OutcomeKind;
use hooks_types::fingerprint::{Digest, canonical_json};
use hooks_types::wire::{Expected, decode, encode};
use hooks_types::{DialectRef, EventName, HookEvent, Payload};
use serde_json::{Map, Value};

use super::super::asked_by::asked_by;
use crate::configuration::Configured;

/// How precisely the payload identifies its event, which decides which entries may repeat the decision. An agent
/// waits for the hooks of one event before it sends the next, so an entry that was started before the decision
/// belongs to the same event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// The payload has a time in milliseconds and the agent asks one entry after another, or the event is the end of
    /// the session. Every later entry with the same name may repeat the decision.
    Following,
    /// The payload names the call or the time, and the agent asks all entries at once. Entries that were started before
    /// the decision may repeat it. A model can give a second call the id of the first, so later entries repeat only a
    /// block.
    Call,
    /// The payload names neither the call nor the time. It can name the turn of the model, but the same event can occur
    /// again in one turn. Only entries that were started before the decision may repeat it.
    Overlapping,
}

/// The identity of an event, computed from the payload that one entry of the bridge received.
#[derive(Debug)]
pub(super) struct EventIdentity {
    moment: Moment,
    /// A text that describes everything besides the payload on which the decision depends. The event's name is a digest
    /// of this text and the payload.
    around: String,
    /// The event's name, which is also the name of the claim file.
    name: Digest,
}

impl EventIdentity {
    /// Identifies an event. Returns `None` if the payload can also belong to a second, equal event: then each entry
    /// runs the hooks itself.
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

    /// Returns how precisely the payload identifies the event.
    pub(super) fn moment(&self) -> Moment {
        self.moment
    }

    /// Returns the name of the claim. Entries with the same name have the same payload and run the same hooks in
    /// the same folder, so they would give the same answer.
    pub(super) fn name(&self) -> &Digest {
        &self.name
    }

    /// Returns the event's name for the next entry if our answer rewrites the payload and the agent shows the
    /// rewritten payload to that entry; `None` otherwise.
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

/// Computes the event's name from `around` and the payload.
fn name(around: &str, payload: &Payload) -> Option<Digest> {
    let object = payload.origin.as_ref()?.object.clone();
    let told = canonical_json(&Value::Object(object));
    let judged = judged(&payload.event);
    Some(Digest::of(format!("{around}\n{told}\n{judged}").as_bytes()))
}

/// Returns the part of the event that hooks judge at a gate (an event at which a block prevents the action). This text
/// belongs to the event's identity, because two dialects can read one payload as different events.
fn judged(event: &HookEvent) -> String {
    match event {
        HookEvent::PreToolUse(told) => format!("{:?}", told.call),
        HookEvent::PermissionRequest(told) => format!("{:?}", told.call),
        HookEvent::UserPromptSubmit(told) => format!("{:?}", told.user_message),
        _ => String::new(),
    }
}

/// Collects everything besides the payload that the hooks or their answer depend on: the agent, the event, the hooks
/// and limits, the variables, the program, its folder and parent process, and the options. Leaves out variables and
/// options that differ between entries without changing the decision.
fn around(dialect: &DialectRef, payload: &Payload, configured: &Configured) -> Option<String> {
    let agent = asked_by(dialect)?;
    let of_entry = agent.bridge?.variables_of_entry;
    let mut variables: Vec<(OsString, OsString)> = std::env::vars_os().collect();
    variables.retain(|(name, _)| of_entry.iter().all(|of_entry| name != of_entry));
    // Sort the variables, because the environment has no fixed order.
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
    // `Debug` output is precise enough: it is only hashed, and the hash is compared
    // only with hashes that the same program made.
    let hooks = (&configured.hooks, &configured.limits);
    Some(format!(
        "{whose:?} {:?} {here:?} {variables:?} {hooks:?}",
        options()
    ))
}

/// Returns the options of this entry, without the event and the dialect, because the entries of one event can spell the
/// event and the dialect differently.
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

/// Returns the id of the parent process, which is the agent or its shell.
#[cfg(unix)]
fn parent() -> Option<u32> {
    let parent = rustix::process::getppid()?;
    u32::try_from(parent.as_raw_nonzero().get()).ok()
}

#[cfg(not(unix))]
fn parent() -> Option<u32> {
    None
}

/// Returns how precisely the payload identifies its event. `None` if the payload is from a gate (an event at which a
/// block prevents the action) and has nothing that tells two equal calls apart.
fn moment(agent: &AgentFiles, payload: &Payload) -> Option<Moment> {
    // The keys under which agents send the id of a call, and of a turn.
    const CALLS: &[&str] = &["tool_use_id", "tool_call_id", "toolUseId", "toolCallId"];
    const TURNS: &[&str] = &["turn_id", "prompt_id"];
    let object = &payload.origin.as_ref()?.object;
    let chains = agent.bridge.is_some_and(|bridge| bridge.chains);
    let has_time = object.get("timestamp").is_some_and(is_exact);
    // A session ends only once. So all entries that get this event belong to the same session end, even if Codex starts
    // one late.
    let is_end = payload.event.name() == EventName::SessionEnd;
    if is_end || (has_time && chains) {
        return Some(Moment::Following);
    }
    match has_time || says(object, CALLS) {
        true => Some(Moment::Call),
        // At a gate (an event at which a block prevents the action), each call must be judged. This payload has no time
        // and no id, so a second, equal call of the model would look the same.
        false if payload.event.name().traits().gates() && !says(object, TURNS) => None,
        false => Some(Moment::Overlapping),
    }
}

/// Returns whether the payload has a text under one of these keys. Looks at the object that the agent sent, because an
/// id that the decoder made up does not distinguish two calls.
fn says(object: &Map<String, Value>, keys: &[&str]) -> bool {
    let mut said = keys
        .iter()
        .filter_map(|key| object.get(*key).and_then(Value::as_str));
    said.any(|said| !said.is_empty())
}

/// Returns whether a payload's time has milliseconds. Two events of one session can have the same time if it has no
/// milliseconds.
fn is_exact(time: &Value) -> bool {
    // A number below this limit is a time in seconds. Two events in the same second have the same time, so this time is
    // not exact.
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
