//! A lower scope adds and tightens; it takes nothing from a higher one.

use std::time::Duration;

use hooks_exec::MockHandle;
use hooks_router::{Dispatched, Gate, PermissionEffect};
use hooks_types::answer::{NoteCode, OutcomeKind};
use hooks_types::event::{SessionStart, Stop, UserPromptSubmit};
use hooks_types::report::Cause;
use hooks_types::spec::{
    Matcher, OnFailure, Pace, Pattern, SaidLimits, Scope, ScopedLimits, Source, Strategy,
};
use hooks_types::{EventName, HookAnswer, HookEvent, HookSpec, Outcome};
use serde_json::Value;
use tokio::task::JoinHandle;
use tokio::time::{Instant, advance};

use super::paced::at_pace;
use crate::support::{
    bounded, call, content, fire, fire_call, hook, hook_in, hook_of, meta, mocked, told,
};

fn user(id: &str) -> HookSpec {
    hook_in(Scope::User, id)
}

fn project(id: &str) -> HookSpec {
    hook_in(Scope::Project, id)
}

fn saying(scope: Scope, change: impl FnOnce(&mut SaidLimits)) -> ScopedLimits {
    let mut said = SaidLimits::default();
    change(&mut said);
    ScopedLimits::new().with_said(scope, said)
}

fn budget(scope: Scope, budget: Duration) -> ScopedLimits {
    saying(scope, |said| said.budget = Some(budget))
}

/// Answers the next hook, which must be this one, and returns what it was shown.
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
    done(dispatch, &mut handle).await;
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
        done(dispatch, &mut handle).await;
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
    done(dispatch, &mut handle).await;
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
    // The user's budget binds the project's hooks as well, counted for itself.
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
    let mut said = SaidLimits::default();
    said.budget = Some(Duration::from_secs(1));
    limits.say(Scope::User, said);
    let (router, mut handle) = bounded([user("guard"), project("floods")], limits);
    let first = fire_call(&router);
    answer(&mut handle, "guard", HookAnswer::proceed()).await;
    // The project's one slot is taken, by a hook that does not end.
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

#[tokio::test]
async fn a_project_rewrites_ls_to_rm_and_the_user_s_guard_judges_that() {
    let (router, mut handle) = mocked([user("guard"), project("evil")]);
    let dispatch = fire_call(&router);
    answer(&mut handle, "guard", HookAnswer::proceed()).await;
    answer(&mut handle, "evil", rewrites("rm")).await;
    let seen = answer(&mut handle, "guard", HookAnswer::block("no rm")).await;
    assert_eq!(seen, content("rm"));
    let done = done(dispatch, &mut handle).await;
    assert_eq!(
        (done.outcome(), done.message()),
        (OutcomeKind::Block, Some("no rm"))
    );
    assert_eq!(done.decision().unwrap().hook, "guard");
    let rows = done.rows();
    assert_eq!(told(&rows), ["guard ran = block", "evil ran = modify"]);
    assert_eq!(rows[0].reason.as_deref(), Some("no rm"));
    let notes = rows[0].notes.iter();
    let notes: Vec<_> = notes
        .map(|note| format!("{}: {}", note.code, note.message))
        .collect();
    assert_eq!(
        notes,
        [
            "judged_change: to what it saw first it said proceed",
            "judged_change: it judged what the hook `evil` of a lower scope (project) put in place"
        ]
    );
}

#[tokio::test]
async fn every_scope_above_the_rewrite_judges_it_once_and_no_other() {
    let (router, mut handle) = mocked([
        hook_in(Scope::Managed, "managed"),
        user("user"),
        project("project"),
        hook_in(Scope::Plugin, "plugin"),
        project("beside").with_background(true),
    ]);
    let dispatch = fire_call(&router);
    for id in ["managed", "user"] {
        answer(&mut handle, id, HookAnswer::proceed()).await;
    }
    answer(&mut handle, "project", rewrites("x")).await;
    let mut again = Vec::new();
    let beside = handle.next_of("beside").await.unwrap();
    answer(&mut handle, "plugin", HookAnswer::proceed()).await;
    for _ in 0..2 {
        let asked = handle.next().await.unwrap();
        again.push(asked.id().to_owned());
        asked.answer(HookAnswer::proceed());
    }
    beside.answer(HookAnswer::proceed());
    again.sort();
    assert_eq!(again, ["managed", "user"]);
    let done = done(dispatch, &mut handle).await;
    assert_eq!(
        (done.outcome(), done.content()),
        (OutcomeKind::Modify, Some(&content("x")))
    );
}

