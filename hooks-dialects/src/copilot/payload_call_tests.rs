//! The arguments of a call in both payload spellings.

use super::*;

#[test]
fn the_arguments_are_read_from_a_string_and_from_an_object() {
    let call = |index: usize| {
        let (name, object, _) = every_event().swap_remove(index);
        let payload = read(Expected::new(COPILOT).with_event(name), &object);
        match payload.event {
            HookEvent::PreToolUse(event) => event.call,
            other => panic!("{other:?}"),
        }
    };
    let ls = ShellInput::new(["bash", "-c", "ls"]);
    let mut with_mode = ls.clone();
    with_mode.other.insert("mode".to_owned(), json!("sync"));
    assert_eq!(call(0), ToolCall::shell("call_0", "bash", with_mode));
    assert_eq!(call(1), ToolCall::shell("call_0", "bash", ls));
    assert_eq!(
        call(2).input,
        ToolInput::Custom("*** Begin Patch".to_owned())
    );
}

#[test]
fn replaced_arguments_keep_the_form_they_came_in() {
    let replaced = |index: usize| {
        let (name, object, _) = every_event().swap_remove(index);
        let mut payload = read(Expected::new(COPILOT).with_event(name), &object);
        let HookEvent::PreToolUse(event) = &mut payload.event else {
            panic!("{payload:?}");
        };
        let content = json!({"command": ["bash", "-c", "pwd"]});
        event.call.input = event.call.input.replaced_by(&content).unwrap();
        written(&payload, &WireForm::new(COPILOT, name))["toolArgs"].clone()
    };
    assert_eq!(replaced(0), json!(r#"{"command":"pwd"}"#));
    assert_eq!(replaced(1), json!({"command": "pwd"}));
}

#[test]
fn another_agents_events_are_told_in_both_spellings() {
    let meta = Arc::new(SessionMeta::new("s", "/p"));
    let time = Timestamp::from_unix_millis(1_778_700_002_345);
    let shell = ToolCall::shell(
        "call_0",
        "run",
        ShellInput::new(["git", "commit", "-m", "a b"]),
    );
    let write = json!({"file_path": "/p/a", "content": "x"});
    let write = ToolCall::function("call_0", "Write", write.as_object().cloned().unwrap());
    let mcp = ToolCall::mcp("call_0", "git", "push", None);
    let mut stop = Stop::new();
    stop.stop_hook_active = true;
    let cases: Vec<(HookEvent, &str, Value, &str, Value)> = vec![
        (
            PreToolUse::new(shell).into(),
            "preToolUse",
            json!({"toolName": "bash", "toolArgs": {"command": "git commit -m 'a b'"}}),
            "PreToolUse",
            json!({"tool_name": "Bash", "tool_input": {"command": "git commit -m 'a b'"}}),
        ),
        (
            PostToolUse::new(write, json!("ok"), 3).into(),
            "postToolUse",
            json!({"toolName": "create", "toolArgs": {"file_text": "x", "path": "/p/a"},
                "toolResult": {"resultType": "success", "textResultForLlm": "ok"}}),
            "PostToolUse",
            json!({"tool_name": "Write", "tool_input": {"path": "/p/a", "file_text": "x"},
                "tool_result": {"result_type": "success", "text_result_for_llm": "ok"}}),
        ),
        (
            PreToolUse::new(mcp).into(),
            "preToolUse",
            json!({"toolName": "git-push", "toolArgs": {}}),
            "PreToolUse",
            json!({"tool_name": "git-push", "tool_input": {}}),
        ),
        (
            stop.into(),
            "agentStop",
            json!({"stopReason": "end_turn", "stop_hook_active": true}),
            "Stop",
            json!({"stop_reason": "end_turn", "stop_hook_active": true}),
        ),
        (
            SubagentStart::new("explore").into(),
            "subagentStart",
            json!({"agentName": "explore", "agentId": "explore"}),
            "SubagentStart",
            json!({"agent_name": "explore", "agent_id": "explore"}),
        ),
    ];
    for (event, camel_name, camel_fields, pascal_name, pascal_fields) in cases {
        let payload = Payload::new(meta.clone(), event).with_triggered_at(time);
        let form = |name| WireForm::new(COPILOT, name);
        let told = Value::Object(written(&payload, &form(camel_name)));
        assert_eq!(told, camel(&camel_fields));
        let told = Value::Object(written(&payload, &form(pascal_name)));
        assert_eq!(told, pascal(pascal_name, &pascal_fields));
    }
    let notification = Notification::new("m", NotificationLevel::Info);
    let payload = Payload::new(meta, notification).with_triggered_at(time);
    let form = WireForm::new(COPILOT, "notification");
    let named = json!({"hook_event_name": "Notification", "message": "m",
        "notification_type": "info"});
    assert_eq!(Value::Object(written(&payload, &form)), camel(&named));
}

#[test]
fn a_permission_request_has_one_form_under_both_keys() {
    let meta = Arc::new(SessionMeta::new("s", "/p"));
    let call = ToolCall::mcp("c", "memory", "write", None);
    let payload = Payload::new(meta, hooks_types::event::PermissionRequest::new(call));
    for key in ["permissionRequest", "PermissionRequest"] {
        let told = written(&payload, &WireForm::new(COPILOT, key));
        assert_eq!(told["hookName"], "permissionRequest", "{key}");
        assert_eq!(told["toolName"], "memory/write", "{key}");
        assert_eq!(told["toolInput"], json!({}), "{key}");
        assert_eq!(told["permissionSuggestions"], json!([]), "{key}");
    }
}

#[test]
fn a_tool_of_a_server_is_told_by_every_way_its_name_can_be_split() {
    let object = json!({"sessionId": "s", "cwd": "/p", "toolName": "my-srv-do-it", "toolArgs": {}});
    let payload = read(Expected::new(COPILOT).with_event("preToolUse"), &object);
    let event = hooks_types::wire::EventRef::Payload(&payload);
    let call = event.call().unwrap();
    let names = crate::targets::identity(event, call, &payload.meta).names;
    for name in [
        "mcp__my__srv-do-it",
        "mcp__my-srv__do-it",
        "mcp__my-srv-do__it",
    ] {
        assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
    }
}
