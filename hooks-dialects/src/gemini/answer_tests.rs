use hooks_types::answer::{NoteCode, OutcomeKind};
use hooks_types::dialect::WireForm;
use hooks_types::output::{Captured, Ending, RunOutput, interpret};
use hooks_types::report::Cause;
use hooks_types::tool::ShellInput;
use hooks_types::wire::Expected;
use hooks_types::{HookAnswer, Outcome, Payload, SessionMeta, ToolCall};
use serde_json::{Value, json};

use crate::GEMINI;
use crate::trial::{answered, cause, failed, hook, judge, read, remarks};

#[path = "answer_cut_tests.rs"]
mod cut;
#[path = "answer_decision_tests.rs"]
mod decision;

fn payload(event: &str, fields: &Value) -> Payload {
    let mut object = json!({"session_id": "s", "transcript_path": "", "cwd": "/p",
        "hook_event_name": event, "timestamp": "2026-08-20T10:11:12.345Z"});
    let own = fields.as_object().cloned().unwrap_or_default();
    object.as_object_mut().unwrap().extend(own);
    read(Expected::new(GEMINI), &object)
}

fn before_tool() -> Payload {
    payload(
        "BeforeTool",
        &json!({"tool_name": "run_shell_command", "tool_input": {"command": "rm -rf /"}}),
    )
}

