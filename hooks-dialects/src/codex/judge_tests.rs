//! Codex's documented table of pitfalls, one test per row, and the answers that each event accepts.

use hooks_types::answer::{NoteCode, OutcomeKind};
use hooks_types::output::Ending;
use hooks_types::report::Cause;
use hooks_types::wire::Expected;
use hooks_types::{HookAnswer, Outcome, Payload};
use serde_json::{Value, json};

use crate::CODEX;
use crate::trial::{answered, cause, failed, judge as run, read, remarks};

fn of(event: &str) -> Payload {
    let object = json!({
        "session_id": "s", "turn_id": "t", "transcript_path": null, "cwd": "/p", "model": "m",
        "permission_mode": "default", "hook_event_name": event, "tool_name": "Bash",
        "tool_input": {"command": "rm -rf build"}, "tool_use_id": "c1", "tool_response": "done",
    });
    read(Expected::new(CODEX), &object)
}

fn pre(fields: Value) -> String {
    let mut inner = fields;
    inner["hookEventName"] = "PreToolUse".into();
    json!({ "hookSpecificOutput": inner }).to_string()
}

fn deny() -> String {
    pre(json!({"permissionDecision": "deny", "permissionDecisionReason": "no rm"}))
}

fn blocked(code: i32, out: &str, err: &str) -> String {
    match answered(&of("PreToolUse"), code, out, err).outcome {
        Outcome::Block { message, .. } => message,
        other => panic!("{code} {out} {err}: {other:?}"),
    }
}

const DEFAULT: &str = "blocked by a hook that gave no reason";

#[test]
fn exit_two_blocks_with_or_without_words() {
    assert_eq!(blocked(2, "", "use make clean"), "use make clean");
    assert_eq!(blocked(2, "", ""), DEFAULT);
    assert_eq!(blocked(2, &deny(), ""), "no rm");
    assert_eq!(blocked(2, &deny(), "stderr first"), "stderr first");
    for (event, blocks) in [
        ("PermissionRequest", true),
        ("PostToolUse", true),
        ("UserPromptSubmit", true),
        ("Stop", true),
        ("SubagentStop", true),
        ("SessionStart", false),
        ("SubagentStart", false),
        ("PreCompact", false),
        ("Interrupt", false),
    ] {
        let result = run(&of(event), Ending::Exited(2), "", "why").result;
        let expected = match blocks {
            true => Ok(HookAnswer::block("why")),
            false => Err(Cause::ExitCode),
        };
        assert_eq!(result.map_err(|failure| failure.cause), expected, "{event}");
    }
}

#[test]
fn other_exit_codes_fail_and_the_row_says_what_was_printed() {
    let payload = of("PreToolUse");
    for code in [1, 3, 127] {
        let failure = failed(&payload, Ending::Exited(code), &deny(), "");
        assert_eq!(
            cause(&failure),
            (Cause::ExitCode, None, Some(OutcomeKind::Block))
        );
        let failure = failed(&payload, Ending::Exited(code), "", "");
        assert_eq!(cause(&failure), (Cause::ExitCode, None, None));
    }
    let failure = failed(&payload, Ending::Signaled(9), &deny(), "");
    assert_eq!(
        cause(&failure),
        (Cause::Signal, None, Some(OutcomeKind::Block))
    );
}

