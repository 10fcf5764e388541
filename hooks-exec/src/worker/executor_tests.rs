//! Tests what an event costs before its worker is asked.

#[cfg(unix)]
use std::future::poll_fn;
#[cfg(unix)]
use std::pin::pin;
#[cfg(unix)]
use std::task::Poll;

use hooks_types::event::Stop;
use hooks_types::report::Cause;
use hooks_types::spec::Command;
use hooks_types::{EventName, HookAnswer, HookSpec, Payload, SessionMeta};

use super::*;
use crate::wire_forms::SharedPayload;
#[cfg(unix)]
use crate::worker::{instance::Worker, pending_event::PendingEvent, request_output::RequestOutput};

/// The future of a run is boxed for each event. Up to about this size, allocators such as glibc's reuse the block that
/// the last event freed. The futures of rare cases are boxed separately, so their size is not included.
#[test]
fn asking_a_worker_takes_little_room() {
    let command = Command::argv(["hook"]).with_launch(Launch::Worker);
    let spec = HookSpec::command("h", EventName::Stop, command);
    let payload = Payload::new(Arc::new(SessionMeta::new("s", "/")), Stop::default());
    let request = HookRequest::new(Arc::new(spec), SharedPayload::new(payload));
    let executor = WorkerExecutor::default();
    let room = size_of_val(&*executor.execute(request));
    assert!(room <= 1024, "{room} bytes");
}

