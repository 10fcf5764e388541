//! The result of each exit code and each kind of output, according to the documented tables and examples.

use hooks_types::answer::{NoteCode, OutcomeKind};
use hooks_types::output::{Captured, Delivery, Ending, RunOutput, interpret};
use hooks_types::report::Cause;
use hooks_types::spec::OnFailure;
use hooks_types::wire::Expected;
use hooks_types::{HookAnswer, Outcome, Payload};
use serde_json::{Value, json};

use super::super::events::{Exit2, TABLE};
use crate::CLAUDE;
use crate::trial::{answered, cause, failed, hook, judge as run, read, remarks};

#[path = "judge_broken_output_tests.rs"]
mod broken_output;
#[path = "judge_events_tests.rs"]
mod events;

fn payload(event: &str, fields: &Value) -> Payload {
    let mut object = json!({
        "session_id": "s", "transcript_path": "/t.jsonl", "cwd": "/p", "hook_event_name": event,
    });
    for (key, value) in fields.as_object().into_iter().flatten() {
        object[key] = value.clone();
    }
    read(Expected::new(CLAUDE), &object)
}

fn bash(command: &str) -> Payload {
    payload(
        "PreToolUse",
        &json!({"tool_name": "Bash", "tool_input": {"command": command, "timeout": 9}, "tool_use_id": "t1"}),
    )
}

fn of(event: &str) -> Payload {
    let tool = json!({
        "tool_name": "Bash", "tool_input": {"command": "npm ci"}, "tool_use_id": "t1",
        "tool_response": {"stdout": "ok", "stderr": "", "interrupted": false}, "error": "Exit code 1",
    });
    payload(event, &tool)
}

fn inner(event: &str, fields: Value) -> String {
    let mut inner = fields;
    inner["hookEventName"] = event.into();
    json!({ "hookSpecificOutput": inner }).to_string()
}

fn pre(fields: Value) -> String {
    inner("PreToolUse", fields)
}

fn deny(reason: &str) -> String {
    pre(json!({"permissionDecision": "deny", "permissionDecisionReason": reason}))
}

#[test]
fn exit_two_blocks_with_stderr() {
    assert_eq!(
        answered(&bash("git push -f"), 2, "", "no force push\n"),
        HookAnswer::block("no force push")
    );
    assert_eq!(answered(&bash("x"), 2, "", ""), HookAnswer::block(""));
    assert_eq!(
        answered(&bash("x"), 2, "not JSON {", "why"),
        HookAnswer::block("why")
    );
}

#[test]
fn an_object_decides_at_every_exit_code() {
    for code in [0, 1, 2, 7] {
        assert_eq!(
            answered(&bash("git push"), code, &deny("main is frozen"), "noise"),
            HookAnswer::block("main is frozen"),
            "exit {code}"
        );
    }
    let ask = pre(json!({"permissionDecision": "ask", "permissionDecisionReason": "sure?"}));
    assert_eq!(
        answered(&bash("x"), 1, &ask, "").outcome,
        Outcome::ask(Some("sure?".into()), None)
    );
}

#[test]
fn exit_one_alone_is_a_failure_that_tells_the_user() {
    let failure = failed(
        &bash("x"),
        Ending::Exited(1),
        "",
        "guard.py: KeyError\nmore",
    );
    assert_eq!(cause(&failure), (Cause::ExitCode, None, None));
    assert_eq!(
        failure.notices,
        ["PreToolUse hook error: guard.py: KeyError"]
    );
}

#[test]
fn on_failure_block_takes_the_exit_code_over_a_valid_object() {
    let payload = bash("x");
    let spec = hook(&payload).with_on_failure(OnFailure::Block);
    let allow = pre(json!({"permissionDecision": "allow"}));
    let stdout = Captured::whole(allow.as_bytes());
    let said = RunOutput::new(Ending::Exited(1), stdout, Captured::default());
    let failure = interpret(&spec, &payload, &said).result.unwrap_err();
    assert_eq!(
        cause(&failure),
        (Cause::ExitCode, None, Some(OutcomeKind::Allow))
    );
    let spec = hook(&payload).with_on_failure(OnFailure::Proceed);
    let answer = interpret(&spec, &payload, &said).result.unwrap();
    assert_eq!(answer.outcome, Outcome::allow(None));
}

#[test]
fn exit_two_beats_an_allow_and_keeps_the_rest() {
    let allow = json!({
        "systemMessage": "careful",
        "hookSpecificOutput": {"hookEventName": "PreToolUse", "permissionDecision": "allow",
            "permissionDecisionReason": "fine", "additionalContext": "ctx",
            "updatedInput": {"command": "y"}},
    });
    assert_eq!(
        answered(&bash("x"), 2, &allow.to_string(), ""),
        HookAnswer::block("")
            .with_context("ctx")
            .with_notice("careful")
    );
}

