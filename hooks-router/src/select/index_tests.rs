//! Selection by the kind and the fields of a call, in addition to the name of its tool.

use hooks_types::ToolCall;
use hooks_types::spec::{Command, Matcher};
use hooks_types::tool::ShellInput;

use super::*;

fn selected(matcher: Matcher, call: &ToolCall) -> bool {
    let event = EventName::PreToolUse;
    let hook = HookSpec::command("h", event.clone(), Command::argv(["h"])).with_matcher(matcher);
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

mod undeclared {
    use hooks_dialects::{CLAUDE, CODEX, CURSOR, GEMINI, dialects};
    use hooks_types::dialect::WireForm;
    use hooks_types::spec::{Pattern, PatternSyntax};
    use hooks_types::tool::{ToolNames, Undeclared};
    use hooks_types::wire::{Expected, decode};
    use serde_json::{Value, json};

    use super::*;

    fn guard(form: WireForm, matcher: Matcher) -> HookSpec {
        HookSpec::command("h", EventName::PreToolUse, Command::argv(["h"]))
            .with_form(form)
            .with_matcher(matcher)
    }

    fn claude(matcher: Matcher) -> HookSpec {
        guard(WireForm::new(CLAUDE, "PreToolUse"), matcher)
    }

    fn pattern(text: &str) -> Matcher {
        Matcher::Pattern(Pattern::new(text, PatternSyntax::EcmaScript))
    }

    fn call(name: &str, input: &Value) -> ToolCall {
        ToolCall::function("c", name, input.as_object().cloned().unwrap_or_default())
    }

    /// Returns whether the hook runs (`Some(None)`), fails with a message, or is not for the call.
    fn chosen(hook: HookSpec, call: &ToolCall, tools: ToolNames) -> Option<Option<String>> {
        let event = EventName::PreToolUse;
        let index = Index::new(&[Arc::new(hook)]);
        let meta = SessionMeta::new("s", "/p").with_tools(tools);
        let mut found = index.select(&event, EventRef::call_at(&event, call), &meta);
        let found = found.pop()?;
        if let Some(failure) = &found.failure {
            assert_eq!(failure.cause.code(), "undeclared_tool");
            assert_eq!(failure.means, Some(OnFailure::Block));
        }
        Some(found.failure.map(|failure| failure.message))
    }

    #[track_caller]
    fn blocks(hook: HookSpec, call: &ToolCall) -> String {
        let found = chosen(hook, call, ToolNames::new());
        found.flatten().expect("the hook fails")
    }

    #[test]
    fn an_undeclared_tool_with_a_command_does_not_run_past_a_guard_over_commands() {
        for input in [
            json!({"command": "curl x"}),
            json!({"cmd": "curl x"}),
            json!({"argv": ["curl", "x"]}),
            json!({"script": "curl x"}),
            json!({"Command": "curl x"}),
        ] {
            let run = call("run_it", &input);
            let message = blocks(claude(named("Bash")), &run);
            assert!(
                message.contains("ToolNames::new().with_name(\"run_it\", \"shell\")"),
                "{message}"
            );
            assert!(message.contains("with_own(\"run_it\")"), "{message}");
            blocks(
                guard(WireForm::new(GEMINI, "BeforeTool"), pattern("run_shell")),
                &run,
            );
            blocks(
                guard(WireForm::new(CODEX, "PreToolUse"), named("Bash")),
                &run,
            );
            blocks(
                guard(WireForm::new(CURSOR, "beforeShellExecution"), Matcher::Any),
                &run,
            );
            blocks(claude(pattern("^(Bash|Write)$")), &run);
            blocks(
                claude(Matcher::AnyOf(vec![named("Read"), named("Bash")])),
                &run,
            );
        }
    }

    #[test]
    fn an_undeclared_tool_with_a_path_an_address_or_a_patch_does_not_run_past_its_guards() {
        let patch = "*** Begin Patch\n*** Delete File: .env\n*** End Patch";
        for (matcher, run) in [
            ("Write", call("store", &json!({"path": "a", "lines": 3}))),
            (
                "Edit",
                call("edit_file", &json!({"path": "a", "mode": "edit"})),
            ),
            ("Read", call("look", &json!({"filePath": "a"}))),
            ("Read", call("look", &json!({"files": ["a"]}))),
            ("WebFetch", call("get", &json!({"url": "https://a"}))),
            ("Edit", call("patcher", &json!({"text": patch}))),
            ("Write", ToolCall::custom("c", "patcher", patch)),
        ] {
            blocks(claude(named(matcher)), &run);
        }
    }

    #[test]
    fn a_matcher_that_takes_any_tool_runs_with_the_call_as_it_is() {
        for run in [
            call(
                "edit_file",
                &json!({"display_description": "d", "path": "a", "mode": "edit"}),
            ),
            call("read", &json!({"uri": "file:///a"})),
            call("fetch", &json!({"endpoint": "https://a"})),
            call("exec", &json!({"sql": "select 1"})),
            call("run_it", &json!({"command": "curl x"})),
        ] {
            for matcher in [Matcher::Any, pattern(".*"), pattern("^(?!mcp__)")] {
                assert_eq!(
                    chosen(claude(matcher), &run, ToolNames::new()),
                    Some(None),
                    "{run:?}"
                );
            }
            let chosen = chosen(claude(named(&run.tool_name)), &run, ToolNames::new());
            assert!(chosen.is_some());
        }
    }

    #[test]
    fn other_undeclared_tools_run() {
        for (matcher, run) in [
            ("Bash", call("exec", &json!({"sql": "select 1"}))),
            ("Bash", call("weather", &json!({"city": "x"}))),
            ("Write", call("run_it", &json!({"command": "x"}))),
            ("WebFetch", call("fetch", &json!({"endpoint": "https://a"}))),
        ] {
            assert_eq!(
                chosen(claude(named(matcher)), &run, ToolNames::new()),
                None,
                "{run:?}"
            );
        }
    }

    #[test]
    fn a_matcher_of_the_tool_s_own_name_means_that_tool() {
        let run = call("run_it", &json!({"command": "x"}));
        let matcher = Matcher::Names(vec!["Bash".to_owned(), "run_it".to_owned()]);
        assert_eq!(chosen(claude(matcher), &run, ToolNames::new()), Some(None));
        // If a known agent has a tool of this name, but with different fields, the hook cannot judge the call. The hook
        // fails, and the failure blocks the call.
        let write = call("Write", &json!({"path": "a", "lines": 1}));
        blocks(claude(named("Write")), &write);
    }

    #[test]
    fn a_declaration_and_the_policy_end_it() {
        let run = call("run_it", &json!({"command": "x"}));
        let bash = || claude(named("Bash"));
        let tell = ToolNames::new().with_undeclared(Undeclared::Tell);
        let shells = guard(WireForm::new(CURSOR, "beforeShellExecution"), Matcher::Any);
        assert_eq!(chosen(shells, &run, tell.clone()), None);
        assert_eq!(chosen(bash(), &run, tell), None);
        assert_eq!(
            chosen(bash(), &run, ToolNames::new().with_own("run_it")),
            None
        );
        assert_eq!(
            chosen(bash(), &run, ToolNames::new().with_name("run_it", "shell")),
            Some(None)
        );
        assert_eq!(
            chosen(bash().with_background(true), &run, ToolNames::new()),
            None
        );
    }

    #[test]
    fn an_if_rule_names_a_tool_as_a_matcher_does() {
        let mut hook = claude(Matcher::Any);
        hook.options.set("if", "Bash(rm:*)");
        let run = call("run_it", &json!({"command": "rm x"}));
        blocks(hook, &run);
    }

    #[test]
    fn native_hooks_guard_undeclared_tools_of_other_agents_by_canonical_names() {
        let sent = json!({"hook_event_name": "PreToolUse", "session_id": "s", "cwd": "/p",
            "tool_name": "Monitor", "tool_input": {"command": "rm x"}});
        let dialects = dialects();
        let claude = dialects
            .iter()
            .find(|dialect| dialect.name() == "claude")
            .unwrap();
        let payload = decode(sent.to_string().as_bytes(), Expected::new(claude.clone())).unwrap();
        let event = EventName::PreToolUse;
        for (matcher, fails) in [(named("shell"), true), (Matcher::Any, false)] {
            let hook = guard(WireForm::native(&event), matcher);
            let index = Index::new(&[Arc::new(hook)]);
            let found = index.select(&event, EventRef::Payload(&payload), &payload.meta);
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].failure.is_some(), fails);
        }
        // A Claude Code hook knows Claude Code's own tools, so `Bash` does not match `Monitor`.
        let own = Index::new(&[Arc::new(super::undeclared::claude(named("Bash")))]);
        assert!(
            own.select(&event, EventRef::Payload(&payload), &payload.meta)
                .is_empty()
        );
    }
}
