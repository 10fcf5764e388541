//! Faults that one command names with the cause and the cure, in the words of the user's own files.

use serde_json::json;

use crate::support::{Project, said, script};

/// Returns what each of these commands prints on stdout and stderr.
fn told_by(project: &Project, commands: &[&[&str]]) -> Vec<String> {
    let told = |arguments: &&[&str]| said(&project.run(arguments));
    commands.iter().map(told).collect()
}

const GUARD: &str = "#!/bin/sh\nexit 2\n";

#[test]
fn an_agents_own_name_of_an_event_that_is_also_ours_means_the_agents_hooks() {
    let project = Project::new();
    project.write(
        ".gemini/settings.json",
        r#"{"hooks":{"AfterAgent":[{"hooks":[{"name":"again","type":"command","command":"exit 2"}]}]}}"#,
    );
    for arguments in [
        &["explain", "AfterAgent"][..],
        &["explain", "AfterAgent", "--speak", "gemini"],
        &["fire", "AfterAgent", "--sample", "--trust-project"],
    ] {
        let told = said(&project.run(arguments));
        assert!(told.contains("again"), "{arguments:?}: {told}");
        assert!(!told.contains("no hook is configured"), "{told}");
    }
    let ours = Project::with_hooks("[[hooks.after_agent]]\nname = \"mine\"\ncommand = \"true\"\n");
    let told = said(&ours.run(&["explain", "AfterAgent", "--config", "hooks.toml"]));
    assert!(told.contains("mine"), "{told}");
}

#[test]
fn a_name_that_is_almost_an_event_is_not_taken_for_an_event_without_hooks() {
    let project = Project::new();
    for (given, meant) in [
        ("pretool", "pre_tool_use"),
        ("before_tool", "BeforeTool"),
        ("beforeShell", "beforeShellExecution"),
        ("beforeBash", "beforeShellExecution"),
    ] {
        let ran = project.run(&["explain", given]);
        let told = said(&ran);
        assert!(
            told.contains(&format!("did you mean `{meant}`?")),
            "{given}: {told}"
        );
        assert_eq!(ran.code, Some(2), "{told}");
    }
    let fine = project.run(&["explain", "deploy"]);
    assert_eq!(fine.code, Some(0), "{}", said(&fine));
}

#[test]
fn each_command_uses_the_same_project_and_names_a_variable_that_names_another() {
    let project = Project::new();
    project.write(
        ".agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\nname = \"here\"\ncommand = \"true\"\n",
    );
    project.write(
        "other/.agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\nname = \"there\"\ncommand = \"true\"\n",
    );
    for arguments in [
        &["list"][..],
        &["check"],
        &["explain", "PreToolUse"],
        &["fire", "PreToolUse", "--sample", "--trust-project"],
    ] {
        let mut command = project.command(arguments);
        command.env("HOOKS_PROJECT_DIR", project.path("other"));
        let told = said(&crate::support::fed(&mut command, ""));
        assert!(
            told.contains("HOOKS_PROJECT_DIR is set to"),
            "{arguments:?}: {told}"
        );
        assert!(told.contains("`--project"), "{arguments:?}: {told}");
        assert!(!told.contains("there"), "{arguments:?}: {told}");
        let mut command = project.command(arguments);
        command.env("HOOKS_PROJECT_DIR", project.root());
        let told = said(&crate::support::fed(&mut command, ""));
        assert!(!told.contains("HOOKS_PROJECT_DIR"), "{arguments:?}: {told}");
    }
}

