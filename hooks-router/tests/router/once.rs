//! `once` hooks, and calls that arrive while such a hook is judging. The clock is paused.

use std::time::Duration;

use hooks_exec::MockHandle;
use hooks_router::{Dispatched, Router, Session};
use hooks_types::event::{PreToolUse, SessionStart};
use hooks_types::report::Cause;
use hooks_types::spec::{DispatchLimits, Strategy};
use hooks_types::{EventName, HookAnswer, HookSpec};
use tokio::task::JoinHandle;
use tokio::time::{advance, timeout};

use crate::support::{bounded, budget, call, fire, hook, hook_of, meta, mocked, told};

fn fire_in(session: &Session) -> JoinHandle<Dispatched> {
    fire(session, PreToolUse::new(call()))
}

async fn rows(done: JoinHandle<Dispatched>) -> Vec<String> {
    told(&done.await.unwrap().rows())
}

/// Lets all tasks run, for a time that is shorter than any hook's time limit, and asserts that the
/// dispatch still waits.
async fn still_waits(done: &mut JoinHandle<Dispatched>) {
    let waited = timeout(Duration::from_secs(1), done).await;
    assert!(
        waited.is_err(),
        "it had a verdict: {:?}",
        waited.map(|done| told(&done.unwrap().rows()))
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_that_arrives_while_a_once_guard_judges_waits_for_its_verdict() {
    for answer in [
        HookAnswer::proceed(),
        HookAnswer::block("no"),
        HookAnswer::new(hooks_types::Outcome::ask(None, None)),
    ] {
        let (router, mut handle) = mocked([hook("guard").with_once(true)]);
        let session = router.session(meta());
        let first = fire_in(&session);
        let asked = handle.next().await.unwrap();
        let mut second = fire_in(&session);
        still_waits(&mut second).await;
        let kind = answer.outcome.kind();
        asked.answer(answer);
        assert_eq!(rows(first).await, [format!("guard ran = {kind}")]);
        assert_eq!(rows(second).await, ["guard skipped once"]);
        assert!(handle.try_next().is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waited_for_a_run_that_failed_runs_the_guard_itself() {
    let (router, mut handle) = mocked([hook("guard").with_once(true)]);
    let session = router.session(meta());
    let first = fire_in(&session);
    let asked = handle.next().await.unwrap();
    let mut second = fire_in(&session);
    still_waits(&mut second).await;
    asked.fail(Cause::ExitCode, "it exited with 1");
    handle.next().await.unwrap().answer(HookAnswer::block("no"));
    assert_eq!(rows(first).await, ["guard failed exit_code = block"]);
    assert_eq!(rows(second).await, ["guard ran = block"]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waited_for_a_dispatch_that_was_dropped_runs_the_guard_itself() {
    let (router, mut handle) = mocked([hook("guard").with_once(true)]);
    let session = router.session(meta());
    let first = fire_in(&session);
    let mut asked = handle.next().await.unwrap();
    let mut second = fire_in(&session);
    still_waits(&mut second).await;
    // A third call waits too. Dropping it has no effect on the other calls.
    let third = fire_in(&session);
    tokio::task::yield_now().await;
    third.abort();
    first.abort();
    asked.cancelled().await;
    handle.next().await.unwrap().answer(HookAnswer::block("no"));
    assert_eq!(rows(second).await, ["guard ran = block"]);
}

#[tokio::test(start_paused = true)]
async fn every_call_that_waits_gets_its_turn_or_the_verdict() {
    let (router, mut handle) = mocked([hook("guard").with_once(true)]);
    let session = router.session(meta());
    let calls: Vec<_> = (0..16).map(|_| fire_in(&session)).collect();
    for _ in 0..9 {
        let asked = handle.next().await.unwrap();
        assert!(handle.try_next().is_none(), "two runs at once");
        asked.fail(Cause::ExitCode, "it exited with 1");
    }
    handle.next().await.unwrap().answer(HookAnswer::proceed());
    let mut told = Vec::new();
    for call in calls {
        told.extend(rows(call).await);
    }
    let count = |row: &str| told.iter().filter(|told| *told == row).count();
    assert_eq!(count("guard failed exit_code = block"), 9);
    assert_eq!(count("guard ran = proceed"), 1);
    assert_eq!(count("guard skipped once"), 6);
}

#[tokio::test(start_paused = true)]
async fn guards_that_are_waited_for_in_any_order_hold_up_nobody_for_ever() {
    for places in [1, 2, 8] {
        let parallel = |id| hook(id).with_once(true).with_strategy(Strategy::Parallel);
        let mut limits = DispatchLimits::default();
        limits.max_concurrency = places;
        let (router, mut handle) = bounded([parallel("x"), parallel("y")], limits);
        let session = router.session(meta());
        let calls: Vec<_> = (0..6).map(|_| fire_in(&session)).collect();
        let answering = tokio::spawn(async move {
            let mut fails = true;
            while let Some(asked) = handle.next().await {
                match fails {
                    true => asked.fail(Cause::ExitCode, "it exited with 1"),
                    false => asked.answer(HookAnswer::proceed()),
                }
                fails = !fails;
            }
        });
        for call in calls {
            let done = timeout(Duration::from_secs(600), call).await;
            assert!(done.is_ok(), "{places} places");
        }
        answering.abort();
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_runs_out_of_budget_is_a_failure_and_no_pass() {
    let guard = || {
        hook("guard")
            .with_once(true)
            .with_timeout(Duration::from_secs(600))
    };
    let (router, mut handle) = bounded([guard()], budget(Duration::from_secs(2)));
    let session = router.session(meta());
    let first = fire_in(&session);
    let asked = handle.next().await.unwrap();
    advance(Duration::from_millis(500)).await;
    let second = fire_in(&session);
    tokio::task::yield_now().await;
    // The first run is past its budget, but within the executor's allowance. It can still give a
    // verdict, but too late for the second call.
    advance(Duration::from_millis(2100)).await;
    let waited = second.await.unwrap();
    assert_eq!(told(&waited.rows()), ["guard failed budget = block"]);
    assert_eq!(
        waited.message(),
        Some(
            "the hook `guard` failed (budget): it runs once per session, and its run for another \
             call gave no verdict in time"
        )
    );
    asked.answer(HookAnswer::proceed());
    assert_eq!(rows(first).await, ["guard ran = proceed"]);
}

#[tokio::test(start_paused = true)]
async fn without_a_budget_a_wait_is_as_long_as_one_run() {
    let guard = hook("guard")
        .with_once(true)
        .with_timeout(Duration::from_secs(5));
    let (router, mut handle) = mocked([guard]);
    let session = router.session(meta());
    let calls: Vec<_> = (0..4).map(|_| fire_in(&session)).collect();
    let mut held = vec![handle.next().await.unwrap()];
    let mut told = Vec::new();
    for call in calls {
        told.extend(timeout(Duration::from_secs(60), rows(call)).await.unwrap());
        held.extend(handle.try_next());
    }
    assert!(told.iter().all(|row| row.ends_with(" = block")), "{told:?}");
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_a_hook_that_guards_nothing() {
    let greeting: HookSpec = hook_of(EventName::SessionStart, "greeting").with_once(true);
    let audit = hook("audit").with_once(true).with_background(true);
    let (router, mut handle): (Router, MockHandle) = mocked([greeting, audit]);
    let session = router.session(meta());
    let start = || fire(&session, SessionStart::new("startup"));
    let first = start();
    let asked = handle.next().await.unwrap();
    assert_eq!(rows(start()).await, ["greeting skipped once"]);
    asked.answer(HookAnswer::proceed());
    assert_eq!(rows(first).await, ["greeting ran = proceed"]);
    assert_eq!(rows(fire_in(&session)).await, ["audit started"]);
    assert_eq!(rows(fire_in(&session)).await, ["audit skipped once"]);
}
