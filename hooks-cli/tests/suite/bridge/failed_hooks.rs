//! What the bridge says about a hook that failed or did not match.

use serde_json::{Value, json};

use crate::bridge::{blocks, payload};
use crate::support::{Project, Ran, with_project_hooks, with_users_hooks};

fn bridged(project: &Project, agent: &str, event: &str, payload: &Value, more: &[&str]) -> Ran {
    let bridge = ["bridge", "--speak", agent, "--event", event];
    project.run_with(&[&bridge[..], more].concat(), &payload.to_string())
}

fn claude(project: &Project, event: &str, fields: &Value) -> Value {
    let mut payload = json!({
        "session_id": "s", "transcript_path": "/t", "cwd": project.root(), "hook_event_name": event,
    });
    for (key, value) in fields.as_object().into_iter().flatten() {
        payload[key] = value.clone();
    }
    payload
}

#[test]
fn a_failed_hook_that_lets_the_agent_go_on_is_told_to_the_user_of_every_agent() {
    let project = with_users_hooks(
        "[[hooks.pre_tool_use]]\nname = \"broken\"\ncommand = \"cat >&2; exit 1\"\non_failure = \"proceed\"\n",
    );
    let cwd = project.root().display().to_string();
    for (agent, event) in [
        ("claude", "PreToolUse"),
        ("codex", "PreToolUse"),
        ("gemini", "BeforeTool"),
        ("cursor", "preToolUse"),
        ("copilot", "PreToolUse"),
        ("goose", "PreToolUse"),
    ] {
        let mut sent = payload(agent, &cwd, "echo s3cret");
        if agent == "goose" {
            sent = json!({
                "event": event, "session_id": "s", "working_dir": cwd, "tool_name": "shell",
                "tool_input": { "command": "echo s3cret" },
            });
        }
        let ran = bridged(&project, agent, event, &sent, &[]);
        assert_eq!(ran.code, Some(0), "{agent}: {ran:?}");
        assert!(!blocks(agent, &ran), "{agent}: {ran:?}");
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(
            said.contains("`broken` failed (exit code 1; "),
            "{agent}: {ran:?}"
        );
        assert!(!said.contains("s3cret"), "{agent}: {ran:?}");
    }
    let sent = payload("claude", &cwd, "ls");
    let ran = bridged(&project, "claude", "PreToolUse", &sent, &[]);
    assert!(ran.json()["systemMessage"].is_string(), "{ran:?}");
}

