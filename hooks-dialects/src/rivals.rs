//! Fields of a call that its tool may obey in place of each other: two spellings of a path, `input`
//! beside `patch`. Hooks are shown one of them, so unlike values refuse the call.

use hooks_types::{SessionMeta, ShellInput, ToolCall, ToolInput, ToolNames};
use serde_json::{Map, Value};

use super::patch::{Edit, Patch};
use super::paths::absolute;

use super::tool_table::{FieldRow, Row, folded};
use super::{claims, patch, shape, shell_text, tools};
use crate::Agent;

/// Fields that may hold a patch, [`folded`].
const PATCHES: &[&str] = &[
    "input",
    "patch",
    "command",
    "patchtext",
    "patchcontent",
    "diff",
];

/// Fields that change the folder in which the paths of a patch are looked up, [`folded`].
const FOLDERS: &[&str] = &[
    "workdir",
    "cwd",
    "workingdirectory",
    "dirpath",
    "directory",
    "dir",
    "folder",
    "root",
];

/// Own names of tools that apply a patch.
const PATCH_TOOLS: &[&str] = &[
    "apply_patch",
    "applypatch",
    "applyPatch",
    "ApplyPatch",
    "apply-patch",
];

/// Whether the tool of a call applies a patch, by its own name or as the agent declared. In any other
/// tool a field that holds the text of a patch is a field like others.
pub(crate) fn is_patch_tool(call: &ToolCall, tools: &ToolNames) -> bool {
    if !matches!(call.input, ToolInput::Function(_) | ToolInput::Custom(_)) {
        return false;
    }
    let told = |alias: &hooks_types::ToolAlias| {
        alias.name == "apply_patch" || alias.fields.values().any(|claude| claude == "command")
    };
    match tools.get(&call.tool_name) {
        Some(alias) if told(alias) => !claims::is_shell(call, tools),
        // Declared as something that applies no patch.
        Some(alias)
            if tools::row_of(&alias.name).is_none_or(|row| row.field("new_string").is_none()) =>
        {
            false
        }
        _ => PATCH_TOOLS.contains(&call.tool_name.as_str()),
    }
}

/// The fields of a patch tool's call that may be its patch, the likeliest first. Of free-form text
/// its only one.
pub(crate) fn patch_keys<'a>(
    call: &ToolCall,
    fields: &'a Map<String, Value>,
    tools: &ToolNames,
) -> Vec<&'a str> {
    if matches!(call.input, ToolInput::Custom(_)) {
        return fields.keys().map(String::as_str).collect();
    }
    let mut found = Vec::new();
    for (key, value) in fields {
        let place = PATCHES.iter().position(|name| *name == folded(key));
        if let (Some(place), Some(text)) = (place, value.as_str()) {
            found.push((!patch::is_patch(text), place, key.as_str()));
        }
    }
    found.sort_unstable();
    // The agent said which one counts.
    let told = tools.get(&call.tool_name);
    let counts = |key: &str| told.is_none_or(|told| told.fields.contains_key(key));
    let keys = || found.iter().map(|(.., key)| *key);
    match keys().any(counts) {
        true => keys().filter(|key| counts(key)).collect(),
        false => keys().collect(),
    }
}

/// The text of the first of them.
pub(crate) fn patch_text<'a>(
    call: &ToolCall,
    fields: &'a Map<String, Value>,
    tools: &ToolNames,
) -> Option<&'a str> {
    let keys = patch_keys(call, fields, tools);
    fields.get(*keys.first()?)?.as_str()
}

/// That all fields that may be the patch say the same, and that no path, text or address beside it
/// says something else.
///
/// # Errors
///
/// They do not: the tool may obey the one that hooks are not shown.
pub(crate) fn one_patch(call: &ToolCall, meta: &SessionMeta) -> Result<(), String> {
    let fields = match &call.input {
        ToolInput::Function(fields) => fields,
        ToolInput::Shell(shell) => {
            return tools::row_of("Bash").map_or(Ok(()), |row| one_command(call, shell, row));
        }
        ToolInput::Custom(_) | ToolInput::Mcp { .. } => return Ok(()),
    };
    let keys = patch_keys(call, fields, &meta.tools);
    let differ = |pair: &[&str]| fields.get(pair[0]) != fields.get(pair[1]);
    if keys.windows(2).any(differ) {
        return Err(contradiction(call, "the patch", &keys, "command"));
    }
    let Some(text) = keys.first().and_then(|key| fields.get(*key)?.as_str()) else {
        return Ok(());
    };
    let edit = Patch::parse(text).ok().and_then(|patch| patch.as_edit());
    let said = edit.map(Edit::fields).unwrap_or_default();
    let place = |path: &str| absolute(path, &meta.cwd, meta.home.as_deref());
    let alike = |claude: &str, key: &str| match (said.get(claude), fields.get(key)) {
        (Some(Value::String(said)), Some(Value::String(own))) if claude == "file_path" => {
            place(said) == place(own)
        }
        (said, own) => said == own,
    };
    let rows = ["Write", "Edit", "WebFetch"]
        .into_iter()
        .filter_map(tools::row_of);
    let named = rows
        .flat_map(|row| row.fields)
        .filter(|field| field.claude != "replace_all");
    for field in named {
        let mut others = field.rivals(fields);
        others.retain(|key| !keys.contains(key));
        if let Some(other) = others.into_iter().find(|key| !alike(field.claude, key)) {
            return Err(beside(call, other));
        }
    }
    let folder = |(key, value): (&String, &Value)| {
        let moves = FOLDERS.contains(&folded(key).as_str()) && !value.is_null();
        (moves && value.as_str().map(place) != Some(place(&meta.cwd))).then(|| beside(call, key))
    };
    fields
        .iter()
        .find_map(folder)
        .or_else(|| fields.get("edits").map(|_| beside(call, "edits")))
        .map_or(Ok(()), Err)
}

