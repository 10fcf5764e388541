//! Scripts that crash: the line, the missing module, and what the agent makes of it.

use std::process::Command;

use crate::support::{
    Project, RUN_PUSH, RUN_TRUSTED, assert_holds, command_explained, entry_told, explained, said,
    script, script_explained, told_by, with_claude_command, with_file, with_project_hooks,
    with_script,
};

/// Returns whether Node can be started here.
fn has_node() -> bool {
    Command::new("node").arg("--version").output().is_ok()
}

#[test]
fn what_a_crash_means_to_the_agent_is_the_same_in_every_command() {
    let project = with_file(
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
fn a_crash_is_told_by_the_line_of_its_error() {
    const PYTHON: &str = "Traceback (most recent call last):\\n  File \"g.py\", line 1, in <module>\\n    f()\\n\
                          ValueError: no such tool\\nclosing\\n";
    const NODE: &str = "/p/g.js:1\\nthrow 1\\n^\\n\\nTypeError: no such tool\\n    at f (/p/g.js:1:2)\\n\\nNode.js v20.1.0\\n";
    for (stderr, error) in [
        (PYTHON, "ValueError: no such tool"),
        (NODE, "TypeError: no such tool"),
    ] {
        let command = format!("printf '{stderr}' >&2; exit 1");
        let hooks = serde_json::json!({ "hooks": { "PreToolUse": [
            { "hooks": [{ "type": "command", "command": command }] },
        ] } });
        let project = with_file("settings.json", &hooks.to_string());
        let toml = format!("[[hooks.pre_tool_use]]\ncommand = '''{command}'''\n");
        project.write("hooks.toml", &toml);
        for (file, dialect) in [("hooks.toml", "native"), ("settings.json", "claude")] {
            let typed = [
                "explain",
                "PreToolUse",
                "--run",
                "--config",
                file,
                "--as",
                dialect,
            ];
            let told = said(&project.run(&typed));
            assert!(
                told.contains(&format!("exit code 1; stderr: {error}")),
                "{file}: {told}"
            );
            assert!(!told.contains("hook error: Traceback"), "{file}: {told}");
            assert!(!told.contains("hook error: /p/g.js"), "{file}: {told}");
            // This hook did not try to block, so no sentence advises exit code 2.
            assert!(!told.contains("exit code 2 blocks"), "{file}: {told}");
        }
    }
}

#[test]
fn a_thrown_reason_is_told_from_a_crash() {
    let python = "#!/usr/bin/env python3\nraise RuntimeError(\"no push from here\")\n";
    let told = command_explained("PreToolUse", ".claude/g", &[(".claude/g", python)]);
    assert_holds(
        &told,
        &["raises its reason", "call `sys.exit(2)`: no push from here"],
    );
    let crash = "#!/usr/bin/env python3\nint('x')\n";
    let told = command_explained("PreToolUse", ".claude/g", &[(".claude/g", crash)]);
    assert!(!told.contains("raises its reason"), "{told}");
    if has_node() {
        let node = "#!/usr/bin/env node\nthrow new Error(\"no push from here\");\n";
        let told = command_explained("PreToolUse", ".claude/g", &[(".claude/g", node)]);
        assert_holds(
            &told,
            &[
                "throws its reason",
                "call `process.exit(2)`: no push from here",
            ],
        );
    }
}

#[test]
fn a_module_whose_name_does_not_fit_is_named() {
    if !has_node() {
        return;
    }
    for (file, text, cure) in [
        (
            ".claude/g.cjs",
            "import fs from 'fs';\n",
            "Node takes `g.cjs` for a CommonJS file",
        ),
        (
            ".claude/g.mjs",
            "require('fs');\n",
            "Node takes `g.mjs` for an ES module",
        ),
    ] {
        let told = command_explained("PreToolUse", &format!("node {file}"), &[(file, text)]);
        assert_holds(&told, &[cure]);
    }
}

#[test]
fn a_module_in_a_folder_that_the_hook_does_not_know_is_named_with_its_variable() {
    let config = "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [\"${config_dir}/g.py\"]\n";
    let project = with_project_hooks(config);
    let text = "#!/usr/bin/env python3\nimport acme_policy_of_nobody\n";
    script(&project, ".agent-hooks/g.py", text);
    let mut command = project.command(RUN_PUSH);
    let output = command.env("PYTHONPATH", "/nowhere").output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence =
        "`PYTHONPATH` is set here but not passed on, so the module is not looked for there";
    assert!(told.contains(sentence), "{told}");
}

#[test]
fn stderr_is_quoted_from_the_line_that_misses_a_command() {
    let told = script_explained(
        "PreToolUse",
        "",
        "#!/bin/bash\necho 'no push' >&2\nexit2\nexit 0\n",
    );
    assert_holds(&told, &["line 3: exit2: command not found"]);
}

#[test]
fn an_error_of_the_shell_is_not_taken_for_a_reason() {
    let told = entry_told(
        "command = \"set -u; echo $NO_SUCH_TOKEN_HERE\"",
        RUN_TRUSTED,
    );
    assert!(told.contains("unbound variable"), "{told}");
    assert!(!told.contains("exit code 2 blocks"), "{told}");
}

#[test]
fn an_exit_code_two_of_the_shell_itself_is_told_apart_from_a_block() {
    let project = with_script("#!/bin/sh\n. \"$(dirname \"$0\")/rules.sh\"\ncheck\n");
    let told = explained(&project, "PreToolUse", &[]);
    // Only some shells end with 2 here, so the note depends on the machine's `sh`.
    let is_of_sh = told.contains(": .: cannot open");
    let origin = "some shells exit with 2 when a file that the script loads with `.` is missing";
    assert_eq!(told.contains(origin), is_of_sh, "{told}");
    let told = explained(
        &with_claude_command("PreToolUse", "alias ll=ls; exit 02x"),
        "PreToolUse",
        &[],
    );
    assert!(
        told.contains("a shell exits with 2 when the argument of `exit` is not a number"),
        "{told}"
    );
    assert!(!told.contains("no program `alias`"), "{told}");
}

#[test]
fn a_notifier_that_fails_at_the_end_of_a_run_is_not_told_how_to_block() {
    let project = Project::with_hooks(
        "[[hooks.stop]]\nname = \"n\"\ncommand = [\"ls\", \"/no-such-file\"]\n",
    );
    let told = said(&project.run(&["explain", "Stop", "--run", "--config", "hooks.toml"]));
    assert!(!told.contains("exit code 2 blocks"), "{told}");
}

#[test]
fn the_quotes_of_a_shells_own_message_are_shown_and_not_escaped() {
    let told = script_explained(
        "PreToolUse",
        "",
        "#!/bin/bash\nif true; then\nprint(\"no\",x)\n",
    );
    assert_holds(&told, &["near unexpected token '\"no\",x'"]);
    assert!(!told.contains("u{60}"), "{told}");
}

#[test]
fn a_crash_of_python_is_told_with_the_line_of_the_script() {
    let crash = "#!/usr/bin/env python3\nimport json, sys\nevent = json.load(sys.stdin)\nif event[\"stop_active\"]:\n    sys.exit(2)\n";
    let told = script_explained("PreToolUse", "", crash);
    assert_holds(&told, &["KeyError: 'stop_active' (line 4 of g)"]);
    let syntax = "#!/usr/bin/env python3\nimport sys\nif True\n    sys.exit(0)\n";
    let told = script_explained("PostToolUse", "background = false", syntax);
    assert_holds(&told, &["(line 3 of g)"]);
    let inside = "#!/usr/bin/env python3\nimport json, sys\njson.loads(\"{\")\n";
    let told = script_explained("PreToolUse", "", inside);
    assert_holds(&told, &["(line 3 of g)"]);
}