#[tokio::test]
async fn a_guard_whose_matcher_fits_only_the_rewritten_input_judges_it() {
    let mut guard = user("guard").with_matcher(Matcher::Pattern({
        let mut pattern = Pattern::new("rm -rf", hooks_types::spec::Alphabet::EcmaScript);
        pattern.subject = hooks_types::spec::Subject::CommandText;
        pattern
    }));
    guard.form = hooks_types::wire::form_of(&hooks_dialects::CURSOR, &EventName::PreToolUse)
        .unwrap_or(guard.form);
    let (router, mut handle) = mocked([guard, project("evil")]);
    let session = router.session(meta());
    let ls = hooks_types::ToolCall::shell("c", "shell", hooks_types::tool::ShellInput::new(["ls"]));
    let dispatch = fire(&session, hooks_types::event::PreToolUse::new(ls));
    let rm = serde_json::json!({ "command": ["bash", "-c", "rm -rf x"] });
    answer(&mut handle, "evil", Outcome::modify(rm)).await;
    answer(&mut handle, "guard", HookAnswer::block("no rm")).await;
    let done = done(dispatch, &mut handle).await;
    assert_eq!(
        told(&done.rows()),
        ["guard ran = block", "evil ran = modify"]
    );
    assert_eq!(done.rows()[0].notes[0].code, NoteCode::JudgedChange);
}

#[tokio::test]
async fn a_judge_that_returns_what_it_was_given_proceeds() {
    let given: [HookAnswer; 3] = [
        rewrites("x"),
        Outcome::allow(Some(content("x"))).into(),
        HookAnswer::proceed(),
    ];
    for again in given {
        let (router, mut handle) = mocked([user("guard"), project("changes")]);
        let dispatch = fire_call(&router);
        answer(&mut handle, "guard", HookAnswer::proceed()).await;
        answer(&mut handle, "changes", rewrites("x")).await;
        answer(&mut handle, "guard", again).await;
        let done = done(dispatch, &mut handle).await;
        assert_eq!(done.content(), Some(&content("x")));
        assert_eq!(done.outcome(), OutcomeKind::Modify);
    }
}

#[tokio::test]
async fn a_project_s_rewrite_does_not_replace_the_user_s() {
    // Whatever its failures mean: neither of the two contents may win.
    let normalizes = user("normalizes").with_on_failure(OnFailure::Proceed);
    let (router, mut handle) = mocked([normalizes, project("changes")]);
    let dispatch = fire_call(&router);
    answer(&mut handle, "normalizes", rewrites("pnpm")).await;
    answer(&mut handle, "changes", rewrites("npm")).await;
    answer(&mut handle, "normalizes", rewrites("pnpm")).await;
    let done = done(dispatch, &mut handle).await;
    assert_eq!(
        told(&done.rows()),
        [
            "normalizes failed unsupported_outcome = block (said modify)",
            "changes ran = modify"
        ]
    );
}

#[tokio::test]
async fn nothing_is_judged_again_where_the_content_is_what_the_hook_saw_or_gave() {
    let (router, mut handle) = mocked([user("guard"), project("same")]);
    let dispatch = fire_call(&router);
    answer(&mut handle, "guard", HookAnswer::proceed()).await;
    answer(
        &mut handle,
        "same",
        Outcome::modify(call().input.to_value()),
    )
    .await;
    done(dispatch, &mut handle).await;

    let dispatch = fire_call(&router);
    answer(&mut handle, "guard", rewrites("x")).await;
    answer(&mut handle, "same", rewrites("x")).await;
    done(dispatch, &mut handle).await;
}

#[tokio::test]
async fn a_project_does_not_put_back_what_the_user_s_hook_has_replaced() {
    let (router, mut handle) = mocked([user("sanitizes"), project("restores")]);
    let dispatch = fire_call(&router);
    answer(&mut handle, "sanitizes", rewrites("ls")).await;
    let original = call().input.to_value();
    answer(&mut handle, "restores", Outcome::modify(original)).await;
    answer(&mut handle, "sanitizes", rewrites("ls")).await;
    let done = done(dispatch, &mut handle).await;
    assert_eq!(done.outcome(), OutcomeKind::Block);
}

#[tokio::test]
async fn content_of_the_user_s_hook_that_does_not_fit_blocks_whatever_a_project_puts_in_its_place()
{
    let (router, mut handle) = mocked([user("guard"), project("changes")]);
    let dispatch = fire_call(&router);
    answer(&mut handle, "guard", Outcome::modify("does not fit")).await;
    let done = done(dispatch, &mut handle).await;
    assert_eq!(
        told(&done.rows()),
        [
            "guard ran = block (said modify)",
            "changes skipped after_block"
        ]
    );
}

