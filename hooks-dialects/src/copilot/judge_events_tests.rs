//! The effects of an answer on events that are not about a tool call.

use super::*;

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
            HookAnswer::block("r").with_context("c"),
        ),
        (
            "userPromptSubmitted",
            json!({"prompt": "p"}),
            json!({"modifiedPrompt": "q"}),
            Outcome::modify("q").into(),
        ),
        (
            "userPromptSubmitted",
            json!({"prompt": "p"}),
            json!({"modifiedPrompt": ""}),
            HookAnswer::proceed(),
        ),
        (
            "postToolUse",
            json!({"toolName": "bash", "toolArgs": "{}", "toolResult": {}}),
            json!({"decision": "block", "reason": "r", "additionalContext": "lost"}),
            HookAnswer::block("r"),
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
fn a_later_deny_that_interrupts_ends_the_run() {
    let plain = r#"{"behavior":"deny","message":"no"}"#;
    let interrupting = r#"{"behavior":"deny","message":"never","interrupt":true}"#;
    let answer = answered(&permission(), 0, &format!("{plain}\n{interrupting}"), "");
    assert_eq!(answer, HookAnswer::block("no").with_stop("never"));
}
