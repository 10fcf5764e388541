//! The user's own hooks in a cloned repository never start programs of that repository.

use serde_json::{Value, json};

use crate::support::{Project, said, script, with_file, write_script};

const USER_FILE: &str = ".config/agent-hooks/hooks.toml";

/// Makes a cloned repository whose programs leave a file where they run.
fn clone() -> Project {
    let project = with_file(".git/HEAD", "ref: refs/heads/main\n");
    for program in ["guard.sh", ".claude/hooks/x.sh", "sub/guard.sh"] {
        script(&project, program, "#!/bin/sh\ntouch \"$HOME/canary\"\n");
    }
    project
}

fn canary(project: &Project) -> bool {
    project.home().join("canary").exists()
}

/// Commands in a user's file that name the repository's program.
const COMMANDS: &[&str] = &[
    r#"["./guard.sh"]"#,
    r#"["bash", "./guard.sh"]"#,
    r#"["bash", "-c", "./guard.sh x"]"#,
    r#""./guard.sh""#,
    r#""bash ./guard.sh""#,
    r#""bash \"$PWD/guard.sh\"""#,
    r#""bash \"$HOOKS_PROJECT_DIR/guard.sh\"""#,
    r#""cd sub && ./guard.sh""#,
    r#""PATH=$PWD:$PATH; guard.sh""#,
    r#""env PATH=.:$PATH guard.sh""#,
    r#"["env", "PATH=.:/usr/bin:/bin", "guard.sh"]"#,
    r#""$'./gu\\x61rd.sh'""#,
    r#""./g*.sh""#,
    r#""bash ./{other,guard}.sh""#,
];

fn user_hook(command: &str) -> String {
    format!(
        "[[hooks.pre_tool_use]]\nname = \"guard\"\non_failure = \"proceed\"\ncommand = {command}\n"
    )
}

/// Returns a call in the repository.
fn call(project: &Project) -> String {
    json!({
        "session_id": "s", "cwd": project.root(),
        "hook_event": {
            "event_type": "pre_tool_use", "tool_name": "shell",
            "tool_input": { "command": ["ls"] },
        },
    })
    .to_string()
}

#[test]
fn a_user_s_relative_program_never_runs_the_repository_s_file() {
    for command in COMMANDS {
        let project = clone();
        project.write_home(USER_FILE, &user_hook(command));
        let ran = project.run(&["exec", "--", "touch", "ran"]);
        assert_eq!(ran.code, Some(77), "{command} {ran:?}");
        assert!(
            ran.stderr.contains("untrusted_program"),
            "{command} {ran:?}"
        );
        assert!(ran.stderr.contains("guard.sh"), "{command} {ran:?}");
        assert!(!project.has("ran") && !canary(&project), "{command}");
    }
}

#[test]
fn a_user_s_worker_never_is_or_names_the_repository_s_file() {
    for command in COMMANDS {
        let project = clone();
        let hook = user_hook(command) + "launch = \"worker\"\n";
        project.write_home(USER_FILE, &hook);
        let ran = project.run(&["exec", "--", "touch", "ran"]);
        assert_eq!(ran.code, Some(77), "{command} {ran:?}");
        assert!(
            ran.stderr.contains("untrusted_program"),
            "{command} {ran:?}"
        );
        assert!(!project.has("ran") && !canary(&project), "{command}");
        let report = project.run_with(&["fire", "--format", "json"], &call(&project));
        let report = report.json();
        assert_eq!(report["outcome"], "block", "{command}");
        assert_eq!(report["hooks"][0]["cause"], "untrusted_program", "{report}");
        assert!(!canary(&project), "{command}");
    }
}

