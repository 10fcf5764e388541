//! Faults in entries that look right, each explained by one command together with its cure.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::support::{Project, Ran};

const HOOKS: &str = ".agent-hooks/hooks.toml";
const PUSH: &str = r#"{"command":"git push origin main"}"#;

fn script(project: &Project, name: &str, text: &str) {
    project.write(name, text);
    fs::set_permissions(project.path(name), fs::Permissions::from_mode(0o755)).unwrap();
}

/// Returns the output of a command, on one line.
fn said(ran: &Ran) -> String {
    let all = format!("{}\n{}", ran.stdout, ran.stderr);
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Explains a push in a trusted project.
fn explained(project: &Project, more: &[&str]) -> String {
    let mut typed = vec!["explain", "PreToolUse", "--tool", "Bash", "--input", PUSH];
    typed.extend(more);
    said(&project.run(&typed))
}

#[test]
fn a_path_that_repeats_the_folder_of_its_entry_is_named_with_the_path_that_was_meant() {
    let project = Project::new();
    project.write(
        ".github/hooks/guard.json",
        r#"{"version":1,"hooks":{"preToolUse":[{"type":"command","bash":"./scripts/guard.sh","cwd":"scripts"}]}}"#,
    );
    script(&project, "scripts/guard.sh", "#!/bin/sh\nexit 0\n");
    let cure = "`cwd` = \"scripts\" in its entry; did you mean `./guard.sh`?";
    let checked = said(&project.run(&["check", ".github/hooks/guard.json"]));
    assert!(checked.contains(cure), "{checked}");
    let told = explained(&project, &["--trust-project"]);
    assert!(told.contains(cure), "{told}");
    let ran = explained(&project, &["--trust-project", "--run"]);
    assert!(ran.contains("where this hook always runs"), "{ran}");
    assert!(!ran.contains("where this call ran"), "{ran}");
}
