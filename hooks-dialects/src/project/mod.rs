//! Projects a tool call into an agent's fields, and maps a hook's replacement back to the call's own
//! kind and fields.
//!
//! A call is projected in four steps: the tool is identified, its fields get the agent's names, values that hooks
//! expect as one text become one text, and a call that a hook could misjudge is refused. A replacement is mapped back
//! in the opposite order. Parts of the call that the agent's fields cannot express, such as the folder of a command,
//! stay as they were.

mod patch;
mod shell;

use hooks_types::{SessionMeta, ToolCall, ToolInput};
use serde_json::{Map, Value};

use crate::identity;
use crate::known_tools::Kind;
use crate::normalize::text_back;
use crate::paths::absolute;
use crate::shell_text;
use crate::tools::{self, Tools};
use crate::view::View;

pub(crate) use patch::path_upwards;
pub(crate) use shell::{output_back, shell_output};

use shell::shell_input;

/// A tool call with the tool name and field names of a dialect.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Projected {
    /// The dialect's name for the tool.
    pub(crate) name: String,
    /// The input under the dialect's field names.
    pub(crate) input: Value,
}

/// Projects the call: returns it with the names and fields that hooks of an agent with these tools read.
///
/// # Errors
///
/// The call cannot be shown to hooks: it is a patch of several files and the agent's hooks read one `file_path`, it
/// lacks the field that hooks of its tool read, or the tool can obey either of two contradicting fields.
pub(crate) fn project(
    tools: &'static Tools,
    call: &ToolCall,
    meta: &SessionMeta,
) -> Result<Projected, String> {
    View::new(tools, call, meta).project()
}

/// Maps a hook's replacement of the input back to the call's own kind and fields.
///
/// # Errors
///
/// The replacement cannot be mapped back, so the call must be blocked.
pub(crate) fn content_back(
    tools: &'static Tools,
    call: &ToolCall,
    meta: &SessionMeta,
    content: Value,
) -> Result<Value, String> {
    let view = View::new(tools, call, meta);
    // If the agent's edits are not patches, hooks were shown all changes of the patch as one old and one new text. The
    // patch cannot be rebuilt from these texts, so refuse the replacement.
    if view.patch().is_some() && !tools.edits_are_patches {
        return Err("a patch cannot be rewritten through another agent's fields".to_owned());
    }
    let fields = match content {
        Value::Object(fields) => fields,
        other => return Err(format!("the replacement is not an object: {other}")),
    };
    match &call.input {
        ToolInput::Shell(shell) => view.shell_back(shell, fields),
        ToolInput::Mcp { .. } => Ok(Value::Object(fields)),
        ToolInput::Function(_) => view.function_back(fields).map(Value::Object),
        ToolInput::Custom(_) => {
            let back = view.function_back(fields)?;
            let text = back.get("input").and_then(Value::as_str);
            let text = text.ok_or("the replacement of a free-form call has no text")?;
            if view.patch().is_some() && !crate::patch::is_patch(text) {
                return Err("the replacement of a patch is not a patch".to_owned());
            }
            Ok(text.into())
        }
    }
}

/// Returns the call with `content` as its new input, under the dialect's names. Paths keep their spelling in `content`,
/// because the agent passes the result to the tool; only hooks are shown absolute paths.
///
/// # Errors
///
/// The content does not fit the call, or the dialect's fields cannot express it.
pub(crate) fn content_out(
    tools: &'static Tools,
    call: &ToolCall,
    meta: &SessionMeta,
    content: &Value,
) -> Result<Value, String> {
    let input = call
        .input
        .replaced_by(content)
        .map_err(|error| error.to_string())?;
    let replaced = ToolCall::new(&call.call_id, &call.tool_name, input);
    let mut view = View::new(tools, &replaced, meta);
    // The replacement is an input of the original tool, so keep the original tool's kind. Otherwise a replacement that
    // lacks fields could be identified as a call of a different tool.
    view.known = identity::known(call, &meta.tools).or(view.known);
    let mut projected = view.project()?;
    if let Some(key) = view.own_key("file_path")
        && let Some(path) = projected.input.get_mut(tools.field("file_path"))
        && let Some(given) = view.fields.get(&key)
    {
        path.clone_from(given);
    }
    Ok(projected.input)
}

