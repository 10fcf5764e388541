//! The texts of hooks, sorted by reader.

use hooks_types::answer::OutcomeKind;
use hooks_types::event::{BlockEffect, EventTraits};

/// All texts of the hooks about an event, such as a tool call. There are texts for the model and texts for the user
/// and, if a hook ended the run, the reason.
///
/// A `Messages` value is returned by the method `messages` of each result of an event, such as [`Gate`](crate::Gate),
/// [`After`](crate::After), [`ToolResponse`](crate::ToolResponse), [`Handled`](crate::Handled) and
/// [`Fired`](crate::Fired). The texts about one call accumulate: the messages of `After` and `ToolResponse` contain
/// all texts since the call began. So pass on only the messages of the last value about a call: they contain every
/// text, and each text once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "these texts are for the model and the user"]
pub struct Messages {
    /// The parts of the text for the model.
    model: Vec<String>,
    /// The parts of the text for the user.
    user: Vec<String>,
    /// Why a hook ended the run.
    stop: Option<String>,
}

impl Messages {
    /// Returns the complete text for the model: the subject (a result, a refusal, a prompt), then feedback,
    /// then contexts in the order of the hooks. The text is empty if there is nothing to pass on.
    #[must_use]
    pub fn for_model(&self) -> String {
        joined(&self.model)
    }

    /// Returns the complete text for the user: notices, and the reasons that the user must read. If a hook ended the
    /// run, the text ends with a sentence that says so. The text is empty if there is nothing to show.
    #[must_use]
    pub fn for_user(&self) -> String {
        let mut parts = self.user.clone();
        if let Some(reason) = &self.stop {
            parts.push(format!("a hook ended the run: {reason}"));
        }
        joined(&parts)
    }

    /// Returns the parts of [`Messages::for_model`].
    #[must_use]
    pub fn model_parts(&self) -> &[String] {
        &self.model
    }

    /// Returns the parts of [`Messages::for_user`], without the sentence about the end of the run.
    #[must_use]
    pub fn user_parts(&self) -> &[String] {
        &self.user
    }

    /// Returns why a hook ended the run; `None` if the run goes on. The agent must check this after every
    /// event.
    #[must_use]
    pub fn stop(&self) -> Option<&str> {
        self.stop.as_deref()
    }

    /// Returns whether there is no text and the run goes on.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.model.is_empty() && self.user.is_empty() && self.stop.is_none()
    }

    /// Adds a text for the model.
    pub(crate) fn tell_model(&mut self, text: impl Into<String>) {
        add(&mut self.model, text.into());
    }

    /// Adds a text for the user.
    pub(crate) fn tell_user(&mut self, text: impl Into<String>) {
        add(&mut self.user, text.into());
    }

    /// Sets why the run ends; the first reason is kept.
    pub(crate) fn end_run(&mut self, reason: Option<&str>) {
        self.stop = self.stop.take().or_else(|| reason.map(str::to_owned));
    }
}

/// The reader of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    Model,
    User,
}

/// Returns who must read the reason of an outcome: the model if it continues after a block, otherwise the user.
pub(crate) fn reader_of_reason(traits: &EventTraits, outcome: OutcomeKind) -> Reader {
    // After these kinds of block, the model goes on and must know why. After a dropped prompt or a blocked
    // compaction, the model does not go on, so the user reads the reason.
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

/// Adds a text, unless the text is only white space, which would leave an empty paragraph in the joined text.
fn add(parts: &mut Vec<String>, text: String) {
    if !text.trim().is_empty() {
        parts.push(text);
    }
}

/// Joins parts as paragraphs.
fn joined(parts: &[String]) -> String {
    parts.join("\n\n")
}
