use std::sync::Arc;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::event::SessionStart;
use crate::output::Captured;
use crate::reader::trimmed;
use crate::spec::Command;
use crate::{SessionMeta, ToolCall};

#[path = "native_ending_tests.rs"]
mod endings;
#[path = "native_property_tests.rs"]
mod generated;
#[path = "native_hidden_tests.rs"]
mod hidden;
#[path = "native_remark_tests.rs"]
mod remarks;

/// Judges a run of a PreToolUse hook under its default policy.
fn judge(ending: Ending, stdout: &str, stderr: &str) -> Interpretation {
    judge_said(&RunOutput::new(
        ending,
        Captured::whole(stdout.as_bytes()),
        Captured::whole(stderr.as_bytes()),
    ))
}

fn judge_said(said: &RunOutput<'_>) -> Interpretation {
    let spec = HookSpec::command("h", EventName::PreToolUse, Command::argv(["h"]));
    let call = ToolCall::function("c", "Write", serde_json::Map::new());
    let meta = Arc::new(SessionMeta::new("s", "/"));
    crate::output::interpret(
        &spec,
        &Payload::new(meta, crate::event::PreToolUse::new(call)),
        said,
    )
}

fn cause(run: &Interpretation) -> Option<Cause> {
    run.result
        .as_ref()
        .err()
        .map(|failure| failure.cause.clone())
}

const BAD_ENDINGS: [Ending; 6] = [
    Ending::Exited(1),
    Ending::Exited(127),
    Ending::Signaled(9),
    Ending::TimedOut,
    Ending::Cancelled,
    Ending::Responded(500),
];

