//! Makes a hook not run for each cause, and returns the row that says so.

use hooks_types::report::Cause;
use serde_json::{Value, json};

use crate::managed;
use crate::support::{Project, Ran, fed, script, with_file, with_project_hooks};
use crate::trust::{guarded, trust};

/// Returns the report of a command about the hooks of an event: `(cause, reason)` of each row.
fn rows(ran: &Ran) -> Vec<(String, String)> {
    let report = ran.json();
    let rows = report["hooks"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let said = |row: &Value| (text(&row["cause"]), text(&row["reason"]));
    rows.iter().map(said).collect()
}

fn fired(project: &Project, arguments: &[&str]) -> Vec<(String, String)> {
    rows(&project.run(&[&["fire", "--sample", "--json"], arguments].concat()))
}

/// Returns the rows of hooks in a `hooks.toml` for a sample of an event.
fn native(toml: &str, arguments: &[&str]) -> Vec<(String, String)> {
    let project = Project::with_hooks(toml);
    fired(&project, &[arguments, &["--config", "hooks.toml"]].concat())
}

fn on_stop(command: &str) -> Vec<(String, String)> {
    let hook = format!("[[hooks.stop]]\ncommand = '''{command}'''\ntimeout = \"20s\"\n");
    native(&hook, &["stop"])
}

/// Returns the rows of hooks in another agent's file for a sample of its event.
fn foreign(agent: &str, event: &str, hooks: &Value) -> Vec<(String, String)> {
    let file = json!({ "hooks": { event: [{ "matcher": "(", "hooks": hooks }] } });
    let all = json!({ "hooks": { event: [{ "hooks": hooks }] } });
    let file = if agent == "codex" { file } else { all };
    let project = with_file("file.json", &file.to_string());
    let arguments = [
        event,
        "--speak",
        agent,
        "--config",
        "file.json",
        "--as",
        agent,
    ];
    fired(&project, &arguments)
}

const STOP: &str = "[[hooks.stop]]\nname = \"a\"\ncommand = \"true\"\n";

/// Returns the rows under an administrator's file and a project with one hook. `None` on a system that cannot simulate
/// an administrator's file.
fn administered(managed_toml: &str) -> Option<Vec<(String, String)>> {
    if !managed::has_namespaces() {
        return None;
    }
    let project = managed::guarded("agent-hooks/hooks.toml", managed_toml);
    project.write(".agent-hooks/hooks.toml", STOP);
    let arguments = ["fire", "--sample", "--json", "PreToolUse"];
    let stop = ["fire", "--sample", "--json", "stop"];
    let mut said = rows(&fed(&mut managed::administered(&project, &arguments), ""));
    said.extend(rows(&fed(&mut managed::administered(&project, &stop), "")));
    Some(said)
}

/// Returns the rows of a hook that does not run for this cause. `None` if no command can show the cause in this test.
pub(super) fn met(cause: &Cause) -> Option<Vec<(String, String)>> {
    let call = |toml: &str| native(toml, &["PreToolUse"]);
    Some(match cause {
        Cause::Unmatched => {
            call("[[hooks.pre_tool_use]]\nmatcher = \"search\"\ncommand = \"true\"\n")
        }
        Cause::Disabled => native(&format!("{STOP}enabled = false\n"), &["stop"]),
        Cause::Untrusted => fired(&with_project_hooks(STOP), &["stop"]),
        Cause::Revoked => {
            let project = guarded();
            trust(&project);
            project.run(&["trust", "revoke"]);
            fired(&project, &["PreToolUse"])
        }
        Cause::Gone => {
            let project = guarded();
            trust(&project);
            project.write(".agent-hooks/hooks.toml", STOP);
            fired(&project, &["PreToolUse"])
        }
        Cause::TrustDenied => return administered("[hooks]\ntrust = \"deny\"\n"),
        Cause::RequiredMissing => return administered("[hooks]\nrequire = [\"company\"]\n"),
        Cause::AfterBlock => native(
            &format!("[[hooks.stop]]\ncommand = \"exit 2\"\n{STOP}"),
            &["stop"],
        ),
        Cause::Duplicate => {
            let hook = json!({ "type": "command", "command": "true" });
            foreign("gemini", "BeforeTool", &json!([hook, hook]))
        }
        Cause::OwnEntry => {
            let project = Project::new();
            project.run(&["bridge", "install", "--for", "claude", "--project", "."]);
            fired(
                &project,
                &["PreToolUse", "--speak", "claude", "--trust-project"],
            )
        }
        Cause::NeverRuns => foreign(
            "codex",
            "PreToolUse",
            &json!([{ "type": "command", "command": "true" }]),
        ),
        Cause::SpawnFailed => call("[[hooks.pre_tool_use]]\ncommand = [\"/gone/guard\"]\n"),
        Cause::BadCwd => native(STOP, &["stop", "--set", "cwd=/gone/folder"]),
        Cause::Timeout => native(
            "[[hooks.stop]]\ncommand = [\"sleep\", \"60\"]\ntimeout = \"100ms\"\n",
            &["stop"],
        ),
        Cause::Signal => on_stop("kill -9 $$"),
        Cause::BadAnswer => on_stop("echo looks good"),
        Cause::Truncated => on_stop("head -c 9000000 /dev/zero | tr \"\\0\" x"),
        Cause::ExitCode => on_stop("exit 3"),
        Cause::UnsupportedOutcome => on_stop("echo {\\\"decision\\\":\\\"allow\\\"}"),
        Cause::Budget => native(
            "[hooks]\nbudget = \"200ms\"\n[[hooks.stop]]\ncommand = [\"sleep\", \"60\"]\n",
            &["stop"],
        ),
        Cause::NotUsable => foreign("claude", "Stop", &json!([{ "type": "command" }])),
        Cause::NoExecutor => foreign(
            "claude",
            "Stop",
            &json!([{ "type": "prompt", "prompt": "x" }]),
        ),
        Cause::UndeclaredTool => {
            let hook = json!({ "type": "command", "command": "true" });
            let file =
                json!({ "hooks": { "PreToolUse": [{ "matcher": "Bash", "hooks": [hook] }] } });
            let project = with_file("file.json", &file.to_string());
            let call = ["--tool", "run_it", "--input", "{\"command\":\"ls\"}"];
            let config = ["--config", "file.json", "--as", "claude"];
            fired(&project, &[&["PreToolUse"][..], &call, &config].concat())
        }
        Cause::HttpFailed => native(
            "[[hooks.stop]]\nhttp = { url = \"http://127.0.0.1:1/\" }\n",
            &["stop"],
        ),
        Cause::WorkerUnavailable => native(
            "[[hooks.stop]]\ncommand = [\"true\"]\nlaunch = \"worker\"\n",
            &["stop"],
        ),
        Cause::Recursion => {
            let project = Project::with_hooks(STOP);
            let arguments = [
                "fire",
                "stop",
                "--sample",
                "--json",
                "--config",
                "hooks.toml",
            ];
            let mut command = project.command(&arguments);
            rows(&fed(command.env("AGENT_HOOKS_DEPTH", "99"), ""))
        }
        Cause::UntrustedProgram => {
            let project = with_project_hooks(STOP);
            let mine = "[[hooks.pre_tool_use]]\ncommand = [\"./guard.sh\"]\n";
            project.write_home(".config/agent-hooks/hooks.toml", mine);
            script(&project, "guard.sh", "#!/bin/sh\n");
            fired(&project, &["PreToolUse"])
        }
        Cause::Changed => {
            let project = guarded();
            trust(&project);
            script(&project, "guard.sh", "#!/bin/sh\nexit 0\n");
            fired(&project, &["PreToolUse"])
        }
        Cause::NotDelivered => {
            let project = Project::with_hooks(
                "[[hooks.pre_tool_use]]\ncommand = \"echo {\\\\\\\"decision\\\\\\\":\\\\\\\"allow\\\\\\\"}\"\n",
            );
            let content = "x".repeat(4 << 20);
            let input = json!({ "file_path": "a", "content": content });
            project.write("input.json", &input.to_string());
            let call = ["--tool", "write_file", "--input", "@input.json"];
            let config = ["--config", "hooks.toml"];
            fired(&project, &[&["PreToolUse"][..], &call, &config].concat())
        }
        Cause::EncodeFailed => {
            let project = Project::with_hooks("[[hooks.pre_tool_use]]\ncommand = \"true\"\n");
            let payload = json!({
                "protocol": 1, "session_id": "x".repeat(70_000), "cwd": project.root(),
                "hook_event": { "event_type": "pre_tool_use", "tool_name": "shell",
                    "tool_input": { "command": ["ls"] }, "call_id": "1" },
            });
            let fire = ["fire", "--json", "--config", "hooks.toml"];
            rows(&project.run_with(&fire, &payload.to_string()))
        }
        Cause::Cancelled => native(
            "[hooks]\nstrategy = \"parallel\"\n[[hooks.stop]]\ncommand = \"exit 2\"\n\
             [[hooks.stop]]\ncommand = [\"sleep\", \"60\"]\n",
            &["stop"],
        ),
        _ => return None,
    })
}
