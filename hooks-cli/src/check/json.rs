//! Prints findings as JSON. Keys are never removed or renamed.

use hooks_config::{Diagnostic, DiagnosticCode, Explained, Severity};
use hooks_types::DialectRef;
use hooks_types::text::visible_json;
use serde::Serialize;

use super::Checked;
use crate::failure::Failure;
use crate::trust::HookState;

/// The output of `check --json`; its schema is `findings`.
#[derive(Serialize)]
struct Findings {
    files: Vec<File>,
}

/// A checked file.
#[derive(Serialize)]
struct File {
    /// The path as the user named it, or as discovery found it.
    path: String,
    /// The file's format; `None` if it is unknown.
    dialect: Option<DialectRef>,
    hooks: usize,
    diagnostics: Vec<Finding>,
    /// The trust of each hook, if the file belongs to a project.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    trust: Vec<Trust>,
}

/// The trust of one hook.
#[derive(Serialize)]
struct Trust {
    event: String,
    id: String,
    state: &'static str,
    /// Files and programs that the hook can run and whose content no stored digest covers. A change in them is not
    /// noticed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_covered: Vec<String>,
}

/// One diagnostic.
#[derive(Serialize)]
struct Finding {
    code: DiagnosticCode,
    severity: Severity,
    message: String,
    /// Line and column of the finding, counted from 1.
    line: u32,
    column: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    /// The file that the finding is about, if it is not the checked file.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
}

/// Formats the findings of all files as JSON.
pub(super) fn of(files: &[Checked]) -> Result<String, Failure> {
    let findings = Findings {
        files: files.iter().map(file).collect(),
    };
    serde_json::to_string(&findings)
        .map(|json| visible_json(&json) + "\n")
        .map_err(|error| Failure::new(format!("cannot write the findings: {error}")))
}

/// Returns the JSON form of a checked file.
fn file(checked: &Checked) -> File {
    let finding = |found: &Diagnostic| Finding {
        code: found.code,
        severity: found.severity,
        message: found.message.clone(),
        line: found.line,
        column: found.column,
        help: found.help.clone(),
        // A finding in a checked file can be about a script of a hook. Then name the script's path.
        file: (found.file.as_path() != checked.path).then(|| found.file.display().to_string()),
    };
    File {
        path: checked.path.display().to_string(),
        dialect: checked.dialect.clone(),
        hooks: checked.hooks,
        diagnostics: checked.diagnostics.iter().map(finding).collect(),
        trust: checked.trust.iter().map(trust).collect(),
    }
}

/// Returns the JSON form of a hook's trust.
fn trust(hook: &HookState) -> Trust {
    Trust {
        event: hook.event.clone(),
        id: hook.id.clone(),
        state: hook.state.code(),
        not_covered: hook.not_covered.clone(),
    }
}

/// Formats the list of all diagnostic codes as JSON.
pub(super) fn codes(codes: impl Iterator<Item = DiagnosticCode>) -> String {
    let codes: Vec<String> = codes.map(|code| code.to_string()).collect();
    serde_json::json!({ "codes": codes }).to_string() + "\n"
}

/// Formats the explanation of one diagnostic code as JSON.
pub(super) fn why(entry: &Explained) -> String {
    let entry = serde_json::json!({
        "code": entry.code,
        "cause": entry.cause,
        "example": entry.example,
        "cure": entry.cure,
    });
    visible_json(&entry.to_string()) + "\n"
}
