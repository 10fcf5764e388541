//! From one run to one vote: what the event can carry, and what a failure means.

use hooks_types::{
    Cause, EventTraits, Failure, HookAnswer, HookSpec, OnFailure, Outcome, OutcomeKind, Role,
    carries_block, failure_meaning,
};

use super::fold::Vote;

/// What a run came to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Judged {
    pub(crate) vote: Vote,
    /// What the hook itself said.
    pub(crate) said: Option<OutcomeKind>,
    /// Why it could not answer, where policy made the vote.
    pub(crate) failure: Option<Failure>,
}

/// Judges what a hook answered, or why it did not.
pub(crate) fn judge(spec: &HookSpec, result: Result<HookAnswer, Failure>) -> Judged {
    let traits = spec.event.traits();
    match result {
        Ok(answer) => match unsupported(spec, &answer) {
            None => Judged {
                said: Some(answer.outcome.kind()),
                vote: vote_of(answer),
                failure: None,
            },
            Some(failure) => {
                // What an answer says beside its decision is possible at every event.
                let mut judged = by_policy(spec, traits, failure);
                judged.vote.context = answer.context;
                judged.vote.notices.extend(answer.notices);
                judged.vote.stop = answer.stop;
                judged.vote.env = answer.env;
                judged
            }
        },
        Err(failure) => by_policy(spec, traits, failure),
    }
}

fn vote_of(answer: HookAnswer) -> Vote {
    Vote {
        message: answer.message().map(str::to_owned),
        outcome: answer.outcome,
        context: answer.context,
        notices: answer.notices,
        stop: answer.stop,
        env: answer.env,
        ..Vote::default()
    }
}

fn unsupported(spec: &HookSpec, answer: &HookAnswer) -> Option<Failure> {
    if spec.role == Role::Validate && answer.outcome.content().is_some() {
        let message = "it modified, which a validator cannot";
        let failure = Failure::new(Cause::UnsupportedOutcome, message);
        return Some(failure.having_said(answer.outcome.kind()));
    }
    if answer.outcome.kind() == OutcomeKind::Block && carries_block(spec) {
        return None;
    }
    answer.unsupported_at(&spec.event)
}

/// What a failure means: the stricter of the hook's policy and its agent's rules, as far as the
/// event can carry it.
fn by_policy(spec: &HookSpec, traits: &EventTraits, failure: Failure) -> Judged {
    let wanted =
        failure_meaning(spec, &failure).map_or(spec.on_failure, |means| means.max(spec.on_failure));
    let message = format!(
        "the hook `{}` failed ({}): {}",
        spec.id, failure.cause, failure.message
    );
    let outcome = match wanted {
        OnFailure::Ask if traits.carries(OutcomeKind::Ask) => {
            Outcome::ask(Some(message.clone()), None)
        }
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
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
