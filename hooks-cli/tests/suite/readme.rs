//! Types in an empty folder what README says to type: four hooks are written, tried and tested.

use std::fs;
use std::path::Path;

use crate::support::{Project, script};

/// Returns the code blocks of README in one language.
fn blocks(language: &str) -> Vec<String> {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = fs::read_to_string(readme).unwrap();
    let begin = format!("```{language}\n");
    let blocks = readme.split(begin.as_str()).skip(1);
    blocks
        .map(|block| block.split("\n```").next().unwrap_or_default().to_owned() + "\n")
        .collect()
}

/// Makes a folder with README's hooks: its programs, each named by its second line, and their `hooks.toml`.
fn written() -> Project {
    let project = Project::new();
    for block in blocks("sh").iter().chain(&blocks("python")) {
        let mut lines = block.lines();
        let is_program = lines.next().is_some_and(|line| line.starts_with("#!"));
        let Some((name, _)) = lines
            .next()
            .filter(|_| is_program)
            .and_then(|line| line.split_once(':'))
        else {
            continue;
        };
        let path = format!(".agent-hooks/{}", name.trim_start_matches("# "));
        script(&project, &path, block);
    }
    let config: String = blocks("toml")
        .into_iter()
        .filter(|block| block.contains("[[hooks."))
        .collect();
    project.write(".agent-hooks/hooks.toml", &config);
    project
}

fn expect(project: &Project, outcome: &str, arguments: &[&str]) {
    let fire = ["fire", "--sample", "--expect", outcome, "--trust-project"];
    let ran = project.run(&[&fire[..], arguments].concat());
    assert_eq!(
        ran.code,
        Some(0),
        "{arguments:?}: {}{}",
        ran.stdout,
        ran.stderr
    );
}

#[test]
fn the_hooks_of_the_readme_work_as_described() {
    let project = written();
    let checked = project.run(&["check", ".agent-hooks/hooks.toml"]);
    assert_eq!(checked.code, Some(0), "{checked:?}");
    assert!(!checked.stdout.contains("warning["), "{}", checked.stdout);
    assert!(checked.stdout.contains("5 hooks"), "{}", checked.stdout);

    for (command, outcome) in [
        ("git push --force", "block"),
        ("bash -c 'git push --force'", "block"),
        ("git push", "proceed"),
    ] {
        expect(
            &project,
            outcome,
            &["PreToolUse", "--set", &format!("command={command}")],
        );
    }
    for (tool, path, outcome) in [
        ("write_file", "/etc/passwd", "block"),
        ("write_file", "../other/x", "block"),
        ("edit_file", "src/main.rs", "proceed"),
        ("Write", "/etc/passwd", "block"),
    ] {
        let set = format!("file_path={path}");
        expect(
            &project,
            outcome,
            &["PreToolUse", "--tool", tool, "--set", &set],
        );
    }
    let npm = [
        "fire",
        "PreToolUse",
        "--sample",
        "--json",
        "--trust-project",
        "--set",
        "command=npm install left-pad",
    ];
    let report = project.run(&npm).json();
    assert_eq!(report["outcome"], "modify", "{report:#}");
    assert_eq!(
        report["content"]["command"][2], "pnpm install left-pad",
        "{report:#}"
    );
    project.write("a.py", "x=1\n");
    expect(
        &project,
        "proceed",
        &[
            "PostToolUse",
            "--tool",
            "write_file",
            "--set",
            "file_path=a.py",
        ],
    );
    script(&project, "run-tests", "#!/bin/sh\nexit 1\n");
    expect(&project, "block", &["Stop"]);
    expect(
        &project,
        "proceed",
        &["Stop", "--set", "stop_hook_active=true"],
    );
    project.write("run-tests", "#!/bin/sh\nexit 0\n");
    expect(&project, "proceed", &["Stop"]);
    // A session can run in a folder below the project's root.
    project.write("below/x", "");
    let fire = [
        "fire",
        "--sample",
        "--expect",
        "proceed",
        "--trust-project",
        "Stop",
    ];
    let below = project
        .command(&fire)
        .current_dir(project.path("below"))
        .output()
        .unwrap();
    assert_eq!(below.status.code(), Some(0), "{below:?}");
    let without = std::process::Command::new(project.path(".agent-hooks/tests-before-stop"))
        .current_dir(project.root())
        .env_remove("HOOKS_PROJECT_DIR")
        .stdin(std::process::Stdio::null())
        .status()
        .unwrap();
    assert_eq!(without.code(), Some(0));
}
