//! Cursor's payloads. Both the newer and the older spelling of their fields are read; the newer one is written.
//!
//! Before and after a tool call, Cursor fires a general event and, for some kinds of calls, also an event for that
//! kind. The payload of such an event has the arguments at the top level, except for MCP tools.

use hooks_types::dialect::WireForm;
use hooks_types::text::short_name;
use hooks_types::tool::UNNAMED_CALL;
use hooks_types::wire::{DecodeError, EncodeError};
use hooks_types::{EventName, HookEvent, ToolCall, ToolInput};
use serde_json::{Map, Value, json};

use super::TOOLS;
use super::events::{TABLE, of_fields};
use crate::agent::CURSOR;
use crate::calls::Calls;
use crate::payload::{
    EVENT_KEY, EVENT_NAME, Field, PayloadReader, PayloadTable, PayloadWriter, field, filled,
    other_event, value,
};
use crate::project;
use crate::result_text;
use crate::targets;

/// The version of Cursor that is written into a payload which Cursor did not send.
pub(super) const WIRE_VERSION: &str = "3.0.0";

/// The fields of Cursor's payloads, one row each.
#[rustfmt::skip]
const FIELDS: &[Field] = &[
    EVENT_NAME,
    // Cursor sends `session_id` only on session events, with the same value as `conversation_id` (its documentation).
    field!("conversation_id" => meta.session_id).read(conversation_or_session),
    field!(=> meta.session_id).written_as("session_id")
        .of(|payload| matches!(payload.event, HookEvent::SessionStart(_) | HookEvent::SessionEnd(_))),
    field!("generation_id" => meta.turn_id).read(filled).or(|| json!("")),
    field!("model" => meta.model).read(filled).or(|| json!("")),
    field!("transcript_path" => meta.transcript_path).read(filled).or(|| Value::Null),
    field!("cwd" => meta.cwd).read(cwd_or_root).unwritten(),
    field!(=> meta.project_dir).read(|_, reading| root(reading)).show(roots).written_as("workspace_roots"),
    // Only Cursor knows these values. If the payload that was read has no such key, a default is written.
    field!(=> nothing).written_as("cursor_version").or_filler(|| json!(WIRE_VERSION)),
    field!(=> nothing).written_as("user_email").or_filler(|| Value::Null),
    field!("tool_use_id" => call.call_id).when(|it| calls(it) == Calls::Any),
    field!(=> nothing).written_as("sandbox").or_filler(|| json!(false)).when(|it| calls(it) == Calls::Shell),
    field!("agent_message" => PreToolUse, || json!("")).when(|writing| writing.form.event == "preToolUse"),
    field!("attachments" => PreToolUse, || json!([])).when(|writing| writing.form.event == "beforeReadFile"),
    // In each kind of event, Cursor has a different key for the output. For general events and for MCP tools the output
    // is JSON in a string; for shell commands it is plain text.
    field!("tool_output", "output", "result_json" => PostToolUse.tool_output).read(unwrapped).show(output_text).when(|it| calls(it) == Calls::Any),
    field!(=> PostToolUse.tool_output).written_as("result_json").show(output_text).when(|it| calls(it) == Calls::Mcp),
    field!(=> PostToolUse.tool_output).written_as("output").show(shell_text).when(|it| calls(it) == Calls::Shell),
    field!("error_message" => PostToolUseFailure.error),
    field!("duration" => (PostToolUse, PostToolUseFailure).duration_ms).read(whole),
    field!("failure_type" => PostToolUseFailure, || json!("error")),
    field!("is_interrupt" => PostToolUseFailure, || json!(false)),
    field!("prompt" => UserPromptSubmit.user_message),
    field!("attachments" => UserPromptSubmit, || json!([])),
    field!("status" => Stop.reason).read(filled).or(|| json!("completed")),
    // Cursor counts how often hooks have resumed the agent; our events only say whether a hook has resumed it. So
    // convert the count to yes or no, and back.
    field!(=> (Stop, SubagentStop).stop_hook_active).read(looped).show(loop_count).written_as("loop_count"),
    field!("subagent_id" => (SubagentStart, SubagentStop).agent_id),
    field!("subagent_type" => (SubagentStart, SubagentStop).agent_type).or(|| Value::Null),
    field!("summary", "result" => SubagentStop.last_assistant_message).or(|| Value::Null),
    field!("agent_transcript_path" => SubagentStop.agent_transcript_path).or(|| Value::Null),
    field!("status" => SubagentStop, || json!("completed")),
    // Cursor does not say why a session starts, so `startup` is assumed.
    field!(=> SessionStart.source).read(|_, _| Some("startup".into())),
    field!("is_background_agent" => SessionStart, || json!(false)),
    field!("reason" => SessionEnd.reason),
    field!("trigger" => PreCompact.trigger),
    field!("text" => AfterAgent.last_assistant_message).or(|| json!("")),
    field!(=> AfterAgent.thread_id).read(|_, reading| value(&reading.payload.meta.session_id)),
    field!(=> AfterAgent.turn_id).read(|_, reading| value(&reading.payload.meta.turn_id)),
];

