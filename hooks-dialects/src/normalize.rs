//! Converts a value of a call to one text if hooks expect one text, and converts a text that a hook returned back to
//! the form of the call's value. Such a value can be a list of words, a list with one path, a program whose arguments
//! are in a separate field, or an address within a prompt.

use serde_json::{Map, Value};

use crate::known_tools::Kind;
use crate::shell_text;
use crate::spellings::folded;
use crate::view::View;

/// Fields that can hold the arguments of a command if the program is in a separate field.
const ARGUMENTS: &[&str] = &["args", "arguments"];

/// Returns the keys that can hold the arguments of a command, in any casing, with `_` or without.
pub(crate) fn argument_keys(fields: &Map<String, Value>) -> impl Iterator<Item = &str> {
    // Return the keys in the order of `ARGUMENTS`: hooks must be shown the same text whatever the order of the call's
    // fields is.
    ARGUMENTS.iter().flat_map(|name| {
        let keys = fields.keys().map(String::as_str);
        keys.filter(move |key| folded(key) == *name)
    })
}

/// Returns the values as words; `None` if one of them is not a string.
pub(crate) fn words(values: &[Value]) -> Option<Vec<String>> {
    let words = values.iter().map(|word| word.as_str().map(str::to_owned));
    words.collect()
}

/// Returns the element of a list with exactly one element, and any other value unchanged.
pub(crate) fn one_of(value: &Value) -> &Value {
    match value {
        Value::Array(values) if values.len() == 1 => &values[0],
        value => value,
    }
}

/// Joins the list in this field into one text. Returns `None` if the field cannot hold several values: a guard for one
/// path cannot judge a list.
fn one_text(field: &str, values: &[Value]) -> Option<String> {
    let words = words(values)?;
    match (field, words.as_slice()) {
        (_, []) => None,
        ("command", words) => Some(shell_text::text_of(words)),
        (_, [one]) => Some(one.clone()),
        _ => None,
    }
}

/// Returns the arguments from the fields in [`ARGUMENTS`], quoted as one text; `None` if the call has no such field.
/// `["a b", "c"]` gives `'a b' c`.
///
/// # Errors
///
/// The value of a field is neither a text nor a list of words. The error is the name of this field.
pub(crate) fn arguments(fields: &Map<String, Value>) -> Result<Option<String>, &str> {
    // A call can have several fields for arguments, and a tool might use any of them. So hooks are shown the arguments
    // of all these fields.
    let mut texts = Vec::new();
    for key in argument_keys(fields) {
        match fields.get(key) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) => texts.push(text.clone()),
            Some(Value::Array(values)) => texts.push(shell_text::words(&words(values).ok_or(key)?)),
            Some(_) => return Err(key),
        }
    }
    texts.retain(|text| !text.is_empty());
    Ok((!texts.is_empty()).then(|| texts.join(" ")))
}

