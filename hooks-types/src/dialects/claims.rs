//! The fields that hooks of a tool read. A guard is never shown a tool it knows without them: it
//! would read `null` and let the call pass.

use serde_json::{Map, Value};

use super::shape::{Shape, own_fields};
use super::tool_table::{Row, folded};
use super::{patch, shape, shell_text, tools};
use crate::call::{ShellInput, ToolCall, ToolInput};
use crate::dialect::Dialect;
use crate::tool_names::ToolNames;

/// Fields beside a command's program that hold its arguments.
const ARGUMENTS: &[&str] = &["args", "arguments"];

/// Whether the call is known to run a command.
pub(crate) fn is_shell(call: &ToolCall, tools: &ToolNames) -> bool {
    match call.input {
        ToolInput::Shell(_) => true,
        ToolInput::Mcp { .. } => false,
        _ => is_shell_name(tools::hub_name(call, tools)),
    }
}

pub(crate) fn is_shell_name(hub: &str) -> bool {
    matches!(hub, "Bash" | "PowerShell")
}

/// Brings what hooks read as one text to one text: an argv, a list of one path, a program beside
/// its arguments.
pub(crate) fn made_text(dialect: Dialect, hub: &str, shaped: &mut Map<String, Value>) {
    let Some(row) = tools::row_of(hub) else {
        return;
    };
    for claude in ["command", "file_path", "url"] {
        let Some(field) = row.field(claude) else {
            continue;
        };
        let Some(value) = shaped.get_mut(field.name(dialect)) else {
            continue;
        };
        if let Value::Array(words) = &*value
            && let Some(text) = one_text(claude, words)
        {
            *value = text.into();
        }
    }
    if hub == "WebFetch" {
        show_address(dialect, shaped);
    }
    if is_shell_name(hub)
        && let Ok(Some(arguments)) = arguments(shaped)
        && let Some(Value::String(command)) = shaped.get_mut("command")
    {
        command.push(' ');
        command.push_str(&arguments);
    }
}

/// Gemini CLI's hooks read addresses within the prompt, all others in a field.
fn show_address(dialect: Dialect, shaped: &mut Map<String, Value>) {
    let text = |key: &str| shaped.get(key).and_then(Value::as_str);
    let added = match (dialect, text("url"), text("prompt")) {
        (Dialect::Gemini, Some(url), Some(prompt)) if !prompt.contains(url) => {
            Some(("prompt", format!("{url} {prompt}")))
        }
        (Dialect::Gemini, Some(url), None) => Some(("prompt", url.to_owned())),
        (Dialect::Gemini, ..) | (_, Some(_), _) | (_, _, None) => None,
        (_, None, Some(prompt)) => only_address(prompt).map(|url| ("url", url.to_owned())),
    };
    if let Some((key, value)) = added {
        shaped.insert(key.to_owned(), value.into());
    }
}

/// The address in a prompt that holds no other.
fn only_address(prompt: &str) -> Option<&str> {
    let mut addresses = prompt
        .split_whitespace()
        .filter(|word| word.contains("://"));
    let word = addresses.next()?;
    if addresses.next().is_some() || word.matches("://").count() > 1 {
        return None;
    }
    let start = word.find("http")?;
    let word = word.get(start..)?;
    let address = word.trim_end_matches(|c: char| ".,;:!?)>]}\"'`".contains(c));
    (address.starts_with("http://") || address.starts_with("https://")).then_some(address)
}

fn words(values: &[Value]) -> Option<Vec<String>> {
    let words = values.iter().map(|word| word.as_str().map(str::to_owned));
    words.collect()
}

fn one_text(claude: &str, values: &[Value]) -> Option<String> {
    let words = words(values)?;
    match (claude, words.as_slice()) {
        (_, []) => None,
        ("command", words) => Some(shell_text::text_of(words)),
        (_, [one]) => Some(one.clone()),
        _ => None,
    }
}

/// The arguments that stand beside a program, as text; none where there are none.
///
/// # Errors
///
/// The field whose value is no list of words and no text.
fn arguments(fields: &Map<String, Value>) -> Result<Option<String>, &'static str> {
    let mut texts = Vec::new();
    for key in ARGUMENTS {
        match fields.get(*key) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) => texts.push(text.clone()),
            Some(Value::Array(values)) => {
                texts.push(shell_text::words(&words(values).ok_or(*key)?))
            }
            Some(_) => return Err(key),
        }
    }
    texts.retain(|text| !text.is_empty());
    Ok((!texts.is_empty()).then(|| texts.join(" ")))
}

/// A text that a hook returned, in the form that the call's own field had.
pub(crate) fn text_back(claude: &str, own: Option<&Value>, returned: Value) -> Value {
    let (Some(Value::Array(values)), Value::String(text)) = (own, &returned) else {
        return returned;
    };
    match (claude, words(values)) {
        ("command", Some(words)) => shell_text::argv_of(text, &words).into(),
        (_, Some(_)) => vec![text.clone()].into(),
        (_, None) => returned,
    }
}

