//! A trial: one run of the agent that is checked, with hooks that watch it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use hooks_types::event::{PostToolUse, PostToolUseFailure, PreToolUse};
use hooks_types::{EventName, HookAnswer, HookEvent, Payload, ToolCall, ToolInput};
use serde_json::Value;
use tokio::time::timeout;

use super::driver::{Driver, Ran, ToolPath, Trial};
use super::probe::{Play, Seen, router};

/// Why the check of a promise did not end with "kept".
pub(super) enum Broken {
    /// The agent breaks the promise.
    Promise(String),
    /// The promise does not apply to this tool path.
    NotHere(String),
}

/// The result of a check, or of one of its steps.
pub(super) type Kept<T = ()> = Result<T, Broken>;

/// Reports a broken promise.
pub(super) fn broken<T>(why: impl Into<String>) -> Kept<T> {
    Err(Broken::Promise(why.into()))
}

/// Reports that a promise does not apply to the tool path.
pub(super) fn not_here<T>(why: impl Into<String>) -> Kept<T> {
    Err(Broken::NotHere(why.into()))
}

/// The longest time that a run of the agent may take. Without a network and a real model, an agent needs far less.
const PATIENCE: Duration = Duration::from_secs(60);

/// The prompt of every trial.
pub(super) const PROMPT: &str = "a prompt of the contract";

/// The agent that is checked, and one of its tool paths.
#[derive(Clone, Copy)]
pub(super) struct Stage<'a> {
    pub(super) driver: &'a dyn Driver,
    pub(super) path: &'a ToolPath,
}

/// What the agent did, and what its hooks saw.
pub(super) struct Came {
    pub(super) ran: Ran,
    pub(super) seen: Seen,
    tool: String,
}

impl Stage<'_> {
    /// Runs the agent on one call of the path, with a hook that gives this answer at this event.
    pub(super) async fn answering(self, event: EventName, answer: HookAnswer) -> Kept<Came> {
        let calls = vec![self.path.call.clone()];
        self.run(calls, self.at(event, move |_| answer.clone()))
            .await
    }

    /// Returns the behaviour of hooks that give this answer at this event, and proceed at all other events and for
    /// calls of other tools.
    pub(super) fn at(
        self,
        event: EventName,
        answer: impl Fn(&Payload) -> HookAnswer + Send + Sync + 'static,
    ) -> Play {
        let tool = self.path.call.tool_name.clone();
        Arc::new(move |payload, _| {
            // An agent can also call tools that are not checked here, for example the tool that starts its subagent.
            // The hooks do not decide about the calls of such tools.
            let another = call_of(&payload.event).is_some_and(|call| call.tool_name != tool);
            match payload.event.name() == event && !another {
                true => answer(payload),
                false => HookAnswer::proceed(),
            }
        })
    }

    /// Runs the agent on these calls, with hooks that answer as `play` says.
    pub(super) async fn run(self, calls: Vec<ToolCall>, play: Play) -> Kept<Came> {
        let (router, seen) = router(&self.driver.events(), play);
        let trial = Trial {
            path: self.path.clone(),
            router: router.clone(),
            prompt: PROMPT.to_owned(),
            calls,
        };
        // Without this limit, an agent that waits forever for a verdict would hang the test.
        let Ok(ran) = timeout(PATIENCE, self.driver.run(trial)).await else {
            return broken(format!("the agent had not ended after {PATIENCE:?}"));
        };
        Ok(Came {
            ran,
            seen,
            tool: self.path.call.tool_name.clone(),
        })
    }

    /// Makes a call of the path's tool.
    pub(super) fn call_with(self, input: &ToolInput, id: &str) -> ToolCall {
        ToolCall::new(id, self.path.call.tool_name.clone(), input.clone())
    }

    /// Returns whether the driver lists this event.
    pub(super) fn fires(self, event: &EventName) -> bool {
        self.driver.events().contains(event)
    }
}

