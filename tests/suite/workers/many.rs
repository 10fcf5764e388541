//! Tests workers with several events at the same time.

use hooks_exec::Allowance;
use hooks_tests::Step;
use hooks_types::report::Cause;
use tokio::time::Instant;

use super::*;
use crate::rig::{SHORT, hurried};

/// Returns the steps of a worker that accepts one event at a time and waits for the test before its first
/// answer.
fn waiting(rig: &Rig) -> Vec<Step> {
    vec![
        Step::Hello(1),
        Step::ReadEvent,
        rig.beacon("worker"),
        Step::AwaitGo,
        blocks("first"),
        serving(vec![blocks("later")]),
    ]
}

#[tokio::test]
async fn events_wait_for_a_worker_that_takes_one_at_a_time() {
    let rig = Rig::new();
    let steps = waiting(&rig);
    let bench = Bench::new(rig, steps);
    let first = bench.start(bench.request.clone());
    let mut worker = bench.rig.connected("worker").await;
    let others: Vec<_> = (0..5).map(|_| bench.start(bench.request.clone())).collect();
    worker.go().await;
    is_blocked(&soon("the first verdict", first).await.unwrap(), "first");
    for other in others {
        is_blocked(&soon("a verdict", other).await.unwrap(), "later");
    }
    assert_eq!(bench.starts(), 1);
}

#[tokio::test]
async fn waiting_for_a_busy_worker_counts_against_the_deadline_and_harms_nobody() {
    let rig = Rig::new();
    let steps = waiting(&rig);
    let bench = Bench::new(rig, steps);
    let first = bench.start(bench.request.clone());
    let mut worker = bench.rig.connected("worker").await;
    let second = bench.ask_for(hurried(bench.request.clone())).await;
    assert_eq!(cause(&second), Cause::Timeout);
    assert!(message(&second).contains("busy"), "{}", message(&second));
    worker.go().await;
    is_blocked(&soon("the first verdict", first).await.unwrap(), "first");
    assert_eq!(bench.starts(), 1);
}

#[tokio::test]
async fn a_worker_may_take_several_events_and_answer_in_its_own_order() {
    let rig = Rig::new();
    let pair = vec![
        Step::ReadEvent,
        rig.beacon("one"),
        Step::ReadEvent,
        Step::Reply(0, blocking("second")),
        Step::ReplyToOneBefore(blocking("first")),
    ];
    let bench = Bench::new(rig, vec![Step::Hello(2), Step::Repeat(pair)]);
    let first = bench.start(bench.request.clone());
    bench.rig.connected("one").await;
    let second = bench.start(bench.request.clone());
    is_blocked(&soon("a verdict", first).await.unwrap(), "first");
    is_blocked(&soon("a verdict", second).await.unwrap(), "second");
    assert_eq!(bench.starts(), 1);
}

#[tokio::test]
async fn an_event_that_nobody_waits_for_is_cancelled_and_the_others_are_answered() {
    let rig = Rig::new();
    let steps = vec![
        Step::Hello(2),
        Step::ReadEvent,
        rig.beacon("one"),
        Step::ReadEvent,
        rig.beacon("two"),
        // This step reads a line that is not an event but the cancel of the first event.
        Step::ReadEvent,
        blocks("second"),
        Step::ReplyToOneBefore(blocking("cancelled")),
        serving(vec![fine()]),
    ];
    let bench = Bench::new(rig, steps);
    let first = bench.start(bench.request.clone());
    bench.rig.connected("one").await;
    let second = bench.start(bench.request.clone());
    bench.rig.connected("two").await;
    first.abort();
    is_blocked(&soon("a verdict", second).await.unwrap(), "second");
}

#[tokio::test]
async fn a_worker_that_misses_the_deadline_of_one_event_answers_the_others_and_is_replaced() {
    let rig = Rig::new();
    let first = vec![
        Step::Hello(2),
        Step::ReadEvent,
        rig.beacon("one"),
        Step::ReadEvent,
        // This step reads the cancel of the second event, which is sent at the event's deadline.
        Step::ReadEvent,
        rig.beacon("cancelled"),
        Step::AwaitGo,
        Step::ReplyToOneBefore(blocking("first")),
        Step::ReadEvent,
    ];
    let fresh = worker(vec![blocks("fresh")]);
    let once = Step::Once(rig.folder().join("first"), first, fresh);
    let bench = Bench::new(rig, vec![once]);
    let first = bench.start(bench.request.clone());
    bench.rig.connected("one").await;
    let allowance = Allowance::new(SHORT, SHORT);
    let late = bench.request.clone().with_deadline(Instant::now() + SHORT);
    let late = bench.ask_for(late.with_allowance(allowance)).await;
    assert_eq!(cause(&late), Cause::Timeout);
    let mut worker = bench.rig.connected("cancelled").await;
    worker.go().await;
    is_blocked(&soon("a verdict", first).await.unwrap(), "first");
    worker.dead().await;
    is_blocked(&bench.ask().await, "fresh");
    assert_eq!(bench.starts(), 2);
}

#[tokio::test]
async fn a_dropped_event_ends_a_worker_that_takes_one_at_a_time() {
    let rig = Rig::new();
    let steps = waiting(&rig);
    let bench = Bench::new(rig, steps);
    let first = bench.start(bench.request.clone());
    let worker = bench.rig.connected("worker").await;
    let second = bench.start(bench.request.clone());
    first.abort();
    worker.dead().await;
    let mut worker = bench.rig.connected("worker").await;
    worker.go().await;
    is_blocked(&soon("a verdict", second).await.unwrap(), "first");
    assert_eq!(bench.starts(), 2);
}

#[tokio::test]
async fn a_large_payload_arrives_whole_while_the_worker_floods() {
    let flood = Step::Flood(hooks_tests::Stream::Err, 1024 * 1024);
    let steps = vec![
        Step::Hello(1),
        flood,
        serving(vec![Step::Reply(0, Says::Count)]),
    ];
    let bench = Bench::new(Rig::new(), steps);
    let mut request = bench.request.clone();
    request.payload = bench.rig.payload(2_000_000);
    let bytes = request.payload.bytes(&request.spec.form).unwrap().len();
    is_blocked(&bench.ask_for(request).await, &bytes.to_string());
}
