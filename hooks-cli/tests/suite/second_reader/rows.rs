//! Faults that a row of `fire` or `explain` reports.

use super::*;

#[test]
fn a_row_names_the_missing_program_of_a_first_line() {
    let project = Project::with_hooks(
        "[hooks]\nstrategy = \"all\"\n\
         [[hooks.stop]]\nname = \"env\"\ncommand = [\"${config_dir}/env.sh\"]\n\
         [[hooks.stop]]\nname = \"absolute\"\ncommand = [\"${config_dir}/absolute.sh\"]\n\
         [[hooks.stop]]\nname = \"shell\"\ncommand = '\"${config_dir}\"/absolute.sh --all'\n\
         [[hooks.stop]]\nname = \"gone\"\ncommand = 'x=1; ${config_dir}/gone.sh'\n\
         [[hooks.stop]]\nname = \"good\"\ncommand = 'true ${config_dir}/good.sh; exit 127'\n",
    );
    script(&project, "env.sh", "#!/usr/bin/env bash\r\nexit 0\r\n");
    script(&project, "absolute.sh", "#!/bin/bash\r\nexit 0\r\n");
    script(&project, "gone.sh", "#!/gone/bash\nexit 0\n");
    script(&project, "good.sh", "#!/bin/sh\nexit 0\r\n");
    let fire = [
        "fire",
        "Stop",
        "--sample",
        "--json",
        "--config",
        "hooks.toml",
    ];
    let report = project.run(&fire).json();
    let reason = |at: usize| report["hooks"][at]["reason"].as_str().unwrap().to_owned();
    for at in 0..3 {
        let reason = reason(at);
        assert!(
            reason.contains("has Windows line endings"),
            "{at}: {reason}"
        );
        let cure = "convert the file to Unix line endings";
        assert!(reason.contains(cure), "{at}: {reason}");
        assert!(!reason.contains("sed"), "{at}: {reason}");
    }
    assert!(
        reason(3).contains("its `#!` line asks for `/gone/bash`, which does not exist"),
        "{}",
        reason(3)
    );
    assert_eq!(
        reason(4),
        "exit code 127: a program, script or function that it calls was not found"
    );
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
        let project = Project::new();
        project.write("settings.json", &hooks.to_string());
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
fn an_answer_in_another_form_is_told_with_the_line_to_print() {
    let command = "echo '{\"hookSpecificOutput\":{\"permissionDecision\":\"ask\",\"permissionDecisionReason\":\"sure?\"}}'";
    let project = Project::with_hooks(&format!(
        "[[hooks.pre_tool_use]]\ncommand = \"\"\"{command}\"\"\"\n"
    ));
    let fired = project.run(&["fire", "PreToolUse", "--sample", "--config", "hooks.toml"]);
    let fired = said(&fired);
    assert!(
        fired.contains("hooks of this format print {\"decision\":\"block\",\"message\":\"why\"}"),
        "{fired}"
    );
    let ran = project.run(&["explain", "PreToolUse", "--run", "--config", "hooks.toml"]);
    let ran = said(&ran);
    assert!(
        ran.contains("else print {\"decision\":\"ask\",\"message\":\"sure?\"}"),
        "{ran}"
    );
}

#[test]
fn hooks_of_other_events_are_named_only_where_the_call_has_none() {
    let formatter = "[[hooks.post_tool_use]]\nname = \"fmt\"\ncommand = \"true\"\n";
    let guard = "[[hooks.pre_tool_use]]\nname = \"g\"\nmatcher = \"shell\"\ncommand = \"exit 2\"\n";
    let project = Project::with_hooks(&format!("{formatter}{guard}"));
    let explain = |tool: &str| {
        let typed = [
            "explain",
            "pre_tool_use",
            "--tool",
            tool,
            "--config",
            "hooks.toml",
        ];
        said(&project.run(&typed))
    };
    let guarded = explain("shell");
    assert!(!guarded.contains("near misses"), "{guarded}");
    assert!(!guarded.contains("would match too"), "{guarded}");
    let open = explain("write_file");
    assert!(open.contains("near misses"), "{open}");
}
