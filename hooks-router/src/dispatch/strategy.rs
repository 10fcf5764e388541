//! The two ways in which hooks of a segment start: together, and one after another.

use std::future::poll_fn;
use std::ops::Range;
use std::task::Poll;

use hooks_types::Outcome;
use serde_json::Value;

use super::content::{merged, replaceable};
use super::panic::BoxFuture;
use super::rows::State;
use super::start::Ended;
use super::turn::{Cancels, Shown, Turn};

/// What a hook that starts after others is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shows {
    /// The event as it was fired.
    Original,
    /// The content of the one before.
    Before,
    /// The same, with each rewrite merged over it.
    Merged,
}

impl Turn {
    /// Starts hooks one after another; ends at a block if that cancels those behind it.
    pub(super) async fn in_turn(&mut self, range: Range<usize>, shows: Shows, cancels: Cancels) {
        let mut shown = match shows {
            Shows::Original => self.original.clone(),
            Shows::Before | Shows::Merged => self.settle(),
        };
        for place in range {
            if cancels == Cancels::Behind && self.blocked() {
                return;
            }
            let Some(run) = self.start(place, &shown) else {
                continue;
            };
            let run = run.await;
            self.record(place, run, shown.content.clone());
            if shows != Shows::Original
                && let Some(content) = self.content_of(place, &shown, shows)
            {
                match self.with_content(content) {
                    Ok(next) => shown = next,
                    Err(problem) => self.refuse(place, problem),
                }
            }
        }
    }

    /// The content a hook gave; in a merging segment merged over what it was shown.
    fn content_of(&mut self, place: usize, shown: &Shown, shows: Shows) -> Option<Value> {
        let finished = self.entries.get_mut(place)?.finished_mut()?;
        if !finished.votes {
            return None;
        }
        let content = match &mut finished.judged.vote.outcome {
            Outcome::Modify { content, .. } => content,
            Outcome::Allow { content, .. } | Outcome::Ask { content, .. } => content.as_mut()?,
            _ => return None,
        };
        if shows == Shows::Merged {
            let before = replaceable(&shown.payload.payload().event);
            *content = merged(before, content.take());
        }
        Some(content.clone())
    }

    /// Starts hooks together, as many at once as may run. A block ends those behind it if it
    /// cancels; the others are waited for.
    pub(super) async fn together(&mut self, range: Range<usize>, shown: &Shown, cancels: Cancels) {
        let most = self.context.router.limits.max_concurrency.max(1);
        let mut waiting = range;
        let mut running: Vec<(usize, BoxFuture<Ended>)> = Vec::new();
        let mut first_block = usize::MAX;
        loop {
            while running.len() < most
                && waiting.start < first_block
                && let Some(place) = waiting.next()
            {
                running.extend(self.start(place, shown).map(|run| (place, run)));
            }
            if running.is_empty() {
                return;
            }
            let (place, run) = next_ended(&mut running).await;
            self.record(place, run, shown.content.clone());
            let blocks = self.entries.get(place).is_some_and(|entry| entry.blocks());
            if blocks && cancels == Cancels::Behind && place < first_block {
                first_block = place;
                for (behind, run) in running.extract_if(.., |(other, _)| *other > place) {
                    drop(run);
                    if let Some(entry) = self.entries.get_mut(behind) {
                        entry.state = State::Cancelled;
                    }
                }
            }
        }
    }
}

/// Waits for one of the runs and takes it out. There are never more than run at once.
async fn next_ended(running: &mut Vec<(usize, BoxFuture<Ended>)>) -> (usize, Ended) {
    poll_fn(|cx| {
        for at in 0..running.len() {
            let Some((place, run)) = running.get_mut(at) else {
                break;
            };
            if let Poll::Ready(ended) = run.as_mut().poll(cx) {
                let place = *place;
                drop(running.remove(at));
                return Poll::Ready((place, ended));
            }
        }
        Poll::Pending
    })
    .await
}
