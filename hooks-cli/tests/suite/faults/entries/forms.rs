//! An entry in another agent's form is named, with the form to write, by each command and before any decision.

use crate::support::{Project, said, with_file};

const NESTED: &str = r#"{"version":1,"hooks":{"beforeShellExecution":[{"matcher":"SECRET","hooks":[{"type":"command","command":"SECRET"}]}]}}"#;

#[test]
fn an_untrusted_entry_in_claude_codes_form_is_explained_by_list_explain_and_check() {
    let project = with_file(".cursor/hooks.json", NESTED);
    let message =
        "this is Claude Code's form of an entry; in Cursor `command` is directly in the entry";
    let cure = r#"write { "matcher": "...", "command": "..." }"#;
    for typed in [&["list"][..], &["explain", "PreToolUse"], &["check"]] {
        let told = said(&project.run(typed));
        assert!(told.contains(message), "{typed:?}: {told}");
        assert!(told.contains(cure), "{typed:?}: {told}");
    }
    let told = said(&project.run(&["explain", "PreToolUse"]));
    assert!(!told.contains("SECRET"), "nothing is quoted: {told}");
}

#[test]
fn check_advises_no_decision_about_a_hook_that_cannot_be_trusted() {
    let project = with_file(".cursor/hooks.json", NESTED);
    let told = said(&project.run(&["check"]));
    let state = "its entry has an error (see above), so the hook can neither be trusted nor run";
    assert!(told.contains(state), "{told}");
    let later = "correct the errors above first; then, to decide, type";
    assert!(told.contains(later), "{told}");
    assert!(!told.contains("reads the scripts too"), "{told}");
    assert!(!told.contains("scripts not read"), "{told}");
    // Beside a hook that can be trusted, the decision is advised.
    let two = NESTED.replace("[{\"matcher\"", "[{\"command\":\"true\"},{\"matcher\"");
    project.write(".cursor/hooks.json", &two);
    let told = said(&project.run(&["check"]));
    assert!(told.contains(state), "{told}");
    assert!(!told.contains(later), "{told}");
    assert!(told.contains("to decide, type"), "{told}");
}

#[test]
fn the_form_of_another_agent_in_hooks_toml_is_named() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nhooks = [{ type = \"command\", command = \"x\" }]\n\
         [[hooks.stop]]\nbash = \"x\"\n",
    );
    let told = said(&project.run(&["check", "hooks.toml"]));
    for sentence in [
        "that is another agent's form of an entry; here `command` is directly below the header",
        "its name here is `command`: `command = [\"bash\", \"-c\", \"...\"]`",
    ] {
        assert!(told.contains(sentence), "{told}");
    }
}
