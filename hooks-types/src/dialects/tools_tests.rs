//! Names of tools across the agents.

use serde_json::Map;

use super::*;
use crate::call::ShellInput;

fn called(name: &str) -> ToolCall {
    ToolCall::function("c", name, Map::new())
}

#[test]
fn a_tool_has_the_name_of_each_dialect() {
    let shell = ToolCall::shell("c", "my_shell", ShellInput::new(["ls"]));
    let tools = ToolNames::new();
    let names: Vec<String> = Dialect::ALL
        .iter()
        .map(|dialect| name_in(*dialect, &shell, &tools))
        .collect();
    assert_eq!(
        names,
        ["Bash", "Bash", "Bash", "run_shell_command", "Shell", "bash"]
    );
    let own = ToolNames::new().with("put", "Write");
    assert_eq!(name_in(Dialect::Copilot, &called("put"), &own), "create");
    assert_eq!(name_in(Dialect::Claude, &called("create"), &tools), "Write");
    assert_eq!(
        name_in(Dialect::Claude, &called("weather"), &tools),
        "weather"
    );
    assert_eq!(
        name_in(Dialect::Gemini, &called("read_many_files"), &tools),
        "read_many_files"
    );
}

#[test]
fn matchers_may_use_any_name_the_dialect_knows() {
    let tools = ToolNames::new();
    let names = |dialect, name: &str| matched_names(dialect, &called(name), &tools);
    assert_eq!(names(Dialect::Claude, "task"), ["Agent", "Task", "task"]);
    assert_eq!(
        names(Dialect::Claude, "apply_patch"),
        ["Write", "Edit", "MultiEdit", "apply_patch"]
    );
    assert_eq!(names(Dialect::Codex, "Edit"), ["apply_patch", "Edit"]);
}

#[test]
fn mcp_tools_are_spelled_as_each_agent_does() {
    let call = ToolCall::mcp("c", "git", "push", None);
    let tools = ToolNames::new();
    let name = |dialect| name_in(dialect, &call, &tools);
    assert_eq!(name(Dialect::Claude), "mcp__git__push");
    assert_eq!(name(Dialect::Gemini), "mcp_git_push");
    assert_eq!(name(Dialect::Cursor), "MCP:push");
    assert_eq!(name(Dialect::Copilot), "git-push");
    assert_eq!(split_mcp("mcp__git__push"), Some(("git", "push")));
    assert_eq!(split_mcp("mcp__git"), None);
}
