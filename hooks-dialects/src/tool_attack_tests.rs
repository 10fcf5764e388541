//! Attacks on guards with fields that a tool possibly obeys, one per test.

use std::sync::Arc;

use hooks_types::dialect::WireForm;
use hooks_types::event::PreToolUse;
use hooks_types::tool::ShellInput;
use hooks_types::wire::{EventRef, encode};
use hooks_types::{Payload, SessionMeta, ToolCall};
use serde_json::{Map, Value, json};

use crate::{CLAUDE, CODEX, COPILOT, CURSOR, GEMINI};

#[path = "tool_attack_key_tests.rs"]
mod keys;
#[path = "tool_attack_shell_tests.rs"]
mod shell;

/// The path that a guard must be shown. `DECOY` is a patch of a file that the guard would allow.
const SECRET: &str = "/p/secret.env";
const DECOY: &str = "*** Begin Patch\n*** Update File: decoy.txt\n@@\n-a\n+b\n*** End Patch\n";

/// Keys under which tools accept patches.
const PATCH_KEYS: [&str; 10] = [
    "input",
    "patch",
    "command",
    "patchText",
    "patch_text",
    "patchContent",
    "patch_content",
    "diff",
    "INPUT",
    "Patch",
];

fn call(name: &str, input: &Value) -> ToolCall {
    ToolCall::function("c", name, input.as_object().cloned().unwrap_or_default())
}

fn with(mut input: Value, key: &str, value: &str) -> Value {
    input[key] = json!(value);
    input
}

fn forms() -> [WireForm; 7] {
    [
        WireForm::new(CLAUDE, "PreToolUse"),
        WireForm::new(CODEX, "PreToolUse"),
        WireForm::new(GEMINI, "BeforeTool"),
        WireForm::new(CURSOR, "preToolUse"),
        WireForm::new(CURSOR, "beforeShellExecution"),
        WireForm::new(COPILOT, "preToolUse"),
        WireForm::new(COPILOT, "PreToolUse"),
    ]
}

fn before(call: ToolCall) -> Payload {
    let meta = SessionMeta::new("s", "/p");
    Payload::new(Arc::new(meta), PreToolUse::new(call))
}

/// Returns the input that hooks of each form are shown; `None` if the call is refused.
fn shown(call: &ToolCall) -> Vec<(String, Option<Map<String, Value>>)> {
    let payload = before(call.clone());
    let show = |form: WireForm| {
        let sent = encode(&payload, &form).ok();
        let sent = sent.map(|bytes| serde_json::from_slice(&bytes).unwrap());
        (format!("{} {}", form.dialect, form.event), sent)
    };
    forms().map(show).to_vec()
}

/// Checks that every hook that is shown the call reads `text`, and that no hook is misled by the decoy.
#[track_caller]
fn everybody_sees(call: &ToolCall, text: &str) {
    for (form, sent) in shown(call) {
        if let Some(sent) = sent {
            let sent = Value::Object(sent).to_string();
            assert!(sent.contains(text), "{form} of {call:?}: {sent}");
        }
    }
}

#[track_caller]
fn everybody_is_refused(call: &ToolCall) {
    for (form, sent) in shown(call) {
        let own = form.contains("beforeShellExecution");
        assert!(sent.is_none() || own, "{form} of {call:?}: {sent:?}");
    }
}

#[test]
fn a_decoy_patch_beside_the_fields_of_a_tool_that_does_not_patch_changes_nothing() {
    let tools = [
        ("Write", json!({"file_path": SECRET, "content": "x"})),
        (
            "Edit",
            json!({"file_path": SECRET, "old_string": "a", "new_string": "b"}),
        ),
        (
            "MultiEdit",
            json!({"file_path": SECRET, "edits": [{"old_string": "a", "new_string": "b"}]}),
        ),
        (
            "NotebookEdit",
            json!({"notebook_path": SECRET, "new_source": "x"}),
        ),
        ("Read", json!({"file_path": SECRET})),
        (
            "WebFetch",
            json!({"url": "https://secret.env", "prompt": "p"}),
        ),
        ("create", json!({"path": SECRET, "file_text": "x"})),
        (
            "replace",
            json!({"file_path": SECRET, "old_string": "a", "new_string": "b"}),
        ),
        ("grep", json!({"pattern": "x", "path": SECRET})),
        ("glob", json!({"pattern": "*", "path": SECRET})),
    ];
    for (tool, input) in &tools {
        for key in PATCH_KEYS {
            let decoyed = call(tool, &with(input.clone(), key, DECOY));
            everybody_sees(&decoyed, "secret.env");
            // The rule `Edit(secret.env)` in a Claude Code hook must match the same call.
            let payload = before(decoyed.clone());
            let form = WireForm::new(CLAUDE, "PreToolUse");
            let dialect = CLAUDE;
            let wire = dialect.get().unwrap();
            let seen = wire.subjects(&form, EventRef::Payload(&payload), &payload.meta);
            let (_, input) = seen.tool.unwrap();
            let of_file = input.get("file_path").is_some();
            assert!(
                !of_file || input["file_path"] == SECRET,
                "{tool} {key}: {input}"
            );
        }
    }
}

