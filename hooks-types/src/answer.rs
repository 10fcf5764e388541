//! The answer of one hook: its decision, and the texts, variables or stop that accompany it.

pub use crate::note::{Note, NoteCode};
pub use crate::outcome::{Outcome, OutcomeKind};

use std::collections::BTreeMap;

use serde_json::Value;

use crate::cause::{Cause, Failure};
use crate::event::EventName;

/// The answer of one hook.
///
/// [`interpret`](crate::output::interpret) builds it from a hook's output and exit status.
/// [`HookAnswer::to_native`] writes it in the form that a native hook prints. Serialised as JSON, a
/// `HookAnswer` is the native answer object:
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
///     "the answer cannot be used: unknown decision `deny`; did you mean `block`?"
/// );
/// # Ok::<(), hooks_types::wire::AnswerError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
#[must_use = "dropping the answer loses a block, a stop or a text for the model"]
pub struct HookAnswer {
    /// The decision of the hook.
    pub outcome: Outcome,
    /// The reason for an allow or a modify. This is a separate field, because [`Outcome::Allow`] and
    /// [`Outcome::Modify`] have no field for a reason.
    pub reason: Option<String>,
    /// Texts for the model.
    pub context: Vec<String>,
    /// Texts for the user.
    pub notices: Vec<String>,
    /// The reason to end the agent's run. `None` lets the run continue.
    pub stop: Option<String>,
    /// Environment variables for later commands of the session.
    pub env: BTreeMap<String, String>,
}

impl HookAnswer {
    /// Creates an answer with this outcome and nothing else.
    pub fn new(outcome: Outcome) -> Self {
        Self {
            outcome,
            ..Self::default()
        }
    }

    /// Creates an answer without an objection (`proceed`).
    pub fn proceed() -> Self {
        Self::default()
    }

    /// Creates a block. An empty reason is replaced by a default reason.
    pub fn block(message: impl Into<String>) -> Self {
        Self::new(Outcome::block(message))
    }

    /// Creates an answer that replaces the event's content: a tool's input or output, or a prompt.
    pub fn modify(content: impl Into<Value>) -> Self {
        Self::new(Outcome::modify(content))
    }

    /// Creates an allow: the agent need not ask its user for permission.
    pub fn allow() -> Self {
        Self::new(Outcome::allow(None))
    }

    /// Creates an answer that makes the agent ask its user this question.
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
        /// Sets the reason for an allow or a modify, whose outcome has no field for a reason.
        fn with_reason(reason: impl Into<String>) = Some(reason.into());
        /// Ends the agent's run, with this reason.
        fn with_stop(stop: impl Into<String>) = Some(stop.into());
    }

    /// Returns a failure of cause [`Cause::UnsupportedOutcome`] if a hook cannot answer `event`
    /// with this outcome, else `None`.
    ///
    /// The failure policy (`on_failure`) then decides the outcome. The answer's context, notices,
    /// variables and stop are possible on every event and still take effect.
    #[must_use]
    pub fn unsupported_at(&self, event: &EventName) -> Option<Failure> {
        let traits = event.traits();
        let kind = self.outcome.kind();
        let content = self.outcome.content().is_some();
        let mut message = match (traits.carries(kind), !content || traits.carries_content()) {
            (true, true) => return None,
            (true, false) => {
                format!("`{kind}` with changed content is not a possible answer to {event}")
            }
            (false, _) => format!("`{kind}` is not a possible answer to {event}"),
        };
        // The failure replaces the outcome. So append the outcome's reason to the failure's message.
        if let Some(reason) = self.message() {
            message.push_str(": ");
            message.push_str(reason);
        }
        Some(Failure::new(Cause::UnsupportedOutcome, message).with_said(kind))
    }

    /// Returns the reason of the decision, from the outcome or else from the field `reason`. Returns `None` if neither
    /// has a reason.
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
