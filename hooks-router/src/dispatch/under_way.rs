//! Drives one dispatch from its start to its result.
//!
//! 1. The first pass runs the hooks segment by segment, in config order. A segment is a sequence of hooks of one
//!    scope and one strategy.
//! 2. If hooks replaced the content, the last replacement is put into the event (`settle`). If it does not fit, the
//!    hook that gave it blocks.
//! 3. The final pass lets validators and hooks of higher scopes judge that content.
//! 4. All votes are merged. The stop count and the variables of the session are updated, and waiting texts of
//!    background hooks are added to the result.

use std::ops::Range;
use std::sync::Arc;

use hooks_exec::SharedPayload;
use hooks_types::answer::OutcomeKind;
use hooks_types::event::BlockEffect;
use hooks_types::spec::{Pace, Scope, Strategy};
use hooks_types::{HookEvent, HookSpec, Payload};
use serde_json::Value;

use super::content::replaceable;
use super::entry::{Entry, Pass, VotePlace, skip_duplicates};
use super::options::BackgroundMode;
use super::outcome::Dispatched;
use super::run::RunContext;
use super::strategy::InputShown;
use super::watch::DispatchWatch;
use crate::fold::{Folded, Vote, fold};
use crate::router::next_id;
use crate::select::Selected;
use crate::session::Session;

/// The state of one event while its hooks run.
pub(crate) struct Dispatch {
    /// The session that fired the event.
    pub(super) session: Session,
    /// The slots (permissions to run) and the budgets (time limits), shared with the runs.
    pub(super) context: Arc<RunContext>,
    /// The event as it was fired.
    pub(super) original: Shown,
    /// The selected hooks in the order in which they start: by segment. Hooks that judge the final content come
    /// last.
    pub(super) entries: Vec<Entry>,
    /// The indices of the entries that judge the final content, in config order.
    pub(super) finals: Vec<usize>,
    /// Whether background hooks are waited for.
    pub(super) background: BackgroundMode,
    /// Whether pending texts of background hooks are added to this event.
    pub(super) hands_on: bool,
    /// Identifies the dispatch within the process.
    pub(super) id: u64,
    /// The event with the replaced content so far; `None` if no hook has replaced the content.
    pub(super) changed: Option<HookEvent>,
    /// The hook that gave the content of `changed`.
    pub(super) changed_by: Option<Arc<HookSpec>>,
}

/// The payload that hooks are shown, with the original content or with a replacement.
#[derive(Clone)]
pub(super) struct Shown {
    /// The payload, encoded once for all hooks of one wire form.
    pub(super) payload: SharedPayload,
    /// The replacement that the payload contains; `None` for the original content.
    pub(super) content: Option<Value>,
}

impl Dispatch {
    /// Prepares a dispatch with the selected hooks.
    pub(crate) fn new(
        session: &Session,
        payload: Arc<Payload>,
        selected: Vec<Selected>,
        background: BackgroundMode,
    ) -> Self {
        let router = session.shared();
        let mut entries: Vec<Entry> = selected
            .into_iter()
            .filter_map(|found| {
                let spec = router.hooks.get(found.hook)?;
                let mut entry = Entry::new(found.hook, Arc::clone(spec));
                entry.note = found.note;
                entry.failure = found.failure;
                Some(entry)
            })
            .collect();
        // Skip duplicates here, because the entries are still in config order. Later the entries are sorted by pass.
        skip_duplicates(&mut entries);
        Self {
            session: session.clone(),
            context: Arc::new(RunContext::new(session)),
            original: Shown {
                payload: SharedPayload::new(payload),
                content: None,
            },
            entries,
            finals: Vec::new(),
            background,
            hands_on: false,
            id: next_id(),
            changed: None,
            changed_by: None,
        }
    }

    /// Makes the dispatch add pending texts of background hooks to its result, if the model continues after the event.
    pub(crate) fn handing_on(mut self) -> Self {
        self.hands_on = true;
        self
    }

    /// Runs all hooks and merges their votes.
    pub(crate) async fn run(mut self) -> Dispatched {
        let (observers, payload) = (self.session.observers(), self.original.payload.payload());
        // The watch is dropped with this future: if the agent drops the dispatch, observers learn that it was
        // cancelled.
        let watch = DispatchWatch::begin(observers, self.id, payload, !self.entries.is_empty());
        // The sort is stable, so hooks of one pass keep their config order.
        self.entries.sort_by_key(|entry| entry.pass);
        let first = |entry: &&Entry| entry.pass == Pass::First;
        let segments = self.entries.iter().take_while(first).count();
        let mut start = 0;
        while start < segments {
            let end = self.segment_end(start, segments);
            self.segment(start..end).await;
            if end < segments && self.scope_at(end) != self.scope_at(start) {
                // Check here, after the last hook of each scope, whether the content that its hooks chose fits the
                // event. If not, the hook that gave the content blocks, even if a hook of a lower scope would later
                // replace the content.
                self.settle();
            }
            start = end;
        }
        let last = self.settle();
        // After a block, do not judge the final content, because no outcome is stricter than a block.
        if !self.blocked() {
            self.judge_finally(&last).await;
        }
        let (mut folded, places) = self.fold();
        if let Some(taken) = self.changed.as_ref().and_then(replaceable) {
            // Report the content in the form that the event has taken. For example, a hook can return a JSON object
            // as a text, which the event then contains as an object.
            folded.content = Some(taken);
        }
        let router = self.session.shared();
        let event = &self.original.payload.payload().event;
        let blocking = self.entries.iter().filter(|entry| entry.blocks());
        let blocking: Vec<Scope> = blocking.map(|entry| entry.spec.scope).collect();
        let reasons = self.reasons_to_block(&folded, &places);
        // The stop count must be updated before the texts are delivered. If a stop succeeds because it was blocked
        // too often, different texts are delivered.
        let stops = self.session.stops();
        stops.settle(event, &mut folded, &blocking, &reasons, &router.limits);
        self.hand_on_words(&mut folded);
        self.session.variables().take_up(&mut folded);
        // A refused event keeps its original content.
        let changed = self.changed.take().filter(|_| !self.is_refused(&folded));
        let dispatched = Dispatched::new(
            &self.session,
            Arc::clone(self.original.payload.payload()),
            (changed, self.changed_by),
            self.entries,
            folded,
            places,
        );
        if let Some(watch) = watch {
            watch.folded(&dispatched);
        }
        dispatched
    }

