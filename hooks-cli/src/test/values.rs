//! Reads the values of a test case from TOML, and checks that each has the type that its key needs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hooks_types::DialectRef;
use hooks_types::answer::OutcomeKind;
use hooks_types::near::nearest;
use hooks_types::report::Cause;
use hooks_types::text::quoted;
use serde_json::{Map, Value};
use toml_edit::{Item, Value as Toml};

/// Reads a string.
pub(super) fn string(item: &Item) -> Result<String, String> {
    item.as_str()
        .map(str::to_owned)
        .ok_or_else(|| "a string is needed".to_owned())
}

/// Reads the code of an outcome.
pub(super) fn outcome(item: &Item) -> Result<OutcomeKind, String> {
    let said = string(item)?;
    let known = crate::cli::OUTCOMES;
    let found = known.iter().find(|outcome| outcome.code() == said);
    found.copied().ok_or_else(|| {
        let codes: Vec<&str> = known.iter().map(|outcome| outcome.code()).collect();
        let said = quoted(said.as_bytes(), 60);
        format!("unknown outcome `{said}`; there are {}", codes.join(", "))
    })
}

/// Reads the code of a failure's cause.
pub(super) fn failure(item: &Item) -> Result<Cause, String> {
    let said = string(item)?;
    if let Some(cause) = Cause::ALL.iter().find(|cause| cause.code() == said) {
        return Ok(cause.clone());
    }
    let near = nearest(&said, Cause::ALL.iter().map(Cause::code));
    let meant = near.map_or_else(
        || "causes are `timeout`, `exit_code`, `spawn_failed`, `bad_answer` and others that a report names".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    let said = quoted(said.as_bytes(), 60);
    Err(format!("unknown failure `{said}`; {meant}"))
}

/// Reads the name of a dialect.
pub(super) fn dialect(item: &Item) -> Result<DialectRef, String> {
    let name = string(item)?;
    let dialects = hooks_dialects::dialects();
    dialects.get(&name).map_err(|error| error.to_string())
}

/// Reads one path or an array of paths.
pub(super) fn paths(item: &Item) -> Result<Vec<PathBuf>, String> {
    match value(item)? {
        Value::String(path) => Ok(vec![path.into()]),
        Value::Array(paths) => paths
            .iter()
            .map(|path| path.as_str().map(PathBuf::from))
            .collect::<Option<_>>()
            .ok_or_else(|| "an array of paths is needed".to_owned()),
        _ => Err("a path or an array of paths is needed".to_owned()),
    }
}

/// Reads file names with their texts. A name must not lead out of the fresh folder in which the case runs: with `..` or
/// an absolute path, a case could overwrite the user's files.
pub(super) fn files(item: &Item) -> Result<BTreeMap<String, String>, String> {
    object(item)?
        .into_iter()
        .map(|(name, text)| match text {
            Value::String(text) => inside(name).map(|name| (name, text)),
            _ => Err("each file is a name and its text".to_owned()),
        })
        .collect()
}

/// Reads the path of a folder below the session's folder.
pub(super) fn inner_folder(item: &Item) -> Result<String, String> {
    inside(string(item)?)
}

/// Returns the path if it is relative and has no `..`.
fn inside(path: String) -> Result<String, String> {
    let normal = |part| {
        matches!(
            part,
            std::path::Component::Normal(_) | std::path::Component::CurDir
        )
    };
    if Path::new(&path).components().all(normal) {
        return Ok(path);
    }
    let path = quoted(path.as_bytes(), 60);
    Err(format!("`{path}` leads out of the folder"))
}

/// Reads a table.
pub(super) fn object(item: &Item) -> Result<Map<String, Value>, String> {
    match value(item)? {
        Value::Object(fields) => Ok(fields),
        _ => Err("a table is needed".to_owned()),
    }
}

/// Converts TOML to JSON. JSON has no dates, so a date becomes a string.
pub(super) fn value(item: &Item) -> Result<Value, String> {
    match item {
        Item::Value(value) => of_value(value),
        Item::Table(table) => table
            .iter()
            .map(|(key, item)| Ok((key.to_owned(), value(item)?)))
            .collect::<Result<Map<_, _>, String>>()
            .map(Value::Object),
        Item::ArrayOfTables(tables) => tables
            .iter()
            .map(|table| value(&Item::Table(table.clone())))
            .collect::<Result<Vec<_>, String>>()
            .map(Value::Array),
        Item::None => Ok(Value::Null),
    }
}

/// Converts a TOML value; tables in header notation are converted in [`value`].
fn of_value(value: &Toml) -> Result<Value, String> {
    Ok(match value {
        Toml::String(text) => Value::String(text.value().clone()),
        Toml::Integer(number) => Value::from(*number.value()),
        Toml::Float(number) => Value::from(*number.value()),
        Toml::Boolean(flag) => Value::Bool(*flag.value()),
        Toml::Datetime(date) => Value::String(date.value().to_string()),
        Toml::Array(items) => Value::Array(items.iter().map(of_value).collect::<Result<_, _>>()?),
        Toml::InlineTable(table) => Value::Object(
            table
                .iter()
                .map(|(key, value)| Ok((key.to_owned(), of_value(value)?)))
                .collect::<Result<_, String>>()?,
        ),
    })
}
