//! Timeouts and budgets: their unit, the key that sets them, and hooks that run only once.

use serde_json::json;

use crate::support::{
    CHECK_SETTINGS, FIRE, Project, REFUSES, REMOVE_ALL, RUN, SHELL_GUARD, assert_holds, checked,
    said, script, script_explained, with_settings, write_settings,
};

#[test]
fn milliseconds_where_seconds_are_read() {
    let project = Project::new();
    write_settings(&project, "PreToolUse", "Bash", &json!({ "timeout": 30000 }));
    script(&project, ".claude/guard.sh", REFUSES);
    let said = project.shown(140, CHECK_SETTINGS);
    assert!(said.contains("suspicious_unit"), "{said}");
}

#[test]
fn a_time_limit_that_may_be_meant_in_milliseconds_is_noted_where_it_is_unlikely() {
    let guard =
        |limit: &str| format!("[[hooks.pre_tool_use]]\ncommand = \"exit 2\"\ntimeout = {limit}\n");
    let stop = |limit: &str| format!("[[hooks.stop]]\ncommand = \"true\"\ntimeout = {limit}\n");
    let at_500 = checked(&guard("500"));
    assert!(
        at_500.contains("500 is 8m 20s, and each call may wait that long"),
        "{at_500}"
    );
    assert!(at_500.contains("did you mean \"500ms\"?"), "{at_500}");
    for odd in [
        guard("120"),
        guard("300"),
        guard("999"),
        stop("500"),
        stop("250"),
    ] {
        let told = checked(&odd);
        assert!(told.contains("note[suspicious_unit]"), "{odd}: {told}");
    }
    // No remark on these time limits: tests and builds can take minutes, and a value with a unit is deliberate.
    for usual in [
        guard("30"),
        guard("\"500s\""),
        stop("300"),
        stop("600"),
        stop("120"),
        stop("100"),
        stop("\"8m 20s\""),
    ] {
        let told = checked(&usual);
        assert!(!told.contains("suspicious_unit"), "{usual}: {told}");
    }
    let project = with_settings(
        "{\"hooks\":{\"PreToolUse\":[{\"hooks\":[{\"type\":\"command\",\"command\":\"true\",\"timeout\":500}]}]}}",
    );
    let told = said(&project.run(&["check", ".claude/settings.json"]));
    assert!(
        told.contains("`timeout` counts seconds: 500 is 8m 20s"),
        "{told}"
    );
}

#[test]
fn a_budget_that_left_no_time_is_named_with_its_key_and_line() {
    let project = Project::with_hooks(
        "[hooks]\nbudget = \"400ms\"\n\
         [[hooks.pre_tool_use]]\nname = \"slow\"\ncommand = \"sleep 60\"\n\
         [[hooks.pre_tool_use]]\nname = \"late\"\ncommand = \"true\"\non_failure = \"ask\"\n",
    );
    project.write(
        "hooks.toml",
        &project
            .read("hooks.toml")
            .replace("sleep 60\"", "sleep 60\"\non_failure = \"proceed\""),
    );
    let told = said(&project.run(FIRE));
    let sentence =
        "the budget of 400 ms for this event, `budget` in hooks.toml:2, is used up, mostly by ";
    // The sentence is in the headline for the hook that decided, and in the row of the other hook.
    assert_eq!(told.matches(sentence).count(), 2, "{told}");
    assert!(
        told.contains("by this hook (") && told.contains("by `slow` ("),
        "{told}"
    );
}

#[test]
fn a_timeout_names_its_limit_and_the_key_that_sets_it() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\ncommand = \"sleep 600\"\ntimeout = \"300ms\"\n",
    );
    let fire = [
        "fire",
        "PreToolUse",
        "--sample",
        "--config",
        "hooks.toml",
        "--json",
    ];
    let report = project.run(&fire).json();
    let reason = report["hooks"][0]["reason"].as_str().unwrap();
    assert!(
        reason.contains("after 300 ms (its time limit). `timeout` in its entry sets that limit"),
        "{reason}"
    );
}

#[test]
fn the_limit_stands_beside_the_timeout_and_before_the_quoted_stderr() {
    let hook = format!("{SHELL_GUARD}timeout = \"300ms\"\n");
    let project = Project::with_hooks(&hook);
    script(
        &project,
        "guard.sh",
        "#!/bin/sh\necho waiting >&2\nexec sleep 9\n",
    );
    let told = said(&project.run(&[RUN, REMOVE_ALL].concat()));
    let row = "it timed out after 300 ms (its time limit); stderr: waiting";
    assert!(told.contains(row), "{told}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_hook_that_reaches_its_time_limit_names_the_process_that_it_had_started() {
    let told = script_explained(
        "PreToolUse",
        "timeout = 1",
        "#!/bin/bash\ntail -f /dev/null\nexit 0\n",
    );
    assert_holds(
        &told,
        &["`tail -f /dev/null`, which the hook had started, was still running at the deadline"],
    );
}

#[test]
fn once_is_explained_where_it_is_shown_and_a_guard_that_is_once_is_warned_of() {
    let guard = "[[hooks.pre_tool_use]]\nname = \"g\"\ncommand = \"exit 2\"\nonce = true\n";
    let told = checked(guard);
    assert!(
        told.contains("warning[once_guard]: it judges one call of a session"),
        "{told}"
    );
    let context = "[[hooks.session_start]]\ncommand = \"echo\"\nonce = true\n";
    assert!(!checked(context).contains("once_guard"));
    let project = Project::with_hooks(guard);
    let explained = said(&project.run(&["explain", "PreToolUse", "--config", "hooks.toml"]));
    assert!(
        explained.contains("each `hooks fire` or `hooks explain` is a session of its own"),
        "{explained}"
    );
}
