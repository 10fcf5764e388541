//! Faults that a newcomer makes, each explained by one command.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::support::{Project, fed, said};

mod causes;
mod contents;
mod hooks_toml;
mod looked_for;
mod not_loaded;
mod places;
mod scripts;

const HOOKS: &str = ".agent-hooks/hooks.toml";

fn script(project: &Project, name: &str, text: &str, mode: u32) {
    project.write(name, text);
    let mode = fs::Permissions::from_mode(mode);
    fs::set_permissions(project.path(name), mode).unwrap();
}

fn link(project: &Project, name: &str, target: &str) {
    std::os::unix::fs::symlink(target, project.path(name)).unwrap();
}

#[test]
fn an_entry_of_another_agents_file_without_its_list_or_type_is_shown_how_to_write_it() {
    for (entry, cure) in [
        (
            r#"{ "matcher": "Bash", "command": "exit 2" }"#,
            r#""hooks": [{ "type": "command""#,
        ),
        (
            r#"{ "hooks": [{ "command": "exit 2" }] }"#,
            r#"write "type": "command""#,
        ),
    ] {
        let project = Project::new();
        let file = format!(r#"{{ "hooks": {{ "PreToolUse": [{entry}] }} }}"#);
        project.write(".claude/settings.json", &file);
        for typed in [
            &["check", ".claude/settings.json"][..],
            &["list", "--trust-project"],
            &["explain", "PreToolUse", "--trust-project"],
            &["fire", "PreToolUse", "--sample", "--trust-project"],
        ] {
            let told = said(&project.run(typed));
            assert!(told.contains(cure), "{typed:?}: {told}");
        }
    }
}

#[test]
fn a_slip_in_the_name_of_another_agents_event_is_named_by_explain() {
    let project = Project::new();
    project.write(
        ".claude/settings.json",
        "{\"hooks\":{\"PreTolUse\":[{\"hooks\":[{\"type\":\"command\",\"command\":\"exit 2\"}]}]}}",
    );
    let explain = ["explain", "PreToolUse", "--trust-project"];
    let told = said(&project.run(&explain));
    assert!(told.contains("did you mean `PreToolUse`?"), "{told}");
}