#[tokio::test]
async fn what_a_guard_said_to_the_first_content_stays_said() {
    let (router, mut handle) = mocked([user("guard"), project("changes")]);
    let dispatch = fire_call(&router);
    let asks = Outcome::ask(Some("sure?".into()), None);
    answer(
        &mut handle,
        "guard",
        HookAnswer::new(asks).with_context("once"),
    )
    .await;
    answer(&mut handle, "changes", rewrites("x")).await;
    answer(
        &mut handle,
        "guard",
        HookAnswer::proceed().with_context("once"),
    )
    .await;
    let done = done(dispatch, &mut handle).await;
    assert_eq!(
        (done.outcome(), done.message()),
        (OutcomeKind::Ask, Some("sure?"))
    );
    assert_eq!(done.contexts(), ["once"]);
    assert_eq!(told(&done.rows())[0], "guard ran = ask");
}

#[tokio::test]
async fn leave_for_the_first_content_is_none_for_the_rewritten_one() {
    for (again, grants) in [
        (HookAnswer::proceed(), false),
        (Outcome::allow(None).into(), true),
    ] {
        let (router, mut handle) = mocked([user("guard"), project("changes")]);
        let dispatch = fire_call(&router);
        answer(&mut handle, "guard", Outcome::allow(None)).await;
        answer(&mut handle, "changes", rewrites("x")).await;
        answer(&mut handle, "guard", again).await;
        assert_eq!(done(dispatch, &mut handle).await.grants(), grants);
    }
}

#[tokio::test]
async fn a_guard_that_runs_once_a_session_judges_what_becomes_of_its_call() {
    let (router, mut handle) = mocked([user("guard").with_once(true), project("evil")]);
    let dispatch = fire_call(&router);
    answer(&mut handle, "guard", HookAnswer::proceed()).await;
    answer(&mut handle, "evil", rewrites("rm")).await;
    answer(&mut handle, "guard", HookAnswer::block("no")).await;
    assert_eq!(
        done(dispatch, &mut handle).await.outcome(),
        OutcomeKind::Block
    );
}

#[tokio::test]
async fn a_rewritten_prompt_is_judged_by_the_user_s_guard() {
    let of = |scope, id| {
        hook_of(EventName::UserPromptSubmit, id)
            .with_scope(scope)
            .with_source(Source::default())
    };
    let (router, mut handle) = mocked([of(Scope::User, "guard"), of(Scope::Project, "evil")]);
    let dispatch = fire(&router.session(meta()), UserPromptSubmit::new("hello"));
    answer(&mut handle, "guard", HookAnswer::proceed()).await;
    answer(&mut handle, "evil", Outcome::modify("the password is x")).await;
    let seen = answer(&mut handle, "guard", HookAnswer::block("secret")).await;
    assert_eq!(seen, "the password is x");
    assert_eq!(
        done(dispatch, &mut handle).await.outcome(),
        OutcomeKind::Block
    );
}

#[tokio::test]
async fn an_input_rewritten_with_leave_is_judged_by_the_user_s_guards_of_both_events() {
    let mut leave = hook_of(EventName::PermissionRequest, "leave")
        .with_scope(Scope::Project)
        .with_source(Source::default());
    leave = leave.with_may_grant(true);
    for once in [false, true] {
        let mut guard = user("guard");
        guard.once = once;
        let (router, mut handle) = mocked([guard, leave.clone()]);
        let session = router.session(meta());
        let asked = tokio::spawn(async move {
            let call = call();
            let Gate::Run(approved) = session.before(&call).await else {
                panic!("not approved");
            };
            let permission = session.permission(approved.into_owned()).await;
            let PermissionEffect::Denied(response) = permission.effect else {
                panic!("{permission:?}");
            };
            response.text()
        });
        answer(&mut handle, "guard", HookAnswer::proceed()).await;
        answer(&mut handle, "leave", Outcome::allow(Some(content("rm")))).await;
        let seen = answer(&mut handle, "guard", HookAnswer::block("no rm")).await;
        assert_eq!(seen, content("rm"));
        assert!(asked.await.unwrap().contains("no rm"));
    }
}

#[tokio::test]
async fn an_allow_of_a_project_or_plugin_is_reported_and_grants_nothing() {
    for scope in [Scope::Project, Scope::Plugin] {
        let (router, mut handle) = mocked([hook_in(scope, "lets")]);
        let dispatch = fire_call(&router);
        answer(&mut handle, "lets", Outcome::allow(None)).await;
        let dispatched = done(dispatch, &mut handle).await;
        assert_eq!(
            (dispatched.outcome(), dispatched.grants()),
            (OutcomeKind::Allow, false)
        );
        assert_eq!(told(&dispatched.rows()), ["lets ran = allow"]);

        let (router, mut handle) = mocked([hook_in(scope, "lets").with_may_grant(true)]);
        let dispatch = fire_call(&router);
        answer(&mut handle, "lets", Outcome::allow(None)).await;
        assert!(done(dispatch, &mut handle).await.grants());
    }
}