fn beside(call: &ToolCall, key: &str) -> String {
    format!(
        "the input of `{}` holds a patch and `{key}`, which does not say the same; send the patch \
         alone",
        call.tool_name
    )
}

/// That no other argument of a shell call says another command.
///
/// # Errors
///
/// One does.
pub(super) fn one_command(call: &ToolCall, shell: &ShellInput, row: &Row) -> Result<(), String> {
    let Some(field) = row.field("command") else {
        return Ok(());
    };
    if let Some(key) = claims::ARGUMENTS
        .iter()
        .find(|key| says(shell.other.get(**key)))
    {
        return Err(contradiction(
            call,
            "`command`",
            &["command", key],
            "command",
        ));
    }
    let text = shape::command_of(call, shell);
    let argv = Value::from(shell.command.clone());
    let mut other = shell.other.clone();
    // Words that only may mean it do not, since the call has a command.
    other.insert("command".to_owned(), argv.clone());
    let rivals = field.all_rivals(&other, types_into_a_shell(&call.tool_name));
    let alike = |key: &&str| match other.get(*key) {
        Some(Value::String(said)) => *said == text,
        Some(value @ Value::Array(_)) => *value == argv,
        _ => true,
    };
    match rivals.iter().all(alike) {
        true => Ok(()),
        false => Err(contradiction(call, "`command`", &rivals, "command")),
    }
}

/// Tools that type a text into a shell that runs: they obey it, whatever stands under `command`.
fn types_into_a_shell(tool: &str) -> bool {
    matches!(tool, "write_stdin" | "write_bash" | "write_powershell")
}

/// Whether a field says anything.
fn says(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(words)) => !words.is_empty(),
        Some(_) => true,
    }
}

/// Every text that a call may run, one on a line, where its fields do not say the same: a matcher
/// over commands is tested against each, and the call is refused when it is shown.
pub(crate) fn every_command(call: &ToolCall, tools: &ToolNames) -> Option<String> {
    let row = tools::row_of(tools::hub_name(call, tools))?;
    let (first, fields) = match &call.input {
        ToolInput::Shell(shell) => (Some(shape::command_of(call, shell)), &shell.other),
        ToolInput::Function(own) => (None, own),
        ToolInput::Custom(_) | ToolInput::Mcp { .. } => return None,
    };
    let types = types_into_a_shell(&call.tool_name);
    let others = row.field("command")?.all_rivals(fields, types).into_iter();
    let others = others.filter_map(|key| match fields.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Array(values) => Some(shell_text::text_of(&claims::words(values)?)),
        _ => None,
    });
    let texts: Vec<String> = first.into_iter().chain(others).collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

fn contradiction(call: &ToolCall, what: &str, keys: &[&str], claude: &str) -> String {
    let named: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    format!(
        "the input of `{}` says {what} more than once and not alike ({}); send one of them, or \
         name the field that counts: ToolAlias::new(..).field(\"{}\", \"{claude}\")",
        call.tool_name,
        named.join(", "),
        keys.first().copied().unwrap_or(claude),
    )
}

/// That what hooks read is what the tool does: of two spellings with two values the tool may take
/// the one that hooks do not look at.
pub(super) fn unambiguous(
    dialect: Agent,
    call: &ToolCall,
    tools: &ToolNames,
    row: &Row,
) -> Result<(), String> {
    let ToolInput::Function(own) = &call.input else {
        return Ok(());
    };
    let alias = tools.get(&call.tool_name);
    for field in row.fields {
        let claude = field.claude;
        let told = alias
            .into_iter()
            .flat_map(|alias| &alias.fields)
            .find(|(own_key, named)| *named == claude && own.contains_key(*own_key));
        let rivals = match told {
            // The agent said which one it reads; only the hooks' own field may not contradict it.
            Some((key, _)) => vec![key.as_str(), field.name(dialect)],
            None => {
                let places = matches!(claude, "file_path" | "url" | "path");
                field.all_rivals(own, places || types_into_a_shell(&call.tool_name))
            }
        };
        let mut values = rivals.iter().filter_map(|key| own.get(*key)).map(one_of);
        let first = values.next();
        if values.any(|value| Some(value) != first) {
            let what = format!("`{claude}`");
            return Err(contradiction(call, &what, &rivals, claude));
        }
        if let ("file_path", Some(first)) = (claude, first)
            && let Some(key) = other_file(field, own, first)
        {
            return Err(contradiction(
                call,
                "`file_path`",
                &[rivals[0], key],
                claude,
            ));
        }
    }
    Ok(())
}

/// A list of one value as that value.
fn one_of(value: &Value) -> &Value {
    match value {
        Value::Array(values) if values.len() == 1 => &values[0],
        value => value,
    }
}

/// The field that holds a change of another file than `file`.
fn other_file<'a>(field: &FieldRow, own: &'a Map<String, Value>, file: &Value) -> Option<&'a str> {
    let other = |change: &Value| {
        let change = change.as_object();
        change.is_some_and(|change| {
            let keys = field.all_rivals(change, true);
            keys.iter()
                .any(|key| change.get(*key).map(one_of) != Some(file))
        })
    };
    let changes = |value: &Value| {
        value
            .as_array()
            .is_some_and(|changes| changes.iter().any(other))
    };
    let found = own.iter().find(|(_, value)| changes(value));
    found.map(|(key, _)| key.as_str())
}