/// The table for reading and writing Cursor's payloads.
pub(super) static PAYLOADS: PayloadTable = PayloadTable {
    agent: "Cursor",
    tools: &TOOLS,
    event_key: EVENT_KEY,
    fields: &[FIELDS],
    own_event: |is| TABLE.own(is),
    name_of: |event| TABLE.name_of(event),
    form: |_, object, said, expected| {
        let event = event_of(object, said, expected)?;
        Ok(WireForm::new(CURSOR, event))
    },
    call_keys: |form| match TABLE.row(&form.event) {
        // The payload of an event before a call must name the call, because its hooks judge the call. All other events
        // have no call, or a call that has already run, so the name can be missing.
        row if row.ours != Some(EventName::PreToolUse) => &[],
        row => match row.calls {
            Calls::Any | Calls::Mcp => &["tool_name"],
            Calls::Shell => &["command"],
            Calls::Read | Calls::Write => &["file_path", "filePath"],
        },
    },
    ours: |_, form| TABLE.ours(&form.event),
    carries: |form, event| TABLE.tells(&form.event, event),
    read_call,
    write_call,
    finish: |writing| writing.data(),
};

/// Returns the event of an object: the event that it names, else the event that its fields identify, else the expected
/// event.
fn event_of(
    object: &Map<String, Value>,
    said: Option<&str>,
    expected: Option<&str>,
) -> Result<String, DecodeError> {
    // `expected` can also be our name for an event. Then every event of Cursor that maps to our event is expected.
    let expects = |name: &str| match expected {
        None => true,
        Some(expected) => expected == name || TABLE.tells(name, &EventName::named(expected)),
    };
    // If the object does not name its event, the event is guessed from the object's fields.
    let found = said.or_else(|| of_fields(|key| object.contains_key(key), expects));
    let problem = match (found, expected) {
        (Some(found), _) if expects(found) => return Ok(found.to_owned()),
        (Some(said), expected) => {
            let (said, expected) = (short_name(said), short_name(expected.unwrap_or_default()));
            let problem = format!("the payload is of `{said}`, not of `{expected}`");
            return Err(other_event(problem));
        }
        (None, Some(expected)) if TABLE.find(expected).is_some() => {
            return Ok(expected.to_owned());
        }
        (None, Some(expected)) => match TABLE.name_of(&EventName::named(expected)) {
            Some(name) => return Ok(name.to_owned()),
            None => format!("Cursor has no event for our `{}`", short_name(expected)),
        },
        (None, None) => "the payload names no event; name it".to_owned(),
    };
    Err(DecodeError::new(problem))
}

/// Reads the tool call. The payload of an event for one kind of call has the arguments at the top level, except for MCP
/// tools.
fn read_call(reading: &mut PayloadReader<'_>) -> ToolCall {
    let calls = TABLE.row(&reading.form.event).calls;
    let (tool, input) = match calls {
        Calls::Shell => {
            let command = reading.text(&["command"]).unwrap_or_default();
            ("Shell".to_owned(), json!({ "command": command }))
        }
        Calls::Read | Calls::Write => {
            let path = reading.text(&["file_path", "filePath"]);
            let mut input = json!({ "file_path": path.unwrap_or_default() });
            if let Some(edits) = reading.take(&["edits"]).filter(|edits| !edits.is_null()) {
                input["edits"] = edits;
            }
            let write = calls == Calls::Write;
            (if write { "Write" } else { "Read" }.to_owned(), input)
        }
        Calls::Any | Calls::Mcp => {
            let name = reading.text(&["tool_name"]).unwrap_or_default();
            let input = reading.take(&["tool_input"]);
            let input = unwrapped(input, reading).unwrap_or_default();
            let tool = name.strip_prefix("MCP:");
            if let Some(tool) = tool.or((calls == Calls::Mcp).then_some(&*name)) {
                // Cursor sends the name of the tool, but never the name of the server. So the server's name is empty.
                return ToolCall::mcp(UNNAMED_CALL, "", tool, input.as_object().cloned());
            }
            (name, input)
        }
    };
    project::read_call(&TOOLS, UNNAMED_CALL, &tool, input)
}

/// Writes the tool call into the fields that payloads of this form have. Returns an error if Cursor does not fire the
/// event for this kind of call.
fn write_call(writing: &mut PayloadWriter<'_>, call: &ToolCall) -> Result<(), EncodeError> {
    let shown = writing.projected(&TOOLS, call)?;
    let meta = &writing.payload.meta;
    let form = &writing.form.event;
    let unfit = || EncodeError::new(format!("`{}` does not receive this call", short_name(form)));
    match (TABLE.row(form).calls, &call.input) {
        (Calls::Any, _) => {
            writing.set("tool_name", shown.name);
            writing.set("tool_input", shown.input);
            writing.set("cwd", meta.cwd.as_str());
        }
        (Calls::Shell, input) => {
            let text = targets::command_text(&TOOLS, call, meta).ok_or_else(unfit)?;
            writing.set("command", text);
            let folder = match input {
                ToolInput::Shell(shell) => shell.workdir.as_ref(),
                _ => None,
            };
            writing.set("cwd", folder.unwrap_or(&meta.cwd).as_str());
        }
        // Cursor sends the input of the event for MCP tools as a string that contains JSON.
        (Calls::Mcp, ToolInput::Mcp { tool, .. }) => {
            writing.set("tool_name", tool.as_str());
            writing.set("tool_input", shown.input.to_string());
        }
        (Calls::Mcp, _) => return Err(unfit()),
        (calls @ (Calls::Read | Calls::Write), _) => {
            writing.set("file_path", shown.input.get("file_path").cloned());
            if calls == Calls::Write {
                writing.set("edits", edits(&shown.input));
            }
        }
    }
    Ok(())
}

