//! Matchers with tool names that their agent does not have.

use serde_json::json;

use crate::support::{
    CHECK_SETTINGS, EXPLAIN, FIRE, HOOKS, Project, REFUSES, entry_told, said, script, told,
    told_by, with_file, write_settings,
};

#[test]
fn a_tool_is_named_in_the_words_of_the_agent_whose_file_it_is() {
    let goose = with_file(
        ".agents/plugins/p/hooks/hooks.json",
        r#"{"hooks":{"PreToolUse":[{"matcher":"Bash","hooks":[{"type":"command","command":"exit 2"}]}]}}"#,
    );
    for told in told_by(
        &goose,
        &[
            &["explain", "PreToolUse"],
            &["explain", "PreToolUse", "--trust-project"],
        ],
    ) {
        assert!(told.contains("developer__shell"), "{told}");
        assert!(!told.contains("did you mean"), "{told}");
    }
    let copilot = with_file(
        ".github/hooks/g.json",
        r#"{"version":1,"hooks":{"preToolUse":[{"type":"command","bash":"exit 2"}]}}"#,
    );
    let told = said(&copilot.run(&["explain", "PreToolUse", "--tool", "bash"]));
    assert!(!told.contains("few agents"), "{told}");
}

#[test]
fn a_name_of_claude_codes_reading_tools_leads_to_the_shell_in_codex() {
    let said_of = |matcher: &str| {
        let hook = json!({ "type": "command", "command": "true" });
        let file = json!({ "hooks": { "PreToolUse": [{ "matcher": matcher, "hooks": [hook] }] } });
        let project = with_file(".codex/hooks.json", &file.to_string());
        let all = [&["check"][..], &["list", "--trust-project"]];
        all.map(|typed| said(&project.run(typed)))
    };
    for told in said_of("Read|Grep") {
        for sentence in [
            "`Read` is a tool of Claude Code; Codex reads files with its tool `Bash`",
            "`Grep` is a tool of Claude Code; Codex reads files with its tool `Bash`",
            "match `Bash`",
        ] {
            assert!(told.contains(sentence), "{sentence}: {told}");
        }
    }
    for told in said_of("Bash|mcp__files__read") {
        assert!(!told.contains("is a tool of Claude Code"), "{told}");
    }
}

#[test]
fn another_agents_name_of_a_tool_in_a_matcher_is_told_with_the_name_here() {
    let hook = |event: &str, matcher: &str| {
        format!(
            r#"{{"hooks":{{"{event}":[{{"matcher":"{matcher}","hooks":[{{"type":"command","command":"exit 2"}}]}}]}}}}"#
        )
    };
    let codex = (".codex/hooks.json", "PreToolUse");
    let gemini = (".gemini/settings.json", "BeforeTool");
    for ((file, event), matcher, sentence) in [
        (
            codex,
            "run_shell_command",
            "`run_shell_command` is not a tool name of Codex; Codex calls this tool `Bash` (`run_shell_command` is a name of Gemini CLI)",
        ),
        (
            gemini,
            "ShellTool",
            "`ShellTool` is not a tool name of Gemini CLI; Gemini CLI calls this tool `run_shell_command`",
        ),
        (
            gemini,
            "WriteFileTool|EditTool",
            "`EditTool` is not a tool name of Gemini CLI; Gemini CLI calls this tool `replace`",
        ),
        (
            gemini,
            "Bash",
            "`Bash` is not a tool name of Gemini CLI; Gemini CLI calls this tool `run_shell_command`",
        ),
    ] {
        let project = Project::new();
        project.write_home(file, &hook(event, matcher));
        for typed in [&["list"][..], &["explain", "PreToolUse"]] {
            let told = told(&project, typed);
            assert!(told.contains(sentence), "{matcher} {typed:?}: {told}");
        }
    }
    // Written for several agents, or a part of a longer name.
    for ((file, event), matcher) in [
        (codex, "Bash|run_shell_command"),
        (gemini, "run_shell_command|terminal|shell"),
        (gemini, "shell"),
        (gemini, "my_own_tool"),
    ] {
        let project = Project::new();
        project.write_home(file, &hook(event, matcher));
        let checked = told(&project, &["check"]);
        assert!(
            !checked.contains("is not a tool name"),
            "{matcher}: {checked}"
        );
    }
    let project = Project::new();
    project.write_home(codex.0, &hook(codex.1, "shell"));
    let explained = told(&project, &["explain", "PreToolUse"]);
    assert!(
        explained.contains("never matches in Codex: hooks see every shell tool as `Bash`"),
        "{explained}"
    );
}

