//! One dispatch in progress.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use hooks_exec::SharedPayload;
use hooks_types::{
    BlockEffect, Cause, HookEvent, Outcome, OutcomeKind, Pace, Payload, Role, Strategy,
};
use serde_json::Value;

use super::content::{replaceable, replaced};
use super::fold::{Folded, Vote, fold};
use super::outcome::Dispatched;
use super::rows::{Entry, State};
use super::run::RunContext;
use super::strategy::Shows;
use crate::select::Selected;
use crate::session::{BackgroundMode, Session};

/// The selected hooks of one event on their way through the strategies.
pub(crate) struct Turn {
    pub(super) session: Session,
    pub(super) context: Arc<RunContext>,
    /// The event as it was fired.
    pub(super) original: Shown,
    /// In the order in which they start: by segment, validators last.
    pub(super) entries: Vec<Entry>,
    pub(super) background: BackgroundMode,
    changed: Option<HookEvent>,
}

/// A payload as hooks are shown it, and the content that stands in place of the original.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) payload: SharedPayload,
    pub(super) content: Option<Value>,
}

impl Turn {
    pub(crate) fn new(
        session: &Session,
        payload: Arc<Payload>,
        selected: Vec<Selected>,
        background: BackgroundMode,
    ) -> Self {
        let router = session.shared();
        let slots = Arc::clone(&router.slots);
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
        skip_duplicates(&mut entries);
        entries.sort_by_key(|entry| entry.spec.role == Role::Validate);
        Self {
            session: session.clone(),
            context: Arc::new(RunContext::new(
                Arc::clone(router),
                session.allowance(),
                slots,
                router.limits.budget,
            )),
            original: Shown {
                payload: SharedPayload::new(payload),
                content: None,
            },
            entries,
            background,
            changed: None,
        }
    }

    /// The same without the hooks that are no validators; none where that is all.
    pub(crate) fn of_validators(mut self) -> Option<Self> {
        for entry in &mut self.entries {
            if entry.spec.role != Role::Validate {
                let reason = "it judged the call before; validators judge what it was changed to";
                entry.state = State::Skipped(Cause::JudgedBefore, reason.to_owned());
            }
        }
        let judges = |entry: &Entry| entry.spec.role == Role::Validate;
        self.entries.iter().any(judges).then_some(self)
    }

    /// Runs everything and folds it.
    pub(crate) async fn run(mut self) -> Dispatched {
        let validators = self
            .entries
            .iter()
            .position(|entry| entry.spec.role == Role::Validate)
            .unwrap_or(self.entries.len());
        let mut start = 0;
        while start < validators {
            let end = self.segment_end(start, validators);
            self.segment(start..end).await;
            start = end;
        }
        let last = self.settle();
        if validators < self.entries.len() && !self.blocked() {
            let all = validators..self.entries.len();
            self.together(all, &last, Cancels::Behind).await;
        }
        let (mut folded, places) = self.fold();
        if let Some(taken) = self.changed.as_ref().and_then(replaceable) {
            // As it was taken: a text that holds a JSON object is that object now.
            folded.content = Some(taken);
        }
        let router = self.session.shared();
        let event = &self.original.payload.payload().event;
        let most = router.limits.max_stop_blocks;
        self.session.stops().settle(event, &mut folded, most);
        self.session.add_env(&folded.env);
        let changed = self.changed.take().filter(|_| !self.is_refused(&folded));
        Dispatched::new(
            &self.session,
            Arc::clone(self.original.payload.payload()),
            changed,
            self.entries,
            folded,
            places,
        )
    }

    fn segment_end(&self, start: usize, end: usize) -> usize {
        let strategy = |at: usize| self.entries.get(at).map(|entry| entry.spec.strategy);
        (start..end)
            .find(|at| strategy(*at) != strategy(start))
            .unwrap_or(end)
    }

