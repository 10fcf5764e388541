//! Tests faults 15-23 of docs/faults.md: stdout and stderr.

use hooks_exec::{DEFAULT_OUTPUT_CAP, HookExecutor, ProcessExecutor};
use hooks_tests::{Step, Stream};
use hooks_types::HookAnswer;
use hooks_types::answer::NoteCode;
use hooks_types::report::Cause;

use crate::rig::{Rig, hurried, run, soon};

const BLOCK: &str = r#"{"decision":"block","message":"no"}"#;
const FLOOD: usize = 8 * DEFAULT_OUTPUT_CAP;

fn print(text: &str) -> Step {
    Step::Print(Stream::Out, text.to_owned())
}

#[tokio::test]
async fn f15_endless_output() {
    let rig = Rig::new();
    let run = run(hurried(rig.request(&[Step::FloodForEver(Stream::Out)]))).await;
    assert!(run.facts.truncated);
    assert!(run.facts.bytes_out > DEFAULT_OUTPUT_CAP as u64);
    assert_eq!(run.result.unwrap_err().cause, Cause::Timeout);
}

#[tokio::test]
async fn f15_output_beyond_the_cap_is_not_an_answer() {
    let rig = Rig::new();
    let run = run(rig.request(&[Step::Flood(Stream::Out, FLOOD)])).await;
    assert_eq!(run.result.unwrap_err().cause, Cause::Truncated);
    assert_eq!(run.facts.bytes_out, FLOOD as u64);
}

#[tokio::test]
async fn f15_a_flood_hides_no_block() {
    let rig = Rig::new();
    let flood = || Step::Flood(Stream::Out, FLOOD);
    let line = || print(&format!("\n{BLOCK}\n"));
    let hidings = [
        vec![
            flood(),
            Step::Print(Stream::Err, "no".into()),
            Step::Exit(2),
        ],
        vec![flood(), line()],
        vec![line(), flood()],
        vec![flood(), line(), flood(), Step::Exit(1)],
    ];
    for steps in hidings {
        let run = run(rig.request(&steps)).await;
        assert_eq!(run.result, Ok(HookAnswer::block("no")), "{steps:?}");
        assert!(run.facts.truncated);
    }
}

#[tokio::test]
async fn f15_the_caps_are_configurable() {
    let rig = Rig::new();
    let executor = ProcessExecutor::new()
        .with_stdout_cap(10)
        .with_stderr_cap(3);
    let steps = [
        print("0123456789"),
        Step::Print(Stream::Err, "no".into()),
        Step::Exit(2),
    ];
    let kept = soon("a verdict", executor.execute(rig.request(&steps))).await;
    assert!(!kept.facts.truncated);
    let steps = [print("0123456789a")];
    let cut = soon("a verdict", executor.execute(rig.request(&steps))).await;
    assert_eq!(cut.result.unwrap_err().cause, Cause::Truncated);
}

#[tokio::test]
async fn f16_stderr_floods_while_stdout_is_idle() {
    let rig = Rig::new();
    let run = run(rig.request(&[Step::Flood(Stream::Err, FLOOD), print(BLOCK)])).await;
    assert_eq!(run.result, Ok(HookAnswer::block("no")));
    assert_eq!(run.facts.bytes_err, FLOOD as u64);
}

#[tokio::test]
async fn f19_invalid_utf8() {
    let rig = Rig::new();
    let noise = || Step::Bytes(Stream::Out, b"\xff\xfe\n".to_vec());
    let silent = run(rig.request(&[noise()])).await;
    assert_eq!(silent.result.unwrap_err().cause, Cause::BadAnswer);
    let blocked = run(rig.request(&[noise(), print(BLOCK)])).await;
    assert_eq!(blocked.result, Ok(HookAnswer::block("no")));
}

#[tokio::test]
async fn f20_banner_before_the_object() {
    let rig = Rig::new();
    let banner = || print("Welcome to node v99\n");
    let allowed = run(rig.request(&[banner(), print(r#"{"decision":"allow"}"#)])).await;
    let failure = allowed.result.unwrap_err();
    assert_eq!(failure.cause, Cause::BadAnswer);
    assert!(failure.message.contains("Welcome to node"), "{failure}");
    let blocked = run(rig.request(&[banner(), print(BLOCK)])).await;
    assert_eq!(blocked.result, Ok(HookAnswer::block("no")));
    assert!(
        blocked
            .facts
            .notes
            .iter()
            .any(|note| note.code == NoteCode::Noise)
    );
}

#[tokio::test]
async fn f21_two_documents_loosen_nothing() {
    let rig = Rig::new();
    let twice = r#"{"decision":"allow"}{"decision":"allow"}"#;
    let failure = run(rig.request(&[print(twice)])).await.result.unwrap_err();
    assert_eq!(failure.cause, Cause::BadAnswer);
}

#[tokio::test]
async fn f21_a_byte_order_mark_hides_no_block() {
    let rig = Rig::new();
    let run = run(rig.request(&[print(&format!("\u{feff}{BLOCK}\r\n"))])).await;
    assert_eq!(run.result, Ok(HookAnswer::block("no")));
}

#[tokio::test]
async fn f22_object_with_a_failing_exit_code() {
    let rig = Rig::new();
    let allowed = run(rig.request(&[print(r#"{"decision":"allow"}"#), Step::Exit(1)])).await;
    assert_eq!(allowed.result.unwrap_err().cause, Cause::ExitCode);
    let blocked = run(rig.request(&[print(BLOCK), Step::Exit(1)])).await;
    assert_eq!(blocked.result, Ok(HookAnswer::block("no")));
}

#[tokio::test]
async fn f22_exit_two_without_a_word() {
    let rig = Rig::new();
    let run = run(rig.request(&[Step::Exit(2)])).await;
    assert_eq!(run.result, Ok(HookAnswer::block("")));
}

#[tokio::test]
async fn f23_control_bytes_in_reasons() {
    let rig = Rig::new();
    let reason = "\u{1b}[31mno\u{1b}[0m\u{7} \u{1b}]0;title\u{7}really";
    let steps = [Step::Print(Stream::Err, reason.into()), Step::Exit(2)];
    let run = run(rig.request(&steps)).await;
    assert_eq!(run.result, Ok(HookAnswer::block("no really")));
}
