use hooks_types::answer::{NoteCode, OutcomeKind};
use hooks_types::output::{Captured, Ending, RunOutput, interpret};
use hooks_types::report::Cause;
use hooks_types::spec::{Handler, OtherHandler};
use hooks_types::wire::Expected;
use hooks_types::{HookAnswer, Outcome, Payload};
use serde_json::{Value, json};

use crate::CURSOR;
use crate::trial::{answered, cause, failed, hook, judge, read, remarks};

#[path = "answer_events_tests.rs"]
mod events;

fn payload(event: &str, fields: &Value) -> Payload {
    let mut object = json!({"conversation_id": "c", "generation_id": "g", "model": "m",
        "hook_event_name": event, "workspace_roots": ["/p"]});
    let own = fields.as_object().cloned().unwrap_or_default();
    object.as_object_mut().unwrap().extend(own);
    read(Expected::new(CURSOR), &object)
}

fn shell() -> Payload {
    payload(
        "beforeShellExecution",
        &json!({"command": "git push", "cwd": "", "sandbox": false}),
    )
}

fn tool() -> Payload {
    payload(
        "preToolUse",
        &json!({"tool_name": "Shell", "tool_input": {"command": "npm install"},
            "tool_use_id": "u", "cwd": "/p"}),
    )
}

const DENY: &str =
    r#"{"permission":"deny","user_message":"push from CI only","agent_message":"do not push"}"#;

fn denied() -> HookAnswer {
    HookAnswer::block("do not push").with_notice("push from CI only")
}

