use hooks_types::answer::{NoteCode, OutcomeKind};
use hooks_types::output::{Captured, Delivery, Ending, RunOutput, interpret};
use hooks_types::report::Cause;
use hooks_types::wire::Expected;
use hooks_types::{HookAnswer, Outcome, Payload};
use serde_json::{Value, json};

use crate::COPILOT;
use crate::trial::{answered, cause, failed, hook, judge, read, remarks};

#[path = "judge_events_tests.rs"]
mod events;

fn payload(event: &str, fields: &Value) -> Payload {
    let mut object = json!({"sessionId": "s", "timestamp": 1_778_700_002_000_u64, "cwd": "/p"});
    let own = fields.as_object().cloned().unwrap_or_default();
    object.as_object_mut().unwrap().extend(own);
    read(Expected::new(COPILOT).with_event(event), &object)
}

fn tool() -> Payload {
    let args = r#"{"command":"npm i left-pad"}"#;
    payload("preToolUse", &json!({"toolName": "bash", "toolArgs": args}))
}

fn claude_style() -> Payload {
    let object = json!({"hook_event_name": "PreToolUse", "session_id": "s",
        "timestamp": "2026-11-01T10:00:00.000Z", "cwd": "/p",
        "tool_name": "Bash", "tool_input": {"command": "npm i left-pad"}});
    read(Expected::new(COPILOT), &object)
}

fn permission() -> Payload {
    payload(
        "permissionRequest",
        &json!({"toolName": "bash", "toolArgs": "{}"}),
    )
}

const DENY: &str = r#"{"permissionDecision":"deny","permissionDecisionReason":"no new packages"}"#;