#[test]
fn a_rewrite_replaces_the_whole_input() {
    let rewrite = pre(json!({"updatedInput": {"command": "git push --force-with-lease"}}));
    assert_eq!(
        answered(&bash("git push -f"), 0, &rewrite, "").outcome,
        Outcome::modify(json!({"command": ["bash", "-c", "git push --force-with-lease"]}))
    );
    let granted = pre(
        json!({"permissionDecision": "allow", "updatedInput": {"command": "ls", "timeout": 5}}),
    );
    assert_eq!(
        answered(&bash("x"), 0, &granted, "").outcome,
        Outcome::allow(Some(
            json!({"command": ["bash", "-c", "ls"], "timeout_ms": 5})
        ))
    );
    let unusable = pre(json!({"updatedInput": {"cmd": "ls"}}));
    assert_eq!(
        answered(&bash("x"), 0, &unusable, "").outcome,
        Outcome::block(
            "a hook's replacement of the input cannot be used: the replacement of a shell call has \
             no `command` text; the replacement was {\"cmd\":\"ls\"}"
        )
    );
}

#[test]
fn defer_ends_the_run_before_the_call() {
    let defer = json!({"permissionDecision": "defer", "updatedInput": {"command": "y"}});
    let run = run(&bash("x"), Ending::Exited(0), &pre(defer), "");
    let answer = run.result.unwrap();
    assert_eq!(answer.outcome.kind(), OutcomeKind::Block);
    assert_eq!(answer.stop.as_deref(), Some("a hook deferred the call"));
}

#[test]
fn an_output_of_another_shape_than_the_tools_is_ignored_and_said() {
    let own = json!({"stdout": "a", "stderr": "", "interrupted": false});
    let object = json!({"hook_event_name": "PostToolUse", "session_id": "s", "cwd": "/p",
        "tool_name": "Bash", "tool_input": {"command": "x"}, "tool_response": own});
    let payload = read(Expected::new(CLAUDE), &object);
    let said = |output: Value| {
        let inner = json!({"hookEventName": "PostToolUse", "updatedToolOutput": output});
        let answer = json!({ "hookSpecificOutput": inner }).to_string();
        let run = run(&payload, Ending::Exited(0), &answer, "");
        let noted = remarks(&run).contains(&NoteCode::SaidButNotCounted);
        (run.result.unwrap().outcome.kind(), noted)
    };
    for misfit in [
        json!("b"),
        json!(7),
        json!({"stdout": "b"}),
        json!({"stdout": 7}),
    ] {
        assert_eq!(
            said(misfit.clone()),
            (OutcomeKind::Proceed, true),
            "{misfit}"
        );
    }
    let whole = json!({"stdout": "b", "stderr": "", "interrupted": false});
    assert_eq!(said(whole), (OutcomeKind::Modify, false));
}

#[test]
fn an_end_of_the_run_that_claude_code_does_not_heed_counts_and_is_said() {
    let ends = r#"{"continue":false,"stopReason":"enough"}"#;
    for event in ["SessionStart", "PermissionRequest", "PreToolUse"] {
        let object = json!({"hook_event_name": event, "session_id": "s", "cwd": "/p", "source": "startup",
            "tool_name": "Bash", "tool_input": {"command": "x"}});
        let payload = read(Expected::new(CLAUDE), &object);
        let run = run(&payload, Ending::Exited(0), ends, "");
        assert!(remarks(&run).contains(&NoteCode::Stricter), "{event}");
        assert_eq!(
            run.result.unwrap().stop.as_deref(),
            Some("enough"),
            "{event}"
        );
    }
}

#[test]
fn the_old_words_still_decide() {
    let block = r#"{"decision":"block","reason":"old"}"#;
    assert_eq!(answered(&bash("x"), 0, block, ""), HookAnswer::block("old"));
    let approve = r#"{"decision":"approve","reason":"old"}"#;
    assert_eq!(
        answered(&bash("x"), 0, approve, ""),
        HookAnswer::new(Outcome::allow(None)).with_reason("old")
    );
}

#[test]
fn silence_and_objects_without_known_keys_decide_nothing() {
    let echo = r#"{"session_id":"s","tool_name":"Bash","tool_input":{"command":"x"}}"#;
    for out in [
        "",
        " \n",
        "{}",
        echo,
        "{\"a\":1}\n{\"b\":2}",
        "\"quoted\"",
        "[1]",
    ] {
        assert_eq!(
            answered(&bash("x"), 0, out, "to the log"),
            HookAnswer::proceed(),
            "{out}"
        );
    }
}

#[test]
fn keys_on_the_wrong_level_do_nothing_and_are_named() {
    let misplaced = r#"{"permissionDecision":"deny","decison":"block"}"#;
    let run = run(&bash("x"), Ending::Exited(0), misplaced, "");
    assert_eq!(
        remarks(&run),
        [NoteCode::UnknownKey, NoteCode::MisplacedKey]
    );
    assert_eq!(run.result, Ok(HookAnswer::proceed()));
}

#[test]
fn a_hook_that_goes_on_alone_decides_nothing() {
    assert_eq!(
        answered(&bash("x"), 0, r#"{"async":true,"decision":"approve"}"#, ""),
        HookAnswer::proceed()
    );
}
