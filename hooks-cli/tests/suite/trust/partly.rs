//! Projects in which only some hooks are trusted, or in which a trusted hook changed.

use std::fs;

use crate::support::{GUARD_SCRIPT, HOOKS, Project, SHELL_GUARD, said, script, with_project_hooks};
use crate::trust::{run_unattended, trust};

/// Makes a project with a trusted guard `g` of the shell and a new hook `h`.
fn half_trusted() -> Project {
    let project = with_project_hooks(
        "[[hooks.pre_tool_use]]\nname = \"g\"\nmatcher = \"shell\"\ncommand = \"true\"\n",
    );
    let listing = project.run(&["trust"]);
    let all = format!("{}{}", listing.stdout, listing.stderr);
    let fingerprint = all
        .split_whitespace()
        .find(|word| word.starts_with("v1:"))
        .unwrap_or_else(|| panic!("{all}"));
    let trusted = project.run(&["trust", "--fingerprint", fingerprint]);
    assert_eq!(trusted.code, Some(0), "{trusted:?}");
    let text = project.read(HOOKS);
    let more = "[[hooks.stop]]\nname = \"h\"\ncommand = \"true\"\n";
    project.write(HOOKS, &format!("{text}{more}"));
    project
}

const FOUR: &str = r#"
[[hooks.pre_tool_use]]
name = "one"
command = "true"

[[hooks.pre_tool_use]]
name = "two"
command = "true"
timeout = "5s"

[[hooks.stop]]
name = "three"
command = "true"
"#;

#[test]
fn a_new_hook_beside_trusted_ones_is_called_new_and_not_its_project_untrusted() {
    let project = half_trusted();
    let fire = ["fire", "Stop", "--sample"];
    let told = said(&project.run(&fire));
    assert!(
        told.contains(
            "did not run: it is new in this project and not trusted yet; to decide about it, type"
        ),
        "{told}"
    );
    assert!(!told.contains("the project is not trusted"), "{told}");
    let listed = said(&project.run(&["list"]));
    assert!(
        listed.contains("untrusted: a hook of a project or plugin that was not trusted yet"),
        "{listed}"
    );
}

#[test]
fn a_changed_guard_blocks_every_call_and_says_that_its_matcher_does_not_count() {
    let project = half_trusted();
    let changed = project
        .read(HOOKS)
        .replacen("\"true\"", "\"true; true\"", 1);
    project.write(HOOKS, &changed);
    for tool in ["shell", "write_file"] {
        let fire = ["fire", "PreToolUse", "--sample", "--tool", tool];
        let ran = project.run(&fire);
        let told = said(&ran);
        assert!(told.contains("PreToolUse: block"), "{tool}: {told}");
        assert!(
            told.contains(
                "until the user decides again, every call of the hook's event is blocked"
            ),
            "{tool}: {told}"
        );
        assert!(
            told.contains("every call is blocked until you decide, whatever its matcher says"),
            "{tool}: {told}"
        );
    }
}

#[test]
fn errors_of_a_file_that_nobody_trusts_are_counted_as_problems_and_not_as_warnings() {
    let project = with_project_hooks("[[hooks.stop]]\ncomand = \"x\"\n");
    let listed = said(&project.run(&["list"]));
    assert!(
        listed.contains(
            "1 problem in files that are not trusted, 1 of them an error: `hooks check` quotes them"
        ),
        "{listed}"
    );
    assert!(!listed.contains("1 warning"), "{listed}");
}

#[test]
fn a_changed_hook_is_not_live_and_what_does_not_run_it_is_said() {
    let toml = "[[hooks.pre_tool_use]]\nname = \"a\"\ncommand = \"true\"\n";
    let project = with_project_hooks(toml);
    trust(&project);
    project.write(".agent-hooks/hooks.toml", &toml.replace("true", "false"));
    let listed = project.run(&["list"]).stdout;
    assert!(listed.contains("1 hook, 0 live"), "{listed}");
    let words = listed.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("`--trust-project` does not run it"),
        "{listed}"
    );
    assert!(words.contains("hooks trust --project"), "{listed}");
    let json = project.run(&["list", "--json"]).json();
    assert_eq!(json["hooks"][0]["live"], false, "{json}");
}

