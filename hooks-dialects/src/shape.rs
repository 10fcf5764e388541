//! A tool call as a dialect shows it to its hooks, and what such a hook put in its place brought
//! back to the call's own kind and fields.

use std::sync::Arc;

use hooks_types::{HookEvent, SessionMeta, ShellInput, ToolCall, ToolInput};
use serde_json::{Map, Value, json};

use super::patch::{self, Patch};
use super::paths::absolute;
use super::renames::{fields_back, renames, shape_function};
use super::{claims, rivals, shell_text, tools};
use crate::Agent;

/// A tool call in a dialect's words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shape {
    /// The dialect's name of the tool.
    pub(crate) name: String,
    /// The input with the dialect's fields.
    pub(crate) input: Value,
}

/// What `dialect` calls the fields of a shell call that every shell tool may have.
#[derive(Debug, Clone, Copy)]
struct ShellFields {
    /// The folder; none: that agent's shell tool has no such field.
    workdir: Option<&'static str>,
    /// The limit in milliseconds.
    timeout: &'static str,
}

impl ShellFields {
    fn of(dialect: Agent) -> Self {
        Self {
            workdir: match dialect {
                Agent::Gemini => Some("dir_path"),
                Agent::Cursor => Some("working_directory"),
                _ => None,
            },
            timeout: match dialect {
                Agent::Claude => "timeout",
                _ => "timeout_ms",
            },
        }
    }

    fn workdir_key(self) -> &'static str {
        self.workdir.unwrap_or("workdir")
    }
}

/// The call as hooks of `dialect` see it.
///
/// # Errors
///
/// The dialect cannot show the call: a patch over several files for agents whose hooks read one
/// `file_path`, or a tool without the field that hooks of such a tool read.
pub(crate) fn shape(dialect: Agent, call: &ToolCall, meta: &SessionMeta) -> Result<Shape, String> {
    let patch = patch_text(call, meta);
    if patch.is_some() {
        rivals::one_patch(call, meta)?;
    }
    if let Some(text) = &patch
        && dialect != Agent::Codex
    {
        let mut shape = shape_patch(dialect, call, text, meta)?;
        // Hooks over commands are told of a program that patches, too.
        if let (ToolInput::Shell(shell), Some(input)) = (&call.input, shape.input.as_object_mut()) {
            input.insert("command".to_owned(), command_of(call, shell).into());
        }
        return Ok(shape);
    }
    let name = tools::name_in(dialect, call, &meta.tools);
    let input = match &call.input {
        ToolInput::Shell(shell) => Value::Object(shape_shell(dialect, call, shell)),
        ToolInput::Mcp { arguments, .. } => Value::Object(arguments.clone().unwrap_or_default()),
        ToolInput::Function(_) | ToolInput::Custom(_) if name == "apply_patch" => {
            // Nothing but a patch of its own, or one made of an edit: any other field of the call
            // under `command` would be read as the patch.
            let text = match rivals::is_patch_tool(call, &meta.tools) {
                true => patch,
                false => edit_as_patch(dialect, call, meta).map(|patch| patch.to_string()),
            };
            text.map_or_else(|| json!({}), |text| json!({ "command": text }))
        }
        ToolInput::Function(_) | ToolInput::Custom(_) => {
            Value::Object(shape_function(dialect, call, &own_fields(call), meta))
        }
    };
    let shape = Shape { name, input };
    claims::check(dialect, call, &meta.tools, &shape)?;
    Ok(shape)
}

/// What a call of a tool without a server gets, as fields; free-form text stands in `input`.
pub(crate) fn own_fields(call: &ToolCall) -> Map<String, Value> {
    match &call.input {
        ToolInput::Function(fields) => fields.clone(),
        ToolInput::Custom(text) => Map::from_iter([("input".to_owned(), text.as_str().into())]),
        ToolInput::Shell(_) | ToolInput::Mcp { .. } => Map::new(),
    }
}

