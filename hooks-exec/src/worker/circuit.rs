//! Decides when a worker may be started again after a failure. The pause before the start grows with each failure, and
//! an answer resets the pause. After too many failures within a minute, no worker is started for a while.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use tokio::time::Instant;

/// The time for which failures are remembered.
const MINUTE: Duration = Duration::from_secs(60);

/// The maximum number of failures that are remembered, which bounds the memory. If the limit per minute is set higher,
/// this number is used as the limit.
const MOST_REMEMBERED: usize = 1000;

/// The pause after two failures without an answer between them. Each further failure doubles the pause.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// The longest pause between a failed worker and the start of the next worker.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Records the failures of one hook's workers, and decides when the next worker may start.
#[derive(Debug, Default)]
pub(super) struct Circuit {
    /// The number of failures since the last answer.
    in_a_row: u32,
    /// The times of the failures of the last minute.
    recent: VecDeque<Instant>,
    /// The end of the current pause, before which no worker may start; `None` if there is no pause.
    not_before: Option<Instant>,
    /// The reason of the last failure; empty before the first failure.
    why: String,
}

/// Whether a worker may be started.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// A worker may be started at once.
    Now,
    /// No worker may be started before this moment.
    At(Instant),
    /// No worker may be started for a while, because too many workers failed.
    Open {
        /// The number of failures within the last minute.
        failures: usize,
        /// The reason of the last failure.
        why: String,
    },
}

impl Circuit {
    /// Returns whether a worker may be started.
    pub(super) fn admit(&mut self, now: Instant, per_minute: usize) -> Admission {
        while self
            .recent
            .front()
            .is_some_and(|then| now.saturating_duration_since(*then) >= MINUTE)
        {
            self.recent.pop_front();
        }
        if self.recent.len() >= per_minute.clamp(1, MOST_REMEMBERED) {
            return Admission::Open {
                failures: self.recent.len(),
                why: self.why.clone(),
            };
        }
        match self.not_before {
            Some(then) if then > now => Admission::At(then),
            _ => Admission::Now,
        }
    }

    /// Records a failure: a worker did not start, broke the protocol, timed out or exited without being asked to.
    pub(super) fn failed(&mut self, now: Instant, why: &str) {
        self.why = why.to_owned();
        self.recent.push_back(now);
        while self.recent.len() > MOST_REMEMBERED {
            self.recent.pop_front();
        }
        self.not_before = now.checked_add(pause(self.in_a_row, random()));
        self.in_a_row = self.in_a_row.saturating_add(1);
    }

    /// Records an answer. This resets the count of failures since the last answer. The failures of the last minute are
    /// kept, because a worker that repeatedly answers once and then crashes must not be restarted for ever.
    pub(super) fn succeeded(&mut self) {
        self.in_a_row = 0;
        self.not_before = None;
    }

    /// Returns the reason of the last failure.
    pub(super) fn why(&self) -> &str {
        &self.why
    }
}

/// Returns the pause after a failure. `before` is the number of earlier failures since the last answer. The pause is a
/// random time between a half and the whole of the full pause: so workers that failed at the same time are not
/// restarted at the same time.
fn pause(before: u32, random: u64) -> Duration {
    let Some(doublings) = before.checked_sub(1) else {
        return Duration::ZERO;
    };
    let factor = 2u32.saturating_pow(doublings);
    let whole = FIRST_PAUSE.saturating_mul(factor).min(LONGEST_PAUSE);
    let half = whole / 2;
    let thousandths = u32::try_from(random % 1001).unwrap_or_default();
    half + half * thousandths / 1000
}

/// Returns a random number. Uses the random key of the standard library's hasher, which is good enough here and needs
/// no additional crate.
fn random() -> u64 {
    RandomState::new().hash_one(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_bound_and_differ_by_chance() {
        assert_eq!(pause(0, 1000), Duration::ZERO);
        assert_eq!(pause(1, 1000), FIRST_PAUSE);
        assert_eq!(pause(1, 0), FIRST_PAUSE / 2);
        assert_eq!(pause(3, 1000), FIRST_PAUSE * 4);
        assert_eq!(pause(40, 1000), LONGEST_PAUSE);
        assert_eq!(pause(u32::MAX, 0), LONGEST_PAUSE / 2);
    }

    #[test]
    fn the_first_restart_is_at_once_and_the_next_waits() {
        let (mut circuit, now) = (Circuit::default(), Instant::now());
        assert_eq!(circuit.admit(now, 10), Admission::Now);
        circuit.failed(now, "it died");
        assert_eq!(circuit.admit(now, 10), Admission::Now);
        circuit.failed(now, "it died");
        assert!(matches!(circuit.admit(now, 10), Admission::At(then) if then > now));
        circuit.succeeded();
        assert_eq!(circuit.admit(now, 10), Admission::Now);
    }

    #[test]
    fn a_limit_above_the_most_that_is_remembered_takes_effect_there() {
        let (mut circuit, now) = (Circuit::default(), Instant::now());
        for _ in 1..MOST_REMEMBERED {
            circuit.failed(now, "it died");
            circuit.succeeded();
        }
        assert_eq!(circuit.admit(now, usize::MAX), Admission::Now);
        for _ in 0..2 {
            circuit.failed(now, "it died");
            circuit.succeeded();
            let admission = circuit.admit(now, usize::MAX);
            assert!(
                matches!(
                    admission,
                    Admission::Open {
                        failures: MOST_REMEMBERED,
                        ..
                    }
                ),
                "{admission:?}"
            );
        }
    }

    #[test]
    fn too_many_failures_in_a_minute_open_it_for_that_long() {
        let (mut circuit, now) = (Circuit::default(), Instant::now());
        for _ in 0..3 {
            circuit.failed(now, "it died");
            // An answer between two failures does not clear the failures of the last minute.
            circuit.succeeded();
        }
        let open = Admission::Open {
            failures: 3,
            why: "it died".to_owned(),
        };
        assert_eq!(circuit.admit(now, 3), open);
        assert_eq!(circuit.admit(now + MINUTE, 3), Admission::Now);
    }
}
