//! A selected hook on its way through a dispatch.

use std::collections::HashSet;
use std::sync::Arc;

use hooks_exec::HookRun;
use hooks_types::answer::{Note, OutcomeKind};
use hooks_types::output::RunFacts;
use hooks_types::report::Cause;
use hooks_types::spec::Role;
use hooks_types::{Failure, HookEvent, HookSpec};

use super::judge::{Judged, judge, judge_final};
use crate::fold::Vote;

/// A selected hook in a dispatch.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Its place in config order.
    pub(crate) hook: usize,
    pub(crate) spec: Arc<HookSpec>,
    /// What is to be said about its matcher.
    pub(crate) note: Option<Note>,
    /// It fails without being started.
    pub(crate) failure: Option<Failure>,
    /// When it runs for the first time.
    pub(crate) pass: Pass,
    /// It had its say to the call in an earlier event; what `once` allows it has had too.
    pub(crate) spoke_before: bool,
    pub(crate) state: State,
    /// Its second run.
    pub(crate) again: Again,
    /// Whose replacement it judges in the final pass.
    pub(crate) judges_change: Option<Note>,
}

/// The two parts of a dispatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Pass {
    /// Hooks in their segments, which may replace what the event is about.
    First,
    /// Those that judge what came of it: validators, and hooks of higher scopes that judged
    /// something else.
    Final,
}

/// Whether a hook that ran in the first pass runs in the final one too.
#[derive(Debug)]
pub(crate) enum Again {
    No,
    /// Its turn has not come.
    Due,
    /// It was ended because a hook before it blocked.
    Cancelled,
    Ran(Box<Finished>),
}

/// What became of it.
#[derive(Debug)]
pub(crate) enum State {
    /// Its turn has not come; at the end of a dispatch: an earlier hook blocked.
    Waiting,
    Skipped(Cause, String),
    /// It runs in the background.
    Started,
    /// It was ended because a hook before it blocked.
    Cancelled,
    Ran(Box<Finished>),
}

/// A run that has ended.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) facts: RunFacts,
    pub(crate) judged: Judged,
    /// Whether its vote is in the fold; that of a background hook is not.
    pub(crate) votes: bool,
    /// Why its content could not be used; its vote is then a block.
    pub(crate) refused: Option<Refused>,
}

/// Content that could not be used.
#[derive(Debug)]
pub(crate) struct Refused {
    /// What does not fit.
    pub(crate) problem: String,
    /// Why its hook wanted it.
    pub(crate) reason: Option<String>,
}

impl Entry {
    pub(crate) fn new(hook: usize, spec: Arc<HookSpec>) -> Self {
        Self {
            hook,
            note: None,
            failure: None,
            pass: match spec.role {
                Role::Validate => Pass::Final,
                _ => Pass::First,
            },
            spoke_before: false,
            spec,
            state: State::Waiting,
            again: Again::No,
            judges_change: None,
        }
    }

    /// Records how its run in the first pass ended.
    pub(crate) fn finish(&mut self, run: HookRun, votes: bool) {
        self.state = State::Ran(Box::new(Finished {
            judged: judge(&self.spec, run.result),
            facts: run.facts,
            votes,
            refused: None,
        }));
    }

    /// Records how its run in the final pass ended, in which it was given this event.
    pub(crate) fn finish_final(&mut self, run: HookRun, votes: bool, given: &HookEvent) {
        let mut finished = Box::new(Finished {
            judged: judge_final(&self.spec, run.result, given),
            facts: run.facts,
            votes,
            refused: None,
        });
        match &self.state {
            State::Ran(first) => {
                // What it says to the model or the user both times is said once.
                let (said, vote) = (&first.judged.vote, &mut finished.judged.vote);
                vote.context.retain(|text| !said.context.contains(text));
                vote.notices.retain(|text| !said.notices.contains(text));
                self.again = Again::Ran(finished);
            }
            _ => self.state = State::Ran(finished),
        }
    }

    pub(crate) fn finished(&self) -> Option<&Finished> {
        match &self.state {
            State::Ran(finished) => Some(finished),
            _ => None,
        }
    }

    pub(crate) fn finished_mut(&mut self) -> Option<&mut Finished> {
        match &mut self.state {
            State::Ran(finished) => Some(finished),
            _ => None,
        }
    }

    /// Records that its run was ended because a hook before it blocked.
    pub(crate) fn cancel(&mut self) {
        match self.again {
            Again::Due => self.again = Again::Cancelled,
            _ => self.state = State::Cancelled,
        }
    }

    /// Its run in a pass, where it has one that has ended.
    pub(crate) fn ran_in(&self, pass: Pass) -> Option<&Finished> {
        if pass == self.pass {
            return self.finished();
        }
        match &self.again {
            Again::Ran(finished) => Some(finished),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub(crate) fn ran_in_mut(&mut self, pass: Pass) -> Option<&mut Finished> {
        if pass == self.pass {
            return self.finished_mut();
        }
        match &mut self.again {
            Again::Ran(finished) => Some(finished),
            _ => None,
        }
    }

    /// Its vote in a pass, where it has one.
    pub(crate) fn vote_in(&self, pass: Pass) -> Option<&Vote> {
        self.ran_in(pass)
            .filter(|finished| finished.votes)
            .map(|finished| &finished.judged.vote)
    }

    pub(crate) fn blocks(&self) -> bool {
        [Pass::First, Pass::Final].iter().any(|pass| {
            self.vote_in(*pass)
                .is_some_and(|vote| vote.outcome.kind() == OutcomeKind::Block)
        })
    }
}

/// Whose vote it is, and of which of its runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct VotePlace {
    pub(crate) entry: usize,
    pub(crate) pass: Pass,
}

/// Why all but the first of hooks with one identity are skipped.
pub(crate) const SELECTED_BEFORE: &str = "the same hook is selected before";

/// Of hooks with one identity, keeps the first: that of the highest scope.
pub(super) fn skip_duplicates(entries: &mut [Entry]) {
    let mut known = HashSet::new();
    for entry in entries {
        if let Some(identity) = &entry.spec.identity
            && !known.insert(identity.clone())
        {
            entry.state = State::Skipped(Cause::Duplicate, SELECTED_BEFORE.to_owned());
        }
    }
}
