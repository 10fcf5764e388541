//! The meaning of one object in its dialect, and its conversion to an answer.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::answer::HookAnswer;
use crate::dialect::Dialect;
use crate::event::{BlockEffect, HookEvent};
use crate::near::meant_key;
use crate::note::{Note, NoteCode};
use crate::outcome::{Outcome, OutcomeKind};
use crate::payload::Payload;
use crate::reader::{Holds, Key, Object};
use crate::reader::{Restraint, Restriction};
use crate::text::{plain, short_name, uncut};

use super::native_reading::NO_STOP_REASON;

/// The meaning of one object, or of a text that is not an object, in its dialect.
///
/// A [`Dialect`] fills this in. The module `driver` decides which parts take effect, from the
/// ending of the hook and the output around the object.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
#[must_use = "dropping the reading loses a block"]
pub struct Reading {
    /// The decision.
    pub decision: Option<Decision>,
    /// The reason of the decision.
    pub reason: Option<String>,
    /// The replacement of the call's input, of the tool's output or of a different part of the event.
    pub replacement: Option<Replacement>,
    /// Texts for the model.
    pub context: Vec<String>,
    /// Texts for the user.
    pub notices: Vec<String>,
    /// The reason to end the run. `None` lets the run continue.
    pub stop: Option<String>,
    /// Environment variables for later commands of the session.
    pub env: BTreeMap<String, String>,
    /// A decision in a part of the object that the agent does not read on this event. Only the
    /// hook's row in the report shows it.
    pub unheard: Option<OutcomeKind>,
    /// Problems that make the agent reject the whole object.
    pub refused: Vec<String>,
    /// Remarks for the hook's row in the report.
    pub notes: Vec<Note>,
}

/// A decision, as the hook's agent understands it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Decision {
    /// The agent may perform the action.
    Allow {
        /// Whether the agent honours the allow. If not, the allow is reported but grants nothing.
        grants: bool,
    },
    /// The user is asked.
    Ask,
    /// The hook refuses the action that the event is about.
    Block,
}

/// A replacement of a part of the event.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Replacement {
    /// A new input for the call, in the dialect's fields. On events that are not tool calls, the
    /// value is passed on unchanged.
    Input(Value),
    /// A new output for the tool, in the dialect's fields.
    Output(Value),
    /// A replacement of any other part, such as a prompt. It is passed on unchanged.
    Verbatim(Value),
    /// A replacement of the input that cannot be read. The answer becomes a block: with an allow, or an ask to which
    /// the user agrees, the original input would run.
    Unreadable,
}

/// The end of a message about a key that must hold an object but holds a text: what is wrong, and the cure.
const PACKED: &str =
    "a text that holds an object: print the object itself (in jq: `--argjson` in place of `--arg`)";

/// Returns the end of a sentence that suggests the key that was probably meant. The end is empty if no key is similar.
fn did_you_mean(key: &str, keys: &[Key]) -> String {
    let meant = meant_key(key, keys.iter().map(|key| key.name));
    meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"))
}

impl Reading {
    /// Creates a block with a reason.
    pub fn block(reason: impl Into<String>) -> Self {
        Self {
            decision: Some(Decision::Block),
            reason: Some(reason.into()),
            ..Self::default()
        }
    }

    /// Adds a remark.
    pub fn note(&mut self, code: NoteCode, message: impl Into<String>) {
        self.notes.push(Note::new(code, message));
    }

    /// Adds a remark: the agent does not read `what` on this event.
    pub fn no_effect(&mut self, what: &str) {
        self.note(
            NoteCode::SaidButNotCounted,
            format!("`{what}` has no effect here"),
        );
    }

    /// Adds a problem that makes the agent reject the whole object.
    pub fn refuse(&mut self, problem: impl Into<String>) {
        self.refused.push(problem.into());
    }

    /// Adds a remark for every key of the object that the dialect does not define, and for every key that must be an
    /// object but is a text with an object in it. Inner objects are examined too. Suggests the key of `keys` that was
    /// probably meant.
    pub(super) fn note_unknown(&mut self, object: &Object, keys: &[Key]) {
        for key in object.unknown() {
            let meant = did_you_mean(key, keys);
            let message = format!("`{}` is not a key of an answer{meant}", short_name(key));
            self.note(NoteCode::UnknownKey, message);
        }
        self.note_inside(object, keys);
    }

    /// Adds the remarks of [`note_unknown`](Self::note_unknown) on the objects inside an object, and on the object's
    /// keys that must be an object but are a text.
    fn note_inside(&mut self, object: &Object, keys: &[Key]) {
        for (outer, inner) in object.objects() {
            let is_outer = |key: &&Key| key.name == outer;
            let keys = match keys.iter().find(is_outer).map(|key| &key.holds) {
                Some(Holds::Object(keys)) => keys,
                _ => &[][..],
            };
            for key in inner.unknown() {
                let meant = did_you_mean(key, keys);
                let message = format!("`{}` is not a key of `{outer}`{meant}", short_name(key));
                self.note(NoteCode::UnknownKey, message);
            }
            self.note_inside(inner, keys);
        }
        // The key of a replacement can hold a text. But if the reading has no replacement, that text was not read. (A
        // block needs no replacement, so nothing is lost.)
        let is_lost = self.replacement.is_none() && self.decision != Some(Decision::Block);
        for key in object.packed_objects(is_lost) {
            let message = format!("`{key}` is not read: it is {PACKED}");
            self.note(NoteCode::SaidButNotCounted, message);
        }
    }

