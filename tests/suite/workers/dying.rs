//! Tests workers that die: between two events, during an event, or at every event.

use std::sync::Arc;

use hooks_router::{Gate, Router};
use hooks_tests::{Pipe, Step, Stream};
use hooks_types::answer::NoteCode;
use hooks_types::output::Exit;
use hooks_types::report::Cause;
use hooks_types::spec::{DispatchLimits, OnFailure, SideEffects};
use hooks_types::{SessionMeta, ToolCall};

use super::*;

#[tokio::test]
async fn dies_between_two_events() {
    let rig = Rig::new();
    let steps = vec![
        Step::Hello(1),
        rig.beacon("worker"),
        Step::ReadEvent,
        fine(),
        Step::Exit(0),
    ];
    let bench = Bench::new(rig, steps);
    proceeds(&bench.ask().await);
    bench.rig.connected("worker").await.dead().await;
    proceeds(&bench.ask().await);
    assert_eq!(bench.starts(), 2);
}

fn dying_first(rig: &Rig, dies: Step) -> Step {
    let first = vec![
        Step::Hello(1),
        Step::ReadEvent,
        Step::Print(Stream::Err, "KeyError: 'x'\n".to_owned()),
        dies,
    ];
    Step::Once(rig.folder().join("first"), first, worker(vec![fine()]))
}

#[tokio::test]
async fn is_killed_by_a_signal_that_the_failure_names() {
    let bench = Bench::new(Rig::new(), worker(vec![Step::Raise(9)]));
    let run = bench.ask().await;
    assert_eq!(cause(&run), Cause::WorkerUnavailable);
    assert!(message(&run).contains("signal 9"), "{}", message(&run));
    assert_eq!(run.facts.exit, Exit::Signal(9));
}

#[tokio::test]
async fn an_event_that_a_worker_died_on_is_not_sent_again() {
    for dies in [Step::Exit(0), Step::Exit(1), Step::Raise(9)] {
        let rig = Rig::new();
        let once = dying_first(&rig, dies);
        let bench = Bench::new(rig, vec![once]);
        let run = bench.ask().await;
        assert_eq!(cause(&run), Cause::WorkerUnavailable);
        assert!(message(&run).contains("KeyError"), "{}", message(&run));
        assert_eq!(bench.starts(), 1);
        proceeds(&bench.ask().await);
        assert_eq!(bench.starts(), 2);
    }
}

#[tokio::test]
async fn an_event_of_a_hook_without_side_effects_is_sent_again_once() {
    let rig = Rig::new();
    let once = dying_first(&rig, Step::Exit(1));
    let bench = Bench::new(rig, vec![once]).with_spec(|spec| spec.side_effects = SideEffects::None);
    let run = bench.ask().await;
    proceeds(&run);
    assert!(
        run.facts
            .notes
            .iter()
            .any(|note| note.code == NoteCode::Retried)
    );
    assert_eq!(bench.starts(), 2);

    let steps = vec![Step::Hello(1), Step::ReadEvent, Step::Exit(1)];
    let bench =
        Bench::new(Rig::new(), steps).with_spec(|spec| spec.side_effects = SideEffects::None);
    assert_eq!(cause(&bench.ask().await), Cause::WorkerUnavailable);
    assert_eq!(bench.starts(), 2);
}

#[tokio::test]
async fn the_exit_code_that_blocks_counts_when_it_ends_the_worker() {
    let no = Step::Print(Stream::Err, "no\n".to_owned());
    let steps = vec![Step::Hello(1), Step::ReadEvent, no, Step::Exit(2)];
    let bench =
        Bench::new(Rig::new(), steps).with_spec(|spec| spec.side_effects = SideEffects::None);
    is_blocked(&bench.ask().await, "no");
    assert_eq!(bench.starts(), 1);
}

#[tokio::test]
async fn a_guard_that_dies_on_every_event_blocks_and_is_not_started_for_ever() {
    let bench = Bench::new(
        Rig::new(),
        vec![Step::Hello(1), Step::ReadEvent, Step::Exit(1)],
    )
    .limited(|limits| limits.starts_per_minute = 3)
    .with_spec(|spec| spec.on_failure = OnFailure::Block);
    let executor = Arc::new(bench.executor.clone());
    let spec = (*bench.request.spec).clone();
    let router = Router::new(vec![spec], DispatchLimits::default(), executor);
    let cwd = bench.rig.folder().to_str().unwrap();
    let session = router.session(SessionMeta::new("s", cwd));
    let call = ToolCall::custom("c", "tool", "text");
    for round in 1..=5 {
        let Gate::Blocked(response) = soon("a verdict", session.before(&call)).await else {
            panic!("round {round} was not blocked");
        };
        if round > 3 {
            let text = response.text().to_string();
            assert!(text.contains("3 times within a minute"), "{text}");
        }
    }
    assert_eq!(bench.starts(), 3);
}

#[tokio::test]
async fn an_event_that_a_dying_worker_never_read_is_sent_again() {
    let rig = Rig::new();
    let first = vec![
        Step::Hello(1),
        rig.beacon("first"),
        Step::ReadEvent,
        fine(),
        Step::AwaitGo,
        Step::Exit(1),
    ];
    let once = Step::Once(rig.folder().join("first"), first, worker(vec![fine()]));
    let bench = Bench::new(rig, vec![once]);
    proceeds(&bench.ask().await);
    let mut first = bench.rig.connected("first").await;
    let asked = bench.start(bench.request.clone());
    first.go().await;
    proceeds(&soon("a verdict", asked).await.unwrap());
    assert_eq!(bench.starts(), 2);
}

/// A process that left the worker's group has the worker's stdin and can read the event when the worker is dead. An
/// event that is sent again must not be read by this process too.
#[tokio::test]
async fn an_event_that_is_sent_again_is_read_by_no_process_that_the_dead_worker_left() {
    let rig = Rig::new();
    let escaped = vec![
        Step::LeaveGroup,
        rig.beacon("escaped"),
        Step::AwaitGo,
        Step::ReadAll,
        Step::TellAbout,
    ];
    let first = vec![
        Step::Hello(1),
        Step::ReadEvent,
        fine(),
        Step::Start(escaped, vec![Pipe::In]),
        rig.beacon("first"),
        Step::AwaitGo,
        Step::Exit(1),
    ];
    let once = Step::Once(rig.folder().join("first"), first, worker(vec![fine()]));
    let bench = Bench::new(rig, vec![once]);
    proceeds(&bench.ask().await);
    let mut escaped = bench.rig.connected("escaped").await;
    let mut first = bench.rig.connected("first").await;
    let asked = bench.start(bench.request.clone());
    // The runtime has one thread, so the event is written before this task continues.
    tokio::task::yield_now().await;
    first.go().await;
    let run = soon("a verdict", asked).await.unwrap();
    escaped.go().await;
    let read = escaped.about().await.read;
    proceeds(&run);
    let notes = &run.facts.notes;
    assert!(notes.iter().any(|note| note.code == NoteCode::Retried));
    assert_eq!((bench.starts(), read), (2, 0));
}