/// What a hook of `dialect` returned in place of the call's input, in the call's own kind and
/// fields.
///
/// # Errors
///
/// It cannot be translated; the call must then be blocked.
pub(crate) fn content_back(
    dialect: Agent,
    call: &ToolCall,
    meta: &SessionMeta,
    content: Value,
) -> Result<Value, String> {
    if patch_text(call, meta).is_some() && dialect != Agent::Codex {
        return Err("a patch cannot be rewritten through another agent's fields".to_owned());
    }
    let fields = match content {
        Value::Object(fields) => fields,
        other => return Err(format!("the replacement is not an object: {other}")),
    };
    match &call.input {
        ToolInput::Shell(shell) => shell_back(dialect, call, shell, fields),
        ToolInput::Mcp { .. } => Ok(Value::Object(fields)),
        ToolInput::Function(own) => {
            function_back(dialect, call, own, meta, fields).map(Value::Object)
        }
        ToolInput::Custom(_) => {
            let own = own_fields(call);
            let back = function_back(dialect, call, &own, meta, fields)?;
            let text = back.get("input").filter(|text| text.is_string());
            let problem = "the replacement of a free-form call has no text";
            text.cloned().ok_or_else(|| problem.to_owned())
        }
    }
}

/// Whether fields of Claude Code's say the whole of an edit in one place, so that another can stand
/// for it.
fn of_one_place(fields: &Map<String, Value>) -> bool {
    !fields.contains_key("edits")
        && (fields.contains_key("content") || fields.contains_key("old_string"))
}

fn function_back(
    dialect: Agent,
    call: &ToolCall,
    own: &Map<String, Value>,
    meta: &SessionMeta,
    fields: Map<String, Value>,
) -> Result<Map<String, Value>, String> {
    if tools::name_in(dialect, call, &meta.tools) != "apply_patch" {
        return fields_back(call, own, dialect, meta, fields);
    }
    let text = fields.get("command").and_then(Value::as_str);
    if let Some(shown) = edit_as_patch(dialect, call, meta) {
        if text == Some(shown.to_string().as_str()) {
            return Ok(own.clone());
        }
        let edit = text
            .filter(|_| of_one_place(&shape_function(Agent::Claude, call, own, meta)))
            .and_then(|text| Patch::parse(text).ok())
            .and_then(|patch| patch.as_edit());
        let edit = edit.ok_or("the rewritten patch is no edit of one file")?;
        return fields_back(call, own, Agent::Claude, meta, edit.fields());
    }
    let keys = rivals::patch_keys(call, own, &meta.tools);
    let Some(text) = text.filter(|_| !keys.is_empty()) else {
        return Ok(fields);
    };
    let mut back = own.clone();
    for key in keys {
        back.insert(key.to_owned(), text.into());
    }
    Ok(back)
}

/// Whether the text of a shell tool is PowerShell's.
fn is_powershell(name: &str) -> bool {
    name.eq_ignore_ascii_case("PowerShell")
}

/// The text that a shell call runs.
pub(crate) fn command_of(call: &ToolCall, shell: &ShellInput) -> String {
    let powershell = is_powershell(&call.tool_name);
    let text = powershell.then(|| shell_text::powershell_text_of(&shell.command));
    text.flatten()
        .map_or_else(|| shell_text::text_of(&shell.command), str::to_owned)
}

/// A call read from a payload of `dialect`. A shell call whose command is text runs it in
/// `bash -c`, PowerShell's in `pwsh -Command`; every field is kept.
pub(crate) fn read_call(dialect: Agent, id: &str, name: &str, input: Value) -> ToolCall {
    let mut map = match input {
        Value::Object(map) => map,
        Value::String(text) => return ToolCall::custom(id, name, text),
        Value::Null => Map::new(),
        other => Map::from_iter([("input".to_owned(), other)]),
    };
    if let Some((server, tool)) = tools::split_mcp(name) {
        return ToolCall::mcp(id, server, tool, Some(map));
    }
    if claims::is_shell_name(tools::hub_of_name(name))
        && let Some(Value::String(text)) = map.get("command")
    {
        let command = match is_powershell(name) {
            true => shell_text::powershell_argv_of(text),
            false => shell_text::argv_of(text, &[]),
        };
        map.remove("command");
        return ToolCall::shell(id, name, shell_input(dialect, command, map));
    }
    if name == "apply_patch"
        && map.len() == 1
        && let Some(Value::String(text)) = map.get("command")
    {
        return ToolCall::custom(id, name, text.clone());
    }
    ToolCall::function(id, name, map)
}

