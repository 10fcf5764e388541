//! The two ways to run the hooks of a segment (adjacent hooks of one scope and strategy): together, or one after
//! another.
//!
//! Both ways give the same result for the same answers, because votes are merged in config order, whichever hook ends
//! first. After a block, the votes of all later hooks have no effect, except with strategy `all`. So if hooks run
//! together with another strategy, a block ends the hooks that come later in this order. Earlier hooks go on, because
//! one of them could block too, and would then decide.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::ops::Range;
use std::task::Poll;

use hooks_types::Outcome;
use hooks_types::answer::OutcomeKind;
use hooks_types::spec::Scope;
use serde_json::Value;

use super::content::{merged, replaceable};
use super::entry::Pass;
use super::start::Ended;
use super::under_way::{Cancels, Dispatch, Shown};
use crate::panic::BoxFuture;
use crate::slots::most;

/// The content that a hook is shown if hooks before it might have replaced the original.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InputShown {
    /// The event as it was fired.
    Original,
    /// The content with the changes by all earlier hooks.
    Before,
    /// Like `Before`, but the keys that a hook returns are merged into the content that it was shown.
    Merged,
}

impl Dispatch {
    /// Runs hooks one after the other. With [`Cancels::Behind`], no hook is started after a block.
    pub(super) async fn in_turn(
        &mut self,
        range: Range<usize>,
        shows: InputShown,
        cancels: Cancels,
    ) {
        let mut shown = match shows {
            InputShown::Original => self.original.clone(),
            // Begin with the content after all changes by hooks of earlier segments.
            InputShown::Before | InputShown::Merged => self.settle(),
        };
        for place in range {
            if cancels == Cancels::Behind && self.blocked() {
                return;
            }
            let Some(run) = self.start(place, &shown, Pass::First) else {
                continue;
            };
            let run = run.await;
            self.record(place, run, &shown, Pass::First);
            if shows != InputShown::Original
                && let Some(content) = self.content_of(place, &shown, shows)
            {
                match self.with_content(content) {
                    Ok(next) => shown = next,
                    // The content that this hook returned does not fit the event, so it is refused. Later hooks are
                    // shown the last content that fitted.
                    Err(problem) => self.refuse(place, problem),
                }
            }
        }
    }

    /// Returns the content of a hook's answer. With [`InputShown::Merged`], that content is merged into the content
    /// that the hook was shown.
    fn content_of(&mut self, place: usize, shown: &Shown, shows: InputShown) -> Option<Value> {
        let finished = self.entries.get_mut(place)?.finished_mut()?;
        // A hook without a vote (a background hook) cannot change the content that later hooks see.
        if !finished.votes {
            return None;
        }
        let content = match &mut finished.judged.vote.outcome {
            Outcome::Modify { content, .. } => content,
            Outcome::Allow { content, .. } | Outcome::Ask { content, .. } => content.as_mut()?,
            _ => return None,
        };
        if shows == InputShown::Merged {
            let before = replaceable(&shown.payload.payload().event);
            *content = merged(before, content.take());
        }
        Some(content.clone())
    }

    /// Runs hooks together; the limit of each scope says how many of its hooks run at once. With [`Cancels::Behind`],
    /// a block ends the hooks that come later in `order`. Earlier hooks are waited for, because one of them could
    /// block too, and would then decide.
    pub(super) async fn together(
        &mut self,
        order: impl IntoIterator<Item = usize>,
        shown: &Shown,
        cancels: Cancels,
        pass: Pass,
    ) {
        let mut lanes = self.lanes(order);
        let mut running: Vec<Running> = Vec::new();
        // The lowest rank (position in `order`) of a hook that has blocked. Hooks with a higher rank cannot change the
        // result any more.
        let mut first_block = usize::MAX;
        loop {
            // Start as many hooks as the limits of their scopes allow. Each scope has its own queue (lane), so hooks
            // of one scope cannot delay hooks of a different scope.
            for (lane, of) in lanes.iter_mut().enumerate() {
                while of.running < of.most
                    && let Some((rank, place)) = of.waiting.pop_front()
                {
                    // The hooks of a lane wait in order. So if this hook comes after the block, all hooks behind it
                    // in the lane do too: drop them.
                    if rank >= first_block {
                        of.waiting.clear();
                    } else if let Some(run) = self.start(place, shown, pass) {
                        of.running += 1;
                        running.push(Running {
                            rank,
                            place,
                            lane,
                            run,
                        });
                    }
                }
            }
            if running.is_empty() {
                return;
            }
            let (
                Running {
                    rank, place, lane, ..
                },
                ended,
            ) = next_ended(&mut running).await;
            if let Some(lane) = lanes.get_mut(lane) {
                lane.running -= 1;
            }
            self.record(place, ended, shown, pass);
            let vote = self
                .entries
                .get(place)
                .and_then(|entry| entry.vote_in(pass));
            let blocks = vote.is_some_and(|vote| vote.outcome.kind() == OutcomeKind::Block);
            if blocks && cancels == Cancels::Behind && rank < first_block {
                first_block = rank;
                // Dropping the run drops the executor's future, which ends the process.
                for behind in running.extract_if(.., |other| other.rank > rank) {
                    if let Some(lane) = lanes.get_mut(behind.lane) {
                        lane.running -= 1;
                    }
                    if let Some(entry) = self.entries.get_mut(behind.place) {
                        entry.cancel();
                    }
                }
            }
        }
    }

    /// Groups hooks by scope. Each hook keeps its rank, its position in `order`.
    fn lanes(&self, order: impl IntoIterator<Item = usize>) -> Vec<Lane> {
        let mut lanes: Vec<(Scope, Lane)> = Vec::new();
        for (rank, place) in order.into_iter().enumerate() {
            let Some(entry) = self.entries.get(place) else {
                continue;
            };
            let scope = entry.spec.scope;
            let known = lanes.iter().position(|(known, _)| *known == scope);
            let at = known.unwrap_or_else(|| {
                let most = most(&self.context.router.limits, scope);
                let waiting = VecDeque::new();
                lanes.push((
                    scope,
                    Lane {
                        most,
                        running: 0,
                        waiting,
                    },
                ));
                lanes.len() - 1
            });
            if let Some((_, lane)) = lanes.get_mut(at) {
                lane.waiting.push_back((rank, place));
            }
        }
        lanes.into_iter().map(|(_, lane)| lane).collect()
    }
}

/// The hooks of one scope that run together.
struct Lane {
    /// The maximum number of hooks that run at once.
    most: usize,
    /// The number of running hooks.
    running: usize,
    /// The rank and the entry's index of each hook that waits to start.
    waiting: VecDeque<(usize, usize)>,
}

/// A running hook.
struct Running {
    /// The hook's position in the order in which the hooks start.
    rank: usize,
    /// The index of the hook's entry.
    place: usize,
    /// The index of the hook's lane.
    lane: usize,
    run: BoxFuture<Ended>,
}

/// Waits until one of the runs ends, and removes this run from the list. Polls all runs on each wake-up, which is
/// cheap because only a few run at once.
async fn next_ended(running: &mut Vec<Running>) -> (Running, Ended) {
    poll_fn(|cx| {
        for at in 0..running.len() {
            let Some(one) = running.get_mut(at) else {
                break;
            };
            if let Poll::Ready(ended) = one.run.as_mut().poll(cx) {
                // Use `remove`, which keeps the order: if several runs end at the same moment, the run that started
                // first is recorded first.
                return Poll::Ready((running.remove(at), ended));
            }
        }
        Poll::Pending
    })
    .await
}
