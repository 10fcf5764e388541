//! The guards with which people start: README's first guard, and the guards of `examples/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::support::{Project, script};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Returns the first program in README, and the first configuration file that belongs to it.
fn of_readme() -> (String, String) {
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    let block = |begin: &str| {
        let text = &readme[readme.find(begin).unwrap()..];
        text[..text.find("\n```").unwrap()].to_owned() + "\n"
    };
    (
        block("#!/usr/bin/env bash"),
        block("[[hooks.pre_tool_use]]"),
    )
}

/// Checks which of these texts are blocked, both as an argv of a shell and as Claude Code's command.
fn guards_shell_texts(project: &Project, config: &str) {
    for (text, blocked) in [
        ("git push --force", true),
        ("cd x && git  push origin --force", true),
        ("git push -f", true),
        ("true git push", false),
        ("true --force", false),
    ] {
        for shell in [&["sh", "-c"][..], &["bash", "-lc"]] {
            // The command is refused before it runs. If it did run, it would find no git repository.
            let line = format!("PATH=/nowhere; {text} || true");
            let exec = ["exec", "--config", config, "--"];
            let ran = project.run(&[&exec[..], shell, &[&line]].concat());
            assert_eq!(ran.code == Some(77), blocked, "{config} {text}: {ran:?}");
        }
        let payload = json!({
            "session_id": "s", "transcript_path": "/t", "cwd": project.path("."),
            "hook_event_name": "PreToolUse", "tool_name": "Bash",
            "tool_input": {"command": text}, "tool_use_id": "t",
        });
        let ran = project.run_with(
            &["bridge", "--speak", "claude", "--config", config],
            &payload.to_string(),
        );
        let denied = ran.stdout.contains("\"deny\"");
        assert_eq!(denied, blocked, "{config} {text}: {ran:?}");
    }
}

#[test]
fn the_first_guard_in_readme_looks_into_the_text_of_a_shell() {
    let project = Project::new();
    let (program, config) = of_readme();
    script(&project, "no-force-push", &program);
    project.write("hooks.toml", &config);
    guards_shell_texts(&project, "hooks.toml");
}

#[test]
fn the_guards_among_the_examples_look_into_the_text_of_a_shell() {
    let workers = repository().join("examples/workers");
    for (interpreter, script) in [
        ("python3", "no_push.py"),
        ("bash", "no_push.bash"),
        ("node", "no_push.mjs"),
    ] {
        if Command::new(interpreter).arg("--version").output().is_err() {
            continue;
        }
        let project = Project::new();
        let script = workers.join(script);
        project.write(
            "hooks.toml",
            &format!(
                "[[hooks.pre_tool_use]]\nmatcher = \"shell\"\ncommand = [\"{interpreter}\", \"{}\"]\n",
                script.display()
            ),
        );
        guards_shell_texts(&project, "hooks.toml");
    }
    let config = repository().join("examples/hooks.toml");
    guards_shell_texts(&Project::new(), config.to_str().unwrap());
}
