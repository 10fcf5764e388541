use std::future::pending;
use std::time::Duration;

use hooks_types::event::Stop;
use hooks_types::{EventName, HookSpec, Payload, SessionMeta};
use tokio::sync::oneshot;

use super::*;
use crate::wire_forms::SharedPayload;

fn request(key: &str) -> HookRequest {
    let payload = Payload::new(Arc::new(SessionMeta::new("s", "/")), Stop::new());
    let handler = Handler::InProcess {
        key: key.to_owned(),
    };
    let spec = HookSpec::new("h", EventName::Stop, handler).with_timeout(Duration::from_secs(5));
    HookRequest::new(Arc::new(spec), SharedPayload::new(payload))
}

#[tokio::test(start_paused = true)]
async fn the_closure_of_the_key_answers() {
    let executor = ClosureExecutor::new()
        .with_hook("a", |_| async { Ok(HookAnswer::proceed()) })
        .with_hook("b", |_| async { Ok(HookAnswer::block("no")) });
    let run = executor.execute(request("b")).await;
    assert_eq!(run.result, Ok(HookAnswer::block("no")));
}

#[tokio::test]
async fn an_unknown_key_is_a_failure_that_names_it() {
    let run = ClosureExecutor::new().execute(request("absent")).await;
    let failure = Failure::new(
        Cause::NoExecutor,
        "no in-process hook is registered under `absent`",
    );
    assert_eq!(run.result, Err(failure));
}

#[tokio::test]
async fn another_kind_of_handler_is_a_failure() {
    let mut request = request("a");
    let handler = Handler::Command(hooks_types::spec::Command::argv(["/bin/true"]));
    request.spec = Arc::new(HookSpec::new("h", EventName::Stop, handler));
    let run = ClosureExecutor::new().execute(request).await;
    assert_eq!(run.result.unwrap_err().cause, Cause::NoExecutor);
}

#[tokio::test]
async fn a_panic_before_the_first_await_is_a_failure() {
    let executor = ClosureExecutor::new().with_hook("a", |request: HookRequest| {
        assert_eq!(request.run_id, 1, "made up");
        async { Ok(HookAnswer::proceed()) }
    });
    let run = executor.execute(request("a")).await;
    let failure = run.result.unwrap_err();
    assert_eq!(failure.cause, Cause::Panicked);
    assert!(failure.message.contains("made up"), "{failure}");
}

#[tokio::test]
async fn a_panic_after_an_await_is_a_failure_and_the_executor_lives_on() {
    let executor = ClosureExecutor::new()
        .with_hook("bad", |_| async {
            tokio::task::yield_now().await;
            panic!("half way")
        })
        .with_hook("good", |_| async { Ok(HookAnswer::block("still here")) });
    let run = executor.execute(request("bad")).await;
    let failure = Failure::new(Cause::Panicked, "the in-process hook panicked: half way");
    assert_eq!(run.result, Err(failure));
    let run = executor.execute(request("good")).await;
    assert_eq!(run.result, Ok(HookAnswer::block("still here")));
}

#[tokio::test(start_paused = true)]
async fn a_closure_that_never_answers_times_out_and_is_dropped() {
    let (alive, mut dropped) = oneshot::channel::<()>();
    let alive = std::sync::Mutex::new(Some(alive));
    let executor = ClosureExecutor::new().with_hook("a", move |_| {
        let alive = alive.lock().unwrap().take();
        async move {
            let _alive = alive;
            pending().await
        }
    });
    let run = executor.execute(request("a")).await;
    assert_eq!(run.result.unwrap_err().cause, Cause::Timeout);
    assert_eq!(run.facts.duration, Duration::from_secs(5));
    assert_eq!(
        dropped.try_recv(),
        Err(oneshot::error::TryRecvError::Closed)
    );
}
