//! Hooks of other agents: chosen by what their dialect makes of an event.

use hooks_types::{
    Alphabet, Dialect, HookSpec, IfRule, Matcher, Pattern, PreToolUse, ShellInput, Subject,
    ToolCall, WireForm,
};
use serde_json::{Map, json};

use crate::select::started;
use crate::support::{fire_call, hook, mocked, told};

fn of(dialect: Dialect, event: &str, id: &str) -> HookSpec {
    hook(id).in_form(WireForm::new(dialect, event))
}

fn claude(id: &str) -> HookSpec {
    of(Dialect::Claude, "PreToolUse", id)
}

fn shell(text: &str) -> PreToolUse {
    let shell = ShellInput::new(["bash", "-lc", text]);
    PreToolUse::new(ToolCall::shell("c1", "shell", shell))
}

#[tokio::test]
async fn a_tool_is_known_under_its_own_name_and_the_dialect_s() {
    let names = |name: &str| Matcher::Names(vec![name.to_owned()]);
    let hooks = vec![
        claude("claude").matching(names("Bash")),
        claude("ours").matching(names("shell")),
        hook("native").matching(names("Bash")),
        of(Dialect::Gemini, "BeforeTool", "gemini").matching(names("run_shell_command")),
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
        of(Dialect::Gemini, "BeforeTool", "3"),
        claude("4"),
    ];
    assert_eq!(started(hooks, shell("ls")).await, ["1", "2", "3", "4"]);
}

#[tokio::test]
async fn a_form_of_another_kind_of_call_does_not_match() {
    let form = |event: &str| of(Dialect::Cursor, event, event);
    let hooks = vec![form("beforeShellExecution"), form("beforeMCPExecution")];
    assert_eq!(started(hooks, shell("ls")).await, ["beforeShellExecution"]);

    let (router, _handle) = mocked([form("beforeMCPExecution")]);
    let rows = fire_call(&router).await.unwrap().rows();
    assert_eq!(told(&rows), ["beforeMCPExecution skipped unmatched"]);
}

#[cfg(feature = "patterns")]
#[tokio::test]
async fn a_pattern_over_the_command_reads_the_command_s_text() {
    let pattern = Pattern::new("^git push", Alphabet::EcmaScript).over(Subject::CommandText);
    let hooks =
        vec![of(Dialect::Cursor, "beforeShellExecution", "a").matching(Matcher::Pattern(pattern))];
    assert_eq!(started(hooks.clone(), shell("git push -f")).await, ["a"]);
    assert_eq!(started(hooks, shell("git pull")).await, [""; 0]);
}

#[tokio::test]
async fn an_if_rule_judges_tool_and_input() {
    let rule = Matcher::If(IfRule::new("Bash(git push *)"));
    let hooks = vec![claude("a").matching(rule)];
    assert_eq!(started(hooks.clone(), shell("git push -f")).await, ["a"]);
    assert_eq!(started(hooks.clone(), shell("git pull")).await, [""; 0]);
    let mut arguments = Map::new();
    arguments.insert("path".into(), json!("x"));
    let read = PreToolUse::new(ToolCall::function("c1", "Read", arguments));
    assert_eq!(started(hooks, read).await, [""; 0]);
}
