//! Finds the restrictions (block, ask, stop) in an invalid reply, for each exit code in the reply. Nothing else in the
//! reply takes effect.

use hooks_types::answer::OutcomeKind;
use hooks_types::output::RestrictionScanner;
use hooks_types::{HookAnswer, HookSpec};

/// The exit codes that have a special meaning in at least one dialect. All codes that are not in this list have the
/// same meaning within a dialect.
const TOLD_APART: &[i32] = &[0, 1, 2];

/// The maximum number of exit codes outside [`TOLD_APART`] that are judged for one reply.
const MOST_OTHERS: usize = 4;

/// Yields the distinct exit codes that are judged, in the order of the reply. A reply can contain any number of
/// codes, and judging a code reads the whole output. So at most [`MOST_OTHERS`] codes outside [`TOLD_APART`] are
/// returned. The codes in [`TOLD_APART`] are always returned.
pub(super) fn distinct(exits: &[i32]) -> impl Iterator<Item = i32> {
    let mut kept: Vec<i32> = Vec::new();
    let mut others = 0;
    for code in exits {
        let is_other = !TOLD_APART.contains(code);
        if kept.contains(code) || (is_other && others == MOST_OTHERS) {
            continue;
        }
        kept.push(*code);
        others += usize::from(is_other);
    }
    kept.into_iter()
}

/// Returns whether one line of output contains a restriction, such as a block.
pub(super) fn line_restricts(spec: &HookSpec, line: &[u8]) -> bool {
    let mut scanner = RestrictionScanner::new(spec);
    scanner.feed(line);
    scanner.finish().is_some()
}

/// Returns whether an answer blocks, asks or stops the run.
pub(super) fn is_restricting(answer: &HookAnswer) -> bool {
    answer.outcome.kind() >= OutcomeKind::Ask || answer.stop.is_some()
}

/// Removes the outcome and the variables from an answer that neither blocks nor asks, because they need a clean run.
/// Returns `None` if this answer does not stop the run either.
pub(super) fn restricting(mut answer: HookAnswer) -> Option<HookAnswer> {
    if answer.outcome.kind() < OutcomeKind::Ask {
        answer.outcome = Default::default();
        // Remove variables, because they need a clean run. Keep a stop, because it is a restriction.
        answer.env.clear();
        answer.stop.as_ref()?;
    }
    Some(answer)
}

/// Returns the stricter of two answers. The result stops the run if one of the answers stops the run.
pub(super) fn stricter(one: Option<HookAnswer>, other: Option<HookAnswer>) -> Option<HookAnswer> {
    match (one, other) {
        (Some(one), Some(other)) => {
            let (mut kept, lost) = match one.outcome.kind() >= other.outcome.kind() {
                true => (one, other),
                false => (other, one),
            };
            kept.stop = kept.stop.or(lost.stop);
            Some(kept)
        }
        (one, other) => one.or(other),
    }
}
