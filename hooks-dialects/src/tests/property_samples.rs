//! Sample events of every dialect, each with answers that block and answers that ask.

use std::sync::LazyLock;

use hooks_types::wire::{Expected, decode};
use hooks_types::{DialectRef, Payload};
use serde_json::{Value, json};

use crate::{CLAUDE, CODEX, COPILOT, CURSOR, GEMINI, GOOSE};

/// One event of one dialect: a payload, and the answers that block or ask on this event.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    /// The dialect.
    pub(super) dialect: DialectRef,
    /// The name of the event, for payloads that do not contain it.
    pub(super) event: &'static str,
    /// The payload, as the agent sends it.
    pub(super) payload: Value,
    /// The answers that block.
    pub(super) blocks: Vec<Value>,
    /// The answers that ask the user; empty if a hook of the event cannot ask.
    pub(super) asks: Vec<Value>,
}

impl Sample {
    /// Reads the sample's payload.
    pub(super) fn read(&self) -> Payload {
        let mut expected = Expected::new(self.dialect.clone());
        expected.event = Some(self.event);
        decode(self.payload.to_string().as_bytes(), expected).unwrap()
    }
}

/// Creates a sample.
fn sample(
    dialect: &DialectRef,
    event: &'static str,
    payload: Value,
    blocks: &[Value],
    asks: &[Value],
) -> Sample {
    Sample {
        dialect: dialect.clone(),
        event,
        payload,
        blocks: blocks.to_vec(),
        asks: asks.to_vec(),
    }
}

/// Returns `base` with these fields added.
fn with(mut base: Value, fields: &Value) -> Value {
    let fields = fields.as_object().cloned().unwrap_or_default();
    base.as_object_mut().unwrap().extend(fields);
    base
}

/// Returns the samples of Claude Code or Codex, depending on `dialect`.
fn claude_like(dialect: &DialectRef) -> Vec<Sample> {
    let payload = |event: &str, fields: Value| {
        with(
            json!({"session_id": "s", "cwd": "/p", "hook_event_name": event}),
            &fields,
        )
    };
    let tool = json!({"tool_name": "Bash", "tool_input": {"command": "ls"}, "tool_use_id": "t",
        "tool_response": {"stdout": "x", "stderr": ""}});
    let patch = json!({"tool_name": "apply_patch", "tool_input":
        {"command": "*** Begin Patch\n*** Add File: a\n+x\n*** End Patch"}, "tool_use_id": "t"});
    let decided = |word: &str| {
        [
            json!({"hookSpecificOutput": {"hookEventName": "PreToolUse", "permissionDecision": word,
                "permissionDecisionReason": "r"}}),
            json!({"hookSpecificOutput": {"hookEventName": "PreToolUse", "permissionDecision": word}}),
        ]
    };
    let block = [
        json!({"decision": "block", "reason": "r"}),
        json!({"decision": "block"}),
    ];
    let mut denies = decided("deny").to_vec();
    denies.extend(block.clone());
    let request = [
        json!({"hookSpecificOutput": {"hookEventName": "PermissionRequest",
        "decision": {"behavior": "deny"}}}),
    ];
    let of = |event, payload, blocks: &[Value], asks: &[Value]| {
        sample(dialect, event, payload, blocks, asks)
    };
    vec![
        of(
            "PreToolUse",
            payload("PreToolUse", tool.clone()),
            &denies,
            &decided("ask"),
        ),
        of(
            "PreToolUse",
            payload("PreToolUse", patch),
            &denies,
            &decided("ask"),
        ),
        of(
            "PermissionRequest",
            payload("PermissionRequest", tool.clone()),
            &request,
            &[],
        ),
        of("PostToolUse", payload("PostToolUse", tool), &block, &[]),
        of(
            "UserPromptSubmit",
            payload("UserPromptSubmit", json!({"prompt": "p"})),
            &block,
            &[],
        ),
        of(
            "Stop",
            payload("Stop", json!({"stop_hook_active": false})),
            &block,
            &[],
        ),
        of(
            "SubagentStop",
            payload("SubagentStop", json!({"agent_id": "a"})),
            &block,
            &[],
        ),
        of(
            "PreCompact",
            payload("PreCompact", json!({"trigger": "auto"})),
            &[],
            &[],
        ),
        of(
            "SessionStart",
            payload("SessionStart", json!({"source": "startup"})),
            &[],
            &[],
        ),
    ]
}

/// Returns the samples of Gemini CLI.
fn gemini() -> Vec<Sample> {
    let payload = |event: &str, fields: Value| {
        with(
            json!({"session_id": "s", "transcript_path": "", "cwd": "/p",
            "hook_event_name": event, "timestamp": "2026-08-20T10:11:12.345Z"}),
            &fields,
        )
    };
    let block = [
        json!({"decision": "deny", "reason": "r"}),
        json!({"decision": "block"}),
    ];
    let ask = [json!({"decision": "ask"})];
    let shell = json!({"tool_name": "run_shell_command", "tool_input": {"command": "ls"}});
    let mut after = shell.clone();
    after["tool_response"] = json!({"llmContent": "x", "returnDisplay": "x"});
    let of = |event, payload, asks: &[Value]| sample(&GEMINI, event, payload, &block, asks);
    vec![
        of("BeforeTool", payload("BeforeTool", shell), &ask),
        of("AfterTool", payload("AfterTool", after), &[]),
        of(
            "BeforeAgent",
            payload("BeforeAgent", json!({"prompt": "p"})),
            &[],
        ),
        of(
            "AfterAgent",
            payload(
                "AfterAgent",
                json!({"prompt": "p", "prompt_response": "r", "stop_hook_active": false}),
            ),
            &[],
        ),
    ]
}

