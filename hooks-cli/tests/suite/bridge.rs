//! `hooks bridge`: one `hooks.toml`, and a script written for Claude Code, in every agent.

use serde_json::{Value, json};

use crate::support::{Project, Ran, fed};

/// A guard as people write it for Claude Code.
const GUARD: &str = r#"#!/bin/sh
payload=$(cat)
if command -v jq >/dev/null; then
  command=$(printf '%s' "$payload" | jq -r '.tool_input.command')
else
  command=$(printf '%s' "$payload" | python3 -c 'import json,sys; print(json.load(sys.stdin)["tool_input"]["command"])')
fi
case "$command" in
  *"rm -rf"*) echo "no rm -rf here" >&2; exit 2 ;;
esac
"#;

const HOOKS: &str = r#"
[[hooks.pre_tool_use]]
name = "guard"
dialect = "claude"
command = "sh ${config_dir}/guard.sh"

[[hooks.stop]]
name = "quiet"
command = "true"
"#;

pub(crate) const AGENTS: [&str; 5] = ["claude", "codex", "gemini", "cursor", "copilot"];

/// The gate before a tool, as each agent calls it.
fn gate(agent: &str) -> &'static str {
    match agent {
        "gemini" => "BeforeTool",
        "cursor" => "preToolUse",
        _ => "PreToolUse",
    }
}

/// A shell call as each agent sends it.
pub(crate) fn payload(agent: &str, cwd: &str, command: &str) -> Value {
    let input = json!({ "command": command });
    match agent {
        "claude" => json!({
            "session_id": "s", "transcript_path": "/t", "cwd": cwd, "permission_mode": "default",
            "hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": input,
            "tool_use_id": "u",
        }),
        "codex" => json!({
            "session_id": "s", "turn_id": "t", "transcript_path": null, "cwd": cwd, "model": "m",
            "permission_mode": "default", "hook_event_name": "PreToolUse", "tool_name": "Bash",
            "tool_input": input, "tool_use_id": "u",
        }),
        "gemini" => json!({
            "session_id": "s", "transcript_path": "", "cwd": cwd, "hook_event_name": "BeforeTool",
            "timestamp": "2026-11-01T10:00:00.000Z", "tool_name": "run_shell_command",
            "tool_input": input,
        }),
        "cursor" => json!({
            "conversation_id": "c", "generation_id": "g", "model": "m", "cursor_version": "3.0",
            "workspace_roots": [cwd], "user_email": null, "transcript_path": null,
            "hook_event_name": "preToolUse", "tool_name": "Shell", "tool_input": input,
            "tool_use_id": "u", "cwd": cwd,
        }),
        _ => json!({
            "hook_event_name": "PreToolUse", "session_id": "s",
            "timestamp": "2026-11-01T10:00:00.000Z", "cwd": cwd, "tool_name": "Bash",
            "tool_input": input,
        }),
    }
}

fn guarded() -> Project {
    let project = Project::new();
    project.write_home(".config/agent-hooks/hooks.toml", HOOKS);
    project.write_home(".config/agent-hooks/guard.sh", GUARD);
    project
}

fn bridge(project: &Project, agent: &str, stdin: &str) -> Ran {
    let event = gate(agent);
    project.run_with(&["bridge", "--speak", agent, "--event", event], stdin)
}

fn call(project: &Project, agent: &str, command: &str) -> Ran {
    let cwd = project.root().display().to_string();
    bridge(project, agent, &payload(agent, &cwd, command).to_string())
}

/// Whether these bytes and this code keep the agent from running the tool, by its documentation.
pub(crate) fn blocks(agent: &str, ran: &Ran) -> bool {
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap_or_default();
    let denied = match agent {
        "claude" | "codex" => answer["hookSpecificOutput"]["permissionDecision"] == "deny",
        "gemini" => answer["decision"] == "deny" || answer["decision"] == "block",
        "cursor" => answer["permission"] == "deny",
        _ => answer["permissionDecision"] == "deny",
    };
    (denied && ran.code == Some(0)) || (ran.code == Some(2) && !ran.stderr.trim().is_empty())
}

#[test]
fn a_claude_style_guard_blocks_in_every_agent() {
    let project = guarded();
    for agent in AGENTS {
        let ran = call(&project, agent, "rm -rf /");
        assert!(blocks(agent, &ran), "{agent}: {ran:?}");
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(said.contains("no rm -rf here"), "{agent}: {ran:?}");
    }
}