/// Returns the changes of a file as pairs of old and new text. For a single change, or for a call that writes the whole
/// file, returns one pair.
fn edits(input: &Value) -> Value {
    if let Some(edits) = input.get("edits") {
        return edits.clone();
    }
    let text = |key: &str| input.get(key).and_then(Value::as_str);
    let old = text("old_string").unwrap_or_default();
    let new = text("new_string").or_else(|| text("content"));
    // A call that writes a whole file is shown as one edit: it replaces an empty text by the content.
    json!([{"old_string": old, "new_string": new.unwrap_or_default()}])
}

/// Returns the kind of calls for which the form's event is fired.
fn calls(writing: &PayloadWriter<'_>) -> Calls {
    TABLE.row(&writing.form.event).calls
}

/// Reads the session's id from `conversation_id`, or else from `session_id`. Takes both keys out of the object.
fn conversation_or_session(said: Option<Value>, reading: &mut PayloadReader<'_>) -> Option<Value> {
    let session = reading.take(&["session_id"]);
    said.filter(Value::is_string).or(session)
}

/// Returns the working folder, or the first folder of the workspace. Cursor omits `cwd` on most events and sends "" for
/// some shell commands.
fn cwd_or_root(said: Option<Value>, reading: &mut PayloadReader<'_>) -> Option<Value> {
    let said = said.filter(Value::is_string);
    filled(said, reading).or_else(|| root(reading))
}

/// Returns the first folder of the workspace.
fn root(reading: &mut PayloadReader<'_>) -> Option<Value> {
    let root = reading.peek("workspace_roots")?.get(0)?;
    root.is_string().then(|| root.clone())
}

/// Returns the folders of the workspace that Cursor sent. If there are none, returns the project's folder or else the
/// working folder.
fn roots(root: Option<Value>, writing: &PayloadWriter<'_>) -> Option<Value> {
    let came = writing.object.get("workspace_roots").cloned();
    let root = root.or_else(|| value(&writing.payload.meta.cwd));
    Some(came.unwrap_or_else(|| json!([root])))
}

/// Returns whether a hook has already resumed the agent. The number of times stays in the payload, as a field that our
/// tables do not know.
fn looped(_: Option<Value>, reading: &mut PayloadReader<'_>) -> Option<Value> {
    let rounds = reading.peek("loop_count").and_then(Value::as_u64);
    Some((rounds.unwrap_or(0) > 0).into())
}

/// Returns how often hooks have resumed the agent, as Cursor sent it. If the number is unknown, returns 1 if a hook has
/// resumed the agent, else 0.
fn loop_count(active: Option<Value>, writing: &PayloadWriter<'_>) -> Option<Value> {
    let active = active.is_some_and(|active| active == true);
    let rounds = writing.object.get("loop_count").and_then(Value::as_u64);
    let rounds = rounds.filter(|rounds| active == (*rounds > 0));
    Some(rounds.unwrap_or(active.into()).into())
}

/// Reads a number without its fraction.
fn whole(said: Option<Value>, _: &mut PayloadReader<'_>) -> Option<Value> {
    let number = said?;
    let count = number.as_u64().or_else(|| {
        let whole = number.as_f64().filter(|number| *number >= 0.0)?.trunc();
        // Write the number as text and parse the text, because a cast from `f64` to an integer could lose digits.
        Some(format!("{whole:.0}").parse().unwrap_or(u64::MAX))
    });
    count.map(Value::from)
}

/// Returns the parsed JSON of a text that contains JSON. Returns any other value unchanged: in Cursor's older spelling
/// the value is plain text.
fn unwrapped(said: Option<Value>, reading: &mut PayloadReader<'_>) -> Option<Value> {
    let Some(Value::String(text)) = said else {
        return said;
    };
    let json = reading.json(&text);
    let json = json.or_else(|| serde_json::from_str(&text).ok());
    Some(json.unwrap_or(Value::String(text)))
}

/// Returns a shell's output as plain text, the form of `afterShellExecution`.
fn shell_text(output: Option<Value>, _: &PayloadWriter<'_>) -> Option<Value> {
    Some(result_text::of(&output.unwrap_or_default()).into())
}

/// Returns a tool's output as a text that contains JSON, as in Cursor's newer spelling.
fn output_text(output: Option<Value>, _: &PayloadWriter<'_>) -> Option<Value> {
    Some(output.unwrap_or_default().to_string().into())
}

#[cfg(test)]
#[path = "payload_tests.rs"]
mod tests;
