//! The same call in each of the events that Cursor fires for it.

use super::*;

fn first(event: &str) -> Payload {
    let mut events = every_event().into_iter();
    let (object, _) = events
        .find(|(object, _)| object["hook_event_name"] == event)
        .unwrap();
    read(Expected::new(CURSOR), &object)
}

fn call(payload: &Payload) -> &ToolCall {
    match &payload.event {
        HookEvent::PreToolUse(event) => &event.call,
        HookEvent::PostToolUse(event) => &event.call,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_event_about_a_call_is_that_kind_of_call() {
    let shell = ToolCall::shell(
        "call_0",
        "Shell",
        ShellInput::new(["bash", "-c", "git push"]),
    );
    assert_eq!(call(&first("beforeShellExecution")), &shell);
    assert_eq!(first("beforeShellExecution").meta.cwd, "/p");
    let shell = ShellInput::new(["bash", "-c", "ls"]).with_workdir("/p/web");
    assert_eq!(
        call(&first("preToolUse")),
        &ToolCall::shell("u", "Shell", shell)
    );
    let arguments = json!({"n": 1.0}).as_object().cloned();
    let mcp = ToolCall::mcp("call_0", "", "push", arguments);
    assert_eq!(call(&first("beforeMCPExecution")), &mcp);
    assert!(
        matches!(&call(&first("postToolUse")).input, ToolInput::Mcp { tool, .. } if tool == "push")
    );
    let path = json!({"file_path": "/p/.env"})
        .as_object()
        .cloned()
        .unwrap();
    let reading = ToolCall::function("call_0", "Read", path);
    assert_eq!(call(&first("beforeReadFile")), &reading);
    let HookEvent::PostToolUse(done) = first("afterMCPExecution").event else {
        panic!("no result");
    };
    assert_eq!(done.tool_output, json!({"ok": true}));
}

#[test]
fn one_call_of_another_agent_is_told_in_every_fitting_form() {
    let meta = Arc::new(
        SessionMeta::new("s", "/p")
            .with_turn_id("t")
            .with_model("m"),
    );
    let base = |event: &str, fields: &Value| {
        let mut object = json!({"conversation_id": "s", "generation_id": "t", "model": "m",
            "hook_event_name": event, "cursor_version": "3.0.0", "workspace_roots": ["/p"],
            "user_email": null, "transcript_path": null});
        let own = fields.as_object().cloned().unwrap_or_default();
        object.as_object_mut().unwrap().extend(own);
        object
    };
    let shell = ShellInput::new(["git", "commit", "-m", "a b"]).with_workdir("/p/web");
    let shell = ToolCall::shell("u", "run", shell);
    let mcp = ToolCall::mcp("u", "git", "push", json!({"n": 1}).as_object().cloned());
    let edit = json!({"file_path": "/p/a", "old_string": "x", "new_string": "y"});
    let edit = ToolCall::function("u", "Edit", edit.as_object().cloned().unwrap());
    let file = json!({"file_path": "/p/a"}).as_object().cloned().unwrap();
    let reading = ToolCall::function("u", "Read", file);
    let text = "git commit -m 'a b'";
    let cases: Vec<(HookEvent, &str, Value)> = vec![
        (
            PreToolUse::new(shell.clone()).into(),
            "preToolUse",
            json!({"tool_name": "Shell", "tool_use_id": "u", "cwd": "/p", "agent_message": "",
                "tool_input": {"command": text, "working_directory": "/p/web"}}),
        ),
        (
            PreToolUse::new(shell.clone()).into(),
            "beforeShellExecution",
            json!({"command": text, "cwd": "/p/web", "sandbox": false}),
        ),
        (
            PostToolUse::new(shell, json!({"stdout": "ok", "exit_code": 0}), 7).into(),
            "afterShellExecution",
            json!({"command": text, "cwd": "/p/web", "sandbox": false, "output": "ok",
                "duration": 7}),
        ),
        (
            PreToolUse::new(mcp.clone()).into(),
            "preToolUse",
            json!({"tool_name": "MCP:push", "tool_use_id": "u", "cwd": "/p", "agent_message": "",
                "tool_input": {"n": 1}}),
        ),
        (
            PreToolUse::new(mcp).into(),
            "beforeMCPExecution",
            json!({"tool_name": "push", "tool_input": "{\"n\":1}"}),
        ),
        (
            PreToolUse::new(reading).into(),
            "beforeReadFile",
            json!({"file_path": "/p/a", "attachments": []}),
        ),
        (
            PostToolUse::new(edit.clone(), json!("done"), 7).into(),
            "afterFileEdit",
            json!({"file_path": "/p/a", "duration": 7,
                "edits": [{"old_string": "x", "new_string": "y"}]}),
        ),
        (
            PostToolUse::new(edit, json!("done"), 7).into(),
            "postToolUse",
            json!({"tool_name": "Write", "tool_use_id": "u", "cwd": "/p", "duration": 7,
                "tool_output": "\"done\"",
                "tool_input": {"file_path": "/p/a", "old_string": "x", "new_string": "y"}}),
        ),
        (
            Stop::new().into(),
            "stop",
            json!({"status": "completed", "loop_count": 0}),
        ),
        (
            SubagentStart::new("i").into(),
            "subagentStart",
            json!({"subagent_id": "i", "subagent_type": null}),
        ),
    ];
    for (event, name, fields) in cases {
        let payload = Payload::new(meta.clone(), event);
        let form = WireForm::new(CURSOR, name);
        assert_eq!(Value::Object(written(&payload, &form)), base(name, &fields));
    }
}

#[test]
fn a_form_cannot_write_a_field_that_its_payload_lacks() {
    let meta = Arc::new(SessionMeta::new("s", "/p"));
    let file = json!({"file_path": "/p/a"}).as_object().cloned().unwrap();
    let reading = PreToolUse::new(ToolCall::function("u", "Read", file));
    let reading = Payload::new(meta.clone(), reading);
    let form = |name: &str| WireForm::new(CURSOR, name);
    assert!(encode(&reading, &form("beforeShellExecution")).is_err());
    assert!(encode(&reading, &form("beforeMCPExecution")).is_err());
    assert!(encode(&reading, &form("stop")).is_err());
    let notification = Notification::new("m", NotificationLevel::Info);
    assert!(encode(&Payload::new(meta, notification), &form("stop")).is_err());
}

#[test]
fn the_common_fields_survive_in_another_form_of_the_same_call() {
    let payload = first("preToolUse");
    let told = written(&payload, &WireForm::new(CURSOR, "beforeShellExecution"));
    assert_eq!(told["command"], "ls");
    assert_eq!(told["cursor_version"], "3.17.8");
    assert_eq!(told["workspace_roots"], json!(["/p", "/q"]));
}
