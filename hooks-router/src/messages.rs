//! Everything hooks said about one thing, ready to be handed on.

use hooks_types::answer::OutcomeKind;
use hooks_types::event::{BlockEffect, EventTraits};

/// Everything that hooks said about a call, a result or another event: to the model, to the user,
/// and that the run is to end.
///
/// The values that carry one ([`Gate`](crate::Gate), [`After`](crate::After),
/// [`ToolResponse`](crate::ToolResponse), [`Handled`](crate::Handled), [`Fired`](crate::Fired) ...)
/// make it with their method `messages`. What is said about one call adds up on its way: `After` and
/// `ToolResponse` have all of it, so an agent that hands on the last value of a call loses nothing
/// and says nothing twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "what hooks said is for the model and the user"]
pub struct Messages {
    model: Vec<String>,
    user: Vec<String>,
    stop: Option<String>,
}

impl Messages {
    /// The complete text for the model: what it is about (a result, a refusal, a prompt), then
    /// feedback, then contexts in the order of the hooks. Empty: there is nothing to hand on.
    #[must_use]
    pub fn for_model(&self) -> String {
        joined(&self.model)
    }

    /// The complete text for the user: notices and the reasons that are meant for a person, and last
    /// that the run ends. Empty: there is nothing to show.
    #[must_use]
    pub fn for_user(&self) -> String {
        let mut parts = self.user.clone();
        if let Some(reason) = &self.stop {
            parts.push(format!("a hook ended the run: {reason}"));
        }
        joined(&parts)
    }

    /// The parts of [`Messages::for_model`].
    #[must_use]
    pub fn model_parts(&self) -> &[String] {
        &self.model
    }

    /// The parts of [`Messages::for_user`], without the end of the run.
    #[must_use]
    pub fn user_parts(&self) -> &[String] {
        &self.user
    }

    /// End the run, and why. The agent has to look: whatever the event, nothing else says so.
    #[must_use]
    pub fn stop(&self) -> Option<&str> {
        self.stop.as_deref()
    }

    /// Whether there is nothing to hand on to anybody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.model.is_empty() && self.user.is_empty() && self.stop.is_none()
    }

    pub(crate) fn tell_model(&mut self, text: impl Into<String>) {
        add(&mut self.model, text.into());
    }

    pub(crate) fn tell_user(&mut self, text: impl Into<String>) {
        add(&mut self.user, text.into());
    }

    pub(crate) fn end_run(&mut self, reason: Option<&str>) {
        self.stop = self.stop.take().or_else(|| reason.map(str::to_owned));
    }
}

/// Who is to read the reason of an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    Model,
    User,
}

/// Who is to read why an event came to this outcome: the model where it has to go on from there.
pub(crate) fn reader_of_reason(traits: &EventTraits, outcome: OutcomeKind) -> Reader {
    match (outcome, traits.block) {
        (
            OutcomeKind::Block,
            BlockEffect::CallRefused
            | BlockEffect::PermissionDenied
            | BlockEffect::GoesOn
            | BlockEffect::Feedback,
        ) => Reader::Model,
        _ => Reader::User,
    }
}

/// White space alone says nothing.
fn add(parts: &mut Vec<String>, text: String) {
    if !text.trim().is_empty() {
        parts.push(text);
    }
}

fn joined(parts: &[String]) -> String {
    parts.join("\n\n")
}