#[test]
fn a_stop_hook_that_the_bridge_cuts_off_is_told() {
    let project = with_users_hooks("[[hooks.stop]]\nname = \"tests\"\ncommand = \"sleep 60\"\n");
    let sent = claude(&project, "Stop", &json!({ "stop_hook_active": false }));
    let ran = bridged(&project, "claude", "Stop", &sent, &["--budget", "1"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let told = ran.json()["systemMessage"].to_string();
    assert!(told.contains("`tests` failed (budget: "), "{ran:?}");
    assert!(
        told.contains("and the agent stopped, because its `on_failure` is `proceed`"),
        "{ran:?}"
    );
}

#[test]
fn a_stop_hook_that_failed_says_its_cause_and_that_the_agent_stopped() {
    for (hook, cause) in [
        (
            "command = [\"/nowhere/lint\"]",
            "spawn_failed: the program could not be started: /nowhere/lint",
        ),
        (
            "command = \"no-such-tool\"",
            "exit code 127: a program, script or function that it calls was not found",
        ),
        (
            "command = \"echo tests ok\"",
            "its output is not a valid answer; `hooks explain stop --run` runs it",
        ),
        (
            "command = \"sleep 60\"\ntimeout = \"100ms\"",
            "timeout: it timed out after 100 ms",
        ),
    ] {
        let project = with_users_hooks(&format!("[[hooks.stop]]\nname = \"tests\"\n{hook}\n"));
        let sent = claude(&project, "Stop", &json!({ "stop_hook_active": false }));
        let ran = bridged(&project, "claude", "Stop", &sent, &[]);
        let object = ran.json();
        let told = object["systemMessage"].as_str().unwrap_or_default();
        assert!(
            told.contains(&format!("`tests` failed ({cause}")),
            "{ran:?}"
        );
        assert!(told.contains("and the agent stopped"), "{ran:?}");
    }
}

#[test]
fn a_failed_stop_hook_beside_one_that_goes_on_does_not_say_that_the_agent_stopped() {
    let project = with_users_hooks(
        "[[hooks.stop]]\nname = \"a\"\ncommand = \"exit 1\"\n[[hooks.stop]]\ncommand = \"echo more >&2; exit 2\"\n",
    );
    let sent = claude(&project, "Stop", &json!({ "stop_hook_active": false }));
    let ran = bridged(&project, "claude", "Stop", &sent, &[]);
    assert!(
        ran.stdout.contains("Stop was decided without it"),
        "{ran:?}"
    );
    assert!(!ran.stdout.contains("stopped"), "{ran:?}");
}

#[test]
fn where_an_agent_has_no_field_for_notices_the_failure_is_one_line_on_stderr() {
    let project = with_users_hooks("[[hooks.session_end]]\nname = \"bye\"\ncommand = \"exit 7\"\n");
    let sent = claude(&project, "SessionEnd", &json!({ "reason": "other" }));
    let ran = bridged(&project, "claude", "SessionEnd", &sent, &[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""), "{ran:?}");
    assert!(
        ran.stderr.contains("`bye` failed (exit code 7; "),
        "{ran:?}"
    );
    assert!(!ran.stderr.contains("unsayable"), "{ran:?}");
}

#[test]
fn a_rewrite_in_another_agents_form_is_shown_as_modify_with_its_content() {
    let project = Project::with_hooks(
        "[[hooks.pre_tool_use]]\nname = \"r\"\ncommand = '''echo '{\"hookSpecificOutput\":{\"permissionDecision\":\"allow\",\"updatedInput\":{\"command\":\"ls\"}}}' '''\n",
    );
    let ran = project.run(&["fire", "pre_tool_use", "--sample", "--config", "hooks.toml"]);
    let flat = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains(
            "{\"content\":{\"command\":[\"bash\",\"-c\",\"ls\"]},\"decision\":\"modify\"}"
        ),
        "{ran:?}"
    );
}

#[test]
fn a_bridge_that_cannot_run_hooks_at_a_stop_tells_the_user() {
    let project = with_users_hooks("[[hooks.stop]\n");
    let sent = claude(&project, "Stop", &json!({ "stop_hook_active": false }));
    let ran = bridged(&project, "claude", "Stop", &sent, &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let told = ran.json()["systemMessage"].to_string();
    assert!(told.contains("hooks did not run"), "{ran:?}");
    assert!(ran.json()["decision"].is_null(), "{ran:?}");
}

#[test]
fn a_project_is_named_under_the_bridge_as_in_a_sample() {
    let entry = "[[hooks.pre_tool_use]]\nname = \"a\"\n\
                 command = '''grep -q '\"project_dir\":' && exit 2; exit 0'''\n";
    let project = with_project_hooks(entry);
    let cwd = project.root().display().to_string();
    for agent in ["claude", "codex", "gemini", "cursor", "copilot"] {
        let sent = payload(agent, &cwd, "ls");
        let ran = bridged(&project, agent, "", &sent, &["--trust-project"]);
        assert!(blocks(agent, &ran), "{agent}: {ran:?}");
    }
    let users = with_users_hooks(entry);
    let cwd = users.root().display().to_string();
    let sent = payload("codex", &cwd, "ls");
    let ran = bridged(&users, "codex", "PreToolUse", &sent, &[]);
    assert!(!blocks("codex", &ran), "{ran:?}");
    let sample = users.run(&["fire", "pre_tool_use", "--sample", "--expect", "proceed"]);
    assert_eq!(sample.code, Some(0), "{sample:?}");
    users.write_home(
        ".config/agent-hooks/tests/a.toml",
        "event = \"pre_tool_use\"\n[expect]\noutcome = \"proceed\"\n",
    );
    let tests = users
        .home()
        .join(".config/agent-hooks/tests")
        .display()
        .to_string();
    let tested = users.run(&["test", &tests]);
    assert_eq!(tested.code, Some(0), "{tested:?}");
}
