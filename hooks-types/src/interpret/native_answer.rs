//! What one answer object of the native wire says, and what of it counts.

use serde_json::Value;

use crate::answer::HookAnswer;
use crate::note::{Note, NoteCode};
use crate::outcome::{Outcome, OutcomeKind};
use crate::wire::{Restraint, Restriction};

/// What an answer object says, before it is known whether it counts.
#[derive(Debug, Clone, Default)]
pub(crate) struct NativeAnswer {
    pub(super) decision: Option<OutcomeKind>,
    pub(super) message: Option<String>,
    pub(super) content: Option<Result<Value, String>>,
    pub(super) context: Vec<String>,
    pub(super) notices: Vec<String>,
    pub(super) stop: Option<String>,
    pub(super) unknown: Option<String>,
    pub(super) flaw: Option<String>,
    /// Remarks, whether it counts or not.
    pub(crate) notes: Vec<Note>,
}

impl NativeAnswer {
    /// How the object restricts, whatever surrounds it.
    pub(crate) fn restraint(&self) -> Option<Restraint> {
        let decision = match self.decision {
            Some(OutcomeKind::Block) => Some(Restriction::Block),
            Some(OutcomeKind::Ask) => Some(Restriction::Ask),
            _ => None,
        };
        Restraint::of(decision, self.stop.is_some())
    }

    /// How strictly it restricts.
    pub(crate) fn restriction(&self) -> Option<Restriction> {
        Some(self.restraint()?.restriction)
    }

    /// Whether the object is an answer at all: one without `decision` is only if it has no key
    /// that answers do not have.
    pub(crate) fn is_answer(&self) -> bool {
        self.decision.is_some() || (self.unknown.is_none() && self.flaw.is_none())
    }

    /// Remarks that it stood among bytes that are not UTF-8, which costs what loosens.
    pub(crate) fn not_utf8(&mut self) {
        let said = "the answer holds bytes that are not UTF-8".to_owned();
        self.note(NoteCode::InvalidUtf8, &said);
        self.flawed(said);
    }

    /// Whether it changes or grants the call.
    pub(crate) fn loosens(&self) -> bool {
        matches!(
            self.decision,
            Some(OutcomeKind::Modify | OutcomeKind::Allow)
        )
    }

    /// Takes a stop from an object that restricts less.
    pub(crate) fn also_stopping(&mut self, other: Self) {
        self.stop = self.stop.take().or(other.stop);
    }

    /// The answer of an object that is all a hook printed; every flaw is a failure.
    pub(crate) fn whole(mut self) -> Result<HookAnswer, String> {
        if let Some(flaw) = self.flaw {
            return Err(flaw);
        }
        let content = self.content.take().transpose()?;
        let message = self.message.take();
        let outcome = match (self.decision, content) {
            (None, _) if self.unknown.is_some() => {
                return Err(no_decision(self.unknown.as_deref()));
            }
            (None | Some(OutcomeKind::Proceed), Some(_)) => {
                return Err("`content` without the decision `modify`, `allow` or `ask`".to_owned());
            }
            (None | Some(OutcomeKind::Proceed), None) => Outcome::Proceed,
            (Some(OutcomeKind::Modify), None) => {
                return Err("`modify` without `content`".to_owned());
            }
            (Some(OutcomeKind::Modify), Some(content)) => Outcome::modify(content),
            (Some(OutcomeKind::Allow), content) => Outcome::allow(content),
            (Some(OutcomeKind::Ask), content) => Outcome::ask(message.clone(), content),
            (Some(OutcomeKind::Block), _) => Outcome::block(message.clone().unwrap_or_default()),
        };
        let reason = match outcome.message() {
            Some(_) => None,
            None => message,
        };
        Ok(HookAnswer {
            reason,
            ..self.adding_to(outcome)
        })
    }

    /// What of the object restricts: a block, an ask, else `otherwise` beside its stop. Flaws are
    /// remarks.
    pub(crate) fn restricting(mut self, otherwise: Outcome) -> HookAnswer {
        let message = self.message.take();
        let outcome = match (self.decision, self.content.take()) {
            (Some(OutcomeKind::Block), _) => Outcome::block(message.unwrap_or_default()),
            // After a yes the original would run, which is not what the hook asked about.
            (Some(OutcomeKind::Ask), Some(Err(problem))) => {
                let asked = message
                    .map(|message| format!("{message} "))
                    .unwrap_or_default();
                Outcome::block(format!(
                    "{asked}(the hook asked about an input that cannot be read: {problem})"
                ))
            }
            (Some(OutcomeKind::Ask), content) => {
                Outcome::ask(message, content.and_then(Result::ok))
            }
            _ => otherwise,
        };
        self.adding_to(outcome)
    }

    /// An outcome with what the object says beside its own.
    pub(crate) fn adding_to(self, outcome: Outcome) -> HookAnswer {
        HookAnswer {
            outcome,
            context: self.context,
            notices: self.notices,
            stop: self.stop,
            ..HookAnswer::default()
        }
    }
}

fn no_decision(unknown: Option<&str>) -> String {
    format!(
        "an object without `decision`, and {}",
        unknown.unwrap_or_default()
    )
}
