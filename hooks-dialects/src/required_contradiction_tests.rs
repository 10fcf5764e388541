//! Calls with two fields that have different values, either of which the tool can obey.

use super::*;

#[test]
fn of_two_fields_the_tool_may_obey_unlike_values_are_refused() {
    let patch = |path: &str| format!("*** Begin Patch\n*** Delete File: {path}\n*** End Patch");
    let (decoy, real) = (patch("a"), patch(".env"));
    let none = ToolNames::new();
    let unlike = [
        ("apply_patch", json!({"input": decoy, "patch": real})),
        ("apply_patch", json!({"patch": decoy, "input": real})),
        ("apply_patch", json!({"input": decoy, "command": real})),
        ("apply_patch", json!({"input": decoy, "Input": real})),
        ("apply_patch", json!({"input": decoy, "patchText": real})),
        ("apply_patch", json!({"patch_text": real, "command": decoy})),
        (
            "apply_patch",
            json!({"input": decoy, "patch": format!(" {decoy}")}),
        ),
        ("apply_patch", json!({"input": "not one", "patch": real})),
        (
            "Write",
            json!({"file_path": "a", "path": ".env", "content": "x"}),
        ),
        (
            "Write",
            json!({"file_path": "a", "File_Path": ".env", "content": "x"}),
        ),
        (
            "Write",
            json!({"file_path": "a", "FILEPATH": ".env", "content": "x"}),
        ),
        (
            "Write",
            json!({"file_path": "a", "content": "x", "Content": "y"}),
        ),
        (
            "Edit",
            json!({"file_path": "a", "old_string": "x", "oldString": "y", "new_string": "z"}),
        ),
        ("Read", json!({"filePath": "a", "absolute-path": ".env"})),
        (
            "Grep",
            json!({"pattern": "x", "path": "a", "dir_path": "/"}),
        ),
        ("Glob", json!({"pattern": "x", "path": "a", "dirPath": "/"})),
        ("WebFetch", json!({"url": "https://a", "uri": "https://b"})),
        ("WebFetch", json!({"url": "https://a", "URL": "https://b"})),
        ("exec", json!({"command": "ls", "cmd": "rm x"})),
        ("exec", json!({"command": "ls", "Command": "rm x"})),
        ("exec", json!({"cmd": "ls", "commandLine": "rm x"})),
    ];
    for (tool, input) in &unlike {
        let call = function(tool, input);
        for dialect in AGENTS.iter().copied() {
            let refused = project(dialect, &call, &meta(&none)).unwrap_err();
            assert!(
                refused.contains("ToolAlias") || refused.contains("not known"),
                "{refused}"
            );
        }
    }
    let mut shell = ShellInput::new(["ls"]);
    shell.other.insert("cmd".to_owned(), "rm x".into());
    let call = ToolCall::shell("c", "shell", shell);
    assert!(project(&claude::TOOLS, &call, &meta(&none)).is_err());
    for call in [
        call,
        function("exec", &json!({"command": "ls", "Cmd": "rm x"})),
    ] {
        let payload = before(call, &none);
        let form = WireForm::new(CLAUDE, "PreToolUse");
        let wire = &crate::claude::Claude;
        let subjects = wire.subjects(&form, EventRef::Payload(&payload), &payload.meta);
        let text = subjects.command_text.as_deref().unwrap_or_default();
        let mut said: Vec<&str> = text.lines().collect();
        said.sort_unstable();
        assert_eq!(
            said,
            ["ls", "rm x"],
            "a matcher over either finds the hook that then refuses"
        );
    }
    for (tool, input) in [
        (
            "apply_patch",
            json!({"input": real, "patch": real, "Command": real}),
        ),
        (
            "Write",
            json!({"file_path": "a", "path": "a", "content": "x"}),
        ),
        (
            "Write",
            json!({"file_path": "a", "path": null, "content": "x"}),
        ),
        ("exec", json!({"command": "ls", "cmd": "ls"})),
        ("apply_patch", json!({"input": real, "explanation": "x"})),
    ] {
        let call = function(tool, &input);
        for dialect in AGENTS.iter().copied() {
            let shown = project(dialect, &call, &meta(&none));
            assert!(shown.is_ok(), "{dialect} {input} {shown:?}");
        }
    }
    let told = ToolNames::new().with_alias(
        "apply_patch",
        ToolAlias::new("Edit").with_field("patch", "command"),
    );
    let call = function("apply_patch", &json!({"input": decoy, "patch": real}));
    let shown = project(&claude::TOOLS, &call, &meta(&told)).unwrap();
    assert_eq!(shown.input["file_path"], json!("/p/.env"));
}

#[test]
fn the_message_about_a_contradiction_names_each_field_once() {
    let call = function(
        "Write",
        &json!({"file_path": "a", "path": "b", "content": "x"}),
    );
    let refused = project(&claude::TOOLS, &call, &meta(&ToolNames::new())).unwrap_err();
    assert!(refused.contains("(`file_path`, `path`)"), "{refused}");
}
