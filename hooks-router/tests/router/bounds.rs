//! Deadlines, budget, concurrency, and executors that break their promises.

use std::time::Duration;

use hooks_exec::{Allowance, HookRun};
use hooks_types::answer::OutcomeKind;
use hooks_types::report::Cause;
use hooks_types::spec::{BudgetSource, OnFailure, Role, Scope, Strategy};
use hooks_types::{Failure, HookAnswer, Outcome};
use tokio::time::{Instant, advance};

use crate::support::{at_once, bounded, budget, fire_call, hook, mocked, told};

#[tokio::test(start_paused = true)]
async fn an_executor_that_never_answers_is_a_timeout() {
    let (router, mut handle) = mocked([hook("guard").with_timeout(Duration::from_secs(5))]);
    let began = Instant::now();
    let done = fire_call(&router);
    handle.next().await.unwrap().withhold();
    let done = done.await.unwrap();
    assert_eq!(told(&done.rows()), ["guard failed timeout = block"]);
    assert_eq!(
        done.message(),
        Some("the hook `guard` failed (timeout): no answer within 5 s (its time limit is 5 s)")
    );
    // The model can read the message, so only the row says how to change the configuration.
    assert_eq!(
        done.rows()[0].reason.as_deref(),
        Some(
            "no answer within 5 s (its time limit is 5 s). `timeout` in its entry sets that limit"
        )
    );
    assert!(began.elapsed() < Duration::from_secs(7));
}

#[tokio::test]
async fn a_panicking_executor_is_that_hook_s_failure() {
    let (router, mut handle) = mocked([hook("guard")]);
    let done = fire_call(&router);
    handle.next().await.unwrap().panic("broken");
    let done = done.await.unwrap();
    assert_eq!(told(&done.rows()), ["guard failed panicked = block"]);
    assert_eq!(
        done.message(),
        Some("the hook `guard` failed (panicked): its executor panicked: broken")
    );
}

#[tokio::test(start_paused = true)]
async fn a_hook_the_budget_leaves_no_time_for_fails_and_names_who_used_it_up() {
    let (router, mut handle) =
        bounded([hook("slow"), hook("late")], budget(Duration::from_secs(2)));
    let done = fire_call(&router);
    let slow = handle.next().await.unwrap();
    assert_eq!(
        slow.request().deadline,
        Instant::now() + Duration::from_secs(2)
    );
    advance(Duration::from_secs(2)).await;
    slow.answer(HookAnswer::proceed());
    let done = done.await.unwrap();
    assert_eq!(
        told(&done.rows()),
        ["slow ran = proceed", "late failed budget = block"]
    );
    assert_eq!(
        done.rows()[1].reason.as_deref(),
        Some("the budget of 2 s for this event is used up, mostly by `slow` (2 s)")
    );
}

#[tokio::test(start_paused = true)]
async fn a_used_up_budget_names_what_set_it_and_how_long_each_took() {
    let (router, mut handle) = bounded(
        [hook("quick"), hook("slow"), hook("late")],
        budget(Duration::from_secs(2)),
    );
    // Half a second of the budget went into loading.
    let set = Duration::from_millis(2500);
    let source = BudgetSource::new(Some(Scope::Managed), set, "`budget` in /p/hooks.toml:2");
    let done = fire_call(&router.with_budget_sources([source]));
    let quick = handle.next().await.unwrap();
    advance(Duration::from_millis(300)).await;
    quick.answer(HookAnswer::proceed());
    let slow = handle.next().await.unwrap();
    advance(Duration::from_millis(1700)).await;
    slow.answer(HookAnswer::proceed());
    assert_eq!(
        done.await.unwrap().rows()[2].reason.as_deref(),
        Some(
            "the budget of 2.5 s for this event, `budget` in /p/hooks.toml:2, is used up, mostly by `slow` (1.7 s), reading the configuration (500 ms), `quick` (300 ms)"
        )
    );
}

