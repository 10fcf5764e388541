//! Makes the rows of a report. A row describes what one hook did at an event.

use hooks_types::HookSpec;
use hooks_types::report::{Cause, Row, RowStatus};

/// Makes a row that has only a status and the facts of its hook.
pub(crate) fn bare_row(spec: &HookSpec, status: RowStatus) -> Row {
    let mut row = Row::new(spec.id.clone(), spec.source.to_string(), status);
    row.scope = spec.scope;
    row.dialect = spec.form.dialect.clone();
    row
}

/// Makes the row of a hook that did not start.
pub(crate) fn skipped_row(spec: &HookSpec, cause: Cause, reason: Option<String>) -> Row {
    let mut row = bare_row(spec, RowStatus::Skipped);
    row.cause = Some(cause);
    row.reason = reason;
    row
}
