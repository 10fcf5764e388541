//! How the bridge recognizes the event of a payload.

use super::*;

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

/// Checks that an entry accepts only payloads of its own gate. The guard of one gate does not run for another gate, and
/// its block would be in a format that the agent does not read at that gate.
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

/// Checks that entries of two spellings of one gate, or of two events that answer in the same form, accept each other's
/// payloads.
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
