use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::{Command, SessionMeta, SessionStart, ToolCall};

/// A run of a PreToolUse hook; what it said is judged under its default policy.
fn judge(ending: Ending, stdout: &str, stderr: &str) -> Interpretation {
    judge_said(&Said::new(
        ending,
        Captured::whole(stdout.as_bytes()),
        Captured::whole(stderr.as_bytes()),
    ))
}

fn judge_said(said: &Said<'_>) -> Interpretation {
    let spec = HookSpec::command("h", EventName::PreToolUse, Command::argv(["h"]));
    let call = ToolCall::function("c", "Write", serde_json::Map::new());
    let meta = Arc::new(SessionMeta::new("s", "/"));
    crate::interpret(
        &spec,
        &Payload::new(meta, crate::PreToolUse::new(call)),
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
