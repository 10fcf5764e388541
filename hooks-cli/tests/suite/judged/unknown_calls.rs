//! Calls of another agent that its guards could not see: without an input, or of a tool that only that agent has.

use serde_json::json;

use crate::support::{Project, Ran};

/// Fires a call of Claude Code's at a guard with this matcher, which blocks every call with the payload as the reason.
fn fired(matcher: &str, call: &serde_json::Value) -> Ran {
    let project = Project::with_hooks(&format!(
        "[[hooks.pre_tool_use]]\nname = \"guard\"\nmatcher = {matcher}\ncommand = \"cat >&2; exit 2\"\n"
    ));
    let root = project.root();
    let mut payload = json!({"hook_event_name": "PreToolUse", "session_id": "s", "cwd": root});
    for (key, value) in call.as_object().into_iter().flatten() {
        payload[key] = value.clone();
    }
    let wire = ["--speak", "claude", "--format", "wire"];
    let fire = [&["fire", "--config", "hooks.toml"][..], &wire[..]].concat();
    project.run_with(&fire, &payload.to_string())
}

/// Returns the reason of the denial.
fn denial(ran: &Ran) -> String {
    let said = ran.json();
    let specific = &said["hookSpecificOutput"];
    assert_eq!(specific["permissionDecision"], "deny", "{ran:?}");
    let reason = specific["permissionDecisionReason"].as_str();
    reason.unwrap_or_default().to_owned()
}

#[test]
fn a_call_without_input_does_not_get_past_a_guard_of_its_tool() {
    for call in [
        json!({"tool_name": "Write"}),
        json!({"tool_name": "Write", "tool_input": null}),
        json!({"tool_name": "Write", "tool_input": ["/etc/passwd"]}),
    ] {
        let reason = denial(&fired("\"write_file\"", &call));
        let said = "a call of `Write` has no object in `tool_input`";
        assert!(reason.contains(said), "{call}: {reason}");
    }
}

#[test]
fn a_tool_of_one_agent_is_blocked_until_the_matcher_names_it_and_then_seen_as_it_is() {
    let call = json!({"tool_name": "NotebookEdit",
        "tool_input": {"notebook_path": "/a.ipynb", "new_source": "x"}});
    let reason = denial(&fired("[\"write_file\", \"edit_file\"]", &call));
    let said = "add \"NotebookEdit\" to its `matcher`";
    assert!(
        reason.contains(said) && !reason.contains("ToolNames"),
        "{reason}"
    );
    let reason = denial(&fired("[\"write_file\", \"NotebookEdit\"]", &call));
    let seen = "\"tool_name\":\"NotebookEdit\",\"tool_input\":{\"new_source\":\"x\",\"notebook_path\":\"/a.ipynb\"}";
    assert!(reason.contains(seen), "{reason}");
}
