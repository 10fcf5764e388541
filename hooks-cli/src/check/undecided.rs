//! Checks files whose hooks wait for a decision.

use std::sync::Arc;

use hooks_config::{Diagnostic, DiagnosticCode, findings_without_scripts};
use hooks_dialects::agents;

use super::checked::Checked;
use crate::configuration::{one_file, text_of};

/// Checks an untrusted file again, as if the user had named the file, but without the scripts of its hooks. The user
/// should see every mistake in the file before deciding about its hooks. Keeps the findings of the first check that the
/// second check does not repeat.
pub(super) fn show_undecided(file: &mut Checked) {
    // A file is checked again if its hooks wait for a decision. A file that must not be quoted is also checked again,
    // even if none of its entries could be read.
    let undecided = file.is_undecided() || file.is_unquoted();
    let (true, Some(dialect)) = (undecided, &file.dialect) else {
        return;
    };
    file.unread_scripts = file.trust.is_empty() || file.is_undecided();
    let mut loaded = one_file(&file.path, Some(dialect));
    let path = std::env::var_os("PATH");
    let found = findings_without_scripts(&loaded, &agents(), path.as_deref());
    loaded.diagnostics.extend(found);
    // If the file cannot be read as a named file either, keep the findings of discovery.
    if text_of(&loaded, &file.path).is_empty() {
        return;
    }
    let unquoted = file.is_unquoted();
    let mut all = loaded.diagnostics.clone();
    let is_told = |found: &Diagnostic| {
        // If a file must not be quoted, its diagnostics have no line. Then two diagnostics with the same code count as
        // equal.
        let same =
            |told: &Diagnostic| told.code == found.code && (unquoted || told.line == found.line);
        loaded.diagnostics.iter().any(same)
    };
    let text = text_of(&loaded, &file.path);
    let kept = file.diagnostics.drain(..).filter(|found| !is_told(found));
    all.extend(kept.map(|found| pointing(found, text)));
    file.diagnostics = all;
    file.loaded = Arc::new(loaded);
}

/// Makes a diagnostic that has only a line number mark this whole line. The diagnostic has no exact place, because it
/// was made while the file was untrusted, and an untrusted file must not be quoted.
fn pointing(mut found: Diagnostic, text: &str) -> Diagnostic {
    let before = (found.line as usize).checked_sub(1);
    let mut lines = text.split_inclusive('\n');
    if let Some(before) = before.filter(|_| found.span.is_empty()) {
        let start: usize = lines.by_ref().take(before).map(str::len).sum();
        let line = lines.next().unwrap_or_default().trim_end();
        found.span = start..start + line.len();
    }
    found
}

/// Removes the findings that say that a hook's program runs code of the project, because the lines about trust say this
/// too.
pub(super) fn leave_to_trust(file: &mut Checked) {
    let is_of_project = !file.trust.is_empty() || file.is_unquoted();
    let is_kept = |found: &Diagnostic| found.code != DiagnosticCode::ProjectCode || !is_of_project;
    file.diagnostics.retain(is_kept);
}
