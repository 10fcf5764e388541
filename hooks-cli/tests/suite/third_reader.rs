//! Faults that a third test reader made, and what the first commands that this reader typed say about them.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::support::{Project, said};

const HOOKS: &str = ".agent-hooks/hooks.toml";

fn script(project: &Project, name: &str, text: &str, mode: u32) {
    project.write(name, text);
    fs::set_permissions(project.path(name), fs::Permissions::from_mode(mode)).unwrap();
}

/// Makes a project with one guard in `.agent-hooks/g.sh`.
fn guarded(text: &str, mode: u32) -> Project {
    let project = Project::new();
    script(&project, ".agent-hooks/g.sh", text, mode);
    let hook = "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = [\"${config_dir}/g.sh\"]\n";
    project.write(HOOKS, hook);
    project
}

#[test]
fn a_hook_under_an_event_that_its_agent_does_not_have_is_not_live_and_names_the_agents_own() {
    let entry = "[{\"hooks\":[{\"type\":\"command\",\"command\":\"exit 2\"}]}]";
    for (agent, path, wrong, right) in [
        (
            "gemini",
            ".gemini/settings.json",
            "PreToolUse",
            "BeforeTool",
        ),
        ("claude", ".claude/settings.json", "PreTolUse", "PreToolUse"),
    ] {
        let project = Project::new();
        let text = format!("{{\"hooks\":{{\"{wrong}\":{entry},\"{right}\":{entry}}}}}");
        project.write(path, &text);
        let listed = project.run(&["list", "--json", "--trust-project"]);
        let hooks = listed.json()["hooks"].clone();
        let lives = |name: &str| {
            let mut all = hooks.as_array().unwrap().iter();
            all.find(|hook| hook["agent_event"] == name).unwrap()["live"].clone()
        };
        assert_eq!((lives(wrong), lives(right)), (false.into(), true.into()));
        let listed = said(&project.run(&["list", "--trust-project"]));
        assert!(listed.contains("2 hooks, 1 live"), "{listed}");
        let told = format!("has no event `{wrong}`");
        let meant = format!("did you mean `{right}`?");
        assert!(listed.contains(&told), "{listed}");
        assert!(listed.contains(&meant), "{listed}");
        let arguments = ["explain", "PreToolUse", "--speak", agent, "--trust-project"];
        let explained = said(&project.run(&arguments));
        let (live, missed) = explained.split_once("near misses").unwrap();
        assert!(missed.contains(&told), "{explained}");
        assert!(missed.contains(&meant), "{explained}");
        // Both hooks are on one line of one file. The finding about the wrong one must not be shown at the live one.
        assert!(!live.contains(&told), "{explained}");
        assert!(!live.contains(&meant), "{explained}");
        assert!(!missed.contains("this event is"), "{explained}");
    }
}

#[test]
fn entries_that_cannot_be_used_are_not_counted_as_live() {
    let project = Project::new();
    let entry = "[{\"type\":\"command\",\"cmd\":\"exit 2\"}]";
    let text = format!("{{\"version\":1,\"hooks\":{{\"preToolUse\":{entry},\"stop\":{entry}}}}}");
    project.write(".github/hooks/g.json", &text);
    let listed = said(&project.run(&["list", "--trust-project"]));
    assert!(listed.contains("2 hooks, 0 live"), "{listed}");
    assert!(!listed.contains('✓'), "{listed}");
}

#[test]
fn an_error_that_stops_every_hook_is_shown_by_list_and_no_row_is_marked_live() {
    let project = Project::new();
    let hook = "[[hooks.stop]]\nname = \"g\"\ncommand = \"true\"\n";
    project.write(HOOKS, &format!("{hook}{hook}"));
    for command in [
        &["list", "--trust-project"][..],
        &["explain", "Stop", "--trust-project"],
    ] {
        let told = said(&project.run(command));
        assert!(told.contains("no hook runs until that is fixed"), "{told}");
        let error = "hooks.toml:5:8: error[duplicate_name]: another hook of `stop` in this file is called `g`";
        assert!(told.contains(error), "{told}");
    }
    let listed = said(&project.run(&["list", "--trust-project"]));
    assert!(!listed.contains('✓'), "{listed}");
    let json = project.run(&["list", "--trust-project", "--json"]).json();
    assert_eq!(json["hooks"][0]["live"], false, "{json}");
}

#[test]
fn a_program_that_cannot_start_is_marked_in_the_list() {
    let project = guarded("#!/bin/sh\nexit 2\n", 0o644);
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
fn an_entry_that_cannot_be_used_is_listed_with_its_cure() {
    let project = Project::new();
    let hook = "[[hooks.stop]]\ncommand = \"true\"\nmatcher = \"shell\"\n";
    project.write(HOOKS, hook);
    let json = project.run(&["list", "--trust-project", "--json"]).json();
    assert_eq!(json["hooks"][0]["fix"], "leave `matcher` out", "{json}");
    let explained = said(&project.run(&["explain", "Stop", "--trust-project"]));
    assert!(explained.contains("leave `matcher` out"), "{explained}");
    assert!(!explained.contains("says what is wrong"), "{explained}");
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
        let project = guarded(text, mode);
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
        let project = Project::new();
        project.write(HOOKS, &format!("[[hooks.pre_tool_use]]\n{hook}\n"));
        let fire = ["fire", "PreToolUse", "--sample", "--trust-project"];
        let told = said(&project.run(&fire));
        assert!(told.contains(cure), "{told}");
    }
}

#[test]
fn check_says_in_its_summary_that_scripts_were_not_read() {
    let project = guarded("#!/bin/sh\nexit 1\n", 0o755);
    let told = said(&project.run(&["check"]));
    let summary = "1 hook, no findings (scripts not read: not trusted yet)";
    assert!(told.contains(summary), "{told}");
    project.write(
        ".claude/settings.json",
        "{\"hooks\":{\"Stop\":[{\"hooks\":[{\"type\":\"command\",\"command\":\"true\"}]}]}}",
    );
    let told = said(&project.run(&["check"]));
    assert!(
        told.contains("the scripts of 2 files were not read"),
        "{told}"
    );
    let named = said(&project.run(&["check", HOOKS]));
    assert!(!named.contains("not read"), "{named}");
}

#[test]
fn an_allow_that_grants_nothing_says_so_in_the_headline() {
    let allow = "#!/bin/sh\necho '{\"decision\":\"allow\"}'\n";
    let project = guarded(allow, 0o755);
    let fire = ["fire", "PreToolUse", "--sample", "--trust-project"];
    let told = said(&project.run(&fire));
    assert!(
        told.contains("PreToolUse: allow (which grants nothing"),
        "{told}"
    );
    assert!(
        told.contains("is not trusted, so it may not grant; to let its `allow` count, answer both"),
        "{told}"
    );
}

#[test]
fn a_hook_that_may_not_run_and_would_not_match_says_both() {
    let project = Project::new();
    let hook = "[[hooks.pre_tool_use]]\nmatcher = \"edit_file\"\ncommand = \"true\"\n";
    for state in ["", "enabled = false\n"] {
        project.write(HOOKS, &format!("{hook}{state}"));
        let told = said(&project.run(&["explain", "PreToolUse"]));
        assert!(
            told.contains("it would not match either: matcher"),
            "{told}"
        );
    }
    project.write(HOOKS, &hook.replace("edit_file", "shell"));
    let told = said(&project.run(&["explain", "PreToolUse"]));
    assert!(!told.contains("would not match"), "{told}");
}
