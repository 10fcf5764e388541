//! The promises of the suite, one function each. The name of a function is the name of its promise.
//!
//! Waits have long limits, and no check asserts a duration. So a check does not fail only because the machine is slow.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use hooks_types::report::Cause;
use hooks_types::spec::{Handler, OtherHandler};
use hooks_types::{Failure, HookAnswer, HookSpec, Outcome};
use tokio::time::{Instant, timeout};

use super::{Behaviour, Bench, Broken, Promise};
use crate::executor::HookExecutor;
use crate::request::{Allowance, HookRequest};
use crate::run::HookRun;

macro_rules! promises {
    ($($name:ident),+ $(,)?) => {
        /// Every promise that an executor must keep, with its check.
        pub const PROMISES: &[Promise] = &[$(Promise {
            name: stringify!($name),
            check: |executor, bench| Box::pin($name(executor, bench)),
        }),+];
    };
}

promises![
    an_answer_arrives_as_it_was_given,
    a_failure_is_not_an_answer,
    a_payload_of_any_size_arrives_whole,
    a_hook_that_never_answers_is_a_timeout,
    a_hook_that_hangs_delays_no_other,
    a_dropped_future_leaves_nothing_behind,
    a_block_before_a_bad_end_counts,
    an_allow_before_a_bad_end_does_not_count,
    a_hook_that_did_not_read_its_payload_can_only_block,
    a_handler_it_does_not_take_is_a_failure,
    an_unusable_entry_fails_as_it_says,
];

/// The longest time that a check waits for an executor. A correct executor answers long before this limit.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// A short time limit, for hooks that are meant to exceed it.
const SHORT: Duration = Duration::from_millis(200);

/// The executor that is checked.
type Dyn<'a> = &'a dyn HookExecutor;

/// Checks that an answer is returned unchanged: outcome, message with quotes and non-ASCII letters, contexts, notices.
async fn an_answer_arrives_as_it_was_given(executor: Dyn<'_>, bench: &dyn Bench) -> Kept {
    let answers = [
        HookAnswer::proceed(),
        HookAnswer::block("no\n\"quoted\" \u{e9}"),
        HookAnswer::proceed()
            .with_context("for the model")
            .with_notice("for the user"),
    ];
    for answer in answers {
        let run = executed(
            executor,
            bench.request(Behaviour::Answer(answer.clone()), 0),
        )
        .await?;
        same(&run.result, &Ok(answer))?;
    }
    Ok(())
}

/// Checks that a hook that fails returns a failure and never an answer. Only the router decides what a failure means.
async fn a_failure_is_not_an_answer(executor: Dyn<'_>, bench: &dyn Bench) -> Kept {
    let run = executed(executor, bench.request(Behaviour::Fail, 0)).await?;
    match run.result {
        Err(_) => Ok(()),
        Ok(answer) => broken(format!("a hook that failed answered {answer:?}")),
    }
}

/// Checks that the hook can read every byte of its payload. The sizes are below and above the capacity of a
/// pipe (64 KiB): a larger payload can be written only while the hook reads.
async fn a_payload_of_any_size_arrives_whole(executor: Dyn<'_>, bench: &dyn Bench) -> Kept {
    for size in [0, 60_000, 70_000, 2_000_000] {
        let request = bench.request(Behaviour::CountPayload, size);
        let bytes = match request.payload.bytes(&request.spec.form) {
            Ok(bytes) => bytes.len(),
            Err(error) => return broken(format!("the bench's payload cannot be encoded: {error}")),
        };
        let run = executed(executor, request).await?;
        same(&run.result, &Ok(HookAnswer::block(bytes.to_string())))?;
    }
    Ok(())
}

/// Checks that a hook that never answers fails with `timeout`, and that everything that the hook started ends.
async fn a_hook_that_never_answers_is_a_timeout(executor: Dyn<'_>, bench: &dyn Bench) -> Kept {
    // On a busy machine a hook can need longer to start than its time limit, so try longer limits too.
    for time in [SHORT, SHORT * 5, SHORT * 25] {
        let request = hurried(bench.request(Behaviour::Hang, 0), time);
        let running = executed(executor, request);
        let (run, started) = beside(running, bench.started()).await;
        caused_by(&run?, &Cause::Timeout)?;
        if started {
            return all_gone(bench).await;
        }
    }
    broken("the hook did not start".to_owned())
}

