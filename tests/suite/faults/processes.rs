//! Tests faults 17, 18, 26, 27, 30 and 31 of docs/faults.md: processes that a hook starts and leaves behind.

use std::path::Path;

use hooks_exec::{HookRequest, ProcessExecutor};
use hooks_tests::{Pipe, Step, Stream};
use hooks_types::HookAnswer;
use hooks_types::answer::NoteCode;
use hooks_types::report::Cause;
use hooks_types::spec::{Command, Leftovers};

use crate::rig::{Rig, hurried, probe, run, start};

const OUT: Pipe = Pipe::Out(Stream::Out);
const ERR: Pipe = Pipe::Out(Stream::Err);

/// Returns the steps of a hook that starts a process with the steps `other`, waits for the test, and blocks.
fn leaving(rig: &Rig, mut other: Vec<Step>, shared: Vec<Pipe>) -> Vec<Step> {
    other.insert(0, rig.beacon("other"));
    vec![
        Step::Start(other, shared),
        rig.beacon("hook"),
        Step::AwaitGo,
        Step::Print(Stream::Err, "no".into()),
        Step::Exit(2),
    ]
}

fn foreign(rig: &Rig, steps: &[Step]) -> HookRequest {
    let mut command = Command::argv(probe(steps));
    command.leftovers = Leftovers::Leave;
    rig.request_of(command)
}

fn noted(notes: &[hooks_types::answer::Note], code: &NoteCode) -> bool {
    notes.iter().any(|note| note.code == *code)
}

#[tokio::test]
async fn f17_grandchild_holds_stdout_after_exit() {
    let rig = Rig::new();
    let steps = leaving(&rig, vec![Step::Hang], vec![OUT, ERR]);
    let started = start(&ProcessExecutor::new(), rig.request(&steps));
    let other = rig.connected("other").await;
    rig.connected("hook").await.go().await;
    let run = started.await.unwrap();
    assert_eq!(run.result, Ok(HookAnswer::block("no")));
    assert!(run.facts.leaked && !run.facts.not_contained);
    assert!(noted(&run.facts.notes, &NoteCode::Leaked));
    other.dead().await;
}

#[tokio::test]
async fn f17_grandchild_of_a_foreign_hook_is_left_alone() {
    let rig = Rig::new();
    let waiting = vec![Step::AwaitGo, Step::TellAbout];
    let steps = leaving(&rig, waiting, vec![OUT]);
    let started = start(&ProcessExecutor::new(), foreign(&rig, &steps));
    let mut other = rig.connected("other").await;
    rig.connected("hook").await.go().await;
    let run = started.await.unwrap();
    assert_eq!(run.result, Ok(HookAnswer::block("no")));
    assert!(run.facts.leaked && !run.facts.not_contained);
    other.go().await;
    assert_ne!(other.about().await.pid, 0);
    other.dead().await;
}

#[tokio::test]
async fn f17_grandchild_without_our_pipes_is_seen_and_ended() {
    let rig = Rig::new();
    let steps = leaving(&rig, vec![Step::Hang], vec![]);
    let started = start(&ProcessExecutor::new(), rig.request(&steps));
    let other = rig.connected("other").await;
    rig.connected("hook").await.go().await;
    assert!(started.await.unwrap().facts.leaked);
    other.dead().await;
}

#[tokio::test]
async fn f17_what_a_grandchild_writes_at_once_still_counts() {
    let rig = Rig::new();
    let block = r#"{"decision":"block","message":"no"}"#;
    let late = vec![Step::AwaitGo, Step::Print(Stream::Out, block.into())];
    let steps = [
        Step::Start([vec![rig.beacon("other")], late].concat(), vec![OUT]),
        rig.beacon("hook"),
        Step::AwaitGo,
    ];
    let started = start(&ProcessExecutor::new(), rig.request(&steps));
    let mut other = rig.connected("other").await;
    let mut hook = rig.connected("hook").await;
    other.go().await;
    other.dead().await;
    hook.go().await;
    assert_eq!(started.await.unwrap().result, Ok(HookAnswer::block("no")));
}

#[tokio::test]
async fn f18_chatty_grandchild() {
    let rig = Rig::new();
    let steps = leaving(&rig, vec![Step::FloodForEver(Stream::Out)], vec![OUT]);
    let started = start(&ProcessExecutor::new(), rig.request(&steps));
    let other = rig.connected("other").await;
    rig.connected("hook").await.go().await;
    let run = started.await.unwrap();
    assert_eq!(run.result, Ok(HookAnswer::block("no")));
    assert!(run.facts.leaked && run.facts.truncated);
    other.dead().await;
}

#[tokio::test]
async fn f26_killing_the_shell_leaves_nothing() {
    let rig = Rig::new();
    let steps = [rig.beacon("inner"), Step::Hang];
    let [program, steps] = <[String; 2]>::try_from(probe(&steps)).unwrap();
    let command = Command::shell("\"$0_PROBE\" \"$0_STEPS\"; true".replace("$0", "$X"))
        .with_env("X_PROBE", program)
        .with_env("X_STEPS", steps);
    let run = run(hurried(rig.request_of(command))).await;
    assert_eq!(run.result.unwrap_err().cause, Cause::Timeout);
    rig.connected("inner").await.dead().await;
}

#[tokio::test]
async fn f27_process_that_left_the_group_and_holds_a_pipe() {
    let rig = Rig::new();
    let escaped = vec![Step::LeaveGroup, rig.beacon("gone"), Step::AwaitGo];
    let steps = leaving(&rig, escaped, vec![OUT]);
    let started = start(&ProcessExecutor::new(), rig.request(&steps));
    let mut gone = rig.connected("gone").await;
    rig.connected("hook").await.go().await;
    let run = started.await.unwrap();
    assert_eq!(run.result, Ok(HookAnswer::block("no")));
    assert!(run.facts.leaked && run.facts.not_contained);
    assert!(noted(&run.facts.notes, &NoteCode::NotContained));
    gone.go().await;
    gone.dead().await;
}

#[tokio::test]
async fn f27_process_that_left_the_group_does_not_delay_a_timeout_for_ever() {
    let rig = Rig::new();
    let escaped = vec![Step::LeaveGroup, rig.beacon("gone"), Step::AwaitGo];
    let steps = [Step::Start(escaped, vec![OUT, ERR]), Step::Hang];
    let run = run(hurried(rig.request(&steps))).await;
    assert_eq!(run.result.unwrap_err().cause, Cause::Timeout);
    assert!(run.facts.not_contained);
    let mut gone = rig.connected("gone").await;
    gone.go().await;
    gone.dead().await;
}

#[tokio::test]
async fn f31_no_zombie_stays() {
    let rig = Rig::new();
    let steps = [rig.beacon("hook"), Step::TellAbout, Step::AwaitGo];
    let executor = ProcessExecutor::new();
    let started = start(&executor, rig.request(&steps));
    let mut hook = rig.connected("hook").await;
    let pid = hook.about().await.pid;
    hook.go().await;
    let _ = started.await.unwrap();
    assert!(!Path::new(&format!("/proc/{pid}")).exists());
    assert_eq!(executor.running(), 0);
}