fn shell_input(dialect: Agent, command: Vec<String>, mut other: Map<String, Value>) -> ShellInput {
    let names = ShellFields::of(dialect);
    let workdir = match other.get(names.workdir_key()) {
        Some(Value::String(dir)) => Some(dir.clone()),
        _ => None,
    };
    if workdir.is_some() {
        other.remove(names.workdir_key());
    }
    let timeout_ms = other.get(names.timeout).and_then(Value::as_u64);
    if timeout_ms.is_some() {
        other.remove(names.timeout);
    }
    let mut shell = ShellInput::new(command);
    shell.workdir = workdir;
    shell.timeout_ms = timeout_ms;
    shell.other = other;
    shell
}

fn shape_shell(dialect: Agent, call: &ToolCall, shell: &ShellInput) -> Map<String, Value> {
    let names = ShellFields::of(dialect);
    let mut input = shell.other.clone();
    input.insert("command".to_owned(), command_of(call, shell).into());
    if let Some(dir) = &shell.workdir {
        input.insert(names.workdir_key().to_owned(), dir.as_str().into());
    }
    if let Some(limit) = shell.timeout_ms {
        input.insert(names.timeout.to_owned(), limit.into());
    }
    input
}

fn shell_back(
    dialect: Agent,
    call: &ToolCall,
    shell: &ShellInput,
    mut fields: Map<String, Value>,
) -> Result<Value, String> {
    let Some(Value::String(text)) = fields.remove("command") else {
        return Err("the replacement of a shell call has no `command` text".to_owned());
    };
    let powershell =
        is_powershell(&call.tool_name) && shell_text::powershell_text_of(&shell.command).is_some();
    let command = match powershell {
        true => shell_text::powershell_argv_of(&text),
        false => shell_text::argv_of(&text, &shell.command),
    };
    let mut replaced = shell_input(dialect, command, fields);
    // Where that agent's shell has no folder of its own a script cannot have meant to drop ours.
    if replaced.workdir.is_none() && ShellFields::of(dialect).workdir.is_none() {
        replaced.workdir.clone_from(&shell.workdir);
    }
    serde_json::to_value(replaced).map_err(|error| error.to_string())
}

/// What `dialect` shows in place of the call's input when `content` replaces it, a path as it stands
/// there.
///
/// # Errors
///
/// The content does not fit the call, or the dialect cannot show it.
pub(crate) fn content_out(
    dialect: Agent,
    call: &ToolCall,
    meta: &SessionMeta,
    content: &Value,
) -> Result<Value, String> {
    let input = call
        .input
        .replaced_by(content)
        .map_err(|error| error.to_string())?;
    let replaced = ToolCall::new(&call.call_id, &call.tool_name, input);
    let mut shape = shape(dialect, &replaced, meta)?;
    if let (ToolInput::Function(own), Value::Object(shown)) = (&replaced.input, &mut shape.input)
        && let Some(row) = tools::row_of(tools::hub_name(call, &meta.tools))
        && let Some(path) = shown.get_mut(row.field_name(dialect, "file_path"))
    {
        let renames = renames(dialect, &replaced, own, meta);
        let renamed = renames.iter().find(|rename| rename.claude == "file_path");
        if let Some(given) = renamed.and_then(|rename| own.get(&rename.own)) {
            path.clone_from(given);
        }
    }
    Ok(shape.input)
}

/// What a shell call returned, as Claude Code's hooks read it: text is what it printed.
pub(crate) fn shell_output(output: &Value) -> Value {
    match output {
        Value::String(text) => json!({ "stdout": text, "stderr": "", "interrupted": false }),
        other => other.clone(),
    }
}

