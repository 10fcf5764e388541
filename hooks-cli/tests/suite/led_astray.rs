//! Faults in entries that look right, each explained by one command together with its cure.

use crate::support::{Project, said, script};

const HOOKS: &str = ".agent-hooks/hooks.toml";
const PUSH: &str = r#"{"command":"git push origin main"}"#;

/// Explains a push in a trusted project.
fn explained(project: &Project, more: &[&str]) -> String {
    let mut typed = vec!["explain", "PreToolUse", "--tool", "Bash", "--input", PUSH];
    typed.extend(more);
    said(&project.run(&typed))
}

#[test]
fn a_path_that_repeats_the_folder_of_its_entry_is_named_with_the_path_that_was_meant() {
    let project = Project::new();
    project.write(
        ".github/hooks/guard.json",
        r#"{"version":1,"hooks":{"preToolUse":[{"type":"command","bash":"./scripts/guard.sh","cwd":"scripts"}]}}"#,
    );
    script(&project, "scripts/guard.sh", "#!/bin/sh\nexit 0\n");
    let cure = "`cwd` = \"scripts\" in its entry; did you mean `./guard.sh`?";
    let checked = said(&project.run(&["check", ".github/hooks/guard.json"]));
    assert!(checked.contains(cure), "{checked}");
    let told = explained(&project, &["--trust-project"]);
    assert!(told.contains(cure), "{told}");
    let ran = explained(&project, &["--trust-project", "--run"]);
    assert!(ran.contains("where this hook always runs"), "{ran}");
    assert!(!ran.contains("where this call ran"), "{ran}");
}

#[test]
fn a_block_at_an_event_that_is_only_observed_is_named_with_the_event_that_can() {
    for (event, at, cure) in [
        (
            "after_agent",
            "AfterAgent",
            "`[[hooks.stop]]` can make the agent go on",
        ),
        (
            "session_end",
            "SessionEnd",
            "`[[hooks.stop]]` can make the agent go on",
        ),
        (
            "post_compact",
            "PostCompact",
            "`[[hooks.pre_compact]]` can prevent the compaction",
        ),
        (
            "subagent_start",
            "SubagentStart",
            "`[[hooks.subagent_stop]]` can make the subagent go on",
        ),
    ] {
        let project = Project::new();
        let entry =
            format!("[[hooks.{event}]]\nname = \"tests\"\ncommand = \"echo no >&2; exit 2\"\n");
        project.write(HOOKS, &entry);
        for typed in [
            &["check", HOOKS][..],
            &["explain", at, "--trust-project"],
            &["explain", at, "--trust-project", "--run"],
        ] {
            let told = said(&project.run(typed));
            let what = format!("hooks only observe at {event}");
            assert!(
                told.contains(&what) && told.contains(cure),
                "{typed:?}: {told}"
            );
        }
        project.write(HOOKS, &entry.replace("exit 2", "exit 0"));
        let told = said(&project.run(&["check", HOOKS]));
        assert!(!told.contains("observe"), "{told}");
    }
}