    /// Returns the index after the segment that begins at `start`. A segment consists of adjacent hooks of one strategy
    /// and one scope.
    fn segment_end(&self, start: usize, end: usize) -> usize {
        let segment = |at: usize| {
            let entry = self.entries.get(at);
            entry.map(|entry| (entry.spec.scope, entry.spec.strategy))
        };
        (start..end)
            .find(|at| segment(*at) != segment(start))
            .unwrap_or(end)
    }

    /// Returns the scope of the hook at an index.
    fn scope_at(&self, place: usize) -> Option<Scope> {
        self.entries.get(place).map(|entry| entry.spec.scope)
    }

    /// Runs the hooks of one segment by their strategy. If a hook has already blocked, the segment is skipped. But a
    /// segment with strategy `all` runs even then, because all of its votes take effect.
    async fn segment(&mut self, range: Range<usize>) {
        let Some(first) = self.entries.get(range.start) else {
            return;
        };
        let HookSpec {
            strategy, scope, ..
        } = *first.spec;
        if self.blocked() && strategy != Strategy::All {
            return;
        }
        let context = Arc::clone(&self.context);
        let event = self.original.payload.payload().event.name();
        let clock = context.clock.as_ref();
        // Hooks of a higher scope might have to judge the changes that this segment makes. `yields` reserves time for
        // them.
        let yields = context.router.has_above(&event, scope);
        clock.inspect(|clock| clock.begin([scope], yields));
        let original = self.original.clone();
        let (first, behind, nothing) = (Pass::First, Cancels::Behind, Cancels::Nothing);
        match strategy {
            // Hooks that run in parallel all see the event as it was fired.
            Strategy::Parallel => self.together(range, &original, behind, first).await,
            Strategy::All => match self.pace(&range) {
                Pace::InTurn => self.in_turn(range, InputShown::Before, nothing).await,
                Pace::InTurnMerged => self.in_turn(range, InputShown::Merged, nothing).await,
                _ => self.together(range, &original, nothing, first).await,
            },
            Strategy::Chain => self.in_turn(range, InputShown::Before, behind).await,
            _ => self.in_turn(range, InputShown::Original, behind).await,
        }
        clock.inspect(|clock| clock.pause());
    }

    /// Returns how the hooks of a segment with strategy `all` are started: at once or one after the other. If one
    /// hook must run in turn, all hooks of the segment do.
    fn pace(&self, range: &Range<usize>) -> Pace {
        let entries = self.entries.get(range.clone()).unwrap_or_default();
        let paces = entries.iter().map(|entry| entry.spec.pace());
        paces.max().unwrap_or_default()
    }

    /// Returns the reasons of the blocks that took effect, in config order, each once.
    fn reasons_to_block(&self, folded: &Folded, places: &[VotePlace]) -> Vec<&str> {
        let mut reasons = Vec::new();
        for (place, counted) in places.iter().zip(&folded.counted) {
            let entry = self.entries.get(place.entry);
            let vote = entry.and_then(|entry| entry.vote_in(place.pass));
            let reason = vote.and_then(|vote| vote.message.as_deref());
            if *counted == Some(OutcomeKind::Block) && !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        reasons.into_iter().flatten().collect()
    }

    /// Returns whether the event is blocked and the block prevents something, such as the call. Returns `false` for an
    /// event at which a block is only feedback for the model, so a replaced output is still used.
    pub(super) fn is_refused(&self, folded: &Folded) -> bool {
        let traits = self.original.payload.payload().event.name().traits();
        folded.outcome == OutcomeKind::Block && traits.block != BlockEffect::Feedback
    }

    /// Returns whether a hook has blocked so far.
    pub(super) fn blocked(&self) -> bool {
        self.entries.iter().any(Entry::blocks)
    }

    /// Merges the votes so far, and returns the hook and run of each vote.
    pub(super) fn fold(&self) -> (Folded, Vec<VotePlace>) {
        // Votes of the first pass come first, in config order. Votes about the final content follow.
        let first = (0..self.entries.len()).map(|entry| VotePlace {
            entry,
            pass: Pass::First,
        });
        let last = self.finals.iter().map(|entry| VotePlace {
            entry: *entry,
            pass: Pass::Final,
        });
        let (places, votes): (Vec<VotePlace>, Vec<&Vote>) = first
            .chain(last)
            .filter_map(|place| {
                let entry = self.entries.get(place.entry)?;
                Some((place, entry.vote_in(place.pass)?))
            })
            .unzip();
        (fold(votes), places)
    }
}

/// The hooks that a block ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cancels {
    /// A block ends the hooks after it.
    Behind,
    /// A block ends no hook, because all votes take effect.
    Nothing,
}
