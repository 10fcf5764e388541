//! Says which answer decided a call if hooks gave different answers.

use hooks_types::Report;
use hooks_types::answer::OutcomeKind;
use hooks_types::report::{Row, RowStatus};

use super::run::named;

/// The maximum number of hooks without an effect that are named.
const NAMED: usize = 3;

/// Returns a sentence that says which hook decided, if decisions of other hooks do not count because they are weaker.
pub(super) fn outvoted(report: &Report) -> Option<String> {
    let winner = report
        .hooks
        .iter()
        .find(|row| row.outcome == Some(report.outcome))?;
    let is_weaker = |row: &&Row| {
        let is_lost = match row.outcome {
            Some(OutcomeKind::Allow) => report.outcome >= OutcomeKind::Ask,
            Some(OutcomeKind::Ask | OutcomeKind::Modify) => report.outcome == OutcomeKind::Block,
            _ => false,
        };
        is_lost && row.outcome != Some(report.outcome) && row.status == RowStatus::Ran
    };
    let mut weaker = report.hooks.iter().filter(is_weaker);
    let shown: Vec<String> = weaker
        .by_ref()
        .take(NAMED)
        .map(|row| format!("the `{}` of {}", kind_of(row), named(row, report)))
        .collect();
    if shown.is_empty() {
        return None;
    }
    let more = match weaker.count() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(format!(
        "the `{}` of {} decides, so {}{more} did not count: a block counts before an ask, and both before an allow",
        report.outcome,
        named(winner, report),
        shown.join(", "),
    ))
}

/// Returns the name of a row's outcome.
fn kind_of(row: &Row) -> &'static str {
    row.outcome.map_or("proceed", OutcomeKind::code)
}