    /// Adds a remark for every duplicate key of the object.
    pub fn note_doubled(&mut self, object: &Object) {
        for key in object.doubled() {
            self.note(
                NoteCode::DuplicateKey,
                format!(
                    "`{}` appears twice; the strictest decision or the last value counts",
                    short_name(key)
                ),
            );
        }
    }

    /// Returns the object's strictest restriction (block, ask or stop) and whether the object stops
    /// the run. Returns `None` if the object restricts nothing. This function is used while a hook
    /// still runs, and again after the hook has ended.
    pub(crate) fn restraint(&self) -> Option<Restraint> {
        let decision = match self.decision {
            Some(Decision::Block) => Some(Restriction::Block),
            Some(Decision::Ask) => Some(Restriction::Ask),
            Some(Decision::Allow { .. }) | None => None,
        };
        Restraint::of(decision, self.stop.is_some())
    }

    /// Returns whether the object allows or replaces something.
    pub(super) fn loosens(&self) -> bool {
        matches!(self.decision, Some(Decision::Allow { .. })) || self.replacement.is_some()
    }

    /// Returns the kind of outcome that was printed, even in a part that the agent does not read. The report shows this
    /// kind for answers that have no effect. Returns `None` if there was no decision and no replacement.
    pub fn said(&self) -> Option<OutcomeKind> {
        match (self.decision, &self.replacement) {
            (Some(Decision::Block), _) => Some(OutcomeKind::Block),
            (Some(Decision::Ask), _) => Some(OutcomeKind::Ask),
            (_, Some(_)) => Some(OutcomeKind::Modify),
            (Some(Decision::Allow { .. }), None) => Some(OutcomeKind::Allow),
            (None, None) => self.unheard,
        }
    }

    /// Removes an allow or a replacement. An ask keeps the input that it asks about.
    pub(super) fn restricting_only(mut self) -> Self {
        // After a block the action is not performed, so drop the replacement.
        if matches!(self.decision, Some(Decision::Block)) {
            self.replacement = None;
        } else if self.decision != Some(Decision::Ask) && self.loosens() {
            (self.decision, self.reason, self.replacement) = (None, None, None);
        }
        self
    }

    /// Converts the reading to an answer, with replacements in the call's own fields. A replacement that does not fit
    /// the call becomes a block, because the hook did not want the original input to run.
    pub(super) fn answer(self, dialect: &dyn Dialect, payload: &Payload) -> HookAnswer {
        let content = match self.replacement {
            None => Ok(None),
            Some(Replacement::Verbatim(value)) => Ok(Some(value)),
            Some(Replacement::Unreadable) => {
                Err("a hook's replacement of the input cannot be read".to_owned())
            }
            Some(Replacement::Output(value)) => Ok(Some(dialect.output_back(payload, value))),
            Some(Replacement::Input(value)) => dialect.input_back(payload, value).map(Some),
        };
        // Clean the reason, because a hook wrote it and it is shown to the model, on terminals and in logs.
        let reason = self.reason.map(|reason| plain(&reason));
        let outcome = match (self.decision, content) {
            (Some(Decision::Block), _) => Outcome::block(reason.clone().unwrap_or_default()),
            // A decision other than a block becomes a block that names this problem. (A block was handled above and
            // keeps its reason.)
            (_, Err(problem)) => Outcome::block(problem),
            (Some(Decision::Ask), Ok(content)) => Outcome::ask(reason.clone(), content),
            (Some(Decision::Allow { grants: true }), Ok(content)) => Outcome::allow(content),
            (Some(Decision::Allow { grants: false }), Ok(content)) => Outcome::inert_allow(content),
            (None, Ok(Some(content))) => Outcome::modify(content),
            (None, Ok(None)) => Outcome::Proceed,
        };
        let mut answer = HookAnswer {
            reason: reason.filter(|_| outcome.message().is_none()),
            outcome,
            context: texts(&self.context),
            notices: texts(&self.notices),
            stop: self.stop.map(|reason| stop_reason(&reason)),
            env: self.env,
        };
        stop_decides(&mut answer, &payload.event);
        answer
    }
}

/// Lets a stop override the decision. On a gate (an event that can prevent an action) the stop becomes a block, except
/// on an event that an agent defines (`Other`). On `Stop` and `SubagentStop` the stop removes a block, because on these
/// events a block would make the agent continue.
fn stop_decides(answer: &mut HookAnswer, event: &HookEvent) {
    let Some(reason) = &answer.stop else {
        return;
    };
    match event.name().traits().block {
        // The agent ends its run only after this event. Without a block it would first run the call, send the prompt or
        // compact the conversation. So turn the stop into a block.
        BlockEffect::CallRefused
        | BlockEffect::PermissionDenied
        | BlockEffect::PromptDropped
        | BlockEffect::NotCompacted
            if answer.outcome.kind() != OutcomeKind::Block =>
        {
            answer.outcome = Outcome::block(reason.clone());
        }
        BlockEffect::GoesOn => answer.outcome = Outcome::Proceed,
        _ => {}
    }
}

/// Cleans the reason of a stop. A stop without a visible reason gets a default reason, because the stop must still take
/// effect.
fn stop_reason(reason: &str) -> String {
    let reason = plain(reason);
    match reason.is_empty() {
        true => NO_STOP_REASON.to_owned(),
        false => reason,
    }
}

/// Cleans texts for display. Does not cut them, because the router writes long texts to a file.
pub(super) fn texts(texts: &[String]) -> Vec<String> {
    texts
        .iter()
        .map(|text| uncut(text))
        .filter(|text| !text.is_empty())
        .collect()
}