impl Came {
    /// Returns the calls of the path's tool that PreToolUse hooks were shown.
    pub(super) fn gated(&self) -> Vec<PreToolUse> {
        self.events(|event| match event {
            HookEvent::PreToolUse(event) => Some((event.call.tool_name.clone(), event)),
            _ => None,
        })
    }

    /// Returns the results of the path's tool that PostToolUse hooks were shown.
    pub(super) fn completed(&self) -> Vec<PostToolUse> {
        self.events(|event| match event {
            HookEvent::PostToolUse(event) => Some((event.call.tool_name.clone(), event)),
            _ => None,
        })
    }

    /// Returns the failures of the path's tool that PostToolUseFailure hooks were shown.
    pub(super) fn failed(&self) -> Vec<PostToolUseFailure> {
        self.events(|event| match event {
            HookEvent::PostToolUseFailure(event) => Some((event.call.tool_name.clone(), event)),
            _ => None,
        })
    }

    /// Returns the values that `of` extracts from the events of the path's tool. `of` also returns the name of the
    /// called tool; results of other tools are left out.
    fn events<T>(&self, of: impl Fn(HookEvent) -> Option<(String, T)>) -> Vec<T> {
        let seen = self.seen.payloads().into_iter();
        seen.filter_map(|payload| of(payload.event))
            .filter_map(|(tool, event)| (tool == self.tool).then_some(event))
            .collect()
    }

    /// Checks that the tool did not run. `although` is the beginning of the message: it says what should have
    /// prevented the run.
    pub(super) fn nothing_ran(&self, although: &str) -> Kept {
        match self.ran.executed.first() {
            None => Ok(()),
            Some(run) => broken(format!("{although}, and the tool ran with {}", run.input)),
        }
    }

    /// Returns whether a model has read this text.
    pub(super) fn model_read(&self, text: &str) -> bool {
        self.ran
            .requests
            .iter()
            .any(|request| request.contains(text))
    }

    /// Checks that the tool ran exactly once and with this input. If the check fails, its message begins with
    /// `after`, which says what the hooks did.
    pub(super) fn only_ran(&self, expected: &Value, after: &str) -> Kept {
        match self.ran.executed.as_slice() {
            [run] if run.input == *expected => Ok(()),
            [] => broken(format!(
                "{after}; the tool should have run with {expected}, and did not run"
            )),
            runs => {
                let ran: Vec<_> = runs.iter().map(|run| run.input.to_string()).collect();
                broken(format!(
                    "{after}; the tool should have run with {expected}, and ran with {}",
                    ran.join(" and ")
                ))
            }
        }
    }
}

/// Checks that every event that the driver lists has reached a hook in the runs on `paths`.
pub(super) async fn every_listed_event_is_fired(driver: &dyn Driver, paths: &[ToolPath]) -> Kept {
    let mut missing: BTreeSet<String> = driver.events().iter().map(ToString::to_string).collect();
    for path in paths {
        let stage = Stage { driver, path };
        let play: Play = Arc::new(|_, _| HookAnswer::proceed());
        let came = stage.run(vec![path.call.clone()], play).await?;
        // A single path need not fire every listed event: SubagentStop, for example, is fired only on a subagent's
        // path. So after each path, remove from `missing` the events that hooks have seen.
        missing.retain(|event| !came.seen.has(&EventName::named(event)));
    }
    match missing.is_empty() {
        true => Ok(()),
        false => {
            let missing: Vec<_> = missing.into_iter().collect();
            broken(format!(
                "no hook of {} was called in any run",
                missing.join(", ")
            ))
        }
    }
}

/// Returns the call that an event is about; `None` if the event is not about a call.
fn call_of(event: &HookEvent) -> Option<&ToolCall> {
    match event {
        HookEvent::PreToolUse(event) => Some(&event.call),
        HookEvent::PermissionRequest(event) => Some(&event.call),
        HookEvent::PostToolUse(event) => Some(&event.call),
        HookEvent::PostToolUseFailure(event) => Some(&event.call),
        _ => None,
    }
}
