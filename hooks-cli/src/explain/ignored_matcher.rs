//! Corrects the reason of a hook whose matcher is ignored: at some events an agent has nothing to match.

use hooks_router::Explanation;

use crate::list::Remedy;

/// The beginning of the reason that the router gives for a hook without a matcher. Loading has removed an ignored
/// matcher, so the router does not know of it.
const UNLIMITED: &str = "no matcher limits it: ";

/// The end of the finding about an ignored matcher.
const IGNORED: &str = "; the matcher is ignored";

/// Changes the reason of each hook with an ignored matcher, which said that the hook has no matcher.
pub(super) fn name_ignored_matchers(explanation: &mut Explanation, remedies: &[Remedy]) {
    for row in &mut explanation.hooks {
        let Some(runs) = row.reason.strip_prefix(UNLIMITED) else {
            continue;
        };
        let mut of_row = remedies
            .iter()
            .filter(|known| known.is_for(&row.id, &row.source));
        if of_row.any(|known| known.text.contains(IGNORED)) {
            row.reason = format!("its matcher is ignored: {runs}");
        }
    }
}
