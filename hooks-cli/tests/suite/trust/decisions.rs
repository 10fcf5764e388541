//! Decisions about trust: what waits for one, what was decided, and when.

use std::fs;

use serde_json::json;

use crate::support::{
    HOOKS, Project, SETTINGS, fed, group, said, script, with_file, with_project_hooks,
    write_settings,
};
use crate::trust::{fingerprints, run_unattended, trust};

#[test]
fn a_renamed_project_is_not_said_to_have_changed() {
    let project = with_file(
        "old/.agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"true\"\n[[hooks.pre_tool_use]]\nname = \"b\"\ncommand = \"true\"\n",
    );
    let old = project.path("old").display().to_string();
    let shown = project.run(&["trust", "--project", &old]).stdout;
    let marks = shown
        .split_whitespace()
        .filter(|word| word.starts_with("v1:"));
    for mark in marks {
        let ran = project.run(&["trust", "--project", &old, "--fingerprint", mark]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    fs::rename(project.path("old"), project.path("new")).unwrap();
    let new = project.path("new").display().to_string();
    let was = format!("the project was at {old} when you trusted it");
    for words in [
        &["list", "--project", &new][..],
        &["check", "--project", &new],
        &["fire", "PreToolUse", "--sample", "--project", &new],
    ] {
        let all = said(&project.run(words));
        assert!(all.contains(&was), "{words:?}: {all}");
        assert!(!all.contains("changed since"), "{words:?}: {all}");
    }
    for words in [
        &["list"][..],
        &["trust"],
        &["trust", "list"],
        &["check", ".agent-hooks/hooks.toml"],
    ] {
        let mut command = project.command(words);
        let all = said(&fed(command.current_dir(project.path("new")), ""));
        assert!(
            all.contains("trusted under another path"),
            "{words:?}: {all}"
        );
        for word in ["changed: ", ": changed", "(changed"] {
            assert!(!all.contains(word), "{words:?}: {all}");
        }
    }
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

#[test]
fn a_project_that_nobody_trusts() {
    let project = Project::new();
    write_settings(&project, "PreToolUse", "Bash", &json!({}));
    let said = project.shown(500, &["list"]);
    assert!(said.contains("untrusted"), "{said}");
    let trust = "hooks trust --project {project}";
    assert!(said.lines().any(|line| line.trim() == trust), "{said}");
    let said = project.shown(140, &["check"]);
    assert!(
        said.contains("`hooks check {project}/.claude/settings.json` reads the scripts too"),
        "{said}"
    );
}

#[test]
fn check_reports_the_same_for_an_undecided_file_as_for_a_trusted_one() {
    let toml = "[[hooks.stop]]\ncommand = \"true\"\ntimeout = 5000\ncomand = \"x\"\n";
    let project = with_project_hooks(toml);
    let findings = |project: &Project| {
        let checked = project.run(&["check", "--json"]);
        let file = checked.json()["files"][0].clone();
        (
            checked.code,
            file["diagnostics"].clone(),
            file["trust"][0]["state"].clone(),
        )
    };
    let (code, found, state) = findings(&project);
    assert_eq!((code, state.as_str()), (Some(1), Some("new")), "{found}");
    let of_code = |code: &str| {
        let all = found.as_array().unwrap().iter();
        all.clone().find(|found| found["code"] == code).unwrap()
    };
    let misspelt = of_code("unknown_key");
    assert_eq!(misspelt["severity"], "error", "{found}");
    assert_eq!(misspelt["line"], 4, "{found}");
    assert_eq!(misspelt["message"], "unknown key `comand`", "{found}");
    assert_eq!(of_code("suspicious_unit")["line"], 3, "{found}");
}

#[test]
fn the_date_of_a_decision_is_whole_at_80_columns() {
    let toml =
        "[[hooks.pre_tool_use]]\nname = \"a-name-that-takes-some-room\"\ncommand = \"true\"\n";
    let project = with_project_hooks(toml);
    trust(&project);
    let mut list = project.command(&["trust", "list"]);
    let listed = fed(list.env("COLUMNS", "80"), "").stdout;
    let stored = project.run(&["trust", "list", "--json"]).stdout;
    let at = stored
        .split("\"at\":\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let at = at.expect("the list tells when");
    assert!(
        listed.lines().any(|line| line.trim() == at),
        "{at}: {listed}"
    );
}

#[test]
fn a_revoked_hook_that_did_not_change_says_so_and_shows_its_script() {
    let hook = "[[hooks.stop]]\nname = \"a\"\ncommand = \"sh .agent-hooks/a.sh\"\n";
    let project = with_project_hooks(hook);
    project.write(".agent-hooks/a.sh", "echo seen\n");
    trust(&project);
    assert_eq!(project.run(&["trust", "revoke"]).code, Some(0));
    let said = run_unattended(&project, &["trust"]).stdout;
    assert!(
        said.contains("it has not changed since you trusted it at 2"),
        "{said}"
    );
    assert!(said.contains("| echo seen"), "{said}");
    assert_eq!(fingerprints(&project).len(), 1);
    fs::write(project.path(".agent-hooks/a.sh"), "echo other\n").unwrap();
    let said = run_unattended(&project, &["trust"]).stdout;
    assert!(said.contains("+ echo other"), "{said}");
    assert!(!said.contains("has not changed"), "{said}");
}

#[test]
fn a_hook_of_the_user_that_names_a_projects_file_is_said_to_be_refused_with_a_cure_that_works() {
    let project = Project::new();
    script(&project, "guard.sh", "#!/bin/sh\nexit 0\n");
    project.write(HOOKS, "[[hooks.stop]]\ncommand = [\"true\"]\n");
    let path = project.path("guard.sh").display().to_string();
    let file = format!("{{\"hooks\":{{\"PreToolUse\":[{}]}}}}", group(&path));
    project.write_home(SETTINGS, &file);
    let cure = "`hooks trust` does not help, because the hook is not the project's: name a copy outside the project, or move the hook \
                into the project's `.agent-hooks/hooks.toml`, or trust the whole project for one run (`--trust-project`)";
    for typed in [
        &["list"][..],
        &["check"],
        &["explain", "PreToolUse"],
        &["explain", "PreToolUse", "--run"],
    ] {
        let told = said(&project.run(typed));
        assert!(told.contains("untrusted_program"), "{typed:?}: {told}");
        assert!(told.contains(cure), "{typed:?}: {told}");
        assert!(!told.contains(", which is /"), "{typed:?}: {told}");
    }
    assert!(said(&project.run(&["list"])).contains("! PreToolUse[0]"));
    // The second cure.
    let fire = ["fire", "PreToolUse", "--sample", "--speak", "claude"];
    let ran = project.run(&[&fire[..], &["--trust-project", "--expect", "proceed"]].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    // The first.
    let copy = project.home().join("guard.sh");
    fs::copy(project.path("guard.sh"), &copy).unwrap();
    let file = file.replace(&path, &copy.display().to_string());
    project.write_home(SETTINGS, &file);
    assert!(said(&project.run(&["list"])).contains("✓ PreToolUse[0]"));
}
