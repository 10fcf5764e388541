//! Projects a tool call into the fields that hooks of a dialect read, and maps a hook's replacement
//! back to the call's own kind and fields.

use std::sync::Arc;

use hooks_types::{HookEvent, SessionMeta, ShellInput, ToolCall, ToolInput};
use serde_json::{Map, Value, json};

use crate::known_tools::Kind;
use crate::normalize::text_back;
use crate::patch::{self, Patch};
use crate::paths::absolute;
use crate::tools::{self, Tools};
use crate::view::View;
use crate::{claude, shell_text};

/// A tool call in a dialect's words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Projected {
    /// The dialect's name of the tool.
    pub(crate) name: String,
    /// The input with the dialect's fields.
    pub(crate) input: Value,
}

/// The call as hooks of an agent with these tools see it.
///
/// # Errors
///
/// It cannot be shown: a patch over several files for agents whose hooks read one `file_path`, a
/// declared tool without the field that hooks of such a tool read, or two fields that the tool may
/// obey and that say different things.
pub(crate) fn project(
    tools: &'static Tools,
    call: &ToolCall,
    meta: &SessionMeta,
) -> Result<Projected, String> {
    View::new(tools, call, meta).project()
}

/// What a hook returned in place of the call's input, in the call's own kind and fields.
///
/// # Errors
///
/// It cannot be translated; the call must then be blocked.
pub(crate) fn content_back(
    tools: &'static Tools,
    call: &ToolCall,
    meta: &SessionMeta,
    content: Value,
) -> Result<Value, String> {
    let view = View::new(tools, call, meta);
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
            let text = back.get("input").filter(|text| text.is_string());
            let problem = "the replacement of a free-form call has no text";
            text.cloned().ok_or_else(|| problem.to_owned())
        }
    }
}

