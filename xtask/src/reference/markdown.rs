//! Describes schemas in words, for tables in Markdown.

use serde_json::Value;

/// Writes a text as a cell of a table: on one line, with `|` escaped.
pub(super) fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|")
}

/// Follows a reference into `$defs` of the same file. Any other schema is returned unchanged. If a schema has a
/// reference and other keys, the reference is in `allOf` with one element, so look there first.
pub(super) fn resolved<'s>(schema: &'s Value, root: &'s Value) -> &'s Value {
    let inner = schema.pointer("/allOf/0").unwrap_or(schema);
    match inner["$ref"].as_str() {
        Some(path) => root.pointer(path.trim_start_matches('#')).unwrap_or(inner),
        None => inner,
    }
}

/// Returns the description of a key or, if it has none, the description of the key's type.
pub(super) fn description<'s>(schema: &'s Value, root: &'s Value) -> &'s str {
    let own = schema["description"].as_str();
    own.or_else(|| resolved(schema, root)["description"].as_str())
        .unwrap_or_default()
}

/// Describes the type of a value: a constant or a list of words, alternatives joined by "or", or else the basic type.
/// `null` is left out: it only says that the key may be absent.
pub(super) fn type_of(schema: &Value, root: &Value) -> String {
    let schema = resolved(schema, root);
    if let Some(value) = schema.get("const") {
        return format!("`{value}`");
    }
    if let Some(values) = schema["enum"].as_array() {
        return joined(values.iter().map(|value| format!("`{value}`")));
    }
    if let Some(any) = schema["oneOf"].as_array().or(schema["anyOf"].as_array())
        && schema.get("type").is_none()
    {
        return joined(any.iter().map(|one| type_of(one, root)));
    }
    match &schema["type"] {
        Value::String(name) => named(name, schema, root),
        Value::Array(names) => {
            let names = names.iter().filter_map(Value::as_str);
            joined(
                names
                    .filter(|name| *name != "null")
                    .map(|name| named(name, schema, root)),
            )
        }
        _ => "any JSON".to_owned(),
    }
}

/// Describes one of JSON Schema's basic types, with its range or the type of its elements.
fn named(name: &str, schema: &Value, root: &Value) -> String {
    match name {
        "array" => match schema.get("items") {
            Some(items) => format!("array of {}", type_of(items, root)),
            None => "array".to_owned(),
        },
        "integer" => match (&schema["minimum"], &schema["maximum"]) {
            (Value::Number(least), Value::Number(most)) => format!("integer, {least} to {most}"),
            _ => "integer".to_owned(),
        },
        "object" => match schema["additionalProperties"]["type"].as_str() {
            Some(inner) => format!("table of {inner}s"),
            None => "object".to_owned(),
        },
        other => other.to_owned(),
    }
}

/// Joins alternatives and drops duplicates: two kinds of text, for example, have the same name.
fn joined(words: impl Iterator<Item = String>) -> String {
    let mut all: Vec<String> = Vec::new();
    for word in words {
        if !all.contains(&word) {
            all.push(word);
        }
    }
    all.join(" or ")
}

/// Writes a value as TOML does, on one line. JSON strings are written unchanged: TOML's basic strings have the same
/// escapes.
pub(super) fn toml(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(key, value)| format!("{key} = {}", toml(value)));
            format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(toml).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}
