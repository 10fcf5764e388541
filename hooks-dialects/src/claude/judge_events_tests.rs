//! The effects of an answer on each event.

use super::*;

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
fn exit_two_has_each_events_own_effect() {
    for row in TABLE.rows {
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
