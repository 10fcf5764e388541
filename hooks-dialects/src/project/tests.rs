//! Calls that are projected into each dialect's fields, and replacements that are mapped back.

use hooks_types::tool::{ShellInput, ToolAlias, ToolNames};
use serde_json::{Value, json};

use super::*;

use crate::{claude, codex, copilot, cursor, gemini};

fn meta() -> SessionMeta {
    SessionMeta::new("s", "/p")
}

fn function(name: &str, input: &Value) -> ToolCall {
    ToolCall::function("c", name, input.as_object().cloned().unwrap_or_default())
}

fn shaped(dialect: &'static Tools, call: &ToolCall) -> (String, Value) {
    let shape = project(dialect, call, &meta()).unwrap();
    (shape.name, shape.input)
}

#[test]
fn a_shell_call_is_text_in_every_dialect_and_loses_nothing() {
    let mut shell = ShellInput::new(["bash", "-lc", "npm ci"]).with_workdir("/p/web");
    shell.timeout_ms = Some(9000);
    shell.other.insert("justification".into(), json!("needed"));
    let call = ToolCall::shell("c", "shell", shell);
    assert_eq!(
        shaped(&claude::TOOLS, &call),
        (
            "Bash".into(),
            json!({"command": "npm ci", "workdir": "/p/web", "timeout": 9000, "justification": "needed"})
        )
    );
    assert_eq!(
        shaped(&cursor::TOOLS, &call),
        (
            "Shell".into(),
            json!({"command": "npm ci", "working_directory": "/p/web", "timeout_ms": 9000, "justification": "needed"})
        )
    );
}

#[test]
fn a_rewritten_command_goes_back_into_the_calls_own_wrapper() {
    let shell = ShellInput::new(["bash", "-lc", "npm i"]).with_workdir("/p/web");
    let call = ToolCall::shell("c", "shell", shell);
    let back = |dialect, content| content_back(dialect, &call, &meta(), content);
    assert_eq!(
        back(&claude::TOOLS, json!({"command": "npm ci", "timeout": 5})),
        Ok(json!({"command": ["bash", "-lc", "npm ci"], "workdir": "/p/web", "timeout_ms": 5}))
    );
    assert_eq!(
        back(&gemini::TOOLS, json!({"command": "npm ci"})),
        Ok(json!({"command": ["bash", "-lc", "npm ci"]}))
    );
    assert!(back(&claude::TOOLS, json!({"cmd": "npm ci"})).is_err());
    assert!(back(&claude::TOOLS, json!("npm ci")).is_err());
}

#[test]
fn fields_of_file_tools_are_renamed_both_ways() {
    let call = function("put", &json!({"where": "a.txt", "text": "x", "mode": 7}));
    let alias = ToolAlias::new("Write")
        .with_field("where", "file_path")
        .with_field("text", "content");
    let meta = meta().with_tools(ToolNames::new().with_alias("put", alias));
    let claude = project(&claude::TOOLS, &call, &meta).unwrap();
    assert_eq!(claude.name, "Write");
    assert_eq!(
        claude.input,
        json!({"file_path": "/p/a.txt", "content": "x", "mode": 7})
    );
    let copilot = project(&copilot::TOOLS, &call, &meta).unwrap();
    assert_eq!(copilot.name, "create");
    assert_eq!(
        copilot.input,
        json!({"path": "/p/a.txt", "file_text": "x", "mode": 7})
    );
    let content = json!({"path": "/p/b.txt", "file_text": "y"});
    assert_eq!(
        content_back(&copilot::TOOLS, &call, &meta, content),
        Ok(json!({"where": "/p/b.txt", "text": "y"}))
    );
}

#[test]
fn one_agents_fields_are_shown_in_anothers() {
    let call = function("create", &json!({"path": "a", "file_text": "x"}));
    assert_eq!(
        shaped(&claude::TOOLS, &call),
        ("Write".into(), json!({"file_path": "/p/a", "content": "x"}))
    );
    let call = function(
        "Edit",
        &json!({"file_path": "/p/a", "old_string": "x", "new_string": "y", "replace_all": true}),
    );
    assert_eq!(
        shaped(&gemini::TOOLS, &call),
        (
            "replace".into(),
            json!({"file_path": "/p/a", "old_string": "x", "new_string": "y", "allow_multiple": true})
        )
    );
}

#[test]
fn a_patch_of_one_file_shows_its_path_and_one_of_several_is_refused() {
    let one = "*** Begin Patch\n*** Update File: a.rs\n@@\n-x\n+y\n*** End Patch";
    let call = ToolCall::custom("c", "apply_patch", one);
    assert_eq!(
        shaped(&claude::TOOLS, &call),
        (
            "Edit".into(),
            json!({"file_path": "/p/a.rs", "old_string": "x\n", "new_string": "y\n"})
        )
    );
    assert_eq!(
        shaped(&codex::TOOLS, &call),
        ("apply_patch".into(), json!({"command": one}))
    );
    let two = "*** Begin Patch\n*** Delete File: a\n*** Delete File: b\n*** End Patch";
    let error = project(
        &claude::TOOLS,
        &ToolCall::custom("c", "apply_patch", two),
        &meta(),
    );
    assert_eq!(
        error,
        Err(
            "the patch touches 2 files, and hooks of claude judge one file at a time; \
             send one patch per file"
                .to_owned()
        )
    );
}

#[test]
fn codex_hooks_see_a_write_as_a_patch_and_may_rewrite_it() {
    let call = function("Write", &json!({"file_path": "a", "content": "x\n"}));
    let patch = "*** Begin Patch\n*** Add File: /p/a\n+x\n*** End Patch";
    assert_eq!(
        shaped(&codex::TOOLS, &call),
        ("apply_patch".into(), json!({"command": patch}))
    );
    let rewritten = json!({"command": patch.replace("+x", "+y")});
    assert_eq!(
        content_back(&codex::TOOLS, &call, &meta(), rewritten),
        Ok(json!({"file_path": "/p/a", "content": "y\n"}))
    );
}

#[test]
fn reading_a_call_and_showing_it_again_changes_nothing() {
    for (name, input) in [
        (
            "Bash",
            json!({"command": "ls | wc", "timeout": 5, "description": "d"}),
        ),
        ("Write", json!({"file_path": "/p/a", "content": "x"})),
        ("mcp__git__push", json!({"force": true})),
        ("Unheard", json!({"command": ["a", "b"]})),
    ] {
        let call = read_call(&claude::TOOLS, "c", name, input.clone());
        assert_eq!(shaped(&claude::TOOLS, &call), (name.to_owned(), input));
    }
}

#[test]
fn a_replacement_without_the_fields_of_the_tool_is_refused() {
    let call = function("Write", &json!({"file_path": "a", "content": "x"}));
    for content in [
        json!({"command": ["ls"]}),
        json!({}),
        json!({"path": "b"}),
        json!({"dest": "b"}),
    ] {
        for tools in crate::agent::AGENTS.iter().copied() {
            let shown = content_out(tools, &call, &meta(), &content);
            let one_path = content.get("path").is_some() && !tools.edits_are_patches;
            assert_eq!(shown.is_ok(), one_path, "{tools} {content} {shown:?}");
        }
    }
}
