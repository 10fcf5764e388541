//! What one object says in its dialect, and the answer that it makes.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::answer::HookAnswer;
use crate::dialect::Dialect;
use crate::event::{BlockEffect, HookEvent};
use crate::note::{Note, NoteCode};
use crate::outcome::{Outcome, OutcomeKind};
use crate::payload::Payload;
use crate::reader::Object;
use crate::text::{plain, uncut};
use crate::wire::{Restraint, Restriction};

/// What one object, or a text that is no object, says in its dialect.
///
/// A [`Dialect`] fills it in; what of it counts is decided elsewhere, by how the hook ended and what
/// stood around the object.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
#[must_use = "a block is lost with it"]
pub struct Reading {
    /// The decision.
    pub decision: Option<Decision>,
    /// The reason of the decision.
    pub reason: Option<String>,
    /// What replaces the call's input, the tool's output or anything else the event is about.
    pub replacement: Option<Replacement>,
    /// Texts for the model.
    pub context: Vec<String>,
    /// Texts for the user.
    pub notices: Vec<String>,
    /// The reason to end the run, if it ends it.
    pub stop: Option<String>,
    /// Variables for later commands of the session.
    pub env: BTreeMap<String, String>,
    /// What was decided in a part that the agent does not read here. Only rows show it.
    pub unheard: Option<OutcomeKind>,
    /// Problems for which the agent drops the whole object.
    pub refused: Vec<String>,
    /// Remarks for the row.
    pub notes: Vec<Note>,
}

/// A decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Decision {
    /// The agent may go on.
    Allow {
        /// Whether the agent honours that; if not, it is reported and grants nothing.
        grants: bool,
    },
    /// The user is asked.
    Ask,
    /// What the event is about is not done.
    Block,
}

/// A replacement.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Replacement {
    /// The call's input, in the dialect's fields. Of other events than calls it is passed on.
    Input(Value),
    /// What the tool returned, in the dialect's fields.
    Output(Value),
    /// Anything else the event is about. It is passed on as it is.
    Verbatim(Value),
    /// An input that cannot be read. An ask about it is a block: a yes would run the original.
    Unreadable,
}

impl Reading {
    /// A block with a reason.
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

    /// Adds the remark that something was said where the agent does not read it.
    pub fn no_effect(&mut self, what: &str) {
        self.note(
            NoteCode::SaidButNotCounted,
            format!("`{what}` has no effect here"),
        );
    }

    /// Adds a problem for which the agent drops the whole object.
    pub fn refuse(&mut self, problem: impl Into<String>) {
        self.refused.push(problem.into());
    }

    /// Adds a remark for every key of the object that no answer of its dialect has.
    pub(super) fn note_unknown(&mut self, object: &Object) {
        for key in object.unknown() {
            let message = format!("`{}` is no key of an answer", plain(key));
            self.note(NoteCode::UnknownKey, message);
        }
    }

    /// Adds a remark for every key of the object that was said twice.
    pub fn note_doubled(&mut self, object: &Object) {
        for key in object.doubled() {
            self.note(
                NoteCode::DuplicateKey,
                format!("`{key}` is said twice; the strictest decision or the last value counts"),
            );
        }
    }

    /// How strictly the object restricts. The scanner of running hooks and the judgement of ended
    /// ones both ask here.
    pub(crate) fn restraint(&self) -> Option<Restraint> {
        let decision = match self.decision {
            Some(Decision::Block) => Some(Restriction::Block),
            Some(Decision::Ask) => Some(Restriction::Ask),
            Some(Decision::Allow { .. }) | None => None,
        };
        Restraint::of(decision, self.stop.is_some())
    }

    /// Whether it allows or replaces something.
    pub(super) fn loosens(&self) -> bool {
        matches!(self.decision, Some(Decision::Allow { .. })) || self.replacement.is_some()
    }

    /// The kind of outcome that was printed, for rows of answers that do not count.
    pub fn said(&self) -> Option<OutcomeKind> {
        match (self.decision, &self.replacement) {
            (Some(Decision::Block), _) => Some(OutcomeKind::Block),
            (Some(Decision::Ask), _) => Some(OutcomeKind::Ask),
            (_, Some(_)) => Some(OutcomeKind::Modify),
            (Some(Decision::Allow { .. }), None) => Some(OutcomeKind::Allow),
            (None, None) => self.unheard,
        }
    }

    /// Without an allow or a replacement. An ask keeps the input it asks about.
    pub(super) fn restricting_only(mut self) -> Self {
        if matches!(self.decision, Some(Decision::Block)) {
            self.replacement = None;
        } else if self.decision != Some(Decision::Ask) && self.loosens() {
            (self.decision, self.reason, self.replacement) = (None, None, None);
        }
        self
    }

    /// The answer, with replacements in the call's own fields. A replacement that does not fit the
    /// call is a block: running the original is not what the hook wanted.
    pub(super) fn answer(self, dialect: &dyn Dialect, payload: &Payload) -> HookAnswer {
        let content = match self.replacement {
            None => Ok(None),
            Some(Replacement::Verbatim(value)) => Ok(Some(value)),
            Some(Replacement::Unreadable) => {
                Err("a hook put an input in place that cannot be read".to_owned())
            }
            Some(Replacement::Output(value)) => Ok(Some(dialect.output_back(payload, value))),
            Some(Replacement::Input(value)) => dialect.input_back(payload, value).map(Some),
        };
        let reason = self.reason.map(|reason| plain(&reason));
        let outcome = match (self.decision, content) {
            (Some(Decision::Block), _) => Outcome::block(reason.clone().unwrap_or_default()),
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
            stop: self.stop,
            env: self.env,
        };
        stop_decides(&mut answer, &payload.event);
        answer
    }
}

/// A stop on a gate blocks, and a stop at a stop beats a block that would go on.
fn stop_decides(answer: &mut HookAnswer, event: &HookEvent) {
    let Some(reason) = &answer.stop else {
        return;
    };
    match event.name().traits().block {
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

/// Texts made fit to show but not cut: the router writes what is too long to a file.
fn texts(texts: &[String]) -> Vec<String> {
    texts
        .iter()
        .map(|text| uncut(text))
        .filter(|text| !text.is_empty())
        .collect()
}
