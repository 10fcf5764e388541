//! The effects of an answer on events that are not about a tool call.

use super::*;

#[test]
fn a_prompt_is_refused_by_continue_false() {
    let prompt = payload(
        "beforeSubmitPrompt",
        &json!({"prompt": "p", "attachments": []}),
    );
    for (out, answer) in [
        (
            r#"{"continue":false,"user_message":"no"}"#,
            HookAnswer::block("no").with_notice("no"),
        ),
        (r#"{"continue":false}"#, HookAnswer::block("")),
        (r#"{"continue":true}"#, HookAnswer::proceed()),
    ] {
        assert_eq!(answered(&prompt, 0, out, ""), answer);
    }
    let start = payload("sessionStart", &json!({"session_id": "c"}));
    let run = judge(&start, Ending::Exited(0), r#"{"continue":false}"#, "");
    assert_eq!(run.result, Ok(HookAnswer::proceed()));
    assert_eq!(remarks(&run), [NoteCode::SaidButNotCounted]);
}

#[test]
fn a_follow_up_is_another_turn_until_the_loop_limit() {
    let out = r#"{"followup_message":"run the tests"}"#;
    let stopping = |rounds: u64, limit: Option<u32>| {
        let payload = payload(
            "stop",
            &json!({"status": "completed", "loop_count": rounds}),
        );
        let mut spec = hook(&payload);
        if let Some(limit) = limit {
            spec.options.set("loop_limit", limit);
        }
        let out = Captured::whole(out.as_bytes());
        let said = RunOutput::new(Ending::Exited(0), out, Captured::default());
        interpret(&spec, &payload, &said).result.unwrap()
    };
    let again = HookAnswer::block("run the tests");
    assert_eq!(stopping(2, Some(5)), again);
    assert_eq!(stopping(5, Some(5)), HookAnswer::proceed());
    assert_eq!(stopping(50, None), again);
    let stop = payload("stop", &json!({"status": "completed", "loop_count": 0}));
    assert_eq!(
        answered(&stop, 0, r#"{"followup_message":" "}"#, ""),
        HookAnswer::proceed()
    );
    for (status, expected) in [("completed", again), ("error", HookAnswer::proceed())] {
        let subagent = payload("subagentStop", &json!({"status": status}));
        assert_eq!(answered(&subagent, 0, out, ""), expected, "{status}");
    }
}

#[test]
fn what_was_returned_is_replaced_for_mcp_tools_only() {
    let out = r#"{"updated_mcp_tool_output":{"rows":[]},"additional_context":"cut"}"#;
    let after = |name: &str| {
        payload(
            "postToolUse",
            &json!({"tool_name": name, "tool_input": {}, "tool_output": "{}"}),
        )
    };
    assert_eq!(
        answered(&after("MCP:query"), 0, out, ""),
        HookAnswer::new(Outcome::modify(json!({"rows": []}))).with_context("cut")
    );
    assert_eq!(
        answered(&after("Shell"), 0, out, ""),
        HookAnswer::proceed().with_context("cut")
    );
}

#[test]
fn a_session_gets_variables_and_context() {
    let start = payload("sessionStart", &json!({"session_id": "c"}));
    let out = r#"{"env":{"A":"1","B=":"x","C":2},"additional_context":"read this"}"#;
    let answer = answered(&start, 0, out, "");
    assert_eq!(answer.context, ["read this"]);
    let env: Vec<(&str, &str)> = answer.env.iter().map(|(k, v)| (&**k, &**v)).collect();
    assert_eq!(env, [("A", "1")]);
}

#[test]
fn a_compaction_hook_only_talks_to_the_user() {
    let compact = payload("preCompact", &json!({"trigger": "auto"}));
    let out = r#"{"user_message":"soon","permission":"deny"}"#;
    assert_eq!(
        answered(&compact, 0, out, ""),
        HookAnswer::proceed().with_notice("soon")
    );
}

#[test]
fn cursors_prompt_hooks_say_ok_or_not() {
    let mut spec = hook(&shell());
    spec.handler = Handler::Other(OtherHandler::new("prompt", serde_json::Map::new()));
    let run = |out: &str| {
        let out = Captured::whole(out.as_bytes());
        let said = RunOutput::new(Ending::Responded(200), out, Captured::default());
        interpret(&spec, &shell(), &said).result
    };
    assert_eq!(run(r#"{"ok":true}"#), Ok(HookAnswer::proceed()));
    assert_eq!(
        run(r#"{"ok":false,"reason":"no"}"#),
        Ok(HookAnswer::block("no"))
    );
}

#[test]
fn texts_without_a_reader_on_an_event_are_named_and_are_not_shown() {
    let out = r#"{"permission":"deny","user_message":"a secret","agent_message":"remove it"}"#;
    for (event, fields) in [
        ("afterFileEdit", json!({"file_path": "a", "edits": []})),
        (
            "afterShellExecution",
            json!({"command": "ls", "output": ""}),
        ),
        ("sessionEnd", json!({"session_id": "c", "reason": "x"})),
        ("stop", json!({"status": "completed"})),
    ] {
        let run = judge(&payload(event, &fields), Ending::Exited(0), out, "");
        assert_eq!(run.result, Ok(HookAnswer::proceed()), "{event}");
        let said: Vec<&str> = run.notes.iter().map(|note| &*note.message).collect();
        for key in ["permission", "user_message", "agent_message"] {
            let note = format!("`{key}` has no effect here");
            assert!(said.contains(&&*note), "{event}: {said:?}");
        }
    }
    // An allow lets the call go on, so its text for the model has no effect either.
    let allow = r#"{"permission":"allow","user_message":"u","agent_message":"a"}"#;
    let run = judge(&shell(), Ending::Exited(0), allow, "");
    assert_eq!(remarks(&run), [NoteCode::SaidButNotCounted]);
    assert_eq!(run.result.unwrap().notices, ["u"]);
}
