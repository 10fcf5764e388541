//! Runs the hooks of an event once, even if the agent starts several entries of the bridge for it: the entries in the
//! user's file and in the project's file or, for Copilot, the entries in its own file and in Claude Code's file. Every
//! entry gives the same answer.
//!
//! The first entry claims the event: it creates a file, keeps the file locked while its hooks run, and then writes
//! their decision into the file. The other entries wait for the lock and repeat the decision, so a block is the answer
//! of every entry. An entry runs the hooks itself if there is no valid claim, or if the first entry failed, was killed
//! or takes too long. So the hooks can run twice, but an event never passes without them.
//!
//! [`entries`] counts the other entries, [`event_identity`] identifies the event, and [`claim`] reads and writes the
//! file.

mod claim;
mod entries;
mod event_identity;
#[cfg(all(test, unix))]
mod tests;

use std::time::{Duration, SystemTime};

use hooks_types::answer::OutcomeKind;
use hooks_types::{DialectRef, EventName, HookSpec, Payload, Report};

use super::state::folder;
use crate::configuration::Configured;
use claim::{Claim, Claims, RepeatingEntry};
use event_identity::EventIdentity;

/// Which entry of the bridge runs an event's hooks.
#[derive(Debug)]
pub(super) enum EntryRole {
    /// This entry of the bridge runs the hooks, and no second entry waits for their decision.
    Alone,
    /// This entry of the bridge runs the hooks first, and entries that got the event too can wait for its answer.
    First(FirstEntry),
    /// A different entry of the bridge ran the hooks of this event; the report is the hooks' decision.
    Told(Box<Report>),
}

/// An event that the agent can send to several entries of the bridge, of which this process is one.
#[derive(Debug)]
pub(super) struct SharedEvent {
    telling: EventIdentity,
    /// The number of other entries of the bridge that the agent runs for the event.
    others: usize,
    /// When this entry was started.
    began: SystemTime,
    /// The time limit of the slowest hook; zero if the event cannot be blocked.
    longest: Duration,
}

impl SharedEvent {
    /// Describes an event that is shared with other entries of the bridge. Returns `None` if this is the only entry, no
    /// hook is configured for the event, or the payload does not identify the event. Then this entry runs its hooks
    /// without a claim.
    pub(super) fn of(
        dialect: &DialectRef,
        payload: &Payload,
        configured: &Configured,
        began: SystemTime,
    ) -> Option<Self> {
        let longest = time_to_keep(&payload.event.name(), &configured.hooks)?;
        let others = entries::others(dialect, payload)?;
        let telling = EventIdentity::of(dialect, payload, configured)?;
        Some(Self {
            telling,
            others,
            began,
            longest,
        })
    }

    /// Returns the time limit of the slowest hook; zero if the event cannot be blocked.
    pub(super) fn longest(&self) -> Duration {
        self.longest
    }

    /// Claims the event, or takes another entry's decision. With `waits`, blocks the thread until the other entry's
    /// hooks have decided.
    pub(super) fn turn(self, waits: bool) -> EntryRole {
        self.claimed(waits).unwrap_or(EntryRole::Alone)
    }

    /// Like [`turn`](Self::turn); `None` if there is neither a claim nor a decision to take.
    fn claimed(self, waits: bool) -> Option<EntryRole> {
        let claims = Claims::open(&folder()?)?;
        let name = self.telling.name();
        // In the first round, a claim that does not belong to this event is removed. Then the second round can claim
        // the event.
        for _ in 0..2 {
            if let Some(claim) = claims.claim(name, self.others) {
                let telling = self.telling;
                return Some(EntryRole::First(FirstEntry { claim, telling }));
            }
            let taker = RepeatingEntry {
                moment: self.telling.moment(),
                began: self.began,
                waits,
            };
            if let Some(report) = claims.told(name, taker) {
                return Some(EntryRole::Told(Box::new(report)));
            }
        }
        None
    }
}

/// Returns the time that an entry must keep for its own hooks while it waits for another entry: the longest timeout
/// among the hooks of the event, or zero if the event cannot be blocked. `None` if the event has no hooks.
fn time_to_keep(event: &EventName, hooks: &[HookSpec]) -> Option<Duration> {
    let hooks = hooks.iter().filter(|hook| hook.event == *event);
    let longest = hooks.map(|hook| hook.timeout).max()?;
    // If an event cannot be blocked, no decision is lost when its hooks get no time to run. So no time is reserved for
    // them. (Codex gives the hooks of a session's end only three seconds.)
    match event.traits().carries(OutcomeKind::Block) {
        true => Some(longest),
        false => Some(Duration::ZERO),
    }
}

/// An event whose hooks this entry of the bridge runs for the other entries as well.
#[derive(Debug)]
pub(super) struct FirstEntry {
    claim: Claim,
    telling: EventIdentity,
}

impl FirstEntry {
    /// Passes the decision to the other entries of the bridge that got the event. `answered` is the payload as our
    /// answer changed it: an agent that asks one entry after another shows the changed payload to the next entry.
    /// `decided` is a time before the answer was written: an entry that started later could belong to the next event.
    pub(super) fn answered(self, answered: &Payload, report: &Report, decided: SystemTime) {
        let other = self.telling.name_after(answered, report.outcome);
        // If the claim cannot be written, the other entries run the hooks themselves, which only costs time.
        let _ = self.claim.judged(report, decided, other.as_ref());
    }
}