#[test]
fn a_changed_hook_is_listed_as_its_file_has_it_and_with_the_file_that_changed() {
    let project = with_project_hooks(SHELL_GUARD);
    script(&project, GUARD_SCRIPT, "#!/bin/sh\nexit 2\n");
    trust(&project);
    script(&project, GUARD_SCRIPT, "#!/bin/sh\nexit 0\n");
    let listed = said(&project.run(&["list"]));
    assert!(
        listed.contains("its script `.agent-hooks/guard.sh` changed after"),
        "{listed}"
    );
    assert!(
        !listed.contains("  all  ") && !listed.contains("(unusable)"),
        "{listed}"
    );
    assert!(listed.contains("\"shell\""), "{listed}");
    let checked = said(&project.run(&["check"]));
    assert!(
        checked.contains("(scripts not read: changed since you trusted it)"),
        "{checked}"
    );
    assert!(!checked.contains("not trusted yet"), "{checked}");
    assert!(!checked.contains("were not read"), "{checked}");

    fs::remove_file(project.path(GUARD_SCRIPT)).unwrap();
    for typed in [&["list"][..], &["explain", "PreToolUse"]] {
        let ran = said(&project.run(typed));
        assert!(
            ran.contains("its script `.agent-hooks/guard.sh` is not there any more"),
            "{typed:?}: {ran}"
        );
    }
    // With a new command, the hook differs from the hook that was trusted.
    project.write(HOOKS, &SHELL_GUARD.replace("guard.sh", "other.sh"));
    let listed = said(&project.run(&["list"]));
    assert!(!listed.contains("is not there any more"), "{listed}");
    assert!(listed.contains("other.sh"), "{listed}");
}

#[test]
fn list_says_once_for_each_project_what_to_type_about_hooks_that_wait_for_a_decision() {
    let project = with_project_hooks(FOUR);
    let said = project.run(&["list"]).stdout;
    assert_eq!(said.matches("type `hooks trust").count(), 1, "{said}");
    assert_eq!(said.matches("untrusted: see below").count(), 3, "{said}");
    let root = project.root().display().to_string();
    let whole = format!(
        "untrusted: 3 hooks of {root} are not trusted yet; to decide about them, type `hooks trust --project {root}`; to trust the project for one run, add `--trust-project`"
    );
    assert!(said.contains(&whole), "{said}");
    let json = project.run(&["list", "--json"]).json();
    let fix = json["hooks"][2]["fix"].as_str().unwrap();
    assert!(
        fix.starts_with("to decide about it, type `hooks trust"),
        "{fix}"
    );

    trust(&project);
    assert_eq!(
        project.run(&["trust", "revoke", "one", "two"]).code,
        Some(0)
    );
    let said = project.run(&["list"]).stdout;
    assert!(said.contains("revoked: 2 hooks of"), "{said}");
    assert_eq!(said.matches("type `hooks trust").count(), 1, "{said}");

    // If there is only one hook, its facts are shown beside it.
    assert_eq!(project.run(&["trust", "revoke"]).code, Some(0));
    project.write(
        ".agent-hooks/hooks.toml",
        "[[hooks.stop]]\nname = \"new\"\ncommand = \"false\"\n",
    );
    let said = project.run(&["list"]).stdout;
    assert!(!said.contains("see below"), "{said}");
    assert_eq!(said.matches("type `hooks trust").count(), 1, "{said}");
}

#[test]
fn settings_shared_by_all_hooks_of_a_file_are_shown_once_before_trust() {
    let project = with_project_hooks(FOUR);
    let said = run_unattended(&project, &["trust"]).stdout;
    assert_eq!(said.matches("inherits:").count(), 1, "{said}");
    assert_eq!(said.matches("dialect: native\n").count(), 1, "{said}");
    assert_eq!(said.matches("strategy: sequential").count(), 1, "{said}");
    let shared = said.find("each hook below").unwrap();
    assert!(shared < said.find("`one`").unwrap(), "{said}");
    // Facts in which the hooks differ are shown beside each hook.
    assert_eq!(said.matches("timeout: 30 s").count(), 2, "{said}");
    assert_eq!(said.matches("timeout: 5 s").count(), 1, "{said}");
    for internal in ["Standard", "Sequential", "Names", "Some("] {
        assert!(!said.contains(internal), "{internal}: {said}");
    }
    let alone = FOUR.split("\n\n").next().unwrap();
    project.write(".agent-hooks/hooks.toml", alone);
    let said = run_unattended(&project, &["trust"]).stdout;
    assert!(!said.contains("each hook below"), "{said}");
    assert!(said.contains("inherits:"), "{said}");
}