#[test]
fn a_path_that_no_patch_can_hold_is_not_replaced_by_a_decoy() {
    for end in [" ", "\u{200b}", "\u{200b} ", "\n"] {
        for key in PATCH_KEYS {
            let input = json!({"file_path": format!("{SECRET}{end}"), "content": "x"});
            everybody_sees(&call("Write", &with(input, key, DECOY)), "secret.env");
        }
    }
}

#[test]
fn a_field_that_contradicts_a_patch_refuses_the_patch() {
    for (key, value) in [
        ("file_path", SECRET),
        ("path", SECRET),
        ("target", SECRET),
        ("content", "x"),
        ("url", "https://x"),
        ("old_string", "z"),
        ("workdir", "/etc"),
        ("cwd", ".."),
    ] {
        everybody_is_refused(&call(
            "apply_patch",
            &with(json!({"input": DECOY}), key, value),
        ));
    }
    let same = json!({"input": DECOY, "path": "/p/decoy.txt", "workdir": "/p", "explanation": "e"});
    everybody_sees(&call("apply_patch", &same), "decoy.txt");
    assert!(
        shown(&call("apply_patch", &same))
            .iter()
            .filter(|(_, sent)| sent.is_some())
            .count()
            >= 6
    );
}

#[test]
fn a_patch_in_a_list_of_words_is_the_patch_of_a_tool_that_patches() {
    let call = ToolCall::shell("c", "apply_patch", ShellInput::new([DECOY]));
    let sent = shown(&call).remove(0).1.unwrap();
    assert_eq!(sent["tool_input"]["file_path"], json!("/p/decoy.txt"));
}

#[test]
fn another_file_inside_an_edit_or_in_a_list_beside_the_path_is_refused() {
    let edit = json!({"old_string": "a", "new_string": "b"});
    for (tool, input) in [
        (
            "MultiEdit",
            json!({"file_path": "/p/d", "edits": [with(edit.clone(), "file_path", SECRET)]}),
        ),
        (
            "MultiEdit",
            json!({"file_path": "/p/d", "edits": [edit.clone(), with(edit.clone(), "Path", SECRET)]}),
        ),
        (
            "Edit",
            json!({"file_path": "/p/d", "edits": [with(edit.clone(), "target", SECRET)]}),
        ),
        ("Read", json!({"file_path": "/p/d", "paths": [SECRET]})),
        ("Read", json!({"path": "/p/d", "files": [SECRET, "/p/d"]})),
        ("Read", json!({"path": "/p/d", "files": [{"path": SECRET}]})),
        (
            "Write",
            json!({"file_path": "/p/d", "destination": SECRET, "content": "x"}),
        ),
        (
            "WebFetch",
            json!({"url": "https://a", "urls": ["https://b"]}),
        ),
        ("WebFetch", json!({"url": "https://a", "link": "https://b"})),
    ] {
        everybody_is_refused(&call(tool, &input));
    }
    let same = with(edit, "file_path", "/p/d");
    for (tool, input) in [
        ("MultiEdit", json!({"file_path": "/p/d", "edits": [same]})),
        ("Read", json!({"file_path": "/p/d", "paths": ["/p/d"]})),
    ] {
        let sent = shown(&call(tool, &input)).remove(0).1;
        assert!(sent.is_some(), "{tool} {input}");
    }
}

#[test]
fn a_patch_of_very_many_files_takes_no_longer_than_any_other_text() {
    // If the search for duplicates were quadratic, this test would take hours.
    let files: String = (0..50_000)
        .map(|n| format!("*** Delete File: f{n}\n"))
        .collect();
    let patch = ToolCall::custom(
        "c",
        "apply_patch",
        format!("*** Begin Patch\n{files}*** End Patch"),
    );
    assert!(shown(&patch)[0].1.is_none());
}
