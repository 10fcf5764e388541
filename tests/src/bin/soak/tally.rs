//! Counts the results of the runs.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// The result of one run.
pub(crate) struct Outcome {
    /// The kind of hook.
    pub(crate) kind: &'static str,
    /// What is wrong with the run's verdict; `None` if it is as expected.
    pub(crate) lost: Option<String>,
    /// By how much the run exceeded its deadline and grace.
    pub(crate) overrun: Duration,
}

/// The results of all runs.
#[derive(Default)]
pub(crate) struct Tally {
    kinds: BTreeMap<&'static str, usize>,
    lost: Vec<String>,
    largest_overrun: Duration,
}

impl Tally {
    pub(crate) fn count(&mut self, outcome: Outcome) {
        *self.kinds.entry(outcome.kind).or_default() += 1;
        self.largest_overrun = self.largest_overrun.max(outcome.overrun);
        if let Some(lost) = outcome.lost {
            self.lost(format!("{}: {lost}", outcome.kind));
        }
    }

    pub(crate) fn lost(&mut self, what: String) {
        self.lost.push(what);
    }

    pub(crate) fn is_clean(&self) -> bool {
        self.lost.is_empty()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (kind, count) in &self.kinds {
            writeln!(f, "{count:>7}  {kind}")?;
        }
        for lost in self.lost.iter().take(20) {
            writeln!(f, "   LOST  {lost}")?;
        }
        write!(
            f,
            "lost verdicts: {}; largest time over deadline + grace: {:?}",
            self.lost.len(),
            self.largest_overrun
        )
    }
}
