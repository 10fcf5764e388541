//! What a user decided or wrote about a hook in one folder or file, and expects to count in another: each command says
//! that it does not, and what to do.

use std::fs;
use std::path::PathBuf;

use crate::support::{Project, fed, said, with_settings};
use crate::trust::{guarded, trust};

/// Copies the files of a project to another folder, as a clone or a worktree has them.
fn cloned(project: &Project, files: &[&str]) -> PathBuf {
    let clone = project.root().with_file_name("clone");
    for file in files {
        let to = clone.join(file);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(project.path(file), to).unwrap();
    }
    clone
}

fn run_in(clone: &PathBuf, project: &Project, typed: &[&str]) -> String {
    let mut command = project.command(typed);
    command.current_dir(clone);
    said(&fed(&mut command, ""))
}

const COMMANDS: [&[&str]; 4] = [
    &["list"],
    &["explain", "PreToolUse"],
    &["check"],
    &["fire", "PreToolUse", "--sample"],
];

#[test]
fn a_hook_that_is_trusted_in_another_folder_names_that_folder() {
    let project = guarded();
    trust(&project);
    let clone = cloned(&project, &[".agent-hooks/hooks.toml", "guard.sh"]);
    let place = project.root().display().to_string();
    let sentence = format!("trusted in {place}, but trust is for one folder");
    for typed in [COMMANDS.as_slice(), &[&["trust"]]].concat() {
        let told = run_in(&clone, &project, typed);
        assert!(told.contains(&sentence), "{typed:?}: {told}");
        let told = said(&project.run(typed));
        assert!(
            !told.contains("trust is for one folder"),
            "{typed:?}: {told}"
        );
    }
    // A script that differs is a different hook.
    fs::write(clone.join("guard.sh"), "exit 0").unwrap();
    for typed in COMMANDS {
        let told = run_in(&clone, &project, typed);
        assert!(
            !told.contains("trust is for one folder"),
            "{typed:?}: {told}"
        );
    }
}

#[test]
fn hooks_of_another_agent_and_several_hooks_name_the_other_folder_too() {
    let project = with_settings(
        r#"{"hooks":{"PreToolUse":[{"hooks":[
            {"type":"command","command":"\"$CLAUDE_PROJECT_DIR\"/guard.sh"},
            {"type":"command","command":"true"}]}]}}"#,
    );
    project.write("guard.sh", "exit 0");
    trust(&project);
    let clone = cloned(&project, &[".claude/settings.json", "guard.sh"]);
    let place = project.root().display().to_string();
    let sentence = format!("trusted in {place}, but trust is for one folder");
    for typed in COMMANDS {
        let told = run_in(&clone, &project, typed);
        assert!(told.contains(&sentence), "{typed:?}: {told}");
    }
    // The list prints the sentence once for both hooks.
    let told = run_in(&clone, &project, &["list"]);
    assert_eq!(told.matches(&sentence).count(), 1, "{told}");
}

#[test]
fn a_clone_with_more_hooks_does_not_say_that_all_are_trusted_in_the_other_folder() {
    let project = guarded();
    trust(&project);
    let file = ".agent-hooks/hooks.toml";
    let clone = cloned(&project, &[file, "guard.sh"]);
    let text = fs::read_to_string(clone.join(file)).unwrap();
    let more = "[[hooks.stop]]\nname = \"evil\"\ncommand = \"true\"\n";
    fs::write(clone.join(file), format!("{text}\n{more}")).unwrap();
    let place = project.root().display().to_string();
    for typed in [COMMANDS.as_slice(), &[&["trust"]]].concat() {
        let told = run_in(&clone, &project, typed);
        assert!(!told.contains("the same hooks are"), "{typed:?}: {told}");
    }
    let told = run_in(&clone, &project, &["fire", "PreToolUse", "--sample"]);
    let part = format!("1 of the 2 hooks is trusted in {place}, but trust is for one folder");
    assert!(told.contains(&part), "{told}");
    // A file that cannot be read might hold more hooks.
    fs::write(clone.join(file), text).unwrap();
    fs::create_dir(clone.join(".claude")).unwrap();
    fs::write(clone.join(".claude/settings.json"), "{\"hooks\":").unwrap();
    let told = run_in(&clone, &project, &["fire", "PreToolUse", "--sample"]);
    assert!(told.contains("unusable file"), "{told}");
    assert!(!told.contains("did not run: the same"), "{told}");
}

#[test]
fn a_disabled_entry_says_that_it_switches_off_no_hook_of_another_file() {
    let project = Project::new();
    let scan =
        "[[hooks.pre_tool_use]]\nname = \"scan\"\ncommand = [\"true\"]\nmatcher = \"shell\"\n";
    let off = format!("{scan}enabled = false\n");
    project.write_home(".config/agent-hooks/hooks.toml", scan);
    project.write(".agent-hooks/hooks.toml", &off);
    let at_entry = "`enabled = false` switches off this entry only: the user's hook `scan` (";
    let cure = "the project's file cannot switch off the user's hook; to switch it off, write `enabled = false` in its own entry";
    let at_hook = "this hook runs although the project's hook of the same name (";
    for typed in [&["list"][..], &["explain", "PreToolUse"], &["check"]] {
        let told = said(&project.run(typed));
        for sentence in [at_entry, cure, at_hook] {
            assert_eq!(
                told.matches(sentence).count(),
                1,
                "{typed:?}: {sentence}: {told}"
            );
        }
    }
    let told = said(&project.run(&["fire", "PreToolUse", "--sample"]));
    assert!(!told.contains(at_hook), "not in each run: {told}");
    // The entry does not concern a hook with a different name or a different event.
    for other in [
        off.replace("scan", "other"),
        off.replace("pre_tool_use", "stop"),
    ] {
        project.write(".agent-hooks/hooks.toml", &other);
        let told = said(&project.run(&["check"]));
        assert!(!told.contains("switches off this entry only"), "{told}");
    }
}
