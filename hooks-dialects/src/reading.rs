//! What one answer object says, before the ending and the event decide what of it counts.

use hooks_types::dialect::{Object, Restraint, Restriction, uncut};
use hooks_types::{
    BlockEffect, Cause, Delivery, EventRef, Failure, HookAnswer, HookEvent, Note, NoteCode,
    Outcome, OutcomeKind, Payload, plain,
};
use serde_json::Value;

use super::{project, remarks};
use crate::tools::Tools;

/// What one answer object says.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// The decision in it.
    pub(crate) decision: Option<Decision>,
    /// Why.
    pub(crate) reason: Option<String>,
    /// What it puts in place of input, output or anything else the event is about.
    pub(crate) replacement: Option<Replacement>,
    /// Texts for the model.
    pub(crate) context: Vec<String>,
    /// Texts for the user.
    pub(crate) notices: Vec<String>,
    /// End the run, and why.
    pub(crate) stop: Option<String>,
    /// What was decided in a part that is not for this event, for the row only.
    pub(crate) unheard: Option<OutcomeKind>,
    /// What makes its agent drop the whole object.
    pub(crate) refused: Vec<String>,
    /// Remarks.
    pub(crate) notes: Vec<Note>,
}

/// A decision in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Leave to do it; whether its agent honours that.
    Allow {
        /// False: reported, but grants nothing.
        grants: bool,
    },
    /// The user is asked.
    Ask,
    /// It is not done.
    Block,
}

/// What a replacement stands for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Replacement {
    /// The call's input, with the dialect's fields.
    Input(Value),
    /// What the tool returned, in the dialect's shape.
    Output(Value),
    /// Anything else the event is about; passed on as it is.
    Verbatim(Value),
    /// An input that cannot be read. An ask about it is a block: a yes would run the original.
    Unreadable,
}

/// The longest text of a replacement that a message shows.
const SHOWN: usize = 2_000;

impl Reading {
    /// How the object restricts.
    pub(crate) fn restraint(&self) -> Option<Restraint> {
        let decision = match self.decision {
            Some(Decision::Block) => Some(Restriction::Block),
            Some(Decision::Ask) => Some(Restriction::Ask),
            Some(Decision::Allow { .. }) | None => None,
        };
        Restraint::of(decision, self.stop.is_some())
    }

    /// How strictly it restricts.
    pub(crate) fn restriction(&self) -> Option<Restriction> {
        Some(self.restraint()?.restriction)
    }

    /// Whether it gives leave or puts something in another's place.
    pub(crate) fn loosens(&self) -> bool {
        matches!(self.decision, Some(Decision::Allow { .. })) || self.replacement.is_some()
    }

    /// The kind of outcome that was printed, for rows of answers that cannot count.
    pub(crate) fn said(&self) -> Option<OutcomeKind> {
        match (self.decision, &self.replacement) {
            (Some(Decision::Block), _) => Some(OutcomeKind::Block),
            (Some(Decision::Ask), _) => Some(OutcomeKind::Ask),
            (_, Some(_)) => Some(OutcomeKind::Modify),
            (Some(Decision::Allow { .. }), None) => Some(OutcomeKind::Allow),
            (None, None) => self.unheard,
        }
    }

    /// Only what restricts: the decision, its reason, and what is said beside it. An ask keeps the
    /// input it asks about.
    pub(crate) fn restricting_only(mut self) -> Self {
        if matches!(self.decision, Some(Decision::Allow { .. })) {
            self.decision = None;
        }
        if self.decision != Some(Decision::Ask) {
            self.replacement = None;
        }
        self
    }

    /// A remark that the object was refused by its agent and yet counts.
    pub(crate) fn count_despite_refusal(&mut self) {
        for problem in std::mem::take(&mut self.refused) {
            self.notes.push(Note::new(
                NoteCode::Stricter,
                format!("counts although its agent would refuse it: {problem}"),
            ));
        }
    }

    /// Takes up remarks on keys that were said twice.
    pub(crate) fn note_duplicates(&mut self, object: &Object) {
        remarks::doubled(object, &mut self.notes);
    }

    /// The answer, with replacements brought back to the call's own fields.
    pub(crate) fn answer(self, tools: &'static Tools, payload: &Payload) -> HookAnswer {
        let content = match self.replacement {
            None => Ok(None),
            Some(replacement) => replaced(tools, payload, replacement).map(Some),
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
        let mut answer = HookAnswer::new(outcome);
        answer.reason = match answer.outcome {
            Outcome::Allow { .. } | Outcome::Modify { .. } => reason,
            _ => None,
        };
        answer.context = texts(&self.context);
        answer.notices = texts(&self.notices);
        answer.stop = self.stop;
        stop_decides(&mut answer, &payload.event);
        answer
    }
}

/// A run that is ended does not do what the event was asked about, and does not go on at a stop.
pub(crate) fn stop_decides(answer: &mut HookAnswer, event: &HookEvent) {
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

fn replaced(
    tools: &'static Tools,
    payload: &Payload,
    replacement: Replacement,
) -> Result<Value, String> {
    let event = EventRef::Payload(payload);
    match (replacement, event.call()) {
        (Replacement::Verbatim(value), _) => Ok(value),
        (Replacement::Unreadable, _) => {
            Err("a hook asks about an input that cannot be read".to_owned())
        }
        (Replacement::Output(value), _) => Ok(project::output_back(&payload.event, value)),
        (Replacement::Input(value), None) => Ok(value),
        (Replacement::Input(value), Some(call)) => {
            let wanted = shown(&value);
            project::content_back(tools, call, &payload.meta, value).map_err(|problem| {
                format!("a hook's replacement of the input cannot be used: {problem}; it wanted {wanted}")
            })
        }
    }
}

/// A value as text for a message, cut.
pub(crate) fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if text.chars().count() <= SHOWN {
        return plain(&text);
    }
    let head: String = text.chars().take(SHOWN).collect();
    format!("{} ...", plain(&head))
}

/// The answer of an object, where it may count: what loosens needs the whole payload, and no
/// decision or replacement that is said twice. A stop beside it counts without it.
pub(crate) fn whole(
    mut answer: HookAnswer,
    object: &Object,
    delivery: Delivery,
) -> Result<HookAnswer, Failure> {
    let kind = answer.outcome.kind();
    let failure = match (object.doubled_decision(), delivery) {
        _ if !matches!(kind, OutcomeKind::Allow | OutcomeKind::Modify) => return Ok(answer),
        (Some(key), _) => Failure::new(Cause::BadAnswer, format!("`{key}` is said twice")),
        // It grants nothing, so there is nothing to lose.
        (None, Delivery::Partial { written }) if answer.outcome != Outcome::inert_allow(None) => {
            Failure::new(
                Cause::NotDelivered,
                format!("it answered {kind} but had read only {written} bytes of its payload"),
            )
        }
        (None, _) => return Ok(answer),
    };
    if answer.stop.is_some() {
        answer.outcome = Outcome::Proceed;
        return Ok(answer);
    }
    Err(failure.having_said(kind))
}

/// What of an answer restricts, for one that was not said cleanly.
pub(crate) fn restricting(mut answer: HookAnswer) -> HookAnswer {
    if matches!(
        answer.outcome.kind(),
        OutcomeKind::Allow | OutcomeKind::Modify
    ) {
        answer.outcome = Outcome::Proceed;
    }
    answer
}
