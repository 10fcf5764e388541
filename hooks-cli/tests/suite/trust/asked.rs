//! What `hooks trust` says with its question: files that are data, files that cannot be read, and errors.

use std::fs;
use std::io::Write;

use crate::support::{Project, said, script, told, with_project_hooks};
use crate::terminal::{read_until, terminal};
use crate::trust::question::run_at;
use crate::trust::{run_unattended, trust};

/// Makes a project with a trusted hook whose command names a second file.
fn trusted_with_file(name: &str, text: &str) -> Project {
    let project = with_project_hooks(&format!(
        "[[hooks.pre_tool_use]]\nname = \"audit\"\n\
             command = [\"${{config_dir}}/audit\", \"${{config_dir}}/{name}\"]\nmatcher = \"shell\"\n"
    ));
    script(&project, ".agent-hooks/audit", "#!/bin/sh\ncat >> \"$1\"\n");
    project.write(&format!(".agent-hooks/{name}"), text);
    trust(&project);
    project
}

#[test]
fn a_log_that_ends_the_trust_is_not_called_a_script_and_the_cure_is_named() {
    let project = trusted_with_file("seen.log", "one\n");
    project.write(".agent-hooks/seen.log", "one\ntwo\n");
    let cure = "--data .agent-hooks/seen.log";
    for typed in [&["list"][..], &["explain", "PreToolUse"]] {
        let told = told(&project, typed);
        assert!(
            told.contains("its file `.agent-hooks/seen.log` changed after"),
            "{typed:?}: {told}"
        );
        assert!(told.contains(cure), "{typed:?}: {told}");
    }
    let (mut ours, theirs) = terminal();
    let mut child = run_at(&theirs, &project, &["trust"]);
    let shown = read_until(&mut ours, "[y/N] ", 1);
    assert!(shown.contains(cure), "{shown}");
    ours.write_all(b"n\n").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    // The file is text, and short: it is not shown because it is data.
    let (mut ours, theirs) = terminal();
    let mut child = run_at(
        &theirs,
        &project,
        &["trust", "--data", ".agent-hooks/seen.log"],
    );
    let shown = read_until(&mut ours, "[y/N] ", 1);
    assert!(!shown.contains("64 KiB"), "{shown}");
    assert!(shown.contains("(data: if you say yes"), "{shown}");
    ours.write_all(b"y\n").unwrap();
    read_until(&mut ours, "[y/N] ", 1);
    ours.write_all(b"n\n").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    project.write(".agent-hooks/seen.log", "three\n");
    assert!(!told(&project, &["list"]).contains("changed"));
}

#[test]
fn a_changed_script_is_never_called_data() {
    for (name, text) in [
        ("rules.py", "print()\n"),
        ("rules", "#!/bin/sh\n"),
        ("lib.sh", "x() { :; }\n"),
    ] {
        let project = trusted_with_file(name, text);
        project.write(&format!(".agent-hooks/{name}"), &format!("{text}\n"));
        let told = told(&project, &["list"]);
        assert!(told.contains("its script"), "{name}: {told}");
        assert!(!told.contains("--data"), "{name}: {told}");
    }
    let project = trusted_with_file("seen.log", "one\n");
    project.write(".agent-hooks/seen.log", "two\n");
    script(&project, ".agent-hooks/audit", "#!/bin/sh\nexit 0\n");
    let told = told(&project, &["list"]);
    assert!(told.contains("its script `.agent-hooks/audit`"), "{told}");
}

#[test]
fn trust_names_a_file_that_cannot_be_read_and_an_error_that_stops_its_hooks() {
    let project = Project::new();
    let elsewhere = project.home().join("elsewhere");
    fs::create_dir_all(&elsewhere).unwrap();
    fs::write(elsewhere.join("hooks.toml"), "").unwrap();
    std::os::unix::fs::symlink(&elsewhere, project.path(".agent-hooks")).unwrap();
    let asked = said(&run_unattended(&project, &["trust"]));
    let asked = asked.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        asked.contains("error[unreadable]: is a link that leads out of the project"),
        "{asked}"
    );

    let hook = "[[hooks.pre_tool_use]]\nname = \"guard\"\ncommand = \"exit 2\"\n";
    let project = with_project_hooks(&[hook, hook].concat());
    let (mut ours, theirs) = terminal();
    let mut child = run_at(&theirs, &project, &["trust"]);
    let shown = read_until(&mut ours, "[y/N] ", 1);
    ours.write_all(b"n\n").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = "error in line 5: another hook of `pre_tool_use` in this file is called `guard`";
    assert!(
        shown.contains(sentence) && shown.contains("even if you trust it"),
        "{shown}"
    );
}
