//! Hooks that run in the background.

use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::time::Duration;

use hooks_router::{DispatchOptions, Observer, RunFinished};
use hooks_types::answer::OutcomeKind;
use hooks_types::event::PreToolUse;
use hooks_types::payload::Subagent;
use hooks_types::report::{Cause, Row};
use hooks_types::spec::Scope;
use hooks_types::{HookAnswer, Outcome, Payload};

use crate::support::{at_once, bounded, call, fire, hook, hook_in, meta, mocked, told};

/// Keeps the rows of background hooks that have ended.
#[derive(Clone, Default)]
struct Ended(Arc<Mutex<Vec<Row>>>);

impl Observer for Ended {
    fn background_finished(&self, run: &RunFinished<'_>) {
        self.0.lock().unwrap().push(run.row.clone());
    }
}

#[tokio::test]
async fn a_background_hook_has_no_say_and_its_row_comes_again() {
    let (router, mut handle) = mocked([hook("audit").with_background(true)]);
    let ended = Ended::default();
    let session = router.with_observer(ended.clone()).session(meta());
    let done = fire(&session, PreToolUse::new(call())).await.unwrap();
    assert_eq!(done.outcome(), OutcomeKind::Proceed);
    assert_eq!(told(&done.rows()), ["audit started"]);
    handle
        .next()
        .await
        .unwrap()
        .answer(HookAnswer::block("too late"));
    assert_eq!(session.shutdown(Duration::from_secs(5)).await, []);
    assert_eq!(told(&ended.0.lock().unwrap()), ["audit ran (said block)"]);
}

#[tokio::test]
async fn a_background_hook_does_not_start_behind_a_block() {
    let (router, mut handle) = mocked([hook("guard"), hook("audit").with_background(true)]);
    let done = fire(&router.session(meta()), PreToolUse::new(call()));
    handle.next().await.unwrap().answer(HookAnswer::block("no"));
    assert_eq!(
        told(&done.await.unwrap().rows()),
        ["guard ran = block", "audit skipped after_block"]
    );
}

#[tokio::test]
async fn an_awaited_background_hook_decides_nothing_but_its_messages_arrive() {
    let (router, mut handle) = mocked([hook("audit").with_background(true)]);
    let session = router.session(meta());
    let payload = Payload::new(session.meta(), PreToolUse::new(call()));
    let options = DispatchOptions::awaiting_background();
    let asked = async {
        let answer = HookAnswer::new(Outcome::block("no")).with_context("the time is 12:00");
        handle.next().await.unwrap().answer(answer);
    };
    let (done, ()) = tokio::join!(session.dispatch(payload, options), asked);
    assert_eq!(done.outcome(), OutcomeKind::Proceed);
    let would = "the hook `audit`, which runs in the background, would have blocked the event PreToolUse: no";
    assert_eq!(done.contexts(), ["the time is 12:00", would]);
    assert_eq!(told(&done.rows()), ["audit ran (said block)"]);
}

#[tokio::test]
async fn variables_of_a_background_hook_are_the_sessions_whether_it_is_awaited_or_not() {
    for options in [
        DispatchOptions::default(),
        DispatchOptions::awaiting_background(),
    ] {
        let (router, mut handle) = mocked([hook("audit").with_background(true)]);
        let session = router.session(meta());
        let payload = Payload::new(session.meta(), PreToolUse::new(call()));
        let asked = async {
            let mut answer = HookAnswer::proceed();
            answer.env.insert("BRANCH".into(), "main".into());
            handle.next().await.unwrap().answer(answer);
        };
        let (_, ()) = tokio::join!(session.dispatch(payload, options), asked);
        session.shutdown(Duration::from_secs(5)).await;
        assert_eq!(session.env()["BRANCH"], "main");
    }
}