/// What hooks are shown in place of the call's input when `content` replaces it, a path as the call
/// spells it.
///
/// # Errors
///
/// The content does not fit the call, or the dialect cannot show it.
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
    // A replacement without the fields of the tool does not make it another tool.
    view.known = tools::known(call, &meta.tools).or(view.known);
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
    fn project(&self) -> Result<Projected, String> {
        let patch = self.patch();
        if let (Some(text), false) = (patch, self.tools.edits_are_patches) {
            self.consistent()?;
            return self.project_patch(text);
        }
        let input = match &self.call.input {
            ToolInput::Shell(shell) => self.project_shell(shell),
            ToolInput::Mcp { arguments, .. } => arguments.clone().unwrap_or_default(),
            // Nothing but a patch of its own, or one made of an edit: any other field of the call
            // under `command` would be read as the patch.
            _ if self.tools.edits_are_patches && self.changes_files() => {
                let text = patch.map(str::to_owned);
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

    /// Whether the call writes, edits or patches.
    pub(crate) fn changes_files(&self) -> bool {
        [Kind::Write, Kind::Edit, Kind::Patch]
            .iter()
            .any(|kind| self.is(*kind))
    }

    /// The patch of a tool that applies patches, and the fields that may be it. Of free-form text
    /// its only one, whatever it says: the tool reads it as a patch.
    pub(crate) fn patch_field(&self) -> Option<(&str, Vec<&str>)> {
        let field = self
            .known
            .filter(|tool| tool.kind == Kind::Patch)?
            .field("command")?;
        let keys = self.keys_of(field);
        let text = self.fields.get(*keys.first()?)?.as_str()?;
        Some((text, keys))
    }

    /// The patch that the call applies. A text that a shell runs is none, however it begins, unless
    /// its program applies it.
    pub(crate) fn patch(&self) -> Option<&str> {
        match &self.call.input {
            ToolInput::Shell(shell) => match shell.command.as_slice() {
                [program, text] if is_patcher(program) => Some(text),
                [text] if tools::is_patch_name(&self.call.tool_name) => Some(text),
                _ => None,
            },
            _ => Some(self.patch_field()?.0),
        }
    }

    /// A patch as the write or the edit that it makes.
    fn project_patch(&self, text: &str) -> Result<Projected, String> {
        let patch = Patch::parse(text).map_err(|problem| {
            format!("the patch cannot be read as every applier would: {problem}")
        })?;
        let edit = patch.as_edit().ok_or_else(|| {
            format!(
                "the patch touches {} files, and hooks of {} judge one file at a time; \
                 send one patch per file",
                patch.paths().len(),
                self.tools
            )
        })?;
        let mut meta = self.meta.clone();
        // The tool has its canonical name here, whatever the agent calls by that name.
        meta.tools = Arc::default();
        let shell = match &self.call.input {
            ToolInput::Shell(shell) => Some(shell),
            _ => None,
        };
        // A program finds its files from the folder it runs in.
        if let Some(folder) = shell.and_then(|shell| shell.workdir.as_ref()) {
            meta.cwd = absolute(folder, &meta.cwd, meta.home.as_deref());
        }
        let call = ToolCall::function("", edit.tool, edit.fields);
        let mut projected = project(self.tools, &call, &meta)?;
        // Hooks over commands are told of a program that patches, too.
        if let (Some(shell), Some(input)) = (shell, projected.input.as_object_mut()) {
            input.insert("command".to_owned(), command_of(self.call, shell).into());
        }
        Ok(projected)
    }

    /// A write or an edit as a patch.
    fn as_patch(&self) -> Option<Patch> {
        let tool = self
            .known
            .filter(|tool| matches!(tool.kind, Kind::Write | Kind::Edit))?;
        patch::of_edit(tool.kind, &self.canonical().project_fields())
    }

    /// The fields of the call under the dialect's names.
    pub(crate) fn project_fields(&self) -> Map<String, Value> {
        let mut shown = self.fields.clone().into_owned();
        for name in self.field_names() {
            if name.own != name.theirs
                && shown.get(&name.theirs).is_none_or(Value::is_null)
                && let Some(value) = shown.remove(&name.own)
            {
                shown.insert(name.theirs, value);
            }
        }
        self.normalize(&mut shown);
        // Else a guard over paths could be walked round.
        if self.is_of_one_file()
            && let Some(Value::String(path)) = shown.get_mut(self.tools.field("file_path"))
        {
            *path = absolute(path, &self.meta.cwd, self.meta.home.as_deref());
        }
        shown
    }

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

    fn function_back(&self, fields: Map<String, Value>) -> Result<Map<String, Value>, String> {
        if !(self.tools.edits_are_patches && self.changes_files()) {
            return self.fields_back(fields);
        }
        let text = fields.get("command").and_then(Value::as_str);
        if let Some((_, keys)) = self.patch_field() {
            let Some(text) = text else {
                return Ok(fields);
            };
            let mut back = self.fields.clone().into_owned();
            back.extend(keys.into_iter().map(|key| (key.to_owned(), text.into())));
            return Ok(back);
        }
        let shown = self.as_patch().map(|patch| patch.to_string());
        if text.is_some() && text == shown.as_deref() {
            return Ok(self.fields.clone().into_owned());
        }
        let canonical = self.canonical();
        let edit = text
            .filter(|_| of_one_place(&canonical.project_fields()))
            .and_then(|text| Patch::parse(text).ok())
            .and_then(|patch| patch.as_edit());
        let edit = edit.ok_or("the rewritten patch is no edit of one file")?;
        canonical.fields_back(edit.fields)
    }

    fn workdir_key(&self) -> &'static str {
        self.tools.workdir.unwrap_or("workdir")
    }

    fn project_shell(&self, shell: &ShellInput) -> Map<String, Value> {
        let mut input = shell.other.clone();
        input.insert("command".to_owned(), command_of(self.call, shell).into());
        if let Some(dir) = &shell.workdir {
            input.insert(self.workdir_key().to_owned(), dir.as_str().into());
        }
        if let Some(limit) = shell.timeout_ms {
            input.insert(self.tools.timeout.to_owned(), limit.into());
        }
        input
    }

    fn shell_back(
        &self,
        shell: &ShellInput,
        mut fields: Map<String, Value>,
    ) -> Result<Value, String> {
        let Some(Value::String(text)) = fields.remove("command") else {
            return Err("the replacement of a shell call has no `command` text".to_owned());
        };
        let powershell = is_powershell(&self.call.tool_name)
            && shell_text::powershell_text_of(&shell.command).is_some();
        let command = match powershell {
            true => shell_text::powershell_argv_of(&text),
            false => shell_text::argv_of(&text, &shell.command),
        };
        let mut replaced = shell_input(self.tools, command, fields);
        // Where that agent's shell has no folder of its own a script cannot have meant to drop ours.
        if replaced.workdir.is_none() && self.tools.workdir.is_none() {
            replaced.workdir.clone_from(&shell.workdir);
        }
        serde_json::to_value(replaced).map_err(|error| error.to_string())
    }
}

/// Whether the fields of an edit say the whole of it in one place, so that another can stand for it.
fn of_one_place(fields: &Map<String, Value>) -> bool {
    !fields.contains_key("edits")
        && (fields.contains_key("content") || fields.contains_key("old_string"))
}

/// Whether the text of a shell tool is PowerShell's.
fn is_powershell(name: &str) -> bool {
    name.eq_ignore_ascii_case("PowerShell")
}

/// Whether a program applies the patch in its argument.
fn is_patcher(program: &str) -> bool {
    let name = program.rsplit('/').next().unwrap_or(program);
    matches!(name, "apply_patch" | "applypatch")
}

/// The text that a shell call runs.
pub(crate) fn command_of(call: &ToolCall, shell: &ShellInput) -> String {
    let powershell = is_powershell(&call.tool_name);
    let text = powershell.then(|| shell_text::powershell_text_of(&shell.command));
    text.flatten()
        .map_or_else(|| shell_text::text_of(&shell.command), str::to_owned)
}

/// A call read from an agent's payload. A shell call whose command is text runs it in `bash -c`,
/// PowerShell's in `pwsh -Command`; every field is kept.
pub(crate) fn read_call(tools: &'static Tools, id: &str, name: &str, input: Value) -> ToolCall {
    let mut map = match input {
        Value::Object(map) => map,
        Value::String(text) => return ToolCall::custom(id, name, text),
        Value::Null => Map::new(),
        other => Map::from_iter([("input".to_owned(), other)]),
    };
    if let Some((server, tool)) = tools::split_mcp(name) {
        return ToolCall::mcp(id, server, tool, Some(map));
    }
    if tools::is_shell_name(name)
        && let Some(Value::String(text)) = map.get("command")
    {
        let command = match is_powershell(name) {
            true => shell_text::powershell_argv_of(text),
            false => shell_text::argv_of(text, &[]),
        };
        map.remove("command");
        return ToolCall::shell(id, name, shell_input(tools, command, map));
    }
    if name == "apply_patch"
        && map.len() == 1
        && let Some(Value::String(text)) = map.get("command")
    {
        return ToolCall::custom(id, name, text.clone());
    }
    ToolCall::function(id, name, map)
}

fn shell_input(tools: &Tools, command: Vec<String>, mut other: Map<String, Value>) -> ShellInput {
    let mut shell = ShellInput::new(command);
    let workdir = tools.workdir.unwrap_or("workdir");
    if let Some(Value::String(dir)) = other.get(workdir) {
        shell.workdir = Some(dir.clone());
        other.remove(workdir);
    }
    shell.timeout_ms = other.get(tools.timeout).and_then(Value::as_u64);
    if shell.timeout_ms.is_some() {
        other.remove(tools.timeout);
    }
    shell.other = other;
    shell
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

/// The path of a file tool as the call says it, where it holds `..`: resolved by its text, as hooks
/// are shown it, it may be another file than the tool finds behind a link.
pub(crate) fn path_upwards(call: &ToolCall, meta: &SessionMeta) -> Option<String> {
    let upwards = |path: &&str| path.split(['/', '\\']).any(|part| part == "..");
    let view = View::new(&claude::TOOLS, call, meta);
    if let Some(text) = view.patch() {
        let patch = Patch::parse(text).ok()?;
        return patch.paths().into_iter().find(upwards).map(str::to_owned);
    }
    let key = view.own_key("file_path")?;
    let path = view.fields.get(&key)?.as_str().filter(upwards)?;
    Some(path.to_owned())
}

#[cfg(test)]
#[path = "project_tests.rs"]
mod tests;
