//! Tests workers that do not answer before the deadline.

use super::*;
use crate::rig::hurried;

#[tokio::test]
async fn never_answers() {
    let rig = Rig::new();
    let hang = vec![
        Step::Hello(1),
        Step::ReadEvent,
        fine(),
        Step::ReadEvent,
        rig.beacon("worker"),
        Step::Hang,
    ];
    let once = Step::Once(rig.folder().join("first"), hang, worker(vec![fine()]));
    let bench = Bench::new(rig, vec![once]);
    // Start the worker first: the time limit then covers only the answer.
    proceeds(&bench.ask().await);
    let run = bench.ask_for(hurried(bench.request.clone())).await;
    assert_eq!(cause(&run), Cause::Timeout);
    bench.rig.connected("worker").await.dead().await;
    proceeds(&bench.ask().await);
    assert_eq!(bench.starts(), 2);
}

/// Lets a worker answer an event after the event's deadline. The worker takes several events at a time, so it is not
/// ended at the deadline but gets a cancel, and answers when it has read the cancel. Returns the answer to the event.
async fn answered_late(answer: Step) -> HookRun {
    let rig = Rig::new();
    let first = vec![
        Step::Hello(2),
        Step::ReadEvent,
        fine(),
        Step::ReadEvent,
        // This step reads the cancel, which is sent at the deadline.
        Step::ReadEvent,
        answer,
        rig.beacon("worker"),
        Step::ReadEvent,
    ];
    let fresh = worker(vec![blocks("fresh")]);
    let once = Step::Once(rig.folder().join("first"), first, fresh);
    let bench = Bench::new(rig, vec![once]);
    proceeds(&bench.ask().await);
    let run = bench.ask_for(hurried(bench.request.clone())).await;
    bench.rig.connected("worker").await.dead().await;
    is_blocked(&bench.ask().await, "fresh");
    assert_eq!(bench.starts(), 2);
    run
}

#[tokio::test]
async fn answers_late() {
    let run = answered_late(fine()).await;
    assert_eq!(cause(&run), Cause::Timeout, "{}", message(&run));
}

#[tokio::test]
async fn a_block_that_comes_late_counts() {
    is_blocked(&answered_late(blocks("no")).await, "no");
}

#[tokio::test]
async fn a_block_that_was_printed_before_the_time_was_up_counts() {
    let block = print(r#"{"decision":"block","message":"printed"}"#);
    let steps = vec![
        Step::Hello(1),
        Step::ReadEvent,
        fine(),
        Step::ReadEvent,
        block,
        Step::Hang,
    ];
    let bench = Bench::new(Rig::new(), steps);
    proceeds(&bench.ask().await);
    is_blocked(
        &bench.ask_for(hurried(bench.request.clone())).await,
        "printed",
    );
}

#[tokio::test]
async fn is_stopped() {
    let rig = Rig::new();
    let steps = vec![
        Step::Hello(1),
        Step::ReadEvent,
        fine(),
        Step::ReadEvent,
        rig.beacon("worker"),
        Step::Stop,
    ];
    let bench = Bench::new(rig, steps);
    proceeds(&bench.ask().await);
    let run = bench.ask_for(hurried(bench.request.clone())).await;
    assert_eq!(cause(&run), Cause::Timeout);
    bench.rig.connected("worker").await.dead().await;
}
