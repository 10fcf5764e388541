//! Merging what hooks said: one pure function over votes in the order of configuration.

use std::collections::BTreeMap;

use hooks_types::Outcome;
use hooks_types::answer::OutcomeKind;
use hooks_types::spec::Scope;
use serde_json::Value;

/// What one hook puts into the fold: its answer, or what policy made of its failure.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Vote {
    /// The decision.
    pub outcome: Outcome,
    /// Why.
    pub message: Option<String>,
    /// Texts for the model.
    pub context: Vec<String>,
    /// Texts for the user.
    pub notices: Vec<String>,
    /// End the run, and why.
    pub stop: Option<String>,
    /// Variables for later commands of the session.
    pub env: BTreeMap<String, String>,
    /// The scope of its hook.
    pub scope: Scope,
    /// The content it was shown in place of the original; none: the original.
    pub saw: Option<Value>,
    /// Counts also behind a block (strategy `all`).
    pub always_counts: bool,
}

/// What votes come to.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Folded {
    /// The strongest outcome; an allow with content counts as a modification.
    pub outcome: OutcomeKind,
    /// The place of the first vote of that outcome; none for a proceed.
    pub decided_by: Option<usize>,
    /// That vote's message.
    pub message: Option<String>,
    /// The content of the last counted vote that has one.
    pub content: Option<Value>,
    /// The place of that vote.
    pub content_from: Option<usize>,
    /// Whether a hook granted leave for what is now to be done.
    pub grants: bool,
    /// Texts for the model, of all counted votes.
    pub context: Vec<String>,
    /// Texts for the user, of all counted votes.
    pub notices: Vec<String>,
    /// The first counted wish to end the run.
    pub stop: Option<String>,
    /// Variables of all counted votes. Of several values that of the highest scope holds, within a
    /// scope the last.
    pub env: BTreeMap<String, String>,
    /// The scope that each of the variables is from.
    pub env_scopes: BTreeMap<String, Scope>,
    /// As what each vote counted; none: behind a block.
    pub counted: Vec<Option<OutcomeKind>>,
}

impl Default for Folded {
    fn default() -> Self {
        Self {
            outcome: OutcomeKind::Proceed,
            decided_by: None,
            message: None,
            content: None,
            content_from: None,
            grants: false,
            context: Vec::new(),
            notices: Vec::new(),
            stop: None,
            env: BTreeMap::new(),
            env_scopes: BTreeMap::new(),
            counted: Vec::new(),
        }
    }
}

impl Folded {
    /// Adds the variables of a vote.
    pub(crate) fn add_variables(&mut self, vote: &Vote) {
        for (name, value) in &vote.env {
            let known = self.env_scopes.get(name);
            if known.is_none_or(|scope| vote.scope <= *scope) {
                self.env.insert(name.clone(), value.clone());
                self.env_scopes.insert(name.clone(), vote.scope);
            }
        }
    }
}

impl Vote {
    /// A vote that decides this and adds nothing.
    #[must_use]
    pub fn new(outcome: Outcome) -> Self {
        Self {
            message: outcome.message().map(str::to_owned),
            outcome,
            ..Self::default()
        }
    }

    /// Says what content it was shown in place of the original.
    #[must_use]
    pub fn having_seen(mut self, content: Value) -> Self {
        self.saw = Some(content);
        self
    }

    /// Makes it count behind a block too.
    #[must_use]
    pub fn always_counting(mut self) -> Self {
        self.always_counts = true;
        self
    }
}

/// Merges votes.
///
/// * Rank: block > ask > modify > allow > proceed; the message is that of the first vote of the
///   winning rank.
/// * Votes behind the first block do not count, except those that always do.
/// * The content is that of the last counted vote that has one.
/// * A grant holds only for the content its own hook saw or returned; otherwise it counts as a
///   proceed. An inert allow is reported as an allow and grants nothing.
/// * Contexts and notices of all counted votes are kept, and the first stop; of several values of a
///   variable that of the highest scope, within a scope the last.
#[must_use]
pub fn fold<'a>(votes: impl IntoIterator<Item = &'a Vote>) -> Folded {
    let mut blocked = false;
    let votes: Vec<(&Vote, bool)> = votes
        .into_iter()
        .map(|vote| {
            let counts = !blocked || vote.always_counts;
            blocked |= counts && vote.outcome.kind() == OutcomeKind::Block;
            (vote, counts)
        })
        .collect();
    let mut folded = Folded::default();
    for (place, (vote, _)) in votes.iter().enumerate().filter(|(_, (_, counts))| *counts) {
        if let Some(content) = vote.outcome.content() {
            folded.content = Some(content.clone());
            folded.content_from = Some(place);
        }
        folded.context.extend(vote.context.iter().cloned());
        folded.notices.extend(vote.notices.iter().cloned());
        folded.stop = folded.stop.or_else(|| vote.stop.clone());
        folded.add_variables(vote);
    }
    let mut leave = false;
    for (place, (vote, counts)) in votes.iter().enumerate() {
        let kind = counts.then(|| effect(vote, folded.content.as_ref(), &mut leave));
        folded.counted.push(kind);
        // Strictly greater: the first of a rank decides.
        if let Some(kind) = kind
            && kind > folded.outcome
        {
            folded.outcome = kind;
            folded.decided_by = Some(place);
            folded.message.clone_from(&vote.message);
        }
    }
    folded.grants = leave && folded.outcome < OutcomeKind::Ask;
    folded
}

/// As what a vote counts when `content` is what will be done.
fn effect(vote: &Vote, content: Option<&Value>, leave: &mut bool) -> OutcomeKind {
    let Outcome::Allow {
        content: returned,
        grants,
        ..
    } = &vote.outcome
    else {
        return vote.outcome.kind();
    };
    let holds = returned.as_ref().or(vote.saw.as_ref()) == content;
    *leave |= *grants && holds;
    match returned {
        Some(_) => OutcomeKind::Modify,
        None if holds || !*grants => OutcomeKind::Allow,
        None => OutcomeKind::Proceed,
    }
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
