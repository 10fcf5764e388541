//! Formats the list as JSON, for programs.

use hooks_config::{Diagnostic, DiagnosticCode, Severity};
use hooks_router::Listed;
use hooks_types::text::visible_json;
use serde::Serialize;

use super::Remedy;
use super::text::unread;
use crate::configuration::{Survey, severity};
use crate::failure::Failure;

/// The output of `hooks list --json`. Keys are never removed or renamed.
#[derive(Serialize)]
struct Printed<'a> {
    hooks: &'a [Listed],
    files: Vec<File>,
    problems: Vec<Problem>,
    looked_for: Vec<Place>,
    /// Sentences about hooks that run but might not work, and about files that look like hook files and are not read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<String>,
}

/// An error or a warning that was found while the configuration was loaded.
#[derive(Serialize)]
struct Problem {
    path: String,
    line: u32,
    severity: Severity,
    code: DiagnosticCode,
    message: String,
    help: Option<String>,
}

/// A place that is searched for hook files.
#[derive(Serialize)]
struct Place {
    path: String,
    dialect: String,
}

/// A file that was read.
#[derive(Serialize)]
struct File {
    path: String,
    dialect: String,
    hooks: usize,
    /// The number of errors that `hooks check` would report for this file.
    errors: usize,
}

/// Returns the JSON form of a problem. The list of files can lack the file of the problem, because a file that could
/// not be read is not in that list.
fn problem(found: &Diagnostic) -> Problem {
    Problem {
        path: found.file.display().to_string(),
        line: found.line,
        severity: severity(found),
        code: found.code,
        message: found.message.clone(),
        help: found.help.clone(),
    }
}

/// Formats the list as JSON, with the files that were read, the places that were searched and the problems. `told` has
/// the remarks on hooks that may run.
pub(super) fn of(
    (listed, told): (&[Listed], &[Remedy]),
    survey: &Survey,
) -> Result<String, Failure> {
    let files = survey.loaded.files.iter().map(|file| File {
        path: file.path.display().to_string(),
        dialect: file.dialect.to_string(),
        hooks: file.hooks,
        errors: survey.errors_in(&file.path),
    });
    let looked_for = survey.places().into_iter().map(|place| Place {
        path: place.path.display().to_string(),
        dialect: place.dialect.to_string(),
    });
    let printed = Printed {
        hooks: listed,
        files: files.collect(),
        problems: survey.problems().map(problem).collect(),
        looked_for: looked_for.collect(),
        remarks: told
            .iter()
            .map(Remedy::sentence)
            .chain(unread(survey))
            .chain(survey.below())
            .collect(),
    };
    serde_json::to_string(&printed)
        .map(|json| visible_json(&json) + "\n")
        .map_err(|error| Failure::new(format!("cannot write the list: {error}")))
}