#[test]
fn a_clean_end_with_one_object_is_that_answer() {
    for (stdout, answer) in [
        ("", HookAnswer::proceed()),
        (" \r\n\u{feff}", HookAnswer::proceed()),
        ("{}", HookAnswer::proceed()),
        (r#"{"decision":"proceed"}"#, HookAnswer::proceed()),
        (
            r#"{"decision":"block","message":"no"}"#,
            HookAnswer::block("no"),
        ),
        (r#"{"decision":"block"}"#, HookAnswer::block("")),
        (
            r#"{"decision":"modify","content":{"a":1},"message":"safer"}"#,
            HookAnswer::new(Outcome::modify(json!({"a": 1}))).with_reason("safer"),
        ),
        (r#"{"decision":"allow"}"#, Outcome::allow(None).into()),
        (
            r#"{"decision":"allow","content":""}"#,
            Outcome::allow(Some(json!(""))).into(),
        ),
        (
            r#"{"decision":"ask","message":"sure?","content":null}"#,
            Outcome::ask(Some("sure?".into()), None).into(),
        ),
        (
            "\u{feff}{\r\n \"decision\": \"proceed\",\r\n \"context\": [\"a\", \"\", \"b\"],\r\n \"notice\": \"c\"\r\n}\r\n",
            HookAnswer::proceed()
                .with_context("a")
                .with_context("b")
                .with_notice("c"),
        ),
        (
            r#"{"stop":"enough"}"#,
            HookAnswer::proceed().with_stop("enough"),
        ),
        (r#"{"stop":false,"context":null}"#, HookAnswer::proceed()),
        (
            r#"{"decision":"block","message":"\u001b[31mno\u0007"}"#,
            HookAnswer::block("no"),
        ),
    ] {
        assert_eq!(
            judge(Ending::Exited(0), stdout, "log").result,
            Ok(answer),
            "{stdout}"
        );
        assert_eq!(
            judge(Ending::Responded(204), stdout, "").result,
            judge(Ending::Exited(0), stdout, "").result
        );
    }
}

#[test]
fn a_clean_end_with_anything_else_is_a_failure_that_says_why() {
    for (stdout, why) in [
        (
            "all good",
            "its output is not a JSON object (print logs on stderr): all good",
        ),
        ("[]", "not a JSON object"),
        ("\"block\"", "not a JSON object"),
        (r#"{"decision":"proceed""#, "not one JSON object"),
        (r#"{"decison":"proceed"}"#, "did you mean `decision`?"),
        (r#"{"decison":"block"}"#, "did you mean `decision`?"),
        (r#"{"level":"info"}"#, "unknown key `level`"),
        (r#"{"decision":"deny"}"#, "did you mean `block`?"),
        (r#"{"decision":"approve"}"#, "did you mean `allow`?"),
        (r#"{"decision":"blokc"}"#, "did you mean `block`?"),
        (r#"{"decision":"Allow"}"#, "did you mean `allow`?"),
        (r#"{"decision":"zzz"}"#, "it is not one of"),
        (r#"{"decision":null}"#, "`decision` is not a string"),
        (r#"{"decision":["allow"]}"#, "`decision` is not a string"),
        (r#"{"decision":"modify"}"#, "`modify` without `content`"),
        (
            r#"{"decision":"modify","content":null}"#,
            "`modify` without `content`",
        ),
        (
            r#"{"decision":"modify","content":1e999}"#,
            "`content` cannot be read",
        ),
        (
            r#"{"decision":"proceed","content":{}}"#,
            "`content` without",
        ),
        (r#"{"content":{}}"#, "`content` without"),
        (
            r#"{"decision":"allow","message":1}"#,
            "`message` is not a string",
        ),
        (
            r#"{"decision":"allow","context":[1]}"#,
            "`context` is neither",
        ),
        (r#"{"decision":"allow","notice":{}}"#, "`notice` is neither"),
        (r#"{"decision":"allow","stop":1}"#, "`stop` is not a string"),
        (
            r#"{"decision":"allow","decision":"allow"}"#,
            "`decision` appears twice",
        ),
        (
            r#"{"decision":"modify","content":1,"content":2}"#,
            "`content` appears twice",
        ),
        (
            "{\"decision\":\"allow\"}\n{\"decision\":\"allow\"}",
            "more than once",
        ),
        (
            "welcome\n{\"decision\":\"allow\"}",
            "output besides its answer, so its `allow` does not count (print logs on stderr): `welcome`",
        ),
        (
            "hi\n{\"decision\":\"proceed\",\"context\":\"c\"}",
            "so its `proceed` does not count and its `context` is lost (print logs on stderr): `hi`",
        ),
        (
            "{\"decision\":\"allow\"}\n\u{1b}[0mbye",
            "(print logs on stderr): `\\u{1b}[0mbye`",
        ),
    ] {
        let failure = judge(Ending::Exited(0), stdout, "").result.unwrap_err();
        assert_eq!(failure.cause, Cause::BadAnswer, "{stdout}");
        assert!(
            failure.message.contains(why),
            "{stdout}: {}",
            failure.message
        );
    }
    let invalid = RunOutput::new(
        Ending::Exited(0),
        Captured::whole(b"{\"decision\":\"allow\",\"message\":\"\xff\"}"),
        Captured::default(),
    );
    assert!(
        judge_said(&invalid)
            .result
            .unwrap_err()
            .message
            .contains("UTF-8")
    );
}

/// Checks that the reason is read from `reason` or `message`. A string takes precedence over a value of any other type,
/// and `message` over `reason`.
#[test]
fn a_reason_is_read_as_a_message_and_a_text_is_preferred_to_another_type() {
    for (keys, reason) in [
        (r#""reason":"x""#, "x"),
        (r#""re\u0061son":"x""#, "x"),
        (r#""message":"m","reason":"x""#, "m"),
        (r#""reason":"x","message":"m""#, "m"),
        (r#""message":1,"reason":"x""#, "x"),
        (r#""reason":"x","message":["m"]"#, "x"),
        (r#""message":null,"reason":"x""#, "x"),
        (r#""message":"","reason":"x""#, "x"),
        (r#""message":"m","reason":{}"#, "m"),
        (r#""message":1,"reason":2"#, "1"),
        (r#""reason":["x"]"#, "[\"x\"]"),
        (r#""reason":null"#, ""),
        (r#""reason":"x","reason":"y""#, "y"),
        (r#""reason":"x","message":"m","message":"n""#, "n"),
    ] {
        for ending in BAD_ENDINGS.into_iter().chain([0, 2].map(Ending::Exited)) {
            for stdout in [
                format!(r#"{{"decision":"block",{keys}}}"#),
                format!(r#"{{{keys},"decision":"block","x":"#),
            ] {
                let answer = judge(ending, &stdout, "").result.unwrap();
                assert_eq!(
                    answer.outcome,
                    Outcome::block(reason),
                    "{ending:?} {stdout}"
                );
            }
        }
    }
    for (stdout, answer) in [
        (
            r#"{"decision":"ask","reason":"sure?"}"#,
            HookAnswer::ask("sure?"),
        ),
        (
            r#"{"reason":"fine"}"#,
            HookAnswer::proceed().with_reason("fine"),
        ),
        (
            r#"{"decision":"allow","reason":"fine"}"#,
            HookAnswer::allow().with_reason("fine"),
        ),
    ] {
        assert_eq!(judge(Ending::Exited(0), stdout, "").result, Ok(answer));
    }
    let exit_two = judge(Ending::Exited(2), r#"{"reason":"stdout"}"#, "stderr");
    assert_eq!(exit_two.result, Ok(HookAnswer::block("stdout")));
}

const NO_REASON_STOP: &str = "a hook ended the run and gave no reason";

#[test]
fn a_grant_does_not_count_while_another_process_can_still_print() {
    let held = |stdout: &str| {
        let stdout = Captured::whole(stdout.as_bytes());
        judge_said(
            &RunOutput::new(Ending::Exited(0), stdout, Captured::default()).with_stdout_held(true),
        )
        .result
        .map(|answer| answer.outcome.kind())
        .map_err(|failure| (failure.cause, failure.said))
    };
    let refused = |kind| Err((Cause::BadAnswer, Some(kind)));
    for (stdout, expected) in [
        (r#"{"decision":"allow"}"#, refused(OutcomeKind::Allow)),
        (
            r#"{"decision":"modify","content":{}}"#,
            refused(OutcomeKind::Modify),
        ),
        (r#"{"decision":"proceed"}"#, Ok(OutcomeKind::Proceed)),
        ("", Ok(OutcomeKind::Proceed)),
        (r#"{"decision":"ask"}"#, Ok(OutcomeKind::Ask)),
        (r#"{"decision":"block"}"#, Ok(OutcomeKind::Block)),
    ] {
        assert_eq!(held(stdout), expected, "{stdout}");
    }
}
