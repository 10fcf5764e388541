//! The texts that matchers and `if` rules are tested against, and the environment of hooks.

use std::sync::Arc;

use hooks_types::env::environment;
use hooks_types::tool::{ShellInput, ToolNames};
use hooks_types::wire::{Expected, subjects as subjects_of};
use hooks_types::{EventName, ToolCall};
use serde_json::json;

use super::*;
use crate::CLAUDE;
use crate::trial::{hook, read};

fn names(object: &serde_json::Value) -> Vec<String> {
    let payload = read(Expected::new(CLAUDE), object);
    subjects_of(&hook(&payload), EventRef::Payload(&payload), &payload.meta).names
}

#[test]
fn each_event_is_matched_by_its_own_target() {
    for (object, expected) in [
        (
            json!({"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {}}),
            vec!["Bash"],
        ),
        (
            json!({"hook_event_name": "PreToolUse", "tool_name": "Write", "tool_input": {}}),
            vec!["Write"],
        ),
        (
            json!({"hook_event_name": "PreToolUse", "tool_name": "Agent", "tool_input": {}}),
            vec!["Agent", "Task"],
        ),
        (
            json!({"hook_event_name": "PermissionDenied", "tool_name": "TaskStop"}),
            vec!["TaskStop", "KillShell", "KillBash"],
        ),
        (
            json!({"hook_event_name": "SessionStart", "source": "resume"}),
            vec!["resume"],
        ),
        (
            json!({"hook_event_name": "Notification", "message": "m", "notification_type": "idle_prompt"}),
            vec!["idle_prompt"],
        ),
        (
            json!({"hook_event_name": "SubagentStop", "agent_id": "a", "agent_type": "Plan"}),
            vec!["Plan"],
        ),
        (
            json!({"hook_event_name": "PreModelSwitch", "to_model": "m2"}),
            vec!["m2"],
        ),
        (
            json!({"hook_event_name": "FileChanged", "file_path": "/p/.env"}),
            vec![".env", "/p/.env"],
        ),
        (
            json!({"hook_event_name": "UserPromptSubmit", "prompt": "p"}),
            vec![],
        ),
    ] {
        assert_eq!(names(&object), expected, "{object}");
    }
}

#[test]
fn an_agents_own_tool_is_matched_by_claude_codes_name() {
    let tools = ToolNames::new().with_name("run", "Bash");
    let meta = SessionMeta::new("s", "/p").with_tools(tools);
    let call = ToolCall::shell("c", "run", ShellInput::new(["git", "push", "a b"]));
    let form = WireForm::new(CLAUDE, "PreToolUse");
    let name = EventName::PreToolUse;
    let subjects = subjects(&form, EventRef::call_at(&name, &call), &meta);
    assert_eq!(subjects.names, ["Bash", "run"]);
    assert_eq!(subjects.command_text.as_deref(), Some("git push 'a b'"));
    assert!(crate::claude::if_rule::fits(
        "Bash(git push *)",
        &subjects,
        &[]
    ));
    assert!(!crate::claude::if_rule::fits(
        "Bash(git pull *)",
        &subjects,
        &[]
    ));
}

#[test]
fn the_environment_has_what_scripts_need_and_nothing_of_the_payload() {
    let mut object = json!({"hook_event_name": "SessionStart", "session_id": "s", "cwd": "/p/sub",
        "source": "startup", "effort": {"level": "high"}});
    let mut payload = read(Expected::new(CLAUDE), &object);
    let meta = (*payload.meta).clone().with_project_dir("/p");
    payload.meta = Arc::new(meta);
    let plan = environment(&hook(&payload), &payload);
    let vars: Vec<String> = plan.vars.iter().map(|(k, v)| format!("{k}={v}")).collect();
    assert_eq!(
        vars,
        [
            "CLAUDECODE=1",
            "CLAUDE_CODE_CHILD_SESSION=1",
            "CLAUDE_CODE_SESSION_ID=s",
            "CLAUDE_EFFORT=high",
            "CLAUDE_PROJECT_DIR=/p"
        ]
    );
    assert_eq!(plan.env_file, Some("CLAUDE_ENV_FILE"));
    object["hook_event_name"] = json!("Stop");
    let payload = read(Expected::new(CLAUDE), &object);
    assert_eq!(environment(&hook(&payload), &payload).env_file, None);
}

#[test]
fn a_rule_judges_what_claude_code_sent_even_if_it_lacks_what_guards_read() {
    let object = json!({"hook_event_name": "PreToolUse", "cwd": "/p", "tool_name": "Edit",
        "tool_input": {"file_path": "/p/lib/a.rs"}});
    let payload = read(Expected::new(CLAUDE), &object);
    let subjects = subjects_of(&hook(&payload), EventRef::Payload(&payload), &payload.meta);
    assert!(!crate::claude::if_rule::fits(
        "Edit(src/**)",
        &subjects,
        &[]
    ));
    assert!(crate::claude::if_rule::fits("Edit(lib/**)", &subjects, &[]));
}

#[test]
fn a_path_that_leads_upwards_fits_a_rule_over_paths_in_every_tool() {
    let patch = "*** Begin Patch\n*** Update File: lib/../src/a\n@@\n-x\n+y\n*** End Patch";
    for (tool, input) in [
        (
            "Edit",
            json!({"file_path": "/p/lib/../src/a", "old_string": "x", "new_string": "y"}),
        ),
        ("Write", json!({"file_path": "link/../x", "content": "y"})),
        (
            "NotebookEdit",
            json!({"notebook_path": "/p/lib/../src/a", "new_source": "y"}),
        ),
        (
            "str_replace",
            json!({"path": "..", "old_str": "x", "new_str": "y"}),
        ),
        ("apply_patch", json!({"input": patch})),
    ] {
        let object = json!({"hook_event_name": "PreToolUse", "cwd": "/p", "tool_name": tool,
            "tool_input": input});
        let payload = read(Expected::new(CLAUDE), &object);
        let subjects = subjects_of(&hook(&payload), EventRef::Payload(&payload), &payload.meta);
        assert!(
            crate::claude::if_rule::fits("Edit(src/**)", &subjects, &[]),
            "{tool} {subjects:?}"
        );
    }
}

#[test]
fn powershell_is_a_shell_with_its_own_name_and_its_text() {
    let input = json!({"command": "Remove-Item 'x'; ls", "timeout": 5});
    let object = json!({"hook_event_name": "PreToolUse", "cwd": "/p", "tool_name": "PowerShell",
        "tool_input": input});
    let payload = read(Expected::new(CLAUDE), &object);
    let subjects = subjects_of(&hook(&payload), EventRef::Payload(&payload), &payload.meta);
    assert_eq!(subjects.names, ["PowerShell"]);
    assert_eq!(subjects.tool, Some(("PowerShell".to_owned(), input)));
    assert_eq!(
        subjects.command_text.as_deref(),
        Some("Remove-Item 'x'; ls")
    );
    // PowerShell's grammar is not parsed, so every rule matches.
    assert!(crate::claude::if_rule::fits(
        "PowerShell(git *)",
        &subjects,
        &[]
    ));
    assert!(!crate::claude::if_rule::fits("Bash(git *)", &subjects, &[]));
}