#[test]
fn a_block_counts_even_with_keys_that_codex_refuses() {
    let unknown = pre(
        json!({"permissionDecision": "deny", "permissionDecisionReason": "no rm", "ticket": 7}),
    );
    let null = r#"{"continue":null,"decision":"block","reason":"no rm"}"#;
    let stops = r#"{"continue":false,"decision":"block","reason":"no rm"}"#;
    let nameless = r#"{"hookSpecificOutput":{"permissionDecision":"deny","permissionDecisionReason":"no rm"}}"#;
    for out in [unknown.as_str(), null, stops, nameless] {
        let run = run(&of("PreToolUse"), Ending::Exited(0), out, "");
        assert_eq!(run.result, Ok(HookAnswer::block("no rm")), "{out}");
        assert_eq!(remarks(&run), [NoteCode::Stricter], "{out}");
    }
    assert_eq!(blocked(0, r#"{"decision":"block"}"#, ""), DEFAULT);
    assert_eq!(
        blocked(0, &pre(json!({"permissionDecision": "deny"})), ""),
        DEFAULT
    );
}

#[test]
fn a_block_survives_noise_a_mark_and_a_timeout() {
    let deny = deny();
    for out in [
        format!("log line\n{deny}"),
        format!("{deny}\nbye"),
        format!("\u{feff}{deny}"),
    ] {
        assert_eq!(blocked(0, &out, ""), "no rm", "{out}");
    }
    let payload = of("PreToolUse");
    assert_eq!(
        run(&payload, Ending::TimedOut, &deny, "").result,
        Ok(HookAnswer::block("no rm"))
    );
    let ask = pre(json!({"permissionDecision": "ask", "permissionDecisionReason": "sure?"}));
    for ending in [Ending::Exited(0), Ending::TimedOut] {
        assert_eq!(
            run(&payload, ending, &ask, "").result.unwrap().outcome,
            Outcome::ask(Some("sure?".into()), None)
        );
    }
}

#[test]
fn what_codex_refuses_is_a_failure() {
    for (out, said) in [
        (pre(json!({"permission_decision": "deny"})), None),
        (r#"{"continue":false}"#.to_owned(), None),
        (r#"{"stopReason":"x"}"#.to_owned(), None),
        (r#"{"suppressOutput":true}"#.to_owned(), None),
        (r#"{"continue":null}"#.to_owned(), None),
        (
            r#"{"decision":"approve"}"#.to_owned(),
            Some(OutcomeKind::Allow),
        ),
        (
            pre(json!({"permissionDecision": "allow"})),
            Some(OutcomeKind::Allow),
        ),
        (
            pre(json!({"updatedInput": {"command": "x"}})),
            Some(OutcomeKind::Modify),
        ),
        (pre(json!({"permissionDecisionReason": "x"})), None),
        (r#"{"reason":"x"}"#.to_owned(), None),
        ("[1]".to_owned(), None),
        ("{broken".to_owned(), None),
    ] {
        let failure = failed(&of("PreToolUse"), Ending::Exited(0), &out, "");
        assert_eq!(cause(&failure), (Cause::BadAnswer, None, said), "{out}");
    }
}

#[test]
fn an_allow_with_a_rewrite_modifies_and_grants_nothing() {
    let out =
        pre(json!({"permissionDecision": "allow", "updatedInput": {"command": "make clean"}}));
    assert_eq!(
        answered(&of("PreToolUse"), 0, &out, "").outcome,
        Outcome::modify(json!({"command": ["bash", "-c", "make clean"]}))
    );
    let wrong = pre(json!({"permissionDecision": "allow", "updatedInput": {"cmd": "make"}}));
    assert!(blocked(0, &wrong, "").contains("cannot be used"));
}

#[test]
fn another_events_name_and_a_key_said_twice_are_remarked() {
    let other = deny().replace("PreToolUse", "PostToolUse");
    let run_other = run(&of("PreToolUse"), Ending::Exited(0), &other, "");
    assert_eq!(remarks(&run_other), [NoteCode::MisplacedKey]);
    assert_eq!(run_other.result, Ok(HookAnswer::block("no rm")));
    let twice = r#"{"decision":"approve","decision":"block","reason":"r"}"#;
    let run_twice = run(&of("PreToolUse"), Ending::Exited(0), twice, "");
    assert_eq!(remarks(&run_twice), [NoteCode::DuplicateKey]);
    assert_eq!(run_twice.result, Ok(HookAnswer::block("r")));
}

#[test]
fn permission_requests_are_granted_or_denied() {
    let payload = of("PermissionRequest");
    let decide = |decision: Value| {
        json!({"hookSpecificOutput": {"hookEventName": "PermissionRequest", "decision": decision}})
            .to_string()
    };
    let deny = decide(json!({"behavior": "deny", "message": "no", "interrupt": true}));
    assert_eq!(answered(&payload, 0, &deny, ""), HookAnswer::block("no"));
    let allow = decide(json!({"behavior": "allow"}));
    assert_eq!(
        answered(&payload, 0, &allow, "").outcome,
        Outcome::allow(None)
    );
    for refused in [
        json!({"behavior": "allow", "updatedInput": {"command": "x"}}),
        json!({"behavior": "allow", "updatedPermissions": []}),
    ] {
        let failure = failed(&payload, Ending::Exited(0), &decide(refused), "");
        assert_eq!(
            cause(&failure),
            (Cause::BadAnswer, None, Some(OutcomeKind::Allow))
        );
    }
}

#[test]
fn text_is_context_a_failure_or_nothing_by_event() {
    let text = |event: &str, out: &str| {
        run(&of(event), Ending::Exited(0), out, "")
            .result
            .map_err(|failure| failure.cause)
    };
    for event in ["SessionStart", "SubagentStart", "UserPromptSubmit"] {
        let context = HookAnswer::proceed().with_context("env: staging");
        assert_eq!(text(event, "env: staging"), Ok(context), "{event}");
        assert_eq!(
            text(event, "[env] staging"),
            Err(Cause::BadAnswer),
            "{event}"
        );
    }
    for event in ["Stop", "SubagentStop", "Interrupt"] {
        assert_eq!(text(event, "all good"), Err(Cause::BadAnswer), "{event}");
    }
    for event in [
        "PreToolUse",
        "PostToolUse",
        "PreCompact",
        "PermissionRequest",
    ] {
        assert_eq!(
            text(event, "all good"),
            Ok(HookAnswer::proceed()),
            "{event}"
        );
    }
    for event in ["SessionEnd", "PreModelRequest", "PostModelRequest"] {
        assert_eq!(
            text(event, "{\"decision\":"),
            Ok(HookAnswer::proceed()),
            "{event}"
        );
    }
}

#[test]
fn the_end_of_the_run_means_what_each_event_says() {
    let out = r#"{"continue":false,"stopReason":"frozen"}"#;
    let answer = |event: &str| answered(&of(event), 0, out, "");
    assert_eq!(answer("PostToolUse"), HookAnswer::block("frozen"));
    for event in ["UserPromptSubmit", "PreCompact"] {
        assert_eq!(
            answer(event),
            HookAnswer::block("frozen").with_stop("frozen"),
            "{event}"
        );
    }
    for event in ["Stop", "SubagentStop", "SessionStart", "PostCompact"] {
        assert_eq!(
            answer(event),
            HookAnswer::proceed().with_stop("frozen"),
            "{event}"
        );
    }
    assert_eq!(answer("SubagentStart"), HookAnswer::proceed());
    let both = r#"{"continue":false,"stopReason":"end","decision":"block","reason":"go on"}"#;
    assert_eq!(
        answered(&of("Stop"), 0, both, ""),
        HookAnswer::proceed().with_stop("end")
    );
}

#[test]
fn blocks_and_context_of_the_other_events() {
    let block = r#"{"decision":"block","reason":"warnings found"}"#;
    for event in ["PostToolUse", "UserPromptSubmit", "Stop", "SubagentStop"] {
        assert_eq!(
            answered(&of(event), 0, block, ""),
            HookAnswer::block("warnings found")
        );
    }
    for event in ["SessionStart", "PreCompact", "Interrupt"] {
        let failure = failed(&of(event), Ending::Exited(0), block, "");
        assert_eq!(failure.cause, Cause::BadAnswer, "{event}");
    }
    let kept = json!({"decision": "block", "reason": "r", "systemMessage": "n", "hookSpecificOutput":
        {"hookEventName": "UserPromptSubmit", "additionalContext": "c"}});
    assert_eq!(
        answered(&of("UserPromptSubmit"), 0, &kept.to_string(), ""),
        HookAnswer::block("r").with_context("c").with_notice("n")
    );
    assert_eq!(
        answered(&of("Interrupt"), 0, r#"{"systemMessage":"bye"}"#, ""),
        HookAnswer::proceed().with_notice("bye")
    );
}