#[test]
fn a_matcher_that_matches_nothing_in_its_agent_is_a_warning_with_the_name_to_write() {
    for matcher in ["shell", "^shell$", "shell|bash"] {
        let project = Project::new();
        let hooks = format!(
            r#"{{"hooks":{{"PreToolUse":[{{"matcher":"{matcher}","hooks":[{{"type":"command","command":"exit 2"}}]}}]}}}}"#
        );
        project.write(".codex/hooks.json", &hooks);
        for arguments in [&["list"][..], &["check"], &["explain", "PreToolUse"]] {
            let told = said(&project.run(arguments));
            let cure = "never matches in Codex: every shell tool is `Bash` to hooks";
            assert!(told.contains(cure), "{matcher} {arguments:?}: {told}");
        }
        let told = said(&project.run(&["check"]));
        assert!(told.contains("did you mean `Bash`?"), "{told}");
    }
    let fine = Project::new();
    fine.write(
        ".codex/hooks.json",
        r#"{"hooks":{"PreToolUse":[{"matcher":"Bash|shell","hooks":[{"type":"command","command":"exit 2"}]}]}}"#,
    );
    let told = said(&fine.run(&["check"]));
    assert!(told.contains("note[bad_matcher]"), "{told}");
}

#[test]
fn a_tool_of_another_agent_where_commands_are_matched_gets_the_cure() {
    let project = Project::new();
    let with = |matcher: &str| {
        let hooks = format!(
            r#"{{"version":1,"hooks":{{"beforeShellExecution":[{{"matcher":"{matcher}","command":"exit 2"}}]}}}}"#
        );
        project.write(".cursor/hooks.json", &hooks);
        told_by(
            &project,
            &[
                &["check"],
                &["explain", "PreToolUse", "--config", ".cursor/hooks.json"],
            ],
        )
    };
    for told in with("Bash") {
        assert!(told.contains("leave the matcher out"), "{told}");
    }
    for told in with("bash|grep") {
        assert!(!told.contains("leave the matcher out"), "{told}");
    }
}