/// Checks that a hook that hangs does not prevent a second hook from ending.
async fn a_hook_that_hangs_delays_no_other(executor: Dyn<'_>, bench: &dyn Bench) -> Kept {
    let hanging = executor.execute(bench.request(Behaviour::Hang, 0));
    // Wait until the first hook has started and hangs. Only then start the second hook.
    let other = async {
        has_started(bench).await?;
        let answer = Behaviour::Answer(HookAnswer::block("no"));
        executed(executor, bench.request(answer, 0)).await
    };
    let run = first(hanging, other).await?;
    all_gone(bench).await?;
    same(&run.result, &Ok(HookAnswer::block("no")))
}

/// Checks that dropping the future of a hook ends everything that the hook started.
async fn a_dropped_future_leaves_nothing_behind(executor: Dyn<'_>, bench: &dyn Bench) -> Kept {
    let hanging = executor.execute(bench.request(Behaviour::Hang, 0));
    let started = async {
        has_started(bench).await?;
        Ok(HookRun::answered(HookAnswer::proceed()))
    };
    // The other future wins, and its run is made up. What counts is that the hook's future is dropped.
    let _ = first(hanging, started).await?;
    all_gone(bench).await
}

/// Checks that a complete block takes effect even if the hook crashes, or its connection breaks, after it.
async fn a_block_before_a_bad_end_counts(executor: Dyn<'_>, bench: &dyn Bench) -> Kept {
    let block = HookAnswer::block("no");
    let Some(run) = played(executor, bench, Behaviour::BreakOff(block.clone()), 0).await? else {
        return Ok(());
    };
    same(&run.result, &Ok(block))
}

/// Checks that an allow has no effect if the hook ends badly after it. The hook might have crashed before it finished
/// judging.
async fn an_allow_before_a_bad_end_does_not_count(executor: Dyn<'_>, bench: &dyn Bench) -> Kept {
    let allow = HookAnswer::new(Outcome::allow(None));
    match played(executor, bench, Behaviour::BreakOff(allow), 0).await? {
        Some(run) if run.result.is_ok() => broken(format!(
            "an allow counted although the hook ended badly: {:?}",
            run.result
        )),
        _ => Ok(()),
    }
}

/// Checks that a hook that has not read its payload can block, but that its allow has no effect.
async fn a_hook_that_did_not_read_its_payload_can_only_block(
    executor: Dyn<'_>,
    bench: &dyn Bench,
) -> Kept {
    // Size of a payload that is larger than every buffer between the executor and the hook, so a part of it cannot
    // be delivered.
    const LARGE: usize = 8 * 1024 * 1024;
    let allow = Behaviour::Unread(HookAnswer::new(Outcome::allow(None)));
    if let Some(run) = played(executor, bench, allow, LARGE).await? {
        caused_by(&run, &Cause::NotDelivered)?;
    }
    let block = HookAnswer::block("no");
    match played(executor, bench, Behaviour::Unread(block.clone()), LARGE).await? {
        Some(run) => same(&run.result, &Ok(block)),
        None => Ok(()),
    }
}

/// Checks that a handler of a kind that the executor does not run fails with `no_executor`.
async fn a_handler_it_does_not_take_is_a_failure(executor: Dyn<'_>, bench: &dyn Bench) -> Kept {
    let handler = OtherHandler::new("an unsupported kind", Default::default());
    let request = with_handler(bench, Handler::Other(handler));
    caused_by(&executed(executor, request).await?, &Cause::NoExecutor)
}

/// Checks that an entry that loading could not use fails with the failure that loading recorded.
async fn an_unusable_entry_fails_as_it_says(executor: Dyn<'_>, bench: &dyn Bench) -> Kept {
    let failure = Failure::new(Cause::NotUsable, "its command is empty");
    let request = with_handler(bench, Handler::Unusable(failure.clone()));
    same(&executed(executor, request).await?.result, &Err(failure))
}

/// The result of a check, or of one of its steps.
type Kept<T = ()> = Result<T, Broken>;