#[tokio::test(start_paused = true)]
async fn a_budget_that_loading_used_up_says_so() {
    let (router, _handle) = bounded([hook("late")], budget(Duration::ZERO));
    let set = Duration::from_micros(12_338);
    let source = BudgetSource::new(Some(Scope::Managed), set, "`budget` in hooks.toml:2");
    let done = fire_call(&router.with_budget_sources([source]));
    assert_eq!(
        done.await.unwrap().rows()[0].reason.as_deref(),
        Some(
            "the budget of 12 ms for this event, `budget` in hooks.toml:2, is used up, mostly by reading the configuration (12 ms)"
        )
    );
}

#[tokio::test(start_paused = true)]
async fn a_hook_that_the_budget_cuts_short_fails_by_the_budget() {
    let (router, mut handle) = bounded([hook("slow")], budget(Duration::from_secs(2)));
    let done = fire_call(&router);
    handle
        .next()
        .await
        .unwrap()
        .fail(Cause::Timeout, "no answer in time");
    assert_eq!(
        told(&done.await.unwrap().rows()),
        ["slow failed budget = block"]
    );
}

#[tokio::test(start_paused = true)]
async fn what_its_agent_makes_of_a_timeout_holds_for_one_by_the_budget() {
    let slow = hook("slow").with_on_failure(OnFailure::Proceed);
    let (router, mut handle) = bounded([slow], budget(Duration::from_secs(2)));
    let done = fire_call(&router);
    let failure = Failure::new(Cause::Timeout, "no answer in time")
        .with_means(OnFailure::Block)
        .with_notice("first line");
    handle.next().await.unwrap().run(HookRun::failed(failure));
    let done = done.await.unwrap();
    assert_eq!(told(&done.rows()), ["slow failed budget = block"]);
    assert_eq!(done.notices(), ["first line"]);
}