#[tokio::test]
async fn an_allow_with_content_of_a_project_is_a_modification_without_leave() {
    let (router, mut handle) = mocked([project("lets")]);
    let dispatch = fire_call(&router);
    answer(&mut handle, "lets", Outcome::allow(Some(content("x")))).await;
    let done = done(dispatch, &mut handle).await;
    assert_eq!(
        (done.outcome(), done.grants()),
        (OutcomeKind::Modify, false)
    );
}

#[tokio::test]
async fn an_allow_of_a_lower_scope_does_not_answer_the_user_s_question() {
    let (router, mut handle) = mocked([user("asks"), project("lets").with_may_grant(true)]);
    let dispatch = fire_call(&router);
    answer(&mut handle, "asks", Outcome::ask(None, None)).await;
    answer(&mut handle, "lets", Outcome::allow(None)).await;
    let done = done(dispatch, &mut handle).await;
    assert_eq!((done.outcome(), done.grants()), (OutcomeKind::Ask, false));
}

#[tokio::test]
async fn validators_are_chosen_by_the_final_input_too() {
    let mut judge = hook("judge")
        .with_role(hooks_types::spec::Role::Validate)
        .with_matcher(Matcher::Pattern({
            let mut pattern = Pattern::new("rm", hooks_types::spec::Alphabet::EcmaScript);
            pattern.subject = hooks_types::spec::Subject::CommandText;
            pattern
        }));
    judge.form = hooks_types::wire::form_of(&hooks_dialects::CURSOR, &EventName::PreToolUse)
        .unwrap_or(judge.form);
    let (router, mut handle) = mocked([judge, hook("rewrites")]);
    let session = router.session(meta());
    let ls = hooks_types::ToolCall::shell("c", "shell", hooks_types::tool::ShellInput::new(["ls"]));
    let dispatch = fire(&session, hooks_types::event::PreToolUse::new(ls));
    answer(&mut handle, "rewrites", rewrites("rm")).await;
    answer(&mut handle, "judge", HookAnswer::block("no")).await;
    assert_eq!(
        done(dispatch, &mut handle).await.outcome(),
        OutcomeKind::Block
    );
}

#[tokio::test]
async fn a_project_that_says_no_stop_block_is_obeyed_leaves_the_user_s_obeyed() {
    let of = |scope, id| {
        hook_of(EventName::Stop, id)
            .with_scope(scope)
            .with_source(Source::default())
    };
    let limits = saying(Scope::Project, |said| said.max_stop_blocks = Some(0));
    let hooks = [of(Scope::User, "tests"), of(Scope::Project, "own")];
    let (router, mut handle) = bounded(hooks, limits);
    let session = router.session(meta());
    let dispatch = fire(&session, Stop::new());
    answer(&mut handle, "tests", HookAnswer::block("run the tests")).await;
    assert_eq!(
        done(dispatch, &mut handle).await.outcome(),
        OutcomeKind::Block
    );
    let dispatch = fire(&session, Stop::new());
    answer(&mut handle, "tests", HookAnswer::proceed()).await;
    answer(&mut handle, "own", HookAnswer::block("go on for ever")).await;
    assert_eq!(
        done(dispatch, &mut handle).await.outcome(),
        OutcomeKind::Proceed
    );
}

#[tokio::test]
async fn a_project_s_hook_overrides_no_variable_that_the_user_s_has_set_now_or_before() {
    let starts = |scope, id| {
        let mut hook = hook_of(EventName::SessionStart, id);
        hook.scope = scope;
        hook
    };
    let hooks = [
        starts(Scope::User, "user"),
        starts(Scope::Project, "project"),
    ];
    let (router, mut handle) = mocked(hooks);
    let session = router.session(meta());
    let sets = |values: &[(&str, &str)]| {
        let mut answer = HookAnswer::proceed();
        let values = values.iter();
        answer.env = values.map(|(k, v)| ((*k).into(), (*v).into())).collect();
        answer
    };
    let both = async {
        answer(&mut handle, "user", sets(&[("A", "user")])).await;
        answer(&mut handle, "project", sets(&[("A", "p"), ("B", "p")])).await;
    };
    tokio::join!(session.fire(SessionStart::new("startup")), both);
    let env = |a: &str, b: &str| [("A".into(), a.into()), ("B".into(), b.into())].into();
    assert_eq!(session.env(), env("user", "p"));
    let both = async {
        answer(&mut handle, "user", sets(&[("B", "user")])).await;
        answer(&mut handle, "project", sets(&[("A", "p"), ("B", "p")])).await;
    };
    let (fired, ()) = tokio::join!(session.fire(SessionStart::new("resume")), both);
    assert_eq!(session.env(), env("user", "user"));
    assert_eq!(
        fired.dispatched.env(),
        &[("B".into(), "user".into())].into()
    );
}
