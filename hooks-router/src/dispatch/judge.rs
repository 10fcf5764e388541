//! Turns one run into one vote: checks whether the event allows the answer, and decides what a failure means.
//!
//! An executor returns an answer or a failure, and does not know the failure policies. Here an answer that the event
//! does not allow becomes a failure. A failure becomes the outcome that `on_failure` or the hook's agent demands. So
//! every run has a vote, and the code that merges votes does not deal with failures.

use hooks_types::answer::OutcomeKind;
use hooks_types::event::EventTraits;
use hooks_types::report::Cause;
use hooks_types::spec::{OnFailure, Pace, Role};
use hooks_types::text::short_name;
use hooks_types::wire::{carries_block, failure_meaning};
use hooks_types::{Failure, HookAnswer, HookEvent, HookSpec, Outcome};
use serde_json::Value;

use super::content::{merged, replaceable, replaced};
use crate::fold::Vote;

/// What a hook's run means for the event: the hook's vote, and how the vote was derived.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Judged {
    /// The hook's vote, which is merged with the votes of other hooks.
    pub(crate) vote: Vote,
    /// The outcome that the hook itself gave; `None` if it gave none.
    pub(crate) said: Option<OutcomeKind>,
    /// Why the hook could not answer, if the vote comes from its failure policy; otherwise `None`.
    pub(crate) failure: Option<Failure>,
    /// Whether the hook allowed something although hooks of its scope may not grant permission.
    pub(crate) ungranted: bool,
}

/// Judges the answer or the failure of a hook.
pub(crate) fn judge(spec: &HookSpec, result: Result<HookAnswer, Failure>) -> Judged {
    by_event(spec, result, spec.role == Role::Validate)
}

/// Judges the answer of a hook that may judge the content but not change it.
///
/// If the answer contains the content that the hook was given, the hook has changed nothing, so the content is
/// removed from the answer.
pub(crate) fn judge_final(
    spec: &HookSpec,
    result: Result<HookAnswer, Failure>,
    given: &HookEvent,
) -> Judged {
    let result = result.map(|mut answer| {
        if answer
            .outcome
            .content()
            .is_some_and(|content| is_given(spec, content, given))
        {
            answer.outcome = without_content(answer.outcome);
        }
        answer
    });
    by_event(spec, result, true)
}

/// Turns an answer into a vote. An answer that is not possible at the event is treated as a failure of the hook.
fn by_event(spec: &HookSpec, result: Result<HookAnswer, Failure>, only_judges: bool) -> Judged {
    let traits = spec.event.traits();
    match result {
        Ok(answer) => match unsupported(spec, &answer, only_judges) {
            None => Judged {
                said: Some(answer.outcome.kind()),
                ungranted: matches!(answer.outcome, Outcome::Allow { grants: true, .. })
                    && !spec.allow_counts(),
                vote: vote_of(spec, answer),
                failure: None,
            },
            Some(failure) => {
                // The outcome cannot be used at this event. Texts, a stop and variables can be used at every event,
                // so keep them.
                let mut judged = by_policy(spec, traits, failure);
                judged.vote.context = answer.context;
                judged.vote.notices.extend(answer.notices);
                judged.vote.stop = answer.stop;
                judged.vote.env = answer.env;
                judged.vote.scope = spec.scope;
                judged
            }
        },
        Err(failure) => by_policy(spec, traits, failure),
    }
}

/// Makes the vote of an answer.
fn vote_of(spec: &HookSpec, answer: HookAnswer) -> Vote {
    let message = answer.message().map(str::to_owned);
    Vote {
        message,
        outcome: match answer.outcome {
            // Hooks of this scope may not grant permission: report the allow, but give it no effect.
            Outcome::Allow { content, .. } if !spec.allow_counts() => Outcome::inert_allow(content),
            outcome => outcome,
        },
        context: answer.context,
        notices: answer.notices,
        stop: answer.stop,
        env: answer.env,
        scope: spec.scope,
        ..Vote::default()
    }
}

/// Returns whether the content of an answer equals the content of the event. Compares both in the form that they have
/// inside an event, because the same input can be written in different ways.
fn is_given(spec: &HookSpec, content: &Value, given: &HookEvent) -> bool {
    let before = replaceable(given);
    let content = match spec.pace() {
        Pace::InTurnMerged => merged(before.clone(), content.clone()),
        _ => content.clone(),
    };
    replaced(given, &content).is_ok_and(|event| replaceable(&event) == before)
}

/// Removes the content of an outcome and keeps its decision.
fn without_content(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Modify { .. } => Outcome::Proceed,
        Outcome::Allow { grants: true, .. } => Outcome::allow(None),
        Outcome::Allow { grants: false, .. } => Outcome::inert_allow(None),
        Outcome::Ask { message, .. } => Outcome::ask(message, None),
        other => other,
    }
}

/// Returns why an answer cannot be used at the hook's event; `None` if it can. `only_judges` means that the
/// hook may not change the content.
fn unsupported(spec: &HookSpec, answer: &HookAnswer, only_judges: bool) -> Option<Failure> {
    if only_judges && answer.outcome.content().is_some() {
        let fails = |message| Failure::new(Cause::UnsupportedOutcome, message);
        let failure = match spec.role {
            Role::Validate => fails("it answered `modify`, which a validator cannot do")
                .with_advice("Without `role = \"validate\"` its change counts"),
            // A hook of a lower scope has replaced the content, and this hook wants different content. Neither
            // content may win, so the call is blocked.
            _ => fails("it would overwrite the replacement by a hook of a lower scope")
                .with_means(OnFailure::Block),
        };
        return Some(failure.with_said(answer.outcome.kind()));
    }
    // Accept a block if the event table or the hook's agent allows it: some agents accept a block at an event that
    // cannot be blocked by our table.
    if answer.outcome.kind() == OutcomeKind::Block && carries_block(spec) {
        return None;
    }
    answer.unsupported_at(&spec.event)
}

/// Returns the outcome that takes effect if a hook fails with this failure.
///
/// The hook's `on_failure` and the rules of its agent decide. The outcome of a background
/// hook has no effect, because the agent does not wait for it.
#[must_use]
pub fn outcome_of_failure(spec: &HookSpec, failure: Failure) -> OutcomeKind {
    let judged = by_policy(spec, spec.event.traits(), failure);
    judged.vote.outcome.kind()
}

/// Makes the vote of a failed hook. The hook's `on_failure` and the rules of its agent both say what a failure means.
/// The stricter one applies, as far as the event allows it.
fn by_policy(spec: &HookSpec, traits: &EventTraits, failure: Failure) -> Judged {
    // The agent's rules can make a failure stricter than `on_failure`, never milder.
    let wanted =
        failure_meaning(spec, &failure).map_or(spec.on_failure, |means| means.max(spec.on_failure));
    let message = format!(
        "the hook `{}` failed ({}): {}",
        short_name(&spec.id),
        failure.cause,
        failure.message
    );
    let outcome = match wanted {
        OnFailure::Ask if traits.carries(OutcomeKind::Ask) => {
            Outcome::ask(Some(message.clone()), None)
        }
        // At an event that allows no ask, block instead, because a block is stricter.
        OnFailure::Ask | OnFailure::Block if carries_block(spec) => Outcome::block(message.clone()),
        _ => Outcome::Proceed,
    };
    Judged {
        vote: Vote {
            outcome,
            message: Some(message),
            notices: failure.notices.clone(),
            ..Vote::default()
        },
        said: failure.said,
        failure: Some(failure),
        ungranted: false,
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
