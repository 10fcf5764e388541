//! Tests fault 29 of docs/faults.md: the agent ends while hooks run.

use super::*;

#[tokio::test]
async fn f29_shutdown_ends_every_group() {
    let rig = Rig::new();
    let executor = ProcessExecutor::new();
    let other = vec![rig.beacon("other"), Step::Hang];
    let steps = [Step::Start(other, vec![]), rig.beacon("hook"), Step::Hang];
    let blocking = [
        Step::Print(Stream::Out, format!("{BLOCK}\n")),
        rig.beacon("blocking"),
        Step::Hang,
    ];
    let silent = start(&executor, rig.request(&steps));
    let blocked = start(&executor, rig.request(&blocking));
    let hook = rig.connected("hook").await;
    let other = rig.connected("other").await;
    let blocking = rig.connected("blocking").await;
    assert_eq!(executor.running(), 2);
    assert_eq!(soon("the shutdown", executor.shutdown(LONG)).await, 0);
    for dead in [hook, other, blocking] {
        dead.dead().await;
    }
    let silent = silent.await.unwrap();
    assert_eq!(silent.result.unwrap_err().cause, Cause::Cancelled);
    assert_eq!(blocked.await.unwrap().result, Ok(HookAnswer::block("no")));
    let refused = start(&executor, rig.request(&[])).await.unwrap();
    assert_eq!(refused.result.unwrap_err().cause, Cause::Cancelled);
}

#[tokio::test]
async fn f29_kill_all_needs_no_runtime() {
    let rig = Rig::new();
    let executor = ProcessExecutor::new();
    let started = start(&executor, rig.request(&[rig.beacon("hook"), Step::Hang]));
    let hook = rig.connected("hook").await;
    let killer = executor.clone();
    let killed = std::thread::spawn(move || killer.kill_all());
    assert_eq!(killed.join().unwrap(), 1);
    hook.dead().await;
    let run = started.await.unwrap();
    assert_eq!(run.result.unwrap_err().cause, Cause::Cancelled);
}

/// Returns a session with a background hook that answers `says`. Waits until this hook has connected to the test.
async fn beside_a_session(rig: &Rig, executor: &ProcessExecutor, says: &str) -> (Session, Beacon) {
    let steps = [
        Step::ReadAll,
        Step::Print(Stream::Out, says.to_owned()),
        rig.beacon("hook"),
        Step::Hang,
    ];
    let request = rig.request(&steps);
    let spec = HookSpec::clone(&request.spec).with_background(true);
    let router = Router::new(
        vec![spec],
        ScopedLimits::default(),
        Arc::new(executor.clone()),
    );
    // The payload does not fit into a pipe at once. So if the hook has read all of it, the run was not only started but
    // is being polled.
    let large = rig.payload(1024 * 1024);
    let payload = large.payload();
    let session = router.session(SessionMeta::clone(&payload.meta));
    let fired = Payload::clone(payload);
    let _ = session.dispatch(fired, DispatchOptions::default()).await;
    (session, rig.connected("hook").await)
}

#[tokio::test]
async fn f29_what_a_background_hook_had_printed_before_a_shutdown_cut_it_arrives() {
    let rig = Rig::new();
    let executor = ProcessExecutor::new();
    let says = r#"{"context":"12 tests fail","notice":"see the log"}"#;
    let (session, hook) = beside_a_session(&rig, &executor, says).await;
    let cut = soon("the shutdown", session.shutdown(Duration::ZERO)).await;
    hook.dead().await;
    assert_eq!(cut.len(), 1);
    assert_eq!(cut[0].status, RowStatus::Failed);
    assert_eq!(cut[0].cause, Some(Cause::Cancelled));
    assert_eq!(cut[0].said, Some(OutcomeKind::Proceed));
    let said = session.take_pending();
    assert_eq!(said.for_model(), "12 tests fail");
    assert_eq!(said.for_user(), "see the log");
}

#[tokio::test]
async fn f29_earlier_output_arrives_also_if_the_executor_ended_the_hook() {
    let rig = Rig::new();
    let executor = ProcessExecutor::new();
    let (session, hook) = beside_a_session(&rig, &executor, r#"{"context":"a text"}"#).await;
    soon("the executor's end", executor.shutdown(LONG)).await;
    hook.dead().await;
    soon("the session's end", session.shutdown(LONG)).await;
    assert_eq!(session.take_pending().for_model(), "a text");
}

#[tokio::test]
async fn f29_a_block_that_a_cut_hook_had_printed_is_told_and_half_an_answer_is_not() {
    let rig = Rig::new();
    let executor = ProcessExecutor::new();
    let (session, hook) = beside_a_session(&rig, &executor, BLOCK).await;
    let cut = soon("the shutdown", session.shutdown(Duration::ZERO)).await;
    hook.dead().await;
    assert_eq!(cut[0].said, Some(OutcomeKind::Block));
    assert_eq!(cut[0].outcome, None);
    assert!(
        session
            .take_pending()
            .for_model()
            .ends_with("would have blocked the event PreToolUse: no")
    );
    for half in [
        r#"{"context":"a te"#,
        "a text",
        r#"{"context":"a"} and"#,
        "",
    ] {
        let (session, hook) = beside_a_session(&rig, &executor, half).await;
        let cut = soon("the shutdown", session.shutdown(Duration::ZERO)).await;
        hook.dead().await;
        assert_eq!((cut.len(), cut[0].said), (1, None), "{half}");
        assert!(session.take_pending().is_empty(), "{half}");
    }
}
