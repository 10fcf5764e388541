//! Explains what each hook of an event would do, and why.

use std::collections::HashSet;
use std::sync::Arc;

use hooks_types::answer::{Note, OutcomeKind};
use hooks_types::report::Cause;
use hooks_types::spec::{Handler, Role, Scope};
use hooks_types::wire::{EventRef, subjects};
use hooks_types::{DialectRef, EventName, HookSpec, Payload};
use serde::Serialize;

use super::near_misses::{NearMiss, near_misses};
use crate::router::{Router, Shared};
use crate::select::Selected;
use crate::select::why_it_fits;
use crate::session::Session;

/// What the hooks of an event would do, determined without running any of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Explanation {
    /// The event in PascalCase. An event that only one agent has is named as that agent names it.
    pub event: EventName,
    /// Why no hook can judge the payload; absent if hooks can judge it. If no hook can, a gate blocks without asking the hooks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unseen: Option<String>,
    /// Every configured hook of the event, in config order.
    pub hooks: Vec<Explained>,
    /// Hooks of related events that would have matched.
    pub near: Vec<NearMiss>,
}

/// What one hook would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Explained {
    /// The hook's name, else `Event[n]`.
    pub id: String,
    /// The hook's file and line, `path:line`.
    pub source: String,
    /// What the hook would do.
    pub status: Prospect,
    /// Why the hook fails or is skipped, as a stable code.
    pub cause: Option<Cause>,
    /// The reason for the status, for a person: the hook's condition, and the value in this event.
    pub reason: String,
    /// Where the hook comes from.
    pub scope: Scope,
    /// The dialect in which the hook reads payloads and answers.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub dialect: DialectRef,
    /// Why the program of a hook that would run cannot start; absent if no such reason is known. The router does not
    /// look for programs, so the caller sets this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cannot_start: Option<CannotStart>,
    /// Remarks on the hook's matcher.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

/// Why the program of a hook cannot start, and what follows from that.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CannotStart {
    /// The reason and the cure, for a person.
    pub reason: String,
    /// The outcome that counts if the program cannot start; absent if it is not known without a run, or if the agent
    /// does not wait for the hook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<OutcomeKind>,
}

impl CannotStart {
    /// Creates the value from the reason and from the outcome that counts if the program cannot start.
    pub fn new(reason: impl Into<String>, outcome: Option<OutcomeKind>) -> Self {
        Self {
            reason: reason.into(),
            outcome,
        }
    }
}

/// What a hook would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Prospect {
    /// The hook runs, and the agent waits for its answer.
    Runs,
    /// The hook runs last, on the final input, and cannot change it.
    Validates,
    /// The hook runs in the background: the agent does not wait for it, and it decides nothing.
    Background,
    /// The hook fails without being started; its failure policy decides.
    Fails,
    /// The hook does not run.
    Skipped,
}

impl Prospect {
    /// Returns the stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Runs => "runs",
            Self::Validates => "validates",
            Self::Background => "background",
            Self::Fails => "fails",
            Self::Skipped => "skipped",
        }
    }
}

impl Router {
    /// Explains what each hook would do with this payload in a new session. Runs no hook and changes nothing.
    ///
    /// ```
    /// # use hooks_router::Router;
    /// # use hooks_types::{Payload, SessionMeta, ToolCall};
    /// # use hooks_types::event::PreToolUse;
    /// # use hooks_types::tool::ShellInput;
    /// # use std::sync::Arc;
    /// let call = ToolCall::shell("call-1", "shell", ShellInput::new(["ls"]));
    /// let meta = Arc::new(SessionMeta::new("session-1", "/work"));
    /// let explanation = Router::empty().explain(&Payload::new(meta, PreToolUse::new(call)));
    /// assert!(explanation.hooks.is_empty());
    /// ```
    #[must_use]
    pub fn explain(&self, payload: &Payload) -> Explanation {
        explain(self.shared(), payload, |_| false)
    }
}

impl Session {
    /// Like [`Router::explain`], but takes into account which `once` hooks have run in this session.
    #[must_use]
    pub fn explain(&self, payload: &Payload) -> Explanation {
        explain(self.shared(), payload, |hook| self.once().is_marked(hook))
    }
}

/// Explains each hook of an event. `is_spent` says for a `once` hook whether it has run in the session.
fn explain(
    router: &Shared,
    payload: &Payload,
    is_spent: impl Fn(&Arc<HookSpec>) -> bool,
) -> Explanation {
    let name = payload.event.name();
    let event = EventRef::Payload(payload);
    let mut selected = router.index.select(&name, event, &payload.meta);
    // The identities of the hooks so far. If an identity occurs a second time, the later hook is a duplicate.
    let mut identities = HashSet::new();
    let mut hooks = Vec::new();
    for hook in router.index.of_event(&name) {
        let Some(spec) = router.hooks.get(*hook) else {
            continue;
        };
        let found = selected.iter().position(|found| found.hook == *hook);
        // The order of the remaining hooks does not matter: each hook is looked up by its index.
        let explained = match found.map(|at| selected.swap_remove(at)) {
            None => {
                let skip = router.index.why_not(*hook, spec, event, &payload.meta);
                let reason = skip.reason.unwrap_or_default();
                explained(spec, Prospect::Skipped, Some(skip.cause), reason)
            }
            Some(found) => {
                let again = spec.identity.as_ref();
                let again = again.is_some_and(|identity| !identities.insert(identity.as_str()));
                let spent = spec.once && is_spent(spec);
                of_selected(spec, found, again, spent, payload)
            }
        };
        hooks.push(explained);
    }
    Explanation {
        event: name,
        unseen: payload.unseen.clone(),
        hooks,
        near: near_misses(router, payload),
    }
}

/// Explains a selected hook. Checks whether the hook is a duplicate (`again`), then whether this `once` hook has run
/// (`spent`), then whether the hook fails. A dispatch checks in the same order, so both give the same reason.
fn of_selected(
    spec: &HookSpec,
    found: Selected,
    again: bool,
    spent: bool,
    payload: &Payload,
) -> Explained {
    let skipped =
        |cause, reason: &str| explained(spec, Prospect::Skipped, Some(cause), reason.to_owned());
    if again {
        return skipped(Cause::Duplicate, crate::dispatch::SELECTED_BEFORE);
    }
    if spent {
        return skipped(Cause::Once, crate::dispatch::SPENT);
    }
    let failure = match (&found.failure, &spec.handler) {
        (Some(failure), _) | (None, Handler::Unusable(failure)) => Some(failure),
        _ => None,
    };
    if let Some(failure) = failure {
        let cause = Some(failure.cause.clone());
        return explained(spec, Prospect::Fails, cause, failure.message.clone());
    }
    let prospect = match (spec.background, spec.role) {
        (true, _) => Prospect::Background,
        (false, Role::Validate) => Prospect::Validates,
        (false, _) => Prospect::Runs,
    };
    let event = EventRef::Payload(payload);
    let subjects = subjects(spec, event, &payload.meta);
    let mut explained = explained(spec, prospect, None, why_it_fits(spec, event, &subjects));
    explained.notes.extend(found.note);
    explained
}

/// Fills in the facts of a hook.
fn explained(spec: &HookSpec, status: Prospect, cause: Option<Cause>, reason: String) -> Explained {
    Explained {
        id: spec.id.clone(),
        source: spec.source.to_string(),
        status,
        cause,
        reason,
        scope: spec.scope,
        dialect: spec.form.dialect.clone(),
        cannot_start: None,
        notes: Vec::new(),
    }
}