/// A worker that answers every event but the `silent`th.
#[cfg(unix)]
fn silent_once(silent: u32) -> Arc<HookSpec> {
    let text = format!(
        r#"read -r hello; echo '{{"type":"hello","protocol":1}}'; n=0
while read -r event; do
  n=$((n + 1)); id=${{event#*'"id":'}}
  [ $n -eq {silent} ] || echo "{{\"id\":${{id%%,*}},\"exit\":0}}"
done"#
    );
    let command = Command::argv(["/bin/sh", "-c", &text]).with_launch(Launch::Worker);
    Arc::new(HookSpec::command("h", EventName::Stop, command))
}

#[cfg(unix)]
fn request_for(spec: &Arc<HookSpec>) -> HookRequest {
    let payload = Payload::new(Arc::new(SessionMeta::new("s", "/")), Stop::default());
    HookRequest::new(Arc::clone(spec), SharedPayload::new(payload))
}

#[cfg(unix)]
#[tokio::test]
async fn an_event_without_a_timer_of_its_own_ends_at_its_deadline() {
    for silent in [2, 3] {
        let spec = silent_once(silent);
        let executor = WorkerExecutor::default();
        for _ in 1..silent {
            let run = executor.execute(request_for(&spec)).await;
            assert_eq!(run.result, Ok(HookAnswer::proceed()), "{:?}", run.facts);
        }
        let mut request = request_for(&spec);
        request.allowance = crate::Allowance::new(Duration::ZERO, Duration::ZERO);
        let begun = Instant::now();
        request.deadline = begun + Duration::from_secs(100);
        // The paused clock jumps to the next timer whenever every task waits.
        tokio::time::pause();
        let run = executor.execute(request).await;
        let waited = begun.elapsed();
        tokio::time::resume();
        let failure = run.result.unwrap_err();
        assert_eq!(failure.cause, Cause::Timeout, "{failure:?}");
        assert!(waited >= Duration::from_secs(100), "{waited:?}");
        assert!(waited < Duration::from_secs(102), "{waited:?}");
        executor.kill_all();
    }
}

#[cfg(unix)]
#[test]
fn an_event_ends_at_its_deadline_while_the_runtime_of_its_worker_is_blocked() {
    let runtime = |paused| {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_all().start_paused(paused).build().unwrap()
    };
    let (spec, executor) = (silent_once(2), WorkerExecutor::default());
    let first = runtime(false);
    let run = first.block_on(executor.execute(request_for(&spec)));
    assert_eq!(run.result, Ok(HookAnswer::proceed()), "{:?}", run.facts);
    let run = runtime(true).block_on(async {
        let mut request = request_for(&spec);
        request.allowance = crate::Allowance::new(Duration::ZERO, Duration::ZERO);
        request.deadline = Instant::now() + Duration::from_secs(100);
        executor.execute(request).await
    });
    assert_eq!(run.result.unwrap_err().cause, Cause::Timeout);
    executor.kill_all();
}

#[cfg(unix)]
#[tokio::test]
async fn a_start_with_more_files_than_are_watched_is_noted_once() {
    let folder = tempfile::tempdir().unwrap();
    let text = r#"read -r hello; echo '{"type":"hello","protocol":1}'
while read -r event; do
  id=${event#*'"id":'}; echo "{\"id\":${id%%,*},\"exit\":0}"
done"#;
    let mut argv = vec!["/bin/sh".to_owned(), "-c".to_owned(), text.to_owned()];
    for number in 0..40 {
        let file = folder.path().join(number.to_string());
        std::fs::write(&file, "").unwrap();
        argv.push(file.to_str().unwrap().to_owned());
    }
    let command = Command::argv(argv).with_launch(Launch::Worker);
    let spec = Arc::new(HookSpec::command("h", EventName::Stop, command));
    let executor = WorkerExecutor::default();
    for noted in [true, false] {
        let meta = SessionMeta::new("s", folder.path().to_str().unwrap());
        let payload = Payload::new(Arc::new(meta), Stop::default());
        let request = HookRequest::new(Arc::clone(&spec), SharedPayload::new(payload));
        let run = executor.execute(request).await;
        assert_eq!(run.result, Ok(HookAnswer::proceed()), "{:?}", run.facts);
        let notes = run.facts.notes.iter();
        let told = notes.filter(|note| note.message.contains("only 32 files"));
        assert_eq!(told.count(), usize::from(noted), "{:?}", run.facts.notes);
    }
    executor.shutdown(Duration::from_secs(5)).await;
}

/// Returns the worker that was started last for a request.
#[cfg(unix)]
fn worker_of(executor: &WorkerExecutor, request: &HookRequest) -> Arc<Worker> {
    let slot = executor.pool.slot(request, 9).unwrap();
    slot.newest().unwrap()
}

#[cfg(unix)]
#[tokio::test]
async fn a_worker_that_stops_reading_is_asked_to_end_at_the_deadline_of_a_long_event() {
    let text = r#"read -r hello; echo '{"type":"hello","protocol":1}'
read -r event; id=${event#*'"id":'}
echo "{\"id\":${id%%,*},\"exit\":0}"
sleep 1000 & wait"#;
    let command = Command::argv(["/bin/sh", "-c", text]).with_launch(Launch::Worker);
    let spec = Arc::new(HookSpec::command("h", EventName::Stop, command));
    let executor = WorkerExecutor::default();
    let run = executor.execute(request_for(&spec)).await;
    assert_eq!(run.result, Ok(HookAnswer::proceed()), "{:?}", run.facts);
    // The pipe does not take a line of this length, so most of the time passes while the line is being written.
    let mut stop = Stop::default();
    stop.last_assistant_message = Some("a".repeat(400_000));
    let payload = Payload::new(Arc::new(SessionMeta::new("s", "/")), stop);
    let mut request = HookRequest::new(Arc::clone(&spec), SharedPayload::new(payload));
    let worker = worker_of(&executor, &request);
    // The attendant wakes the tasks about every second, so this lies between two of these times.
    let deadline = Instant::now() + Duration::from_millis(4500);
    request.deadline = deadline;
    // The paused clock jumps to the next timer whenever every task waits.
    tokio::time::pause();
    // In a task of its own, so that the timer below does not wake it.
    let asking = executor.clone();
    let run = tokio::spawn(async move { asking.execute(request).await });
    tokio::time::sleep_until(deadline + Duration::from_millis(2)).await;
    assert!(!worker.serves());
    tokio::time::resume();
    let failure = run.await.unwrap().result.unwrap_err();
    assert_eq!(failure.cause, Cause::Timeout, "{failure:?}");
    executor.kill_all();
}

#[cfg(unix)]
#[tokio::test]
async fn a_task_that_begins_to_wait_while_its_worker_ends_uses_a_timer_of_its_own() {
    let spec = silent_once(2);
    for ends in [Worker::close, Worker::force] {
        let executor = WorkerExecutor::default();
        let run = executor.execute(request_for(&spec)).await;
        assert_eq!(run.result, Ok(HookAnswer::proceed()), "{:?}", run.facts);
        let request = request_for(&spec);
        let worker = worker_of(&executor, &request);
        let output = RequestOutput::new(request, executor.processes.caps());
        let id = worker.state().wait(output, None);
        let pending = PendingEvent {
            worker: Arc::clone(&worker),
            id,
            listens: true,
            now: Instant::now(),
            unseen: false,
            early: None,
            partly: false,
            over: false,
        };
        // This is the state after the attendant woke the waiting tasks for the last time.
        ends(&worker, None);
        let mut wait = pin!(pending.result_soon(Instant::now() + Duration::from_secs(1000)));
        let polled = poll_fn(|cx| Poll::Ready(wait.as_mut().poll(cx))).await;
        assert!(matches!(polled, Poll::Ready(None)), "{polled:?}");
        executor.kill_all();
    }
}
