//! The texts that goose's matchers are tested against.

use std::sync::Arc;

use hooks_types::dialect::WireForm;
use hooks_types::event::{PreToolUse, Stop, UserPromptSubmit};
use hooks_types::spec::Command;
use hooks_types::tool::ShellInput;
use hooks_types::wire::{EventRef, Expected, subjects};
use hooks_types::{EventName, HookSpec, Payload, SessionMeta, ToolCall};
use serde_json::json;

use crate::GOOSE;
use crate::trial::read;

fn names(event: &str, payload: &Payload) -> Option<Vec<String>> {
    let form = WireForm::new(GOOSE, event);
    let spec = HookSpec::command("h", payload.event.name(), Command::argv(["h"])).with_form(form);
    let subjects = subjects(&spec, EventRef::Payload(payload), &payload.meta);
    subjects.applies.then_some(subjects.names)
}

fn payload(event: impl Into<hooks_types::HookEvent>) -> Payload {
    Payload::new(Arc::new(SessionMeta::new("s", "/p")), event)
}

#[test]
fn a_shell_call_is_tested_by_both_names_and_by_its_command() {
    let call = ToolCall::shell("c", "shell", ShellInput::new(["rm", "-rf", "x"]));
    let payload = payload(PreToolUse::new(call));
    let general = names("PreToolUse", &payload).unwrap();
    for name in ["developer__shell", "shell"] {
        assert!(general.iter().any(|known| known == name), "{general:?}");
    }
    let command = names("BeforeShellExecution", &payload).unwrap();
    assert_eq!(command, ["rm -rf x"]);
    assert_eq!(names("BeforeReadFile", &payload), None);
}

#[test]
fn goose_s_own_shell_is_guarded_under_the_documented_name() {
    for sent in ["shell", "developer__shell"] {
        let object = json!({"event": "PreToolUse", "session_id": "s", "tool_name": sent,
            "tool_input": {"command": "ls"}, "working_dir": "/p"});
        let payload = read(Expected::new(GOOSE), &object);
        let mut found = names("PreToolUse", &payload).unwrap();
        found.sort();
        assert_eq!(found, ["developer__shell", "shell"]);
        assert_eq!(names("BeforeShellExecution", &payload), None);
    }
}

#[test]
fn files_are_tested_by_path_prompts_by_text_and_the_rest_by_nothing() {
    let fields = json!({"file_path": "/p/a.rs", "content": "x"});
    let call = ToolCall::function("c", "write_file", fields.as_object().cloned().unwrap());
    let written = payload(hooks_types::event::PostToolUse::new(call, json!("ok"), 1));
    assert_eq!(names("AfterFileEdit", &written).unwrap(), ["/p/a.rs"]);
    let prompt = payload(UserPromptSubmit::new("fix it"));
    assert_eq!(names("UserPromptSubmit", &prompt).unwrap(), ["fix it"]);
    assert_eq!(names("Stop", &payload(Stop::new())).unwrap(), [""]);
    let form = hooks_types::wire::form_of(&GOOSE, &EventName::PreToolUse).unwrap();
    assert_eq!(form.event, "PreToolUse");
}
