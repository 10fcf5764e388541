//! Helpers that make hooks, calls and sessions for the tests.

use std::sync::Arc;
use std::time::Duration;

use hooks_exec::{MockExecutor, MockHandle};
use hooks_router::{DispatchOptions, Dispatched, Router, Session};
use hooks_types::event::PreToolUse;
use hooks_types::report::Row;
use hooks_types::spec::{DispatchLimits, Handler, Scope, ScopedLimits, Source};
use hooks_types::tool::ShellInput;
use hooks_types::{EventName, HookEvent, HookSpec, Payload, SessionMeta, ToolCall};
use tokio::task::JoinHandle;

/// Makes a hook of an event.
pub(crate) fn hook_of(event: EventName, id: &str) -> HookSpec {
    HookSpec::new(id, event, Handler::InProcess { key: id.to_owned() })
}

/// Makes a hook before tool calls.
pub(crate) fn hook(id: &str) -> HookSpec {
    hook_of(EventName::PreToolUse, id)
}

/// Makes a hook before tool calls that comes from this scope.
pub(crate) fn hook_in(scope: Scope, id: &str) -> HookSpec {
    hook(id).with_scope(scope).with_source(Source::default())
}

/// Makes a shell call.
pub(crate) fn call() -> ToolCall {
    ToolCall::shell("call-1", "shell", ShellInput::new(["rm", "file"]))
}

/// Returns the content that makes the call run this program.
pub(crate) fn content(program: &str) -> serde_json::Value {
    serde_json::json!({ "command": [program] })
}

/// Makes a router whose hooks are answered by the test.
pub(crate) fn mocked(hooks: impl Into<Vec<HookSpec>>) -> (Router, MockHandle) {
    bounded(hooks, DispatchLimits::default())
}

/// Like `mocked`, with limits.
pub(crate) fn bounded(
    hooks: impl Into<Vec<HookSpec>>,
    limits: impl Into<ScopedLimits>,
) -> (Router, MockHandle) {
    let (executor, handle) = MockExecutor::pair();
    (
        Router::new(hooks.into(), limits, Arc::new(executor)),
        handle,
    )
}

/// Makes limits with this budget.
pub(crate) fn budget(budget: Duration) -> DispatchLimits {
    let mut limits = DispatchLimits::default();
    limits.budget = Some(budget);
    limits
}

/// Makes limits that allow this many hooks at once.
pub(crate) fn at_once(most: usize) -> DispatchLimits {
    let mut limits = DispatchLimits::default();
    limits.max_concurrency = most;
    limits
}

/// Makes the facts of a session.
pub(crate) fn meta() -> SessionMeta {
    SessionMeta::new("session-1", "/work")
}

/// Fires an event in a task of its own.
pub(crate) fn fire(session: &Session, event: impl Into<HookEvent>) -> JoinHandle<Dispatched> {
    let payload = Payload::new(session.meta(), event);
    let session = session.clone();
    tokio::spawn(async move { session.dispatch(payload, DispatchOptions::default()).await })
}

/// Fires PreToolUse for [`call`] in a task of its own.
pub(crate) fn fire_call(router: &Router) -> JoinHandle<Dispatched> {
    fire(&router.session(meta()), PreToolUse::new(call()))
}

/// Returns each row as `id status cause outcome`.
pub(crate) fn told(rows: &[Row]) -> Vec<String> {
    rows.iter()
        .map(|row| {
            let status = serde_json::to_value(row.status).unwrap();
            let mut told = format!("{} {}", row.id, status.as_str().unwrap());
            if let Some(cause) = &row.cause {
                told.push_str(&format!(" {cause}"));
            }
            if let Some(outcome) = row.outcome {
                told.push_str(&format!(" = {outcome}"));
            }
            if let Some(said) = row.said {
                told.push_str(&format!(" (said {said})"));
            }
            told
        })
        .collect()
}
