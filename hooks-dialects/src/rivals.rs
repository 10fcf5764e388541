//! Fields of a call that its tool may obey in place of each other: two spellings of a path, `input`
//! beside `patch`. Hooks are shown one of them, so unlike values refuse the call.

use hooks_types::{ShellInput, ToolCall, ToolInput, ToolNames};
use serde_json::{Map, Value};

use super::shape::own_fields;
use super::tool_table::{Row, folded};
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

/// The fields of a call that may be the patch its tool applies, the likeliest first; none where none
/// of them is a patch. Of free-form text its only one, whatever it says.
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
    if found.first().is_none_or(|(other, ..)| *other) {
        return Vec::new();
    }
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

/// That all fields that may be the patch say the same.
///
/// # Errors
///
/// They do not: the tool may apply the one that hooks are not shown.
pub(crate) fn one_patch(call: &ToolCall, tools: &ToolNames) -> Result<(), String> {
    let fields = own_fields(call);
    let keys = patch_keys(call, &fields, tools);
    let differ = |pair: &[&str]| fields.get(pair[0]) != fields.get(pair[1]);
    match keys.windows(2).any(differ) {
        true => Err(contradiction(call, "the patch", &keys, "command")),
        false => Ok(()),
    }
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
    let text = shape::command_of(call, shell);
    let argv = Value::from(shell.command.clone());
    let mut other = shell.other.clone();
    // Words that only may mean it do not, since the call has a command.
    other.insert("command".to_owned(), argv.clone());
    let rivals = field.rivals(&other);
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

/// Every text that a call may run, one on a line, where its fields do not say the same: a matcher
/// over commands is tested against each, and the call is refused when it is shown.
pub(crate) fn every_command(call: &ToolCall, tools: &ToolNames) -> Option<String> {
    let row = tools::row_of(tools::hub_name(call, tools))?;
    let (first, fields) = match &call.input {
        ToolInput::Shell(shell) => (Some(shape::command_of(call, shell)), &shell.other),
        ToolInput::Function(own) => (None, own),
        ToolInput::Custom(_) | ToolInput::Mcp { .. } => return None,
    };
    let others = row.field("command")?.rivals(fields).into_iter();
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
            None => field.rivals(own),
        };
        let mut values = rivals.iter().filter_map(|key| own.get(*key));
        let first = values.next();
        if values.any(|value| Some(value) != first) {
            let what = format!("`{claude}`");
            return Err(contradiction(call, &what, &rivals, claude));
        }
    }
    Ok(())
}
