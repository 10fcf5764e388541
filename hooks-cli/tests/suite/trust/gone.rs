//! A trusted guard that is no longer in its file, or that cannot be found.

use super::*;

#[test]
fn a_trusted_guard_that_is_gone_is_said_with_a_row() {
    let project = guarded();
    trust(&project);
    project.write(".agent-hooks/hooks.toml", "");
    let emptied = exec(&project);
    fs::remove_file(project.path(".agent-hooks/hooks.toml")).unwrap();
    let removed = exec(&project);
    for ran in [emptied, removed] {
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(ran.stderr.contains("was trusted and is gone"), "{ran:?}");
        assert!(ran.stderr.contains("skipped: gone"), "{ran:?}");
    }
}

#[test]
fn a_guard_that_is_gone_is_said_once_a_session_and_is_a_row_each_time() {
    let project = guarded();
    trust(&project);
    project.write(".agent-hooks/hooks.toml", "");
    let fire = |session: &str| {
        let mut call: Value = serde_json::from_str(&native_call(&["ls"])).unwrap();
        call["cwd"] = json!(project.root());
        call["session_id"] = json!(session);
        project.run_with(&["fire", "--format", "json"], &call.to_string())
    };
    let bridge = |session: &str| {
        let mut call = payload("claude", &project.root().display().to_string(), "ls");
        call["session_id"] = json!(session);
        project.run_with(&["bridge", "--speak", "claude"], &call.to_string())
    };
    for (session, said) in [("a", true), ("a", false), ("b", true), ("b", false)] {
        let ran = fire(session);
        assert_eq!(ran.stderr.contains("is gone"), said, "{session}: {ran:?}");
        assert_eq!(
            ran.json()["hooks"][0]["cause"],
            "gone",
            "{session}: {ran:?}"
        );
    }
    assert!(bridge("c").stderr.contains("is gone"));
    assert!(!bridge("c").stderr.contains("is gone"));
    assert!(!bridge("b").stderr.contains("is gone"));
}

#[test]
fn an_agent_that_names_the_whole_file_system_hides_no_guard() {
    let project = guarded();
    trust(&project);
    for agent in AGENTS {
        let call = payload(agent, &project.root().display().to_string(), "ls").to_string();
        let mut command = project.command(&["bridge", "--speak", agent]);
        for name in ["CLAUDE", "CODEX", "GEMINI", "CURSOR", "HOOKS"] {
            command.env(format!("{name}_PROJECT_DIR"), "/");
        }
        forget_runs(&project);
        let ran = fed(&mut command, &call);
        assert!(project.has("guard-ran"), "{agent}: {ran:?}");
    }
    forget_runs(&project);
    let mut call: Value = serde_json::from_str(&native_call(&["ls"])).unwrap();
    call["cwd"] = json!(project.root());
    call["project_dir"] = json!("/");
    let ran = project.run_with(&["fire"], &call.to_string());
    assert!(project.has("guard-ran"), "{ran:?}");
}

#[test]
fn a_trusted_guard_that_its_file_switches_off_closes_its_gate_until_its_trust_is_taken_back() {
    let project = guarded();
    trust(&project);
    for text in [
        format!("{GUARD}enabled = false\n"),
        format!("[hooks]\ndisable_all = true\n{GUARD}"),
    ] {
        project.write(".agent-hooks/hooks.toml", &text);
        is_closed(&project, &text);
        let ran = exec(&project);
        assert!(ran.stderr.contains("its file switches it off"), "{ran:?}");
    }
    let ran = run_unattended(&project, &["trust", "revoke", "guard"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let ran = exec(&project);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(!project.has("guard-ran"), "{ran:?}");
}

/// Sends a payload that cannot be read. Without the payload it is unknown whether the session is in the trusted
/// project.
#[test]
fn a_payload_that_cannot_be_read_closes_the_gate_once_a_project_is_trusted() {
    let project = guarded();
    let bridge = ["bridge", "--speak", "claude", "--event", "PreToolUse"];
    let elsewhere = tempfile::tempdir().unwrap();
    let ran = |stdin: &str| -> Ran {
        let mut command = project.command(&bridge);
        fed(command.current_dir(elsewhere.path()), stdin)
    };
    let root = project.root().display().to_string();
    let twice = json!({
        "session_id": "s", "cwd": root, "transcript_path": "", "tool_use_id": "u",
        "hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": { "command": "ls" },
    })
    .to_string()
    .replacen('{', "{\"cwd\":\"/\",", 1);
    for stdin in ["{\"tool_name\": ", "", &twice] {
        let open = ran(stdin);
        assert!(!open.stdout.contains("\"deny\""), "{stdin}: {open:?}");
    }
    trust(&project);
    for stdin in ["{\"tool_name\": ", "", &twice] {
        let closed = ran(stdin);
        assert!(closed.stdout.contains("\"deny\""), "{stdin}: {closed:?}");
    }
}

#[test]
fn the_bridge_takes_no_trusted_hook_of_another_format_for_gone() {
    let project = guarded();
    let settings = r#"{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"true"}]}]}}"#;
    project.write(".claude/settings.json", settings);
    trust(&project);
    let call = payload("claude", &project.root().display().to_string(), "ls").to_string();
    let ran = project.run_with(&["bridge", "--speak", "claude"], &call);
    assert!(!ran.stderr.contains("is gone"), "{ran:?}");
    assert!(project.has("guard-ran"), "{ran:?}");
}
