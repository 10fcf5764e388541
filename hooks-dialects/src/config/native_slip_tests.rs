//! Matchers in `hooks.toml` that misspell the name of a tool.

use super::*;

/// Returns the diagnostics for a guard with this matcher, as `message (help)`.
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
            "no known tool is called `Shel`; names are compared letter by letter (did you mean `shell`?)"
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
            said[0].contains("matches no tool of an MCP server"),
            "{said:?}"
        );
        assert!(said[0].contains("mcp__"), "{said:?}");
    }
    assert!(doubts("\"mcp__github\"")[0].contains("`mcp__github__*` matches all of its tools"));
}

#[test]
fn known_tools_and_tools_of_an_agents_own_are_not_reported_as_slips() {
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
    // These lists also contain the tool that was probably meant, so there is no warning.
    assert_eq!(doubts("[\"shell\", \"Shell\", \"SHELL\"]"), [""; 0]);
    assert_eq!(doubts("[\"Bash\", \"bash\"]"), [""; 0]);
}

#[test]
fn a_word_for_every_tool_and_names_joined_by_a_sign_are_named_with_their_cure() {
    for matcher in [
        "any",
        "all",
        "ALL",
        "Every",
        "everything",
        "any_tool",
        "tools",
    ] {
        let said = doubts(&format!("\"{matcher}\""));
        assert_eq!(said.len(), 1, "{matcher}: {said:?}");
        assert!(said[0].contains("write \"*\""), "{said:?}");
    }
    for matcher in ["Bash/Write", "shell:write_file", "shell.Edit", "Bash-Write"] {
        let said = doubts(&format!("\"{matcher}\""));
        assert_eq!(said.len(), 1, "{matcher}: {said:?}");
        assert!(said[0].contains("write an array: ["), "{said:?}");
    }
    for matcher in ["functions.shell", "all-hands", "server/deploy"] {
        assert_eq!(doubts(&format!("\"{matcher}\"")), [""; 0], "{matcher}");
    }
}

/// Returns the errors and warnings for an event that is not in the table.
fn other(name: &str) -> Vec<(Severity, String)> {
    let text = format!("[[hooks.other.\"{name}\"]]\ncommand = \"a\"\n");
    let found = load(&text).diagnostics.into_iter();
    found
        .map(|found| {
            assert_eq!(found.code, DiagnosticCode::UnknownEvent, "{found}");
            assert_eq!(found.line, 1, "{found}");
            (found.severity, found.help.unwrap_or_default())
        })
        .collect()
}

#[test]
fn another_agents_name_of_a_gate_is_not_taken_for_an_unknown_event() {
    for (name, meant) in [
        ("BeforeTool", "pre_tool_use"),
        ("before_tool", "pre_tool_use"),
        ("beforeShellExecution", "pre_tool_use"),
        ("Before Shell Execution", "pre_tool_use"),
        ("beforeMCPExecution", "pre_tool_use"),
        ("beforeReadFile\u{200b}", "pre_tool_use"),
        ("BeforeAgent", "user_prompt_submit"),
        ("beforeSubmitPrompt", "user_prompt_submit"),
        ("userPromptSubmitted", "user_prompt_submit"),
        ("PreCompress", "pre_compact"),
        ("PreToolUse ", "pre_tool_use"),
        ("PreToolUse\u{200b}", "pre_tool_use"),
        ("pre tool use", "pre_tool_use"),
        ("\u{202e}Pre.Tool.Use", "pre_tool_use"),
        ("PRE_COMPACT", "pre_compact"),
    ] {
        let [(severity, help)] = &other(name)[..] else {
            panic!("one remark on {name:?}: {:?}", other(name))
        };
        assert_eq!(*severity, Severity::Error, "{name:?}");
        assert_eq!(*help, format!("write [[hooks.{meant}]]"), "{name:?}");
    }
}

#[test]
fn an_event_that_is_almost_one_of_ours_or_of_an_agent_is_warned_of() {
    for (name, meant) in [
        ("PreToolUs", "pre_tool_use"),
        ("PreTooluse2", "pre_tool_use"),
        ("Pr\u{0435}ToolUse", "pre_tool_use"),
        ("BeforeTools", "pre_tool_use"),
        ("beforeShelExecution", "pre_tool_use"),
        ("AfterTool", "post_tool_use"),
        ("Notifications", "notification"),
        ("before_tool_use", "pre_tool_use"),
        ("onToolCall", "pre_tool_use"),
        ("after_compaction", "post_compact"),
    ] {
        let [(severity, help)] = &other(name)[..] else {
            panic!("one remark on {name:?}: {:?}", other(name))
        };
        assert_eq!(*severity, Severity::Warning, "{name:?}");
        assert!(
            help.contains(&format!("[[hooks.{meant}]]")),
            "{name:?}: {help}"
        );
    }
    for name in [
        "idle",
        "Model Chosen",
        "deploy",
        "BeforeModel",
        "PermissionDenied",
        "tool_progress",
        "BeforeDeploy",
    ] {
        assert_eq!(other(name), [], "{name}");
    }
}

/// Returns the files of an agent with Copilot's tool names, which differ from Claude Code's only in case.
fn lowercase() -> &'static hooks_config::AgentFiles {
    let dialect = hooks_types::DialectRef::named("lowercase");
    Box::leak(Box::new(hooks_config::AgentFiles {
        dialect: Box::leak(Box::new(dialect)),
        tool_names: |canonical| match canonical {
            "edit_file" => vec!["edit"],
            "write_file" => vec!["write"],
            "read_file" => vec!["read"],
            "shell" => vec!["bash"],
            _ => Vec::new(),
        },
        ..hooks_config::AgentFiles::NONE
    }))
}

#[test]
fn no_number_of_agents_with_a_name_in_one_casing_makes_a_slip_of_another_agents_name() {
    let more = agents().iter().chain([lowercase()]).collect::<Vec<_>>();
    let agents = hooks_config::Agents::new(more).expect("distinct names");
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
fn a_matcher_unlike_every_tool_name_gets_no_suggestion() {
    let text = "[[hooks.subagent_stop]]\ncommand = \"a\"\nmatcher = \"Shell\"\n";
    assert_eq!(load(text).diagnostics, []);
}
