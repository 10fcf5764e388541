//! Which places were searched for hook files, and from which folder.

use std::fs;
use std::process::Command;

use crate::support::{
    HOOKS, Project, SETTINGS, SHELL_GUARD, fed, said, script, with_project_hooks,
};

fn command_below(project: &Project, arguments: &[&str]) -> Command {
    fs::create_dir_all(project.path("sub/deep")).unwrap();
    let mut command = project.command(arguments);
    command.current_dir(project.path("sub/deep"));
    command
}

#[test]
fn every_place_that_is_looked_at_is_named() {
    let project = Project::new();
    let empty = said(&project.run(&["list"]));
    project.write(HOOKS, "[[hooks.stop]]\ncommand = \"true\"\n");
    let some = said(&project.run(&["list", "--places"]));
    let json = project.run(&["list", "--json"]).json();
    let json = json["looked_for"].to_string();
    for place in [
        ".config/agent-hooks/hooks.toml",
        "project/.agent-hooks/hooks.toml",
        "project/.claude/settings.local.json",
        ".claude/plugins/installed_plugins.json",
        "/etc/claude-code/managed-settings.d/*.json",
        "project/.codex/config.toml",
        "project/.gemini/settings.json",
        "project/.cursor/hooks.json",
        "project/.github/hooks/*.json",
        "project/.agents/plugins/*/hooks/hooks.json",
    ] {
        for said in [&some, &json] {
            assert!(said.contains(place), "{place}: {said}");
        }
        // Without a hook file, the places are given relative to the project.
        let place = place.trim_start_matches("project/");
        assert!(empty.contains(place), "{place}: {empty}");
    }
}

#[test]
fn a_variable_that_moves_the_users_folder_is_named_with_the_file_that_is_not_read() {
    for (variable, file, now) in [
        ("CLAUDE_CONFIG_DIR", SETTINGS, "settings.json"),
        ("CODEX_HOME", ".codex/hooks.json", "hooks.json"),
        ("COPILOT_HOME", ".copilot/settings.json", "settings.json"),
        (
            "XDG_CONFIG_HOME",
            ".config/agent-hooks/hooks.toml",
            "agent-hooks/hooks.toml",
        ),
    ] {
        let project = Project::new();
        project.write_home(file, "");
        let (moved, here) = (project.home().join("moved"), project.home().join(file));
        for typed in [&["list"][..], &["check"], &["explain", "PreToolUse"]] {
            let mut command = project.command(typed);
            let told = said(&fed(command.env(variable, &moved), ""));
            let sentence = format!(
                "{} is not read, because {variable} is set; its place is now {}",
                here.display(),
                moved.join(now).display()
            );
            assert!(told.contains(&sentence), "{typed:?}: {told}");
        }
        assert!(!said(&project.run(&["list"])).contains(variable));
    }
}

#[test]
fn the_home_folder_is_not_said_to_be_searched_as_a_project() {
    let project = Project::new();
    project.write_home(HOOKS, SHELL_GUARD);
    let mut command = project.command(&["list"]);
    command.current_dir(project.home());
    let listed = said(&crate::support::fed(&mut command, ""));
    let file = project.home().join(HOOKS).display().to_string();
    assert!(listed.contains(&format!("{file} is not read")), "{listed}");
    assert_eq!(listed.matches(&file).count(), 1, "{listed}");
}

#[test]
fn without_hook_files_the_searched_places_take_a_paragraph_for_each_agent() {
    let project = Project::new();
    let listed = project.shown(100, &["list"]);
    let (_, places) = listed
        .split_once("searched for hook files (paths are relative to {project}")
        .unwrap();
    assert!(places.lines().count() <= 20, "{listed}");
    for said in [
        "  claude   ",
        " .claude/settings.json,",
        " ~/.claude/settings.json,",
    ] {
        assert!(places.contains(said), "{said}: {listed}");
    }
    let all = project.shown(100, &["list", "--places"]);
    assert!(all.contains("{home}/.claude/settings.json\n"), "{all}");
}

#[test]
fn the_home_folder_is_not_taken_for_a_project_when_no_hook_file_is_found() {
    let project = Project::new();
    let home = project.home();
    fs::create_dir_all(&home).unwrap();
    let mut command = project.command(&["list"]);
    let told = said(&fed(command.current_dir(&home), ""));
    let said = format!(
        "only those of the system and of the user, because this folder is not in a project; `~` is {}",
        home.display()
    );
    assert!(told.contains(&said), "{told}");
    assert!(!told.contains("paths are relative to"), "{told}");
    assert!(
        told.contains(" ~/.claude/plugins/installed_plugins.json"),
        "{told}"
    );
}