impl View<'_> {
    /// Projects the call: gives it the name and the fields of the agent's tool.
    fn project(&self) -> Result<Projected, String> {
        let patch = self.patch();
        if let (Some(text), false) = (patch, self.tools.edits_are_patches) {
            // Hooks are shown only the patch, so check the call's other fields here.
            self.consistent()?;
            return self.project_patch(text);
        }
        let input = match &self.call.input {
            ToolInput::Shell(shell) => self.project_shell(shell),
            ToolInput::Mcp { arguments, .. } => arguments.clone().unwrap_or_default(),
            // Hooks of an agent whose edits are patches read `command` as the patch. So `command` can hold only the
            // call's patch, or a patch made from the call's edit.
            _ if self.tools.edits_are_patches && self.changes_files() => {
                let text = patch.map(str::to_owned);
                // The call's own patch is preferred, because a patch made from an edit has no context lines.
                let text = text.or_else(|| self.as_patch().map(|patch| patch.to_string()));
                let field = text.map(|text| ("command".to_owned(), text.into()));
                field.into_iter().collect()
            }
            _ => self.project_fields(),
        };
        let (call, names) = (self.call, &self.meta.tools);
        let projected = Projected {
            name: self.tools.name_as(self.known, call, names),
            input: Value::Object(input),
        };
        self.check(&projected)?;
        Ok(projected)
    }

    /// Returns the fields of the call under the dialect's names.
    pub(crate) fn project_fields(&self) -> Map<String, Value> {
        let mut shown = self.fields.clone().into_owned();
        // If the call already has a field of the dialect's name, that field is not overwritten; `check` compares the
        // two fields.
        for name in self.field_names() {
            if name.own != name.theirs
                && shown.get(&name.theirs).is_none_or(Value::is_null)
                && let Some(value) = shown.remove(&name.own)
            {
                shown.insert(name.theirs, value);
            }
        }
        self.normalize(&mut shown);
        // A relative path, or a path with `..`, could let a call evade a guard over paths. So make it absolute.
        if self.is_of_one_file()
            && let Some(Value::String(path)) = shown.get_mut(self.tools.field("file_path"))
        {
            *path = absolute(path, &self.meta.cwd, self.meta.home.as_deref());
        }
        shown
    }

    /// Maps the fields that a hook returned back to the names and value types of the call.
    fn fields_back(&self, mut fields: Map<String, Value>) -> Result<Map<String, Value>, String> {
        let shown = self.project_fields();
        if self.is_shell() {
            self.program_back(&shown, &mut fields)?;
        }
        if self.is(Kind::Fetch) {
            self.fetch_back(&shown, &mut fields)?;
        }
        for name in self.field_names() {
            if (name.own == name.theirs || !fields.contains_key(&name.own))
                && let Some(value) = fields.remove(&name.theirs)
            {
                let value = text_back(&name.canonical, self.fields.get(&name.own), value);
                fields.insert(name.own, value);
            }
        }
        Ok(fields)
    }
}

/// Reads a tool call from an agent's payload. The command text of a shell call becomes the argv `bash -c TEXT`, or
/// `pwsh -Command` for PowerShell; every other field is kept.
pub(crate) fn read_call(tools: &'static Tools, id: &str, name: &str, input: Value) -> ToolCall {
    // An input that is a string is the whole input of a free-form tool.
    let mut map = match input {
        Value::Object(map) => map,
        Value::String(text) => return ToolCall::custom(id, name, text),
        Value::Null => Map::new(),
        other => Map::from_iter([("input".to_owned(), other)]),
    };
    // Split names of the form `mcp__server__tool`. An agent whose names have a different form splits them in its own
    // `read_call`.
    if let Some((server, tool)) = tools::split_mcp(name) {
        return ToolCall::mcp(id, server, tool, Some(map));
    }
    // Hooks of `hooks.toml` expect the command of a shell call as a list of words, so wrap the text in a shell call.
    if identity::is_shell_name(name)
        && let Some(Value::String(text)) = map.get("command")
    {
        let command = shell_text::for_call(name, text, &[]);
        map.remove("command");
        return ToolCall::shell(id, name, shell_input(tools, command, map));
    }
    // Codex sends a patch as `{"command": PATCH}`; agents other than Codex send it as free-form text. So turn it into a
    // free-form call.
    if name == "apply_patch"
        && map.len() == 1
        && let Some(Value::String(text)) = map.get("command")
    {
        return ToolCall::custom(id, name, text.clone());
    }
    ToolCall::function(id, name, map)
}

#[cfg(test)]
mod tests;
