//! Entries of native files that speak an agent's dialect.

use hooks_config::{DiagnosticCode, LoadOptions, Loaded, Severity, parse};
use hooks_types::spec::Matcher;

use super::agents;

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

/// What is said of a guard with this matcher, as `message (help)`.
fn doubts(matcher: &str) -> Vec<String> {
    let text = format!("[[hooks.pre_tool_use]]\ncommand = \"a\"\nmatcher = {matcher}\n");
    let loaded = load(&text);
    assert!(
        !loaded.forbids_use() && loaded.hooks_despite_errors().len() == 1,
        "{matcher}"
    );
    let found = loaded.diagnostics.iter();
    found
        .map(|found| {
            assert_eq!(found.severity, Severity::Warning, "{found}");
            assert_eq!(found.code, DiagnosticCode::BadMatcher, "{found}");
            assert_eq!(&text[found.span.clone()], matcher);
            format!(
                "{} ({})",
                found.message,
                found.help.as_deref().unwrap_or_default()
            )
        })
        .collect()
}

#[test]
fn a_guard_whose_matcher_is_a_slip_is_named_with_the_tool_that_was_meant() {
    for (matcher, meant) in [
        ("Shell", "shell"),
        ("SHELL", "shell"),
        ("shel", "shell"),
        ("shells", "shell"),
        ("bash", "Bash"),
        ("BASH", "Bash"),
        ("Bassh", "Bash"),
        ("writefile", "write_file"),
        ("Write_File", "write_file"),
        ("write-file", "write_file"),
        ("read_fil", "read_file"),
        ("applypatch", "apply_patch"),
        ("run_shell_comand", "run_shell_command"),
        ("web_serach", "web_search"),
        ("sub_agent", "subagent"),
    ] {
        let said = doubts(&format!("\"{matcher}\""));
        let [said] = &said[..] else {
            panic!("one remark on {matcher}: {said:?}")
        };
        assert!(
            said.contains(&format!("did you mean `{meant}`?")),
            "{matcher}: {said}"
        );
        assert!(said.contains(&format!("`{matcher}`")), "{said}");
    }
    assert_eq!(
        doubts("[\"write_file\", \"Shel\"]"),
        [
            "no tool is known by the name `Shel`; names are compared letter by letter (did you mean `shell`?)"
        ]
    );
}

#[test]
fn a_broken_name_of_an_mcp_tool_is_named() {
    for matcher in [
        "mcp__",
        "mcp",
        "mcp__github",
        "mcp__github__",
        "mcp_x_y",
        "mcp-x-y",
        "MCP__x__y",
        "mcp____y",
        "mcp_x*",
        "MCP__*",
        "mcp.x.y",
        "mcp:x",
    ] {
        let said = doubts(&format!("\"{matcher}\""));
        assert_eq!(said.len(), 1, "{matcher}: {said:?}");
        assert!(
            said[0].contains("names no tool of an MCP server"),
            "{said:?}"
        );
        assert!(said[0].contains("mcp__"), "{said:?}");
    }
    assert!(doubts("\"mcp__github\"")[0].contains("`mcp__github__*` fits all of its tools"));
}

#[test]
fn known_tools_and_tools_of_an_agents_own_are_no_slips() {
    let known = hooks_config::CANONICAL_TOOLS.iter().copied();
    let others = [
        "Bash",
        "Write",
        "Edit",
        "Read",
        "Glob",
        "glob",
        "WebFetch",
        "Agent",
        "PowerShell",
        "run_shell_command",
        "replace",
        "view",
        "*",
        "mcp*",
        "mcp__*",
        "mcp__x*",
        "mcp__x__y",
        "mcp__x__*",
        "mcpfoo",
        "deploy",
        "run_it",
        "sql_query",
        "take_screenshot",
        "Shel*",
        "kubectl",
        "x",
    ];
    for matcher in known.chain(others) {
        assert_eq!(doubts(&format!("\"{matcher}\"")), [""; 0], "{matcher}");
    }
    // The one that was meant stands beside it.
    assert_eq!(doubts("[\"shell\", \"Shell\", \"SHELL\"]"), [""; 0]);
    assert_eq!(doubts("[\"Bash\", \"bash\"]"), [""; 0]);
}

/// Another agent whose tools are called as Copilot's are, in another casing than Claude Code's.
#[derive(Debug)]
struct Lowercase;

impl hooks_config::AgentFiles for Lowercase {
    fn dialect(&self) -> &hooks_types::DialectRef {
        static DIALECT: std::sync::OnceLock<hooks_types::DialectRef> = std::sync::OnceLock::new();
        DIALECT.get_or_init(|| hooks_types::DialectRef::named("lowercase"))
    }

    fn tool_names(&self, canonical: &str) -> Vec<&'static str> {
        match canonical {
            "edit_file" => vec!["edit"],
            "write_file" => vec!["write"],
            "read_file" => vec!["read"],
            "shell" => vec!["bash"],
            _ => Vec::new(),
        }
    }
}

#[test]
fn no_number_of_agents_with_a_name_in_one_casing_makes_a_slip_of_another_agents_name() {
    let more = [&Lowercase as &'static dyn hooks_config::AgentFiles];
    let agents = hooks_config::Agents::new(agents().iter().chain(more)).expect("distinct names");
    for matcher in [
        "Edit", "Write", "Read", "edit", "write", "read", "Bash", "Glob", "glob",
    ] {
        let text = format!("[[hooks.pre_tool_use]]\ncommand = \"a\"\nmatcher = \"{matcher}\"\n");
        let options = LoadOptions::new("hooks.toml").with_agents(agents.clone());
        assert_eq!(parse(&text, &options).diagnostics, [], "{matcher}");
    }
}

#[test]
fn a_matcher_of_many_thousand_names_costs_no_comparison_of_each() {
    let names: Vec<String> = (0..5_000).map(|n| format!("\"shel{n}\"")).collect();
    let text = format!("[{}]", names.join(","));
    assert!(doubts(&text).len() <= 64);
}

#[test]
fn a_matcher_of_no_tool_is_no_slip_of_one() {
    let text = "[[hooks.subagent_stop]]\ncommand = \"a\"\nmatcher = \"Shell\"\n";
    assert_eq!(load(text).diagnostics, []);
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
