//! Finds hooks of related events that would match, for users who chose the wrong event.

use hooks_types::spec::Liveness;
use hooks_types::text::short_name;
use hooks_types::wire::EventRef;
use hooks_types::{EventName, HookSpec, Payload, near::nearest};
use serde::Serialize;

use crate::router::Shared;

/// A hook of a related event. If the explained event is about a call, the hook's matcher matches this call.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct NearMiss {
    /// The hook's name, else `Event[n]`.
    pub id: String,
    /// The hook's file and line, `path:line`.
    pub source: String,
    /// The event that the hook is for.
    pub event: EventName,
    /// For a person: the event that the hook is for, and the event that was asked about.
    pub reason: String,
}

/// Groups of events that users confuse with each other.
const NEIGHBOURS: &[&[EventName]] = &[
    &[
        EventName::PreToolUse,
        EventName::PermissionRequest,
        EventName::PostToolUse,
        EventName::PostToolUseFailure,
    ],
    &[
        EventName::Stop,
        EventName::SubagentStop,
        EventName::AfterAgent,
        EventName::SessionEnd,
    ],
    &[EventName::PreCompact, EventName::PostCompact],
    &[
        EventName::SessionStart,
        EventName::SubagentStart,
        EventName::UserPromptSubmit,
    ],
];

/// Returns whether a user could confuse these two events. Known events are neighbours if they are in one group of
/// [`NEIGHBOURS`]. An unknown event name is a neighbour of a known event if it is almost that event's name or
/// describes that event.
fn are_neighbours(asked: &EventName, other: &EventName) -> bool {
    let together = |group: &&&[EventName]| group.contains(asked);
    match (asked, other) {
        (EventName::Other(asked), other) => is_meant(asked, other),
        (asked, EventName::Other(other)) => is_meant(other, asked),
        (_, other) => NEIGHBOURS
            .iter()
            .find(together)
            .is_some_and(|group| group.contains(other)),
    }
}

/// Returns whether an unknown event name is almost the name of `event`, or describes that event (`before_tool_use`).
fn is_meant(name: &str, event: &EventName) -> bool {
    nearest(name, [event.as_str()]).is_some() || EventName::meant_by(name) == Some(event)
}

/// Returns the live hooks of related events that would match, in config order.
pub(super) fn near_misses(router: &Shared, payload: &Payload) -> Vec<NearMiss> {
    let asked = payload.event.name();
    let own = router.index.of_event(&asked);
    let mut found: Vec<(usize, NearMiss)> = Vec::new();
    for other in router.index.events() {
        if *other == asked || !are_neighbours(&asked, other) {
            continue;
        }
        for hook in router.index.of_event(other) {
            // A hook is listed under several events if its agent has one name for all of them (Gemini CLI's
            // `AfterTool` also reports failed tools). So skip a hook that was already found.
            let known = own.contains(hook) || found.iter().any(|(known, _)| known == hook);
            let Some(spec) = router.hooks.get(*hook).filter(|_| !known) else {
                continue;
            };
            // Skip hooks that may not run: they do not help a user who looks for a hook that should have run.
            if spec.liveness == Liveness::Live && would_fit(router, *hook, spec, other, payload) {
                found.push((*hook, near_miss(spec, other, &asked)));
            }
        }
    }
    // The hooks were found event by event, so sort them by their index to restore the config order.
    found.sort_by_key(|(hook, _)| *hook);
    found.into_iter().map(|(_, miss)| miss).collect()
}

/// Returns whether the hook would run if the same call were fired as the hook's own event.
fn would_fit(
    router: &Shared,
    hook: usize,
    spec: &HookSpec,
    event: &EventName,
    payload: &Payload,
) -> bool {
    match EventRef::Payload(payload).call() {
        Some(call) => {
            let event = EventRef::call_at(event, call);
            router.index.would_fit(hook, spec, event, &payload.meta)
        }
        // The event is not about a call. Its fields have no counterpart in a different event, so there is nothing to
        // compare.
        None => true,
    }
}

/// Describes a near miss: the hook's event, and the event that was asked about.
fn near_miss(spec: &HookSpec, event: &EventName, asked: &EventName) -> NearMiss {
    let mut reason = format!("it is for {event}; this event is {asked}");
    if event.as_str() == asked.as_str() {
        let agent = &spec.form.dialect;
        reason = format!(
            "this is an entry of {agent}, which has no event `{}`",
            short_name(asked.as_str())
        );
    } else if matches!(event, EventName::Other(own) if is_meant(own, asked)) {
        reason += &format!("; did you mean `{asked}`?");
    }
    NearMiss {
        id: spec.id.clone(),
        source: spec.source.to_string(),
        event: event.clone(),
        reason,
    }
}
