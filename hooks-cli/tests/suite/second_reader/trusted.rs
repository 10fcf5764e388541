//! Hooks of a project in which only some hooks are trusted.

use super::*;

/// Makes a project with a trusted guard `g` of the shell and a new hook `h`.
fn half_trusted() -> Project {
    let project = Project::new();
    project.write(
        HOOKS,
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

#[test]
fn a_new_hook_beside_trusted_ones_is_called_new_and_not_its_project_untrusted() {
    let project = half_trusted();
    let fire = ["fire", "PreToolUse", "--sample"];
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
    let project = Project::new();
    project.write(HOOKS, "[[hooks.stop]]\ncomand = \"x\"\n");
    let listed = said(&project.run(&["list"]));
    assert!(
        listed.contains(
            "1 problem in files that are not trusted, 1 of them an error: `hooks check` quotes them"
        ),
        "{listed}"
    );
    assert!(!listed.contains("1 warning"), "{listed}");
}
