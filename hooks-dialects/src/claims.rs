//! The fields that hooks of a tool read. A guard is never shown a tool it knows without them: it
//! would read `null` and let the call pass.

use hooks_types::{ToolCall, ToolInput, ToolNames};
use serde_json::{Map, Value};

use super::shape::Shape;
use super::{patch, rivals, shell_text, tools};
use crate::Agent;

/// Fields beside a command's program that hold its arguments.
pub(super) const ARGUMENTS: &[&str] = &["args", "arguments"];

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
pub(crate) fn made_text(dialect: Agent, hub: &str, shaped: &mut Map<String, Value>) {
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
fn show_address(dialect: Agent, shaped: &mut Map<String, Value>) {
    let text = |key: &str| shaped.get(key).and_then(Value::as_str);
    let added = match (dialect, text("url"), text("prompt")) {
        (Agent::Gemini, Some(url), Some(prompt)) if !prompt.contains(url) => {
            Some(("prompt", format!("{url} {prompt}")))
        }
        (Agent::Gemini, Some(url), None) => Some(("prompt", url.to_owned())),
        (Agent::Gemini, ..) | (_, Some(_), _) | (_, _, None) => None,
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

pub(super) fn words(values: &[Value]) -> Option<Vec<String>> {
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
    dialect: Agent,
    call: &ToolCall,
    tools: &ToolNames,
    shape: &Shape,
) -> Result<(), String> {
    let hub = tools::hub_name(call, tools);
    if let (ToolInput::Shell(shell), Some(row)) = (&call.input, tools::row_of(hub)) {
        return rivals::one_command(call, shell, row);
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
    let patch = dialect == Agent::Codex && shape.name == "apply_patch";
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
    rivals::unambiguous(dialect, call, tools, row)
}

fn missing(
    dialect: Agent,
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

#[cfg(test)]
#[path = "claims_tests.rs"]
mod tests;