#[test]
fn fire_reports_it_as_a_failure_that_blocks() {
    let project = clone();
    project.write_home(USER_FILE, &user_hook(r#"["./guard.sh"]"#));
    let ran = project.run_with(&["fire", "--format", "json"], &call(&project));
    let report = ran.json();
    assert_eq!(report["outcome"], "block");
    let row = &report["hooks"][0];
    assert_eq!(
        (&row["status"], &row["cause"], &row["outcome"]),
        (
            &json!("failed"),
            &json!("untrusted_program"),
            &json!("block")
        )
    );
    assert!(!canary(&project));
}

#[test]
fn elsewhere_than_on_a_gate_the_hook_fails_and_nothing_runs() {
    let project = clone();
    let hook = "[[hooks.session_start]]\nname = \"hello\"\ncommand = [\"./guard.sh\"]\n";
    project.write_home(USER_FILE, hook);
    let payload = json!({
        "session_id": "s", "cwd": project.root(),
        "hook_event": { "event_type": "session_start", "source": "startup" },
    });
    let ran = project.run_with(&["fire", "--format", "json"], &payload.to_string());
    let report = ran.json();
    assert_eq!(report["outcome"], "proceed");
    assert_eq!(report["hooks"][0]["cause"], "untrusted_program");
    assert!(!canary(&project));
}

#[test]
fn the_bridge_answers_with_its_agent_s_own_block() {
    let project = clone();
    project.write_home(USER_FILE, &user_hook(r#""bash ./guard.sh""#));
    let payload = json!({
        "session_id": "s", "transcript_path": "/t", "cwd": project.root(),
        "hook_event_name": "PreToolUse", "tool_name": "Bash",
        "tool_input": { "command": "ls" }, "tool_use_id": "t1",
    });
    let ran = project.run_with(&["bridge", "--speak", "claude"], &payload.to_string());
    let said: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        said["hookSpecificOutput"]["permissionDecision"], "deny",
        "{ran:?}"
    );
    assert!(ran.stdout.contains("guard.sh"), "{ran:?}");
    assert!(!canary(&project));
}

#[test]
fn other_agents_user_files_are_held_to_it_too() {
    for command in [
        ".claude/hooks/x.sh",
        "$CLAUDE_PROJECT_DIR/.claude/hooks/x.sh",
        "\"$CLAUDE_PROJECT_DIR\"/.claude/hooks/x.sh --strict",
        "bash \"${CLAUDE_PROJECT_DIR:-.}/.claude/hooks/x.sh\"",
        "bash $(git rev-parse --show-toplevel)/.claude/hooks/x.sh",
    ] {
        let project = clone();
        let settings = json!({ "hooks": { "PreToolUse": [
            { "matcher": "Bash", "hooks": [{ "type": "command", "command": command }] },
        ] } });
        project.write_home(".claude/settings.json", &settings.to_string());
        let ran = project.run(&["exec", "--", "touch", "ran"]);
        assert_eq!(ran.code, Some(77), "{command} {ran:?}");
        assert!(
            ran.stderr.contains("untrusted_program"),
            "{command} {ran:?}"
        );
        assert!(!project.has("ran") && !canary(&project), "{command}");
    }
}

#[test]
fn a_named_file_and_a_trusted_project_are_the_user_s_word() {
    for arguments in [
        &[
            "exec",
            "--config",
            "../home/.config/agent-hooks/hooks.toml",
            "--",
            "true",
        ][..],
        &["exec", "--project=.", "--trust-project", "--", "true"],
    ] {
        let project = clone();
        project.write_home(USER_FILE, &user_hook(r#"["./guard.sh"]"#));
        let ran = project.run(arguments);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(canary(&project), "{ran:?}");
    }
}

#[test]
fn a_user_s_own_program_runs_in_the_repository() {
    let project = clone();
    let program = project.home().join("guard.sh");
    write_script(&program, "#!/bin/sh\ntouch \"$HOME/mine\"\n", 0o755);
    let command = format!("[{:?}, \"--root\", \".\"]", program.to_str().unwrap());
    project.write_home(USER_FILE, &user_hook(&command));
    let ran = project.run(&["exec", "--", "true"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(project.home().join("mine").exists());
}

/// A hook of the repository. With it, the repository is a project that waits for a decision.
const OF_PROJECT: &str = "[[hooks.stop]]\ncommand = \"true\"\n";

#[test]
fn a_path_in_a_comment_is_no_reason_and_a_path_behind_a_comment_is() {
    for (command, is_refused) in [
        ("true # PATH", false),
        ("# PATH\ntrue", false),
        ("# a check\nPATH", true),
        ("echo '#'; PATH", true),
        ("echo a#b; PATH", true),
    ] {
        let project = clone();
        project.write(".agent-hooks/hooks.toml", OF_PROJECT);
        let path = project.path("guard.sh").display().to_string();
        let command = command.replace("PATH", &path);
        project.write_home(USER_FILE, &user_hook(&format!("{command:?}")));
        let checked = said(&project.run(&["check"]));
        let fired = said(&project.run(&["explain", "PreToolUse", "--run"]));
        for told in [checked, fired] {
            assert_eq!(
                told.contains("untrusted_program"),
                is_refused,
                "{command}: {told}"
            );
        }
        assert!(!canary(&project), "{command}");
    }
    // A list of words has no comments.
    let project = clone();
    project.write(".agent-hooks/hooks.toml", OF_PROJECT);
    let path = project.path("guard.sh").display().to_string();
    project.write_home(
        USER_FILE,
        &user_hook(&format!("[\"env\", \"#\", {path:?}]")),
    );
    let checked = said(&project.run(&["check"]));
    assert!(checked.contains("untrusted_program"), "{checked}");
}

#[test]
fn every_command_foresees_the_refusal_of_a_relative_program_and_names_a_cure_for_every_project() {
    for (command, is_json) in [
        (
            "[\"bash\", \"-c\", \"if [ -x ./guard.sh ]; then exec ./guard.sh; fi\"]",
            false,
        ),
        ("./guard.sh", true),
    ] {
        let project = clone();
        match is_json {
            false => project.write_home(USER_FILE, &user_hook(command)),
            true => {
                let settings = json!({ "hooks": { "PreToolUse": [
                    { "matcher": "Bash", "hooks": [{ "type": "command", "command": command }] },
                ] } });
                project.write_home(".claude/settings.json", &settings.to_string());
            }
        }
        for typed in [
            &["list"][..],
            &["check"],
            &["explain", "PreToolUse"],
            &["explain", "PreToolUse", "--run"],
            &["explain", "PreToolUse", "--json"],
            &["fire", "PreToolUse", "--sample"],
        ] {
            let told = said(&project.run(typed));
            for part in [
                "untrusted_program",
                "`./guard.sh`",
                "name it by its absolute path",
                "move the hook into the project's `.agent-hooks/hooks.toml`",
                "`--project FOLDER --trust-project`",
            ] {
                assert!(told.contains(part), "{typed:?}: {part}: {told}");
            }
            let cures = told.matches("name it by its absolute path").count();
            // JSON gives it in the row and among the remarks.
            let expected = if typed.contains(&"--json") { 2 } else { 1 };
            assert_eq!(cures, expected, "{typed:?}: {told}");
        }
        assert!(said(&project.run(&["list"])).contains("0 live"));
        let explained = said(&project.run(&["explain", "PreToolUse"]));
        assert!(explained.contains("cannot start -> block"), "{explained}");
        assert!(!canary(&project));
        // Each of the cures for every project works.
        let once = [
            "explain",
            "PreToolUse",
            "--run",
            "--project",
            ".",
            "--trust-project",
        ];
        let told = said(&project.run(&once));
        assert!(
            !told.contains("untrusted_program") && canary(&project),
            "{told}"
        );
    }
}