#[test]
fn what_nobody_objects_to_goes_on_in_every_agent() {
    let project = guarded();
    for agent in AGENTS {
        let ran = call(&project, agent, "ls -l");
        assert_eq!(
            (ran.code, ran.stderr.as_str()),
            (Some(0), ""),
            "{agent}: {ran:?}"
        );
        assert!(!blocks(agent, &ran), "{agent}: {ran:?}");
    }
}

#[test]
fn without_any_hooks_everything_goes_on() {
    let project = Project::new();
    for agent in AGENTS {
        let ran = call(&project, agent, "rm -rf /");
        assert_eq!(ran.code, Some(0), "{agent}: {ran:?}");
        assert!(!blocks(agent, &ran), "{agent}: {ran:?}");
        let unread = bridge(&project, agent, "no payload");
        assert!(!blocks(agent, &unread), "{agent}: {unread:?}");
    }
}

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
fn an_event_without_a_gate_goes_on_with_a_word_on_stderr() {
    let project = guarded();
    for (agent, event) in [
        ("claude", "Stop"),
        ("codex", "SessionEnd"),
        ("gemini", "AfterTool"),
        ("cursor", "postToolUse"),
        ("copilot", "SessionEnd"),
    ] {
        let ran = project.run_with(&["bridge", "--speak", agent, "--event", event], "nonsense");
        assert_eq!(ran.code, Some(0), "{agent}: {ran:?}");
        assert!(
            !ran.stderr.is_empty() && !ran.stdout.contains("block"),
            "{agent}: {ran:?}"
        );
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

#[test]
fn a_payload_that_names_another_event_than_the_entry_is_believed() {
    let project = guarded();
    let cwd = project.root().display().to_string();
    let call = payload("claude", &cwd, "rm -rf /").to_string();
    let ran = project.run_with(&["bridge", "--speak", "claude", "--event", "Stop"], &call);
    assert!(blocks("claude", &ran), "{ran:?}");
}

#[test]
fn a_doubled_event_name_runs_the_agents_block_in_the_bridge() {
    let project = guarded();
    let cwd = project.root().display().to_string();
    for agent in AGENTS {
        let call = payload(agent, &cwd, "ls").to_string();
        let behind = call.strip_suffix('}').unwrap();
        for value in ["\"SessionStart\"", "\"\"", "\"x\"", "1e999", "null"] {
            for key in ["hook_event_name", "\\u0068ook_event_name"] {
                let doubled = format!("{behind},\"{key}\":{value}}}");
                let event = ["--event", gate(agent)];
                for event in [&event[..], &[], &["--event", "SessionStart"]] {
                    let arguments = [&["bridge", "--speak", agent], event].concat();
                    let ran = project.run_with(&arguments, &doubled);
                    assert!(blocks(agent, &ran), "{agent} {event:?} {doubled}: {ran:?}");
                }
                let fire = ["fire", "--speak", agent, "--config", "/nowhere", "--format"];
                let ran = project.run_with(&[&fire[..], &["wire"]].concat(), &doubled);
                assert!(blocks(agent, &ran), "{agent} {doubled}: {ran:?}");
                let ran = project.run_with(&[&fire[..], &["json"]].concat(), &doubled);
                assert_eq!(
                    (ran.code, &*ran.stdout),
                    (Some(125), ""),
                    "{doubled}: {ran:?}"
                );
            }
        }
    }
}

#[test]
fn an_entry_of_a_gate_believes_no_event_without_one_and_no_unknown_name() {
    let project = guarded();
    let cwd = project.root().display().to_string();
    for agent in AGENTS {
        for other in ["SessionStart", "sessionStart", "x", "pretooluse2"] {
            let mut call = payload(agent, &cwd, "ls");
            call["hook_event_name"] = json!(other);
            let ran = bridge(&project, agent, &call.to_string());
            assert!(blocks(agent, &ran), "{agent} {other}: {ran:?}");
        }
    }
}

#[test]
fn an_event_in_another_casing_is_that_event() {
    let project = guarded();
    let cwd = project.root().display().to_string();
    for agent in AGENTS {
        let own = gate(agent);
        let (lower, upper) = (own.to_lowercase(), own.to_uppercase());
        let names = [
            "PreToolUse",
            "pretooluse",
            "PRE-TOOL-USE",
            "pre_tool_use",
            &lower,
            &upper,
        ];
        for other in names {
            let mut call = payload(agent, &cwd, "rm -rf x");
            call["hook_event_name"] = json!(other);
            let event = ["--event", own];
            for event in [&event[..], &[]] {
                let arguments = [&["bridge", "--speak", agent], event].concat();
                let ran = project.run_with(&arguments, &call.to_string());
                assert!(blocks(agent, &ran), "{agent} {other} {event:?}: {ran:?}");
                let said = format!("{}{}", ran.stdout, ran.stderr);
                assert!(said.contains("no rm -rf here"), "{agent} {other}: {ran:?}");
            }
        }
    }
}

/// The agent's process may run in any folder, so only the payload tells which project it is in.
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
        // Untrusted hooks would not run in any case, and everything is known about a named project.
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

/// The guard of one gate does not run for another, and its block would be in a format that the entry's agent
/// does not read there.
#[test]
fn an_entry_of_a_gate_believes_no_other_gate() {
    let project = guarded();
    let cwd = project.root().display().to_string();
    let ours = ["PermissionRequest", "UserPromptSubmit", "PreCompact"];
    let cursors = ["beforeSubmitPrompt", "preCompact"];
    let geminis = ["BeforeAgent", "PreCompress"];
    for agent in AGENTS {
        for other in ours.iter().chain(&cursors).chain(&geminis) {
            let mut call = payload(agent, &cwd, "ls");
            call["hook_event_name"] = json!(other);
            call["prompt"] = json!("p");
            call["trigger"] = json!("auto");
            let ran = bridge(&project, agent, &call.to_string());
            assert!(blocks(agent, &ran), "{agent} {other}: {ran:?}");
        }
    }
    let mut call = json!({"session_id": "s", "working_dir": cwd, "tool_name": "shell",
        "tool_input": {"command": "ls", "path": "/etc/x"}, "message": "p"});
    for other in ["BeforeShellExecution", "BeforeReadFile", "UserPromptSubmit"] {
        call["event"] = json!(other);
        let ran = bridge(&project, "goose", &call.to_string());
        let answer: Value = serde_json::from_str(&ran.stdout).unwrap_or_default();
        assert_eq!(answer["decision"], "block", "{other}: {ran:?}");
    }
    call["event"] = json!("PreToolUse");
    let ran = bridge(&project, "goose", &call.to_string());
    assert_eq!((ran.code, ran.stdout.trim()), (Some(0), ""), "{ran:?}");
}

/// Two spellings of one gate, or two events that answer in the same form, accept each other's payloads.
#[test]
fn an_entry_of_a_gate_believes_that_gate_in_another_form() {
    let project = guarded();
    let cwd = project.root().display().to_string();
    let camel = json!({"sessionId": "s", "timestamp": 1, "cwd": cwd, "toolName": "bash",
        "toolArgs": "{\"command\":\"ls\"}"});
    let ran = bridge(&project, "copilot", &camel.to_string());
    assert!(ran.code == Some(0) && !blocks("copilot", &ran), "{ran:?}");
    let mut shell = payload("cursor", &cwd, "ls");
    shell["hook_event_name"] = json!("beforeShellExecution");
    shell["command"] = json!("ls");
    let ran = bridge(&project, "cursor", &shell.to_string());
    assert!(ran.code == Some(0) && !blocks("cursor", &ran), "{ran:?}");
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
    // `wait_with_output` would close it.
    let held = child.stdin.take();
    let ran: Ran = child.wait_with_output().unwrap().into();
    drop(held);
    assert!(blocks("claude", &ran), "{ran:?}");
}

#[test]
fn a_projects_own_hooks_wait_for_trust_and_a_broken_file_of_theirs_stops_nobody() {
    let project = Project::new();
    project.write(
        ".agent-hooks/hooks.toml",
        "[[hooks.pre_tool_use]]\ncommand = \"exit 2\"\n",
    );
    assert!(!blocks("claude", &call(&project, "claude", "ls")));
    let cwd = project.root().display().to_string();
    let stdin = payload("claude", &cwd, "ls").to_string();
    let trusted = ["bridge", "--speak", "claude", "--trust-project"];
    assert!(blocks("claude", &project.run_with(&trusted, &stdin)));
    project.write(".agent-hooks/hooks.toml", "broken");
    assert!(!blocks("claude", &call(&project, "claude", "ls")));
    assert!(blocks("claude", &project.run_with(&trusted, &stdin)));
}
