//! Tests a dialect that is defined outside the crate: it uses only public items, and the driver judges its answers.

mod broken_tables;
mod traffic;

use std::sync::Arc;

use hooks_types::answer::{NoteCode, OutcomeKind};
use hooks_types::dialect::WireForm;
use hooks_types::event::PreToolUse;
use hooks_types::output::{Captured, Delivery, Ending, RestrictionScanner, RunOutput, interpret};
use hooks_types::report::{Cause, Row, RowStatus};
use hooks_types::spec::Command;
use hooks_types::wire::{decode, encode};
use hooks_types::{
    DialectRef, EventName, Failure, HookAnswer, HookSpec, Outcome, Payload, Report, SessionMeta,
    ToolCall,
};
use serde_json::json;

use traffic::TRAFFIC;

fn spec() -> HookSpec {
    let form = WireForm::new(TRAFFIC, "PreToolUse");
    HookSpec::command("h", EventName::PreToolUse, Command::argv(["/h"])).with_form(form)
}

fn payload() -> Payload {
    let call = ToolCall::function("c", "Write", serde_json::Map::new());
    let meta = Arc::new(SessionMeta::new("s", "/"));
    Payload::new(meta, PreToolUse::new(call))
}

fn judged(said: &RunOutput<'_>) -> (Result<HookAnswer, Failure>, Vec<NoteCode>) {
    let judged = interpret(&spec(), &payload(), said);
    let codes = judged.notes.iter().map(|note| note.code.clone()).collect();
    (judged.result, codes)
}

fn run(ending: Ending, out: &str, err: &str) -> Result<HookAnswer, Failure> {
    let (out, err) = (
        Captured::whole(out.as_bytes()),
        Captured::whole(err.as_bytes()),
    );
    judged(&RunOutput::new(ending, out, err)).0
}

const RED: &str = r#"{"light":"red","why":"school ahead"}"#;

#[test]
fn a_block_counts_among_noise_after_a_timeout_and_beyond_the_cap() {
    let block = Ok(HookAnswer::block("school ahead"));
    for (ending, out) in [
        (Ending::Exited(0), RED.to_owned()),
        (Ending::Exited(0), format!("starting\n{RED}\ndone")),
        (Ending::Exited(7), format!("{RED} trailing")),
        (Ending::TimedOut, RED.to_owned()),
        (Ending::Responded(500), RED.to_owned()),
    ] {
        assert_eq!(run(ending, &out, ""), block, "{ending:?} {out}");
    }
    let out = format!("{}\n{RED}\n", "x".repeat(100));
    let mut scanner = RestrictionScanner::new(&spec());
    scanner.feed(out.as_bytes());
    let late = scanner.finish();
    let cut = Captured::cut(&out.as_bytes()[..50], out.len() as u64, late.as_deref());
    let said = RunOutput::new(Ending::Exited(0), cut, Captured::default());
    let (result, notes) = judged(&said);
    assert_eq!(result, block);
    assert_eq!(notes, [NoteCode::Noise, NoteCode::Stricter]);
}

#[test]
fn an_allow_needs_a_clean_run() {
    let green = r#"{"light":"green","input":{"speed":30}}"#;
    let allow = Outcome::allow(Some(json!({"speed": 30})));
    assert_eq!(run(Ending::Exited(0), green, ""), Ok(allow.into()));
    let cause = |result: Result<HookAnswer, Failure>| result.unwrap_err().cause;
    let noisy = format!("{green}\nbye");
    let twice = r#"{"light":"green","light":"green"}"#;
    let word = r#"{"light":"blue"}"#;
    for out in [&noisy, twice, word, "plain text"] {
        assert_eq!(
            cause(run(Ending::Exited(0), out, "")),
            Cause::BadAnswer,
            "{out}"
        );
    }
    let failed = run(Ending::Exited(1), green, "").unwrap_err();
    assert_eq!(
        (failed.cause, failed.said),
        (Cause::ExitCode, Some(OutcomeKind::Allow))
    );
    let out = Captured::whole(green.as_bytes());
    let unread = RunOutput::new(Ending::Exited(0), out, Captured::default())
        .with_delivery(Delivery::Partial { written: 1 });
    assert_eq!(cause(judged(&unread).0), Cause::NotDelivered);
}

