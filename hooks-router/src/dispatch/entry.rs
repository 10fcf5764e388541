//! The state of a selected hook in a dispatch (one event sent to its hooks).
//!
//! An [`Entry`] is made for every selected hook and kept until the report is read. Most hooks run once. A hook
//! that judged the original content runs a second time, in the final pass, if a hook of a lower scope replaced
//! that content.

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

/// A selected hook in a dispatch (one event sent to its hooks).
#[derive(Debug)]
pub(crate) struct Entry {
    /// The hook's index in config order.
    pub(crate) hook: usize,
    pub(crate) spec: Arc<HookSpec>,
    /// A note about the hook's matcher, for the report.
    pub(crate) note: Option<Note>,
    /// The failure of a hook that cannot be started; `None` if it can.
    pub(crate) failure: Option<Failure>,
    /// The pass (first or final) in which the hook runs for the first time.
    pub(crate) pass: Pass,
    /// Whether the hook judged the same call at an earlier event. If so, the hook may run again for this call, even if
    /// its `once` is set.
    pub(crate) spoke_before: bool,
    /// The state of the hook's first run.
    pub(crate) state: State,
    /// The state of the hook's second run.
    pub(crate) again: Again,
    /// If the hook judges content that another hook changed: the note that says which hook made the change.
    pub(crate) judges_change: Option<Note>,
}

/// The two parts of a dispatch, in the order in which they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Pass {
    /// Hooks run segment by segment (adjacent hooks of one scope and strategy), and can replace the content.
    First,
    /// Hooks judge the final content: validators, and hooks of a higher scope than the hook that replaced the content.
    /// A hook that has already judged the final content does not run again.
    Final,
}

/// Whether a hook that ran in the first pass runs in the final pass too.
#[derive(Debug)]
pub(crate) enum Again {
    /// The hook does not run again.
    No,
    /// The hook will run again.
    Due,
    /// The hook was ended because an earlier hook blocked.
    Cancelled,
    /// The hook ran again.
    Ran(Box<Finished>),
}

/// The state of a hook's first run.
#[derive(Debug)]
pub(crate) enum State {
    /// The hook has not started. At the end of a dispatch this means that an earlier hook blocked.
    Waiting,
    /// The hook is skipped, for this cause and reason.
    Skipped(Cause, String),
    /// The hook was started in the background.
    Started,
    /// The hook was ended because an earlier hook blocked.
    Cancelled,
    /// The hook ran.
    Ran(Box<Finished>),
}

/// A run that has ended.
#[derive(Debug)]
pub(crate) struct Finished {
    /// Exit status, duration and other facts from the executor.
    pub(crate) facts: RunFacts,
    /// The hook's vote (its contribution to the outcome), and how the vote was derived.
    pub(crate) judged: Judged,
    /// Whether the hook's vote is merged with the votes of other hooks. False for a background hook.
    pub(crate) votes: bool,
    /// Why the content of the hook's answer could not be used; the vote is then a block. `None` if no content was
    /// refused.
    pub(crate) refused: Option<Refused>,
}

/// The content of a hook's answer that could not be used.
#[derive(Debug)]
pub(crate) struct Refused {
    /// Why the content does not fit the event.
    pub(crate) problem: String,
    /// The hook's reason for the change.
    pub(crate) reason: Option<String>,
}

impl Entry {
    /// Creates the entry of a hook that has not started.
    pub(crate) fn new(hook: usize, spec: Arc<HookSpec>) -> Self {
        Self {
            hook,
            note: None,
            failure: None,
            pass: match spec.role {
                // A validator judges only the final content.
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

    /// Records the end of the hook's run in the first pass.
    pub(crate) fn finish(&mut self, run: HookRun, votes: bool) {
        self.state = State::Ran(Box::new(Finished {
            judged: judge(&self.spec, run.result),
            facts: run.facts,
            votes,
            refused: None,
        }));
    }

    /// Records the end of the hook's run in the final pass. `given` is the event that the hook was shown.
    pub(crate) fn finish_final(&mut self, run: HookRun, votes: bool, given: &HookEvent) {
        let mut finished = Box::new(Finished {
            judged: judge_final(&self.spec, run.result, given),
            facts: run.facts,
            votes,
            refused: None,
        });
        match &self.state {
            State::Ran(first) => {
                // A hook usually gives the same texts in both of its runs. So drop the texts of the second run that
                // it gave in the first run too.
                let (said, vote) = (&first.judged.vote, &mut finished.judged.vote);
                vote.context.retain(|text| !said.context.contains(text));
                vote.notices.retain(|text| !said.notices.contains(text));
                self.again = Again::Ran(finished);
            }
            _ => self.state = State::Ran(finished),
        }
    }

    /// Returns the hook's first run; `None` if that run has not ended.
    pub(crate) fn finished(&self) -> Option<&Finished> {
        match &self.state {
            State::Ran(finished) => Some(finished),
            _ => None,
        }
    }

    /// Like [`finished`](Self::finished), but mutable.
    pub(crate) fn finished_mut(&mut self) -> Option<&mut Finished> {
        match &mut self.state {
            State::Ran(finished) => Some(finished),
            _ => None,
        }
    }

    /// Records that the hook's run was ended because an earlier hook blocked.
    pub(crate) fn cancel(&mut self) {
        match self.again {
            Again::Due => self.again = Again::Cancelled,
            _ => self.state = State::Cancelled,
        }
    }

    /// Returns the hook's run in one of the two passes, the first or the final one; `None` if the hook does not run
    /// in that pass, or the run has not ended.
    pub(crate) fn ran_in(&self, pass: Pass) -> Option<&Finished> {
        if pass == self.pass {
            return self.finished();
        }
        match &self.again {
            Again::Ran(finished) => Some(finished),
            _ => None,
        }
    }

    /// Like [`ran_in`](Self::ran_in), but mutable.
    pub(crate) fn ran_in_mut(&mut self, pass: Pass) -> Option<&mut Finished> {
        if pass == self.pass {
            return self.finished_mut();
        }
        match &mut self.again {
            Again::Ran(finished) => Some(finished),
            _ => None,
        }
    }

    /// Returns the hook's vote in one of the two passes (first or final); `None` if the hook has no vote in that pass.
    pub(crate) fn vote_in(&self, pass: Pass) -> Option<&Vote> {
        self.ran_in(pass)
            .filter(|finished| finished.votes)
            .map(|finished| &finished.judged.vote)
    }

    /// Returns whether one of the hook's votes is a block.
    pub(crate) fn blocks(&self) -> bool {
        [Pass::First, Pass::Final].iter().any(|pass| {
            self.vote_in(*pass)
                .is_some_and(|vote| vote.outcome.kind() == OutcomeKind::Block)
        })
    }
}

/// Says which hook, and which of its runs, gave a vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct VotePlace {
    /// The index of the hook among the entries.
    pub(crate) entry: usize,
    pub(crate) pass: Pass,
}

/// The reason in the rows of hooks that are skipped because an equal hook comes first.
pub(crate) const SELECTED_BEFORE: &str = "the same hook was selected earlier";

/// Skips every hook that has the same identity as an earlier hook.
pub(super) fn skip_duplicates(entries: &mut [Entry]) {
    // Entries are in config order, so the first hook of an identity has the highest scope.
    let mut known = HashSet::new();
    for entry in entries {
        if let Some(identity) = &entry.spec.identity
            && !known.insert(identity.clone())
        {
            entry.state = State::Skipped(Cause::Duplicate, SELECTED_BEFORE.to_owned());
        }
    }
}
