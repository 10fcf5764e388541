//! Tests workers before their first answer.

use std::fs;
use std::sync::Arc;

use hooks_exec::{DEPTH_VARIABLE, HookRequest, ProcessExecutor, SharedPayload};
use hooks_tests::{Step, Stream};
use hooks_types::event::Stop;
use hooks_types::report::Cause;
use hooks_types::spec::InheritEnv;
use hooks_types::{Payload, SessionMeta};

use super::*;
use crate::rig::{SHORT, hurried};

#[tokio::test]
async fn a_worker_is_started_once_and_answers_many_events() {
    let bench = Bench::new(Rig::new(), worker(vec![blocks("no")]));
    for _ in 0..3 {
        let run = bench.ask().await;
        is_blocked(&run, "no");
        assert!(run.facts.bytes_in > 0);
    }
    assert_eq!((bench.starts(), bench.executor.workers()), (1, 1));
}

#[tokio::test]
async fn it_runs_in_the_project_s_root_and_knows_that_it_is_a_worker() {
    let rig = Rig::new();
    let inner = rig.folder().join("inner");
    fs::create_dir(&inner).unwrap();
    let steps = vec![
        Step::Hello(1),
        rig.beacon("w"),
        Step::TellAbout,
        serving(vec![fine()]),
    ];
    let bench = Bench::new(rig, steps);
    let root = bench.rig.folder().to_str().unwrap();
    let mut meta = SessionMeta::new("s", inner.to_str().unwrap());
    meta.project_dir = Some(root.to_owned());
    let payload = Payload::new(Arc::new(meta), Stop::new());
    let spec = Arc::clone(&bench.request.spec);
    let run = bench
        .ask_for(HookRequest::new(spec, SharedPayload::new(payload)))
        .await;
    proceeds(&run);
    let about = bench.rig.connected("w").await.about().await;
    assert_eq!(about.folder, bench.rig.folder().canonicalize().unwrap());
    let variable = |name: &str| about.environment.get(name).cloned();
    assert_eq!(variable("AGENT_HOOKS_WORKER").as_deref(), Some("1"));
    assert_eq!(variable("AGENT_HOOKS_DEPTH").as_deref(), Some("1"));
    // A worker serves many events, so its environment must not contain the variables of a single event.
    assert_eq!(variable("HOOKS_EVENT"), None);
    assert_eq!(about.pid, about.group);
    // The worker must not hold the other ends of its own pipes. Otherwise it would not notice the end of its stdin.
    let (own, others): (Vec<_>, Vec<_>) = about.descriptors.iter().partition(|(fd, _)| **fd < 3);
    assert!(own.iter().all(|(_, what)| what.starts_with("pipe:")));
    assert!(
        others
            .iter()
            .all(|(_, what)| own.iter().all(|(_, pipe)| pipe != what))
    );
}