#[test]
fn the_answer_is_read_from_an_object_at_every_exit_code() {
    let deny = r#"{"decision":"deny","reason":"too wide"}"#;
    for code in [0, 1, 2, 3, 127] {
        assert_eq!(
            answered(&before_tool(), code, deny, "noise on stderr"),
            HookAnswer::block("too wide")
        );
    }
    for (out, answer) in [
        (
            r#"{"decision":"block","reason":"no"}"#,
            HookAnswer::block("no"),
        ),
        (r#"{"decision":"deny"}"#, HookAnswer::block("")),
        (
            r#"{"decision":"deny","reason":"r","stopReason":"told first"}"#,
            HookAnswer::block("told first"),
        ),
        (
            r#"{"decision":"allow","reason":"fine"}"#,
            HookAnswer::new(Outcome::inert_allow(None)).with_reason("fine"),
        ),
        (
            r#"{"decision":"approve"}"#,
            Outcome::inert_allow(None).into(),
        ),
        (
            r#"{"decision":"ask","systemMessage":"sure?"}"#,
            HookAnswer::new(Outcome::ask(Some("sure?".to_owned()), None)).with_notice("sure?"),
        ),
        (
            r#"{"continue":false,"stopReason":"frozen"}"#,
            HookAnswer::block("frozen").with_stop("frozen"),
        ),
        (
            r#"{"systemMessage":"hi"}"#,
            HookAnswer::proceed().with_notice("hi"),
        ),
        (r#"{"decision":"maybe"}"#, HookAnswer::proceed()),
        ("{}", HookAnswer::proceed()),
        (
            r#""{\"decision\":\"deny\",\"reason\":\"twice\"}""#,
            HookAnswer::block("twice"),
        ),
        (
            "\u{feff} {\"decision\":\"deny\",\"reason\":\"bom\"}\r\n",
            HookAnswer::block("bom"),
        ),
    ] {
        assert_eq!(answered(&before_tool(), 0, out, ""), answer, "{out}");
    }
    assert_eq!(
        answered(
            &before_tool(),
            0,
            " \n",
            r#"{"decision":"deny","reason":"on stderr"}"#
        ),
        HookAnswer::block("on stderr")
    );
}

#[test]
fn exit_two_blocks_whatever_is_printed() {
    for (out, err, reason) in [
        ("", "from stderr", "from stderr"),
        ("from stdout", "from stderr", "from stdout"),
        ("", "", ""),
        (r#"{"decision":"allow"}"#, "", ""),
        (r#"{"decision":"allow","reason":"why"}"#, "", "why"),
        (r#"{"decision":"ask","reason":"sure?"}"#, "", "sure?"),
        (r#"{"systemMessage":"x"}"#, "", ""),
        ("42", "", ""),
        ("null", "", ""),
        ("[]", "", ""),
    ] {
        let answer = answered(&before_tool(), 2, out, err);
        assert_eq!(answer.outcome, Outcome::block(reason), "{out:?} {err:?}");
    }
}

#[test]
fn text_means_what_gemini_makes_of_it() {
    let call = before_tool();
    assert_eq!(answered(&call, 0, "", ""), HookAnswer::proceed());
    assert_eq!(
        answered(&call, 0, "looks fine", "x"),
        HookAnswer::proceed().with_notice("looks fine")
    );
    let warned = failed(&call, Ending::Exited(1), "odd", "");
    assert_eq!(cause(&warned), (Cause::ExitCode, None, None));
    assert_eq!(warned.notices, ["Warning: odd"]);
    for code in [3, 7, 126, 127] {
        let broken = failed(&call, Ending::Exited(code), "", "jq: command not found");
        assert_eq!(cause(&broken), (Cause::ExitCode, Some("block"), None));
        assert_eq!(broken.message, "jq: command not found");
        let silent = failed(&call, Ending::Exited(code), "", "");
        assert_eq!(cause(&silent), (Cause::ExitCode, None, None));
    }
}

#[test]
fn json_that_is_not_an_object_is_not_an_answer() {
    for out in ["42", "true", "null", "[]", "[{}]", "\"42\""] {
        let failure = failed(&before_tool(), Ending::Exited(0), out, "");
        assert_eq!(cause(&failure), (Cause::BadAnswer, None, None), "{out}");
    }
}

#[test]
fn each_event_hears_what_gemini_honours_there() {
    let hook_said = |fields: &str| format!(r#"{{"hookSpecificOutput":{{{fields}}}}}"#);
    let context = hook_said(r#""additionalContext":"a <b>""#);
    let escaped = HookAnswer::proceed().with_context("a &lt;b&gt;");
    let tool = json!({"tool_name": "read_file", "tool_input": {"file_path": "a"},
        "tool_response": {"llmContent": "x", "returnDisplay": "x"}});
    for (event, fields, context_heard, block_heard) in [
        ("BeforeTool", &tool, false, true),
        ("AfterTool", &tool, true, true),
        ("BeforeAgent", &json!({"prompt": "p"}), true, true),
        ("AfterAgent", &json!({"prompt": "p"}), false, true),
        ("BeforeModel", &json!({"llm_request": {}}), false, true),
        (
            "BeforeToolSelection",
            &json!({"llm_request": {}}),
            false,
            false,
        ),
        ("SessionStart", &json!({"source": "startup"}), true, false),
        ("SessionEnd", &json!({"reason": "exit"}), false, false),
        ("PreCompress", &json!({"trigger": "auto"}), false, false),
        (
            "Notification",
            &json!({"notification_type": "ToolPermission"}),
            false,
            false,
        ),
    ] {
        let payload = payload(event, fields);
        let expected = if context_heard {
            escaped.clone()
        } else {
            HookAnswer::proceed()
        };
        assert_eq!(answered(&payload, 0, &context, ""), expected, "{event}");
        let deny = r#"{"decision":"deny","reason":"r","continue":false,"stopReason":"s"}"#;
        let expected = match block_heard {
            // At a stop, `continue: false` overrides the deny.
            true if event == "AfterAgent" => HookAnswer::proceed().with_stop("s"),
            true => HookAnswer::block("s").with_stop("s"),
            false => HookAnswer::proceed().with_reason("r"),
        };
        assert_eq!(answered(&payload, 0, deny, ""), expected, "{event}");
        let run = judge(&payload, Ending::Exited(2), "", "no");
        match run.result {
            Ok(answer) => assert!(block_heard && answer == HookAnswer::block("no"), "{event}"),
            Err(failure) => {
                assert!(!block_heard, "{event}");
                let said = (Cause::ExitCode, None, Some(OutcomeKind::Block));
                assert_eq!(cause(&failure), said, "{event}");
            }
        }
    }
}

#[test]
fn a_rewritten_input_replaces_the_whole_input() {
    let replace = payload(
        "BeforeTool",
        &json!({"tool_name": "replace", "tool_input":
            {"file_path": "/p/a", "old_string": "b", "new_string": "c", "instruction": "i"}}),
    );
    let out = r#"{"hookSpecificOutput":{"tool_input":
        {"file_path":"a","old_string":"x","new_string":"y"}}}"#;
    let input = json!({"file_path": "a", "old_string": "x", "new_string": "y"});
    assert_eq!(
        answered(&replace, 0, out, ""),
        Outcome::modify(input.clone()).into()
    );
    let asked = out.replacen('{', r#"{"decision":"ask","#, 1);
    assert_eq!(
        answered(&replace, 0, &asked, "").outcome,
        Outcome::ask(None, Some(input))
    );
}

#[test]
fn a_rewrite_of_another_agents_call_comes_back_in_its_own_shape() {
    let shell = ShellInput::new(["sh", "-c", "npm i"]).with_workdir("/p/web");
    let call = ToolCall::shell("c", "run", shell);
    let meta = std::sync::Arc::new(SessionMeta::new("s", "/p"));
    let payload = Payload::new(meta, hooks_types::event::PreToolUse::new(call));
    let spec = hook(&payload).with_form(WireForm::new(GEMINI, "BeforeTool"));
    let run = |out: &str| {
        let out = Captured::whole(out.as_bytes());
        let said = RunOutput::new(Ending::Exited(0), out, Captured::default());
        interpret(&spec, &payload, &said).result.unwrap().outcome
    };
    assert_eq!(
        run(r#"{"hookSpecificOutput":{"tool_input":{"command":"npm ci","dir_path":"/p"}}}"#),
        Outcome::modify(json!({"command": ["sh", "-c", "npm ci"], "workdir": "/p"}))
    );
    let unfit = run(r#"{"hookSpecificOutput":{"tool_input":{"cmd":"npm ci"}}}"#);
    assert_eq!(unfit.kind(), OutcomeKind::Block);
}

#[test]
fn what_replaces_parts_of_a_model_request_is_the_content() {
    let payload = payload("BeforeModel", &json!({"llm_request": {"model": "m"}}));
    let out = r#"{"hookSpecificOutput":{"hookEventName":"BeforeModel","llm_request":{"model":"n"},
        "toolConfig":{"mode":"NONE"}}}"#;
    assert_eq!(
        answered(&payload, 0, out, ""),
        Outcome::modify(json!({"llm_request": {"model": "n"}})).into()
    );
}

#[test]
fn what_has_no_effect_is_noted() {
    let run = judge(
        &before_tool(),
        Ending::Exited(0),
        r#"{"block":true,"decision":"maybe","decision":"no","hookSpecificOutput":
            {"additionalContext":"c","clearContext":true}}"#,
        "",
    );
    assert_eq!(
        remarks(&run),
        [
            NoteCode::UnknownKey,
            NoteCode::DuplicateKey,
            NoteCode::Unsayable,
            NoteCode::SaidButNotCounted,
            NoteCode::SaidButNotCounted,
        ]
    );
}

#[test]
fn output_that_echoes_the_payload_decides_nothing() {
    let call = before_tool();
    let echoed = serde_json::to_string(&call.origin.as_ref().unwrap().object).unwrap();
    assert_eq!(answered(&call, 0, &echoed, ""), HookAnswer::proceed());
}

#[test]
fn a_stop_counts_beside_a_rewrite_that_does_not_fit() {
    let out = r#"{"continue":false,"stopReason":"enough","systemMessage":"hi",
        "hookSpecificOutput":{"tool_input":{"x":1}}}"#;
    let answer = answered(&before_tool(), 0, out, "");
    assert_eq!(answer.outcome.kind(), OutcomeKind::Block);
    assert_eq!(answer.stop.as_deref(), Some("enough"));
    assert_eq!(answer.notices, ["hi"]);
}