/// Reports a broken promise.
fn broken<T>(what: String) -> Kept<T> {
    Err(Broken { what })
}

/// Runs a request. If the run does not return in time, returns a broken promise.
async fn executed(executor: Dyn<'_>, request: HookRequest) -> Kept<HookRun> {
    match timeout(PATIENCE, executor.execute(request)).await {
        Ok(run) => Ok(run),
        Err(_) => broken(format!("the executor had not returned after {PATIENCE:?}")),
    }
}

/// Runs a hook with this behaviour. Returns `None` if the bench cannot make hooks with this behaviour.
async fn played(
    executor: Dyn<'_>,
    bench: &dyn Bench,
    behaviour: Behaviour,
    payload: usize,
) -> Kept<Option<HookRun>> {
    if !bench.plays(&behaviour) {
        return Ok(None);
    }
    let request = bench.request(behaviour, payload);
    executed(executor, request).await.map(Some)
}

/// Waits until the hook has started. If it does not start in time, returns a broken promise.
async fn has_started(bench: &dyn Bench) -> Kept {
    match timeout(PATIENCE, bench.started()).await {
        Ok(()) => Ok(()),
        Err(_) => broken("the hook did not start".to_owned()),
    }
}

/// Waits until everything that the hook started is gone.
async fn all_gone(bench: &dyn Bench) -> Kept {
    match timeout(PATIENCE, bench.gone()).await {
        Ok(()) => Ok(()),
        Err(_) => broken(
            "something that the hook started is still there: a process, a connection or a task"
                .to_owned(),
        ),
    }
}

/// Polls `running` and `other` together until `running` ends. Returns the result of `running`, and whether `other`
/// ended before `running`.
async fn beside<T>(running: impl Future<Output = T>, other: impl Future<Output = ()>) -> (T, bool) {
    let (mut running, mut other) = (std::pin::pin!(running), std::pin::pin!(other));
    let mut done = false;
    std::future::poll_fn(|cx| {
        // A future must not be polled after it was ready, so poll `other` only until it is ready.
        done = done || other.as_mut().poll(cx).is_ready();
        running.as_mut().poll(cx).map(|came_to| (came_to, done))
    })
    .await
}

/// Waits for the result of `other` while a hook hangs. Then drops the future of the hook that hangs.
async fn first(
    mut hanging: Pin<Box<dyn Future<Output = HookRun> + Send + '_>>,
    other: impl Future<Output = Kept<HookRun>>,
) -> Kept<HookRun> {
    let mut other = std::pin::pin!(other);
    std::future::poll_fn(|cx| {
        // Also poll the future of the hanging hook, or the hook would never start.
        if let std::task::Poll::Ready(run) = hanging.as_mut().poll(cx) {
            return std::task::Poll::Ready(broken(format!(
                "a hook that never answers ended with {run:?}"
            )));
        }
        other.as_mut().poll(cx)
    })
    .await
}

/// Gives a request a short time limit, and a long time to end the hook.
fn hurried(request: HookRequest, time: Duration) -> HookRequest {
    request
        .with_deadline(Instant::now() + time)
        // On a busy machine, collecting (reaping) the ended process can take long. So allow a long time for it.
        .with_allowance(Allowance::new(SHORT, PATIENCE))
}

/// Makes a request for a hook with this handler.
fn with_handler(bench: &dyn Bench, handler: Handler) -> HookRequest {
    let mut request = bench.request(Behaviour::Fail, 0);
    let spec = HookSpec::new("contract", request.spec.event.clone(), handler);
    request.spec = Arc::new(spec);
    request
}

/// Checks that a run failed with this cause.
fn caused_by(run: &HookRun, cause: &Cause) -> Kept {
    match &run.result {
        Err(failure) if failure.cause == *cause => Ok(()),
        other => broken(format!(
            "expected a failure of cause `{cause}`, got {other:?}"
        )),
    }
}

/// Checks that two values are equal.
fn same<T: PartialEq + fmt::Debug>(found: &T, expected: &T) -> Kept {
    match found == expected {
        true => Ok(()),
        false => broken(format!("expected {expected:?}, got {found:?}")),
    }
}
