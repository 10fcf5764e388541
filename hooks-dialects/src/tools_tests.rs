//! Names of tools across the agents.

use hooks_types::ShellInput;
use serde_json::Map;

use super::*;

fn called(name: &str) -> ToolCall {
    ToolCall::function("c", name, Map::new())
}

#[test]
fn a_tool_has_the_name_of_each_dialect() {
    let shell = ToolCall::shell("c", "my_shell", ShellInput::new(["ls"]));
    let tools = ToolNames::new();
    let names: Vec<String> = Agent::ALL
        .iter()
        .map(|dialect| name_in(*dialect, &shell, &tools))
        .collect();
    assert_eq!(
        names,
        ["Bash", "Bash", "run_shell_command", "Shell", "bash"]
    );
    let own = ToolNames::new().with("put", "Write");
    assert_eq!(name_in(Agent::Copilot, &called("put"), &own), "create");
    assert_eq!(name_in(Agent::Claude, &called("create"), &tools), "Write");
    assert_eq!(
        name_in(Agent::Claude, &called("weather"), &tools),
        "weather"
    );
    assert_eq!(
        name_in(Agent::Gemini, &called("read_many_files"), &tools),
        "read_many_files"
    );
}

#[test]
fn matchers_may_use_any_name_the_dialect_knows() {
    let tools = ToolNames::new();
    let names = |dialect, name: &str| matched_names(dialect, &called(name), &tools);
    assert_eq!(names(Agent::Claude, "task"), ["Agent", "Task", "task"]);
    assert_eq!(
        names(Agent::Claude, "apply_patch"),
        ["Write", "Edit", "MultiEdit", "apply_patch"]
    );
    assert_eq!(names(Agent::Codex, "Edit"), ["apply_patch", "Edit"]);
}

#[test]
fn mcp_tools_are_spelled_as_each_agent_does() {
    let call = ToolCall::mcp("c", "git", "push", None);
    let tools = ToolNames::new();
    let name = |dialect| name_in(dialect, &call, &tools);
    assert_eq!(name(Agent::Claude), "mcp__git__push");
    assert_eq!(name(Agent::Gemini), "mcp_git_push");
    assert_eq!(name(Agent::Cursor), "MCP:push");
    assert_eq!(name(Agent::Copilot), "git-push");
    assert_eq!(split_mcp("mcp__git__push"), Some(("git", "push")));
    assert_eq!(split_mcp("mcp__git"), None);
}