#[tokio::test(start_paused = true)]
async fn executors_are_given_the_allowance_of_the_router() {
    let endless = Allowance::new(Duration::MAX, Duration::MAX);
    let (router, mut handle) = mocked([hook("guard")]);
    let done = fire_call(&router.with_allowance(endless));
    handle.next().await.unwrap().answer(HookAnswer::proceed());
    assert_eq!(done.await.unwrap().outcome(), OutcomeKind::Proceed);

    let allowance = Allowance::new(Duration::from_secs(3), Duration::from_secs(4));
    let (router, mut handle) = mocked([hook("guard"), hook("audit").with_background(true)]);
    let router = router.with_allowance(allowance);
    let began = Instant::now();
    let done = fire_call(&router);
    let guard = handle.next_of("guard").await.unwrap();
    let limit = guard.request().deadline - began;
    assert_eq!(guard.request().allowance, allowance);
    guard.withhold();
    let _ = done.await.unwrap();
    assert!(began.elapsed() >= limit + allowance.total());

    let session = router.session(crate::support::meta());
    let done = crate::support::fire(
        &session,
        hooks_types::event::PreToolUse::new(crate::support::call()),
    );
    handle
        .next_of("guard")
        .await
        .unwrap()
        .answer(HookAnswer::proceed());
    let audit = handle.next_of("audit").await.unwrap();
    assert_eq!(audit.request().allowance, allowance);
    let _ = done.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_slot_does_not_count_against_the_hook_s_own_limit() {
    let parallel = |id| {
        hook(id)
            .with_strategy(Strategy::Parallel)
            .with_timeout(Duration::from_secs(5))
    };
    let (router, mut handle) = bounded([parallel("a"), parallel("b")], at_once(1));
    let done = fire_call(&router);
    let first = handle.next().await.unwrap();
    advance(Duration::from_secs(4)).await;
    assert!(handle.try_next().is_none());
    first.answer(HookAnswer::proceed());
    let second = handle.next().await.unwrap();
    assert_eq!(
        second.request().deadline,
        Instant::now() + Duration::from_secs(5)
    );
    second.answer(HookAnswer::proceed());
    assert_eq!(done.await.unwrap().outcome(), OutcomeKind::Proceed);
}

#[tokio::test(start_paused = true)]
async fn slots_are_shared_by_dispatches_and_waiting_counts_against_the_budget() {
    let mut limits = budget(Duration::from_secs(3));
    limits.max_concurrency = 1;
    let (router, mut handle) = bounded([hook("guard")], limits);
    let first = fire_call(&router);
    handle.next().await.unwrap().withhold();
    advance(Duration::from_secs(1)).await;
    let second = fire_call(&router);
    // The first hook holds the only slot until it is dropped. At that moment the budget of the second hook is used up.
    assert_eq!(
        told(&second.await.unwrap().rows()),
        ["guard failed budget = block"]
    );
    assert_eq!(
        told(&first.await.unwrap().rows()),
        ["guard failed budget = block"]
    );
}

#[tokio::test]
async fn dropping_a_dispatch_ends_its_hooks() {
    let (router, mut handle) = mocked([hook("guard")]);
    let dispatch = fire_call(&router);
    let mut asked = handle.next().await.unwrap();
    dispatch.abort();
    asked.cancelled().await;
}

#[tokio::test]
async fn a_run_that_was_not_let_end_is_not_the_one_of_once() {
    let (router, mut handle) = mocked([
        hook("guard").with_strategy(Strategy::Parallel),
        hook("once")
            .with_once(true)
            .with_strategy(Strategy::Parallel),
    ]);
    let session = router.session(crate::support::meta());
    let fire = || {
        let event = hooks_types::event::PreToolUse::new(crate::support::call());
        crate::support::fire(&session, event)
    };
    // A run that is dropped with its dispatch does not use up `once`.
    let dispatch = fire();
    let mut asked = handle.next_of("once").await.unwrap();
    dispatch.abort();
    asked.cancelled().await;
    assert!(dispatch.await.is_err());
    // A run that is ended by an earlier block does not use up `once` either.
    let done = fire();
    let _once = handle.next_of("once").await.unwrap();
    let guards = [handle.next_of("guard").await, handle.next_of("guard").await];
    for guard in guards.into_iter().flatten() {
        if !guard.is_cancelled() {
            guard.answer(HookAnswer::block("no"));
        }
    }
    let rows = told(&done.await.unwrap().rows());
    assert_eq!(rows, ["guard ran = block", "once failed cancelled"]);
    // Neither of the two runs used up `once`, so the hook may run.
    let done = fire();
    for id in ["guard", "once"] {
        handle
            .next_of(id)
            .await
            .unwrap()
            .answer(HookAnswer::proceed());
    }
    let rows = told(&done.await.unwrap().rows());
    assert_eq!(rows, ["guard ran = proceed", "once ran = proceed"]);
}

#[tokio::test]
async fn a_hook_marked_once_runs_once_a_session_unless_it_failed() {
    let (router, mut handle) = mocked([hook("guard").with_once(true)]);
    let session = router.session(crate::support::meta());
    let call = crate::support::call();
    let gate = |expected: &'static str| {
        let (session, call) = (session.clone(), call.clone());
        tokio::spawn(async move {
            assert_eq!(
                told(&session.before(&call).await.report().hooks),
                [expected]
            )
        })
    };
    let failed = gate("guard failed exit_code = block");
    handle
        .next()
        .await
        .unwrap()
        .fail(Cause::ExitCode, "it exited with 1");
    failed.await.unwrap();
    let ran = gate("guard ran = modify");
    let answer = Outcome::modify(crate::support::content("ls"));
    handle.next().await.unwrap().answer(answer);
    ran.await.unwrap();
    gate("guard skipped once").await.unwrap();
    assert!(handle.try_next().is_none());
}

/// Checks that a `once` guard may run again if its answer was read but is treated as a failure.
#[tokio::test]
async fn a_once_guard_whose_answer_cannot_count_has_not_had_its_run() {
    let guard = hook("guard").with_once(true).with_role(Role::Validate);
    let (router, mut handle) = mocked([guard]);
    let session = router.session(crate::support::meta());
    let call = crate::support::call();
    let gate = || {
        let (session, call) = (session.clone(), call.clone());
        tokio::spawn(async move { told(&session.before(&call).await.report().hooks) })
    };
    let first = gate();
    let rewrites = Outcome::modify(crate::support::content("rm"));
    handle.next().await.unwrap().answer(rewrites);
    let first = first.await.unwrap();
    assert!(first[0].contains("failed unsupported_outcome"), "{first:?}");
    let second = gate();
    handle.next().await.unwrap().answer(HookAnswer::proceed());
    assert_eq!(second.await.unwrap(), ["guard ran = proceed"]);
}
