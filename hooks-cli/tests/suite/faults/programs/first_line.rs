//! Programs that cannot start because of their first line, their mode or their line endings.

use std::fs;

use serde_json::json;

use crate::support::{
    CHECK_SETTINGS, GUARD_SCRIPT, HOOKS, Project, REFUSES, SHELL_GUARD, link, run_and_checked,
    said, script, told_by, with_project_hooks, with_script_of_mode, write_script, write_settings,
};

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
fn a_script_of_claude_code_that_is_not_executable() {
    let project = Project::new();
    write_settings(&project, "PreToolUse", "Bash", &json!({}));
    write_script(&project.path(".claude/guard.sh"), REFUSES, 0o600);
    let said = project.shown(140, CHECK_SETTINGS);
    assert!(said.contains("not_executable"), "{said}");
    assert!(
        said.contains("chmod +x {project}/.claude/guard.sh"),
        "{said}"
    );
}

#[test]
fn a_script_that_was_saved_on_windows() {
    let project = Project::new();
    write_settings(&project, "PreToolUse", "Bash", &json!({}));
    script(&project, ".claude/guard.sh", "#!/bin/bash\r\nexit 2\r\n");
    let said = project.shown(140, CHECK_SETTINGS);
    assert!(said.contains("carriage_returns"), "{said}");
}

#[test]
fn an_interpreter_with_a_slip() {
    let (run, checked) = run_and_checked("pre_tool_use", "#!/usr/bin/env pyhton3\nprint()\n");
    assert!(
        checked.contains("there is no program `pyhton3` in PATH"),
        "{checked}"
    );
    assert!(run.contains("pyhton3"), "{run}");
}

#[test]
fn a_program_that_cannot_start_is_marked_in_the_list() {
    let project = with_script_of_mode("#!/bin/sh\nexit 2\n", 0o644);
    let listed = said(&project.run(&["list", "--trust-project"]));
    assert!(listed.contains("cannot be executed"), "{listed}");
    assert!(listed.contains("chmod +x"), "{listed}");
    assert!(listed.contains("1 hook, 0 live"), "{listed}");
    assert!(listed.contains("! g"), "{listed}");
    fs::remove_file(project.path(".agent-hooks/g.sh")).unwrap();
    let listed = said(&project.run(&["list", "--trust-project"]));
    assert!(listed.contains("g.sh` does not exist"), "{listed}");
    assert!(!listed.contains('✓'), "{listed}");
    let untrusted = said(&project.run(&["list"]));
    assert!(!untrusted.contains("does not exist"), "{untrusted}");
}

#[test]
fn a_carriage_return_in_the_first_line_is_marked_like_any_script_that_cannot_start() {
    let project = with_project_hooks(SHELL_GUARD);
    script(&project, GUARD_SCRIPT, "#!/bin/bash\r\nexit 2\r\n");
    let sentence = "its `#!` line ends with a carriage return, so the system cannot start it";
    let trusted = ["--trust-project"];
    let told = said(&project.run(&[&["explain", "PreToolUse"][..], &trusted].concat()));
    assert!(told.contains("! guard cannot start"), "{told}");
    assert!(told.contains(sentence), "{told}");
    let told = said(&project.run(&[&["list"][..], &trusted].concat()));
    assert!(told.contains("! guard"), "{told}");
    assert!(told.contains(sentence), "{told}");
    // An interpreter that the command names does start, and so does a script with a clean first line.
    for (entry, text) in [
        (
            "bash \\\"${config_dir}/guard.sh\\\"",
            "#!/bin/bash\r\nexit 2\r\n",
        ),
        ("${config_dir}/guard.sh", "#!/bin/bash\nexit 2\r\n"),
    ] {
        project.write(
            HOOKS,
            &format!("[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = \"{entry}\"\n"),
        );
        script(&project, GUARD_SCRIPT, text);
        let told = said(&project.run(&[&["explain", "PreToolUse"][..], &trusted].concat()));
        assert!(told.contains("has Windows line endings, which"), "{told}");
        assert!(!told.contains("cannot start"), "{told}");
    }
}

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
fn a_script_that_cannot_start_is_marked_where_it_is_named() {
    let entry = "[[hooks.stop]]\ncommand = [\"${config_dir}/p\"]\n";
    let folder = |project: &Project| fs::create_dir_all(project.path(".agent-hooks/p")).unwrap();
    type Plant<'p> = &'p dyn Fn(&Project);
    let p = ".agent-hooks/p";
    let cases: &[(Plant<'_>, &str)] = &[
        (&|_| {}, "does not exist"),
        (&folder, "is a folder, not a file"),
        (
            &|at| write_script(&at.path(p), "#!/bin/sh\n", 0o644),
            "chmod +x",
        ),
        (&|at| script(at, p, "exit 2\n"), "without `#!`"),
        (
            &|at| script(at, p, "\u{feff}#!/bin/sh\nexit 2\n"),
            "has a byte order mark before its `#!`",
        ),
        (&|at| script(at, p, ""), "is empty"),
        (
            &|at| link(at, p, "/gone/p.sh"),
            "it is a link to `/gone/p.sh`: create that file",
        ),
        (
            &|at| script(at, p, "#!/bin/bash\r\nexit 2\r\n"),
            "Windows line endings",
        ),
        (
            &|at| script(at, p, "\u{1}\0no text, and no program"),
            "neither a script nor a program",
        ),
        (
            &|at| script(at, p, "#!/gone/bash\n"),
            "started by `/gone/bash`, which does not exist",
        ),
    ];
    for (plant, sentence) in cases {
        let project = with_project_hooks(entry);
        plant(&project);
        let shown = project.run(&["check", HOOKS]).stdout;
        assert!(shown.contains(sentence), "{sentence}: {shown}");
        // The column must be that of the `p` in the path, not that of the `p` in `stop`.
        assert!(shown.contains("hooks.toml:2:27"), "{sentence}: {shown}");
    }
}

#[test]
fn a_failed_start_because_of_a_byte_order_mark_names_the_mark() {
    let project = with_project_hooks("[[hooks.stop]]\ncommand = [\"${config_dir}/p\"]\n");
    script(&project, ".agent-hooks/p", "\u{feff}#!/bin/sh\nexit 2\n");
    let told = said(&project.run(&["fire", "Stop", "--sample", "--trust-project"]));
    assert!(
        told.contains("it has a byte order mark before its `#!`")
            && told.contains("save it as UTF-8 without a byte order mark"),
        "{told}"
    );
    assert!(!told.contains("needs a `#!` line"), "{told}");
}
