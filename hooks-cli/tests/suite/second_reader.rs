//! Faults that a second test reader made, each explained by the command that this reader tried first.

use crate::support::{Project, fed, said, script};

mod hidden;
mod rows;
mod trusted;

const HOOKS: &str = ".agent-hooks/hooks.toml";

/// Returns the output of `hooks check` for a hooks.toml.
fn checked(toml: &str) -> String {
    let project = Project::with_hooks(toml);
    said(&project.run(&["check", "hooks.toml"]))
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
    let project = Project::new();
    project.write(
        ".claude/settings.json",
        "{\"hooks\":{\"PreToolUse\":[{\"hooks\":[{\"type\":\"command\",\"command\":\"true\",\"timeout\":500}]}]}}",
    );
    let told = said(&project.run(&["check", ".claude/settings.json"]));
    assert!(
        told.contains("`timeout` counts seconds: 500 is 8m 20s"),
        "{told}"
    );
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
    let project = Project::new();
    project.write(
        ".claude/settings.json",
        "{\"hooks\":{\"Stop\":[{\"hooks\":[{\"type\":\"command\",\"command\":\"test -d $CLAUDE_PROJECT_DIR\"}]}]}}",
    );
    let told = said(&project.run(&["check", ".claude/settings.json"]));
    assert!(!told.contains("unset_variable"), "{told}");
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

#[test]
fn the_list_of_inherited_variables_keeps_those_that_the_hook_reads() {
    let project = Project::new();
    project.write(
        HOOKS,
        "[[hooks.stop]]\ncommand = \"true $PLANTED_TOKEN $TZ\"\n\
         [[hooks.stop]]\ncommand = [\"sh\", \"${config_dir}/g.sh\"]\n",
    );
    project.write(".agent-hooks/g.sh", "echo \"$PLANTED_TOKEN\" \"$TZ\" >&2\n");
    let mut command = project.command(&["explain", "Stop", "--trust-project"]);
    let command = command
        .env("PLANTED_TOKEN", "x")
        .env_remove("TZ")
        .env_remove("LC_CTYPE");
    let told = said(&fed(command, ""));
    let lists = told
        .split("inherit_env = [")
        .skip(1)
        .map(|list| list.split(']').next().unwrap());
    let lists: Vec<&str> = lists.collect();
    assert_eq!(lists.len(), 2, "{told}");
    for list in lists {
        assert!(
            list.contains("\"TZ\"") && list.contains("\"PLANTED_TOKEN\""),
            "{told}"
        );
        assert!(!list.contains("LC_CTYPE"), "{told}");
    }
}

#[test]
fn a_list_of_inherited_variables_is_printed_whole_and_one_without_path_is_warned_of() {
    let project = Project::new();
    project.write(
        HOOKS,
        "[[hooks.stop]]\nname = \"default\"\ncommand = \"true $PLANTED_TOKEN\"\n\
         [[hooks.stop]]\nname = \"own\"\ncommand = \"true $PLANTED_TOKEN\"\ninherit_env = [\"HOME\"]\n",
    );
    let mut command = project.command(&["explain", "Stop", "--trust-project"]);
    let told = said(&fed(command.env("PLANTED_TOKEN", "x"), ""));
    assert!(
        told.contains("write in its entry `inherit_env = [\"PATH\", \"HOME\""),
        "{told}"
    );
    assert!(
        told.contains("`inherit_env = [\"PATH\", \"HOME\", \"PLANTED_TOKEN\"]`"),
        "{told}"
    );
    let bare = "[[hooks.stop]]\ncommand = [\"cargo\", \"test\"]\ninherit_env = [\"TOKEN\"]\n";
    let told = checked(bare);
    assert!(told.contains("warning[no_path]"), "{told}");
    assert!(
        told.contains("write `inherit_env = [\"PATH\", \"HOME\", \"TOKEN\"]`"),
        "{told}"
    );
    for good in [
        "[[hooks.stop]]\ncommand = [\"/bin/true\"]\ninherit_env = [\"TOKEN\"]\n",
        "[[hooks.stop]]\ncommand = [\"true\"]\ninherit_env = [\"PATH\"]\n",
        "[[hooks.stop]]\ncommand = [\"true\"]\ninherit_env = []\nenv = { PATH = \"/bin\" }\n",
    ] {
        let told = checked(good);
        assert!(!told.contains("no_path"), "{good}: {told}");
    }
}

#[test]
fn common_spellings_of_an_event_lead_to_ours_in_every_command() {
    let told = checked("[[hooks.before_tool_use]]\ncommand = \"exit 2\"\n");
    assert!(told.contains("did you mean `pre_tool_use`?"), "{told}");
    let project = Project::new();
    project.write(
        "settings.json",
        "{\"hooks\":{\"onToolCall\":[{\"hooks\":[{\"type\":\"command\",\"command\":\"exit 2\"}]}]}}",
    );
    let told = said(&project.run(&["check", "--as", "claude", "settings.json"]));
    assert!(told.contains("did you mean `PreToolUse`?"), "{told}");
    let typed = ["new", "g", "--event", "before_tool_use", "--lang", "bash"];
    let told = said(&project.run(&typed));
    assert!(told.contains("did you mean `pre_tool_use`?"), "{told}");
    let typed = ["fire", "before_tool_use", "--sample", "--speak", "claude"];
    let told = said(&project.run(&typed));
    assert!(told.contains("did you mean `PreToolUse`?"), "{told}");
}
