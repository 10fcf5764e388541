//! Selection by what a call is, beside what its tool is called.

use hooks_types::{Command, ShellInput, ToolCall};

use super::*;

fn selected(matcher: Matcher, call: &ToolCall) -> bool {
    let event = EventName::PreToolUse;
    let hook = HookSpec::command("h", event.clone(), Command::argv(["h"])).matching(matcher);
    let index = Index::new(&[Arc::new(hook)]);
    let meta = SessionMeta::new("s", "/p");
    let found = index.select(&event, EventRef::call_at(&event, call), &meta);
    !found.is_empty()
}

fn named(name: &str) -> Matcher {
    Matcher::Names(vec![name.to_owned()])
}

#[test]
fn shell_is_every_call_of_the_kind_shell() {
    for tool in ["bash", "PowerShell", "shell", "my_terminal"] {
        let call = ToolCall::shell("c", tool, ShellInput::new(["x"]));
        assert!(selected(named("shell"), &call), "{tool}");
        assert!(selected(named(tool), &call), "{tool}");
        assert!(selected(Matcher::Prefix("she".to_owned()), &call), "{tool}");
    }
    let function = ToolCall::function("c", "run", serde_json::Map::new());
    assert!(!selected(named("shell"), &function));
}

#[test]
fn a_tool_of_a_server_goes_by_its_canonical_name_too() {
    let mut call = ToolCall::mcp("c", "db", "query", None);
    call.tool_name = "query".to_owned();
    assert!(selected(named("mcp__db__query"), &call));
    assert!(selected(named("query"), &call));
}