#[tokio::test]
async fn a_variable_of_a_background_hook_takes_the_place_of_none_of_a_higher_scope() {
    let hooks = [
        hook_in(Scope::User, "higher"),
        hook_in(Scope::Project, "lower").with_background(true),
    ];
    let (router, mut handle) = mocked(hooks);
    let session = router.session(meta());
    let sets = |value: &str| {
        let mut answer = HookAnswer::proceed();
        answer.env.insert("BRANCH".into(), value.into());
        answer
    };
    let done = fire(&session, PreToolUse::new(call()));
    for _ in 0..2 {
        let asked = handle.next().await.unwrap();
        let value = asked.id().to_owned();
        asked.answer(sets(&value));
    }
    let _ = done.await.unwrap();
    session.shutdown(Duration::from_secs(5)).await;
    assert_eq!(session.env()["BRANCH"], "higher");
}

#[tokio::test(start_paused = true)]
async fn shutdown_ends_what_does_not_end_by_itself_and_says_what() {
    let (router, mut handle) = mocked([hook("audit").with_background(true)]);
    let session = router.session(meta());
    let _ = fire(&session, PreToolUse::new(call())).await.unwrap();
    let asked = handle.next().await.unwrap();
    let cut = session.shutdown(Duration::from_secs(5)).await;
    assert_eq!(told(&cut), ["audit failed cancelled"]);
    assert!(asked.is_cancelled());
}

#[tokio::test(start_paused = true)]
async fn a_session_s_shutdown_leaves_the_runs_of_others() {
    let (router, mut handle) = mocked([hook("audit").with_background(true)]);
    let (one, other) = (router.session(meta()), router.session(meta()));
    let _ = fire(&one, PreToolUse::new(call())).await.unwrap();
    let _ = fire(&other, PreToolUse::new(call())).await.unwrap();
    let first = handle.next().await.unwrap();
    let second = handle.next().await.unwrap();
    assert_eq!(one.shutdown(Duration::ZERO).await.len(), 1);
    assert!(first.is_cancelled() && !second.is_cancelled());
    assert_eq!(router.shutdown(Duration::ZERO).await.len(), 1);
    assert!(second.is_cancelled());
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_that_is_dropped_has_ended_all_the_same() {
    let hooks = ["one", "two"].map(|id| hook(id).with_background(true));
    let (router, mut handle) = mocked(hooks);
    let session = router.session(meta());
    let _ = fire(&session, PreToolUse::new(call())).await.unwrap();
    let mut one = handle.next().await.unwrap();
    let mut two = handle.next().await.unwrap();
    {
        let mut shutdown = std::pin::pin!(router.shutdown(Duration::ZERO));
        let mut context = Context::from_waker(Waker::noop());
        assert!(shutdown.as_mut().poll(&mut context).is_pending());
    }
    one.cancelled().await;
    two.cancelled().await;
}

#[test]
fn runs_that_ended_with_their_runtime_hold_nobody_up() {
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_all().start_paused(true).build().unwrap()
    };
    let (router, _handle) = bounded([hook("audit").with_background(true)], at_once(1));
    let session = router.session(meta());
    for _ in 0..70 {
        // The dispatch ends, and the runtime with it, before the run has begun.
        let dispatch = session.dispatch(
            Payload::new(session.meta(), PreToolUse::new(call())),
            DispatchOptions::default(),
        );
        let done = runtime().block_on(dispatch);
        assert_eq!(told(&done.rows()), ["audit started"]);
    }
    runtime().block_on(async {
        let began = tokio::time::Instant::now();
        assert_eq!(router.shutdown(Duration::from_secs(9)).await, []);
        assert_eq!(began.elapsed(), Duration::ZERO);
    });
}

#[tokio::test]
async fn after_shutdown_no_background_hook_starts() {
    let (router, _handle) = mocked([hook("audit").with_background(true)]);
    router.shutdown(Duration::ZERO).await;
    let done = fire(&router.session(meta()), PreToolUse::new(call()))
        .await
        .unwrap();
    assert_eq!(told(&done.rows()), ["audit failed cancelled"]);
}

