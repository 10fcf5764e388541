//! Entries in native files (`hooks.toml`) that are written in an agent's dialect.

use hooks_config::{DiagnosticCode, LoadOptions, Loaded, Severity, parse};
use hooks_types::spec::Matcher;

use super::agents;

#[path = "native_slip_tests.rs"]
mod slips;

fn load(text: &str) -> Loaded {
    parse(text, &LoadOptions::new("hooks.toml").with_agents(agents()))
}

#[test]
fn an_entry_in_another_dialect_has_that_agents_name_for_its_event() {
    let names = |dialect: &str, event: &str| {
        let text = format!("[[hooks.{event}]]\ncommand = \"a\"\ndialect = \"{dialect}\"\n");
        load(&text)
            .into_hooks()
            .map(|hooks| hooks[0].form.event.clone())
            .ok()
    };
    assert_eq!(
        names("claude", "pre_tool_use").as_deref(),
        Some("PreToolUse")
    );
    assert_eq!(names("gemini", "stop").as_deref(), Some("AfterAgent"));
    assert_eq!(
        names("cursor", "user_prompt_submit").as_deref(),
        Some("beforeSubmitPrompt")
    );
    assert_eq!(names("copilot", "stop").as_deref(), Some("agentStop"));
    assert_eq!(names("codex", "after_agent"), None);
}

#[test]
fn our_word_for_the_shell_fits_it_under_every_dialect_of_an_entry() {
    let matchers = |rest: &str| {
        let text = format!("[[hooks.pre_tool_use]]\ncommand = \"a\"\n{rest}");
        load(&text).into_hooks().unwrap()[0].matchers.clone()
    };
    let names = |name: &str| Matcher::Names(vec![name.to_owned()]);
    let shells = || {
        let shells = [
            "Bash",
            "PowerShell",
            "run_shell_command",
            "Shell",
            "bash",
            "powershell",
            "developer__shell",
        ];
        Matcher::Names(shells.map(str::to_owned).to_vec())
    };
    assert_eq!(matchers("matcher = \"shell\""), [names("shell")]);
    assert_eq!(
        matchers("matcher = \"shell\"\ndialect = \"claude\""),
        [Matcher::AnyOf(vec![names("shell"), shells()])]
    );
    assert_eq!(
        matchers("matcher = \"sh*\"\ndialect = \"gemini\""),
        [Matcher::AnyOf(vec![
            Matcher::Prefix("sh".to_owned()),
            shells()
        ])]
    );
    assert_eq!(
        matchers("matcher = \"Write\"\ndialect = \"claude\""),
        [names("Write")]
    );
}

#[test]
fn an_entry_in_another_dialect_reads_what_that_agent_sends() {
    use hooks_types::event::{
        AfterAgent, Notification, NotificationLevel, PermissionRequest, PostCompact, PostToolUse,
        PostToolUseFailure, PreCompact, PreToolUse, SessionEnd, SessionStart, Stop, SubagentStart,
        SubagentStop, UserPromptSubmit,
    };
    use hooks_types::tool::ShellInput;
    use hooks_types::wire::encode;
    use hooks_types::{HookEvent, Payload, SessionMeta, ToolCall};
    let call = || ToolCall::shell("c", "shell", ShellInput::new(["ls"]));
    let events: [HookEvent; 14] = [
        PreToolUse::new(call()).into(),
        PostToolUse::new(call(), "done".into(), 5).into(),
        PostToolUseFailure::new(call(), "no such file", 5).into(),
        PermissionRequest::new(call()).into(),
        UserPromptSubmit::new("hello").into(),
        AfterAgent::new("t", "1").into(),
        Stop::new().into(),
        Notification::new("done", NotificationLevel::Info).into(),
        SessionStart::new("startup").into(),
        SessionEnd::new("clear").into(),
        SubagentStart::new("a").into(),
        SubagentStop::new("a").into(),
        PreCompact::new("auto").into(),
        PostCompact::new("auto").into(),
    ];
    let meta = std::sync::Arc::new(SessionMeta::new("s", "/src"));
    let mut without = Vec::new();
    for event in events {
        for dialect in crate::dialects().iter() {
            let name = event.name();
            let text = format!(
                "[[hooks.{}]]\ncommand = \"a\"\ndialect = \"{dialect}\"\n",
                name.wire_name()
            );
            let Ok(hooks) = load(&text).into_hooks() else {
                without.push(format!("{dialect} {name}"));
                continue;
            };
            let form = &hooks[0].form;
            let payload = Payload::new(std::sync::Arc::clone(&meta), event.clone());
            let bytes = encode(&payload, form).unwrap_or_else(|e| panic!("{form:?}: {e}"));
            let read = hooks_types::wire::decode(
                &bytes,
                hooks_types::wire::Expected::new(dialect.clone()).with_event(&form.event),
            )
            .unwrap_or_else(|e| panic!("{form:?}: {e}"));
            assert_eq!(read.event.name(), name, "{form:?}");
        }
    }
    assert_eq!(
        without,
        [
            "codex PostToolUseFailure",
            "gemini PermissionRequest",
            "cursor PermissionRequest",
            "goose PermissionRequest",
            "claude AfterAgent",
            "codex AfterAgent",
            "gemini AfterAgent",
            "copilot AfterAgent",
            "goose AfterAgent",
            "codex Notification",
            "cursor Notification",
            "goose Notification",
            "gemini SubagentStart",
            "goose SubagentStart",
            "gemini SubagentStop",
            "goose SubagentStop",
            "goose PreCompact",
            "gemini PostCompact",
            "cursor PostCompact",
            "copilot PostCompact",
            "goose PostCompact",
        ]
    );
}
