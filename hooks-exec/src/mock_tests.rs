use std::sync::Arc;
use std::time::Duration;

use hooks_types::event::Stop;
use hooks_types::spec::{Handler, OtherHandler};
use hooks_types::{EventName, HookSpec, Payload, SessionMeta};
use tokio::time::timeout;

use super::*;
use crate::wire_forms::SharedPayload;

fn request(id: &str) -> HookRequest {
    let payload = Payload::new(Arc::new(SessionMeta::new("s", "/")), Stop::new());
    let handler = Handler::Other(OtherHandler::new("any", serde_json::Map::new()));
    let spec = HookSpec::new(id, EventName::Stop, handler);
    HookRequest::new(Arc::new(spec), SharedPayload::new(payload))
}

fn start(executor: &MockExecutor, id: &str) -> tokio::task::JoinHandle<HookRun> {
    let executor = executor.clone();
    let request = request(id);
    tokio::spawn(async move { executor.execute(request).await })
}

#[tokio::test]
async fn the_test_answers_and_fails_in_the_order_it_likes() {
    let (executor, mut handle) = MockExecutor::pair();
    let first = start(&executor, "first");
    let second = start(&executor, "second");
    handle
        .next_of("second")
        .await
        .unwrap()
        .answer(HookAnswer::block("no"));
    assert_eq!(second.await.unwrap().result, Ok(HookAnswer::block("no")));
    handle
        .next()
        .await
        .unwrap()
        .fail(Cause::ExitCode, "it exited with 1");
    let failure = Failure::new(Cause::ExitCode, "it exited with 1");
    assert_eq!(first.await.unwrap().result, Err(failure));
}

#[tokio::test(start_paused = true)]
async fn a_withheld_hook_never_answers() {
    let (executor, mut handle) = MockExecutor::pair();
    let run = start(&executor, "hook");
    handle.next().await.unwrap().withhold();
    assert!(timeout(Duration::from_secs(3600), run).await.is_err());
}

#[tokio::test]
async fn a_dropped_hook_is_seen_by_the_test() {
    let (executor, mut handle) = MockExecutor::pair();
    let run = start(&executor, "hook");
    let mut call = handle.next().await.unwrap();
    assert!(!call.is_cancelled());
    run.abort();
    call.cancelled().await;
    assert!(call.is_cancelled());
}

#[tokio::test]
async fn a_request_that_the_test_lets_fall_is_a_failure() {
    let (executor, mut handle) = MockExecutor::pair();
    let run = start(&executor, "hook");
    drop(handle.next().await);
    assert_eq!(
        run.await.unwrap().result.unwrap_err().cause,
        Cause::Cancelled
    );
}

#[tokio::test]
async fn an_executor_without_its_handle_fails() {
    let (executor, handle) = MockExecutor::pair();
    drop(handle);
    let run = executor.execute(request("hook")).await;
    assert_eq!(run.result.unwrap_err().cause, Cause::Cancelled);
}

#[tokio::test]
async fn a_panic_on_demand_reaches_the_awaiting_task() {
    let (executor, mut handle) = MockExecutor::pair();
    let run = start(&executor, "hook");
    handle.next().await.unwrap().panic("made up");
    assert!(run.await.unwrap_err().is_panic());
}

#[tokio::test]
async fn try_next_sees_only_what_was_asked() {
    let (executor, mut handle) = MockExecutor::pair();
    assert!(handle.try_next().is_none());
    let run = start(&executor, "hook");
    handle.next_of("hook").await.unwrap().withhold();
    assert!(handle.try_next().is_none());
    run.abort();
}

#[tokio::test]
async fn what_was_dropped_is_told_apart() {
    let (executor, mut handle) = MockExecutor::pair();
    let run = start(&executor, "hook");
    drop(handle.next().await.unwrap());
    let failure = run.await.unwrap().result.unwrap_err();
    assert_eq!(
        failure.message,
        "the test dropped the call without an answer"
    );
    drop(handle);
    let failure = executor.execute(request("hook")).await.result.unwrap_err();
    assert_eq!(
        failure.message,
        "the handle of the mock executor was dropped"
    );
}
