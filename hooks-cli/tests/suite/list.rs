//! `hooks list`: every hook in effective order, why some hooks do not run, and the layout in any terminal.

use std::io::Read;
use std::process::Stdio;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::support::{Project, with_file, with_project_hooks};

mod counts;

const USER: &str = r#"
[[hooks.pre_tool_use]]
name = "guard"
matcher = "shell"
command = ["python3", "${config_dir}/hooks/guard.py", "--strict"]
role = "validate"

[[hooks.pre_tool_use]]
name = "typo"
matcher = "bash"
command = "true"

[[hooks.post_tool_use]]
name = "format"
matcher = ["write_file", "edit_file", "apply_patch"]
command = "cat > /dev/null; npx prettier --write $(git diff --name-only --diff-filter=ACM)"

[[hooks.stop]]
command = "cargo test --quiet"
timeout = "10m"
enabled = false
"#;

const CLAUDE: &str = r#"{
  "hooks": {
    "PreToolUse": [{
      "matcher": "Bash",
      "hooks": [{
        "type": "command",
        "command": "python3 $CLAUDE_PROJECT_DIR/.claude/hooks/guard.py",
        "if": "Bash(git *)"
      }]
    }]
  }
}"#;

pub(crate) fn project() -> Project {
    let project = Project::new();
    project.write_home(".config/agent-hooks/hooks.toml", USER);
    project.write(".claude/settings.json", CLAUDE);
    project
}

/// Returns the listed hooks as JSON.
fn listed(project: &Project, arguments: &[&str]) -> Vec<Value> {
    let ran = project.run(&[&["list", "--json"], arguments].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran:?}");
    ran.json()["hooks"].as_array().cloned().unwrap_or_default()
}

#[test]
fn the_table_fits_terminals_of_80_and_140_columns() {
    let project = Project::new();
    // Remove the test's own folder, whose length decides where lines break.
    project.write("hooks.toml", &USER.replace("${config_dir}/", ""));
    project.write("settings.json", CLAUDE);
    let arguments = [
        "list",
        "--config",
        "hooks.toml",
        "--config",
        "settings.json",
    ];
    for columns in [80, 140] {
        let shown = project.shown(columns, &arguments);
        let widest = shown.lines().map(UnicodeWidthStr::width).max();
        assert!(widest <= Some(columns), "{widest:?}: {shown}");
        insta::assert_snapshot!(format!("list_{columns}"), shown);
    }
}

#[test]
fn a_terminal_of_twenty_columns_gets_entries_and_whole_places() {
    let project = Project::with_hooks(&USER.replace("${config_dir}/", ""));
    let shown = project.shown(20, &["list", "--config", "hooks.toml"]);
    insta::assert_snapshot!("list_20", shown);
    assert!(shown.contains("    hooks.toml:2\n"), "{shown}");
}

#[test]
fn no_place_is_split_at_any_width() {
    let project = project();
    for columns in (10..160).step_by(7) {
        let shown = project.shown(columns, &["list"]);
        for place in ["hooks.toml:2", "hooks.toml:8", "settings.json:5"] {
            let whole = shown.lines().any(|line| line.ends_with(place));
            assert!(whole, "{columns}: {place}: {shown}");
        }
    }
}

#[test]
fn each_hook_that_does_not_run_says_why_and_what_to_type() {
    let project = project();
    let hooks = listed(&project, &[]);
    let told: Vec<Value> = hooks
        .iter()
        .map(|hook| {
            json!([
                hook["id"],
                hook["live"],
                hook["runs"],
                hook["cause"],
                hook["fix"]
            ])
        })
        .collect();
    assert_eq!(
        Value::from(told),
        json!([
            // This hook does not run, because its script is missing.
            [
                "guard",
                true,
                false,
                null,
                "create the file `guard.py`, or correct its path in the entry"
            ],
            ["typo", true, true, null, null],
            ["Stop[0]", false, false, "disabled", null],
            ["format", true, true, null, null],
            [
                "PreToolUse[0]",
                false,
                false,
                "untrusted",
                format!(
                    "to decide about it, type `hooks trust --project {}`; to trust the project for one run, add \
                     `--trust-project` to this command",
                    project.root().display()
                )
            ],
        ])
    );
    let trusted = listed(&project, &["--trust-project"]);
    assert_eq!(
        trusted[4]["live"],
        json!(true),
        "what it says to type works"
    );
}

