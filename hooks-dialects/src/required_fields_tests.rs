//! Guards of every dialect, and tools with all kinds of fields.

use std::sync::Arc;

use hooks_types::dialect::{Dialect, WireForm};
use hooks_types::event::{PostToolUse, PreToolUse};
use hooks_types::spec::OnFailure;
use hooks_types::tool::{ShellInput, ToolAlias, ToolNames};
use hooks_types::wire::{EventRef, Expected, decode, encode};
use hooks_types::{DialectRef, Payload, SessionMeta, ToolCall};
use serde_json::json;

use super::*;
use crate::agent::AGENTS;
use crate::project::{content_back, project};
use crate::tools::Tools;
use crate::{CLAUDE, CODEX, COPILOT, CURSOR, GEMINI, claude, codex, gemini};

#[path = "required_address_tests.rs"]
mod addresses;
#[path = "required_command_tests.rs"]
mod commands;
#[path = "required_contradiction_tests.rs"]
mod contradictions;
#[path = "required_file_tests.rs"]
mod files;

fn meta(tools: &ToolNames) -> SessionMeta {
    SessionMeta::new("s", "/p").with_tools(tools.clone())
}

fn function(name: &str, input: &Value) -> ToolCall {
    ToolCall::function("c", name, input.as_object().cloned().unwrap_or_default())
}

/// Returns the field that a guard over paths reads.
fn path_field(dialect: &'static Tools) -> &'static str {
    dialect.field("file_path")
}

fn shown(dialect: &'static Tools, call: &ToolCall, tools: &ToolNames) -> Value {
    project(dialect, call, &meta(tools))
        .unwrap_or_else(|problem| panic!("{dialect} {call:?}: {problem}"))
        .input
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
        // Codex's hooks parse the text of a patch themselves, so only they are shown an invalid patch.
        assert_eq!(shape.is_ok(), dialect.edits_are_patches, "{shape:?}");
    }
}

#[test]
fn a_tool_with_other_fields_is_shown_under_its_own_name() {
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
         `run` is not known to contain it (it has `todo`); name the field: \
         ToolNames::new().with_alias(\"run\", \
         ToolAlias::new(\"shell\").with_field(\"todo\", \"command\")), or declare that other agents \
         have no such tool: ToolNames::new().with_own(\"run\")"
    );
}

#[test]
fn the_cure_names_methods_that_exist() {
    let source = include_str!("../../hooks-types/src/tool_names.rs");
    let shell = Kind::Shell.tool();
    let advice = [
        declares("run", shell, Some(("todo", "command"))),
        declares("run", shell, None),
        declares_apart("run"),
    ];
    for method in advice.iter().flat_map(|advice| advice.split('.').skip(1)) {
        let name = method.split('(').next().unwrap_or_default();
        assert!(source.contains(&format!("pub fn {name}(")), "{method}");
    }
}

/// The general event before a tool, in every dialect.
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