#[test]
fn a_rule_that_is_compared_whole_is_named_with_the_rule_for_arguments() {
    let project = Project::new();
    let told = |rule: &str| {
        project.write(
            ".claude/settings.json",
            &format!(r#"{{"hooks":{{"PreToolUse":[{{"matcher":"Bash","hooks":[{{"type":"command","if":"{rule}","command":"exit 2"}}]}}]}}}}"#),
        );
        explained(&project, &["--trust-project"])
    };
    let whole = told("Bash(git push)");
    assert!(
        whole.contains("it is compared whole: `Bash(git push:*)` also matches with arguments"),
        "{whole}"
    );
    for other in ["Bash(git pus)", "Bash(rm)", "Bash(git push --force:*)"] {
        let told = told(other);
        assert!(told.contains("does not match"), "{told}");
        assert!(!told.contains("compared whole"), "{told}");
    }
}

#[test]
fn a_table_below_several_entries_is_said_to_belong_to_the_last() {
    let project = Project::new();
    project.write(
        HOOKS,
        "[[hooks.pre_tool_use]]\nname = \"ticket\"\ncommand = [\"${config_dir}/ticket\"]\n\n\
         [[hooks.pre_tool_use]]\nname = \"branch\"\ncommand = [\"${config_dir}/branch\"]\n\n\
         # for all of them\n[hooks.pre_tool_use.env]\nPREFIX = \"ACME-\"\n",
    );
    script(
        &project,
        ".agent-hooks/ticket",
        "#!/bin/sh\ncase \"$1\" in \"$PREFIX\"*) exit 0;; esac\n",
    );
    script(
        &project,
        ".agent-hooks/branch",
        "#!/bin/sh\necho \"$PREFIX\"\n",
    );
    for told in [
        said(&project.run(&["check", HOOKS])),
        explained(&project, &["--trust-project"]),
    ] {
        let what = "it reads `PREFIX`, which only the table at line 10 sets: that table belongs to `branch` alone";
        assert!(told.contains(what), "{told}");
        assert!(told.contains("repeat `env` in this entry"), "{told}");
        assert_eq!(told.matches("it reads").count(), 1, "{told}");
    }
}

#[test]
fn a_folder_with_a_space_outside_of_quotes_is_named_with_the_quoted_word() {
    let project = Project::new();
    let native =
        |command: &str| format!("[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = {command}\n");
    let file = "my project/.agent-hooks/hooks.toml";
    script(
        &project,
        "my project/.agent-hooks/x.sh",
        "#!/bin/sh\nexit 0\n",
    );
    let told = |path: &str, text: &str| {
        project.write(path, text);
        said(&project.run(&["check", path]))
    };
    let split = told(file, &native("\"${config_dir}/x.sh --strict\""));
    let what =
        "the path in `config_dir` has a space, at which the shell splits `${config_dir}/x.sh`";
    assert!(split.contains(what), "{split}");
    let cure = "write `command = '\"${config_dir}/x.sh\" --strict'`";
    assert!(split.contains(cure), "{split}");
    let mut typed = project.command(&["explain", "PreToolUse", "--trust-project"]);
    let ran = crate::support::fed(typed.current_dir(project.path("my project")), "");
    assert!(said(&ran).contains(cure), "{ran:?}");
    for right in [
        "'\"${config_dir}/x.sh\" --strict'",
        "[\"${config_dir}/x.sh\"]",
    ] {
        let told = told(file, &native(right));
        assert!(!told.contains("has a space"), "{told}");
    }
    let claude = |command: &str| {
        format!(
            r#"{{"hooks":{{"Stop":[{{"hooks":[{{"type":"command","command":"{command}"}}]}}]}}}}"#
        )
    };
    let file = "my project/.claude/settings.json";
    let split = told(file, &claude("$CLAUDE_PROJECT_DIR/x.sh"));
    assert!(
        split.contains("the path in `CLAUDE_PROJECT_DIR` has a space"),
        "{split}"
    );
    assert!(
        split.contains(r#"in JSON `\"$CLAUDE_PROJECT_DIR/x.sh\"`"#),
        "{split}"
    );
    let right = told(file, &claude("\\\"$CLAUDE_PROJECT_DIR\\\"/x.sh"));
    assert!(!right.contains("has a space"), "{right}");
}

#[test]
fn a_hook_that_a_block_skips_names_the_hook_that_blocked_and_the_setting() {
    let project = Project::new();
    project.write_home(
        ".config/agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\nname = \"no-push\"\ncommand = \"exit 2\"\n\
         [[hooks.pre_tool_use]]\nname = \"audit\"\ncommand = \"true\"\n",
    );
    let told = explained(&project, &["--run"]);
    let reason = "an earlier hook blocked: `no-push`; with `strategy = \"all\"` under `[hooks]`, this hook would still run";
    assert!(told.contains(reason), "{told}");
}

#[test]
fn the_message_of_the_only_block_is_said_once() {
    let project = Project::new();
    project.write_home(
        ".config/agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"echo no push today >&2; exit 2\"\n\
         [[hooks.pre_tool_use]]\nname = \"b\"\ncommand = \"true\"\n",
    );
    let told = explained(&project, &["--run"]);
    assert_eq!(told.matches("no push today").count(), 1, "{told}");
}

#[test]
fn a_switch_of_another_agents_file_is_named_with_its_line() {
    let hook = r#"{"hooks":{"EVENT":[{"matcher":"M","hooks":[{"type":"command","name":"g","command":"exit 2"}]}]}"#;
    let gemini = hook
        .replace("EVENT", "BeforeTool")
        .replace("\"M\"", "\"run_shell_command\"");
    let codex = hook
        .replace("EVENT", "PreToolUse")
        .replace("\"M\"", "\"Bash\"")
        + "}";
    for (files, place) in [
        (
            vec![(
                ".gemini/settings.json",
                format!("{gemini},\n\"hooksConfig\": {{\n\"disabled\": [\"g\"]}}}}"),
            )],
            "`hooksConfig.disabled` in HOME/.gemini/settings.json:3",
        ),
        (
            vec![(
                ".gemini/settings.json",
                format!("{gemini},\n\"hooksConfig\": {{\n\"enabled\": false}}}}"),
            )],
            "`hooksConfig.enabled` is false in HOME/.gemini/settings.json:3",
        ),
        (
            vec![
                (".codex/hooks.json", codex),
                (
                    ".codex/config.toml",
                    "[features]\n\nhooks = false\n".to_owned(),
                ),
            ],
            "`features.hooks = false` in HOME/.codex/config.toml:3",
        ),
    ] {
        let project = Project::new();
        for (file, text) in files {
            project.write_home(file, &text);
        }
        let told = explained(&project, &[]);
        let place = place.replace("HOME", &project.home().display().to_string());
        assert!(told.contains(&place), "{place}: {told}");
    }
}

#[test]
fn printed_words_are_not_reported_as_programs_that_trust_does_not_cover() {
    for (command, program) in [
        ("echo 'the tests fail, go on' >&2; exit 2", None),
        ("grep -q 'git push' && exit 2; exit 0", None),
        ("grep -q x && make check; exit 0", Some("make")),
    ] {
        let project = Project::new();
        project.write(
            HOOKS,
            &format!("[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"{command}\"\n"),
        );
        let told = said(&project.run(&["check"]));
        let runs = program.map(|name| format!("`{name}` runs "));
        assert_eq!(
            told.contains("` runs "),
            runs.is_some(),
            "{command}: {told}"
        );
        assert!(
            runs.is_none_or(|runs| told.contains(&runs)),
            "{command}: {told}"
        );
    }
}

#[test]
fn a_command_in_a_matcher_leads_to_a_matcher_of_tools() {
    let project = Project::new();
    let entry = "[[hooks.pre_tool_use]]\nname = \"no-push\"\ncommand = \"exit 2\"\nmatcher = \"git push*\"\n";
    project.write(HOOKS, entry);
    let cure =
        "a matcher names tools: write \"shell\", and let the hook's program look at the command";
    for told in [
        said(&project.run(&["check", HOOKS])),
        explained(&project, &["--trust-project"]),
        explained(&project, &[]),
    ] {
        assert!(told.contains(cure), "{told}");
        assert!(!told.contains("write an array"), "{told}");
    }
}

#[test]
fn an_error_in_a_file_that_is_not_trusted_is_explained_with_its_cure() {
    for (entry, cure) in [
        (
            "[[hooks.pre_tool_use]]\ncommand = \"true\"\npost = \"await\"\n",
            "`post` belongs to all hooks: write it below [hooks]",
        ),
        (
            "[hooks.pre_tool_use]\ncommand = \"true\"\n",
            "expected an array of tables, found a table; write [[hooks.pre_tool_use]], with two brackets",
        ),
    ] {
        let project = Project::new();
        project.write(HOOKS, entry);
        let told = explained(&project, &[]);
        assert!(told.contains(cure), "{told}");
    }
}

#[test]
fn the_error_of_a_hook_that_changed_is_named_where_it_is_to_be_corrected() {
    let project = Project::new();
    let entry = |matcher: &str| {
        format!(
            "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"true\"\nmatcher = \"{matcher}\"\n"
        )
    };
    project.write(HOOKS, &entry("shell"));
    crate::trust::trust(&project);
    project.write(HOOKS, &entry("git push*"));
    for more in [&[][..], &["--run"]] {
        let told = explained(&project, more);
        let row = "its entry has an error, with which it can neither be trusted nor run: line 4:";
        assert!(told.contains(row), "{told}");
        let cure = "a matcher names tools: write \"shell\"";
        assert_eq!(told.matches(cure).count(), 2, "{told}");
    }
}

#[test]
fn an_error_that_stops_all_hooks_has_one_layout_with_and_without_a_run() {
    let project = Project::new();
    project.write_home(
        ".config/agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"true\"\ntimeout = \"x\"\n",
    );
    let typed = ["explain", "PreToolUse"];
    let looked = project.run(&typed).stderr;
    let ran = project.run(&[&typed[..], &["--run"]].concat()).stderr;
    let (shown, last) = ran.trim_end().rsplit_once('\n').unwrap();
    assert_eq!(shown, looked.trim_end());
    assert!(last.contains("nothing was run"), "{ran}");
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
