//! What each ending and output comes to, from the documented tables and examples.

use hooks_types::answer::{NoteCode, OutcomeKind};
use hooks_types::output::{Captured, Delivery, Ending, RunOutput, interpret};
use hooks_types::report::Cause;
use hooks_types::spec::OnFailure;
use hooks_types::wire::Expected;
use hooks_types::{HookAnswer, Outcome, Payload};
use serde_json::{Value, json};

use super::super::events::{self, Exit2};
use crate::CLAUDE;
use crate::trial::{answered, cause, failed, hook, judge as run, read, remarks};

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
             no `command` text; it wanted {\"cmd\":\"ls\"}"
        )
    );
}

#[test]
fn defer_is_an_ask_without_its_rewrite() {
    let defer = pre(json!({"permissionDecision": "defer", "updatedInput": {"command": "y"}}));
    let run = run(&bash("x"), Ending::Exited(0), &defer, "");
    assert_eq!(run.result.unwrap().outcome, Outcome::ask(None, None));
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
fn plain_text_is_context_only_where_documented() {
    let text = "[branch] feat/x, 3 files dirty\n";
    for event in [
        "UserPromptSubmit",
        "UserPromptExpansion",
        "SessionStart",
        "PostModelSwitch",
    ] {
        assert_eq!(
            answered(&of(event), 0, text, ""),
            HookAnswer::proceed().with_context(text.trim()),
            "{event}"
        );
    }
    for event in [
        "PreToolUse",
        "PostToolUse",
        "Stop",
        "SubagentStart",
        "PreCompact",
        "Setup",
    ] {
        let run = run(&of(event), Ending::Exited(0), text, "");
        assert_eq!(run.result, Ok(HookAnswer::proceed()), "{event}");
    }
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
fn what_the_agent_refuses_is_a_failure_and_says_what_it_was() {
    let no_name = r#"{"hookSpecificOutput":{"permissionDecision":"deny"}}"#;
    let other = inner("PostToolUse", json!({"permissionDecision": "deny"}));
    for (out, said) in [
        (r#"{"decision":"deny"}"#, None),
        (r#"{"continue":"no"}"#, None),
        (r#"{"systemMessage":null}"#, None),
        (&pre(json!({"permissionDecision": "denied"})), None),
        (no_name, Some(OutcomeKind::Block)),
        (&other, Some(OutcomeKind::Block)),
        ("{not json}", None),
        (r#"{"decision":"approve"}{}"#, None),
    ] {
        let failure = failed(&bash("x"), Ending::Exited(0), out, "");
        assert_eq!(cause(&failure), (Cause::BadAnswer, None, said), "{out}");
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
fn a_block_or_an_ask_survives_what_would_lose_it() {
    let deny = deny("no");
    let noisy = format!("loading...\n{deny}\nbye");
    let bom = format!("\u{feff}{deny}");
    let refused = r#"{"decision":"block","reason":"no","continue":"what"}"#;
    for out in [noisy.as_str(), &bom, refused] {
        for ending in [
            Ending::Exited(0),
            Ending::Exited(1),
            Ending::Exited(2),
            Ending::Signaled(9),
            Ending::TimedOut,
        ] {
            let run = run(&bash("x"), ending, out, "");
            assert_eq!(run.result, Ok(HookAnswer::block("no")), "{ending:?} {out}");
        }
    }
    let ask = pre(json!({"permissionDecision": "ask"}));
    let run = run(&bash("x"), Ending::TimedOut, &ask, "");
    assert_eq!(run.result.unwrap().outcome, Outcome::ask(None, None));
}

#[test]
fn an_allow_does_not_survive_any_of_it() {
    let allow = pre(json!({"permissionDecision": "allow"}));
    let payload = bash("x");
    assert_eq!(
        answered(&payload, 0, &format!("x\n{allow}"), ""),
        HookAnswer::proceed()
    );
    assert_eq!(
        answered(&payload, 0, &format!("\u{feff}{allow}"), ""),
        HookAnswer::proceed()
    );
    let failure = failed(&payload, Ending::TimedOut, &allow, "");
    assert_eq!(
        cause(&failure),
        (Cause::Timeout, None, Some(OutcomeKind::Allow))
    );
    let stdout = Captured::whole(allow.as_bytes());
    let said = RunOutput::new(Ending::Exited(0), stdout, Captured::default())
        .with_delivery(Delivery::Partial { written: 3 });
    let failure = interpret(&hook(&payload), &payload, &said)
        .result
        .unwrap_err();
    assert_eq!(failure.cause, Cause::NotDelivered);
}

#[test]
fn a_cut_answer_is_a_failure_and_a_late_block_counts() {
    let payload = bash("x");
    let late = deny("late");
    for (late, expected) in [
        (None, Err(Cause::Truncated)),
        (Some(late.as_bytes()), Ok(HookAnswer::block("late"))),
    ] {
        let stdout = Captured::cut(b"{\"systemMessage\":\"aaaa", 9999, late);
        let said = RunOutput::new(Ending::Exited(0), stdout, Captured::default());
        let result = interpret(&hook(&payload), &payload, &said).result;
        assert_eq!(result.map_err(|failure| failure.cause), expected);
    }
}

#[test]
fn exit_two_has_each_events_own_effect() {
    for row in events::TABLE.rows {
        let run = run(&of(row.name), Ending::Exited(2), "", "why");
        let answer = run.result.unwrap();
        let (kind, notices): (_, &[&str]) = match row.exit2 {
            Exit2::Blocks | Exit2::AnyCodeBlocks => (OutcomeKind::Block, &[]),
            Exit2::TellsUser => (OutcomeKind::Proceed, &["why"]),
            Exit2::Ignored => (OutcomeKind::Proceed, &[]),
        };
        assert_eq!(answer.outcome.kind(), kind, "{}", row.name);
        assert_eq!(answer.notices, notices, "{}", row.name);
    }
}

#[test]
fn permission_requests_are_decided_by_the_object_alone() {
    let payload = of("PermissionRequest");
    let decide = |decision: Value| inner("PermissionRequest", json!({ "decision": decision }));
    assert_eq!(answered(&payload, 2, "", "no"), HookAnswer::proceed());
    let deny = decide(json!({"behavior": "deny", "message": "no"}));
    for code in [0, 1, 2] {
        assert_eq!(answered(&payload, code, &deny, ""), HookAnswer::block("no"));
    }
    let interrupt = decide(json!({"behavior": "deny", "message": "no", "interrupt": true}));
    assert_eq!(
        answered(&payload, 0, &interrupt, ""),
        HookAnswer::block("no").with_stop("no")
    );
    let allow =
        decide(json!({"behavior": "allow", "updatedInput": {"command": "npm ci --dry-run"}}));
    assert_eq!(
        answered(&payload, 0, &allow, "").outcome,
        Outcome::allow(Some(json!({"command": ["bash", "-c", "npm ci --dry-run"]})))
    );
    assert_eq!(answered(&payload, 2, &allow, ""), HookAnswer::proceed());
}

#[test]
fn a_stop_hook_keeps_the_agent_going_with_a_block_or_context() {
    let payload = of("Stop");
    assert_eq!(
        answered(
            &payload,
            0,
            r#"{"decision":"block","reason":"tests are red"}"#,
            ""
        ),
        HookAnswer::block("tests are red")
    );
    assert_eq!(
        answered(&payload, 0, r#"{"decision":"block"}"#, ""),
        HookAnswer::block("")
    );
    let context = inner("Stop", json!({"additionalContext": "lint first"}));
    assert_eq!(
        answered(&payload, 0, &context, ""),
        HookAnswer::block("lint first")
    );
    let over = r#"{"decision":"block","reason":"r","continue":false,"stopReason":"enough"}"#;
    assert_eq!(
        answered(&payload, 0, over, ""),
        HookAnswer::proceed().with_stop("enough")
    );
}

#[test]
fn continue_false_ends_the_run_and_the_call() {
    let stop = r#"{"continue":false,"stopReason":"frozen"}"#;
    assert_eq!(
        answered(&bash("x"), 0, stop, ""),
        HookAnswer::block("frozen").with_stop("frozen")
    );
    assert_eq!(
        answered(&of("PostToolUse"), 0, stop, ""),
        HookAnswer::proceed().with_stop("frozen")
    );
    assert_eq!(
        answered(&of("Notification"), 0, stop, ""),
        HookAnswer::proceed()
    );
}

#[test]
fn a_tools_output_is_replaced_or_commented_on() {
    let payload = of("PostToolUse");
    let output = json!({"stdout": "***", "stderr": "", "interrupted": false});
    let replace = inner("PostToolUse", json!({"updatedToolOutput": output}));
    assert_eq!(
        answered(&payload, 0, &replace, "").outcome,
        Outcome::modify(output)
    );
    let both = json!({"decision": "block", "reason": "warnings",
        "hookSpecificOutput": {"hookEventName": "PostToolUse", "additionalContext": "see log"}});
    assert_eq!(
        answered(&payload, 0, &both.to_string(), ""),
        HookAnswer::block("warnings").with_context("see log")
    );
}

#[test]
fn events_outside_our_list_keep_their_own_rules() {
    let answer =
        |event: &str, code, out: &str| run(&of(event), Ending::Exited(code), out, "e").result;
    let block = |message: &str| Ok(HookAnswer::block(message));
    assert_eq!(answer("TaskCompleted", 2, ""), block("e"));
    let switch = inner(
        "PreModelSwitch",
        json!({"permissionDecision": "deny", "permissionDecisionReason": "dear"}),
    );
    assert_eq!(answer("PreModelSwitch", 0, &switch), block("dear"));
    let worktree = failed(&of("WorktreeCreate"), Ending::Exited(1), "", "disk full");
    assert_eq!(cause(&worktree), (Cause::ExitCode, Some("block"), None));
    assert_eq!(
        answer("WorktreeCreate", 0, "making\n\u{1b}[32m/w/t\u{1b}[0m\n")
            .unwrap()
            .outcome,
        Outcome::modify("/w/t")
    );
    let hangs = failed(&of("PreModelSwitch"), Ending::TimedOut, "", "");
    assert_eq!(cause(&hangs), (Cause::Timeout, Some("block"), None));
    let decline = inner("Elicitation", json!({"action": "decline"}));
    assert_eq!(
        answer("Elicitation", 0, &decline),
        block("a hook answered `decline`")
    );
    let show = inner("MessageDisplay", json!({"displayContent": "d"}));
    assert_eq!(
        answer("MessageDisplay", 0, &show).unwrap().outcome,
        Outcome::modify("d")
    );
    assert_eq!(
        answer(
            "NewInSomeVersion",
            0,
            r#"{"decision":"block","reason":"n"}"#
        ),
        block("n")
    );
}

#[test]
fn a_hook_that_goes_on_alone_decides_nothing() {
    assert_eq!(
        answered(&bash("x"), 0, r#"{"async":true,"decision":"approve"}"#, ""),
        HookAnswer::proceed()
    );
}

#[test]
fn responses_are_read_by_status_and_body() {
    let payload = bash("x");
    let result = |status, body: &str| {
        run(&payload, Ending::Responded(status), body, "")
            .result
            .map_err(|failure| (failure.cause, failure.said))
    };
    assert_eq!(result(200, ""), Ok(HookAnswer::proceed()));
    assert_eq!(result(201, &deny("no")), Ok(HookAnswer::block("no")));
    assert_eq!(result(200, "OK"), Err((Cause::BadAnswer, None)));
    assert_eq!(result(403, ""), Err((Cause::HttpFailed, None)));
    assert_eq!(
        result(500, &pre(json!({"permissionDecision": "allow"}))),
        Err((Cause::HttpFailed, Some(OutcomeKind::Allow)))
    );
}

#[test]
fn bytes_that_are_no_text_cost_what_loosens_and_nothing_else() {
    let payload = bash("ls");
    let judged = |text: &str| {
        let bytes = text.replace('?', "caf\u{e9}");
        let bytes: Vec<u8> = bytes.chars().map(|c| u8::try_from(c).unwrap()).collect();
        let (out, err) = (Captured::whole(&bytes), Captured::whole(b""));
        let said = RunOutput::new(Ending::Exited(0), out, err);
        interpret(&hook(&payload), &payload, &said).result
    };
    let context = pre(json!({"additionalContext": "?"}));
    assert_eq!(
        judged(&context),
        Ok(HookAnswer::proceed().with_context("caf\u{fffd}"))
    );
    let allow = pre(json!({"permissionDecision": "allow", "permissionDecisionReason": "?"}));
    assert_eq!(
        judged(&allow).map_err(|failure| failure.cause),
        Err(Cause::BadAnswer)
    );
    let denied = judged(&deny("?")).unwrap();
    assert_eq!(denied.outcome, Outcome::block("caf\u{fffd}"));
}

#[test]
fn a_rewrite_said_twice_does_not_count_beside_a_stop() {
    let output = r#""hookSpecificOutput":{"hookEventName":"PostToolUse","updatedToolOutput":"x","updatedToolOutput":"y"}"#;
    let stop = r#""continue":false,"stopReason":"enough""#;
    let said = format!("{{{stop},{output}}}");
    let answer = answered(&of("PostToolUse"), 0, &said, "");
    assert_eq!(answer, HookAnswer::proceed().with_stop("enough"));
}

#[test]
fn a_text_of_control_characters_is_no_context() {
    let answer = answered(&of("SessionStart"), 0, "\u{1b}[1m", "");
    assert_eq!(answer, HookAnswer::proceed());
}
