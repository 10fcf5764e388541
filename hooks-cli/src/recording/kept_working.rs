//! Explains an answer at the end of an agent's work that gives a reason and no decision: only a block keeps the agent
//! working.

use hooks_types::EventName;
use hooks_types::answer::{HookAnswer, Outcome, OutcomeKind};
use hooks_types::output::Ending;
use hooks_types::text::{quoted, short_name};
use serde_json::Value;

use super::Recorded;
use super::cure::SUGGESTED;
use super::meaning::Meaning;
use super::own_words::ours;

impl Recorded {
    /// Describes an answer with a reason, and without a decision or a stop.
    pub(super) fn reason_alone(&self, said: &Value, meant: &Meaning) -> Option<String> {
        let heard = self.heard.as_ref()?;
        if meant.kind().is_some() || meant.odd.is_some() || meant.stops {
            return None;
        }
        let says_nothing =
            |answer: &HookAnswer| answer.outcome == Outcome::Proceed && answer.stop.is_none();
        if heard.ending != Ending::Exited(0) || !heard.answer.as_ref().is_none_or(says_nothing) {
            return None;
        }
        // For Claude Code, the code that reads its answers already adds a note about this mistake.
        let is_noted = self.spec.form.dialect.name() == "claude";
        let reason = reason_in(said).filter(|_| !is_noted)?;
        Some(format!(
            "`{}` gives a reason, but no decision, so the agent stops; {}",
            short_name(&self.spec.id),
            self.keep_working(reason)?
        ))
    }

    /// Says what to print to keep the agent working, for an answer that ends the run and gives a reason. `None` for any
    /// other answer, or if the event is not the end of the agent's work.
    pub(super) fn keep_working_instead(&self, said: &Value) -> Option<String> {
        let ends = said.get("continue") == Some(&Value::Bool(false));
        let reason = reason_in(said).filter(|_| ends)?;
        self.keep_working(reason)
    }

    /// Says what to print to keep the agent working. `None` if the event is not the end of the agent's work.
    fn keep_working(&self, reason: &str) -> Option<String> {
        if !matches!(self.spec.event, EventName::Stop | EventName::SubagentStop) {
            return None;
        }
        let shown = match self.spec.form.dialect.is_native() {
            true => quoted(ours(OutcomeKind::Block, reason).as_bytes(), SUGGESTED),
            false => self.blocking_object_with("decision", Some(reason))?,
        };
        Some(format!("to keep the agent working, print {shown}"))
    }
}

/// Returns the reason in an answer.
fn reason_in(said: &Value) -> Option<&str> {
    let reason = said.get("reason")?.as_str()?;
    (!reason.trim().is_empty()).then_some(reason)
}
