//! The effect of allows, stops and variables from a lower scope.

use super::*;

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
    let _ = tokio::join!(session.fire(SessionStart::new("startup")), both);
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
