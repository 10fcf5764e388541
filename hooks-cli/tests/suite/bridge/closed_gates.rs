//! Calls that the bridge blocks because its hooks cannot judge them.

use super::*;

#[test]
fn a_gate_that_cannot_be_judged_is_closed_and_says_why() {
    for agent in AGENTS {
        let project = guarded();
        let unread = bridge(&project, agent, "{\"no\":");
        assert!(blocks(agent, &unread), "{agent}: {unread:?}");
        project.write_home(".config/agent-hooks/hooks.toml", "[[hooks.pre_tool_use]\n");
        let broken = call(&project, agent, "ls");
        assert!(blocks(agent, &broken), "{agent}: {broken:?}");
        let said = format!("{}{}", broken.stdout, broken.stderr);
        assert!(said.contains("hooks.toml:1:"), "{agent}: {broken:?}");
    }
}

#[test]
fn a_spent_budget_closes_the_gate() {
    let project = Project::new();
    project.write_home(
        ".config/agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\nname = \"slow\"\ncommand = \"sleep 1000\"\n",
    );
    let cwd = project.root().display().to_string();
    for agent in AGENTS {
        let stdin = payload(agent, &cwd, "ls").to_string();
        let ran = project.run_with(&["bridge", "--speak", agent, "--budget", "0.2"], &stdin);
        assert!(blocks(agent, &ran), "{agent}: {ran:?}");
    }
}

/// Sends payloads from which the project cannot be known. The agent's process can run in any folder, so only the
/// payload tells which project the session is in.
#[test]
fn a_gate_that_trusts_a_project_which_nobody_can_tell_is_closed() {
    let project = Project::new();
    project.write(
        "p/.agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\ncommand = \"exit 2\"\n",
    );
    let evil = "[[hooks.pre_tool_use]]\ncommand = \"touch ${config_dir}/RAN\"\n";
    project.write("evil/.agent-hooks/hooks.toml", evil);
    let evil = "[[hooks.stop]]\ncommand = \"true\"\n";
    project.write("idle/.agent-hooks/hooks.toml", evil);
    project.write("elsewhere/file", "");
    let (root, elsewhere) = (project.path("p"), project.path("elsewhere"));
    let ran = |agent: &str, more: &[&str], stdin: &str| -> Ran {
        let event = ["--event", gate(agent)];
        let mut command =
            project.command(&[&["bridge", "--speak", agent], &event[..], more].concat());
        fed(command.current_dir(&elsewhere), stdin)
    };
    for agent in AGENTS {
        let call = payload(agent, &root.display().to_string(), "ls").to_string();
        let open = call.strip_suffix('}').unwrap();
        let twice = |key: &str, value: Value| format!("{open},\"{key}\":{value}}}");
        let named = |folder: &str| json!(project.path(folder));
        for stdin in [
            &call,
            &call[..call.len() - 9],
            &format!("[{call}]"),
            "",
            &twice("hook_event_name", json!("stop")),
            &twice("cwd", named("elsewhere")),
            &twice("cwd", named("idle")),
            &twice("cwd", named("evil")),
        ] {
            let closed = ran(agent, &["--trust-project"], stdin);
            assert!(blocks(agent, &closed), "{agent} {stdin}: {closed:?}");
        }
        for folder in ["elsewhere", "idle", "evil"]
            .iter()
            .filter(|_| agent == "cursor")
        {
            let roots = twice("workspace_roots", json!([named(folder)]));
            let closed = ran(agent, &["--trust-project"], &roots);
            assert!(blocks(agent, &closed), "{roots}: {closed:?}");
        }
        // Hooks of an untrusted project would not run in any case, and a named project is known without the payload.
        let open = ran(agent, &[], "{\"no\":");
        assert!(!blocks(agent, &open), "{agent}: {open:?}");
        let there = elsewhere.display().to_string();
        let open = ran(agent, &["--trust-project", "--project", &there], "{\"no\":");
        assert!(!blocks(agent, &open), "{agent}: {open:?}");
    }
    assert!(!project.has("evil/.agent-hooks/RAN"));
}

#[test]
fn a_call_that_names_no_tool_closes_the_gate_in_every_agent() {
    let project = guarded();
    let events = |agent| match agent {
        "gemini" => vec!["BeforeTool", "PreToolUse"],
        "cursor" => vec![
            "preToolUse",
            "beforeShellExecution",
            "beforeMCPExecution",
            "beforeReadFile",
        ],
        "copilot" => vec!["PreToolUse", "preToolUse", "permissionRequest"],
        "goose" => vec!["PreToolUse"],
        _ => vec!["PreToolUse", "PermissionRequest"],
    };
    for agent in AGENTS.into_iter().chain(["goose"]) {
        for event in events(agent) {
            for stdin in [
                "{}",
                "{\"tool_name\":\" \"}",
                "{\"tool_name\":5,\"toolName\":null,\"command\":[]}",
            ] {
                let ran = project.run_with(&["bridge", "--speak", agent, "--event", event], stdin);
                let said = format!("{}{}", ran.stdout, ran.stderr);
                let cause = said.contains("without `");
                assert!(
                    cause && !said.contains("no way to express"),
                    "{agent} {event} {stdin}: {ran:?}"
                );
                let closed =
                    blocks(agent, &ran) || said.contains("\"block\"") || said.contains("\"deny\"");
                assert!(closed, "{agent} {event} {stdin}: {ran:?}");
            }
        }
    }
}

#[test]
fn a_native_payload_that_cannot_be_read_closes_every_gate_in_any_spelling() {
    let project = guarded();
    for event in [
        None,
        Some("pre_tool_use"),
        Some("PermissionRequest"),
        Some("user_prompt_submit"),
        Some("PreCompact"),
    ] {
        let mut arguments = vec!["bridge", "--speak", "native"];
        arguments.extend(event.iter().flat_map(|event| ["--event", event]));
        for broken in [
            "{\"cwd\":",
            "{\"cwd\":7}",
            "{\"hook_event\":{\"event_type\":[]}}",
        ] {
            let ran = project.run_with(&arguments, broken);
            assert_eq!(ran.code, Some(2), "{event:?} {broken}: {ran:?}");
        }
    }
}

#[test]
fn an_agent_that_never_ends_its_payload_gets_its_answer() {
    let project = guarded();
    let mut child = project
        .command(&[
            "bridge",
            "--speak",
            "claude",
            "--event",
            "PreToolUse",
            "--budget",
            "0.1",
        ])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // Take stdin out of `child` and keep it open, because `wait_with_output` would close it.
    let held = child.stdin.take();
    let ran: Ran = child.wait_with_output().unwrap().into();
    drop(held);
    assert!(blocks("claude", &ran), "{ran:?}");
}