#[test]
fn a_matcher_with_other_names_of_codex_own_tool_is_no_way_round() {
    for (matcher, is_told) in [
        ("Edit|Write", false),
        ("Edit", false),
        ("apply_patch", false),
    ] {
        let project = Project::new();
        let guard = serde_json::json!({ "type": "command", "command": "echo no >&2; exit 2" });
        let hooks = serde_json::json!({ "hooks": { "PreToolUse": [{ "matcher": matcher, "hooks": [guard] }] } });
        project.write_home(".codex/hooks.json", &hooks.to_string());
        let told = said(&project.run(&["check"]));
        assert_eq!(told.contains("way_round"), is_told, "{matcher}: {told}");
    }
}

#[test]
fn a_doubted_name_in_a_list_hides_no_other_name() {
    let entry = "matcher = [\"Bash\", \"writ_file\"]\ncommand = \"exit 2\"";
    let told = entry_told(entry, &["check", HOOKS]);
    assert!(told.contains("`writ_file`"), "{told}");
    assert!(
        told.contains("`Bash` is some agents' name for `shell`"),
        "{told}"
    );
}

#[test]
fn a_matcher_in_the_wrong_case() {
    let project = Project::new();
    write_settings(&project, "PreToolUse", "bash", &json!({}));
    script(&project, ".claude/guard.sh", REFUSES);
    let said = project.shown(140, CHECK_SETTINGS);
    assert!(said.contains("did you mean `Bash`?"), "{said}");
    let call = [
        "explain",
        "PreToolUse",
        "--speak",
        "claude",
        "--trust-project",
    ];
    let said = project.shown(140, &call);
    assert!(
        said.contains("this call is \"Bash\"") || said.contains("claude: \"Bash\""),
        "{said}"
    );
    assert!(said.contains("did you mean \"Bash\"?"), "{said}");
}

#[test]
fn a_tool_that_no_agent_has_is_named_with_the_one_that_was_meant() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"own\"\nmatcher = \"my_deploy\"\ncommand = \"true\"\n\
         [[hooks.pre_tool_use]]\nname = \"near\"\nmatcher = \"shel2\"\ncommand = \"true\"\n",
    );
    for command in [FIRE, EXPLAIN] {
        let told = |more: &[&'static str]| said(&project.run(&[command, more].concat()));
        let misspelt = told(&["--tool", "shel"]);
        let sentence = "no known agent has a tool `shel`; did you mean `shell`?";
        assert!(misspelt.contains(sentence), "{misspelt}");
        assert!(misspelt.contains("near"), "it goes on: {misspelt}");
        let cased = told(&["--tool", "Shell"]);
        let sentence = "few agents have a tool `Shell`; did you mean `shell`?";
        assert!(cased.contains(sentence), "{cased}");
        let known = [
            &["--tool", "shell"][..],
            &["--tool", "Bash"],
            &["--tool", "mcp__github__create_issue"],
            &["--tool", "my_deploy"],
            // A hook's matcher has exactly the name `shel2`, so there is no doubt about it.
            &["--tool", "shel2"],
            &["--speak", "cursor", "--tool", "Shell"],
        ];
        for fine in known {
            let told = told(fine);
            assert!(!told.contains(" a tool `"), "{fine:?}: {told}");
        }
    }
}

#[test]
fn a_tool_name_of_claude_code_under_its_event_key_is_right_in_a_file_of_copilot() {
    let project = Project::new();
    let told = |key: &str| {
        project.write(
            ".github/hooks/guard.json",
            &format!(r#"{{"hooks":{{"{key}":[{{"matcher":"Bash","hooks":[{{"type":"command","command":"exit 2"}}]}}]}}}}"#),
        );
        said(&project.run(&["check", ".github/hooks/guard.json"]))
    };
    let right = told("PreToolUse");
    assert!(!right.contains("did you mean"), "{right}");
}
