//! Variables that a hook reads and that it does not get.

use serde_json::json;

use crate::support::{
    CHECK_SETTINGS, HOOKS, Project, RUN_TRUSTED, assert_holds, fed, said, script, script_explained,
    with_claude_hook, with_matched_guard, with_project_hooks, with_script, with_settings,
    write_script,
};

#[test]
fn a_variable_with_a_default_or_of_a_loop_gives_no_warning() {
    let told = |text: &str| {
        let hook = json!({ "type": "command", "command": text });
        let project = with_claude_hook(&hook, &[("env", json!({ "HOOKS_TEST_OUT": "x" }))]);
        said(&project.run(CHECK_SETTINGS))
    };
    let bare = told("echo $HOOKS_TEST_OUT >&2");
    assert!(bare.contains("warning[unset_variable]"), "{bare}");
    let default = told("[ \"${HOOKS_TEST_OUT:-0}\" = 1 ] && set -x; exit 0");
    assert!(!default.contains("warning[unset_variable]"), "{default}");
    assert!(default.contains("note[unset_variable]"), "{default}");
    for own in [
        "for HOOKS_TEST_OUT in a b; do echo $HOOKS_TEST_OUT >&2; done",
        "HOOKS_TEST_OUT=3; echo $HOOKS_TEST_OUT >&2",
        "while read -r HOOKS_TEST_OUT; do echo $HOOKS_TEST_OUT >&2; done",
    ] {
        let told = told(own);
        assert!(!told.contains("unset_variable"), "{own}: {told}");
    }
}

#[test]
fn a_variable_of_another_agent_or_a_misspelt_one_is_noted_by_check() {
    for (text, sentence) in [
        (
            "#!/bin/sh\ncd \"$CLAUDE_PROJECT_DIR\" && ./guard\n",
            "it reads `CLAUDE_PROJECT_DIR`, which Claude Code sets for its own hooks only",
        ),
        (
            "#!/usr/bin/env python3\nimport os\nos.chdir(os.environ['CLAUDE_PROJECT_ROOT'])\n",
            "did you mean `HOOKS_PROJECT_DIR`?",
        ),
        (
            "#!/bin/sh\ncd $HOOKS_PROJET_DIR\n",
            "did you mean `HOOKS_PROJECT_DIR`?",
        ),
        (
            "#!/bin/sh\necho $HOOKS_SESION_ID\n",
            "did you mean `HOOKS_SESSION_ID`?",
        ),
    ] {
        let project = Project::with_hooks("[[hooks.stop]]\ncommand = [\"${config_dir}/g\"]\n");
        script(&project, "g", text);
        let told = said(&project.run(&["check", "hooks.toml"]));
        assert!(told.contains("note[unset_variable]"), "{text}: {told}");
        assert!(told.contains(sentence), "{text}: {told}");
    }
    for quiet in [
        "echo $PATH $HOME $CI $GITHUB_ACTIONS $MY_TOKEN $HOOKS_PROJECT_DIR $HOOKS_EVENT",
        "cd ${CLAUDE_PROJECT_DIR:-$HOOKS_PROJECT_DIR}",
        "d=$HOOKS_PROJECT_DIR; test -n \"$d\" || d=$CLAUDE_PROJECT_DIR",
        "CLAUDE_PROJECT_DIR=/x; cd $CLAUDE_PROJECT_DIR",
        "# not $CLAUDE_PROJECT_DIRS",
    ] {
        let project = Project::with_hooks("[[hooks.stop]]\ncommand = [\"${config_dir}/g\"]\n");
        script(&project, "g", &format!("#!/bin/sh\n{quiet}\n"));
        let told = said(&project.run(&["check", "hooks.toml"]));
        assert!(!told.contains("unset_variable"), "{quiet}: {told}");
    }
    // Hooks in an agent's file get the variables that this agent sets, so there is no remark on such a variable.
    let project = with_settings(
        "{\"hooks\":{\"Stop\":[{\"hooks\":[{\"type\":\"command\",\"command\":\"test -d $CLAUDE_PROJECT_DIR\"}]}]}}",
    );
    let told = said(&project.run(&["check", ".claude/settings.json"]));
    assert!(!told.contains("unset_variable"), "{told}");
}

