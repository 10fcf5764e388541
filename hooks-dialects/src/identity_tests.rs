//! The names that agents have for the same tools.

use hooks_types::SessionMeta;
use hooks_types::tool::ShellInput;
use serde_json::json;

use super::*;
use crate::tools::split_mcp;
use crate::view::View;
use crate::{claude, codex, copilot, cursor, gemini, targets};

fn called(name: &str) -> ToolCall {
    let fields = json!({"file_path": "a", "content": "x", "new_string": "y"});
    let patch = json!({"input": "*** Begin Patch\n*** Delete File: a\n*** End Patch"});
    let fields = if name == "apply_patch" { patch } else { fields };
    ToolCall::function("c", name, fields.as_object().cloned().unwrap())
}

#[test]
fn a_tool_has_the_name_of_each_dialect() {
    let shell = ToolCall::shell("c", "my_shell", ShellInput::new(["ls"]));
    let tools = ToolNames::new();
    let names: Vec<String> = AGENTS
        .iter()
        .map(|dialect| dialect.name_of(&shell, &tools))
        .collect();
    assert_eq!(
        names,
        [
            "Bash",
            "Bash",
            "run_shell_command",
            "Shell",
            "bash",
            "developer__shell"
        ]
    );
    let own = ToolNames::new().with_name("put", "Write");
    assert_eq!(copilot::TOOLS.name_of(&called("put"), &own), "create");
    assert_eq!(claude::TOOLS.name_of(&called("create"), &tools), "Write");
    assert_eq!(claude::TOOLS.name_of(&called("weather"), &tools), "weather");
    assert_eq!(
        gemini::TOOLS.name_of(&called("read_many_files"), &tools),
        "read_many_files"
    );
}

#[test]
fn matchers_may_use_any_name_the_dialect_knows() {
    let names = |tools, name: &str| {
        targets::names(&View::new(
            tools,
            &called(name),
            &SessionMeta::new("s", "/p"),
        ))
    };
    assert_eq!(names(&claude::TOOLS, "task"), ["Agent", "Task", "task"]);
    assert_eq!(
        names(&claude::TOOLS, "apply_patch"),
        ["Write", "Edit", "MultiEdit", "apply_patch"]
    );
    assert_eq!(names(&codex::TOOLS, "Edit"), ["apply_patch", "Edit"]);
}

#[test]
fn a_name_without_the_fields_of_its_tool_is_undeclared_and_a_declaration_counts() {
    let call = |name: &str, fields: Value| {
        ToolCall::function("c", name, fields.as_object().cloned().unwrap())
    };
    let none = ToolNames::new();
    for (name, fields) in [
        (
            "edit_file",
            json!({"display_description": "d", "path": "a", "mode": "edit"}),
        ),
        ("read", json!({"uri": "file:///a"})),
        ("fetch", json!({"endpoint": "https://a"})),
        ("exec", json!({"sql": "select 1"})),
        ("exec_command", json!({"todo": "curl x"})),
        ("exec", json!({"command": null})),
        ("Read", json!({})),
        ("write_to_file", json!({"content": "x"})),
        ("write_to_file", json!({"path": "a", "lines": 3})),
        ("editFiles", json!({"path": "a", "command": "ls"})),
        ("run_it", json!({"command": "ls"})),
        (
            "patcher",
            json!({"input": "*** Begin Patch\n*** Delete File: a\n*** End Patch"}),
        ),
    ] {
        let call = call(name, fields);
        assert!(
            matches!(identify(&call, &none), Identity::Undeclared),
            "{call:?}"
        );
        for agent in AGENTS.iter().copied() {
            let meta = SessionMeta::new("s", "/p");
            let shown = crate::project::project(agent, &call, &meta).unwrap();
            assert_eq!(
                (shown.name.as_str(), &shown.input),
                (name, &call.input.to_value())
            );
        }
        for declared in ["shell", "Bash"] {
            let tools = ToolNames::new().with_name(name, declared);
            assert!(is_shell(&call, &tools), "{call:?}");
        }
        let own = ToolNames::new().with_own(name);
        assert!(matches!(identify(&call, &own), Identity::Apart), "{call:?}");
    }
}

#[test]
fn mcp_tools_are_spelled_as_each_agent_does() {
    let call = ToolCall::mcp("c", "git", "push", None);
    let tools = ToolNames::new();
    let name = |dialect: &Tools| dialect.name_of(&call, &tools);
    assert_eq!(name(&claude::TOOLS), "mcp__git__push");
    assert_eq!(name(&gemini::TOOLS), "mcp_git_push");
    assert_eq!(name(&cursor::TOOLS), "MCP:push");
    assert_eq!(name(&copilot::TOOLS), "git-push");
    assert_eq!(split_mcp("mcp__git__push"), Some(("git", "push")));
    assert_eq!(split_mcp("mcp__git"), None);
}
