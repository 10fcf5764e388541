//! A rewrite by a lower scope is judged by every higher scope.

use super::*;

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
            "judged_change: for the first content it saw it answered proceed",
            "judged_change: it judged the replacement by the hook `evil` of a lower scope (project)"
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
        let mut pattern = Pattern::new("rm -rf", hooks_types::spec::PatternSyntax::EcmaScript);
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
async fn a_judge_that_returns_its_input_unchanged_proceeds() {
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
    // The call is blocked whatever the failure policy is, because neither of the two contents may
    // win.
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
    let _ = done(dispatch, &mut handle).await;

    let dispatch = fire_call(&router);
    answer(&mut handle, "guard", rewrites("x")).await;
    answer(&mut handle, "same", rewrites("x")).await;
    let _ = done(dispatch, &mut handle).await;
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
async fn validators_are_chosen_by_the_final_input_too() {
    let mut judge = hook("judge")
        .with_role(hooks_types::spec::Role::Validate)
        .with_matcher(Matcher::Pattern({
            let mut pattern = Pattern::new("rm", hooks_types::spec::PatternSyntax::EcmaScript);
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
