//! A lower scope can add hooks and tighten decisions. It cannot take anything from a higher scope.

use std::time::Duration;

use hooks_exec::MockHandle;
use hooks_router::{Dispatched, Gate, PermissionEffect};
use hooks_types::answer::{NoteCode, OutcomeKind};
use hooks_types::event::{SessionStart, Stop, UserPromptSubmit};
use hooks_types::report::Cause;
use hooks_types::spec::{
    ConfiguredLimits, Matcher, OnFailure, Pace, Pattern, Scope, ScopedLimits, Source, Strategy,
};
use hooks_types::{EventName, HookAnswer, HookEvent, HookSpec, Outcome};
use serde_json::Value;
use tokio::task::JoinHandle;
use tokio::time::{Instant, advance};

use super::paced::at_pace;
use crate::support::{
    bounded, call, content, fire, fire_call, hook, hook_in, hook_of, meta, mocked, told,
};

mod granted;
mod judged;

fn user(id: &str) -> HookSpec {
    hook_in(Scope::User, id)
}

fn project(id: &str) -> HookSpec {
    hook_in(Scope::Project, id)
}

fn saying(scope: Scope, change: impl FnOnce(&mut ConfiguredLimits)) -> ScopedLimits {
    let mut said = ConfiguredLimits::default();
    change(&mut said);
    ScopedLimits::new().with_said(scope, said)
}

fn budget(scope: Scope, budget: Duration) -> ScopedLimits {
    saying(scope, |said| said.budget = Some(budget))
}

/// Answers the next hook, which must have this id, and returns the content that the hook was shown.
async fn answer(handle: &mut MockHandle, id: &str, answer: impl Into<HookAnswer>) -> Value {
    let asked = handle.next().await.unwrap();
    assert_eq!(asked.id(), id);
    let shown = match &asked.request().payload.payload().event {
        HookEvent::PreToolUse(event) => event.call.input.to_value(),
        HookEvent::PermissionRequest(event) => event.call.input.to_value(),
        HookEvent::UserPromptSubmit(prompt) => Value::String(prompt.user_message.clone()),
        _ => Value::Null,
    };
    asked.answer(answer);
    shown
}

fn rewrites(to: &str) -> HookAnswer {
    Outcome::modify(content(to)).into()
}

async fn done(dispatch: JoinHandle<Dispatched>, handle: &mut MockHandle) -> Dispatched {
    let done = dispatch.await.unwrap();
    assert!(handle.try_next().is_none());
    done
}

#[tokio::test]
async fn hooks_run_by_scope_highest_first_whatever_the_load_order() {
    let all = |id, scope| hook_in(scope, id).with_strategy(Strategy::All);
    let (router, mut handle) = mocked([
        all("plugin", Scope::Plugin),
        all("project", Scope::Project),
        all("user", Scope::User),
        all("session", Scope::Session),
        all("managed", Scope::Managed),
        all("second", Scope::Managed),
    ]);
    let order = ["managed", "second", "session", "user", "project", "plugin"];
    let ids: Vec<_> = router.hooks().map(|hook| hook.id.clone()).collect();
    assert_eq!(ids, order);
    let dispatch = fire_call(&router);
    for id in order {
        answer(&mut handle, id, HookAnswer::proceed()).await;
    }
    let _ = done(dispatch, &mut handle).await;
}

#[tokio::test]
async fn segments_do_not_span_scopes() {
    for strategy in [Strategy::Parallel, Strategy::All] {
        let (router, mut handle) = mocked([
            user("guard").with_strategy(strategy),
            project("joins").with_strategy(strategy),
        ]);
        let dispatch = fire_call(&router);
        let guard = handle.next_of("guard").await.unwrap();
        tokio::task::yield_now().await;
        assert!(handle.try_next().is_none(), "{strategy:?}");
        guard.answer(HookAnswer::proceed());
        answer(&mut handle, "joins", HookAnswer::proceed()).await;
        let _ = done(dispatch, &mut handle).await;
    }
}

#[tokio::test]
async fn a_project_s_pace_does_not_slow_the_user_s_hooks() {
    let all = |hook: HookSpec| hook.with_strategy(Strategy::All);
    let in_turn = at_pace(all(project("p")), Pace::InTurnMerged);
    let (router, mut handle) = mocked([all(user("a")), all(user("b")), in_turn]);
    let dispatch = fire_call(&router);
    let (a, b) = (handle.next().await.unwrap(), handle.next().await.unwrap());
    a.answer(HookAnswer::proceed());
    b.answer(HookAnswer::proceed());
    answer(&mut handle, "p", HookAnswer::proceed()).await;
    let _ = done(dispatch, &mut handle).await;
}

