//! Hooks that were copied from another agent or project and that do not fit: one command names what is wrong.

use serde_json::json;

use crate::support::{Project, said, script};

/// Makes a project with one script of Claude Code.
fn claude(event: &str, matcher: Option<&str>, text: &str) -> Project {
    let project = Project::new();
    let command = "\"$CLAUDE_PROJECT_DIR\"/.claude/hooks/guard.sh";
    let hook = json!({ "type": "command", "command": command });
    let mut entry = json!({ "hooks": [hook] });
    if let Some(matcher) = matcher {
        entry["matcher"] = matcher.into();
    }
    let file = json!({ "hooks": { event: [entry] } });
    project.write(".claude/settings.json", &file.to_string());
    script(&project, ".claude/hooks/guard.sh", text);
    project
}

/// Runs `hooks explain --run` for an event, with more arguments.
fn explained(project: &Project, event: &str, more: &[&str]) -> String {
    let typed = [
        "explain",
        event,
        "--project",
        ".",
        "--trust-project",
        "--run",
    ];
    said(&project.run(&[&typed, more].concat()))
}

#[test]
fn a_new_input_under_any_spelling_of_its_key_is_told_with_the_key_that_is_read() {
    for key in [
        "modifiedInput",
        "updatedinput",
        "updated_input",
        "tool_input",
        "newInput",
    ] {
        let answer = json!({ "hookSpecificOutput": {
            "hookEventName": "PreToolUse", "permissionDecision": "allow", key: { "command": "pnpm i" },
        } });
        let text = format!("#!/bin/sh\necho '{answer}'\n");
        let project = claude("PreToolUse", None, &text);
        let told = explained(&project, "PreToolUse", &["--set", "command=npm i"]);
        let lost = format!("replaces the input in `{key}`, which is not read at PreToolUse");
        assert!(told.contains(&lost), "{told}");
        // The suggested answer keeps the hook's own decision.
        let cure = told.split("print {").nth(1).unwrap();
        assert!(
            cure.contains("\"updatedInput\":{\"command\":\"pnpm i\"}"),
            "{told}"
        );
        assert!(cure.contains("\"permissionDecision\":\"allow\""), "{told}");
    }
}

#[test]
fn a_field_at_the_top_under_a_longer_name_is_told_with_the_name_that_the_payload_has() {
    let guard = "if [ \"${p#*password}\" != \"$p\" ]; then echo no >&2; exit 2; fi\nexit 0\n";
    for read in [
        "p=$(jq -r .user_prompt)",
        "INPUT=$(cat); p=$(printf '%s' \"$INPUT\" | jq -r '.user_prompt')",
        "p=$(jq -r '.user_prompt // empty')",
        "p=$(python3 -c 'import json,sys; print(json.load(sys.stdin).get(\"userPrompt\", \"\"))')",
    ] {
        let project = claude(
            "UserPromptSubmit",
            None,
            &format!("#!/bin/sh\n{read}\n{guard}"),
        );
        let told = explained(
            &project,
            "UserPromptSubmit",
            &["--set", "prompt=my password"],
        );
        assert!(told.contains("did you mean `.prompt`?"), "{read}: {told}");
    }
    let both = format!("#!/bin/sh\np=$(jq -r '.prompt // .user_prompt')\n{guard}");
    let project = claude("UserPromptSubmit", None, &both);
    let told = explained(&project, "UserPromptSubmit", &["--set", "prompt=hello"]);
    assert!(!told.contains("did you mean"), "{told}");
}

#[test]
fn a_script_that_ends_with_a_test_is_told_to_end_with_exit_0() {
    for last in [
        "grep -q SECRET && echo '{\"decision\":\"block\",\"reason\":\"secret\"}'",
        "[ -n \"$SECRET\" ] && exit 2",
        "grep -q SECRET && { echo no >&2; exit 2; }",
    ] {
        let project = claude("PreToolUse", Some("Bash"), &format!("#!/bin/sh\n{last}\n"));
        let told = explained(&project, "PreToolUse", &["--set", "command=ls"]);
        assert!(told.contains("write `exit 0` below it"), "{last}: {told}");
        assert!(!told.contains("exit code 2 blocks"), "{last}: {told}");
    }
    let meant = claude(
        "PreToolUse",
        Some("Bash"),
        "#!/bin/sh\ngrep -q ls && exit 1\nexit 0\n",
    );
    let told = explained(&meant, "PreToolUse", &["--set", "command=ls"]);
    assert!(told.contains("exit code 2 blocks"), "{told}");
}

#[test]
fn a_tools_name_where_the_command_is_matched_is_told_by_check_and_explain() {
    let project = Project::new();
    let entry = json!({ "command": "exit 2", "matcher": "Shell" });
    let file = json!({ "version": 1, "hooks": { "beforeShellExecution": [entry] } });
    project.write(".cursor/hooks.json", &file.to_string());
    let wrong = "compared with the text of the command, not with the name of a tool";
    let told = said(&project.run(&["check"]));
    assert!(told.contains(wrong), "{told}");
    let told = explained(&project, "PreToolUse", &["--set", "command=rm -rf x"]);
    assert!(told.contains(wrong), "{told}");
    let entry = json!({ "command": "exit 2", "matcher": "rm|Shell" });
    let file = json!({ "version": 1, "hooks": { "beforeShellExecution": [entry] } });
    project.write(".cursor/hooks.json", &file.to_string());
    let told = said(&project.run(&["check"]));
    assert!(!told.contains(wrong), "{told}");
}

#[test]
fn a_kind_of_notification_that_does_not_exist_is_told_with_those_that_do() {
    let project = claude("Notification", Some("permission"), "#!/bin/sh\nexit 0\n");
    let told = said(&project.run(&["check"]));
    assert!(
        told.contains("`permission` never matches Notification"),
        "{told}"
    );
    assert!(told.contains("permission_prompt"), "{told}");
}

