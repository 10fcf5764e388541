//! Hooks of other agents are selected by the form that their dialect gives an event.

use std::sync::Arc;

use hooks_types::dialect::WireForm;
use hooks_types::event::PreToolUse;
use hooks_types::spec::{Matcher, Pattern, PatternSyntax, Subject};
use hooks_types::tool::{ShellInput, ToolNames};
use hooks_types::wire::{Expected, decode};
use hooks_types::{DialectRef, HookSpec, Payload, ToolCall};
use serde_json::{Map, json};

use crate::select::{started, started_on};
use crate::support::{fire_call, hook, meta, mocked, told};

fn of(dialect: DialectRef, event: &str, id: &str) -> HookSpec {
    hook(id).with_form(WireForm::new(dialect, event))
}

fn claude(id: &str) -> HookSpec {
    of(hooks_dialects::CLAUDE, "PreToolUse", id)
}

fn shell(text: &str) -> PreToolUse {
    let shell = ShellInput::new(["bash", "-lc", text]);
    PreToolUse::new(ToolCall::shell("c1", "shell", shell))
}

#[tokio::test]
async fn a_tool_is_known_under_its_own_name_and_the_dialect_s() {
    let names = |name: &str| Matcher::Names(vec![name.to_owned()]);
    let hooks = vec![
        claude("claude").with_matcher(names("Bash")),
        claude("ours").with_matcher(names("shell")),
        hook("native").with_matcher(names("Bash")),
        of(hooks_dialects::GEMINI, "BeforeTool", "gemini").with_matcher(names("run_shell_command")),
    ];
    assert_eq!(
        started(hooks, shell("ls")).await,
        ["claude", "ours", "gemini"]
    );
}

#[tokio::test]
async fn hooks_of_several_dialects_start_in_config_order() {
    let hooks = vec![
        claude("1"),
        hook("2"),
        of(hooks_dialects::GEMINI, "BeforeTool", "3"),
        claude("4"),
    ];
    assert_eq!(started(hooks, shell("ls")).await, ["1", "2", "3", "4"]);
}

#[tokio::test]
async fn a_form_of_another_kind_of_call_does_not_match() {
    let form = |event: &str| of(hooks_dialects::CURSOR, event, event);
    let hooks = vec![form("beforeShellExecution"), form("beforeMCPExecution")];
    assert_eq!(started(hooks, shell("ls")).await, ["beforeShellExecution"]);

    let (router, _handle) = mocked([form("beforeMCPExecution")]);
    let rows = fire_call(&router).await.unwrap().rows();
    assert_eq!(told(&rows), ["beforeMCPExecution skipped unmatched"]);
}

#[cfg(feature = "patterns")]
#[tokio::test]
async fn a_pattern_over_the_command_reads_the_command_s_text() {
    let pattern =
        Pattern::new("^git push", PatternSyntax::EcmaScript).with_subject(Subject::CommandText);
    let hooks = vec![
        of(hooks_dialects::CURSOR, "beforeShellExecution", "a")
            .with_matcher(Matcher::Pattern(pattern)),
    ];
    assert_eq!(started(hooks.clone(), shell("git push -f")).await, ["a"]);
    assert_eq!(started(hooks, shell("git pull")).await, [""; 0]);
}

#[tokio::test]
async fn an_if_rule_judges_tool_and_input() {
    let mut hook = claude("a");
    hook.options.set("if", "Bash(git push *)");
    let hooks = vec![hook];
    assert_eq!(started(hooks.clone(), shell("git push -f")).await, ["a"]);
    assert_eq!(started(hooks.clone(), shell("git pull")).await, [""; 0]);
    let mut arguments = Map::new();
    arguments.insert("path".into(), json!("x"));
    let read = PreToolUse::new(ToolCall::function("c1", "Read", arguments));
    assert_eq!(started(hooks, read).await, [""; 0]);
}