#[test]
fn json_has_every_fact_of_a_hook() {
    let project = project();
    let hooks = listed(&project, &[]);
    let theirs = &hooks[4];
    assert_eq!(theirs["matcher"], json!("\"Bash\""));
    assert_eq!(theirs["conditions"], json!({ "if": "Bash(git *)" }));
    assert_eq!(theirs["timeout_ms"], json!(600_000));
    assert_eq!(
        (&theirs["scope"], &theirs["dialect"]),
        (&json!("project"), &json!("claude"))
    );
    assert_eq!(theirs["line"], json!(5));
    assert_eq!(
        hooks[0]["command"][1],
        json!(project.home().join(".config/agent-hooks/hooks/guard.py"))
    );
    assert_eq!(hooks[3]["background"], json!(true));
}

#[test]
fn a_broken_file_is_named_and_the_rest_is_listed() {
    let project = project();
    project.write(
        ".agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\ncomand = 1\n",
    );
    let shown = project.shown(80, &["list", "--trust-project"]);
    assert!(shown.contains("guard"), "{shown}");
    assert!(
        shown.contains("no hook runs until that is fixed"),
        "{shown}"
    );
}

#[test]
fn without_hooks_it_says_where_it_looked_and_what_next() {
    let project = Project::new();
    let shown = project.shown(80, &["list"]);
    assert!(
        shown.contains("~/.config/agent-hooks/hooks.toml"),
        "{shown}"
    );
    assert!(shown.contains("`hooks init`"), "{shown}");
}

#[test]
fn a_reader_that_closes_the_pipe_early_is_not_an_error() {
    let project = project();
    for arguments in [
        &["list"][..],
        &["list", "--json"],
        &["list", "--places"],
        &["check", "settings.json"],
        &["check", "--why", "exit_one"],
        &["explain", "Stop"],
        &["explain", "Stop", "--run"],
        &["fire", "Stop", "--sample", "--show-io"],
        &["fire", "Stop", "--sample", "--print"],
        &["exec", "--report", "--config", "quiet.toml", "--", "true"],
        &["trust", "list"],
        &["trust", "list", "--json"],
        &["bridge", "status"],
        &["bridge", "install", "--for", "claude", "--dry-run"],
        &["schema"],
        &["completions", "bash"],
        &["--help"],
    ] {
        project.write("settings.json", CLAUDE);
        project.write("quiet.toml", "[[hooks.stop]]\ncommand = \"true\"\n");
        let mut command = project.command(arguments);
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut child = command
            .stdout(writer)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut stderr)
            .unwrap();
        assert_eq!(
            child.wait().unwrap().code(),
            Some(0),
            "{arguments:?}: {stderr}"
        );
        assert!(!stderr.contains("cannot write"), "{stderr}");
    }
}

#[test]
fn names_from_strangers_cannot_act_on_the_terminal() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"a\\u001b[2J\\nb\"\ncommand = \"echo \\u001b[2J\"\n",
    );
    let shown = project.shown(80, &["list", "--config", "hooks.toml"]);
    assert!(!shown.contains('\u{1b}'), "{shown:?}");
}

/// A command that a stranger would like the user to copy.
const FORGED: &str = "hooks trust --fingerprint v1:00";

/// Panics if the forged command has a line of its own.
#[track_caller]
fn assert_not_lifted(shown: &str) {
    assert!(shown.contains("v1:00"), "{shown}");
    let is_alone = |line: &str| line.trim().starts_with(FORGED);
    assert!(!shown.lines().any(is_alone), "{shown}");
}

#[cfg(unix)]
#[test]
fn a_command_in_the_name_of_a_file_that_is_not_read_gets_no_line_of_its_own() {
    let project = with_file(&format!(".agent-hooks/a `{FORGED}`; b.toml"), "");
    for columns in [40, 80, 140] {
        assert_not_lifted(&project.shown(columns, &["list"]));
    }
}

#[cfg(unix)]
#[test]
fn a_command_in_the_path_of_a_program_gets_no_line_of_its_own() {
    let project = Project::new();
    let name = format!("a` `{FORGED}`; b");
    project.write(&name, "#!/bin/sh\n");
    project.write(
        "hooks.toml",
        &format!("[[hooks.stop]]\ncommand = [\"${{config_dir}}/{name}\"]\n"),
    );
    for columns in [40, 80, 140] {
        assert_not_lifted(&project.shown(columns, &["list", "--config", "hooks.toml"]));
    }
}

#[cfg(unix)]
#[test]
fn a_command_in_the_name_of_an_inner_folder_gets_no_line_of_its_own() {
    let project = with_project_hooks("");
    let inner = format!("a` `{FORGED}`; b");
    let hooks = "[[hooks.stop]]\ncommand = \"true\"\n".repeat(2);
    project.write(&format!("{inner}/.agent-hooks/hooks.toml"), &hooks);
    for columns in [40, 80, 140] {
        let mut list = project.command(&["list"]);
        list.current_dir(project.path(&inner));
        list.env("COLUMNS", columns.to_string());
        assert_not_lifted(&project.without_paths(&crate::support::fed(&mut list, "")));
    }
}