    async fn segment(&mut self, range: Range<usize>) {
        let Some(first) = self.entries.get(range.start) else {
            return;
        };
        let strategy = first.spec.strategy;
        if self.blocked() && strategy != Strategy::All {
            return;
        }
        let original = self.original.clone();
        match strategy {
            Strategy::Parallel => self.together(range, &original, Cancels::Behind).await,
            Strategy::All => match self.pace(&range) {
                Pace::InTurn => self.in_turn(range, Shows::Original, Cancels::Nothing).await,
                Pace::InTurnMerged => {
                    self.in_turn(range, Shows::Merged, Cancels::Nothing).await;
                }
                _ => self.together(range, &original, Cancels::Nothing).await,
            },
            Strategy::Chain => self.in_turn(range, Shows::Before, Cancels::Behind).await,
            _ => self.in_turn(range, Shows::Original, Cancels::Behind).await,
        }
    }

    fn pace(&self, range: &Range<usize>) -> Pace {
        let entries = self.entries.get(range.clone()).unwrap_or_default();
        let paces = entries.iter().map(|entry| entry.spec.pace);
        paces.max().unwrap_or_default()
    }

    /// Whether a block keeps what the event is about from happening. Where it is only feedback, a
    /// replaced output stands beside it.
    fn is_refused(&self, folded: &Folded) -> bool {
        let traits = self.original.payload.payload().event.name().traits();
        folded.outcome == OutcomeKind::Block && traits.block != BlockEffect::Feedback
    }

    pub(super) fn blocked(&self) -> bool {
        self.entries.iter().any(Entry::blocks)
    }

    /// The fold of what has been said so far, and the entries its places stand for.
    pub(super) fn fold(&self) -> (Folded, Vec<usize>) {
        let (places, votes): (Vec<usize>, Vec<&Vote>) = self
            .entries
            .iter()
            .enumerate()
            .filter_map(|(place, entry)| Some((place, entry.vote()?)))
            .unzip();
        (fold(votes), places)
    }

    /// The event with the content that has won so far; where that does not fit, the hook that
    /// gave it blocks.
    pub(super) fn settle(&mut self) -> Shown {
        let (folded, places) = self.fold();
        let from = folded
            .content_from
            .and_then(|from| places.get(from).copied());
        let refused = self.is_refused(&folded);
        let (Some(content), Some(place), false) = (folded.content, from, refused) else {
            return self.original.clone();
        };
        match self.with_content(content) {
            Ok(shown) => {
                self.changed = Some(shown.payload.payload().event.clone());
                shown
            }
            Err(problem) => {
                self.refuse(place, problem);
                self.original.clone()
            }
        }
    }

    /// The payload with other content, checked.
    pub(super) fn with_content(&self, content: Value) -> Result<Shown, String> {
        let payload = self.original.payload.payload();
        let event = replaced(&payload.event, &content)?;
        self.session.check_input(&event)?;
        let mut changed = Payload::clone(payload);
        changed.event = event;
        Ok(Shown {
            payload: SharedPayload::new(changed),
            content: Some(content),
        })
    }

    /// Makes a vote whose content cannot be used a block.
    pub(super) fn refuse(&mut self, place: usize, problem: String) {
        let Some(entry) = self.entries.get_mut(place) else {
            return;
        };
        let message = format!("the hook `{}` modified this, but {problem}", entry.spec.id);
        if let Some(finished) = entry.finished_mut() {
            finished.judged.vote.outcome = Outcome::block(message.clone());
            finished.judged.vote.message = Some(message);
            finished.refused = Some(problem);
        }
    }
}

/// What a block ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cancels {
    /// The hooks behind it.
    Behind,
    Nothing,
}

/// Of hooks with one identity, keeps the first.
fn skip_duplicates(entries: &mut [Entry]) {
    let mut known = HashSet::new();
    for entry in entries {
        if let Some(identity) = &entry.spec.identity
            && !known.insert(identity.clone())
        {
            let reason = "the same hook is selected before".to_owned();
            entry.state = State::Skipped(Cause::Duplicate, reason);
        }
    }
}