#[test]
fn an_unresolved_merge_is_told_by_list_and_check_also_in_an_untrusted_file() {
    let toml =
        "[[hooks.stop]]\n<<<<<<< HEAD\ncommand = \"a\"\n=======\ncommand = \"b\"\n>>>>>>> main\n";
    let json = "{\n<<<<<<< HEAD\n  \"hooks\": {}\n=======\n>>>>>>> main\n}\n";
    for (file, text) in [
        (".agent-hooks/hooks.toml", toml),
        (".claude/settings.json", json),
    ] {
        let project = Project::new();
        project.write(file, text);
        for command in ["list", "check"] {
            let told = said(&project.run(&[command]));
            assert!(
                told.contains("the file has an unresolved merge conflict"),
                "{command}: {told}"
            );
        }
        let told = said(&project.run(&["check"]));
        assert!(
            told.contains("remove the lines that begin with `<<<<<<<`"),
            "{told}"
        );
    }
}

#[test]
fn an_export_on_stdout_is_told_with_the_file_that_sets_variables() {
    let project = claude(
        "SessionStart",
        None,
        "#!/bin/sh\necho 'export NODE_ENV=test'\n",
    );
    let told = explained(&project, "SessionStart", &[]);
    let cure = "append the line to the file that `$CLAUDE_ENV_FILE` names";
    assert!(told.contains(cure), "{told}");
    let right = "#!/bin/sh\necho 'export NODE_ENV=test' >> \"$CLAUDE_ENV_FILE\"\n";
    let told = explained(&claude("SessionStart", None, right), "SessionStart", &[]);
    assert!(!told.contains("sets no variable"), "{told}");
}

#[test]
fn events_beside_hooks_are_told_where_they_belong_before_trust_in_every_agents_file() {
    for (path, event, rest) in [
        (".claude/settings.json", "PreToolUse", ""),
        (".codex/hooks.json", "PreToolUse", ""),
        (".gemini/settings.json", "BeforeTool", ""),
        (".cursor/hooks.json", "preToolUse", "\"version\":1,"),
        (".github/hooks/g.json", "preToolUse", "\"version\":1,"),
        (".agents/plugins/g/hooks/hooks.json", "PreToolUse", ""),
    ] {
        let project = Project::new();
        let entry = r#"{"hooks":[{"type":"command","command":"exit 2"}]}"#;
        project.write(path, &format!("{{{rest}\"{event}\":[{entry}]}}"));
        for typed in [&["list"][..], &["check"]] {
            let told = said(&project.run(typed));
            assert!(
                told.contains("events belong under `hooks`"),
                "{path} {typed:?}: {told}"
            );
        }
        let told = said(&project.run(&["check"]));
        assert!(told.contains("write { \"hooks\": { \""), "{path}: {told}");
    }
}

#[test]
fn a_notice_that_only_resembles_the_error_of_another_hook_is_shown() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"a\"\non_failure = \"proceed\"\ncommand = \"echo boom >&2; exit 1\"\n\
         [[hooks.pre_tool_use]]\nname = \"b\"\ncommand = '''echo '{\"notice\":\"SECRETS WERE SENT. hook error: e\"}' '''\n",
    );
    let fire = ["fire", "PreToolUse", "--sample", "--config", "hooks.toml"];
    let told = said(&project.run(&fire));
    assert!(told.contains("SECRETS WERE SENT"), "{told}");
}

#[test]
fn a_text_with_very_many_suspicious_places_is_checked_in_linear_time() {
    // Quadratic time would take minutes for each of these texts.
    for (name, text) in [
        (
            "stdin.sh",
            format!("#!/bin/sh\n{}\n", "a <<E ".repeat(10_000)),
        ),
        (
            "group.sh",
            format!("#!/bin/sh\n# \"decision\"\n{}", "} >x\n".repeat(12_000)),
        ),
        (
            "then.js",
            format!("#!/usr/bin/env node\n{}", "}a.then(\n".repeat(6_500)),
        ),
        (
            "except.py",
            format!(
                "#!/usr/bin/env python3\ntry:\n{}",
                "except:\n".repeat(7_500)
            ),
        ),
        (
            "unused.py",
            format!(
                "#!/usr/bin/env python3\n{}",
                "def a(\n return 2\n".repeat(3_500)
            ),
        ),
    ] {
        let entry = |at: usize| {
            format!("[[hooks.stop]]\nname = \"{at}\"\ncommand = [\"${{config_dir}}/{name}\"]\n")
        };
        let project = Project::with_hooks(&(0..20).map(entry).collect::<String>());
        script(&project, name, &text);
        let ran = project.run(&["check", "hooks.toml"]);
        assert!(ran.stdout.contains("20 hooks"), "{name}: {ran:?}");
    }
}

#[test]
fn a_note_says_that_a_projects_hook_does_not_replace_the_users_hook_of_its_name() {
    let project = Project::new();
    let hook = "[[hooks.stop]]\nname = \"guard\"\ncommand = \"true\"\n";
    project.write_home(".config/agent-hooks/hooks.toml", hook);
    project.write(".agent-hooks/hooks.toml", hook);
    let both = "the user's hook of the same name";
    for typed in [
        &["list", "--project", ".", "--trust-project"][..],
        &["explain", "Stop", "--project", ".", "--trust-project"],
    ] {
        let told = said(&project.run(typed));
        assert_eq!(told.matches(both).count(), 1, "{typed:?}: {told}");
        assert!(
            told.contains("a hook never replaces a hook of another file"),
            "{told}"
        );
    }
}
