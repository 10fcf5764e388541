//! Writes answers in the native format.

use std::io::Write;
use std::process::ExitCode;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::HookOutput;
use crate::answer::HookAnswer;
use crate::note::{Note, NoteCode};
use crate::outcome::{Outcome, OutcomeKind};
use crate::report::Report;

/// The keys of an answer, in writing order.
#[derive(Serialize)]
pub(crate) struct AnswerWire<'a> {
    /// The kind of [`HookAnswer::outcome`], or of a stricter outcome that replaces it.
    decision: OutcomeKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<&'a Value>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    context: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    notice: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    stop: Option<&'a str>,
}

/// The reason of the block that is written instead of an answer whose content is `null`. In the
/// native format `null` means that there is no replacement, so a replacement by `null` cannot be
/// written.
const NULL_CONTENT: &str = "the hook replaced the input with `null`, which no answer can express";

impl<'a> AnswerWire<'a> {
    /// Maps an answer to the keys of the native format. If the format cannot express a part of the
    /// answer, the written answer is stricter.
    fn of(answer: &'a HookAnswer) -> Self {
        let content = answer.outcome.content();
        let unsayable = content == Some(&Value::Null);
        let decision = match (&answer.outcome, content) {
            _ if unsayable => OutcomeKind::Block,
            // The agent ignores this allow, so it grants nothing. But the allow's replacement takes effect.
            (Outcome::Allow { grants: false, .. }, Some(_)) => OutcomeKind::Modify,
            (Outcome::Allow { grants: false, .. }, None) => OutcomeKind::Proceed,
            (outcome, _) => outcome.kind(),
        };
        Self {
            decision,
            message: answer.message().or(unsayable.then_some(NULL_CONTENT)),
            content: content.filter(|content| !content.is_null()),
            context: &answer.context,
            notice: &answer.notices,
            stop: answer.stop.as_deref(),
        }
    }
}

impl Serialize for HookAnswer {
    /// Writes the native answer object. The object cannot express variables (`env`), nor that the agent ignores an
    /// allow.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        AnswerWire::of(self).serialize(serializer)
    }
}

impl HookAnswer {
    /// Returns the output and the exit code by which a native hook gives this answer.
    ///
    /// For a plain proceed the output is empty. Any other answer is one object and a newline. The exit code of a block
    /// is 2, so a block takes effect even if its output is lost.
    ///
    /// Reading the output returns an equal answer, with these exceptions, which never make the answer weaker: `env`
    /// cannot be written (a note says so), an allow that the agent ignores becomes the proceed or modify with an equal
    /// effect, a replacement by `null` becomes a block, and texts are cleaned as by [`plain`].
    ///
    /// ```
    /// use hooks_types::HookAnswer;
    ///
    /// let output = HookAnswer::block("not on a Friday").to_native();
    /// assert_eq!(output.exit_code, 2);
    /// assert_eq!(
    ///     String::from_utf8_lossy(&output.stdout),
    ///     "{\"decision\":\"block\",\"message\":\"not on a Friday\"}\n"
    /// );
    /// ```
    ///
    /// [`plain`]: crate::text::plain
    pub fn to_native(&self) -> HookOutput {
        let mut output = HookOutput::default();
        if !self.env.is_empty() {
            output.notes.push(Note::new(
                NoteCode::Unsayable,
                "a native answer cannot set variables",
            ));
        }
        let wire = AnswerWire::of(self);
        // `env` cannot be written, so a proceed that has only variables prints nothing.
        let bare = Self {
            env: self.env.clone(),
            ..Self::default()
        };
        if *self == bare {
            return output;
        }
        if wire.decision == OutcomeKind::Block {
            output.exit_code = 2;
        }
        match serde_json::to_vec(&wire) {
            Ok(bytes) => {
                output.stdout = bytes;
                output.stdout.push(b'\n');
            }
            // This should not happen, because these values can always be serialised. If it does, treat the hook as
            // failed.
            Err(error) => {
                output.stderr = format!("the answer cannot be written: {error}\n").into_bytes();
                output.exit_code = output.exit_code.max(1);
            }
        }
        output
    }
}

impl HookOutput {
    /// Writes both streams and returns the exit code. If the answer cannot be written, a block
    /// keeps its exit code, and any other answer gets code 1 (failure).
    ///
    /// A hook written in Rust ends with this line:
    /// `answer.to_native().say(&mut io::stdout(), &mut io::stderr())`.
    #[must_use = "a block holds only if the process exits with this code"]
    pub fn say(&self, stdout: &mut dyn Write, stderr: &mut dyn Write) -> ExitCode {
        let written = stdout
            .write_all(&self.stdout)
            .and_then(|()| stdout.flush())
            .and_then(|()| stderr.write_all(&self.stderr));
        match written {
            // Exit code 0 with lost output would be read as a proceed, so exit as a failure.
            Err(_) if self.exit_code == 0 => ExitCode::FAILURE,
            _ => ExitCode::from(self.exit_code),
        }
    }
}

impl Report {
    /// Returns a single answer that has the effect of all hooks in the report together.
    pub fn to_answer(&self) -> HookAnswer {
        let message = self.message.clone();
        let content = self.content.clone().filter(|content| !content.is_null());
        let outcome = match (self.outcome, content) {
            (OutcomeKind::Block, _) => Outcome::block(message.clone().unwrap_or_default()),
            (OutcomeKind::Ask, content) => Outcome::ask(message.clone(), content),
            // In a report, an allow with content is written as `modify` with `grants` set. So turn this back into an
            // allow.
            (OutcomeKind::Modify | OutcomeKind::Allow, content) if self.grants => {
                Outcome::allow(content)
            }
            (OutcomeKind::Modify, Some(content)) => Outcome::modify(content),
            (OutcomeKind::Modify, None) => {
                // The content is missing. The original input would run, which is weaker than the report demands. So
                // block.
                Outcome::block("the report says `modify` but has no content")
            }
            (OutcomeKind::Allow, content) => Outcome::inert_allow(content),
            (OutcomeKind::Proceed, _) => Outcome::Proceed,
        };
        HookAnswer {
            reason: match outcome.message() {
                Some(_) => None,
                None => message,
            },
            outcome,
            context: self.context.clone(),
            notices: self.notices.clone(),
            stop: self.stop.clone(),
            env: self.env.clone(),
        }
    }
}

#[cfg(test)]
#[path = "answer_wire_tests.rs"]
mod tests;
