//! Tests that workers handle the same problems as hooks that are started for each event.

use hooks_exec::{DEPTH_VARIABLE, ProcessExecutor};
use hooks_types::EventName;
use hooks_types::dialect::{Spelling, WireForm};
use hooks_types::spec::WorkDir;

use super::*;
use crate::rig::hurried;

/// Creates a hook whose worker would block, after `change` was applied to the hook's command.
fn of(change: impl FnOnce(&Rig, Command) -> Command) -> Bench {
    let rig = Rig::new();
    let command = change(&rig, Command::argv(probe(&worker(vec![blocks("no")]))));
    let starts = rig.folder().join("starts");
    Bench::of(rig, command, starts)
}

#[tokio::test]
async fn never_reads_a_large_event() {
    let rig = Rig::new();
    let steps = vec![
        rig.beacon("worker"),
        Step::Hello(1),
        Step::ReadEvent,
        fine(),
        Step::Hang,
    ];
    let bench = Bench::new(rig, steps);
    proceeds(&bench.ask().await);
    let mut request = bench.request.clone();
    request.payload = bench.rig.payload(1_000_000);
    let run = bench.ask_for(hurried(request)).await;
    assert_eq!(cause(&run), Cause::Timeout);
    bench.rig.connected("worker").await.dead().await;
}

#[tokio::test]
async fn a_worker_whose_folder_is_gone_is_not_started() {
    let bench = of(|rig, mut command| {
        command.work_dir = WorkDir::Fixed(rig.folder().join("gone"));
        command
    });
    let run = bench.ask().await;
    assert_eq!(cause(&run), Cause::BadCwd);
    assert_eq!(bench.executor.running(), 0);
}

#[tokio::test]
async fn a_nul_byte_in_its_command_or_its_environment_is_named() {
    let argument = of(|_, _| Command::argv(["/bin/true", "a\0b"]));
    let run = argument.ask().await;
    assert_eq!(cause(&run), Cause::SpawnFailed);
    assert!(message(&run).contains("NUL byte"), "{}", message(&run));
    let variable = of(|_, command| command.with_env("TOKEN", "a\0b"));
    let run = variable.ask().await;
    assert_eq!(cause(&run), Cause::SpawnFailed);
    assert!(message(&run).contains("`TOKEN`"), "{}", message(&run));
}

#[tokio::test]
async fn an_event_that_cannot_be_written_starts_no_worker() {
    // The form of the payload for the legacy setting `notify` has no field for a tool call, so encoding fails.
    let form = WireForm::native(&EventName::AfterAgent).with_spelling(Spelling::LegacyNotify);
    let bench = Bench::new(Rig::new(), worker(vec![fine()]));
    let bench = bench.with_spec(|spec| *spec = spec.clone().with_form(form));
    let run = bench.ask().await;
    assert_eq!(cause(&run), Cause::EncodeFailed);
    assert_eq!((bench.starts(), run.facts.bytes_in), (0, 0));
}

#[tokio::test]
async fn a_worker_beyond_the_depth_is_not_started() {
    let mut bench = Bench::new(Rig::new(), worker(vec![fine()]));
    let at = |depth: &str| ProcessExecutor::new().with_host_env([(DEPTH_VARIABLE, depth)]);
    bench.executor = WorkerExecutor::new(at("4"));
    let run = bench.ask().await;
    assert_eq!((cause(&run), bench.starts()), (Cause::Recursion, 0));
    bench.executor = WorkerExecutor::new(at("3"));
    proceeds(&bench.ask().await);
}

/// Checks that workers end when the runtime ends in which they were started.
#[test]
fn a_worker_ends_with_the_runtime_that_started_it() {
    let runtime = || {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap()
    };
    let (started, watching) = (runtime(), runtime());
    let bench = started.block_on(async {
        let rig = Rig::new();
        let steps = vec![Step::Hello(1), serving(vec![fine()])];
        let bench = Bench::new(rig, steps);
        proceeds(&bench.ask().await);
        assert_eq!(bench.executor.running(), 1);
        bench
    });
    drop(started);
    // The first worker was killed together with its task. A second worker answers the next event, which comes from a
    // different runtime.
    watching.block_on(async { proceeds(&bench.ask().await) });
    assert_eq!(bench.starts(), 2);
}