/// A shell call in the wire format of each agent.
const SHELL_CALLS: [(DialectRef, Option<&str>, &str); 5] = [
    (
        hooks_dialects::CLAUDE,
        None,
        r#"{"session_id":"s","cwd":"/p","hook_event_name":"PreToolUse","tool_name":"Bash",
            "tool_input":{"command":"ls"},"tool_use_id":"t"}"#,
    ),
    (
        hooks_dialects::CODEX,
        None,
        r#"{"session_id":"s","turn_id":"t","cwd":"/p","hook_event_name":"PreToolUse",
            "tool_name":"Bash","tool_input":{"command":"ls"},"tool_use_id":"t"}"#,
    ),
    (
        hooks_dialects::GEMINI,
        None,
        r#"{"session_id":"s","cwd":"/p","hook_event_name":"BeforeTool",
            "tool_name":"run_shell_command","tool_input":{"command":"ls"}}"#,
    ),
    (
        hooks_dialects::CURSOR,
        None,
        r#"{"conversation_id":"c","hook_event_name":"preToolUse","tool_name":"Shell",
            "tool_input":{"command":"ls"},"tool_use_id":"t","cwd":"/p"}"#,
    ),
    (
        hooks_dialects::COPILOT,
        Some("preToolUse"),
        r#"{"sessionId":"s","timestamp":1,"cwd":"/p","toolName":"bash",
            "toolArgs":"{\"command\":\"ls\"}"}"#,
    ),
];

#[tokio::test]
async fn one_native_matcher_guards_the_shell_of_every_agent() {
    for (dialect, event, bytes) in SHELL_CALLS {
        let expected = Expected::new(dialect.clone());
        let expected = event.map_or(expected.clone(), |name| expected.with_event(name));
        let payload = decode(bytes.as_bytes(), expected).unwrap();
        let names = |name: &str| Matcher::Names(vec![name.to_owned()]);
        let hooks = vec![
            hook("hub").with_matcher(names("Bash")),
            hook("ours").with_matcher(names("shell")),
            hook("prefix").with_matcher(Matcher::Prefix("Ba".into())),
            hook("other").with_matcher(names("Write")),
        ];
        assert_eq!(
            started_on(hooks, payload).await,
            ["hub", "ours", "prefix"],
            "{dialect}"
        );
    }
}

#[tokio::test]
async fn a_native_matcher_takes_the_name_the_agent_says_its_tool_has_elsewhere() {
    let meta = meta().with_tools(ToolNames::new().with_name("put", "Write"));
    let call = ToolCall::function("c1", "put", Map::new());
    let payload = Payload::new(Arc::new(meta), PreToolUse::new(call));
    let names = |name: &str| Matcher::Names(vec![name.to_owned()]);
    let hooks = vec![
        hook("own").with_matcher(names("put")),
        hook("hub").with_matcher(names("Write")),
        hook("other").with_matcher(names("Edit")),
    ];
    assert_eq!(started_on(hooks, payload).await, ["own", "hub"]);
}

#[tokio::test]
async fn a_guard_of_a_dialect_nobody_brought_starts_whatever_its_matcher_says() {
    let stray = |id: &str| of(DialectRef::named("nobodys"), "Before", id);
    let pattern = |text| Pattern::new(text, PatternSyntax::EcmaScript);
    let mut limited = stray("options");
    limited.options.set("if", "Bash(rm *)");
    let hooks = vec![
        stray("bare"),
        stray("names").with_matcher(Matcher::Names(vec!["Bash".to_owned()])),
        stray("prefix").with_matcher(Matcher::Prefix("mcp__".to_owned())),
        stray("pattern").with_matcher(Matcher::Pattern(pattern("^Bash$"))),
        stray("command").with_matcher(Matcher::Pattern(
            pattern("rm").with_subject(Subject::CommandText),
        )),
        limited,
    ];
    assert_eq!(
        started(hooks, shell("rm -rf /")).await,
        ["bare", "names", "prefix", "pattern", "command", "options"]
    );
}
