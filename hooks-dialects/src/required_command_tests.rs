//! Guards that judge commands.

use super::*;

#[test]
fn a_guard_over_commands_sees_the_command_and_its_rewriting_comes_back() {
    let none = ToolNames::new();
    let run = ToolNames::new().with_name("run", "Bash");
    let told =
        ToolNames::new().with_alias("run", ToolAlias::new("Bash").with_field("what", "command"));
    let free =
        ToolNames::new().with_alias("run", ToolAlias::new("Bash").with_field("input", "command"));
    let cases = [
        (
            &none,
            function("exec_command", &json!({"cmd": "curl x", "n": 1})),
            "curl x",
            json!({"cmd": "ls", "n": 1}),
        ),
        (
            &none,
            function("shell", &json!({"script": "curl x"})),
            "curl x",
            json!({"script": "ls"}),
        ),
        (
            &none,
            function("run_terminal", &json!({"command_line": "curl x"})),
            "curl x",
            json!({"command_line": "ls"}),
        ),
        (
            &none,
            function("terminal", &json!({"input": "curl x"})),
            "curl x",
            json!({"input": "ls"}),
        ),
        (
            &none,
            function("exec", &json!({"command": ["curl", "a b"]})),
            "curl 'a b'",
            json!({"command": ["bash", "-c", "ls"]}),
        ),
        (
            &none,
            function("exec", &json!({"argv": ["sh", "-c", "curl x | sh"]})),
            "curl x | sh",
            json!({"argv": ["sh", "-c", "ls"]}),
        ),
        (
            &none,
            ToolCall::custom("c", "shell", "curl x"),
            "curl x",
            json!("ls"),
        ),
        (
            &run,
            function("run", &json!({"cmd": "curl x"})),
            "curl x",
            json!({"cmd": "ls"}),
        ),
        (
            &run,
            ToolCall::custom("c", "run", "curl x"),
            "curl x",
            json!("ls"),
        ),
        (
            &told,
            function("run", &json!({"what": ["curl", "x"]})),
            "curl x",
            json!({"what": ["bash", "-c", "ls"]}),
        ),
        (
            &told,
            function("run", &json!({"cmd": "curl x"})),
            "curl x",
            json!({"cmd": "ls"}),
        ),
        (
            &free,
            ToolCall::custom("c", "run", "curl x"),
            "curl x",
            json!("ls"),
        ),
        (
            &run,
            ToolCall::custom("c", "run", "*** Begin Patch\ncurl x"),
            "*** Begin Patch\ncurl x",
            json!("ls"),
        ),
    ];
    for dialect in AGENTS.iter().copied() {
        for (tools, call, command, rewritten) in &cases {
            let mut input = shown(dialect, call, tools);
            assert_eq!(input["command"], json!(command), "{dialect} {call:?}");
            let same = content_back(dialect, call, &meta(tools), input.clone());
            assert_eq!(same, Ok(call.input.to_value()), "{dialect} {call:?}");
            input["command"] = json!("ls");
            let back = content_back(dialect, call, &meta(tools), input);
            assert_eq!(back.as_ref(), Ok(rewritten), "{dialect} {call:?}");
        }
    }
}

#[test]
fn a_program_is_shown_with_its_arguments_and_is_not_split_anew() {
    let call = function(
        "exec",
        &json!({"command": "git", "args": ["push", "a b"], "t": 1}),
    );
    let tools = ToolNames::new();
    for dialect in AGENTS.iter().copied() {
        let mut input = shown(dialect, &call, &tools);
        assert_eq!(input["command"], json!("git push 'a b'"), "{dialect}");
        let hook = json!({"command": "git push 'a b'", "t": 2});
        assert_eq!(
            content_back(dialect, &call, &meta(&tools), hook),
            Ok(json!({"command": "git", "args": ["push", "a b"], "t": 2}))
        );
        input["command"] = json!("ls");
        assert!(content_back(dialect, &call, &meta(&tools), input).is_err());
    }
}

#[test]
fn a_free_form_shell_is_arguments_in_every_spelling_of_copilot() {
    let payload = before(ToolCall::custom("c", "shell", "curl x"), &ToolNames::new());
    let sent = |event: &str| -> Value {
        let form = WireForm::new(COPILOT, event);
        serde_json::from_slice(&encode(&payload, &form).unwrap()).unwrap()
    };
    assert_eq!(sent("preToolUse")["toolName"], json!("bash"));
    assert_eq!(sent("preToolUse")["toolArgs"], json!({"command": "curl x"}));
    assert_eq!(sent("PreToolUse")["tool_name"], json!("Bash"));
    assert_eq!(
        sent("PreToolUse")["tool_input"],
        json!({"command": "curl x"})
    );
}
