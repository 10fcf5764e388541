//! What matchers of native hooks see of other agents' calls.

use hooks_types::{
    Command, EventName, EventRef, Expected, Handler, HookSpec, WireForm, decode, encode, subjects,
};
use serde_json::json;

use crate::{CLAUDE, CODEX, COPILOT, CURSOR, GEMINI};

#[test]
fn every_shell_of_every_agent_is_a_shell_for_a_native_matcher() {
    let text = "rm x";
    for (dialect, tool, input) in [
        (CLAUDE, "Bash", json!({"command": text})),
        (CLAUDE, "PowerShell", json!({"command": text})),
        (CODEX, "Bash", json!({"command": text})),
        (CODEX, "shell", json!({"command": ["bash", "-lc", text]})),
        (
            CODEX,
            "local_shell",
            json!({"command": ["bash", "-lc", text]}),
        ),
        (
            CODEX,
            "container.exec",
            json!({"command": ["bash", "-lc", text]}),
        ),
        (CODEX, "shell_command", json!({"command": text})),
        (CODEX, "exec_command", json!({"cmd": text})),
        (
            CODEX,
            "write_stdin",
            json!({"session_id": 1, "chars": text}),
        ),
        (GEMINI, "run_shell_command", json!({"command": text})),
        (CURSOR, "Shell", json!({"command": text})),
        (COPILOT, "bash", json!({"command": text})),
        (COPILOT, "powershell", json!({"command": text})),
        (
            COPILOT,
            "write_bash",
            json!({"sessionId": "1", "input": text}),
        ),
    ] {
        let event = match dialect.name() {
            "gemini" => "BeforeTool",
            "cursor" => "preToolUse",
            _ => "PreToolUse",
        };
        let object = json!({"hook_event_name": event, "session_id": "s", "cwd": "/p",
            "tool_name": tool, "tool_input": input});
        let expected = Expected::new(dialect.clone()).event(event);
        let payload = decode(object.to_string().as_bytes(), expected).unwrap();
        let hook = HookSpec::new(
            "guard",
            EventName::PreToolUse,
            Handler::Command(Command::argv(["x"])),
        );
        let seen = subjects(&hook, EventRef::Payload(&payload), &payload.meta);
        assert!(
            seen.names.contains(&"shell".to_owned()),
            "{dialect} {tool}: {seen:?}"
        );
        let form = WireForm::native(&EventName::PreToolUse);
        let sent = String::from_utf8(encode(&payload, &form).unwrap()).unwrap();
        assert!(sent.contains(text), "{dialect} {tool}: {sent}");
    }
}