#[test]
fn a_tool_is_decided_in_both_spellings() {
    let content = json!({"command": ["bash", "-c", "npm ci"]});
    for (out, answer) in [
        (DENY, HookAnswer::block("no new packages")),
        (r#"{"permissionDecision":"deny"}"#, HookAnswer::block("")),
        (
            r#"{"permissionDecision":"ask","permissionDecisionReason":"touches prod"}"#,
            Outcome::ask(Some("touches prod".to_owned()), None).into(),
        ),
        (
            r#"{"permissionDecision":"allow"}"#,
            Outcome::allow(None).into(),
        ),
        (
            r#"{"permissionDecision":"allow","modifiedArgs":{"command":"npm ci"}}"#,
            Outcome::allow(Some(content.clone())).into(),
        ),
        (
            r#"{"updatedInput":{"command":"npm ci"}}"#,
            HookAnswer::proceed(),
        ),
        (
            r#"{"modifiedArgs":"{\"command\":\"npm ci\"}"}"#,
            Outcome::modify(content).into(),
        ),
        (
            r#"{"additionalContext":"see README"}"#,
            HookAnswer::proceed().with_context("see README"),
        ),
        ("{}", HookAnswer::proceed()),
        ("", HookAnswer::proceed()),
    ] {
        for payload in [tool(), claude_style()] {
            assert_eq!(answered(&payload, 0, out, "noise"), answer, "{out}");
        }
    }
    let unfit = answered(&tool(), 0, r#"{"modifiedArgs":{"cmd":"x"}}"#, "");
    assert_eq!(unfit.outcome.kind(), OutcomeKind::Block);
}

#[test]
fn progress_is_shown_and_taken_out() {
    let out = "{\"type\":\"progress\",\"message\":\"checking\"}\n\
        {\"type\":\"progress\",\"message\":\"spinner\",\"temporary\":true}\n\
        {\"permissionDecision\":\"ask\",\n \"permissionDecisionReason\":\"touches prod\"}\n";
    assert_eq!(
        answered(&tool(), 0, out, ""),
        HookAnswer::new(Outcome::ask(Some("touches prod".to_owned()), None))
            .with_notice("checking")
    );
    let alone = r#"{"type":"progress","message":"checking"}"#;
    let shown = HookAnswer::proceed().with_notice("checking");
    assert_eq!(answered(&tool(), 0, alone, ""), shown);
}

#[test]
fn output_that_is_not_an_answer_is_ignored_with_a_warning() {
    let run = judge(&tool(), Ending::Exited(0), "all good", "");
    assert_eq!(run.result, Ok(HookAnswer::proceed()));
    assert_eq!(remarks(&run), [NoteCode::Noise]);
    for out in [
        "{\"permissionDecision\":",
        "{\"permissionDecision\":\"allow\"}{\"permissionDecision\":\"allow\"}",
        "{} {}",
        "[]",
        r#"{"permissionDecision":"no"}"#,
    ] {
        let failure = failed(&tool(), Ending::Exited(0), out, "");
        assert_eq!(cause(&failure), (Cause::BadAnswer, None, None), "{out}");
    }
}

#[test]
fn of_several_objects_a_deny_counts() {
    for out in [
        format!("{{\"permissionDecision\":\"allow\"}}\n{DENY}"),
        format!("{{}}{DENY}"),
        format!("starting\n{DENY}\ndone"),
        format!("{{\"permissionDecision\":\n\"ask\"}}\n{DENY}"),
    ] {
        let run = judge(&tool(), Ending::Exited(0), &out, "");
        assert_eq!(
            run.result,
            Ok(HookAnswer::block("no new packages")),
            "{out}"
        );
        assert!(remarks(&run).contains(&NoteCode::Stricter));
    }
}

#[test]
fn exit_two_denies_and_merges_the_object() {
    for (out, err, answer) in [
        ("", "from stderr", HookAnswer::block("from stderr")),
        ("text", "", HookAnswer::block("")),
        (DENY, "err", HookAnswer::block("no new packages")),
        (
            r#"{"permissionDecision":"allow","additionalContext":"c"}"#,
            "err",
            HookAnswer::block("err").with_context("c"),
        ),
    ] {
        assert_eq!(answered(&tool(), 2, out, err), answer, "{out:?}");
    }
    for (out, answer) in [
        ("", HookAnswer::block("")),
        (
            r#"{"behavior":"allow","message":"m"}"#,
            HookAnswer::block("m"),
        ),
        (
            r#"{"behavior":"deny","message":"m","interrupt":true}"#,
            HookAnswer::block("m").with_stop("m"),
        ),
    ] {
        assert_eq!(
            answered(&permission(), 2, out, "ignored"),
            answer,
            "{out:?}"
        );
    }
    for event in [
        "userPromptSubmitted",
        "agentStop",
        "postToolUse",
        "preCompact",
    ] {
        let payload = payload(event, &json!({"toolName": "bash"}));
        let failure = failed(&payload, Ending::Exited(2), "", "careful");
        assert_eq!(cause(&failure), (Cause::ExitCode, None, None), "{event}");
        assert_eq!(failure.notices, ["careful"]);
    }
}

#[test]
fn a_tool_hook_that_breaks_denies_even_over_an_allow() {
    let allow = r#"{"permissionDecision":"allow"}"#;
    for ending in [1, 3, 127]
        .map(Ending::Exited)
        .into_iter()
        .chain([Ending::Signaled(9)])
    {
        let failure = failed(&tool(), ending, allow, "boom");
        assert_eq!(failure.means.map(|means| means.code()), Some("block"));
        assert_eq!(failure.said, Some(OutcomeKind::Allow));
        assert!(!failure.message.contains("hook errored"), "{failure}");
        let denied = judge(&tool(), ending, DENY, "");
        assert_eq!(denied.result, Ok(HookAnswer::block("no new packages")));
    }
    let deny = r#"{"behavior":"deny","message":"m"}"#;
    for ending in [Ending::Exited(1), Ending::Signaled(9)] {
        let denied = judge(&permission(), ending, deny, "");
        assert_eq!(denied.result, Ok(HookAnswer::block("m")));
        let failure = failed(&permission(), ending, r#"{"behavior":"allow"}"#, "");
        assert_eq!(failure.means.map(|means| means.code()), Some("block"));
    }
    let failure = failed(&permission(), Ending::Exited(0), "hello", "");
    assert_eq!(failure.cause, Cause::BadAnswer);
}

#[test]
fn the_deadline_and_the_network_are_open() {
    for payload in [tool(), permission()] {
        let failure = failed(&payload, Ending::TimedOut, "", "");
        assert_eq!(cause(&failure), (Cause::Timeout, None, None));
        for status in [302, 404, 500] {
            let failure = failed(&payload, Ending::Responded(status), DENY, "");
            assert_eq!((failure.cause, failure.means), (Cause::HttpFailed, None));
        }
    }
    let late = judge(&tool(), Ending::TimedOut, DENY, "");
    assert_eq!(late.result, Ok(HookAnswer::block("no new packages")));
    let body = judge(&tool(), Ending::Responded(200), DENY, "");
    assert_eq!(body.result, Ok(HookAnswer::block("no new packages")));
}

#[test]
fn a_grant_needs_the_whole_payload_and_the_whole_answer() {
    let call = tool();
    let out = Captured::whole(br#"{"permissionDecision":"allow"}"#);
    let said = RunOutput::new(Ending::Exited(0), out, Captured::default())
        .with_delivery(Delivery::Partial { written: 3 });
    let failure = interpret(&hook(&call), &call, &said).result.unwrap_err();
    assert_eq!(failure.cause, Cause::NotDelivered);
    let cut = Captured::cut(b"{\"permissionDecision\":\"al", 20_000_000, None);
    let said = RunOutput::new(Ending::Exited(0), cut, Captured::default());
    let failure = interpret(&hook(&call), &call, &said).result.unwrap_err();
    assert_eq!(failure.cause, Cause::Truncated);
    let cut = Captured::cut(b"noise", 20_000_000, Some(DENY.as_bytes()));
    let said = RunOutput::new(Ending::Exited(0), cut, Captured::default());
    let answer = interpret(&hook(&call), &call, &said).result.unwrap();
    assert_eq!(answer, HookAnswer::block("no new packages"));
}

#[test]
fn long_context_is_cut_and_wrong_keys_are_noted() {
    let long = json!({"additionalContext": "é".repeat(8_000)}).to_string();
    let run = judge(&tool(), Ending::Exited(0), &long, "");
    assert_eq!(run.result.as_ref().unwrap().context[0].len(), 10 * 1024);
    assert_eq!(remarks(&run), [NoteCode::Cut]);
    let nested = r#"{"hookSpecificOutput":{"permissionDecision":"deny"},"decision":"block","x":1}"#;
    let run = judge(&tool(), Ending::Exited(0), nested, "");
    assert_eq!(run.result, Ok(HookAnswer::proceed()));
    assert_eq!(
        remarks(&run),
        [
            NoteCode::UnknownKey,
            NoteCode::SaidButNotCounted,
            NoteCode::MisplacedKey
        ]
    );
}

#[test]
fn a_nested_decision_counts_only_under_the_pascal_key() {
    let inside = |fields: Value| json!({ "hookSpecificOutput": fields }).to_string();
    let deny = inside(
        json!({"hookEventName": "PostToolUse", "permissionDecision": "deny",
        "permissionDecisionReason": "no"}),
    );
    assert_eq!(
        answered(&claude_style(), 0, &deny, ""),
        HookAnswer::block("no")
    );
    assert_eq!(answered(&tool(), 0, &deny, ""), HookAnswer::proceed());
    let content = json!({"command": ["bash", "-c", "npm ci"]});
    let rewrite = inside(json!({"updatedInput": {"command": "npm ci"}, "additionalContext": "c"}));
    assert_eq!(
        answered(&claude_style(), 0, &rewrite, ""),
        HookAnswer::new(Outcome::modify(content)).with_context("c")
    );
    let ask = inside(json!({"permissionDecision": "ask", "permissionDecisionReason": "sure?"}));
    assert_eq!(
        answered(&claude_style(), 0, &ask, "").outcome,
        Outcome::ask(Some("sure?".to_owned()), None)
    );
}

#[test]
fn of_two_decisions_at_both_levels_the_stricter_counts() {
    let both = |top: &str, inner: &str| {
        json!({"permissionDecision": top, "hookSpecificOutput": {"permissionDecision": inner}})
            .to_string()
    };
    for said in [both("deny", "allow"), both("allow", "deny")] {
        let answer = answered(&claude_style(), 0, &said, "");
        assert_eq!(answer.outcome.kind(), OutcomeKind::Block, "{said}");
    }
    let run = judge(
        &claude_style(),
        Ending::Exited(0),
        &both("deny", "allow"),
        "",
    );
    assert!(remarks(&run).contains(&NoteCode::Stricter));
}

#[test]
fn a_deny_that_calls_itself_progress_is_a_deny() {
    let typed = r#"{"type":"progress","message":"m","permissionDecision":"deny","permissionDecisionReason":"no new packages"}"#;
    let lines = format!("{{\"type\":\"progress\",\"message\":\"checking\"}}\n{typed}\n");
    let allowed = format!("{typed}\n{{\"permissionDecision\":\"allow\"}}");
    for out in [typed, &lines, &allowed] {
        for ending in [Ending::Exited(0), Ending::Exited(1), Ending::TimedOut] {
            let answer = judge(&tool(), ending, out, "").result.unwrap();
            let message = answer.outcome.message();
            assert_eq!(message, Some("no new packages"), "{ending:?} {out}");
        }
    }
}