#[tokio::test]
async fn an_identical_hook_of_a_project_does_not_replace_the_user_s() {
    let copy = |hook: HookSpec| hook.with_identity("same");
    let (router, mut handle) = mocked([
        copy(project("copy")).with_timeout(Duration::from_millis(1)),
        copy(user("guard")),
    ]);
    let dispatch = fire_call(&router);
    answer(&mut handle, "guard", HookAnswer::block("no")).await;
    let done = done(dispatch, &mut handle).await;
    assert_eq!(
        told(&done.rows()),
        ["guard ran = block", "copy skipped duplicate"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_project_s_budget_does_not_shorten_the_user_s_hooks() {
    let limits = budget(Scope::Project, Duration::from_millis(1));
    let (router, mut handle) = bounded([user("guard"), project("own")], limits);
    let dispatch = fire_call(&router);
    let guard = handle.next().await.unwrap();
    assert!(guard.request().deadline > Instant::now() + Duration::from_secs(20));
    advance(Duration::from_secs(20)).await;
    guard.answer(HookAnswer::proceed());
    handle.next().await.unwrap().withhold();
    let done = done(dispatch, &mut handle).await;
    assert_eq!(
        told(&done.rows()),
        ["guard ran = proceed", "own failed budget = block"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_slow_project_uses_up_nothing_of_the_budget_of_the_user_s_validators() {
    let limits = budget(Scope::User, Duration::from_secs(2));
    let hooks = [
        user("first"),
        user("judge").with_role(hooks_types::spec::Role::Validate),
        project("slow").with_on_failure(OnFailure::Proceed),
    ];
    let (router, mut handle) = bounded(hooks, limits);
    let dispatch = fire_call(&router);
    let first = handle.next().await.unwrap();
    advance(Duration::from_millis(500)).await;
    first.answer(HookAnswer::proceed());
    // The user's budget applies to the project's hooks too, and is counted separately for them.
    let slow = handle.next().await.unwrap();
    let two = Duration::from_secs(2);
    assert_eq!(slow.request().deadline, Instant::now() + two);
    slow.withhold();
    let judge = handle.next_of("judge").await.unwrap();
    let left = Duration::from_millis(1500);
    assert_eq!(judge.request().deadline, Instant::now() + left);
    judge.answer(HookAnswer::block("no"));
    let done = done(dispatch, &mut handle).await;
    assert_eq!(
        told(&done.rows()),
        [
            "first ran = proceed",
            "judge ran = block",
            "slow failed budget = proceed"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn of_the_time_of_the_whole_dispatch_a_project_leaves_half_for_the_user_s_judges() {
    let limits = ScopedLimits::new().with_total(Duration::from_secs(8));
    let hooks = [
        user("judge").with_role(hooks_types::spec::Role::Validate),
        project("slow").with_on_failure(OnFailure::Proceed),
    ];
    let (router, mut handle) = bounded(hooks, limits);
    let began = Instant::now();
    let dispatch = fire_call(&router);
    let slow = handle.next().await.unwrap();
    assert_eq!(slow.request().deadline, began + Duration::from_secs(4));
    advance(Duration::from_secs(4)).await;
    slow.fail(Cause::Timeout, "no answer in time");
    let judge = handle.next().await.unwrap();
    assert_eq!(judge.request().deadline, began + Duration::from_secs(8));
    judge.answer(HookAnswer::block("no"));
    let done = done(dispatch, &mut handle).await;
    assert_eq!(
        told(&done.rows()),
        ["judge ran = block", "slow failed budget = proceed"]
    );
}

#[tokio::test(start_paused = true)]
async fn hooks_of_a_project_that_hold_every_slot_keep_none_of_the_user_s_waiting() {
    let mut limits = saying(Scope::User, |said| said.max_concurrency = Some(1));
    let mut said = ConfiguredLimits::default();
    said.budget = Some(Duration::from_secs(1));
    limits.say(Scope::User, said);
    let (router, mut handle) = bounded([user("guard"), project("floods")], limits);
    let first = fire_call(&router);
    answer(&mut handle, "guard", HookAnswer::proceed()).await;
    // The project's only slot is taken by a hook that does not end.
    let _held = handle.next_of("floods").await.unwrap();
    let second = fire_call(&router);
    answer(&mut handle, "guard", HookAnswer::block("no")).await;
    let second = second.await.unwrap();
    assert_eq!(
        told(&second.rows()),
        ["guard ran = block", "floods skipped after_block"]
    );
    first.abort();
}

#[tokio::test(start_paused = true)]
async fn background_hooks_of_a_project_neither_fill_the_user_s_queue_nor_its_slots() {
    let limits = saying(Scope::Managed, |said| said.max_concurrency = Some(1));
    let floods = (0..100).map(|n| project(&format!("f{n}")).with_background(true));
    let mut hooks: Vec<HookSpec> = floods.collect();
    hooks.push(user("audit").with_background(true));
    let (router, mut handle) = bounded(hooks, limits);
    let session = router.session(meta());
    let event = || hooks_types::event::PreToolUse::new(call());
    let first = fire(&session, event()).await.unwrap();
    let full = Some(Cause::QueueFull);
    assert!(first.rows().iter().any(|row| row.cause == full));
    assert_eq!(told(&first.rows())[0], "audit started");
    handle
        .next_of("audit")
        .await
        .unwrap()
        .answer(HookAnswer::proceed());
    let second = fire(&session, event()).await.unwrap();
    assert_eq!(told(&second.rows())[0], "audit started");
    handle
        .next_of("audit")
        .await
        .unwrap()
        .answer(HookAnswer::proceed());
}