/// Returns the samples of Cursor.
fn cursor() -> Vec<Sample> {
    let payload = |event: &str, fields: Value| {
        let base = json!({"conversation_id": "c", "generation_id": "g", "model": "m",
            "hook_event_name": event, "cursor_version": "3.17.8", "workspace_roots": ["/p"],
            "user_email": null, "transcript_path": null});
        with(base, &fields)
    };
    let deny = [
        json!({"permission": "deny", "user_message": "u"}),
        json!({"permission": "deny"}),
        json!({"decision": "deny", "reason": "r"}),
    ];
    let ask = [json!({"permission": "ask"})];
    let shell = json!({"tool_name": "Shell", "tool_input": {"command": "ls"}, "cwd": "/p"});
    let follow = [json!({"followup_message": "go on"})];
    let prompt = [json!({"continue": false})];
    let of = |event, fields, blocks: &[Value], asks: &[Value]| {
        sample(&CURSOR, event, payload(event, fields), blocks, asks)
    };
    vec![
        of("preToolUse", shell, &deny, &ask),
        of(
            "beforeShellExecution",
            json!({"command": "ls", "cwd": ""}),
            &deny,
            &ask,
        ),
        of(
            "beforeReadFile",
            json!({"file_path": "a", "content": "x"}),
            &deny,
            &[],
        ),
        of(
            "beforeSubmitPrompt",
            json!({"prompt": "p", "attachments": []}),
            &prompt,
            &[],
        ),
        of(
            "stop",
            json!({"status": "completed", "loop_count": 0}),
            &follow,
            &[],
        ),
    ]
}

/// Returns the samples of Copilot, in both payload spellings.
fn copilot() -> Vec<Sample> {
    let camel = |event, fields: Value, blocks: &[Value], asks: &[Value]| {
        let base = json!({"sessionId": "s", "timestamp": 1_778_700_002_345_u64, "cwd": "/p"});
        sample(&COPILOT, event, with(base, &fields), blocks, asks)
    };
    let pascal = |event, fields: Value, blocks: &[Value], asks: &[Value]| {
        let base = json!({"hook_event_name": event, "session_id": "s",
            "timestamp": "2026-05-13T19:20:02.345Z", "cwd": "/p"});
        sample(&COPILOT, event, with(base, &fields), blocks, asks)
    };
    let deny = [
        json!({"permissionDecision": "deny", "permissionDecisionReason": "r"}),
        json!({"permissionDecision": "deny"}),
    ];
    let ask = [json!({"permissionDecision": "ask"})];
    let request = [json!({"behavior": "deny"})];
    let go_on = [json!({"decision": "block", "reason": "r"})];
    let shell = json!({"toolName": "bash", "toolArgs": "{\"command\":\"ls\"}"});
    let claude = json!({"tool_name": "Bash", "tool_input": {"command": "ls"}});
    let stop = json!({"transcriptPath": "/t", "stopReason": "end_turn"});
    vec![
        camel("preToolUse", shell.clone(), &deny, &ask),
        camel("permissionRequest", shell, &request, &[]),
        camel("agentStop", stop, &go_on, &[]),
        pascal("PreToolUse", claude, &deny, &ask),
    ]
}

/// Returns the samples of goose, for the events on which it accepts a block.
fn goose() -> Vec<Sample> {
    let payload = |event: &str, fields: Value| {
        let base = json!({"event": event, "session_id": "s", "matcher_context": null});
        with(base, &fields)
    };
    let block = [
        json!({"decision": "block", "reason": "r"}),
        json!({"decision": "block"}),
    ];
    let shell = json!({"matcher_context": "developer__shell", "tool_name": "developer__shell",
        "tool_input": {"command": "ls"}, "tool_call_id": "t", "working_dir": "/p"});
    let of = |event, fields, blocks: &[Value]| {
        sample(&GOOSE, event, payload(event, fields), blocks, &[])
    };
    vec![
        of("PreToolUse", shell, &block),
        of("Stop", json!({"last_assistant_message": "done"}), &block),
        of("SessionStart", json!({}), &[]),
    ]
}

/// Returns the samples of the native dialect.
fn native() -> Vec<Sample> {
    let payload = |event: &str, fields: Value| {
        let object = with(json!({"event_type": event}), &fields);
        json!({"session_id": "s", "cwd": "/p", "protocol": 1, "triggered_at": "2026-11-01T10:00:00Z",
            "hook_event": object})
    };
    let block = [
        json!({"decision": "block"}),
        json!({"decision": "block", "message": "m"}),
    ];
    let tool = json!({"tool_name": "shell", "tool_input": {"command": ["ls"]}, "call_id": "c"});
    let of =
        |event, payload, asks: &[Value]| sample(&DialectRef::NATIVE, event, payload, &block, asks);
    vec![
        of(
            "pre_tool_use",
            payload("pre_tool_use", tool),
            &[json!({"decision": "ask"})],
        ),
        of(
            "user_prompt_submit",
            payload("user_prompt_submit", json!({"user_message": "m"})),
            &[],
        ),
        of(
            "stop",
            payload("stop", json!({"stop_hook_active": false})),
            &[],
        ),
    ]
}

/// Returns all samples.
pub(super) fn samples() -> &'static [Sample] {
    static ALL: LazyLock<Vec<Sample>> = LazyLock::new(every);
    &ALL
}

fn every() -> Vec<Sample> {
    let mut all = native();
    all.extend(claude_like(&CLAUDE));
    all.extend(claude_like(&CODEX));
    all.extend(gemini());
    all.extend(cursor());
    all.extend(copilot());
    all.extend(goose());
    all
}
