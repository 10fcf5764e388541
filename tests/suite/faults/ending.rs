//! Tests faults 24, 25, 28, 32 and 35 of docs/faults.md: time limits and ending.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hooks_exec::{Allowance, HookRequest, HookRun, ProcessExecutor};
use hooks_router::{DispatchOptions, Router, Session};
use hooks_tests::{Pipe, Step, Stream};
use hooks_types::answer::{Note, NoteCode, OutcomeKind};
use hooks_types::output::Exit;
use hooks_types::report::{Cause, RowStatus};
use hooks_types::spec::{Command, ScopedLimits};
use hooks_types::wire::form_of;
use hooks_types::{DialectRef, EventName, HookAnswer, HookSpec, Payload, SessionMeta};
use tokio::time::Instant;

use crate::rig::{Beacon, LONG, Rig, SHORT, hurried, probe, run, soon, start};

mod shutdown;

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
    let past = request.clone().with_deadline(tokio::time::Instant::now());
    let run = run(past).await;
    assert_eq!(run.result.unwrap_err().cause, Cause::Timeout);
}

/// Returns a hook that runs the shell text `says` when it is asked to end.
fn when_asked_to_end(says: &str) -> Command {
    let script = format!("trap '{says}' TERM; while :; do sleep 1; done");
    Command::argv(["/bin/sh", "-c", &script])
}

/// Returns whether the run blocks with a message that ends with this line. (A shell can print a line about the signal
/// before it.)
fn blocks(run: &HookRun, line: &str) -> bool {
    let answer = run.result.as_ref();
    answer.is_ok_and(|answer| {
        let message = answer.message().unwrap_or_default();
        answer.outcome.kind() == OutcomeKind::Block && message.lines().last() == Some(line)
    })
}

/// Returns the request of a PreToolUse hook in each dialect.
fn in_every_dialect(rig: &Rig, command: &Command) -> Vec<HookRequest> {
    let spec = |dialect: &DialectRef| {
        let event = EventName::PreToolUse;
        let form = form_of(dialect, &event).unwrap();
        HookSpec::command("hook", event, command.clone()).with_form(form)
    };
    let request = |dialect| {
        let mut request = rig.request_of(command.clone());
        request.spec = Arc::new(spec(dialect));
        request
    };
    hooks_dialects::dialects().iter().map(request).collect()
}

/// Runs a hook beyond its deadline until it ends with its own exit code. Tries several time limits, because on a busy
/// machine a short limit can pass before the hook is ready.
async fn overdue(request: HookRequest) -> HookRun {
    for time in [SHORT, SHORT * 5, SHORT * 25] {
        let request = request
            .clone()
            .with_deadline(Instant::now() + time)
            .with_allowance(Allowance::new(LONG, LONG));
        let run = run(request).await;
        if run.facts.exit != Exit::None {
            return run;
        }
    }
    panic!("the hook did not start");
}

#[tokio::test]
async fn f24_exit_2_within_the_grace_after_our_own_term_blocks_in_every_dialect() {
    let rig = Rig::new();
    let command = when_asked_to_end("echo not today >&2; exit 2");
    for request in in_every_dialect(&rig, &command) {
        let dialect = request.spec.form.dialect.clone();
        let run = overdue(request).await;
        assert!(blocks(&run, "not today"), "{dialect} {:?}", run.result);
        assert_eq!(run.facts.exit, Exit::Code(2), "{dialect}");
        let told = |note: &Note| note.code == NoteCode::BadEnding;
        assert!(run.facts.notes.iter().any(told), "{dialect}");
    }
}

#[tokio::test]
async fn f24_an_allow_within_the_grace_after_our_own_term_does_not_count() {
    let rig = Rig::new();
    let allow = r#"{"decision":"allow","permission":"allow","permissionDecision":"allow"}"#;
    let command = when_asked_to_end(&format!("echo \"{}\"; exit 0", allow.replace('"', "\\\"")));
    for request in in_every_dialect(&rig, &command) {
        let dialect = request.spec.form.dialect.clone();
        let failure = overdue(request).await.result.unwrap_err();
        assert_eq!(failure.cause, Cause::Timeout, "{dialect}");
    }
}

#[tokio::test]
async fn f24_a_block_that_is_printed_within_the_grace_counts() {
    let rig = Rig::new();
    let print = format!("echo \"{}\"; exit 0", BLOCK.replace('"', "\\\""));
    let command = when_asked_to_end(&print);
    let run = overdue(rig.request_of(command)).await;
    assert_eq!(run.result, Ok(HookAnswer::block("no")));
}

#[tokio::test]
async fn f29_exit_2_after_a_shutdown_asked_it_to_end_blocks() {
    let rig = Rig::new();
    let name = rig.folder().join("beacon");
    let script = "trap 'echo no >&2; exit 2' TERM; \"$@\" & while :; do sleep 1; done";
    let mut argv: Vec<String> = ["/bin/sh", "-c", script, "sh"].map(str::to_owned).to_vec();
    argv.extend(probe(&[Step::Beacon(name, "up".into()), Step::Hang]));
    let executor = ProcessExecutor::new();
    let mut request = rig.request_of(Command::argv(argv));
    let form = form_of(&hooks_dialects::CLAUDE, &EventName::PreToolUse).unwrap();
    request.spec = Arc::new(HookSpec::clone(&request.spec).with_form(form));
    let running = start(&executor, request);
    let up = rig.connected("up").await;
    soon("the shutdown", executor.shutdown(LONG)).await;
    let run = running.await.unwrap();
    assert!(blocks(&run, "no"), "{:?}", run.result);
    up.dead().await;
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
    // `shutdown` collects the hook's process, although the run is no longer polled.
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