#[tokio::test]
async fn a_full_queue_is_a_failed_row_and_stops_nobody() {
    let (router, _handle) = bounded([hook("audit").with_background(true)], at_once(1));
    let session = router.session(meta());
    for _ in 0..65 {
        let done = fire(&session, PreToolUse::new(call())).await.unwrap();
        assert_eq!(told(&done.rows()), ["audit started"]);
    }
    let done = fire(&session, PreToolUse::new(call())).await.unwrap();
    assert_eq!(told(&done.rows()), ["audit failed queue_full"]);
    assert_eq!(done.outcome(), OutcomeKind::Proceed);
}

#[tokio::test(start_paused = true)]
async fn the_texts_that_a_hook_had_printed_before_a_shutdown_cut_it_arrive_once() {
    let ended = Ended::default();
    let (router, mut handle) = mocked([hook("audit").with_background(true).with_once(true)]);
    let router = router.with_observer(ended.clone());
    let session = router.session(meta());
    let _ = fire(&session, PreToolUse::new(call())).await.unwrap();
    let asked = handle.next().await.unwrap();
    let mut answer = HookAnswer::proceed()
        .with_context("12 tests fail")
        .with_notice("see the log");
    answer.env.insert("BRANCH".into(), "main".into());
    asked.print(answer);
    let began = tokio::time::Instant::now();
    let cut = session.shutdown(Duration::from_secs(5)).await;
    assert_eq!(began.elapsed(), Duration::from_secs(5));
    assert_eq!(told(&cut), ["audit failed cancelled (said proceed)"]);
    let why = "ended because its session or the agent shut down";
    assert_eq!(cut[0].reason.as_deref(), Some(why));
    assert_eq!(told(&ended.0.lock().unwrap()), told(&cut));
    let said = session.take_pending();
    assert_eq!(said.for_model(), "12 tests fail");
    assert_eq!(said.for_user(), "see the log");
    assert!(session.take_pending().is_empty());
    // The run has not succeeded, so its variables are not set and its `once` is not used up.
    assert!(session.env().is_empty());
    let _ = fire(&session, PreToolUse::new(call())).await.unwrap();
    assert_eq!(handle.next().await.unwrap().id(), "audit");
}

#[tokio::test(start_paused = true)]
async fn a_block_that_a_hook_had_printed_before_a_shutdown_cut_it_is_told() {
    let (router, mut handle) = mocked([hook("audit").with_background(true)]);
    let session = router.session(meta());
    let _ = fire(&session, PreToolUse::new(call())).await.unwrap();
    let asked = handle.next().await.unwrap();
    asked.print(HookAnswer::block("it leaks a key"));
    let cut = router.shutdown(Duration::ZERO).await;
    assert_eq!(told(&cut), ["audit failed cancelled (said block)"]);
    let would = "the hook `audit`, which runs in the background, would have blocked the event PreToolUse: it leaks a key";
    assert_eq!(session.take_pending().for_model(), would);
}

#[tokio::test(start_paused = true)]
async fn the_texts_of_a_subagent_s_hook_that_its_parent_s_shutdown_cut_come_to_the_parent() {
    let (router, mut handle) = mocked([hook("audit").with_background(true)]);
    let parent = router.session(meta());
    let child = parent.child(Subagent::new("a1"));
    let _ = fire(&child, PreToolUse::new(call())).await.unwrap();
    drop(child);
    let asked = handle.next().await.unwrap();
    asked.print(HookAnswer::proceed().with_context("from below"));
    assert_eq!(parent.shutdown(Duration::ZERO).await.len(), 1);
    assert_eq!(parent.take_pending().for_model(), "from below");
}

#[tokio::test]
async fn the_texts_of_a_hook_that_its_executor_s_shutdown_ended_arrive_beside_the_failure() {
    let (router, mut handle) = mocked([hook("audit").with_background(true)]);
    let session = router.session(meta());
    let _ = fire(&session, PreToolUse::new(call())).await.unwrap();
    let asked = handle.next().await.unwrap();
    asked.print(HookAnswer::proceed().with_context("12 tests fail"));
    asked.fail(Cause::Cancelled, "the host was shut down");
    assert_eq!(session.shutdown(Duration::from_secs(5)).await, []);
    let said = session.take_pending();
    assert_eq!(said.for_model(), "12 tests fail");
    assert!(said.for_user().contains("the host was shut down"));
}
