//! Writes the message that a budget is used up: which budget, which setting it comes from, and how long each hook
//! took.

use std::cmp::Reverse;
use std::time::Duration;

use hooks_types::HookSpec;
use hooks_types::spec::BudgetSource;
use hooks_types::text::{short_name, time_span};

use super::clock::Due;

/// The maximum number of hooks that the message about a used-up budget names.
const NAMED: usize = 3;
/// The message also names the time for reading the configuration if that time is at least the budget divided by this
/// number.
const NOTABLE: u32 = 10;

/// Makes the failure message for the hook `spec`, which the budget did not let start, or ended. `users` are the hooks
/// that ran, each with the time that it took.
pub(super) fn used_up(
    due: Option<Due>,
    spec: &HookSpec,
    mut users: Vec<(Duration, &HookSpec)>,
    budgets: &[BudgetSource],
) -> String {
    let left = due.map_or(Duration::ZERO, |due| due.of);
    let set_in = due.and_then(|due| due.set_in);
    let own = budgets.iter().filter(|budget| budget.scope == set_in);
    let source = own.min_by_key(|source| source.budget);
    let budget = source.map_or(left, |source| source.budget);
    let set_by = source.map_or(String::new(), |source| format!(", {},", source.set_by));
    let whose = |hook: &HookSpec| match std::ptr::eq(hook, spec) {
        true => "this hook".to_owned(),
        false => format!("`{}`", short_name(&hook.id)),
    };
    let reading = budget.saturating_sub(left);
    let mut took: Vec<(Duration, String)> = Vec::new();
    if reading > Duration::ZERO && reading >= budget / NOTABLE {
        took.push((reading, "reading the configuration".to_owned()));
    }
    // Sort by time, longest first. The sort is stable, so hooks that took equally long stay in the order in which
    // they started.
    users.sort_by_key(|(time, _)| Reverse(*time));
    let named = users.iter().take(NAMED);
    took.extend(named.map(|(time, hook)| (*time, whose(hook))));
    took.sort_by_key(|(time, _)| Reverse(*time));
    let took = took
        .iter()
        .map(|(time, by)| format!("{by} ({})", time_span(*time)));
    let mut by = took.collect::<Vec<_>>().join(", ");
    if let Some(more) = users.len().checked_sub(NAMED).filter(|more| *more > 0) {
        by += &format!(" and {more} more");
    }
    let user = match by.is_empty() {
        true => " by other dispatches, which held every slot".to_owned(),
        false => format!(", mostly by {by}"),
    };
    format!(
        "the budget of {} for this event{set_by} is used up{user}",
        time_span(budget)
    )
}