#[test]
fn endings_and_silence_have_defaults() {
    assert_eq!(run(Ending::Exited(0), "", ""), Ok(HookAnswer::proceed()));
    assert_eq!(
        run(Ending::Exited(2), "", "no"),
        Ok(HookAnswer::block("no"))
    );
    let green = r#"{"light":"green"}"#;
    assert_eq!(
        run(Ending::Exited(2), green, "no"),
        Ok(HookAnswer::block("no"))
    );
    let closed = run(Ending::Exited(0), r#"{"closed":true}"#, "").unwrap();
    assert_eq!(closed.stop.as_deref(), Some("the road is closed"));
    assert_eq!(closed.outcome.kind(), OutcomeKind::Block);
}

#[test]
fn the_reason_of_a_stop_is_cleaned_and_never_empty() {
    let coloured = r#"{"closed":true,"closing":" \u001b[31mflood\u001b[0m\u202e\r\nahead "}"#;
    let closed = run(Ending::Exited(0), coloured, "").unwrap();
    assert_eq!(closed.stop.as_deref(), Some("flood\nahead"));
    assert_eq!(closed.outcome.message(), Some("flood\nahead"));
    for out in [
        coloured.to_owned(),
        format!("noise\n{coloured}"),
        format!("{RED}\n{coloured}"),
    ] {
        for ending in [Ending::Exited(0), Ending::Exited(2), Ending::TimedOut] {
            let closed = run(ending, &out, "").unwrap();
            assert_eq!(closed.stop.as_deref(), Some("flood\nahead"), "{out}");
        }
    }
    let silent = r#"{"closed":true,"closing":"\u001b[0m \u200b"}"#;
    let closed = run(Ending::Exited(0), silent, "").unwrap();
    let reason = "a hook ended the run and gave no reason";
    assert_eq!(closed.stop.as_deref(), Some(reason));
    assert_eq!(closed.outcome, Outcome::block(reason));
}

#[test]
fn the_notices_of_lines_read_apart_are_cleaned() {
    let out = "{\"radio\":\" \\u001b[31mjam\\u001b[0m\\u202e \"}\n{\"radio\":\"\\u001b[0m\"}\n";
    let answer = run(Ending::Exited(0), &format!("{out}{RED}"), "").unwrap();
    assert_eq!(answer.notices, ["jam"]);
    assert_eq!(answer.outcome, Outcome::block("school ahead"));
}

#[test]
fn a_replacement_that_does_not_fit_blocks() {
    let answer = run(Ending::Exited(0), r#"{"light":"yellow","input":3}"#, "");
    assert_eq!(answer, Ok(HookAnswer::block("the input is not an object")));
}

#[test]
fn a_report_of_a_dialect_that_nobody_brought_reads_and_keeps_its_name() {
    let mut row = Row::new("h", "hooks.toml:1", RowStatus::Ran);
    row.dialect = DialectRef::named("nobodys");
    let mut report = Report::new(EventName::PreToolUse);
    report.hooks.push(row);
    let text = serde_json::to_string(&report).unwrap();
    let read: Report = serde_json::from_str(&text).unwrap();
    assert_eq!(read, report);
    let dialect = &read.hooks[0].dialect;
    assert_eq!((dialect.name(), dialect.get().is_none()), ("nobodys", true));
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
}

#[test]
fn the_output_and_the_payload_of_a_dialect_that_nobody_brought_fail_by_its_name() {
    let form = WireForm::new(DialectRef::named("nobodys"), "PreToolUse");
    let spec = spec().with_form(form.clone());
    let out = Captured::whole(RED.as_bytes());
    for ending in [Ending::Exited(0), Ending::Exited(2), Ending::TimedOut] {
        let said = RunOutput::new(ending, out, Captured::default());
        let failure = interpret(&spec, &payload(), &said).result.unwrap_err();
        assert_eq!(failure.cause, Cause::NotUsable, "{ending:?}");
        assert!(failure.message.contains("`nobodys`"), "{failure}");
    }
    let error = encode(&payload(), &form).unwrap_err();
    assert!(error.to_string().contains("`nobodys`"), "{error}");
    let expected = hooks_types::wire::Expected::new(form.dialect.clone());
    let error = decode(b"{}", expected).unwrap_err();
    assert!(error.to_string().contains("`nobodys`"), "{error}");
}
