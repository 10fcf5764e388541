//! Prints the problems of a configuration when its hooks are about to run.

use std::io::Write;

use hooks_config::{Diagnostic, Loaded, Severity};
use hooks_types::text::{visible_line, visible_path};

use super::text_of;
use crate::show::{complain, counted, error_columns, marked};

/// The reader of the problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// A person, who gets every error with its line marked, and the first warnings in a line each.
    Person,
    /// A person to whom `hooks explain` showed the errors, and who reads each warning in the row of its hook. Nothing
    /// is printed here.
    OfRows,
    /// An agent that reads stderr as a hook's reason. It gets only the error that stops the run, in one line.
    Agent,
}

/// Returns the diagnostics that are errors.
pub(super) fn errors(loaded: &Loaded) -> impl Iterator<Item = &Diagnostic> {
    let all = loaded.diagnostics.iter();
    all.filter(|found| found.severity == Severity::Error)
}

/// The maximum number of warnings that are shown with every run; warnings beyond this number are only counted.
const WARNINGS: usize = 5;

/// Formats a problem in one line: `path:line:column: warning[code]: message (cure)`. An error of an untrusted
/// file is only a warning for this run, but the line still says `error`.
pub(super) fn in_a_line(found: &Diagnostic) -> String {
    match found.lowered {
        true => {
            let mut found = found.clone();
            found.severity = Severity::Error;
            visible_line(&found.to_string())
        }
        false => visible_line(&found.to_string()),
    }
}

/// Returns the severity of a problem as it is shown. An error of an untrusted file is a warning for a run, but is shown
/// as an error, as `hooks check` does.
pub(crate) fn severity(found: &Diagnostic) -> Severity {
    match found.lowered {
        true => Severity::Error,
        false => found.severity,
    }
}

/// Formats the place, the severity and the code of a problem: `path:line:column: error[code]`.
pub(super) fn without_text(found: &Diagnostic) -> String {
    let severity = severity(found);
    let (line, column) = (found.line, found.column);
    let file = visible_path(&found.file);
    format!("{file}:{line}:{column}: {severity}[{}]", found.code)
}

/// Prints errors with their lines marked.
fn tell_errors(loaded: &Loaded) {
    for error in errors(loaded) {
        let shown = marked(error, text_of(loaded, &error.file), error_columns());
        // Ignore the error: if stderr is closed, the text cannot be shown anywhere.
        let _ = anstream::stderr().write_all(shown.as_bytes());
    }
}

/// Prints the problems if the reader is a person: errors with their lines marked, and the first warnings in a line
/// each. Prints nothing for any other reader.
pub(super) fn tell(loaded: &Loaded, reader: Reader) {
    if reader != Reader::Person {
        return;
    }
    tell_errors(loaded);
    let warned = |found: &&Diagnostic| found.severity == Severity::Warning;
    let mut warnings = loaded.diagnostics.iter().filter(warned);
    for warning in warnings.by_ref().take(WARNINGS) {
        complain(in_a_line(warning));
    }
    let more = counted(warnings);
    if !more.is_empty() {
        complain(format!(
            "{more} more in the configuration; `hooks check` shows all"
        ));
    }
}
