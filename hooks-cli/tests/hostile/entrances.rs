//! The commands that run hooks, and how each reports that the guard has blocked.

use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use crate::guards::Guard;
use crate::world::{REASON, World};

/// A command that runs hooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entrance {
    Exec,
    Fire,
    Bridge(&'static str),
}

impl Entrance {
    pub(crate) const BRIDGES: [Self; 6] = [
        Self::Bridge("claude"),
        Self::Bridge("codex"),
        Self::Bridge("gemini"),
        Self::Bridge("cursor"),
        Self::Bridge("copilot"),
        Self::Bridge("goose"),
    ];

    /// Returns every command that runs the guard.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        [Self::Exec, Self::Fire].into_iter().chain(Self::BRIDGES)
    }

    /// Sends an agent's shell command through this entrance. A bridge loads only native files, or the named file with
    /// the guard, because agents run the hooks of their own files themselves.
    pub(crate) fn run(self, world: &World, folder: &Path, guard: Guard, trusted: bool) -> Output {
        let trust: &[&str] = if trusted { &["--trust-project"] } else { &[] };
        match self {
            Self::Exec => {
                let command = world.canary("command");
                let mut arguments = vec!["exec"];
                arguments.extend(trust);
                arguments.extend(["--", "sh", "-c", &command]);
                world.hooks(folder, &arguments, "")
            }
            Self::Fire => {
                let mut arguments = vec!["fire", "--format=json"];
                arguments.extend(trust);
                world.hooks(folder, &arguments, &native(folder).to_string())
            }
            Self::Bridge(agent) => {
                let mut arguments = vec!["bridge", "--speak", agent, "--event", gate(agent)];
                let file = world.home().join(guard.file());
                match guard {
                    Guard::Native => arguments.extend(trust),
                    _ => arguments.extend(["--config", file.to_str().unwrap()]),
                }
                world.hooks(folder, &arguments, &foreign(agent, folder).to_string())
            }
        }
    }

    /// Returns whether the agent is told not to run the call, with `reason` in the explanation.
    pub(crate) fn blocked(self, output: &Output, reason: &str) -> bool {
        let stdout = String::from_utf8_lossy(&output.stdout);
        let stderr = String::from_utf8_lossy(&output.stderr);
        let code = output.status.code();
        match self {
            Self::Exec => code == Some(77) && stderr.contains(reason),
            Self::Fire => serde_json::from_str::<Value>(&stdout).is_ok_and(|report| {
                report["outcome"] == "block" && report["message"].to_string().contains(reason)
            }),
            Self::Bridge(_) => {
                let said = serde_json::from_str::<Value>(&stdout).unwrap_or_default();
                let denied = [
                    &said["hookSpecificOutput"]["permissionDecision"],
                    &said["permissionDecision"],
                    &said["permission"],
                    &said["decision"],
                ];
                (code == Some(2) && stderr.contains(reason))
                    || (denied
                        .iter()
                        .any(|word| *word == "deny" || *word == "block")
                        && stdout.contains(reason))
            }
        }
    }

    /// Returns whether the user's guard blocked.
    pub(crate) fn guarded(self, output: &Output) -> bool {
        self.blocked(output, REASON)
    }
}

/// Returns the name that an agent gives to the event before a tool call.
fn gate(agent: &str) -> &'static str {
    match agent {
        "gemini" => "BeforeTool",
        "cursor" => "preToolUse",
        _ => "PreToolUse",
    }
}

fn native(folder: &Path) -> Value {
    json!({
        "session_id": "s", "cwd": folder,
        "hook_event": {
            "event_type": "pre_tool_use", "tool_name": "shell", "call_id": "c",
            "tool_input": { "command": ["bash", "-c", "make"] },
        },
    })
}

/// Returns a shell call in a folder, as each agent sends it. None of these payloads names a project.
fn foreign(agent: &str, folder: &Path) -> Value {
    let input = json!({ "command": "make" });
    match agent {
        "gemini" => json!({
            "session_id": "s", "transcript_path": "", "cwd": folder, "hook_event_name": "BeforeTool",
            "timestamp": "2026-11-01T10:00:00.000Z", "tool_name": "run_shell_command",
            "tool_input": input,
        }),
        "cursor" => json!({
            "conversation_id": "c", "generation_id": "g", "model": "m", "cursor_version": "3.0",
            "workspace_roots": [], "user_email": null, "transcript_path": null,
            "hook_event_name": "preToolUse", "tool_name": "Shell", "tool_input": input,
            "tool_use_id": "u", "cwd": folder,
        }),
        "goose" => json!({
            "event": "PreToolUse", "session_id": "s", "matcher_context": "developer__shell",
            "tool_name": "developer__shell", "tool_input": input, "tool_call_id": "c",
            "working_dir": folder,
        }),
        "copilot" => json!({
            "hook_event_name": "PreToolUse", "session_id": "s",
            "timestamp": "2026-11-01T10:00:00.000Z", "cwd": folder, "tool_name": "Bash",
            "tool_input": input,
        }),
        _ => json!({
            "session_id": "s", "turn_id": "t", "transcript_path": "/t", "cwd": folder, "model": "m",
            "permission_mode": "default", "hook_event_name": "PreToolUse", "tool_name": "Bash",
            "tool_input": input, "tool_use_id": "u",
        }),
    }
}
