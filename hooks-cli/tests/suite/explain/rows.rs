//! Rows of `explain` and `fire`: each finding stands once, beside its own hook.

use unicode_width::UnicodeWidthStr;

use crate::support::{
    Project, bash_push_explained, said, told, with_file, with_project_hooks, with_script_of_mode,
};

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
fn explain_that_runs_prints_the_reason_of_a_skipped_hook_once() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"true\"\n\
         [[hooks.pre_tool_use]]\nname = \"b\"\ncommand = \"true\"\nmatcher = \"write_file\"\n",
    );
    let all = told(
        &project,
        &["explain", "PreToolUse", "--run", "--config", "hooks.toml"],
    );
    assert_eq!(all.matches("this call is \"shell\"").count(), 1, "{all}");
    assert!(
        all.contains("1 hook was skipped, for the reasons above"),
        "{all}"
    );
}

#[test]
fn an_error_that_a_row_explains_is_only_named_below_the_table() {
    let project =
        Project::with_hooks("[[hooks.stop]]\nname = \"a\"\ncommand = \"true\"\ntimeuot = 5\n");
    let listed = project.shown(200, &["list", "--config", "hooks.toml"]);
    assert_eq!(
        listed.matches("unknown key `timeuot`").count(),
        1,
        "{listed}"
    );
    let below = "hooks.toml:4:1: error[unknown_key]: see above";
    assert!(listed.contains(below), "{listed}");
}

#[test]
fn a_failed_hook_that_shares_its_name_is_named_with_its_file() {
    let hook = "[[hooks.pre_tool_use]]\ncommand = \"exit 3\"\n";
    let project = with_file("one.toml", hook);
    let one = ["fire", "PreToolUse", "--sample", "--config", "one.toml"];
    let fired = told(&project, &one);
    assert!(
        fired.contains("the hook `PreToolUse[0]` failed ("),
        "{fired}"
    );
    project.write("two.toml", &hook.replace("exit 3", "exit 0"));
    let fired = told(&project, &[&one[..], &["--config", "two.toml"]].concat());
    assert!(fired.contains("one.toml:1) failed ("), "{fired}");
    // The other hook is skipped, and its row is not repeated below the answers.
    project.write("two.toml", &format!("{hook}matcher = \"write_file\"\n"));
    let run = ["explain", "PreToolUse", "--run", "--config", "one.toml"];
    let explained = told(&project, &[&run[..], &["--config", "two.toml"]].concat());
    assert!(explained.contains("one.toml:1) failed ("), "{explained}");
}

#[test]
fn a_hook_that_a_block_skips_names_the_hook_that_blocked_and_the_setting() {
    let project = Project::new();
    project.write_home(
        ".config/agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\nname = \"no-push\"\ncommand = \"exit 2\"\n\
         [[hooks.pre_tool_use]]\nname = \"audit\"\ncommand = \"true\"\n",
    );
    let told = bash_push_explained(&project, &["--run"]);
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
    let told = bash_push_explained(&project, &["--run"]);
    assert_eq!(told.matches("no push today").count(), 1, "{told}");
}

#[test]
fn rows_fit_a_narrow_terminal() {
    let project = Project::of_known_width();
    project.write(
        "hooks.toml",
        "[[hooks.pre_tool_use]]\nname = \"keeps-every-write-inside\"\nmatcher = \"shell\"\n\
         command = [\"/gone/guard.sh\"]\non_failure = \"proceed\"\n",
    );
    for columns in [40, 60, 80] {
        for typed in [
            &["explain", "PreToolUse", "--config", "hooks.toml"][..],
            &["fire", "PreToolUse", "--sample", "--config", "hooks.toml"],
            &["explain", "PreToolUse", "--run", "--config", "hooks.toml"],
        ] {
            let shown = project.shown(columns, typed);
            let widest = shown.lines().map(UnicodeWidthStr::width).max();
            assert!(
                widest <= Some(columns),
                "{columns} {typed:?}: {widest:?}\n{shown}"
            );
        }
    }
}

#[test]
fn findings_of_a_script_are_shown_below_its_hook_in_fire_and_explain() {
    for (text, mode, cure) in [
        (
            "#!/bin/sh\nc=$(jq -r .tool_input.command)\n[ \"$c\" != x ] || exit 2\n",
            0o755,
            "hook_event",
        ),
        ("#!/bin/sh\necho no >&2\nexit 1\n", 0o755, "exit 2"),
        ("#!/bin/sh\nexit 2\n", 0o644, "chmod +x"),
        (
            "#!/usr/bin/env no-such-interpreter\n",
            0o755,
            "install the program",
        ),
    ] {
        let project = with_script_of_mode(text, mode);
        for command in [
            &["fire", "PreToolUse", "--sample", "--trust-project"][..],
            &["explain", "PreToolUse", "--trust-project"],
            &["explain", "PreToolUse", "--run", "--trust-project"],
        ] {
            let told = said(&project.run(command));
            // The failure itself says that the program did not start; only the cure is added.
            let starts = !["chmod +x", "install the program"].contains(&cure);
            let says = usize::from(starts || command[0] != "fire");
            assert_eq!(told.matches("`hooks check` says").count(), says, "{told}");
            let (_, below) = told.split_once(".agent-hooks/hooks.toml:1").unwrap();
            assert!(below.contains(cure), "{cure}: {told}");
        }
        // The scripts of an untrusted project are not read, so `hooks check` says nothing about them.
        let told = said(&project.run(&["explain", "PreToolUse"]));
        assert!(!told.contains("`hooks check` says"), "{told}");
    }
}

#[test]
fn a_cure_that_only_check_knows_is_told_with_the_row() {
    for (hook, cure) in [
        ("command = [\"./g.sh\"]", "${config_dir}/g.sh"),
        ("command = [\"~/g.sh\"]", "no shell reads an array"),
        (
            "command = \"exit 2\"\nbackground = true",
            "remove `background`",
        ),
    ] {
        let project = with_project_hooks(&format!("[[hooks.pre_tool_use]]\n{hook}\n"));
        let fire = ["fire", "PreToolUse", "--sample", "--trust-project"];
        let told = said(&project.run(&fire));
        assert!(told.contains(cure), "{told}");
    }
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
