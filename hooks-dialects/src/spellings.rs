//! The spellings of a field in all agents, and the keys of a call that are such spellings.

use hooks_types::tool::ToolAlias;
use serde_json::{Map, Value};

use crate::agent::AGENTS;
use crate::known_tools::Field;

/// Returns every spelling of a field in any agent, the canonical name first.
pub(crate) fn spellings(field: &Field) -> impl Iterator<Item = &'static str> {
    let (name, others) = (field.name, field.others);
    let agents = AGENTS.iter().filter_map(move |agent| {
        let own = agent.field(name);
        (own != name).then_some(own)
    });
    std::iter::once(name)
        .chain(agents)
        .chain(others.split_whitespace())
}

/// Returns a key in lower case and without `_`, `-` and spaces. So all spellings of a name become equal: `filePath`,
/// `file_path` and `File-Path` give `filepath`.
pub(crate) fn folded(key: &str) -> String {
    let letters = key.chars().filter(|c| !matches!(c, '_' | '-' | ' '));
    letters.flat_map(char::to_lowercase).collect()
}

/// Returns whether a value holds nothing: `null`, an empty text or an empty list.
pub(crate) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        _ => false,
    }
}

/// Returns the keys of a call from which its tool might read this field. The most certain key comes first.
///
/// If the agent declared keys for the field, only the declared keys are returned. Otherwise every known spelling is
/// accepted, in any casing, with `_` or without. Ambiguous words (`loose`) are accepted only if the field has
/// `loose_counts`, or if all other keys for the field hold empty values, which a tool can treat as absent. A field that
/// holds `null` is treated as absent.
pub(crate) fn keys_of<'a>(
    field: &Field,
    own: &'a Map<String, Value>,
    alias: Option<&ToolAlias>,
    theirs: &str,
) -> Vec<&'a str> {
    let there = |name: &str| {
        let (key, value) = own.get_key_value(name)?;
        (!value.is_null()).then_some(key.as_str())
    };
    // The embedding agent knows its own tool, so its declaration of field names replaces all guesses.
    let declared = alias.into_iter().flat_map(|alias| &alias.fields);
    let told: Vec<&str> = declared
        .filter(|(_, name)| *name == field.name)
        .filter_map(|(key, _)| there(key))
        .collect();
    if !told.is_empty() {
        // The tool obeys the keys that the agent declared. Only one more key matters: the key that hooks are shown.
        let shown = there(theirs).filter(|key| !told.contains(key));
        return told.into_iter().chain(shown).collect();
    }
    let every = |names: Vec<&'static str>| -> Vec<&'a str> {
        // Keys that equal a known name exactly come first, because they are the most certain.
        let exact = names.iter().filter_map(|name| there(name));
        // Keys that differ from the names only in casing or separators come next: a tool's parser can accept `FilePath`
        // or `file-path` too.
        let folds: Vec<String> = names.iter().copied().map(folded).collect();
        let alike = own.iter().filter(|(key, value)| {
            !value.is_null() && !names.contains(&key.as_str()) && folds.contains(&folded(key))
        });
        exact.chain(alike.map(|(key, _)| key.as_str())).collect()
    };
    let mut keys = every(spellings(field).collect());
    let all_empty = keys.iter().all(|key| own.get(*key).is_some_and(is_empty));
    if all_empty || field.loose_counts {
        keys.extend(every(field.loose.split_whitespace().collect()));
    }
    keys
}
