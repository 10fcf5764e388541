//! Faults 24, 25, 28, 32, 35: time and ending.

use std::path::Path;

use hooks_exec::ProcessExecutor;
use hooks_tests::{Pipe, Step, Stream};
use hooks_types::{Cause, Command, Exit, HookAnswer, NoteCode};

use crate::rig::{LONG, Rig, hurried, probe, run, soon, start};

const BLOCK: &str = r#"{"decision":"block","message":"no"}"#;

#[tokio::test]
async fn f24_hook_that_hangs() {
    let rig = Rig::new();
    let run = run(hurried(rig.request(&[
        Step::ReadAll,
        rig.beacon("hook"),
        Step::Hang,
    ])))
    .await;
    assert_eq!(run.result.unwrap_err().cause, Cause::Timeout);
    assert_eq!(run.facts.exit, Exit::None);
    rig.connected("hook").await.dead().await;
}

#[tokio::test]
async fn f24_a_block_that_was_said_before_the_deadline_counts() {
    let rig = Rig::new();
    let steps = [Step::Print(Stream::Out, format!("{BLOCK}\n")), Step::Hang];
    let run = run(hurried(rig.request(&steps))).await;
    assert_eq!(run.result, Ok(HookAnswer::block("no")));
}

#[tokio::test]
async fn f24_nothing_is_started_after_the_deadline() {
    let rig = Rig::new();
    let request = rig.request(&[rig.beacon("hook")]);
    let past = request.clone().due(tokio::time::Instant::now());
    let run = run(past).await;
    assert_eq!(run.result.unwrap_err().cause, Cause::Timeout);
}

#[tokio::test]
async fn f25_sigterm_ignored() {
    let rig = Rig::new();
    let steps = [rig.beacon("hook"), Step::Hang];
    let mut argv: Vec<String> = ["/bin/sh", "-c", r#"trap "" TERM; exec "$@""#, "sh"]
        .map(str::to_owned)
        .to_vec();
    argv.extend(probe(&steps));
    let run = run(hurried(rig.request_of(Command::argv(argv)))).await;
    assert_eq!(run.result.unwrap_err().cause, Cause::Timeout);
    rig.connected("hook").await.dead().await;
}

#[tokio::test]
async fn f28_future_dropped() {
    let rig = Rig::new();
    let other = vec![rig.beacon("other"), Step::Hang];
    let steps = [
        Step::Start(other, vec![Pipe::Out(Stream::Out)]),
        rig.beacon("hook"),
        Step::TellAbout,
        Step::Hang,
    ];
    let executor = ProcessExecutor::new();
    let started = start(&executor, rig.request(&steps));
    let mut hook = rig.connected("hook").await;
    let pid = hook.about().await.pid;
    let other = rig.connected("other").await;
    started.abort();
    assert!(started.await.unwrap_err().is_cancelled());
    hook.dead().await;
    other.dead().await;
    // Everything is collected, by nobody's poll.
    soon("collecting", executor.shutdown(LONG)).await;
    assert!(!Path::new(&format!("/proc/{pid}")).exists());
}

#[tokio::test]
async fn f28_future_dropped_while_the_payload_is_on_its_way() {
    let rig = Rig::new();
    let mut request = rig.request(&[Step::Read(100_000), rig.beacon("hook"), Step::Hang]);
    request.payload = rig.payload(4_000_000);
    let started = start(&ProcessExecutor::new(), request);
    let hook = rig.connected("hook").await;
    started.abort();
    hook.dead().await;
}

#[test]
fn f28_runtime_dropped() {
    let outer = runtime();
    let (executor, rig) = (ProcessExecutor::new(), outer.block_on(async { Rig::new() }));
    let inner = runtime();
    let request = rig.request(&[rig.beacon("hook"), Step::Hang]);
    let hooks = executor.clone();
    inner.spawn(async move {
        use hooks_exec::HookExecutor;
        hooks.execute(request).await
    });
    outer.block_on(async {
        let hook = rig.connected("hook").await;
        inner.shutdown_background();
        hook.dead().await;
        soon("collecting", executor.shutdown(LONG)).await;
        assert_eq!(executor.running(), 0);
    });
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
}

#[tokio::test]
async fn f32_stopped_child() {
    let rig = Rig::new();
    let run = run(hurried(rig.request(&[rig.beacon("hook"), Step::Stop]))).await;
    assert_eq!(run.result.unwrap_err().cause, Cause::Timeout);
    let stopped = run
        .facts
        .notes
        .iter()
        .find(|note| note.code == NoteCode::Stopped);
    let message = &stopped.expect("it is named").message;
    assert!(message.contains("signal 19"), "{message}");
    rig.connected("hook").await.dead().await;
}

#[tokio::test]
async fn f35_killed_by_a_signal() {
    let rig = Rig::new();
    let run = run(rig.request(&[Step::Raise(9)])).await;
    let failure = run.result.unwrap_err();
    assert_eq!(failure.cause, Cause::Signal);
    assert!(failure.message.contains("signal 9"), "{failure}");
    assert_eq!(run.facts.exit, Exit::Signal(9));
}

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