#[test]
fn a_tool_is_named_in_the_words_of_the_agent_whose_file_it_is() {
    let goose = Project::new();
    goose.write(
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
    let copilot = Project::new();
    copilot.write(
        ".github/hooks/g.json",
        r#"{"version":1,"hooks":{"preToolUse":[{"type":"command","bash":"exit 2"}]}}"#,
    );
    let told = said(&copilot.run(&["explain", "PreToolUse", "--tool", "bash"]));
    assert!(!told.contains("few agents"), "{told}");
}

#[test]
fn hooks_in_a_file_of_another_agents_name_are_named_with_the_file_that_the_agent_reads() {
    let hooks = r#"{"hooks":{"PreToolUse":[{"matcher":"Bash","hooks":[{"type":"command","command":"exit 2"}]}]}}"#;
    for (wrong, right) in [
        (".cursor/settings.json", ".cursor/hooks.json"),
        (".cursor/settings.local.json", ".cursor/hooks.json"),
        (".codex/settings.json", ".codex/hooks.json"),
        (".claude/hooks.json", ".claude/settings.json"),
        (".gemini/hooks.json", ".gemini/settings.json"),
        (".github/settings.json", ".github/hooks/*.json"),
        (
            ".github/copilot/hooks.json",
            ".github/copilot/settings.json",
        ),
        (".config/goose/hooks.json", ".config/goose/settings.json"),
        (
            ".agents/hooks.json",
            ".agents/plugins/NAME/hooks/hooks.json",
        ),
        (
            ".agents/settings.json",
            ".agents/plugins/NAME/hooks/hooks.json",
        ),
    ] {
        let project = Project::new();
        project.write(wrong, hooks);
        for told in told_by(
            &project,
            &[&["list"], &["check"], &["explain", "PreToolUse"]],
        ) {
            assert!(told.contains("is not read"), "{wrong}: {told}");
            assert!(told.contains(right), "{wrong}: {told}");
        }
        project.write(wrong, r#"{"editor.fontSize": 12}"#);
        for told in told_by(&project, &[&["list"], &["check"]]) {
            assert!(!told.contains("is not read"), "{wrong}: {told}");
        }
    }
}

#[test]
fn what_a_crash_means_to_the_agent_is_the_same_in_every_command() {
    let project = Project::new();
    project.write(
        ".github/hooks/g.json",
        r#"{"version":1,"hooks":{"preToolUse":[{"type":"command","bash":"echo no >&2; exit 1"}]}}"#,
    );
    let told = told_by(
        &project,
        &[
            &["check", ".github/hooks/g.json"],
            &["list", "--trust-project"],
            &["explain", "PreToolUse", "--trust-project"],
            &["fire", "PreToolUse", "--sample", "--trust-project"],
        ],
    );
    for told in &told {
        assert!(!told.contains("blocks nothing"), "{told}");
        assert!(
            !told.contains("proceed ") || told.contains("block (timeout: proceed)"),
            "{told}"
        );
        assert!(told.contains("block"), "{told}");
    }
    assert!(!told[0].contains("not read"), "{}", told[0]);
    assert!(
        told[0].contains("agent blocks after a failed hook"),
        "{}",
        told[0]
    );
    // The same script in a file of Claude Code blocks nothing.
    project.write(
        ".claude/settings.json",
        r#"{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"echo no >&2; exit 1"}]}]}}"#,
    );
    let told = said(&project.run(&["check", ".claude/settings.json"]));
    assert!(told.contains("blocks nothing"), "{told}");
}

#[test]
fn a_finding_is_printed_under_its_own_hook_and_not_under_a_namesake() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = [\"true\"]\nmatcher = [\"shel\"]\nenabled = false\n\
         [[hooks.pre_tool_use]]\nname = \"a\"\ncommand = [\"false\"]\n",
    );
    let ran = project.run(&["explain", "PreToolUse", "--config", "hooks.toml"]);
    let told = &ran.stdout;
    let (_, second) = told.split_once("hooks.toml:6").unwrap_or_default();
    assert!(second.contains("give each"), "{told}");
    assert!(!second.contains("shel`"), "{told}");
}

#[test]
fn a_link_out_of_the_project_is_said_to_be_followed_by_permission_only() {
    let project = Project::new();
    std::fs::create_dir(project.home().join("shared")).unwrap();
    project.write_home(
        "shared/hooks.toml",
        "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = \"true\"\n",
    );
    std::os::unix::fs::symlink(project.home().join("shared"), project.path(".agent-hooks"))
        .unwrap();
    for told in told_by(&project, &[&["check"], &["list"]]) {
        assert!(told.contains("Only `--trust-project` follows it"), "{told}");
    }
    let told = said(&project.run(&["explain", "PreToolUse", "--trust-project"]));
    assert!(told.contains("g runs"), "{told}");
}

#[test]
fn a_switch_is_quoted_as_the_file_writes_it_with_its_line() {
    let project = Project::new();
    let hooks = r#"{"hooks":{"PreToolUse":[{"matcher":"Bash","hooks":[{"type":"command","command":"exit 2"}]}]}}"#;
    project.write_home(".codex/hooks.json", hooks);
    project.write_home(".codex/config.toml", "[features]\ncodex_hooks = false\n");
    for told in told_by(&project, &[&["list"], &["explain", "PreToolUse"]]) {
        assert!(told.contains("`features.codex_hooks = false` in"), "{told}");
        assert!(!told.contains("`features.hooks = false`"), "{told}");
    }
    let project = Project::new();
    project.write_home(
        ".claude/settings.json",
        &hooks.replacen('{', "{\n\"disableAllHooks\": true,", 1),
    );
    let told = said(&project.run(&["explain", "PreToolUse"]));
    assert!(told.contains("settings.json:2"), "{told}");
}

#[test]
fn a_file_that_cannot_be_read_is_the_reason_why_no_hook_is_configured() {
    let project = Project::new();
    project.write(".claude/settings.json", "{\n// guard\n\"hooks\": {}}\n");
    for told in told_by(
        &project,
        &[
            &["explain", "PreToolUse"],
            &["fire", "PreToolUse", "--sample"],
        ],
    ) {
        assert!(
            told.contains("settings.json cannot be read") || told.contains("1 file cannot be read"),
            "{told}"
        );
    }
}

#[test]
fn a_cure_is_printed_once_when_the_run_shows_what_the_check_expected() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [\"${config_dir}/g\"]\n",
    );
    script(
        &project,
        "g",
        "#!/bin/sh\ngrep -q 'git push' && { echo no >&2; exit 2; }\n",
    );
    let told = said(&project.run(&["explain", "PreToolUse", "--config", "hooks.toml", "--run"]));
    assert_eq!(told.matches("write `exit 0` below it").count(), 1, "{told}");
    let quoted = Project::new();
    quoted.write(
        ".claude/settings.json",
        r#"{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"\"~/hooks/g.sh\""}]}]}}"#,
    );
    let told = said(&quoted.run(&["explain", "PreToolUse", "--trust-project", "--run"]));
    assert_eq!(told.matches("$HOME/hooks/g.sh").count(), 1, "{told}");
}

