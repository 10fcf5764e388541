//! JSON Schemas of what is printed for programs.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;

use super::{Explanation, Listed};

/// What `hooks list --json` prints.
#[derive(JsonSchema)]
#[schemars(title = "HookList")]
#[expect(dead_code, reason = "only its schema is wanted")]
struct List {
    /// Every hook in effective order.
    hooks: Vec<Listed>,
    /// The files that were read.
    files: Vec<File>,
}

/// A file that was read.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is wanted")]
struct File {
    path: String,
    dialect: String,
    /// How many hooks it configures.
    hooks: usize,
    /// How many errors were found in it.
    errors: usize,
}

/// The schemas of lists and explanations, by file name.
#[must_use]
pub fn schemas() -> Vec<(&'static str, String)> {
    vec![
        ("list.json", of::<List>()),
        ("explanation.json", of::<Explanation>()),
    ]
}

fn of<T: JsonSchema>() -> String {
    let schema = SchemaSettings::draft2020_12().for_serialize();
    let schema = schema.into_generator().into_root_schema_for::<T>();
    // A schema is JSON by construction.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}
