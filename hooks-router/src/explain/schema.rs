//! JSON Schemas of the JSON that `hooks list` and `hooks explain` print.

use hooks_types::Report;
use hooks_types::schema::describe;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;

use super::{Explanation, Listed};

/// The JSON that `hooks list --json` prints.
#[derive(JsonSchema)]
#[schemars(title = "HookList")]
#[expect(dead_code, reason = "only its schema is wanted")]
struct List {
    /// Every hook in effective order.
    hooks: Vec<Listed>,
    /// The files that were read.
    files: Vec<File>,
    /// The errors and warnings about the files. Texts about a file that is not trusted quote nothing from the file.
    problems: Vec<Problem>,
    /// Every place that is searched for hook files, of this program and of every agent. A folder that can have any
    /// number of files is written as `FOLDER/*.json`.
    looked_for: Vec<Place>,
    /// Sentences about hooks that run but might not work, and about files that look like hook files and are not read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<String>,
}

/// What `hooks explain --json` prints: what the hooks of an event would do. With `--run` it also has the key `report`.
#[derive(JsonSchema)]
#[schemars(title = "Explanation")]
#[expect(dead_code, reason = "only its schema is wanted")]
struct Printed {
    #[schemars(flatten)]
    explanation: Explanation,
    /// With `--run`: what each hook did, as `hooks fire --json` prints it.
    #[schemars(with = "Report")]
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<Report>,
    /// Sentences that explain what the rows do not show, and say what to change. With `--run` there are more sentences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<String>,
}

/// An error or a warning.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is wanted")]
struct Problem {
    path: String,
    /// The line, from 1.
    line: u32,
    /// `error` or `warning`. An error in a file that is not trusted is a warning.
    severity: String,
    /// A code that `hooks check --why` explains.
    code: String,
    message: String,
    /// How to fix it.
    help: Option<String>,
}

/// A place that is searched.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is wanted")]
struct Place {
    path: String,
    dialect: String,
}

/// A file that was read.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is wanted")]
struct File {
    path: String,
    dialect: String,
    /// How many hooks the file configures.
    hooks: usize,
    /// How many errors were found in the file.
    errors: usize,
}

/// Returns the schemas of lists and explanations, by file name.
#[must_use]
pub fn schemas() -> Vec<(&'static str, String)> {
    vec![
        ("list.json", of::<List>()),
        ("explanation.json", of::<Printed>()),
    ]
}

/// Returns the schema of a type as text, in the variant for serialization: these values are only written.
fn of<T: JsonSchema>() -> String {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let schema = settings.with_transform(RecursiveTransform(describe));
    let schema = schema.into_generator().into_root_schema_for::<T>();
    // A schema is JSON by construction, so this cannot fail.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}