#[test]
fn every_problem_is_listed_or_counted() {
    let project = Project::new();
    let entry = |name: usize| {
        format!(
            "[[hooks.pre_tool_use]]\nname = \"h{name}\"\ncommand = [\"true\"]\nmatcher = \"a|b\"\n"
        )
    };
    project.write(
        ".agent-hooks/hooks.toml",
        &(0..4).map(entry).collect::<String>(),
    );
    let told = said(&project.run(&["list"]));
    assert_eq!(told.matches("hooks.toml:").count() - 4, 4, "{told}");
    let twelve: String = (0..12).map(entry).collect();
    project.write(".agent-hooks/hooks.toml", &twelve);
    let told = said(&project.run(&["list"]));
    assert!(
        told.contains("and 2 more: `hooks check` shows them"),
        "{told}"
    );
}

#[test]
fn two_headings_of_the_same_event_are_told_apart() {
    let project = Project::new();
    let hook = r#"[{"hooks":[{"type":"command","command":"exit 2"}]}]"#;
    project.write(
        ".gemini/settings.json",
        &format!(r#"{{"hooks":{{"BeforeTool":{hook},"PreToolUse":{hook}}}}}"#),
    );
    let told = said(&project.run(&["list"]));
    assert!(
        told.contains("PreToolUse (not an event of gemini)"),
        "{told}"
    );
}

#[test]
fn a_script_without_its_first_line_gets_the_line_for_its_language() {
    for (name, text, interpreter) in [
        ("g.py", "import sys\nsys.exit(2)\n", "python3"),
        ("g.mjs", "process.exit(2)\n", "node"),
        ("g.rb", "exit 2\n", "ruby"),
        (
            "g",
            "import { exit } from 'node:process'\nexit(2)\n",
            "node",
        ),
        ("g", "# guard\nimport sys\nsys.exit(2)\n", "python3"),
        ("g", "exit 2\n", "bash"),
    ] {
        let project = Project::with_hooks(&format!(
            "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [\"${{config_dir}}/{name}\"]\n"
        ));
        script(&project, name, text);
        let told = said(&project.run(&["check", "hooks.toml"]));
        let line = format!("`#!/usr/bin/env {interpreter}`");
        assert!(told.contains(&line), "{name} {text}: {told}");
    }
}

#[test]
fn an_option_behind_env_without_s_is_named_with_the_line_that_works() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [\"${config_dir}/g\"]\n",
    );
    script(&project, "g", "#!/usr/bin/env sh -u\nexit 2\n");
    for told in told_by(
        &project,
        &[
            &["check", "hooks.toml"],
            &["explain", "PreToolUse", "--config", "hooks.toml"],
        ],
    ) {
        assert!(told.contains("`#!/usr/bin/env -S sh -u`"), "{told}");
    }
    script(&project, "g", "#!/usr/bin/env -S sh -u\nexit 2\n");
    let told = said(&project.run(&["explain", "PreToolUse", "--config", "hooks.toml"]));
    assert!(told.contains("g runs"), "{told}");
}

#[test]
fn a_program_beside_the_hooks_file_is_suggested_with_its_folder() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = \"gguard --strict\"\n",
    );
    script(&project, "gguard", GUARD);
    let told = said(&project.run(&["check", "hooks.toml"]));
    assert!(
        told.contains("did you mean `${config_dir}/gguard`?"),
        "{told}"
    );
}

