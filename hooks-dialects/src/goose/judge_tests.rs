//! What the answers of goose's hooks mean at each exit code.

use hooks_types::answer::OutcomeKind;
use hooks_types::output::Ending;
use hooks_types::report::Cause;
use hooks_types::wire::Expected;
use hooks_types::{HookAnswer, Outcome, Payload};
use serde_json::json;

use crate::GOOSE;
use crate::trial::{answered, failed, judge as run, read};

fn of(event: &str) -> Payload {
    let object = json!({"event": event, "session_id": "s", "matcher_context": null, "message": "p",
        "tool_name": "shell", "tool_input": {"command": "rm"}, "working_dir": "/p"});
    read(Expected::new(GOOSE), &object)
}

const BLOCK: &str = r#"{"decision":"block","reason":"no rm"}"#;
const DEFAULT: &str = "blocked by a hook that gave no reason";

fn blocked(event: &str, code: i32, out: &str, err: &str) -> String {
    match answered(&of(event), code, out, err).outcome {
        Outcome::Block { message, .. } => message,
        other => panic!("{event} {code} {out} {err}: {other:?}"),
    }
}

#[test]
fn a_block_counts_at_every_exit_code_on_the_events_that_decide() {
    for event in ["PreToolUse", "Stop"] {
        for code in [0, 1, 3, 127] {
            assert_eq!(blocked(event, code, BLOCK, "x"), "no rm", "{event} {code}");
        }
        assert_eq!(blocked(event, 2, "", "stderr"), "stderr");
        assert_eq!(
            blocked(event, 2, r#"{"decision":"allow"}"#, "stderr"),
            "stderr"
        );
        assert_eq!(blocked(event, 2, BLOCK, ""), "no rm");
        assert_eq!(blocked(event, 2, "", ""), DEFAULT);
        assert_eq!(blocked(event, 0, r#"{"decision":"block"}"#, ""), DEFAULT);
    }
}

#[test]
fn a_block_is_not_lost_to_noise_or_to_the_time_limit() {
    for out in [
        format!("checking\n{BLOCK}\nbye"),
        format!("\u{feff}{BLOCK}"),
        r#"{"decision":"allow","decision":"block","reason":"no rm"}"#.to_owned(),
        format!("{BLOCK} and more"),
    ] {
        assert_eq!(blocked("PreToolUse", 0, &out, ""), "no rm", "{out}");
    }
    for ending in [Ending::TimedOut, Ending::Signaled(9)] {
        let result = run(&of("PreToolUse"), ending, BLOCK, "").result;
        assert_eq!(result, Ok(HookAnswer::block("no rm")), "{ending:?}");
    }
}

#[test]
fn silence_and_allow_let_the_call_pass_and_grant_nothing() {
    assert_eq!(
        answered(&of("PreToolUse"), 0, "", "log"),
        HookAnswer::proceed()
    );
    let allow = answered(&of("PreToolUse"), 0, r#"{"decision":"allow"}"#, "");
    assert!(
        matches!(allow.outcome, Outcome::Allow { grants: false, .. }),
        "{allow:?}"
    );
    let stop = answered(&of("Stop"), 0, r#"{"decision":"allow"}"#, "");
    assert_eq!(stop, HookAnswer::proceed());
}

#[test]
fn whatever_else_a_deciding_hook_prints_is_a_failure() {
    for event in ["PreToolUse", "Stop"] {
        for out in [
            "checking policy",
            "{}",
            "[]",
            r#"{"reason":"x"}"#,
            r#"{"decision":"deny"}"#,
            r#"{"decision":"Allow"}"#,
            r#"{"decision":7}"#,
            r#"{"decision":null}"#,
            r#"{"decision" "allow"}"#,
            "log\n{\"decision\":\"allow\"}",
        ] {
            let failure = failed(&of(event), Ending::Exited(0), out, "");
            assert_eq!(failure.cause, Cause::BadAnswer, "{event} {out}");
        }
    }
    let failure = failed(
        &of("PreToolUse"),
        Ending::Exited(1),
        r#"{"decision":"allow"}"#,
        "",
    );
    assert_eq!(
        (failure.cause, failure.said),
        (Cause::ExitCode, Some(OutcomeKind::Allow))
    );
}

#[test]
fn hooks_that_only_watch_stop_nothing() {
    for event in [
        "UserPromptSubmit",
        "PostToolUse",
        "PostToolUseFailure",
        "BeforeShellExecution",
        "BeforeReadFile",
        "AfterFileEdit",
        "SessionEnd",
        "PreToolUseResult",
    ] {
        let answer = answered(&of(event), 0, BLOCK, "");
        assert_eq!(answer.outcome.kind(), OutcomeKind::Proceed, "{event}");
        let answer = answered(&of(event), 0, "any text", "");
        assert_eq!(answer.outcome.kind(), OutcomeKind::Proceed, "{event}");
        let failure = failed(&of(event), Ending::Exited(2), BLOCK, "no");
        assert_eq!(failure.cause, Cause::ExitCode, "{event}");
    }
}

#[test]
fn a_banner_is_for_the_user_at_the_start_of_a_session_alone() {
    let banner = r#"{"banner":"guards on"}"#;
    assert_eq!(
        answered(&of("SessionStart"), 0, banner, "").notices,
        ["guards on"]
    );
    assert_eq!(answered(&of("SessionEnd"), 0, banner, "").notices, [""; 0]);
}
