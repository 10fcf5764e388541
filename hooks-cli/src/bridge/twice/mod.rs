//! One event that an agent tells to several entries of the bridge: the user's and the project's, or in Copilot its
//! own and Claude Code's. Its hooks run once, and every entry gives their answer.
//!
//! The entry that comes first claims the event with a file that it keeps locked while it works, and writes into the
//! file what its hooks decided. The others wait for that and repeat it: a block is given by each of them. Where
//! anything is missing (no claim, a torn one, a first entry that failed, was killed or takes too long), an entry runs
//! the hooks itself: they may run twice, never not at all.

mod claim;
mod entries;
mod telling;
#[cfg(all(test, unix))]
mod tests;

use std::time::{Duration, SystemTime};

use hooks_types::answer::OutcomeKind;
use hooks_types::{DialectRef, EventName, HookSpec, Payload, Report};

use super::state::folder;
use crate::configuration::Configured;
use claim::{Claim, Claims, Taker};
use telling::Telling;

/// Decides which entry runs an event's hooks.
#[derive(Debug)]
pub(super) enum Turn {
    /// This entry runs the hooks, and no other entry waits.
    Alone,
    /// This entry runs the hooks, and other entries may wait for its answer.
    First(First),
    /// Another entry ran the hooks, and this is what they decided.
    Told(Box<Report>),
}

/// An event that other entries may be told of as well.
#[derive(Debug)]
pub(super) struct Shared {
    telling: Telling,
    /// How many others.
    others: usize,
    /// When this entry was started.
    began: SystemTime,
    /// The longest that one of the hooks may take.
    longest: Duration,
}

impl Shared {
    /// `None` where nobody else has to be told, or nobody can tell this event from another.
    pub(super) fn of(
        dialect: &DialectRef,
        payload: &Payload,
        configured: &Configured,
        began: SystemTime,
    ) -> Option<Self> {
        let longest = time_to_keep(&payload.event.name(), &configured.hooks)?;
        let others = entries::others(dialect, payload)?;
        let telling = Telling::of(dialect, payload, configured)?;
        Some(Self {
            telling,
            others,
            began,
            longest,
        })
    }

    /// The longest that one of the hooks may take.
    pub(super) fn longest(&self) -> Duration {
        self.longest
    }

    /// Claims the event, or takes what another entry decided, which it `waits` for or not.
    pub(super) fn turn(self, waits: bool) -> Turn {
        self.claimed(waits).unwrap_or(Turn::Alone)
    }

    fn claimed(self, waits: bool) -> Option<Turn> {
        let claims = Claims::open(&folder()?)?;
        let name = self.telling.name();
        // A claim that is not for this event is taken away, so the second try finds none.
        for _ in 0..2 {
            if let Some(claim) = claims.claim(name, self.others) {
                let telling = self.telling;
                return Some(Turn::First(First { claim, telling }));
            }
            let taker = Taker {
                moment: self.telling.moment(),
                began: self.began,
                waits,
            };
            if let Some(report) = claims.told(name, taker) {
                return Some(Turn::Told(Box::new(report)));
            }
        }
        None
    }
}

/// The time of its own hooks that an entry keeps while it waits for another: the longest timeout among the hooks of
/// the event. `None` where the event has no hooks.
fn time_to_keep(event: &EventName, hooks: &[HookSpec]) -> Option<Duration> {
    let hooks = hooks.iter().filter(|hook| hook.event == *event);
    let longest = hooks.map(|hook| hook.timeout).max()?;
    // Where nothing can be blocked, a hook that runs out of time loses no decision, so waiting may take all
    // of it: Codex gives the hooks of a session's end three seconds.
    match event.traits().carries(OutcomeKind::Block) {
        true => Some(longest),
        false => Some(Duration::ZERO),
    }
}

/// An event whose hooks this entry runs for the others as well.
#[derive(Debug)]
pub(super) struct First {
    claim: Claim,
    telling: Telling,
}

impl First {
    /// Tells the others what to repeat. `answered` is the payload as our answer leaves it: what an agent that asks
    /// one entry after another shows to the next. `decided` is before the agent could read the answer.
    pub(super) fn answered(self, answered: &Payload, report: &Report, decided: SystemTime) {
        let other = self.telling.name_after(answered, report.outcome);
        // Without it the others run the hooks themselves, which costs time alone.
        let _ = self.claim.judged(report, decided, other.as_ref());
    }
}
