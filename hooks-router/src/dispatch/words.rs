//! The texts of background hooks, and the events with which they are delivered.
//!
//! A background hook decides nothing, because its answer can come too late. Its texts are delivered with the next
//! event after which the model continues. A sentence says what the hook would have decided.

use hooks_types::answer::OutcomeKind;
use hooks_types::event::BlockEffect;
use hooks_types::text::{quoted, short_name};
use hooks_types::{HookEvent, HookSpec, Outcome, Payload};

use super::entry::Pass;
use super::judge::Judged;
use super::said::tells_the_user_itself;
use super::under_way::Dispatch;
use crate::fold::Folded;
use crate::messages::{Reader, reader_of_reason};
use crate::session::Taken;

impl Dispatch {
    /// Adds the texts and variables of this event's background hooks that were waited for. If the model continues after
    /// the event, also adds the texts that wait in the session. The caller awaits nothing after this call, so no text
    /// is lost if a future is dropped.
    pub(super) fn hand_on_words(&self, folded: &mut Folded) {
        for entry in self.entries.iter().filter(|entry| entry.spec.background) {
            for pass in [Pass::First, Pass::Final] {
                if let Some(finished) = entry.ran_in(pass) {
                    hand_on(background_words(&entry.spec, &finished.judged), folded);
                    folded.add_variables(&finished.judged.vote);
                }
            }
        }
        let payload = self.original.payload.payload();
        if self.hands_on && model_goes_on(payload, folded.outcome, folded.stop.is_some()) {
            hand_on(self.session.pending().take(), folded);
        }
    }
}

/// The maximum length, in characters, of a replaced content in a notice. A hook wrote this text, so its length is
/// bounded.
const SHOWN: usize = 80;

/// Returns the texts of a background hook: its own, and a sentence about its decision, which has no effect.
pub(super) fn background_words(spec: &HookSpec, judged: &Judged) -> Taken {
    let vote = &judged.vote;
    let mut words = Taken {
        contexts: vote.context.clone(),
        notices: vote.notices.clone(),
    };
    let event = short_name(spec.event.as_str());
    let would = |what: &str, why: &str| {
        format!(
            "the hook `{}`, which runs in the background, {what}: {why}",
            short_name(&spec.id)
        )
    };
    if judged.failure.is_none() {
        let message = vote.message.as_deref();
        match (&vote.outcome, message) {
            (Outcome::Block { message, .. }, _) => {
                let traits = spec.event.traits();
                let text = match traits.block {
                    // At these events the message of a block is a request to the model, which the model can also follow
                    // later. So deliver the message without a change.
                    BlockEffect::Feedback | BlockEffect::GoesOn => message.clone(),
                    _ => would(&format!("would have blocked the event {event}"), message),
                };
                match reader_of_reason(traits, OutcomeKind::Block) {
                    Reader::Model => words.contexts.push(text),
                    Reader::User => words.notices.push(text),
                }
            }
            (Outcome::Ask { .. }, Some(question)) => {
                words.notices.push(would("would have asked", question));
            }
            (Outcome::Modify { .. }, Some(reason)) => {
                words.notices.push(would(
                    &format!("would have changed the event {event}"),
                    reason,
                ));
            }
            (Outcome::Modify { content, .. }, None) => {
                let content = quoted(content.to_string().as_bytes(), SHOWN);
                let what = format!("would have changed the event {event} to {content}");
                let why = "the agent does not wait for a background hook";
                words.notices.push(would(&what, why));
            }
            (Outcome::Allow { .. } | Outcome::Proceed, Some(reason)) => {
                words.notices.push(reason.to_owned());
            }
            _ => {}
        }
    }
    // A background hook cannot end the run. If its answer asks for that, tell the user in a notice.
    if let Some(reason) = &vote.stop {
        words
            .notices
            .push(would("would have ended the run", reason));
    }
    words
}

/// Like [`background_words`], for a hook that was not waited for. Also adds the hook's failure, which the dispatch
/// cannot report because it has ended.
pub(super) fn detached_words(spec: &HookSpec, judged: &Judged) -> Taken {
    let mut words = background_words(spec, judged);
    if let Some(failure) = &judged.failure
        && !tells_the_user_itself(failure)
    {
        words.notices.extend(judged.vote.message.clone());
    }
    words
}

/// Returns whether the model continues after an event with this outcome, and so reads texts that are delivered with it.
fn model_goes_on(payload: &Payload, outcome: OutcomeKind, stops: bool) -> bool {
    let blocked = outcome == OutcomeKind::Block;
    !stops
        && match payload.event {
            HookEvent::SessionStart(_)
            | HookEvent::PreToolUse(_)
            | HookEvent::PermissionRequest(_)
            | HookEvent::PostToolUse(_)
            | HookEvent::PostToolUseFailure(_) => true,
            HookEvent::UserPromptSubmit(_) => !blocked,
            // After a stop the model continues only if a hook blocked the stop.
            HookEvent::Stop(_) => blocked,
            // If SubagentStop is fired in the session of the outer agent, the model that continues is the subagent's,
            // and not the model of this session.
            HookEvent::SubagentStop(_) => blocked && payload.meta.subagent.is_some(),
            _ => false,
        }
}

/// Adds texts of background hooks to the merged votes of a dispatch.
fn hand_on(words: Taken, folded: &mut Folded) {
    folded.context.extend(words.contexts);
    folded.notices.extend(words.notices);
}
