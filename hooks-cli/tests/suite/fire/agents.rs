//! `hooks fire` with the hook files of other agents.

use serde_json::json;

use crate::support::{Project, native_call, with_file};

/// Makes a project with a guard in every agent's own file.
fn with_foreign_guards() -> Project {
    let project = Project::new();
    let group = json!([{ "hooks": [{ "type": "command", "command": "echo no >&2; exit 2" }] }]);
    let flat = json!([{ "command": "echo no >&2; exit 2" }]);
    let copilot = json!([{ "type": "command", "bash": "echo no >&2; exit 2" }]);
    for (file, config) in [
        (
            ".claude/settings.json",
            json!({ "hooks": { "PreToolUse": group } }),
        ),
        (
            ".codex/hooks.json",
            json!({ "hooks": { "PreToolUse": group } }),
        ),
        (
            ".gemini/settings.json",
            json!({ "hooks": { "BeforeTool": group } }),
        ),
        (
            ".cursor/hooks.json",
            json!({ "version": 1, "hooks": { "preToolUse": flat } }),
        ),
        (
            ".github/hooks/guard.json",
            json!({ "version": 1, "hooks": { "PreToolUse": copilot } }),
        ),
    ] {
        project.write(file, &config.to_string());
    }
    project
}

#[test]
fn every_agents_own_file_is_found_and_waits_for_trust() {
    let project = with_foreign_guards();
    let payload = json!({
        "session_id": "s", "cwd": project.root(), "transcript_path": "", "tool_use_id": "u",
        "hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": { "command": "ls" },
    })
    .to_string();
    let fire = [
        "fire",
        "--speak",
        "claude",
        "--format",
        "json",
        "--project",
        ".",
    ];
    for agent in ["claude", "codex", "gemini", "cursor", "copilot"] {
        let untrusted = [&fire[..], &["--as", agent]].concat();
        let report = project.run_with(&untrusted, &payload).json();
        assert_eq!(report["outcome"], "proceed", "{agent}: {report}");
        assert_eq!(
            report["hooks"][0]["cause"], "untrusted",
            "{agent}: {report}"
        );
        let trusted = [&untrusted[..], &["--trust-project"]].concat();
        let report = project.run_with(&trusted, &payload).json();
        assert_eq!(report["outcome"], "block", "{agent}: {report}");
        assert_eq!(report["hooks"][0]["dialect"], *agent, "{agent}: {report}");
    }
    let all = project.run_with(&[&fire[..], &["--trust-project"]].concat(), &payload);
    assert_eq!(all.json()["hooks"].as_array().unwrap().len(), 5);
}

#[test]
fn on_the_wire_a_block_is_in_the_agents_own_words() {
    let project = with_foreign_guards();
    let payload = json!({
        "session_id": "s", "cwd": project.root(), "transcript_path": "", "tool_use_id": "u",
        "hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": { "command": "ls" },
    });
    let config = project.path(".claude/settings.json").display().to_string();
    let fire = [
        "fire", "--speak", "claude", "--format", "wire", "--config", &config,
    ];
    let ran = project.run_with(&fire, &payload.to_string());
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert!(ran.code == Some(2) || said.contains("\"deny\""), "{ran:?}");
    assert!(said.contains("no"), "{ran:?}");
}

#[test]
fn a_broken_entry_of_another_agent_costs_that_entry_only() {
    let project = Project::new();
    let guard = json!([{ "hooks": [
        { "type": "command", "command": 7 },
        { "type": "command", "command": "echo no >&2; exit 2" },
    ] }]);
    let config = json!({ "hooks": { "PreToolUse": guard } });
    project.write(".claude/settings.json", &config.to_string());
    let fire = [
        "fire",
        "--config",
        ".claude/settings.json",
        "--format",
        "json",
    ];
    let ran = project.run_with(&fire, &native_call(&["ls"]));
    let report = ran.json();
    assert_eq!((ran.code, &report["outcome"]), (Some(0), &json!("block")));
    assert_eq!(report["hooks"][0]["status"], "failed", "{report}");
    assert!(ran.stderr.contains("error["), "{ran:?}");
    let broken = project.run(&["check", ".claude/settings.json"]);
    assert_eq!(broken.code, Some(1));
}

#[test]
fn a_subagent_that_a_cursor_hook_refuses_is_refused() {
    let project = with_file(
        ".cursor/hooks.json",
        &json!({ "version": 1, "hooks": { "subagentStart": [
            { "command": "echo no helpers >&2; exit 2" }
        ] } })
        .to_string(),
    );
    let payload = json!({ "conversation_id": "c", "generation_id": "g", "model": "m",
        "hook_event_name": "subagentStart", "cursor_version": "3", "workspace_roots": [project.root()],
        "user_email": null, "transcript_path": null, "subagent_id": "i",
        "subagent_type": "explore", "task": "t" });
    let fire = |format: &str| {
        let arguments = [
            "fire",
            "--config",
            ".cursor/hooks.json",
            "--speak",
            "cursor",
        ];
        let arguments = [&arguments[..], &["--format", format]].concat();
        project.run_with(&arguments, &payload.to_string()).json()
    };
    let report = fire("json");
    assert_eq!(
        (&report["outcome"], &report["message"]),
        (&json!("block"), &json!("no helpers"))
    );
    assert_eq!(fire("wire")["permission"], "deny");
}