#[test]
fn keys_and_values_of_another_format_are_named_with_the_ones_to_write() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"g\"\nurl = \"http://127.0.0.1:9/h\"\n",
    );
    let told = said(&project.run(&["check", "hooks.toml"]));
    assert!(told.contains("write http = { url = \"...\" }"), "{told}");
    for (answer, form) in [
        (r#"{"decision":"modify","tool_input":{}}"#, "\"content\""),
        (r#"{"decision":"ask","question":"really?"}"#, "\"message\""),
    ] {
        let project = Project::with_hooks(&format!(
            "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = '''echo '{answer}' '''\n"
        ));
        let told =
            said(&project.run(&["fire", "PreToolUse", "--sample", "--config", "hooks.toml"]));
        assert!(told.contains("hooks of this format print"), "{told}");
        assert!(told.contains(form), "{told}");
    }
    for (file, event, key, cure) in [
        (
            ".claude/settings.json",
            "PreToolUse",
            "5s",
            "takes a number of seconds: write 5",
        ),
        (
            ".gemini/settings.json",
            "BeforeTool",
            "5s",
            "takes a number of milliseconds: write 5000",
        ),
    ] {
        let project = Project::new();
        project.write(
            file,
            &format!(r#"{{"hooks":{{"{event}":[{{"hooks":[{{"type":"command","command":"exit 2","timeout":"{key}"}}]}}]}}}}"#),
        );
        let told = said(&project.run(&["check", file]));
        assert!(told.contains(cure), "{told}");
    }
}

#[test]
fn a_handler_that_only_an_agent_can_run_is_said_to_be_one() {
    let project = Project::new();
    project.write(
        ".claude/settings.json",
        r#"{"hooks":{"PreToolUse":[{"hooks":[{"type":"prompt","prompt":"Is this safe?"}]}]}}"#,
    );
    let told = said(&project.run(&["check", ".claude/settings.json"]));
    assert!(
        told.contains("cannot run a handler of type `prompt`"),
        "{told}"
    );
}

#[test]
fn a_name_of_claude_codes_reading_tools_leads_to_the_shell_in_codex() {
    let said_of = |matcher: &str| {
        let project = Project::new();
        let hook = json!({ "type": "command", "command": "true" });
        let file = json!({ "hooks": { "PreToolUse": [{ "matcher": matcher, "hooks": [hook] }] } });
        project.write(".codex/hooks.json", &file.to_string());
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
fn a_change_that_a_chain_passes_on_is_not_called_replaced() {
    let answer = |program: &str| {
        format!(
            "command = \"echo '{{\\\"decision\\\":\\\"modify\\\",\\\"content\\\":{{\\\"command\\\":[\\\"{program}\\\"]}}}}'\"\n"
        )
    };
    for (strategy, is_lost) in [("", true), ("[hooks]\nstrategy = \"chain\"\n", false)] {
        let project = Project::new();
        let entries = ["a", "b"].map(|name| {
            format!(
                "[[hooks.pre_tool_use]]\nname = \"{name}\"\n{}",
                answer(name)
            )
        });
        project.write("hooks.toml", &format!("{strategy}{}", entries.concat()));
        let told =
            said(&project.run(&["explain", "PreToolUse", "--run", "--config", "hooks.toml"]));
        assert_eq!(told.contains("was replaced by that of"), is_lost, "{told}");
    }
    // The chain passes on the change of `b` only, and that of `a` was lost before.
    let project = Project::new();
    let entry = |name: &str| {
        format!(
            "[[hooks.pre_tool_use]]\nname = \"{name}\"\n{}",
            answer(name)
        )
    };
    project.write("1.toml", &(entry("a") + &entry("b")));
    let chain = "[hooks]\nstrategy = \"chain\"\n".to_owned() + &entry("c");
    project.write("2.toml", &chain);
    let typed = [
        "explain",
        "PreToolUse",
        "--run",
        "--config",
        "1.toml",
        "--config",
        "2.toml",
    ];
    for typed in [&typed[..], &[&typed[..], &["--json"]].concat()] {
        let told = said(&project.run(typed));
        let lost = "the change of `a` was replaced by that of `b`";
        assert!(told.contains(lost), "{told}");
        assert_eq!(told.matches("was replaced by that of").count(), 1, "{told}");
    }
}
