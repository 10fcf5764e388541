//! Tests that the suite finds executors that break a promise. The clock is paused, so long waits end at once.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hooks_types::event::PreToolUse;
use hooks_types::report::Cause;
use hooks_types::spec::Handler;
use hooks_types::{EventName, Failure, HookSpec, Payload, SessionMeta, ToolCall};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use super::promises::PATIENCE;
use super::*;
use crate::run::HookRun;
use crate::wire_forms::SharedPayload;

/// The number of things that were started by hooks and still exist.
type Live = Arc<AtomicUsize>;

struct Started(Live);

impl Drop for Started {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A guard: dropping it ends the task.
struct Ends(JoinHandle<()>);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// An executor for hooks that hang. Each hook is a task, which is ended or left behind.
#[derive(Debug)]
struct Tasks {
    live: Live,
    leaves: bool,
}

#[async_trait]
impl HookExecutor for Tasks {
    async fn execute(&self, request: HookRequest) -> HookRun {
        if request.spec.id != "hang" {
            return HookRun::answered(HookAnswer::block("no"));
        }
        self.live.fetch_add(1, Ordering::SeqCst);
        let started = Started(Arc::clone(&self.live));
        let task = tokio::spawn(async move {
            let _started = started;
            pending().await
        });
        let _ends = (!self.leaves).then(|| Ends(task));
        match timeout_at(request.deadline, pending()).await {
            Ok(run) => run,
            Err(_) => HookRun::failed(Failure::new(Cause::Timeout, "too late")),
        }
    }
}

struct Counts(Live);

#[async_trait]
impl Bench for Counts {
    fn request(&self, behaviour: Behaviour, _payload: usize) -> HookRequest {
        let id = match behaviour {
            Behaviour::Hang => "hang",
            _ => "answer",
        };
        let handler = Handler::InProcess { key: id.into() };
        let spec = HookSpec::new(id, EventName::PreToolUse, handler);
        let call = ToolCall::custom("call-1", "tool", "text");
        let meta = Arc::new(SessionMeta::new("session-1", "/work"));
        let payload = Payload::new(meta, PreToolUse::new(call));
        HookRequest::new(
            Arc::new(spec.with_timeout(PATIENCE * 4)),
            SharedPayload::new(payload),
        )
    }

    async fn started(&self) {
        while self.0.load(Ordering::SeqCst) == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    async fn gone(&self) {
        while self.0.load(Ordering::SeqCst) > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

/// Checks the promises about hooks that hang, with an executor that leaves its tasks behind or not. Returns the result
/// of each promise.
async fn checked(leaves: bool) -> Vec<(&'static str, Result<(), String>)> {
    let names = [
        "a_hook_that_never_answers_is_a_timeout",
        "a_hook_that_hangs_delays_no_other",
        "a_dropped_future_leaves_nothing_behind",
    ];
    let mut found = Vec::new();
    for promise in PROMISES
        .iter()
        .filter(|promise| names.contains(&promise.name()))
    {
        let live = Live::default();
        let executor = Tasks {
            live: Arc::clone(&live),
            leaves,
        };
        let kept = promise.check(&executor, &Counts(live)).await;
        found.push((promise.name(), kept.map_err(|broken| broken.to_string())));
    }
    assert_eq!(found.len(), names.len());
    found
}

#[tokio::test(start_paused = true)]
async fn an_executor_that_ends_its_processes_keeps_its_promises() {
    for (promise, kept) in checked(false).await {
        assert_eq!(kept, Ok(()), "{promise}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_executor_that_leaves_something_behind_is_told_within_the_suite_s_patience() {
    let begun = Instant::now();
    for (promise, kept) in checked(true).await {
        let told =
            "something that the hook started is still there: a process, a connection or a task";
        assert_eq!(kept, Err(told.to_owned()), "{promise}");
    }
    assert!(begun.elapsed() < PATIENCE * 4);
}
