//! A tool call as a dialect shows it to its hooks, and what such a hook put in its place brought
//! back to the call's own kind and fields.

use serde_json::{Map, Value, json};

use super::patch::{self, Patch};
use super::paths::absolute;
use super::{shell_text, tools};
use crate::call::{ShellInput, ToolCall, ToolInput};
use crate::dialect::Dialect;
use crate::event::HookEvent;
use crate::meta::SessionMeta;

/// A tool call in a dialect's words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shape {
    /// The dialect's name of the tool.
    pub(crate) name: String,
    /// The input with the dialect's fields.
    pub(crate) input: Value,
}

/// Tools whose `file_path` is absolute before hooks see it, or a guard over paths could be walked
/// round.
const PATH_TOOLS: &[&str] = &["Read", "Write", "Edit", "MultiEdit"];

/// What `dialect` calls the fields of a shell call that every shell tool may have.
#[derive(Debug, Clone, Copy)]
struct ShellFields {
    /// The folder; none: that agent's shell tool has no such field.
    workdir: Option<&'static str>,
    /// The limit in milliseconds.
    timeout: &'static str,
}

impl ShellFields {
    fn of(dialect: Dialect) -> Self {
        Self {
            workdir: match dialect {
                Dialect::Gemini => Some("dir_path"),
                Dialect::Cursor => Some("working_directory"),
                _ => None,
            },
            timeout: match dialect {
                Dialect::Claude => "timeout",
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
/// `file_path`. Never a payload without the path.
pub(crate) fn shape(
    dialect: Dialect,
    call: &ToolCall,
    meta: &SessionMeta,
) -> Result<Shape, String> {
    if let Some(text) = patch_text(call)
        && dialect != Dialect::Codex
    {
        return shape_patch(dialect, &text, meta);
    }
    let name = tools::name_in(dialect, call, &meta.tools);
    let input = match &call.input {
        ToolInput::Shell(shell) => Value::Object(shape_shell(dialect, shell)),
        ToolInput::Custom(text) if name == "apply_patch" => json!({ "command": text }),
        ToolInput::Custom(text) => json!({ "input": text }),
        ToolInput::Mcp { arguments, .. } => Value::Object(arguments.clone().unwrap_or_default()),
        ToolInput::Function(own) => {
            let renamed = shape_function(dialect, call, own, meta);
            match edit_as_patch(dialect, call, meta) {
                Some(patch) => json!({ "command": patch.to_string() }),
                None => Value::Object(renamed),
            }
        }
    };
    Ok(Shape { name, input })
}

/// What a hook of `dialect` returned in place of the call's input, in the call's own kind and
/// fields.
///
/// # Errors
///
/// It cannot be translated; the call must then be blocked.
pub(crate) fn content_back(
    dialect: Dialect,
    call: &ToolCall,
    meta: &SessionMeta,
    content: Value,
) -> Result<Value, String> {
    if patch_text(call).is_some() && dialect != Dialect::Codex {
        return Err("a patch cannot be rewritten through another agent's fields".to_owned());
    }
    let fields = match content {
        Value::Object(fields) => fields,
        other => return Err(format!("the replacement is not an object: {other}")),
    };
    match &call.input {
        ToolInput::Shell(shell) => shell_back(dialect, shell, fields),
        ToolInput::Custom(_) => ["input", "command"]
            .into_iter()
            .find_map(|key| fields.get(key).filter(|value| value.is_string()))
            .cloned()
            .ok_or_else(|| "the replacement of a free-form call has no text".to_owned()),
        ToolInput::Mcp { .. } => Ok(Value::Object(fields)),
        ToolInput::Function(own) => match edit_as_patch(dialect, call, meta) {
            Some(_) => {
                let text = fields.get("command").and_then(Value::as_str);
                let edit = text
                    .and_then(Patch::parse)
                    .and_then(|patch| patch.as_edit());
                let edit = edit.ok_or("the rewritten patch is no edit of one file")?;
                Ok(Value::Object(fields_back(
                    call,
                    own,
                    Dialect::Claude,
                    meta,
                    edit.fields(),
                )))
            }
            None => Ok(Value::Object(fields_back(call, own, dialect, meta, fields))),
        },
    }
}

/// A call read from a payload of `dialect`. A shell call whose command is text runs it in
/// `bash -c`; every field is kept.
pub(crate) fn read_call(dialect: Dialect, id: &str, name: &str, input: Value) -> ToolCall {
    let mut map = match input {
        Value::Object(map) => map,
        Value::String(text) => return ToolCall::custom(id, name, text),
        Value::Null => Map::new(),
        other => Map::from_iter([("input".to_owned(), other)]),
    };
    if let Some((server, tool)) = tools::split_mcp(name) {
        return ToolCall::mcp(id, server, tool, Some(map));
    }
    if tools::hub_of_name(name) == "Bash"
        && let Some(Value::String(text)) = map.get("command")
    {
        let command = shell_text::argv_of(text, &[]);
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

fn shell_input(
    dialect: Dialect,
    command: Vec<String>,
    mut other: Map<String, Value>,
) -> ShellInput {
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
    ShellInput {
        command,
        workdir,
        timeout_ms,
        other,
    }
}

fn shape_shell(dialect: Dialect, shell: &ShellInput) -> Map<String, Value> {
    let names = ShellFields::of(dialect);
    let mut input = shell.other.clone();
    input.insert(
        "command".to_owned(),
        shell_text::text_of(&shell.command).into(),
    );
    if let Some(dir) = &shell.workdir {
        input.insert(names.workdir_key().to_owned(), dir.as_str().into());
    }
    if let Some(limit) = shell.timeout_ms {
        input.insert(names.timeout.to_owned(), limit.into());
    }
    input
}

fn shell_back(
    dialect: Dialect,
    shell: &ShellInput,
    mut fields: Map<String, Value>,
) -> Result<Value, String> {
    let Some(Value::String(text)) = fields.remove("command") else {
        return Err("the replacement of a shell call has no `command` text".to_owned());
    };
    let command = shell_text::argv_of(&text, &shell.command);
    let mut replaced = shell_input(dialect, command, fields);
    // Where that agent's shell has no folder of its own a script cannot have meant to drop ours.
    if replaced.workdir.is_none() && ShellFields::of(dialect).workdir.is_none() {
        replaced.workdir.clone_from(&shell.workdir);
    }
    serde_json::to_value(replaced).map_err(|error| error.to_string())
}

/// The fields that `dialect` spells otherwise than the call does: (the call's, the dialect's).
fn renames(
    dialect: Dialect,
    call: &ToolCall,
    own: &Map<String, Value>,
    meta: &SessionMeta,
) -> Vec<(String, String)> {
    let row = tools::row_of(tools::hub_name(call, &meta.tools));
    let fields = row.map_or(&[] as &[_], |row| row.fields);
    let theirs = |claude: &str| {
        let field = fields.iter().find(|field| field.claude == claude);
        field.map_or_else(|| claude.to_owned(), |field| field.name(dialect).to_owned())
    };
    let mut pairs: Vec<(String, String)> = meta
        .tools
        .get(&call.tool_name)
        .into_iter()
        .flat_map(|alias| &alias.fields)
        .map(|(own, claude)| (own.clone(), theirs(claude)))
        .collect();
    for field in fields {
        let name = field.name(dialect);
        let taken = pairs.iter().any(|(_, theirs)| theirs == name);
        let spelled = std::iter::once(field.claude)
            .chain(field.spellings())
            .find(|spelling| own.contains_key(*spelling));
        if let Some(spelled) = spelled
            && !taken
        {
            pairs.push((spelled.to_owned(), name.to_owned()));
        }
    }
    pairs.retain(|(own, theirs)| own != theirs);
    pairs
}

fn shape_function(
    dialect: Dialect,
    call: &ToolCall,
    own: &Map<String, Value>,
    meta: &SessionMeta,
) -> Map<String, Value> {
    let mut shaped = own.clone();
    for (own, theirs) in renames(dialect, call, own, meta) {
        if !shaped.contains_key(&theirs)
            && let Some(value) = shaped.remove(&own)
        {
            shaped.insert(theirs, value);
        }
    }
    let hub = tools::hub_name(call, &meta.tools);
    if PATH_TOOLS.contains(&hub) {
        let key = tools::row_of(hub)
            .and_then(|row| row.fields.iter().find(|field| field.claude == "file_path"))
            .map_or("file_path", |field| field.name(dialect));
        if let Some(Value::String(path)) = shaped.get_mut(key) {
            *path = absolute(path, &meta.cwd, meta.home.as_deref());
        }
    }
    shaped
}

fn fields_back(
    call: &ToolCall,
    own: &Map<String, Value>,
    dialect: Dialect,
    meta: &SessionMeta,
    mut fields: Map<String, Value>,
) -> Map<String, Value> {
    for (own, theirs) in renames(dialect, call, own, meta) {
        if !fields.contains_key(&own)
            && let Some(value) = fields.remove(&theirs)
        {
            fields.insert(own, value);
        }
    }
    fields
}

/// What `dialect` shows in place of the call's input when `content` replaces it.
///
/// # Errors
///
/// The content does not fit the call, or the dialect cannot show it.
pub(crate) fn content_out(
    dialect: Dialect,
    call: &ToolCall,
    meta: &SessionMeta,
    content: &Value,
) -> Result<Value, String> {
    let input = call
        .input
        .replaced_by(content)
        .map_err(|error| error.to_string())?;
    let replaced = ToolCall::new(&call.call_id, &call.tool_name, input);
    shape(dialect, &replaced, meta).map(|shape| shape.input)
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

/// The patch a call applies, whatever kind of call carries it.
pub(crate) fn patch_text(call: &ToolCall) -> Option<String> {
    let text = match &call.input {
        ToolInput::Custom(text) => text.as_str(),
        ToolInput::Function(map) => ["input", "patch", "command"]
            .into_iter()
            .find_map(|key| map.get(key).and_then(Value::as_str))?,
        ToolInput::Shell(shell) => match shell.command.as_slice() {
            [program, text] if program == "apply_patch" => text,
            _ => return None,
        },
        ToolInput::Mcp { .. } => return None,
    };
    patch::is_patch(text).then(|| text.to_owned())
}

fn shape_patch(dialect: Dialect, text: &str, meta: &SessionMeta) -> Result<Shape, String> {
    let patch = Patch::parse(text).ok_or("the patch cannot be read")?;
    let edit = patch.as_edit().ok_or_else(|| {
        format!(
            "the patch touches {} files, and hooks of {dialect} judge one file at a time; \
             send one patch per file",
            patch.paths().len()
        )
    })?;
    let call = ToolCall::function("", edit.tool(), edit.fields());
    shape(dialect, &call, meta)
}

/// A write or an edit as the patch that Codex's hooks read.
fn edit_as_patch(dialect: Dialect, call: &ToolCall, meta: &SessionMeta) -> Option<Patch> {
    let ToolInput::Function(own) = &call.input else {
        return None;
    };
    if dialect != Dialect::Codex {
        return None;
    }
    let hub = tools::hub_name(call, &meta.tools);
    let fields = shape_function(Dialect::Claude, call, own, meta);
    patch::of_edit(hub, &fields)
}

#[cfg(test)]
#[path = "shape_tests.rs"]
mod tests;
