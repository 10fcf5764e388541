//! What one hook said: its decision and what it adds beside it.

pub use crate::note::{Note, NoteCode};
pub use crate::outcome::{Outcome, OutcomeKind};

use std::collections::BTreeMap;

use serde_json::Value;

use crate::cause::{Cause, Failure};
use crate::event::EventName;

/// One hook's answer. What a hook printed becomes one with [`interpret`](crate::output::interpret), which
/// knows how the hook ended; [`HookAnswer::to_native`] is what a hook prints. As JSON it is the native
/// answer object:
///
/// ```
/// use hooks_types::HookAnswer;
///
/// let answer: HookAnswer = r#"{"decision":"block","message":"not on a Friday"}"#.parse()?;
/// assert_eq!(answer, HookAnswer::block("not on a Friday"));
///
/// let error = r#"{"decision":"deny"}"#.parse::<HookAnswer>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "the answer cannot be used: `deny` is no decision; did you mean `block`?"
/// );
/// # Ok::<(), hooks_types::wire::AnswerError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
#[must_use = "a block, a stop or a text for the model is lost with it"]
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
    pub fn new(outcome: Outcome) -> Self {
        Self {
            outcome,
            ..Self::default()
        }
    }

    /// No opinion.
    pub fn proceed() -> Self {
        Self::default()
    }

    /// A block; an empty reason becomes a default one.
    pub fn block(message: impl Into<String>) -> Self {
        Self::new(Outcome::block(message))
    }

    /// Goes on with this content in place of what the event is about.
    pub fn modify(content: impl Into<Value>) -> Self {
        Self::new(Outcome::modify(content))
    }

    /// Leave to go on, so that the agent need not ask its user.
    pub fn allow() -> Self {
        Self::new(Outcome::allow(None))
    }

    /// The user is to be asked this.
    pub fn ask(question: impl Into<String>) -> Self {
        Self::new(Outcome::ask(Some(question.into()), None))
    }

    /// Adds a text for the model.
    pub fn with_context(mut self, text: impl Into<String>) -> Self {
        self.context.push(text.into());
        self
    }

    /// Adds a text for the user.
    pub fn with_notice(mut self, text: impl Into<String>) -> Self {
        self.notices.push(text.into());
        self
    }

    setters! {
        /// Gives the reason of a decision that carries none itself.
        fn with_reason(reason: impl Into<String>) = Some(reason.into());
        /// Ends the run.
        fn with_stop(stop: impl Into<String>) = Some(stop.into());
    }

    /// Why `event` cannot carry the outcome, if it cannot: a failure of cause
    /// [`Cause::UnsupportedOutcome`], of which policy decides what it means. What the answer says
    /// beside its decision is possible at every event and still counts.
    #[must_use]
    pub fn unsupported_at(&self, event: &EventName) -> Option<Failure> {
        let traits = event.traits();
        let kind = self.outcome.kind();
        let content = self.outcome.content().is_some();
        let mut message = match (traits.carries(kind), !content || traits.carries_content()) {
            (true, true) => return None,
            (true, false) => format!("{event} cannot carry the content of `{kind}`"),
            (false, _) => format!("{event} cannot carry `{kind}`"),
        };
        if let Some(reason) = self.message() {
            message.push_str(": ");
            message.push_str(reason);
        }
        Some(Failure::new(Cause::UnsupportedOutcome, message).with_said(kind))
    }

    /// The reason of the decision, wherever it stands.
    pub fn message(&self) -> Option<&str> {
        self.outcome.message().or(self.reason.as_deref())
    }
}

impl From<Outcome> for HookAnswer {
    fn from(outcome: Outcome) -> Self {
        Self::new(outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_say_what_the_outcomes_say() {
        let cases = [
            (HookAnswer::modify("x"), Outcome::modify("x")),
            (HookAnswer::allow(), Outcome::allow(None)),
            (
                HookAnswer::ask("sure?"),
                Outcome::ask(Some("sure?".into()), None),
            ),
        ];
        for (answer, outcome) in cases {
            assert_eq!(answer, HookAnswer::from(outcome));
        }
    }
}
