//! Trust in a project's hooks: only what was trusted runs.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::bridge::{AGENTS, blocks, payload};
use crate::support::{Project, Ran, ended, fed, native_call, script, with_project_hooks};

#[cfg(target_os = "linux")]
mod asked;
mod bad_input;
mod changed;
mod changes;
mod data;
mod decisions;
mod errors;
mod gone;
mod known;
mod partly;
mod permission;
#[cfg(target_os = "linux")]
mod question;
mod shown;
mod store;
mod uncovered;

const GUARD: &str = r#"
[[hooks.pre_tool_use]]
name = "guard"
command = "./guard.sh"
timeout = "5s"
env = { LEVEL = "high" }
"#;

pub(crate) const SCRIPT: &str = "#!/bin/sh\ncat >/dev/null\ntouch guard-ran\n";

/// Makes a project with a guard that lets every call pass and leaves a file where it ran.
pub(crate) fn guarded() -> Project {
    let project = with_project_hooks(GUARD);
    script(&project, "guard.sh", SCRIPT);
    project
}

/// Makes a command that runs the program without a terminal.
fn unattended(project: &Project, arguments: &[&str]) -> Command {
    let run = project.command(arguments);
    let mut command = Command::new("setsid");
    command
        .arg("-w")
        .arg(run.get_program())
        .args(run.get_args());
    command.current_dir(project.root()).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    for (name, value) in run.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

pub(crate) fn run_unattended(project: &Project, arguments: &[&str]) -> Ran {
    ended(unattended(project, arguments).spawn().unwrap())
}

/// Returns the fingerprints of the hooks that wait for a decision.
pub(crate) fn fingerprints(project: &Project) -> Vec<String> {
    let shown = run_unattended(project, &["trust"]).stdout;
    let words = shown.split_whitespace();
    let found = words.filter(|word| word.starts_with("v1:"));
    found.map(str::to_owned).collect()
}

#[track_caller]
fn trust_with(project: &Project, options: &[&str]) {
    let found = fingerprints(project);
    assert!(!found.is_empty());
    let mut arguments = vec!["trust"];
    arguments.extend(options);
    for fingerprint in &found {
        arguments.extend(["--fingerprint", fingerprint]);
    }
    let ran = run_unattended(project, &arguments);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[track_caller]
pub(crate) fn trust(project: &Project) {
    trust_with(project, &[]);
}

pub(crate) fn exec(project: &Project) -> Ran {
    project.run(&["exec", "--report", "--", "touch", "command-ran"])
}

pub(crate) fn fire(project: &Project) -> Value {
    let mut call: Value = serde_json::from_str(&native_call(&["ls"])).unwrap();
    call["cwd"] = json!(project.root());
    let arguments = ["fire", "--format", "json"];
    fed(&mut project.command(&arguments), &call.to_string()).json()
}

pub(crate) fn forget_runs(project: &Project) {
    for name in ["guard-ran", "evil-ran", "command-ran"] {
        let _ = fs::remove_file(project.path(name));
    }
}

#[track_caller]
pub(crate) fn runs(project: &Project, what: &str) {
    forget_runs(project);
    let ran = exec(project);
    assert_eq!(ran.code, Some(0), "{what}: {ran:?}");
    assert!(project.has("guard-ran"), "{what}: {ran:?}");
    assert!(project.has("command-ran"), "{what}: {ran:?}");
    assert!(!project.has("evil-ran"), "{what}: {ran:?}");
    forget_runs(project);
}

/// Checks that every command that runs hooks blocks the call, and that nothing of the project ran.
#[track_caller]
pub(crate) fn is_closed(project: &Project, what: &str) {
    forget_runs(project);
    let ran = exec(project);
    assert_eq!(ran.code, Some(77), "{what}: {ran:?}");
    assert!(ran.stderr.contains("changed"), "{what}: {ran:?}");
    let report = fire(project);
    assert_eq!(report["outcome"], "block", "{what}: {report}");
    let mut rows = report["hooks"].as_array().unwrap().iter();
    assert!(
        rows.any(|row| row["cause"] == "changed"),
        "{what}: {report}"
    );
    let cwd = project.root().display().to_string();
    for agent in AGENTS {
        let payload = payload(agent, &cwd, "ls").to_string();
        let ran = project.run_with(&["bridge", "--speak", agent], &payload);
        assert!(blocks(agent, &ran), "{what}, {agent}: {ran:?}");
        let said = format!("{}{}", ran.stdout, ran.stderr);
        let hint = said.contains("hooks trust");
        assert!(
            !hint || ran.code == Some(0),
            "a model reads it: {what}, {agent}: {ran:?}"
        );
        assert!(
            !ran.stdout.contains("hooks trust"),
            "{what}, {agent}: {ran:?}"
        );
    }
    for name in ["guard-ran", "evil-ran", "command-ran"] {
        assert!(!project.has(name), "{what}: {name}");
    }
}

#[test]
fn a_trusted_hook_runs_and_its_untrusted_neighbour_does_not() {
    let project = guarded();
    let ran = exec(&project);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(!project.has("guard-ran"), "{ran:?}");
    assert!(ran.stderr.contains("hooks trust --project"), "{ran:?}");
    trust(&project);
    runs(&project, "trusted");
    let more = format!("{GUARD}\n[[hooks.pre_tool_use]]\ncommand = \"touch evil-ran\"\n");
    project.write(".agent-hooks/hooks.toml", &more);
    runs(&project, "an update adds a hook");
}