#[test]
fn a_permission_is_read_in_both_wordings() {
    for (out, answer) in [
        (DENY, denied()),
        (
            r#"{"permission":"deny","userMessage":"u","agentMessage":"a"}"#,
            HookAnswer::block("a").with_notice("u"),
        ),
        (
            r#"{"permission":"deny","user_message":"u"}"#,
            HookAnswer::block("u").with_notice("u"),
        ),
        (r#"{"permission":"deny"}"#, HookAnswer::block("")),
        (
            r#"{"decision":"deny","reason":"no installs"}"#,
            HookAnswer::block("no installs"),
        ),
        (
            r#"{"permission":"allow"}"#,
            Outcome::inert_allow(None).into(),
        ),
        (r#"{"decision":"allow"}"#, Outcome::inert_allow(None).into()),
        (
            r#"{"permission":"ask","user_message":"sure?"}"#,
            HookAnswer::new(Outcome::ask(Some("sure?".to_owned()), None)).with_notice("sure?"),
        ),
        ("{}", HookAnswer::proceed()),
        (
            "\u{feff}{\"permission\":\"deny\"}\r\n",
            HookAnswer::block(""),
        ),
    ] {
        for payload in [shell(), tool()] {
            assert_eq!(answered(&payload, 0, out, "noise"), answer, "{out}");
        }
    }
}

#[test]
fn silence_and_text_are_failures_where_an_answer_is_expected() {
    for out in [
        "",
        " \n",
        "fine",
        "[]",
        "42",
        "null",
        r#"{"permission":"yes"}"#,
    ] {
        let failure = failed(&tool(), Ending::Exited(0), out, "");
        assert_eq!(cause(&failure), (Cause::BadAnswer, None, None), "{out}");
    }
    for event in ["afterFileEdit", "sessionEnd", "afterAgentThought"] {
        let payload = payload(event, &json!({"file_path": "a"}));
        for out in ["", "formatted", "{}"] {
            assert_eq!(answered(&payload, 0, out, ""), HookAnswer::proceed());
        }
    }
}

#[test]
fn exit_two_refuses_with_the_best_text() {
    for (out, err, answer) in [
        (DENY, "err", denied()),
        (r#"{"reason":"r"}"#, "err", HookAnswer::block("r")),
        (r#"{"permission":"allow"}"#, "err", HookAnswer::block("err")),
        ("text", "err", HookAnswer::block("err")),
        ("", "", HookAnswer::block("")),
        (
            "noise\n{\"permission\":\"deny\",\"reason\":\"r\"}",
            "err",
            HookAnswer::block("r"),
        ),
    ] {
        assert_eq!(answered(&shell(), 2, out, err), answer, "{out:?} {err:?}");
    }
    let prompt = payload("beforeSubmitPrompt", &json!({"prompt": "p"}));
    assert_eq!(answered(&prompt, 2, "", "no"), HookAnswer::block("no"));
    for event in [
        "stop",
        "postToolUse",
        "preCompact",
        "sessionStart",
        "afterFileEdit",
    ] {
        let payload = payload(event, &json!({"tool_name": "x"}));
        let failure = failed(&payload, Ending::Exited(2), "", "no");
        assert_eq!(failure.cause, Cause::ExitCode, "{event}");
    }
}

#[test]
fn a_deny_of_a_hook_that_then_failed_is_named_and_not_counted() {
    for (ending, expected) in [
        (Ending::Exited(1), Cause::ExitCode),
        (Ending::Exited(3), Cause::ExitCode),
        (Ending::Exited(127), Cause::ExitCode),
        (Ending::Signaled(9), Cause::Signal),
    ] {
        let run = judge(&shell(), ending, DENY, "");
        assert_eq!(remarks(&run), [NoteCode::SaidButNotCounted]);
        let failure = run.result.unwrap_err();
        assert_eq!(cause(&failure), (expected, None, Some(OutcomeKind::Block)));
    }
    let silent = failed(&shell(), Ending::Exited(1), r#"{"permission":"allow"}"#, "");
    assert_eq!(cause(&silent), (Cause::ExitCode, None, None));
}

#[test]
fn a_restriction_survives_noise_and_the_deadline() {
    for ending in [Ending::TimedOut, Ending::Cancelled] {
        assert_eq!(judge(&shell(), ending, DENY, "").result, Ok(denied()));
        let failure = failed(&shell(), ending, r#"{"permission":"allow"}"#, "");
        assert_eq!(failure.said, None);
    }
    let noisy = format!("loading\n{DENY}\n");
    let run = judge(&shell(), Ending::Exited(0), &noisy, "");
    assert_eq!(run.result, Ok(denied()));
    assert_eq!(remarks(&run), [NoteCode::Noise, NoteCode::Stricter]);
    let cut = Captured::cut(b"{\"permission\":\"al", 9_000_000, Some(DENY.as_bytes()));
    let said = RunOutput::new(Ending::Exited(0), cut, Captured::default());
    assert_eq!(
        interpret(&hook(&shell()), &shell(), &said).result,
        Ok(denied())
    );
    let cut = Captured::cut(b"{\"permission\":\"al", 9_000_000, None);
    let said = RunOutput::new(Ending::Exited(0), cut, Captured::default());
    let failure = interpret(&hook(&shell()), &shell(), &said)
        .result
        .unwrap_err();
    assert_eq!(failure.cause, Cause::Truncated);
}

#[test]
fn only_the_general_event_takes_another_input() {
    let out = r#"{"permission":"allow","updated_input":{"command":"npm ci"}}"#;
    let content = json!({"command": ["bash", "-c", "npm ci"]});
    assert_eq!(
        answered(&tool(), 0, out, ""),
        Outcome::modify(content).into()
    );
    let run = judge(&shell(), Ending::Exited(0), out, "");
    assert_eq!(run.result, Ok(Outcome::inert_allow(None).into()));
    assert_eq!(remarks(&run), [NoteCode::SaidButNotCounted]);
    let unfit = r#"{"updated_input":{"cmd":"npm ci"}}"#;
    assert_eq!(
        answered(&tool(), 0, unfit, "").outcome.kind(),
        OutcomeKind::Block
    );
}

#[test]
fn an_ask_is_a_deny_where_cursor_knows_no_ask() {
    let ask = r#"{"permission":"ask","user_message":"u"}"#;
    for event in ["beforeReadFile", "beforeTabFileRead", "subagentStart"] {
        let payload = payload(event, &json!({"file_path": "/p/.env", "content": "A=1"}));
        let expected = HookAnswer::block("u").with_notice("u");
        assert_eq!(answered(&payload, 0, ask, ""), expected, "{event}");
    }
}

#[test]
fn keys_that_are_unknown_or_do_nothing_here_are_noted() {
    let run = judge(
        &tool(),
        Ending::Exited(0),
        r#"{"permision":"deny","env":{}}"#,
        "",
    );
    assert_eq!(run.result, Ok(HookAnswer::proceed()));
    let noted = [NoteCode::UnknownKey, NoteCode::SaidButNotCounted];
    assert_eq!(remarks(&run), noted);
    let ended = payload(
        "afterShellExecution",
        &json!({"command": "ls", "output": "x"}),
    );
    for out in [
        r#"{"permission":"ask"}"#,
        r#"{"updated_input":{"command":"x"}}"#,
        r#"{"updated_mcp_tool_output":{"a":1}}"#,
        r#"{"followup_message":"go on"}"#,
        r#"{"additional_context":"x"}"#,
    ] {
        let run = judge(&ended, Ending::Exited(0), out, "");
        assert_eq!(run.result, Ok(HookAnswer::proceed()), "{out}");
        assert_eq!(remarks(&run), [NoteCode::SaidButNotCounted], "{out}");
    }
}