#[test]
fn a_script_that_nothing_registers_is_named_while_no_hook_is_configured() {
    for (name, file) in [
        (".agent-hooks/pre_tool_use", HOOKS),
        (".claude/hooks/guard.sh", SETTINGS),
    ] {
        let project = Project::new();
        script(&project, name, "#!/bin/sh\nexit 2\n");
        for typed in [&["list"][..], &["check"], &["explain", "PreToolUse"]] {
            let told = said(&project.run(typed));
            let sentence =
                "never runs, because no file registers it as a hook: write an entry for it into";
            assert!(
                told.contains(&format!("{sentence} {file}")),
                "{typed:?}: {told}"
            );
        }
        project.write(HOOKS, "[[hooks.stop]]\ncommand = [\"true\"]\n");
        assert!(!said(&project.run(&["list"])).contains("registers it"));
    }
}

#[test]
fn the_path_of_a_script_that_nothing_registers_is_a_quotation_on_one_line() {
    for (name, shown) in [
        ("my hook.sh", "my hook.sh"),
        ("q'uo\"te.sh", "q'uo\"te.sh"),
        ("a`; type `rm", "a\\u{60}; type \\u{60}rm"),
        ("x\nhooks: y\u{1b}[31m.sh", "x\\u{a}hooks: y\\u{1b}[31m.sh"),
    ] {
        let project = Project::new();
        let path = format!(".agent-hooks/{name}");
        script(&project, &path, "#!/bin/sh\nexit 2\n");
        let told = said(&project.run(&["list"]));
        let sentence =
            format!(".agent-hooks/{shown}` never runs, because no file registers it as a hook");
        assert!(told.contains(&sentence), "{name}: {told}");
    }
}

#[test]
fn a_made_up_call_from_a_subfolder_names_the_projects_root() {
    let project = with_project_hooks(
        "[[hooks.pre_tool_use]]\ncommand = \"echo root=$HOOKS_PROJECT_DIR >&2; exit 2\"\n",
    );
    let said = format!("root={}", project.root().display());
    for speak in ["native", "claude", "codex", "gemini", "cursor", "copilot"] {
        let fire = [
            "fire",
            "PreToolUse",
            "--sample",
            "--speak",
            speak,
            "--trust-project",
            "--json",
        ];
        let report = fed(&mut command_below(&project, &fire), "").json();
        assert_eq!(report["message"], said, "{speak}: {report}");
    }
    let explain = [
        "explain",
        "PreToolUse",
        "--run",
        "--trust-project",
        "--json",
    ];
    let explained = fed(&mut command_below(&project, &explain), "").json();
    assert_eq!(explained["report"]["message"], said, "{explained}");
    let print = ["fire", "PreToolUse", "--sample", "--print"];
    let printed = fed(&mut command_below(&project, &print), "").json();
    assert_eq!(printed["project_dir"], project.root().display().to_string());
    let given = [&print[..], &["--set", "project_dir=/elsewhere"]].concat();
    let given = fed(&mut command_below(&project, &given), "").json();
    assert_eq!(given["project_dir"], "/elsewhere");
}

#[test]
fn each_command_uses_the_same_project_and_names_a_variable_that_names_another() {
    let project =
        with_project_hooks("[[hooks.pre_tool_use]]\nname = \"here\"\ncommand = \"true\"\n");
    project.write(
        "other/.agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\nname = \"there\"\ncommand = \"true\"\n",
    );
    for arguments in [
        &["list"][..],
        &["check"],
        &["explain", "PreToolUse"],
        &["fire", "PreToolUse", "--sample", "--trust-project"],
    ] {
        let mut command = project.command(arguments);
        command.env("HOOKS_PROJECT_DIR", project.path("other"));
        let told = said(&crate::support::fed(&mut command, ""));
        assert!(
            told.contains("HOOKS_PROJECT_DIR is set to"),
            "{arguments:?}: {told}"
        );
        assert!(told.contains("`--project"), "{arguments:?}: {told}");
        assert!(!told.contains("there"), "{arguments:?}: {told}");
        let mut command = project.command(arguments);
        command.env("HOOKS_PROJECT_DIR", project.root());
        let told = said(&crate::support::fed(&mut command, ""));
        assert!(!told.contains("HOOKS_PROJECT_DIR"), "{arguments:?}: {told}");
    }
}
