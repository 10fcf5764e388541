//! `hooks bridge`: one `hooks.toml`, and a script written for Claude Code, in every agent.

use serde_json::{Value, json};

use crate::support::{Project, Ran, fed};

mod closed_gates;
mod event_names;
mod failed_hooks;
mod shown_once;

/// A guard in the form in which people write one for Claude Code.
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

/// Returns the name that an agent gives to the event before a tool call.
fn gate(agent: &str) -> &'static str {
    match agent {
        "gemini" => "BeforeTool",
        "cursor" => "preToolUse",
        _ => "PreToolUse",
    }
}

/// Returns a shell call in the form in which each agent sends it.
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

/// Returns whether this output and exit code keep the agent from running the tool, according to the agent's
/// documentation.
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
