//! Translates an answer in another agent's format into our format.

use hooks_types::answer::OutcomeKind;
use serde_json::{Map, Value, json};

use super::own_words::restriction;

/// Keys under which hooks of other agents return the input that replaces the tool's input.
const REPLACEMENTS: &[&str] = &["updatedInput", "updated_input", "modifiedArgs"];

/// Translates an answer in another agent's format into our format, to show what to print. The result is at least as
/// strict as any decision that the text names. Returns `None` if it is not clear what the answer means.
pub(super) fn as_ours(text: &str) -> Option<String> {
    let said = serde_json::from_str::<Value>(text).unwrap_or_default();
    let answer = ours(&said);
    let decided = answer.get("decision").and_then(Value::as_str);
    // `ok` is the answer of Claude Code's prompt hooks.
    let refuses = said.get("ok") == Some(&Value::Bool(false));
    let named = match refuses {
        true => Some(OutcomeKind::Block),
        false => restriction(text),
    };
    let restricted = named.filter(|kind| decided != Some("block") && decided != Some(kind.code()));
    if let Some(kind) = restricted {
        let answer = json!({ "decision": kind.code(), "message": "why" });
        return Some(answer.to_string());
    }
    // A decision that is not a word, or a `continue` that is neither `true` nor `false`, could mean anything.
    let inner = said.get("hookSpecificOutput").unwrap_or(&said);
    let decisions = ["permissionDecision", "permission"].iter();
    let mut decisions = decisions.flat_map(|key| [inner.get(*key), said.get(*key)]);
    let is_word = |value: &Value| value.as_str().is_some_and(|word| !word.trim().is_empty());
    let is_odd = decisions.any(|value| value.is_some_and(|value| !is_word(value)))
        || said
            .get("continue")
            .is_some_and(|value| !value.is_boolean());
    (!is_odd).then(|| answer.to_string())
}

/// Translates the answer of another agent's hook into our keys: its decision and its texts.
fn ours(said: &Value) -> Value {
    // Claude Code nests the decision (`hookSpecificOutput`), Cursor does not (`permission`). So read both forms.
    let inner = said.get("hookSpecificOutput").unwrap_or(said);
    let text = |keys: &[&str]| {
        let mut found = keys
            .iter()
            .filter_map(|key| inner.get(*key).or_else(|| said.get(*key))?.as_str());
        found.find(|text| !text.is_empty())
    };
    let mut answer = Map::new();
    let mut add = |key: &str, value: &str| answer.insert(key.to_owned(), value.into());
    let reason = text(&["permissionDecisionReason", "reason", "agent_message"]);
    match text(&["permissionDecision", "permission"]) {
        Some("allow" | "approve") => {
            add("decision", "allow");
            if let Some(reason) = reason {
                add("message", reason);
            }
        }
        Some("ask") => {
            add("decision", "ask");
            add("message", reason.unwrap_or("why"));
        }
        Some(_) => {
            add("decision", "block");
            add("message", reason.unwrap_or("why"));
        }
        None if said.get("ok") == Some(&Value::Bool(false)) => {
            add("decision", "block");
            add("message", reason.unwrap_or("why"));
        }
        None => {}
    }
    if let Some(context) = text(&["additionalContext", "additional_context"]) {
        add("context", context);
    }
    // Treat an answer with `stopReason` but without `continue` as a stop, because its author probably meant a stop.
    let stops = match said.get("continue") {
        Some(goes_on) => *goes_on == Value::Bool(false),
        None => text(&["stopReason"]).is_some(),
    };
    if stops {
        add("stop", text(&["stopReason", "reason"]).unwrap_or("why"));
    }
    if let Some(notice) = text(&["systemMessage"]) {
        add("notice", notice);
    }
    let replaced = REPLACEMENTS.iter().find_map(|key| inner.get(*key));
    // If the answer blocks or asks, a replacement of the tool's input has no effect, so leave the replacement out.
    let is_refused = answer.get("decision").is_some_and(|word| word != "allow");
    if let Some(content) = replaced.filter(|_| !is_refused) {
        answer.remove("message");
        answer.insert("decision".to_owned(), "modify".into());
        answer.insert("content".to_owned(), in_full(content));
    }
    // An answer without any of these keys (such as `continue: true`) changes nothing, so it means `proceed`.
    if answer.is_empty() {
        answer.insert("decision".to_owned(), "proceed".into());
    }
    Value::Object(answer)
}

/// Returns the input that replaces the tool's input, with its command as an argv, as in payloads of our own format.
fn in_full(content: &Value) -> Value {
    // In an answer taken from a script's text, `...` is a value that the script computes. A tool's input is always an
    // object, so put `...` into one.
    if content.as_str() == Some("...") {
        return json!({ "...": "..." });
    }
    let mut content = content.clone();
    if let Some(command) = content.get_mut("command")
        && let Some(text) = command.as_str()
    {
        *command = json!(["bash", "-c", text]);
    }
    content
}