/// A tool output that a hook returned in Claude Code's shape, in the shape the event has: the text
/// of a shell's streams where the agent's own output is text.
pub(crate) fn output_back(event: &HookEvent, value: Value) -> Value {
    let own = match event {
        HookEvent::PostToolUse(event) => Some(&event.tool_output),
        HookEvent::PostToolUseFailure(event) => event.tool_output.as_ref(),
        _ => None,
    };
    let stream = |key: &str| value.get(key).and_then(Value::as_str);
    match (own, stream("stdout")) {
        (Some(Value::String(_)), Some(stdout)) => {
            Value::String(format!("{stdout}{}", stream("stderr").unwrap_or_default()))
        }
        _ => value,
    }
}

/// The patch a call applies, whatever kind of call carries it. A text that a shell runs is none,
/// however it begins.
pub(crate) fn patch_text(call: &ToolCall, meta: &SessionMeta) -> Option<String> {
    // A text that is no patch is refused where it is shown: the tool reads it as one.
    match &call.input {
        ToolInput::Shell(shell) => match shell.command.as_slice() {
            [program, text] if is_patcher(program) => Some(text.clone()),
            _ => None,
        },
        ToolInput::Mcp { .. } => None,
        ToolInput::Function(_) | ToolInput::Custom(_) => {
            let is_patch_tool = rivals::is_patch_tool(call, &meta.tools);
            is_patch_tool.then(|| {
                rivals::patch_text(call, &own_fields(call), &meta.tools).map(str::to_owned)
            })?
        }
    }
}

/// The path of a file tool as the call says it, where it holds `..`: resolved by its text, as hooks
/// are shown it, it may be another file than the tool finds behind a link.
pub(crate) fn path_upwards(call: &ToolCall, meta: &SessionMeta) -> Option<String> {
    let upwards = |path: &&str| path.split(['/', '\\']).any(|part| part == "..");
    if let Some(text) = patch_text(call, meta) {
        let patch = Patch::parse(&text).ok()?;
        return patch.paths().into_iter().find(upwards).map(str::to_owned);
    }
    let ToolInput::Function(own) = &call.input else {
        return None;
    };
    let renames = renames(Agent::Claude, call, own, meta);
    let renamed = renames.iter().find(|rename| rename.claude == "file_path")?;
    let path = own.get(&renamed.own)?.as_str().filter(upwards)?;
    Some(path.to_owned())
}

/// Whether a program applies the patch in its argument.
fn is_patcher(program: &str) -> bool {
    let name = program.rsplit('/').next().unwrap_or(program);
    matches!(name, "apply_patch" | "applypatch")
}

fn shape_patch(
    dialect: Agent,
    call: &ToolCall,
    text: &str,
    meta: &SessionMeta,
) -> Result<Shape, String> {
    let patch = Patch::parse(text)
        .map_err(|problem| format!("the patch cannot be read as every applier would: {problem}"))?;
    let edit = patch.as_edit().ok_or_else(|| {
        format!(
            "the patch touches {} files, and hooks of {dialect} judge one file at a time; \
             send one patch per file",
            patch.paths().len()
        )
    })?;
    // The tool is Claude Code's here, whatever the agent calls by that name.
    let mut meta = meta.clone();
    meta.tools = Arc::default();
    // A program finds its files from the folder it runs in.
    if let ToolInput::Shell(shell) = &call.input
        && let Some(folder) = &shell.workdir
    {
        meta.cwd = absolute(folder, &meta.cwd, meta.home.as_deref());
    }
    let call = ToolCall::function("", edit.tool(), edit.fields());
    shape(dialect, &call, &meta)
}

/// A write or an edit as the patch that Codex's hooks read.
fn edit_as_patch(dialect: Agent, call: &ToolCall, meta: &SessionMeta) -> Option<Patch> {
    let ToolInput::Function(own) = &call.input else {
        return None;
    };
    if dialect != Agent::Codex {
        return None;
    }
    let hub = tools::hub_name(call, &meta.tools);
    let fields = shape_function(Agent::Claude, call, own, meta);
    patch::of_edit(hub, &fields)
}

#[cfg(test)]
#[path = "shape_tests.rs"]
mod tests;