#[tokio::test]
async fn it_inherits_only_the_variables_on_its_list() {
    let rig = Rig::new();
    let starts = rig.folder().join("starts");
    let steps = [
        Step::Hello(1),
        rig.beacon("w"),
        Step::TellAbout,
        serving(vec![fine()]),
    ];
    let command = Command::argv(probe(&steps))
        .with_env("OWN", "1")
        .with_inherit_env(InheritEnv::Only(vec!["LANG".into(), "ABSENT".into()]));
    let mut bench = Bench::of(rig, command, starts);
    let host = ProcessExecutor::new().with_host_env([("LANG", "C"), ("TOKEN", "secret")]);
    bench.executor = WorkerExecutor::new(host);
    proceeds(&bench.ask().await);
    // Leave out the variables that the dialect sets for every hook, because they are not inherited.
    let mut about = bench.rig.connected("w").await.about().await;
    about
        .environment
        .retain(|name, _| !name.starts_with("HOOKS_"));
    let expected = [
        (DEPTH_VARIABLE, "1"),
        ("AGENT_HOOKS_WORKER", "1"),
        ("LANG", "C"),
        ("OWN", "1"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(about.environment, expected.into());
}

#[tokio::test]
async fn never_says_hello() {
    let rig = Rig::new();
    let steps = vec![rig.beacon("worker"), Step::Hang];
    let bench = Bench::new(rig, steps).limited(|limits| limits.hello = SHORT);
    let run = bench.ask().await;
    assert_eq!(cause(&run), Cause::WorkerUnavailable);
    assert!(
        message(&run).contains("did not say hello"),
        "{}",
        message(&run)
    );
    // The program is only slow and can be a worker, so there is no advice.
    assert_eq!(run.result.as_ref().unwrap_err().advice, None);
    bench.rig.connected("worker").await.dead().await;
    assert_eq!(bench.starts(), 1);
}

#[tokio::test]
async fn has_not_said_hello_when_the_time_is_up() {
    let rig = Rig::new();
    let steps = vec![rig.beacon("worker"), Step::Hang];
    let bench = Bench::new(rig, steps);
    let run = bench.ask_for(hurried(bench.request.clone())).await;
    assert!(run.result.is_err());
    if bench.starts() > 0 {
        bench.rig.connected("worker").await.dead().await;
    }
}

#[tokio::test]
async fn says_something_else_than_hello() {
    let banner = Step::Print(Stream::Out, "Welcome!\n".to_owned());
    let bench = Bench::new(Rig::new(), vec![banner, Step::Hang]);
    let run = bench.ask().await;
    assert_eq!(cause(&run), Cause::WorkerUnavailable);
    assert!(message(&run).contains("Welcome!"), "{}", message(&run));
    // The model can read the failure's message. The advice is for the user only, so it is not part of the message.
    let failure = run.result.as_ref().unwrap_err();
    assert!(!failure.message.contains("launch"), "{failure:?}");
    let advice = failure.advice.as_deref().unwrap_or_default();
    assert!(advice.contains("--worker`"), "{failure:?}");
}

#[tokio::test]
async fn a_block_counts_even_if_the_program_does_not_speak_the_worker_protocol() {
    let no = Step::Print(Stream::Err, "no".to_owned());
    let bench = Bench::new(Rig::new(), vec![no, Step::Exit(2)]);
    is_blocked(&bench.ask().await, "no");
}

#[tokio::test]
async fn dies_before_hello_and_is_tried_once_more() {
    let traceback = Step::Print(Stream::Err, "ModuleNotFoundError\n".to_owned());
    let bench = Bench::new(Rig::new(), vec![traceback, Step::Exit(1)]);
    let run = bench.ask().await;
    assert_eq!(cause(&run), Cause::WorkerUnavailable);
    assert!(
        message(&run).contains("ModuleNotFoundError"),
        "{}",
        message(&run)
    );
    assert_eq!(bench.starts(), 2);
}

#[tokio::test]
async fn a_program_that_is_not_there_is_named() {
    let rig = Rig::new();
    let starts = rig.folder().join("starts");
    let bench = Bench::of(rig, Command::argv(["./gone"]), starts);
    let run = bench.ask().await;
    assert_eq!(cause(&run), Cause::SpawnFailed);
    assert!(message(&run).contains("gone"), "{}", message(&run));
}

#[tokio::test]
async fn a_payload_beyond_the_longest_line_is_given_to_a_program_of_its_own() {
    let rig = Rig::new();
    let script = "[ -n \"$AGENT_HOOKS_WORKER\" ] && exit 9; cat >/dev/null; echo once >&2; exit 2";
    let command = Command::shell(script);
    let starts = rig.folder().join("starts");
    let bench = Bench::of(rig, command, starts).limited(|limits| limits.max_line = 64 * 1024);
    let mut request = bench.request.clone();
    request.payload = bench.rig.payload(100_000);
    let run = bench.ask_for(request).await;
    is_blocked(&run, "once");
    assert!(
        run.facts
            .notes
            .iter()
            .any(|note| note.message.contains("longer"))
    );
    assert_eq!(bench.executor.workers(), 0);
}