impl View<'_> {
    /// Converts values that hooks expect as a single text, such as a list of words.
    pub(crate) fn normalize(&self, shown: &mut Map<String, Value>) {
        let Some(tool) = self.known else {
            return;
        };
        for field in ["command", "file_path", "url"] {
            if tool.field(field).is_some()
                && let Some(value) = shown.get_mut(self.tools.field(field))
                && let Value::Array(words) = &*value
                && let Some(text) = one_text(field, words)
            {
                *value = text.into();
            }
        }
        // Gemini CLI's `web_fetch` has its addresses in the prompt; the tools of other agents have a field for one
        // address.
        if tool.kind == Kind::Fetch {
            self.show_address(shown);
        }
        // If the program and its arguments are in different fields, show hooks a single command text, as for a shell.
        if self.is_shell()
            && let Ok(Some(arguments)) = arguments(shown)
            && let Some(Value::String(command)) = shown.get_mut("command")
        {
            command.push(' ');
            command.push_str(&arguments);
        }
    }

    /// Adds the address of a fetch to the field in which the agent's hooks expect it: the prompt or `url`.
    fn show_address(&self, shown: &mut Map<String, Value>) {
        let text = |key: &str| shown.get(key).and_then(Value::as_str);
        // If the agent's fetch tool requires only `prompt`, its hooks expect the address in the prompt. This is the
        // case only for Gemini CLI's `web_fetch`.
        let in_prompt = self
            .tools
            .required
            .iter()
            .any(|(_, required)| required == &[&["prompt"]]);
        let added = match (text("url"), text("prompt")) {
            (Some(url), Some(prompt)) if in_prompt && !prompt.contains(url) => {
                Some(("prompt", format!("{url} {prompt}")))
            }
            (Some(url), None) if in_prompt => Some(("prompt", url.to_owned())),
            // The address in the prompt is shown as `url` only if the prompt has exactly one address. If it had two, a
            // guard could judge the wrong address.
            (None, Some(prompt)) if !in_prompt => {
                only_address(prompt).map(|url| ("url", url.to_owned()))
            }
            _ => None,
        };
        if let Some((key, value)) = added {
            shown.insert(key.to_owned(), value.into());
        }
    }

    /// Puts the program and the arguments back into the call's own fields.
    ///
    /// # Errors
    ///
    /// The hook rewrote the text, and the new text does not show where the program ends.
    pub(crate) fn program_back(
        &self,
        shown: &Map<String, Value>,
        returned: &mut Map<String, Value>,
    ) -> Result<(), String> {
        if matches!(arguments(&self.fields), Ok(None)) {
            return Ok(());
        }
        if returned.get("command") != shown.get("command") {
            let problem =
                "a command with its arguments in a separate field cannot be rewritten as one text";
            return Err(problem.to_owned());
        }
        // The hook did not change the command, so the call gets back its own fields unchanged.
        let arguments =
            argument_keys(&self.fields).filter_map(|key| self.fields.get_key_value(key));
        returned.extend(arguments.map(|(key, value)| (key.clone(), value.clone())));
        let program = self
            .own_key("command")
            .and_then(|key| self.fields.get(&key));
        returned.extend(program.map(|program| ("command".to_owned(), program.clone())));
        Ok(())
    }

    /// Removes the address or the prompt that `show_address` added, if the hook did not change it.
    ///
    /// # Errors
    ///
    /// The hook changed the added field, and the call itself does not have it.
    pub(crate) fn fetch_back(
        &self,
        shown: &Map<String, Value>,
        returned: &mut Map<String, Value>,
    ) -> Result<(), String> {
        // The call has only one of the two fields (`url`, `prompt`). `show_address` made the other field from it.
        let added = match self.own_key("url") {
            Some(_) => "prompt",
            None => "url",
        };
        let own = self.fields.get(added);
        if own == shown.get(added) || !returned.contains_key(added) {
            return Ok(());
        }
        if returned.get(added) != shown.get(added) {
            return Err(format!(
                "`{added}` was made from another field of the call and cannot be rewritten"
            ));
        }
        returned.remove(added);
        returned.extend(own.map(|value| (added.to_owned(), value.clone())));
        Ok(())
    }
}

/// Returns the HTTP address in a prompt that holds exactly one address, without punctuation around it.
fn only_address(prompt: &str) -> Option<&str> {
    let mut addresses = prompt
        .split_whitespace()
        .filter(|word| word.contains("://"));
    let word = addresses.next()?;
    // A word such as `https://a/?u=https://b` names two addresses. So the prompt does not hold exactly one address.
    if addresses.next().is_some() || word.matches("://").count() > 1 {
        return None;
    }
    let word = word.get(word.find("http")?..)?;
    // In prose, punctuation behind an address belongs to the sentence, so remove it.
    let address = word.trim_end_matches(|c: char| ".,;:!?)>]}\"'`".contains(c));
    (address.starts_with("http://") || address.starts_with("https://")).then_some(address)
}

/// Converts a text that a hook returned to the type of the call's own field. If the command was a list of words, the
/// text becomes a list of words. If the path was a list with one path, the text becomes a list with one path.
pub(crate) fn text_back(field: &str, own: Option<&Value>, returned: Value) -> Value {
    let (Some(Value::Array(values)), Value::String(text)) = (own, &returned) else {
        return returned;
    };
    match (field, words(values)) {
        // The tool expects a list here and could not read a plain text.
        ("command", Some(words)) => shell_text::argv_of(text, &words).into(),
        (_, Some(_)) => vec![text.clone()].into(),
        (_, None) => returned,
    }
}
