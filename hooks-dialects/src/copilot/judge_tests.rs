use hooks_types::answer::{NoteCode, OutcomeKind};
use hooks_types::output::{Captured, Delivery, Ending, RunOutput, interpret};
use hooks_types::report::Cause;
use hooks_types::wire::Expected;
use hooks_types::{HookAnswer, Outcome, Payload};
use serde_json::{Value, json};

use crate::COPILOT;
use crate::trial::{answered, cause, failed, hook, judge, read, remarks};

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
            Outcome::modify(content.clone()).into(),
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
fn output_that_is_no_answer_is_ignored_loudly() {
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
        assert!(failure.message.starts_with("hook errored: "), "{failure}");
        let denied = judge(&tool(), ending, DENY, "");
        assert_eq!(denied.result, Ok(HookAnswer::block("no new packages")));
    }
    let deny = r#"{"behavior":"deny","message":"m"}"#;
    for ending in [Ending::Exited(1), Ending::Signaled(9)] {
        let failure = failed(&permission(), ending, deny, "");
        assert_eq!(failure.means, None);
        assert_eq!(failure.said, Some(OutcomeKind::Block));
    }
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
fn a_permission_request_is_granted_denied_or_ends_the_run() {
    for (out, answer) in [
        (r#"{"behavior":"allow"}"#, Outcome::allow(None).into()),
        (
            r#"{"behavior":"deny","message":"m"}"#,
            HookAnswer::block("m"),
        ),
        (r#"{"behavior":"deny"}"#, HookAnswer::block("")),
        (
            r#"{"behavior":"deny","message":"m","interrupt":true}"#,
            HookAnswer::block("m").with_stop("m"),
        ),
        ("{}", HookAnswer::proceed()),
    ] {
        assert_eq!(answered(&permission(), 0, out, ""), answer);
    }
}

#[test]
fn every_other_event_hears_its_own_keys() {
    let done = json!({"toolName": "bash", "toolArgs": "{}",
        "toolResult": {"resultType": "success", "textResultForLlm": "x"}});
    let result = json!({"resultType": "success", "textResultForLlm": "***"});
    for (event, fields, out, answer) in [
        (
            "postToolUse",
            done,
            json!({"modifiedResult": result, "additionalContext": "c"}),
            HookAnswer::new(Outcome::modify(result.clone())).with_context("c"),
        ),
        (
            "postToolUseFailure",
            json!({"toolName": "bash", "error": "e"}),
            json!({"additionalContext": "c"}),
            HookAnswer::proceed().with_context("c"),
        ),
        (
            "userPromptSubmitted",
            json!({"prompt": "p"}),
            json!({"additionalContext": "c", "decision": "block", "reason": "r"}),
            HookAnswer::proceed().with_reason("r").with_context("c"),
        ),
        (
            "userPromptTransformed",
            json!({"transformedPrompt": "p"}),
            json!({"modifiedTransformedPrompt": "q"}),
            Outcome::modify(json!({"modifiedTransformedPrompt": "q"})).into(),
        ),
        (
            "agentStop",
            json!({}),
            json!({"decision": "block", "reason": "run the tests"}),
            HookAnswer::block("run the tests"),
        ),
        (
            "subagentStop",
            json!({}),
            json!({"decision": "block"}),
            HookAnswer::block(""),
        ),
        (
            "agentStop",
            json!({}),
            json!({"decision": "allow"}),
            HookAnswer::proceed(),
        ),
        (
            "preCompact",
            json!({}),
            json!({"additionalContext": "c"}),
            HookAnswer::proceed(),
        ),
    ] {
        let payload = payload(event, &fields);
        assert_eq!(
            answered(&payload, 0, &out.to_string(), ""),
            answer,
            "{event}"
        );
    }
}

#[test]
fn after_a_failed_tool_exit_two_is_context() {
    let payload = payload(
        "postToolUseFailure",
        &json!({"toolName": "bash", "error": "e"}),
    );
    let told = HookAnswer::proceed().with_context("try npm ci");
    assert_eq!(answered(&payload, 2, "try npm ci\n", "ignored"), told);
    let object = r#"{"additionalContext":"try npm ci"}"#;
    assert_eq!(answered(&payload, 2, object, ""), told);
}

#[test]
fn a_replaced_result_takes_the_shape_of_the_agents_own_output() {
    let call = hooks_types::ToolCall::shell("c", "run", hooks_types::tool::ShellInput::new(["ls"]));
    let meta = std::sync::Arc::new(hooks_types::SessionMeta::new("s", "/p"));
    let event = hooks_types::event::PostToolUse::new(call, json!("secret"), 1);
    let payload = Payload::new(meta, event);
    let form = hooks_types::dialect::WireForm::new(COPILOT, "postToolUse");
    let out = Captured::whole(br#"{"modifiedResult":{"textResultForLlm":"***"}}"#);
    let said = RunOutput::new(Ending::Exited(0), out, Captured::default());
    let answer = interpret(&hook(&payload).with_form(form), &payload, &said).result;
    assert_eq!(answer, Ok(Outcome::modify(json!("***")).into()));
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
            NoteCode::MisplacedKey,
            NoteCode::SaidButNotCounted
        ]
    );
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

#[test]
fn a_later_deny_that_interrupts_ends_the_run() {
    let plain = r#"{"behavior":"deny","message":"no"}"#;
    let interrupting = r#"{"behavior":"deny","message":"never","interrupt":true}"#;
    let answer = answered(&permission(), 0, &format!("{plain}\n{interrupting}"), "");
    assert_eq!(answer, HookAnswer::block("no").with_stop("never"));
}