#[test]
fn a_variable_that_a_comment_explains_is_still_one_that_the_script_reads() {
    let text = "#!/bin/sh\n# export PLANTED_FREEZE=1 in your shell\n[ \"$PLANTED_FREEZE\" = 1 ] && exit 2\nexit 0\n";
    let project = with_matched_guard("shell", text);
    let run = |arguments: &[&str]| {
        let mut command = project.command(arguments);
        said(&fed(command.env("PLANTED_FREEZE", "1"), ""))
    };
    let sentence = "it names `PLANTED_FREEZE`, which is set here but not passed on";
    let fire = ["fire", "PreToolUse", "--sample", "--tool", "shell"];
    for typed in [
        &["explain", "PreToolUse", "--trust-project"][..],
        &["explain", "PreToolUse", "--trust-project", "--run"],
        &[&fire[..], &["--trust-project"]].concat(),
        &[&fire[..], &["--trust-project", "--show-io"]].concat(),
    ] {
        let told = run(typed);
        assert_eq!(told.matches(sentence).count(), 1, "{typed:?}: {told}");
    }
    // The text of an argv is read like a script.
    project.write(
        HOOKS,
        "[[hooks.pre_tool_use]]\ncommand = [\"sh\", \"-c\", \"test $PLANTED_FREEZE\"]\n",
    );
    let told = run(&["explain", "PreToolUse", "--trust-project"]);
    assert!(told.contains(sentence), "{told}");
}

#[test]
fn a_variable_that_only_a_named_file_passes_on_is_told() {
    let text = "#!/bin/sh\n[ \"$PLANTED_FREEZE\" = 1 ] && grep -q never && exit 2\nexit 0\n";
    let project = with_matched_guard("shell", text);
    let run = |arguments: &[&str]| {
        let mut command = project.command(arguments);
        said(&fed(command.env("PLANTED_FREEZE", "1"), ""))
    };
    let sentence =
        "it names `PLANTED_FREEZE`, which it gets only because `--config` names its file";
    let explain = ["explain", "PreToolUse", "--config", HOOKS];
    let fire = ["fire", "PreToolUse", "--sample", "--config", HOOKS];
    for typed in [&explain[..], &fire] {
        let told = run(typed);
        assert_eq!(told.matches(sentence).count(), 1, "{typed:?}: {told}");
    }
    // The entry now asks for all variables itself, so there is no remark.
    let all = project.read(HOOKS) + "inherit_env = \"all\"\n";
    project.write(HOOKS, &all);
    assert!(!run(&fire).contains("PLANTED_FREEZE"));
}

#[test]
fn a_variable_that_is_not_passed_on_is_named_by_explain_and_beside_what_the_hook_read() {
    let project = with_project_hooks(
        "[[hooks.pre_tool_use]]\nname = \"inline\"\ncommand = \"test -n \\\"$PLANTED_TOKEN\\\"\"\n\
         [[hooks.pre_tool_use]]\nname = \"in-a-script\"\ncommand = [\"python3\", \"${config_dir}/g.py\"]\n\
         [[hooks.pre_tool_use]]\nname = \"named\"\ncommand = \"true $PLANTED_TOKEN\"\n\
         inherit_env = [\"PATH\", \"PLANTED_TOKEN\"]\n",
    );
    write_script(
        &project.path(".agent-hooks/g.py"),
        "import os\nos.environ.get(\"PLANTED_TOKEN\")\n",
        0o644,
    );
    let run = |arguments: &[&str]| {
        let mut command = project.command(arguments);
        said(&fed(command.env("PLANTED_TOKEN", "x"), ""))
    };
    let sentence = "it names `PLANTED_TOKEN`, which is set here but not passed on";
    let explained = run(&["explain", "PreToolUse", "--trust-project"]);
    assert_eq!(explained.matches(sentence).count(), 2, "{explained}");
    assert!(
        explained.contains("`inherit_env = [\"PATH\", \"HOME\""),
        "{explained}"
    );
    let fire = ["fire", "PreToolUse", "--sample", "--show-io"];
    let shown = run(&[&fire[..], &["--trust-project"]].concat());
    assert!(shown.contains(sentence), "{shown}");
    assert!(
        shown.contains("of the variables here only PATH, HOME"),
        "{shown}"
    );
    // A hook in a file that the user names inherits every variable.
    let named = run(&[&fire[..], &["--config", HOOKS]].concat());
    assert!(!named.contains("not passed on"), "{named}");
    // The scripts of an untrusted project are not read, so a variable in them is not named.
    let untrusted = run(&["explain", "PreToolUse"]);
    assert!(!untrusted.contains("PLANTED_TOKEN`"), "{untrusted}");
}

#[test]
fn a_variable_that_is_not_passed_on_is_named_although_the_script_tells_how_to_set_it() {
    let project = with_script(
        "#!/bin/sh\n[ \"$PLANTED_PUSH\" = 1 ] && exit 0\necho \"set PLANTED_PUSH=1 to push\" >&2\n",
    );
    let mut command = project.command(RUN_TRUSTED);
    let told = said(&fed(command.env("PLANTED_PUSH", "1"), ""));
    assert!(
        told.contains("it names `PLANTED_PUSH`, which is set here but not passed on"),
        "{told}"
    );
}

#[test]
fn a_variable_in_a_value_of_env_is_not_silent() {
    let told = script_explained(
        "PreToolUse",
        "env = { LIST = \"$HOME/list.txt\", PRICE = \"5$\" }",
        "#!/bin/sh\nexit 0\n",
    );
    assert_holds(&told, &["`$HOME` in the value of `LIST` is not replaced"]);
}
