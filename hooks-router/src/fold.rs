//! Merges the votes of hooks (their contributions to the outcome) in config order. The merging is one pure function.

use std::collections::BTreeMap;

use hooks_types::Outcome;
use hooks_types::answer::OutcomeKind;
use hooks_types::spec::Scope;
use serde_json::Value;

/// One hook's contribution to the outcome of an event: its answer, or the outcome that its failure policy chose.
/// [`fold`] merges votes.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Vote {
    /// The decision of the hook.
    pub outcome: Outcome,
    /// The reason for the decision.
    pub message: Option<String>,
    /// Texts of the hook for the model.
    pub context: Vec<String>,
    /// Texts of the hook for the user.
    pub notices: Vec<String>,
    /// Why the hook ends the run; `None` if it does not.
    pub stop: Option<String>,
    /// Variables for later commands of the session.
    pub env: BTreeMap<String, String>,
    /// The scope of the hook.
    pub scope: Scope,
    /// The replacement content that the hook was shown; `None` if the hook was shown the original.
    pub saw: Option<Value>,
    /// Whether the vote takes effect even after a block (strategy `all`).
    pub always_counts: bool,
}

/// The result of merging the votes of an event's hooks.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Folded {
    /// The strongest outcome of all votes that take effect; an allow that replaces the content is treated as a
    /// modification.
    pub outcome: OutcomeKind,
    /// The index of the first vote with the strongest outcome; `None` if that outcome is proceed.
    pub decided_by: Option<usize>,
    /// The message of the vote that decided.
    pub message: Option<String>,
    /// The content of the last effective vote that has one. A vote is effective if no earlier vote blocks, or if
    /// [`Vote::always_counts`] is set.
    pub content: Option<Value>,
    /// The index of the vote that gave the content.
    pub content_from: Option<usize>,
    /// Whether a hook granted permission for the final content.
    pub grants: bool,
    /// Texts for the model, of all votes that take effect.
    pub context: Vec<String>,
    /// Texts for the user, of all votes that take effect.
    pub notices: Vec<String>,
    /// The first reason to end the run among the votes that take effect.
    pub stop: Option<String>,
    /// Variables of all votes that take effect. If several votes set the same variable, the value from the highest
    /// scope applies, and within a scope the last value.
    pub env: BTreeMap<String, String>,
    /// The scope of the hook that set each variable.
    pub env_scopes: BTreeMap<String, Scope>,
    /// The outcome that each vote contributed, by index; `None` if the vote had no effect because an earlier vote
    /// blocks.
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
            // Scopes are ordered highest first, so `<=` means "at least as high": a project's hook cannot override a
            // variable that a user's hook has set.
            let known = self.env_scopes.get(name);
            if known.is_none_or(|scope| vote.scope <= *scope) {
                self.env.insert(name.clone(), value.clone());
                self.env_scopes.insert(name.clone(), vote.scope);
            }
        }
    }
}

impl Vote {
    /// Creates a vote with this outcome and no texts.
    #[must_use]
    pub fn new(outcome: Outcome) -> Self {
        Self {
            message: outcome.message().map(str::to_owned),
            outcome,
            ..Self::default()
        }
    }
}

/// Merges votes.
///
/// * The strongest outcome wins: block > ask > modify > allow > proceed. The message comes from the first vote with the
///   winning outcome.
/// * Votes after the first block have no effect, except those with [`Vote::always_counts`].
/// * The content comes from the last vote that has content and takes effect.
/// * A grant applies only to the content that its own hook saw or returned. If the final content is different, the
///   grant is treated as a proceed. An allow that is not a grant stays an allow, whatever the final content is.
/// * The contexts and notices of all votes that take effect are kept. Of the reasons to end the run, the first is
///   kept. If several votes set the same variable, the value from the highest scope is kept, and within a scope the
///   last value.
///
/// ```
/// use hooks_router::{Vote, fold};
/// use hooks_types::Outcome;
/// use hooks_types::answer::OutcomeKind;
///
/// let votes = [
///     Vote::new(Outcome::allow(None)),
///     Vote::new(Outcome::block("not today")),
///     Vote::new(Outcome::Proceed),
/// ];
/// let folded = fold(&votes);
/// assert_eq!(folded.outcome, OutcomeKind::Block);
/// assert_eq!(folded.message.as_deref(), Some("not today"));
/// assert_eq!(folded.decided_by, Some(1));
/// ```
#[must_use]
pub fn fold<'a>(votes: impl IntoIterator<Item = &'a Vote>) -> Folded {
    // First decide which votes take effect: a vote without effect must not add content, texts or variables.
    let mut blocked = false;
    let votes: Vec<(&Vote, bool)> = votes
        .into_iter()
        .map(|vote| {
            let counts = !blocked || vote.always_counts;
            blocked |= counts && vote.outcome.kind() == OutcomeKind::Block;
            (vote, counts)
        })
        .collect();
    // Decide the content first: whether a grant applies depends on the final content.
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
    // Now that the final content is known, find the vote with the strongest outcome.
    let mut grants = false;
    for (place, (vote, counts)) in votes.iter().enumerate() {
        let kind = counts.then(|| effect(vote, folded.content.as_ref(), &mut grants));
        folded.counted.push(kind);
        // Compare with `>` and not `>=`: if several votes have the same outcome, the first one decides.
        if let Some(kind) = kind
            && kind > folded.outcome
        {
            folded.outcome = kind;
            folded.decided_by = Some(place);
            folded.message.clone_from(&vote.message);
        }
    }
    // An ask or a block outranks every grant.
    folded.grants = grants && folded.outcome < OutcomeKind::Ask;
    folded
}

/// Returns the outcome that a vote contributes if `content` is the final content. Sets `grants` if the vote
/// grants permission for that content.
fn effect(vote: &Vote, content: Option<&Value>, grants: &mut bool) -> OutcomeKind {
    let Outcome::Allow {
        content: returned,
        grants: would_grant,
        ..
    } = &vote.outcome
    else {
        return vote.outcome.kind();
    };
    // A grant covers the content that the hook returned or, if it returned none, the content that it saw. If a later
    // hook changed the content again, the grant does not cover the result.
    let holds = returned.as_ref().or(vote.saw.as_ref()) == content;
    *grants |= *would_grant && holds;
    match returned {
        Some(_) => OutcomeKind::Modify,
        // If this allow is not a grant (a permission for one content), it stays an allow even if the content changed
        // later.
        None if holds || !*would_grant => OutcomeKind::Allow,
        None => OutcomeKind::Proceed,
    }
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
