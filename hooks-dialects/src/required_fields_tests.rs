//! Guards of every dialect over tools of every shape.

use std::sync::Arc;

use hooks_types::dialect::{Dialect, WireForm};
use hooks_types::event::{PostToolUse, PreToolUse};
use hooks_types::spec::OnFailure;
use hooks_types::tool::{ShellInput, ToolAlias, ToolNames};
use hooks_types::wire::{EventRef, Expected, decode, encode};
use hooks_types::{DialectRef, Payload, SessionMeta, ToolCall};
use serde_json::json;

use super::*;
use crate::project::{content_back, project};
use crate::tools::Tools;
use crate::{AGENTS, CLAUDE, CODEX, COPILOT, CURSOR, GEMINI, claude, codex, gemini};

fn meta(tools: &ToolNames) -> SessionMeta {
    SessionMeta::new("s", "/p").with_tools(tools.clone())
}

fn function(name: &str, input: &Value) -> ToolCall {
    ToolCall::function("c", name, input.as_object().cloned().unwrap_or_default())
}

/// The field a guard over paths reads.
fn path_field(dialect: &'static Tools) -> &'static str {
    dialect.field("file_path")
}

fn shown(dialect: &'static Tools, call: &ToolCall, tools: &ToolNames) -> Value {
    project(dialect, call, &meta(tools))
        .unwrap_or_else(|problem| panic!("{dialect} {call:?}: {problem}"))
        .input
}

#[test]
fn a_guard_over_commands_sees_the_command_and_its_rewriting_comes_back() {
    let none = ToolNames::new();
    let run = ToolNames::new().with_name("run", "Bash");
    let told =
        ToolNames::new().with_alias("run", ToolAlias::new("Bash").with_field("what", "command"));
    let free =
        ToolNames::new().with_alias("run", ToolAlias::new("Bash").with_field("input", "command"));
    let cases = [
        (
            &none,
            function("exec_command", &json!({"cmd": "curl x", "n": 1})),
            "curl x",
            json!({"cmd": "ls", "n": 1}),
        ),
        (
            &none,
            function("shell", &json!({"script": "curl x"})),
            "curl x",
            json!({"script": "ls"}),
        ),
        (
            &none,
            function("run_terminal", &json!({"command_line": "curl x"})),
            "curl x",
            json!({"command_line": "ls"}),
        ),
        (
            &none,
            function("terminal", &json!({"input": "curl x"})),
            "curl x",
            json!({"input": "ls"}),
        ),
        (
            &none,
            function("exec", &json!({"command": ["curl", "a b"]})),
            "curl 'a b'",
            json!({"command": ["bash", "-c", "ls"]}),
        ),
        (
            &none,
            function("exec", &json!({"argv": ["sh", "-c", "curl x | sh"]})),
            "curl x | sh",
            json!({"argv": ["sh", "-c", "ls"]}),
        ),
        (
            &none,
            ToolCall::custom("c", "shell", "curl x"),
            "curl x",
            json!("ls"),
        ),
        (
            &run,
            function("run", &json!({"cmd": "curl x"})),
            "curl x",
            json!({"cmd": "ls"}),
        ),
        (
            &run,
            ToolCall::custom("c", "run", "curl x"),
            "curl x",
            json!("ls"),
        ),
        (
            &told,
            function("run", &json!({"what": ["curl", "x"]})),
            "curl x",
            json!({"what": ["bash", "-c", "ls"]}),
        ),
        (
            &told,
            function("run", &json!({"cmd": "curl x"})),
            "curl x",
            json!({"cmd": "ls"}),
        ),
        (
            &free,
            ToolCall::custom("c", "run", "curl x"),
            "curl x",
            json!("ls"),
        ),
        (
            &run,
            ToolCall::custom("c", "run", "*** Begin Patch\ncurl x"),
            "*** Begin Patch\ncurl x",
            json!("ls"),
        ),
    ];
    for dialect in AGENTS.iter().copied() {
        for (tools, call, command, rewritten) in &cases {
            let mut input = shown(dialect, call, tools);
            assert_eq!(input["command"], json!(command), "{dialect} {call:?}");
            let same = content_back(dialect, call, &meta(tools), input.clone());
            assert_eq!(same, Ok(call.input.to_value()), "{dialect} {call:?}");
            input["command"] = json!("ls");
            let back = content_back(dialect, call, &meta(tools), input);
            assert_eq!(back.as_ref(), Ok(rewritten), "{dialect} {call:?}");
        }
    }
}

#[test]
fn a_program_is_shown_with_its_arguments_and_is_not_split_anew() {
    let call = function(
        "exec",
        &json!({"command": "git", "args": ["push", "a b"], "t": 1}),
    );
    let tools = ToolNames::new();
    for dialect in AGENTS.iter().copied() {
        let mut input = shown(dialect, &call, &tools);
        assert_eq!(input["command"], json!("git push 'a b'"), "{dialect}");
        let hook = json!({"command": "git push 'a b'", "t": 2});
        assert_eq!(
            content_back(dialect, &call, &meta(&tools), hook),
            Ok(json!({"command": "git", "args": ["push", "a b"], "t": 2}))
        );
        input["command"] = json!("ls");
        assert!(content_back(dialect, &call, &meta(&tools), input).is_err());
    }
}

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
fn a_tool_without_what_its_guards_read_is_refused() {
    let none = ToolNames::new();
    let run = ToolNames::new().with_name("run", "Bash");
    let told =
        ToolNames::new().with_alias("run", ToolAlias::new("Bash").with_field("cmd", "command"));
    let two_files = json!({"paths": ["a", "b"]});
    let cases = [
        (
            &none,
            function("exec", &json!({"command": "sh", "args": {"0": "curl x"}})),
        ),
        (
            &none,
            function("exec", &json!({"command": "sh", "args": [["curl x"]]})),
        ),
        (
            &none,
            function(
                "Write",
                &json!({"file_path": "a", "file": "b", "content": "x"}),
            ),
        ),
        (&none, function("exec", &json!({"command": ["curl", 1]}))),
        (&none, function("exec", &json!({"command": []}))),
        (
            &none,
            function("exec", &json!({"cmd": "curl x", "command": "ls"})),
        ),
        (&run, function("run", &json!({"todo": "curl x"}))),
        (
            &told,
            function("run", &json!({"cmd": "curl x", "command": "ls"})),
        ),
        (&none, function("readFile", &two_files)),
        (
            &none,
            function(
                "write_to_file",
                &json!({"path": "a", "file_path": "b", "content": "x"}),
            ),
        ),
        (&none, function("apply_patch", &json!({"input": "garbage"}))),
    ];
    for dialect in AGENTS.iter().copied() {
        for (tools, call) in &cases {
            let shape = project(dialect, call, &meta(tools));
            assert!(shape.is_err(), "{dialect} {call:?} is shown as {shape:?}");
        }
        let garbage = ToolCall::custom("c", "apply_patch", "garbage");
        let shape = project(dialect, &garbage, &meta(&none));
        // Codex's own hooks read the text itself.
        assert_eq!(shape.is_ok(), dialect.edits_are_patches, "{shape:?}");
    }
}

#[test]
fn a_tool_that_is_no_such_tool_is_shown_as_itself() {
    let tools = ToolNames::new().with_own("exec");
    let call = function("exec", &json!({"todo": "x"}));
    for dialect in AGENTS.iter().copied() {
        let shape = project(dialect, &call, &meta(&tools)).unwrap();
        assert_eq!(
            (shape.name.as_str(), shape.input),
            ("exec", json!({"todo": "x"}))
        );
    }
}

#[test]
fn the_refusal_names_tool_field_and_cure() {
    let call = function("run", &json!({"todo": "curl x"}));
    let tools = ToolNames::new().with_name("run", "Bash");
    let problem = project(&gemini::TOOLS, &call, &meta(&tools)).unwrap_err();
    assert_eq!(
        problem,
        "hooks of gemini read the text `command` of `run_shell_command`, and the input of \
         `run` is not known to hold it (it has `todo`); name the field: \
         ToolNames::new().with_alias(\"run\", \
         ToolAlias::new(\"shell\").field(\"todo\", \"command\")), or say that other agents have \
         no such tool: ToolNames::new().with_own(\"run\")"
    );
}

/// The general event before a tool in every dialect.
const BEFORE: [(DialectRef, &str); 7] = [
    (CLAUDE, "PreToolUse"),
    (CODEX, "PreToolUse"),
    (GEMINI, "BeforeTool"),
    (CURSOR, "preToolUse"),
    (CURSOR, "beforeShellExecution"),
    (COPILOT, "preToolUse"),
    (COPILOT, "PreToolUse"),
];

fn before(call: ToolCall, tools: &ToolNames) -> Payload {
    Payload::new(Arc::new(meta(tools)), PreToolUse::new(call))
}

#[test]
fn a_guard_that_cannot_be_shown_its_field_blocks_before_and_fails_after() {
    let call = function("run", &json!({"todo": "curl x"}));
    let gate = before(call.clone(), &ToolNames::new().with_name("run", "shell"));
    for (dialect, event) in BEFORE {
        let form = WireForm::new(dialect.clone(), event);
        let error = encode(&gate, &form).unwrap_err();
        assert_eq!(error.means, Some(OnFailure::Block), "{dialect} {event}");
        let wire = dialect.get().unwrap();
        let subjects = wire.subjects(&form, EventRef::Payload(&gate), &gate.meta);
        let shells = ["Bash", "run_shell_command", "Shell", "bash"];
        assert!(subjects.applies, "{dialect} {event}");
        assert!(
            subjects
                .names
                .iter()
                .any(|name| shells.contains(&name.as_str())),
            "{dialect} {event} {:?}",
            subjects.names
        );
    }
    let after = Payload::new(
        Arc::clone(&gate.meta),
        PostToolUse::new(call, json!("x"), 1),
    );
    for (dialect, event) in [
        (CLAUDE, "PostToolUse"),
        (CODEX, "PostToolUse"),
        (GEMINI, "AfterTool"),
        (CURSOR, "postToolUse"),
        (COPILOT, "postToolUse"),
    ] {
        let error = encode(&after, &WireForm::new(dialect.clone(), event)).unwrap_err();
        assert_eq!(error.means, None, "{dialect}");
    }
}

#[test]
fn what_one_agent_sent_oddly_is_shown_to_its_own_hooks_alone() {
    let odd = [
        json!({"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"cmd": 5}}),
        json!({"hook_event_name": "PreToolUse", "tool_name": "Write", "tool_input": {"filename": 1}}),
    ];
    for dialect in [CLAUDE, CODEX] {
        for sent in &odd {
            let payload =
                decode(sent.to_string().as_bytes(), Expected::new(dialect.clone())).unwrap();
            let own = encode(&payload, &WireForm::new(dialect.clone(), "PreToolUse")).unwrap();
            assert_eq!(&serde_json::from_slice::<Value>(&own).unwrap(), sent);
            for (other, event) in BEFORE.iter().filter(|(other, _)| *other != dialect) {
                if *event == "beforeShellExecution" {
                    continue;
                }
                let error = encode(&payload, &WireForm::new(other.clone(), *event)).unwrap_err();
                assert_eq!(error.means, Some(OnFailure::Block), "{other} {sent}");
            }
        }
    }
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
fn a_free_form_shell_is_arguments_in_every_spelling_of_copilot() {
    let payload = before(ToolCall::custom("c", "shell", "curl x"), &ToolNames::new());
    let sent = |event: &str| -> Value {
        let form = WireForm::new(COPILOT, event);
        serde_json::from_slice(&encode(&payload, &form).unwrap()).unwrap()
    };
    assert_eq!(sent("preToolUse")["toolName"], json!("bash"));
    assert_eq!(
        sent("preToolUse")["toolArgs"],
        json!(r#"{"command":"curl x"}"#)
    );
    assert_eq!(sent("PreToolUse")["tool_name"], json!("Bash"));
    assert_eq!(
        sent("PreToolUse")["tool_input"],
        json!({"command": "curl x"})
    );
}

#[test]
fn an_address_is_in_the_field_each_agents_guards_read() {
    let tools = ToolNames::new();
    let call = function("fetch", &json!({"uri": "https://x", "prompt": "sum up"}));
    for dialect in AGENTS.iter().copied() {
        let mut input = shown(dialect, &call, &tools);
        assert_eq!(input["url"], json!("https://x"), "{dialect}");
        let prompt = match dialect.dialect.name() {
            "gemini" => "https://x sum up",
            _ => "sum up",
        };
        assert_eq!(input["prompt"], json!(prompt), "{dialect}");
        input["url"] = json!("https://y");
        assert_eq!(
            content_back(dialect, &call, &meta(&tools), input),
            Ok(json!({"uri": "https://y", "prompt": "sum up"})),
            "{dialect}"
        );
    }
    let rewritten = json!({"url": "https://x", "prompt": "https://y"});
    assert!(content_back(&gemini::TOOLS, &call, &meta(&tools), rewritten).is_err());
}

#[test]
fn the_one_address_in_a_prompt_is_shown_and_several_are_refused() {
    let tools = ToolNames::new();
    let call = function("web_fetch", &json!({"prompt": "sum up (https://x/a)."}));
    let two = function(
        "web_fetch",
        &json!({"prompt": "compare https://x https://y"}),
    );
    for dialect in AGENTS.iter().copied() {
        let mut input = shown(dialect, &call, &tools);
        let back = |input| content_back(dialect, &call, &meta(&tools), input);
        assert_eq!(back(input.clone()), Ok(call.input.to_value()), "{dialect}");
        if dialect.dialect.name() == "gemini" {
            assert!(project(dialect, &two, &meta(&tools)).is_ok());
            continue;
        }
        assert_eq!(input["url"], json!("https://x/a"), "{dialect}");
        input["url"] = json!("https://z");
        assert!(back(input).is_err(), "{dialect}");
        assert!(project(dialect, &two, &meta(&tools)).is_err(), "{dialect}");
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
fn a_patch_that_cannot_be_read_blocks_whoever_guards_files() {
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
