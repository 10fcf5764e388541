//! Tests workers that are ended: when idle, after many events, when their program has changed, or with their
//! agent.

use std::fs;
use std::path::Path;
use std::time::Duration;

use hooks_tests::Step;
use hooks_types::Failure;
use hooks_types::answer::NoteCode;
use hooks_types::report::Cause;
use hooks_types::spec::{Command, Handler, SideEffects, StartCheck, StartGuard};

use super::*;
use crate::rig::{LONG, SHORT};

/// Returns the steps of a worker that connects to the test. The test can then notice when the worker ends.
fn living(rig: &Rig) -> Vec<Step> {
    vec![Step::Hello(1), rig.beacon("worker"), serving(vec![fine()])]
}

#[tokio::test]
async fn an_idle_worker_is_ended() {
    let rig = Rig::new();
    let steps = living(&rig);
    let bench = Bench::new(rig, steps).limited(|limits| limits.idle = SHORT);
    proceeds(&bench.ask().await);
    bench.rig.connected("worker").await.dead().await;
    proceeds(&bench.ask().await);
    assert_eq!(bench.starts(), 2);
}

#[tokio::test]
async fn a_worker_is_replaced_after_as_many_events_as_it_may_have() {
    let bench =
        Bench::new(Rig::new(), worker(vec![fine()])).limited(|limits| limits.max_events = 2);
    for _ in 0..5 {
        proceeds(&bench.ask().await);
    }
    assert_eq!(bench.starts(), 3);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_worker_that_leaks_memory_is_replaced() {
    let leaking = worker(vec![Step::Grow(1024 * 1024), fine()]);
    let bench =
        Bench::new(Rig::new(), leaking).limited(|limits| limits.max_memory = 32 * 1024 * 1024);
    for _ in 0..65 {
        proceeds(&bench.ask().await);
    }
    assert_eq!(bench.starts(), 2);
}

/// Returns the shell script of a worker that records each event and then blocks it for the reason `why`.
fn noting(why: &str) -> String {
    format!(
        r#"read -r hello; echo '{{"type":"hello","protocol":1}}'
while read -r event; do
  echo {why} >>"$1"
  id=${{event#*'"id":'}}
  echo "{{\"id\":${{id%%,*}},\"exit\":2,\"stderr\":\"{why}\"}}"
done"#
    )
}

/// Returns a hook with the script of [`noting`], the script's path, and the path of its records.
fn with_script(effects: SideEffects) -> (Bench, PathBuf, PathBuf) {
    let rig = Rig::new();
    let file = rig.file("guard.sh", &noting("before"));
    let notes = rig.folder().join("notes");
    let command = Command::argv(["bash", file.to_str().unwrap(), notes.to_str().unwrap()]);
    let starts = rig.folder().join("starts");
    let bench = Bench::of(rig, command, starts).with_spec(|spec| spec.side_effects = effects);
    (bench, file, notes)
}

#[tokio::test]
async fn a_changed_script_is_the_one_that_answers() {
    for effects in [SideEffects::Possible, SideEffects::None] {
        let (bench, file, _) = with_script(effects);
        is_blocked(&bench.ask().await, "before");
        is_blocked(&bench.ask().await, "before");
        fs::write(&file, noting("after")).unwrap();
        let run = bench.ask().await;
        is_blocked(&run, "after");
        let again = run
            .facts
            .notes
            .iter()
            .any(|note| note.code == NoteCode::Retried);
        assert_eq!(again, effects == SideEffects::None);
        is_blocked(&bench.ask().await, "after");
    }
}

#[tokio::test]
async fn a_script_with_side_effects_sees_no_event_after_it_changed() {
    let (bench, file, notes) = with_script(SideEffects::Possible);
    is_blocked(&bench.ask().await, "before");
    fs::write(&file, noting("after")).unwrap();
    is_blocked(&bench.ask().await, "after");
    assert_eq!(fs::read_to_string(notes).unwrap(), "before\nafter\n");
}

/// A start check like the check of a trusted hook: the file must have the text that was trusted.
#[derive(Debug)]
struct Trusted {
    file: PathBuf,
    text: String,
}

impl StartCheck for Trusted {
    fn check(&self, _: &Command, _: &Path, _: &Path) -> Result<(), Failure> {
        match fs::read_to_string(&self.file) {
            Ok(text) if text == self.text => Ok(()),
            _ => Err(Failure::new(Cause::Changed, "the script changed")),
        }
    }
}

#[tokio::test]
async fn a_trusted_script_that_changed_gets_no_event_and_its_old_worker_gets_none() {
    for effects in [SideEffects::Possible, SideEffects::None] {
        let (bench, file, notes) = with_script(effects);
        let trusted = Trusted {
            file: file.clone(),
            text: noting("before"),
        };
        let bench = bench.with_spec(|spec| {
            if let Handler::Command(command) = &mut spec.handler {
                command.start_check = Some(StartGuard::new(trusted));
            }
        });
        is_blocked(&bench.ask().await, "before");
        is_blocked(&bench.ask().await, "before");
        fs::write(&file, noting("after")).unwrap();
        for _ in 0..2 {
            assert_eq!(cause(&bench.ask().await), Cause::Changed);
        }
        assert_eq!(fs::read_to_string(&notes).unwrap(), "before\nbefore\n");
        fs::write(&file, noting("before")).unwrap();
        is_blocked(&bench.ask().await, "before");
    }
}

#[tokio::test]
async fn a_removed_script_answers_nothing_more() {
    for effects in [SideEffects::Possible, SideEffects::None] {
        let (bench, file, _) = with_script(effects);
        is_blocked(&bench.ask().await, "before");
        fs::remove_file(&file).unwrap();
        // The shell does not find the script and exits with 2. Here this is a failure and not a block.
        assert_eq!(cause(&bench.ask().await), Cause::WorkerUnavailable);
    }
}

#[tokio::test]
async fn a_dropped_executor_ends_its_workers() {
    let rig = Rig::new();
    let steps = living(&rig);
    let bench = Bench::new(rig, steps);
    proceeds(&bench.ask().await);
    let worker = bench.rig.connected("worker").await;
    drop(bench.executor);
    worker.dead().await;
}

#[tokio::test]
async fn a_shutdown_ends_workers_and_starts_no_more() {
    let rig = Rig::new();
    let steps = living(&rig);
    let bench = Bench::new(rig, steps);
    proceeds(&bench.ask().await);
    let worker = bench.rig.connected("worker").await;
    assert_eq!(soon("shutdown", bench.executor.shutdown(LONG)).await, 0);
    worker.dead().await;
    assert!(bench.ask().await.result.is_err());
    assert_eq!((bench.starts(), bench.executor.running()), (1, 0));
}

#[tokio::test]
async fn a_worker_that_hangs_on_shutdown_is_killed() {
    let rig = Rig::new();
    let steps = [
        Step::Hello(1),
        Step::ReadEvent,
        fine(),
        rig.beacon("w"),
        Step::Hang,
    ];
    let mut argv: Vec<String> = ["/bin/sh", "-c", r#"trap "" TERM; exec "$@""#, "sh"]
        .map(str::to_owned)
        .to_vec();
    argv.extend(probe(&steps));
    let starts = rig.folder().join("starts");
    let bench = Bench::of(rig, Command::argv(argv), starts);
    proceeds(&bench.ask().await);
    let worker = bench.rig.connected("w").await;
    let limit = Duration::from_millis(200);
    assert_eq!(soon("shutdown", bench.executor.shutdown(limit)).await, 1);
    worker.dead().await;
}

#[tokio::test]
async fn a_worker_that_is_replaced_and_does_not_end_is_killed() {
    let rig = Rig::new();
    let steps = vec![
        Step::Hello(1),
        Step::ReadEvent,
        fine(),
        rig.beacon("w"),
        Step::Hang,
    ];
    let bench = Bench::new(rig, steps).limited(|limits| {
        limits.max_events = 1;
        limits.grace = SHORT;
    });
    proceeds(&bench.ask().await);
    bench.rig.connected("w").await.dead().await;
}

#[tokio::test]
async fn what_a_worker_started_ends_with_it() {
    let rig = Rig::new();
    let other = vec![rig.beacon("other"), Step::Hang];
    let mut steps = vec![Step::Start(other, vec![])];
    steps.extend(living(&rig));
    let bench = Bench::new(rig, steps);
    proceeds(&bench.ask().await);
    let other = bench.rig.connected("other").await;
    assert_eq!(soon("shutdown", bench.executor.shutdown(LONG)).await, 0);
    other.dead().await;
}
