//! Faults 9-14: stdin.

use hooks_exec::{HookExecutor, ProcessExecutor};
use hooks_tests::{Step, Stream};
use hooks_types::{Cause, HookAnswer};

use crate::rig::{Rig, SHORT};

#[tokio::test]
async fn f09_child_exits_without_reading() {
    let rig = Rig::new();
    for size in [0, 100_000, 4_000_000] {
        let steps = [Step::Print(Stream::Err, "no".into()), Step::Exit(2)];
        let mut request = rig.request(&steps);
        request.payload = rig.payload(size);
        let run = ProcessExecutor::new().execute(request).await;
        assert_eq!(run.result, Ok(HookAnswer::block("no")), "{size} bytes");
    }
}

#[tokio::test]
async fn f10_child_never_reads() {
    let rig = Rig::new();
    let mut request = rig.request(&[Step::Hang]);
    request.payload = rig.payload(1_000_000);
    let request = request.clone().due(tokio::time::Instant::now() + SHORT);
    let run = ProcessExecutor::new().execute(request).await;
    assert_eq!(run.result.unwrap_err().cause, Cause::Timeout);
}

#[tokio::test]
async fn f11_child_writes_more_than_a_pipe_holds_before_reading() {
    let rig = Rig::new();
    let steps = [
        Step::Flood(Stream::Err, 300_000),
        Step::ReadAll,
        Step::Print(Stream::Out, r#"{"decision":"allow"}"#.into()),
    ];
    let mut request = rig.request(&steps);
    request.payload = rig.payload(1_000_000);
    let run = ProcessExecutor::new().execute(request).await;
    let allow = hooks_types::Outcome::allow(None);
    assert_eq!(run.result, Ok(HookAnswer::new(allow)));
    assert_eq!(run.facts.bytes_err, 300_000);
}
