//! Guards that judge files.

use super::*;

#[test]
fn a_guard_over_files_sees_the_path_and_its_rewriting_comes_back() {
    let none = ToolNames::new();
    let told = ToolNames::new().with_alias(
        "put",
        ToolAlias::new("Write")
            .with_field("where", "file_path")
            .with_field("what", "content"),
    );
    let cases = [
        (
            &none,
            function("create_file", &json!({"filename": "a", "content": "x\n"})),
            json!({"filename": "/p/b", "content": "x\n"}),
        ),
        (
            &none,
            function("write_to_file", &json!({"path": "a", "text": "x\n"})),
            json!({"path": "/p/b", "text": "x\n"}),
        ),
        (
            &none,
            function("WriteFile", &json!({"filePath": "a", "contents": "x\n"})),
            json!({"filePath": "/p/b", "contents": "x\n"}),
        ),
        (
            &none,
            function("Create", &json!({"target_file": "a", "body": "x\n"})),
            json!({"target_file": "/p/b", "body": "x\n"}),
        ),
        (
            &told,
            function("put", &json!({"where": "a", "what": "x\n"})),
            json!({"where": "/p/b", "what": "x\n"}),
        ),
        (
            &none,
            function("Write", &json!({"file_path": "a", "content": "x\n"})),
            json!({"file_path": "/p/b", "content": "x\n"}),
        ),
    ];
    for dialect in AGENTS.iter().copied() {
        for (tools, call, rewritten) in &cases {
            let mut input = shown(dialect, call, tools);
            if dialect.edits_are_patches {
                assert_eq!(
                    input,
                    json!({"command": "*** Begin Patch\n*** Add File: /p/a\n+x\n*** End Patch"})
                );
                input["command"] = json!("*** Begin Patch\n*** Add File: /p/b\n+x\n*** End Patch");
            } else {
                assert_eq!(
                    input[path_field(dialect)],
                    json!("/p/a"),
                    "{dialect} {call:?}"
                );
                input[path_field(dialect)] = json!("/p/b");
            }
            let back = content_back(dialect, call, &meta(tools), input);
            assert_eq!(back.as_ref(), Ok(rewritten), "{dialect} {call:?}");
        }
    }
}

#[test]
fn a_list_of_one_file_is_that_file() {
    let call = function("readFile", &json!({"paths": ["a"]}));
    for dialect in AGENTS.iter().copied() {
        let mut input = shown(dialect, &call, &ToolNames::new());
        assert_eq!(input[path_field(dialect)], json!("/p/a"), "{dialect}");
        input[path_field(dialect)] = json!("/p/b");
        assert_eq!(
            content_back(dialect, &call, &meta(&ToolNames::new()), input),
            Ok(json!({"paths": ["/p/b"]}))
        );
    }
}

#[test]
fn an_editor_told_what_to_do_is_shown_as_the_tool_for_it() {
    let tools = ToolNames::new();
    for (command, name) in [
        ("view", "Read"),
        ("create", "Write"),
        ("str_replace", "Edit"),
    ] {
        let call = function(
            "str_replace_based_edit_tool",
            &json!({"command": command, "path": "a", "file_text": "x", "old_str": "x", "new_str": "y"}),
        );
        let shape = project(&claude::TOOLS, &call, &meta(&tools)).unwrap();
        assert_eq!(shape.name, name);
        assert_eq!(shape.input["file_path"], json!("/p/a"));
    }
}

#[test]
fn several_edits_are_several_hunks_for_hooks_that_read_patches() {
    let edits = json!({"file_path": "/p/a", "edits": [
        {"old_string": "1", "new_string": "2"}, {"old_string": "3", "new_string": "4"}]});
    let call = function("MultiEdit", &edits);
    let input = shown(&codex::TOOLS, &call, &ToolNames::new());
    let text = "*** Begin Patch\n*** Update File: /p/a\n@@\n-1\n+2\n@@\n-3\n+4\n*** End Patch";
    assert_eq!(input, json!({"command": text}));
    let back = |content| content_back(&codex::TOOLS, &call, &meta(&ToolNames::new()), content);
    assert_eq!(back(input), Ok(edits.clone()));
    assert!(back(json!({"command": text.replace("+4", "+5")})).is_err());
}

#[test]
fn a_program_that_patches_is_for_guards_over_files_and_over_commands() {
    let patch = "*** Begin Patch\n*** Add File: a\n+x\n*** End Patch";
    let calls = [
        ToolCall::shell("c", "shell", ShellInput::new(["apply_patch", patch])),
        ToolCall::custom("c", "applypatch", patch),
    ];
    for call in calls {
        let is_shell = matches!(call.input, ToolInput::Shell(_));
        let payload = before(call, &ToolNames::new());
        let form = WireForm::new(CLAUDE, "PreToolUse");
        let wire = &crate::claude::Claude;
        let subjects = wire.subjects(&form, EventRef::Payload(&payload), &payload.meta);
        for name in ["Write", "Edit"] {
            assert!(
                subjects.names.iter().any(|known| known == name),
                "{subjects:?}"
            );
        }
        let sent: Value = serde_json::from_slice(&encode(&payload, &form).unwrap()).unwrap();
        assert_eq!(sent["tool_name"], json!("Write"));
        assert_eq!(sent["tool_input"]["file_path"], json!("/p/a"));
        assert_eq!(sent["tool_input"]["command"].is_string(), is_shell);
    }
}

#[test]
fn what_only_adds_is_a_patch_that_only_adds() {
    let call = function("edit_file", &json!({"path": "a", "insert_text": "x"}));
    let input = shown(&codex::TOOLS, &call, &ToolNames::new());
    let text = "*** Begin Patch\n*** Update File: /p/a\n@@\n+x\n*** End Patch";
    assert_eq!(input, json!({"command": text}));
    let rewritten = json!({"command": text.replace("+x", "+y")});
    let tools = meta(&ToolNames::new());
    assert!(content_back(&codex::TOOLS, &call, &tools, rewritten).is_err());
}

#[test]
fn a_file_created_empty_is_shown() {
    let call = function("create_file", &json!({"path": "a"}));
    let input = shown(&claude::TOOLS, &call, &ToolNames::new());
    assert_eq!(input, json!({"file_path": "/p/a"}));
}

#[test]
fn a_patch_that_cannot_be_read_is_blocked_if_a_hook_guards_files() {
    for patch in [
        "*** Begin Patch\n*** Update File: a\n@@\n-x\n+y\n *** Update File: .env\n*** End Patch",
        "*** Begin Patch\n*** Update File: a\n@@\n-x\n+y\n*** update file: .env\n*** End Patch",
    ] {
        for call in [
            ToolCall::custom("c", "apply_patch", patch),
            ToolCall::shell(
                "c",
                "shell",
                ShellInput::new(["/usr/bin/applypatch", patch]),
            ),
        ] {
            let payload = before(call, &ToolNames::new());
            let form = WireForm::new(CLAUDE, "PreToolUse");
            let error = encode(&payload, &form).unwrap_err();
            assert_eq!(error.means, Some(OnFailure::Block), "{error}");
        }
    }
}
