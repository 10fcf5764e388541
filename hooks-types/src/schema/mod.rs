//! JSON Schemas of payloads, answers and reports, as texts that end in a newline. `cargo xtask
//! schema` writes them to `schemas/`.
//!
//! The schemas are derived from the types, and the descriptions are the doc comments. Payload schemas describe the
//! payloads that are accepted on reading. All written payloads match these schemas too. No schema forbids unknown keys,
//! because fields that this version does not model survive reading and writing.

mod answer;
mod payload;

pub(crate) use payload::tool_input;

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::Value;

use crate::event::EventName;
use crate::report::Report;

/// Returns the schema of the payload that hooks of `event` read.
pub fn payload(event: &EventName) -> String {
    let mut generator = generator();
    let schema = payload::schema(event, &mut generator);
    finished(schema, format!("The payload of {}", title(event)))
}

/// Returns the schema of the answers that native hooks may give to `event`.
pub fn answer(event: &EventName) -> String {
    let mut generator = generator();
    let schema = answer::schema(event, &mut generator);
    finished(schema, format!("An answer to {}", title(event)))
}

/// Returns the schema of a report, as `hooks fire --format json` prints it.
pub fn report() -> String {
    let schema = generator().subschema_for::<Report>();
    finished(schema, "A report".to_owned())
}

/// Returns every generated file: its path under `schemas/`, with `/` as separator, and its text.
pub fn files() -> Vec<(String, String)> {
    let other = EventName::Other("other".into());
    let mut files = Vec::new();
    for event in EventName::ALL.iter().chain([&other]) {
        let name = event.wire_name();
        files.push((format!("payload/{name}.json"), payload(event)));
        files.push((format!("answer/{name}.json"), answer(event)));
    }
    files.push(("report.json".to_owned(), report()));
    files
}

/// Creates the generator that all files share.
fn generator() -> SchemaGenerator {
    // Inline all references: readers of a schema file need no other file.
    SchemaSettings::draft2020_12()
        .with(|settings| settings.inline_subschemas = true)
        .into_generator()
}

/// Returns the event's name for the title of a schema.
fn title(event: &EventName) -> &str {
    match event {
        EventName::Other(_) => "an event that only one agent has",
        known => known.as_str(),
    }
}

/// Adds the version of JSON Schema and the title, and formats the schema as text.
fn finished(mut schema: Schema, title: String) -> String {
    schema.insert(
        "$schema".to_owned(),
        "https://json-schema.org/draft/2020-12/schema".into(),
    );
    schema.insert("title".to_owned(), title.into());
    let mut value = schema.to_value();
    tidy(&mut value);
    format!("{value:#}\n")
}

/// Makes every description in a schema fit for readers who do not see the code (see [`plain`]), and removes defaults of
/// `null`, which carry no information.
fn tidy(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|key, value| key != "default" || !value.is_null());
            if let Some(Value::String(text)) = map.get_mut("description") {
                *text = plain(text);
            }
            map.values_mut().for_each(tidy);
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}

/// Makes the description of a schema fit for readers who do not see the code (see [`plain`]). With schemars'
/// `RecursiveTransform`, it does the same for every schema inside.
pub fn describe(schema: &mut Schema) {
    if let Some(Value::String(text)) = schema.get_mut("description") {
        *text = plain(text);
    }
}

/// Returns a doc comment as the text of a description: on one line, and without the links of rustdoc, which lead
/// nowhere in a schema. Of a link, the name in backticks stays.
#[must_use]
pub fn plain(comment: &str) -> String {
    let mut text = String::with_capacity(comment.len());
    let mut rest = comment;
    while let Some((before, linked)) = rest.split_once("[`") {
        text += before;
        let Some((name, after)) = linked.split_once("`]") else {
            text += "[`";
            rest = linked;
            continue;
        };
        text += &format!("`{name}`");
        let target = after.strip_prefix('(').and_then(|at| at.split_once(')'));
        rest = target.map_or(after, |(_, after)| after);
    }
    text += rest;
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
#[path = "schema_tests.rs"]
mod tests;
