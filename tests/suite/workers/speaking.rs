//! Tests what workers print, and when.

use hooks_tests::{Step, Stream};
use hooks_types::report::Cause;

use super::*;

#[tokio::test]
async fn a_stray_line_costs_the_allow_and_the_worker_is_replaced() {
    let rig = Rig::new();
    let first = worker(vec![print("loading"), fine()]);
    let once = Step::Once(rig.folder().join("first"), first, worker(vec![fine()]));
    let bench = Bench::new(rig, vec![once]);
    let run = bench.ask().await;
    assert_eq!(cause(&run), Cause::BadAnswer);
    assert!(message(&run).contains("loading"), "{}", message(&run));
    proceeds(&bench.ask().await);
    assert_eq!(bench.starts(), 2);
}

#[tokio::test]
async fn a_block_behind_a_stray_line_counts() {
    let bench = Bench::new(Rig::new(), worker(vec![print("50%"), blocks("no")]));
    is_blocked(&bench.ask().await, "no");
}

#[tokio::test]
async fn answers_the_wrong_id_and_is_replaced() {
    let rig = Rig::new();
    let wrong = Step::Reply(7, Says::Raw(r#""exit":0}"#.to_owned()));
    let first = worker(vec![wrong, fine()]);
    let once = Step::Once(rig.folder().join("first"), first, worker(vec![fine()]));
    let bench = Bench::new(rig, vec![once]);
    assert_eq!(cause(&bench.ask().await), Cause::BadAnswer);
    proceeds(&bench.ask().await);
    assert_eq!(bench.starts(), 2);
}

#[tokio::test]
async fn answers_twice_and_no_later_event_takes_the_second_answer() {
    let rig = Rig::new();
    let first = worker(vec![blocks("no"), fine()]);
    let second = worker(vec![blocks("no again")]);
    let once = Step::Once(rig.folder().join("first"), first, second);
    let bench = Bench::new(rig, vec![once]);
    is_blocked(&bench.ask().await, "no");
    let run = bench.ask().await;
    // The event can have reached either of the two worker processes. The unrequested answer must not take effect.
    assert!(
        matches!(&run.result, Ok(answer) if answer.message().is_some()),
        "{run:?}"
    );
}

/// Returns the steps of a worker that answers, prints `said` on the test's signal, and blocks the next event.
fn talkative(rig: &Rig, in_flight: u64, said: &str) -> Vec<Step> {
    vec![
        Step::Hello(in_flight),
        Step::ReadEvent,
        fine(),
        rig.beacon("answered"),
        Step::AwaitGo,
        Step::Print(Stream::Out, said.to_owned()),
        rig.beacon("talked"),
        Step::ReadEvent,
        blocks("no"),
    ]
}

/// Lets the worker print `said` before an event. Returns the answer to the event, and how often the worker was started.
async fn asked_behind(in_flight: u64, said: &str) -> (HookRun, usize) {
    let rig = Rig::new();
    let first = talkative(&rig, in_flight, said);
    let once = Step::Once(rig.folder().join("first"), first, worker(vec![fine()]));
    let bench = Bench::new(rig, vec![once]);
    proceeds(&bench.ask().await);
    bench.rig.connected("answered").await.go().await;
    let talked = bench.rig.connected("talked").await;
    let run = bench.ask().await;
    let starts = bench.starts();
    if starts > 1 {
        talked.dead().await;
    }
    (run, starts)
}

#[tokio::test]
async fn output_between_two_events_ends_the_worker_and_allows_nothing() {
    for in_flight in [1, 4] {
        let (run, starts) = asked_behind(in_flight, "by the way\n").await;
        proceeds(&run);
        assert_eq!(starts, 2);
    }
}

#[tokio::test]
async fn a_line_that_it_begins_between_two_events_ends_it() {
    for said in ["by the", "\n  x", r#"{"id":2,"exit":0}"#] {
        let (run, starts) = asked_behind(1, said).await;
        proceeds(&run);
        assert_eq!(starts, 2, "{said:?}");
    }
}

#[tokio::test]
async fn an_answer_that_waits_in_the_pipe_before_its_event_is_none() {
    let (run, starts) = asked_behind(1, "{\"id\":2,\"exit\":2}\n").await;
    proceeds(&run);
    assert_eq!(starts, 2);
}

#[tokio::test]
async fn blank_lines_between_two_events_are_nothing() {
    for said in ["\n", " \r\n\n", "  "] {
        let (run, starts) = asked_behind(1, said).await;
        is_blocked(&run, "no");
        assert_eq!(starts, 1, "{said:?}");
    }
}

#[tokio::test]
async fn a_worker_that_talks_while_nobody_asks_is_ended_without_another_event() {
    let rig = Rig::new();
    let steps = talkative(&rig, 1, "by the way\n");
    let bench = Bench::new(rig, steps);
    proceeds(&bench.ask().await);
    bench.rig.connected("answered").await.go().await;
    bench.rig.connected("talked").await.dead().await;
}

#[tokio::test]
async fn a_block_behind_a_line_without_end_counts() {
    let flood = Step::FloodLine(Stream::Out, 8 * 1024 * 1024);
    let block = print("\n{\"decision\":\"block\",\"message\":\"behind\"}");
    let bench = Bench::new(Rig::new(), worker(vec![flood, block, fine()]))
        .limited(|limits| limits.max_line = 64 * 1024);
    is_blocked(&bench.ask().await, "behind");
}

#[tokio::test]
async fn floods_its_log() {
    let flood = Step::Flood(Stream::Err, 4 * 1024 * 1024);
    let bench = Bench::new(Rig::new(), worker(vec![flood, fine()]));
    proceeds(&bench.ask().await);
    proceeds(&bench.ask().await);
    assert_eq!(bench.starts(), 1);
}

#[tokio::test]
async fn closes_its_stdout() {
    let steps = vec![
        Step::Hello(1),
        Step::ReadEvent,
        Step::Close(Stream::Out),
        Step::Hang,
    ];
    let bench = Bench::new(Rig::new(), steps);
    let run = bench.ask().await;
    assert_eq!(cause(&run), Cause::WorkerUnavailable);
    assert!(
        message(&run).contains("closed its stdout"),
        "{}",
        message(&run)
    );
}

/// A payload size above the capacity of a pipe and below the longest line of a worker.
const LARGE: usize = 1024 * 1024;

#[tokio::test]
async fn an_allow_of_a_worker_that_did_not_read_the_event_does_not_count_and_its_block_does() {
    for (answer, expected) in [
        (r#"{"id":2,"exit":0,"answer":{"decision":"allow"}}"#, None),
        (r#"{"id":2,"exit":2,"stderr":"no"}"#, Some("no")),
    ] {
        // The worker answers as soon as the event begins to arrive.
        let text = format!(
            r#"read -r hello; echo '{{"type":"hello","protocol":1}}'
            read -r -n 1 begin; echo '{answer}'; exec sleep 1000"#
        );
        let rig = Rig::new();
        let starts = rig.folder().join("starts");
        let bench = Bench::of(rig, Command::shell(text), starts);
        let mut request = bench.request.clone();
        request.payload = bench.rig.payload(LARGE);
        let run = bench.ask_for(request).await;
        match expected {
            Some(why) => is_blocked(&run, why),
            None => assert!(run.result.is_err(), "{:?}", run.result),
        }
        assert!(run.facts.bytes_in < LARGE as u64);
    }
}
