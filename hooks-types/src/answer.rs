//! What one hook said: its decision and what it adds beside it.

use std::collections::BTreeMap;

use crate::cause::{Cause, Failure};
use crate::event::EventName;
use crate::outcome::Outcome;

/// One hook's answer. Reading and writing it on a wire is [`interpret`](crate::interpret) and
/// [`HookAnswer::to_native`].
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct HookAnswer {
    /// The decision.
    pub outcome: Outcome,
    /// Why, where the decision itself carries no reason (a modification, an allow).
    pub reason: Option<String>,
    /// Texts for the model.
    pub context: Vec<String>,
    /// Texts for the user.
    pub notices: Vec<String>,
    /// End the run, and why.
    pub stop: Option<String>,
    /// Variables for later commands of the session.
    pub env: BTreeMap<String, String>,
}

impl HookAnswer {
    /// An answer that decides this and adds nothing.
    #[must_use]
    pub fn new(outcome: Outcome) -> Self {
        Self {
            outcome,
            ..Self::default()
        }
    }

    /// No opinion.
    #[must_use]
    pub fn proceed() -> Self {
        Self::default()
    }

    /// A block; an empty reason becomes a default one.
    #[must_use]
    pub fn block(message: impl Into<String>) -> Self {
        Self::new(Outcome::block(message))
    }

    /// Adds a text for the model.
    #[must_use]
    pub fn with_context(mut self, text: impl Into<String>) -> Self {
        self.context.push(text.into());
        self
    }

    /// Adds a text for the user.
    #[must_use]
    pub fn with_notice(mut self, text: impl Into<String>) -> Self {
        self.notices.push(text.into());
        self
    }

    /// Gives the reason of a decision that carries none itself.
    #[must_use]
    pub fn with_reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Ends the run.
    #[must_use]
    pub fn with_stop(mut self, reason: impl Into<String>) -> Self {
        self.stop = Some(reason.into());
        self
    }

    /// This answer, if `event` can carry its outcome.
    ///
    /// # Errors
    ///
    /// A failure of cause [`Cause::UnsupportedOutcome`] that names the event and the outcome and
    /// keeps the notices; policy decides what it means.
    pub fn carried_by(self, event: &EventName) -> Result<Self, Failure> {
        let traits = event.traits();
        let kind = self.outcome.kind();
        let content_fits = self.outcome.content().is_none() || traits.carries_content();
        if traits.carries(kind) && content_fits {
            return Ok(self);
        }
        let mut message = format!("{event} cannot carry `{kind}`");
        if let Some(reason) = self.message() {
            message.push_str(": ");
            message.push_str(reason);
        }
        let mut failure = Failure::new(Cause::UnsupportedOutcome, message).having_said(kind);
        failure.notices = self.notices;
        Err(failure)
    }

    /// The reason of the decision, wherever it stands.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.outcome.message().or(self.reason.as_deref())
    }
}

impl From<Outcome> for HookAnswer {
    fn from(outcome: Outcome) -> Self {
        Self::new(outcome)
    }
}
