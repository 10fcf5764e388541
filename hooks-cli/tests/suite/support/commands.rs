//! Commands that many tests type, and what they print.

use super::{Project, Ran};

pub(crate) const CHECK: &[&str] = &["check", "hooks.toml"];
pub(crate) const CHECK_SETTINGS: &[&str] = &["check", ".claude/settings.json"];
pub(crate) const EXPLAIN: &[&str] = &["explain", "PreToolUse", "--config", "hooks.toml"];
pub(crate) const EXPLAIN_TRUSTED: &[&str] = &["explain", "PreToolUse", "--trust-project"];
pub(crate) const FIRE: &[&str] = &["fire", "PreToolUse", "--sample", "--config", "hooks.toml"];
pub(crate) const RUN: &[&str] = &["explain", "PreToolUse", "--config", "hooks.toml", "--run"];
pub(crate) const RUN_TRUSTED: &[&str] = &["explain", "PreToolUse", "--run", "--trust-project"];
pub(crate) const RUN_PUSH: &[&str] = &[
    "explain",
    "PreToolUse",
    "--set",
    "command=git push",
    "--run",
    "--trust-project",
];

/// A call whose command is a list of words.
pub(crate) const REMOVE_ALL: &[&str] = &["--input", r#"{"command":["rm","-rf","/"]}"#];

/// Returns the text on one line.
pub(crate) fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns all that a command printed, on one line.
pub(crate) fn said(ran: &Ran) -> String {
    on_one_line(&format!("{}\n{}", ran.stdout, ran.stderr))
}

/// Runs a command and returns all that it prints, on one line.
pub(crate) fn told(project: &Project, arguments: &[&str]) -> String {
    said(&project.run(arguments))
}

/// Returns the output of each of these commands.
pub(crate) fn told_by(project: &Project, commands: &[&[&str]]) -> Vec<String> {
    let of_one = |arguments: &&[&str]| told(project, arguments);
    commands.iter().map(of_one).collect()
}

/// Runs a command on Claude Code's settings as a file that the user names.
pub(crate) fn told_of_settings(project: &Project, arguments: &[&str]) -> String {
    told(
        project,
        &[arguments, &["--config", ".claude/settings.json"]].concat(),
    )
}

/// Returns the output of `hooks check` for a hooks.toml.
pub(crate) fn checked(toml: &str) -> String {
    told(&Project::with_hooks(toml), CHECK)
}

/// Runs the hooks of a trusted project at an event, with more arguments.
pub(crate) fn explained(project: &Project, event: &str, more: &[&str]) -> String {
    let run = ["explain", event, "--trust-project", "--run"];
    told(project, &[&run, more].concat())
}

/// Runs the hooks for a push, or for an event without a call of a tool.
pub(crate) fn push_explained(project: &Project, event: &str) -> String {
    match event {
        "PreToolUse" | "PostToolUse" => {
            let push = ["--tool", "shell", "--set", "command=git push"];
            explained(project, event, &push)
        }
        _ => explained(project, event, &[]),
    }
}

/// Runs the hooks for a call of this tool with this input.
pub(crate) fn call_explained(project: &Project, tool: &str, input: &str) -> String {
    explained(project, "PreToolUse", &["--tool", tool, "--input", input])
}

/// Explains a push as a call of Claude Code's tool, with more arguments.
pub(crate) fn bash_push_explained(project: &Project, more: &[&str]) -> String {
    let push = r#"{"command":"git push origin main"}"#;
    let explain = ["explain", "PreToolUse", "--tool", "Bash", "--input", push];
    told(project, &[&explain, more].concat())
}

/// Checks that a text has all of these parts.
#[track_caller]
pub(crate) fn assert_holds(told: &str, parts: &[&str]) {
    for part in parts {
        assert!(told.contains(part), "no {part:?} in {told}");
    }
}
