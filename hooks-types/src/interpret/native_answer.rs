//! The content of one native answer object, and the rules for which parts of it take effect.

use serde_json::Value;

use super::native_failure::EXAMPLE;
use crate::answer::HookAnswer;
use crate::note::{Note, NoteCode};
use crate::outcome::{Outcome, OutcomeKind};
use crate::reader::not_utf8_at;
use crate::reader::{Restraint, Restriction};

/// The content of an answer object. Which parts take effect is decided later.
#[derive(Debug, Clone, Default)]
pub(crate) struct NativeAnswer {
    /// The decision.
    pub(super) decision: Option<OutcomeKind>,
    /// The reason of the decision.
    pub(super) message: Option<String>,
    /// The replacement, or a description of why it cannot be read.
    pub(super) content: Option<Result<Value, String>>,
    /// Texts for the model.
    pub(super) context: Vec<String>,
    /// Texts for the user.
    pub(super) notices: Vec<String>,
    /// The reason to end the run.
    pub(super) stop: Option<String>,
    /// A description of the first unknown key.
    pub(super) unknown: Option<String>,
    /// The first flaw: a problem that voids everything in the answer except a block, an ask and a
    /// stop.
    pub(super) flaw: Option<String>,
    /// Remarks that are kept even if the answer has no effect.
    pub(crate) notes: Vec<Note>,
}

impl NativeAnswer {
    /// Returns the object's strictest restriction (block, ask or stop) and whether the object stops
    /// the run. Returns `None` if the object restricts nothing.
    pub(crate) fn restraint(&self) -> Option<Restraint> {
        let decision = match self.decision {
            Some(OutcomeKind::Block) => Some(Restriction::Block),
            Some(OutcomeKind::Ask) => Some(Restriction::Ask),
            _ => None,
        };
        Restraint::of(decision, self.stop.is_some())
    }

    /// Returns the strictest of the object's block, ask and stop.
    pub(crate) fn restriction(&self) -> Option<Restriction> {
        Some(self.restraint()?.restriction)
    }

    /// Returns whether the object is an answer. An object without a `decision` is an answer only if
    /// all its keys are known and valid.
    pub(crate) fn is_answer(&self) -> bool {
        self.decision.is_some() || (self.unknown.is_none() && self.flaw.is_none())
    }

    /// Records that the output contains invalid UTF-8, a flaw that voids an allow or a
    /// modification.
    pub(crate) fn not_utf8(&mut self, output: &[u8]) {
        let said = match not_utf8_at(output) {
            Some((at, around)) => format!(
                "the answer contains bytes that are not UTF-8, the first at byte {at}: {around}"
            ),
            None => "the answer contains bytes that are not UTF-8".to_owned(),
        };
        self.note(NoteCode::InvalidUtf8, &said);
        self.flawed(said);
    }

    /// Returns whether the object modifies or allows the call.
    pub(crate) fn loosens(&self) -> bool {
        matches!(
            self.decision,
            Some(OutcomeKind::Modify | OutcomeKind::Allow)
        )
    }

    /// Adds the stop of `other`, a less strict object, unless this object already has a stop.
    pub(crate) fn also_stopping(&mut self, other: Self) {
        self.stop = self.stop.take().or(other.stop);
    }

    /// Converts an object that is the whole output to an answer. If the object has a flaw, returns the flaw as the
    /// error.
    pub(crate) fn whole(mut self) -> Result<HookAnswer, String> {
        if let Some(flaw) = self.flaw {
            return Err(flaw);
        }
        // Content that cannot be read is a flaw too, so return its error.
        let content = self.content.take().transpose()?;
        let message = self.message.take();
        let outcome = match (self.decision, content) {
            // An object with an unknown key and without a decision is more likely a log line than an answer.
            (None, _) if self.unknown.is_some() => {
                return Err(no_decision(self.unknown.as_deref()));
            }
            (None | Some(OutcomeKind::Proceed), Some(_)) => {
                return Err("`content` without the decision `modify`, `allow` or `ask`".to_owned());
            }
            (None | Some(OutcomeKind::Proceed), None) => Outcome::Proceed,
            // The hook wanted to replace the input, but the replacement is missing. The original input must not run
            // instead, so refuse the answer.
            (Some(OutcomeKind::Modify), None) => {
                let cause = self.unknown.filter(|said| said.ends_with("`content`?"));
                return Err(match cause {
                    Some(cause) => format!("{cause} `modify` needs it"),
                    None => "`modify` without `content`".to_owned(),
                });
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

    /// Converts only the object's block, ask and stop. The outcome is the block or the ask. If the object only stops
    /// the run, the outcome is `otherwise`. An ask about a replacement that cannot be read becomes a block. Any other
    /// flaw does not change the result.
    pub(crate) fn restricting(mut self, otherwise: Outcome) -> HookAnswer {
        let message = self.message.take();
        let outcome = match (self.decision, self.content.take()) {
            (Some(OutcomeKind::Block), _) => Outcome::block(message.unwrap_or_default()),
            // The replacement cannot be read. If the user were asked and agreed, the original input would run, although
            // the hook wanted to ask about the replacement. So turn the ask into a block.
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

    /// Returns `outcome` with the object's context, notices and stop.
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

/// The beginnings of quoted keys that seem to hold a decision, such as `allowed`. An object with only unknown keys that
/// do not begin like this is probably a log line.
const DECIDING: &[&str] = &["`allow", "`approve", "`permit", "`block", "`den"];

/// Describes the failure of an object without `decision` that has an unknown key.
fn no_decision(unknown: Option<&str>) -> String {
    let unknown = unknown.unwrap_or_default();
    let decides = DECIDING.iter().any(|begin| unknown.contains(begin));
    let cure = match decides {
        true => format!("; to block, answer {EXAMPLE}"),
        false => String::new(),
    };
    format!("an object without `decision`, and {unknown}{cure}")
}
