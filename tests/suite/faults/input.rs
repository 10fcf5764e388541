//! Tests faults 9-14 of docs/faults.md: stdin.

use std::sync::Arc;

use hooks_tests::{Step, Stream};
use hooks_types::answer::OutcomeKind;
use hooks_types::dialect::{Spelling, WireForm};
use hooks_types::report::Cause;
use hooks_types::{EventName, HookAnswer, Outcome};

use crate::rig::{Rig, hurried, run};

/// Payload sizes around the capacity of a pipe.
const SIZES: [usize; 5] = [0, 300, 65_000, 100_000, 4_000_000];

fn print(text: &str) -> Step {
    Step::Print(Stream::Out, text.to_owned())
}

#[tokio::test]
async fn f09_child_exits_without_reading() {
    let rig = Rig::new();
    for size in SIZES {
        let steps = [Step::Print(Stream::Err, "no".into()), Step::Exit(2)];
        let mut request = rig.request(&steps);
        request.payload = rig.payload(size);
        let run = run(request).await;
        assert_eq!(run.result, Ok(HookAnswer::block("no")), "{size} bytes");
    }
}

#[tokio::test]
async fn f09_child_closes_its_input_and_works_on() {
    let rig = Rig::new();
    let steps = [
        Step::Read(10),
        Step::CloseInput,
        Step::Flood(Stream::Err, 200_000),
        print(r#"{"decision":"block","message":"no"}"#),
    ];
    let mut request = rig.request(&steps);
    request.payload = rig.payload(1_000_000);
    let run = run(request).await;
    assert_eq!(run.result, Ok(HookAnswer::block("no")));
}

#[tokio::test]
async fn f10_child_never_reads() {
    let rig = Rig::new();
    let mut request = rig.request(&[Step::Hang]);
    request.payload = rig.payload(1_000_000);
    let run = run(hurried(request)).await;
    assert_eq!(run.result.unwrap_err().cause, Cause::Timeout);
}

#[tokio::test]
async fn f11_child_writes_more_than_a_pipe_holds_before_reading() {
    let rig = Rig::new();
    let steps = [
        Step::Flood(Stream::Err, 300_000),
        Step::ReadAll,
        print(r#"{"decision":"allow"}"#),
    ];
    let mut request = rig.request(&steps);
    request.payload = rig.payload(1_000_000);
    let run = run(request).await;
    assert_eq!(run.result, Ok(HookAnswer::new(Outcome::allow(None))));
    assert_eq!(run.facts.bytes_err, 300_000);
}

#[tokio::test]
async fn f12_input_ends_after_the_payload() {
    let rig = Rig::new();
    for size in SIZES {
        let mut request = rig.request(&[Step::ReadAll, Step::Exit(2)]);
        request.payload = rig.payload(size);
        let bytes = request.payload.bytes(&request.spec.form).unwrap().len() as u64;
        let run = run(request).await;
        assert_eq!(run.result, Ok(HookAnswer::block("")), "{size} bytes");
        assert_eq!(run.facts.bytes_in, bytes);
    }
}

#[tokio::test]
async fn f13_payload_partly_delivered_and_the_child_allows() {
    let rig = Rig::new();
    let mut request = rig.request(&[print(r#"{"decision":"allow"}"#)]);
    request.payload = rig.payload(4_000_000);
    let failure = run(request).await.result.unwrap_err();
    assert_eq!(failure.cause, Cause::NotDelivered);
    assert_eq!(failure.said, Some(OutcomeKind::Allow));
}

#[tokio::test]
async fn f13_payload_partly_delivered_and_the_child_blocks() {
    let rig = Rig::new();
    let mut request = rig.request(&[print(r#"{"decision":"block","message":"no"}"#)]);
    request.payload = rig.payload(4_000_000);
    assert_eq!(run(request).await.result, Ok(HookAnswer::block("no")));
}

#[tokio::test]
async fn f13_a_payload_that_fits_the_pipe_is_delivered_also_unread() {
    let rig = Rig::new();
    for _ in 0..20 {
        let request = rig.request(&[print(r#"{"decision":"allow"}"#)]);
        let allow = HookAnswer::new(Outcome::allow(None));
        assert_eq!(run(request).await.result, Ok(allow));
    }
}

#[tokio::test]
async fn f14_payload_cannot_be_written() {
    let rig = Rig::new();
    let mut request = rig.request(&[rig.beacon("hook")]);
    // The form of the payload for the legacy setting `notify` has no field for a tool call, so encoding fails.
    let form = WireForm::native(&EventName::AfterAgent).with_spelling(Spelling::LegacyNotify);
    request.spec = Arc::new(request.spec.as_ref().clone().with_form(form));
    let run = run(request).await;
    assert_eq!(run.result.unwrap_err().cause, Cause::EncodeFailed);
    assert_eq!(run.facts.bytes_in, 0);
}