/// Puts a program and its arguments back as the call had them, where a hook left their text alone.
/// `program` is the field of the call that holds the program.
///
/// # Errors
///
/// It was rewritten: nobody can say which part of the new text is the program.
pub(crate) fn program_back(
    own: &Map<String, Value>,
    program: Option<&Value>,
    shown: &Map<String, Value>,
    returned: &mut Map<String, Value>,
) -> Result<(), String> {
    if matches!(arguments(own), Ok(None)) {
        return Ok(());
    }
    if returned.get("command") != shown.get("command") {
        return Err(
            "a command whose arguments are a field of their own cannot be rewritten as one text"
                .to_owned(),
        );
    }
    let arguments = ARGUMENTS
        .iter()
        .filter_map(|key| own.get_key_value(*key))
        .map(|(key, value)| (key.as_str(), value));
    for (key, value) in arguments.chain(program.map(|program| ("command", program))) {
        returned.insert(key.to_owned(), value.clone());
    }
    Ok(())
}

/// Takes out of a returned fetch what was added so that hooks see its address, where they left it
/// alone.
///
/// # Errors
///
/// They did not, and the call has no such field.
pub(crate) fn fetch_back(
    own: &Map<String, Value>,
    spells_url: bool,
    shown: &Map<String, Value>,
    returned: &mut Map<String, Value>,
) -> Result<(), String> {
    let added = match spells_url {
        true => "prompt",
        false => "url",
    };
    if own.get(added) == shown.get(added) || !returned.contains_key(added) {
        return Ok(());
    }
    if returned.get(added) != shown.get(added) {
        return Err(format!(
            "`{added}` was made from another field of the call and cannot be rewritten"
        ));
    }
    returned.remove(added);
    if let Some(value) = own.get(added) {
        returned.insert(added.to_owned(), value.clone());
    }
    Ok(())
}

/// That the shape holds what hooks of such a tool read.
///
/// # Errors
///
/// It does not; the message names tool, field and cure.
pub(crate) fn check(
    dialect: Dialect,
    call: &ToolCall,
    tools: &ToolNames,
    shape: &Shape,
) -> Result<(), String> {
    let hub = tools::hub_name(call, tools);
    if let (ToolInput::Shell(shell), Some(row)) = (&call.input, tools::row_of(hub)) {
        return one_command(call, shell, row);
    }
    let (ToolInput::Function(_) | ToolInput::Custom(_), Some(row)) =
        (&call.input, tools::row_of(hub))
    else {
        return Ok(());
    };
    if is_shell_name(hub)
        && let ToolInput::Function(own) = &call.input
        && let Err(key) = arguments(own)
    {
        return Err(format!(
            "`{key}` of `{}` is no list of words, and hooks of {dialect} read a command as one text",
            call.tool_name
        ));
    }
    let patch = dialect == Dialect::Codex && shape.name == "apply_patch";
    for claim in row.claims_in(dialect, &shape.name) {
        let met =
            claim.iter().any(
                |claude| match shape.input.get(row.field_name(dialect, claude)) {
                    Some(Value::String(text)) if patch => {
                        patch::is_patch(text) || matches!(call.input, ToolInput::Custom(_))
                    }
                    Some(Value::String(_)) => true,
                    Some(Value::Array(_)) => *claude == "edits",
                    _ => false,
                },
            );
        // A file without content: nothing is hidden.
        let empty = claim.contains(&"content")
            && shape
                .input
                .as_object()
                .is_some_and(|input| input.len() == 1);
        if let (false, Some(claude)) = (met || empty, claim.first()) {
            let field = row.field_name(dialect, claude);
            return Err(missing(dialect, call, hub, &shape.name, field, claude));
        }
    }
    unambiguous(dialect, call, tools, row)
}

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
fn one_command(call: &ToolCall, shell: &ShellInput, row: &Row) -> Result<(), String> {
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
        Value::Array(values) => Some(shell_text::text_of(&words(values)?)),
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

fn missing(
    dialect: Dialect,
    call: &ToolCall,
    hub: &str,
    name: &str,
    field: &str,
    claude: &str,
) -> String {
    let own = &call.tool_name;
    let (has, example) = match &call.input {
        ToolInput::Function(map) => {
            let keys: Vec<String> = map.keys().map(|key| format!("`{key}`")).collect();
            let has = match keys.is_empty() {
                true => "no fields at all".to_owned(),
                false => keys.join(", "),
            };
            (has, map.keys().next().map_or("its_field", String::as_str))
        }
        _ => ("free-form text".to_owned(), "input"),
    };
    format!(
        "hooks of {dialect} read the text `{field}` of `{name}`, and the input of `{own}` is not \
         known to hold it (it has {has}); name the field: ToolNames::new().with_alias(\"{own}\", \
         ToolAlias::new(\"{hub}\").field(\"{example}\", \"{claude}\")), or say that it is no such \
         tool: ToolNames::new().with(\"{own}\", \"{own}\")"
    )
}

/// That what hooks read is what the tool does: of two spellings with two values the tool may take
/// the one that hooks do not look at.
fn unambiguous(
    dialect: Dialect,
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

#[cfg(test)]
#[path = "claims_tests.rs"]
mod tests;
