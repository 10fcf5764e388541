//! Sorts the texts of one event's hooks by reader.
//!
//! The model reads the reasons to which it must react; the user reads everything else. A text that the messages already
//! contain, such as the reason in a refusal, is not repeated.

use std::borrow::Cow;

use hooks_types::answer::OutcomeKind;
use hooks_types::report::Failure;
use hooks_types::text::short_name;
use hooks_types::{HookEvent, HookSpec};

use super::entry::{Entry, Finished, Pass};
use super::outcome::Dispatched;
use crate::messages::{Messages, Reader, reader_of_reason};

/// Whether the user must still read the questions of hooks that ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Questions {
    /// The user must still read the questions.
    Open,
    /// The user has read the questions.
    Answered,
    /// No user can be asked, and the refusal contains the questions.
    InRefusal,
    /// The questions were not put to the user, because the decision about the call did not need an answer to them.
    NeverPut,
}

/// Says which texts of hooks need not be repeated, because the refusal contains them or the user has read them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Elsewhere {
    /// Whether the refusal contains the message of the hook that decided.
    pub(crate) decision: bool,
    /// Whether the user must still read the questions of hooks that ask.
    pub(crate) questions: Questions,
}

impl Elsewhere {
    /// The value for messages without a refusal, when no text of a hook has been passed on yet.
    pub(crate) const NOTHING: Self = Self {
        decision: false,
        questions: Questions::Open,
    };
}

/// One text of a hook, with its reader.
type Word<'a> = (Reader, Cow<'a, str>);

impl Dispatched {
    /// Returns all texts of the hooks about the event. A submitted prompt is the first part of the text for the
    /// model.
    pub fn messages(&self) -> Messages {
        let mut messages = Messages::default();
        if let HookEvent::UserPromptSubmit(prompt) = self.event()
            && self.outcome() != OutcomeKind::Block
            && self.stop().is_none()
        {
            messages.tell_model(&prompt.user_message);
        }
        self.tell_reasons(&mut messages, Elsewhere::NOTHING);
        let (contexts, notices) = (self.contexts().iter(), self.notices().iter());
        contexts.for_each(|text| messages.tell_model(text));
        notices.for_each(|text| messages.tell_user(text));
        self.tell_stops(&mut messages);
        messages
    }

    /// Adds the reasons of the hooks' decisions to the messages, even if a decision did not win. Leaves out the texts
    /// that `elsewhere` names.
    pub(crate) fn tell_reasons(&self, messages: &mut Messages, elsewhere: Elsewhere) {
        let mut told: Vec<Word<'_>> = Vec::new();
        let mut words: Vec<Word<'_>> = Vec::new();
        for (entry, finished, counted) in self.votes() {
            let elsewhere = Elsewhere {
                decision: elsewhere.decision && self.is_decided_by(finished),
                ..elsewhere
            };
            self.say_why(entry, finished, counted, elsewhere, &mut words);
        }
        words.extend(self.broken_beside().map(|text| (Reader::User, text.into())));
        for word in words {
            // If several hooks give the same text, the text is passed on only once.
            if told.contains(&word) {
                continue;
            }
            match word.0 {
                Reader::Model => messages.tell_model(word.1.as_ref()),
                Reader::User => messages.tell_user(word.1.as_ref()),
            }
            told.push(word);
        }
    }

    /// Records in the messages that a hook ended the run, with the first reason. All later reasons become notices for
    /// the user.
    pub(crate) fn tell_stops(&self, messages: &mut Messages) {
        messages.end_run(self.stop());
        let mut known: Vec<(&str, &str)> = Vec::new();
        for (entry, finished, _) in self.votes() {
            let Some(reason) = finished.judged.vote.stop.as_deref() else {
                continue;
            };
            let stop = (entry.spec.id.as_str(), reason);
            // If a hook gives the same reason in both of its runs, the reason is passed on only once.
            if known.contains(&stop) {
                continue;
            }
            if !known.is_empty() {
                messages.tell_user(format!(
                    "the hook `{}` ended the run too: {reason}",
                    short_name(stop.0)
                ));
            }
            known.push(stop);
        }
    }

    /// Returns the questions of all hooks whose ask took effect, in config order. A question that several hooks ask
    /// is returned once.
    pub(crate) fn questions(&self) -> Vec<&str> {
        let mut questions: Vec<&str> = Vec::new();
        for (_, finished, counted) in self.votes() {
            let question = finished.judged.vote.message.as_deref();
            if counted == OutcomeKind::Ask
                && let Some(question) = question
                && !questions.contains(&question)
            {
                questions.push(question);
            }
        }
        questions
    }

    /// Adds the reason of one hook's decision.
    fn say_why<'a>(
        &self,
        entry: &Entry,
        finished: &'a Finished,
        counted: OutcomeKind,
        elsewhere: Elsewhere,
        words: &mut Vec<Word<'a>>,
    ) {
        let mut say = |reader, text| words.push((reader, text));
        let vote = &finished.judged.vote;
        if let Some(reason) = finished.refused.as_ref().and_then(|r| r.reason.as_deref()) {
            say(Reader::User, reason.into());
        }
        let Some(message) = vote.message.as_deref() else {
            return;
        };
        let broken = finished.judged.failure.as_ref();
        match counted {
            // The hook blocks, but the event is not blocked: the stop was blocked too often before and now succeeds. A
            // notice already says this, so do not repeat the message.
            OutcomeKind::Block if self.outcome() != OutcomeKind::Block => {}
            OutcomeKind::Block => {
                let reader = self.reader();
                // If the model reads a refusal that already contains the reason of the deciding hook, do not repeat
                // this reason.
                if reader == Reader::User || !elsewhere.decision {
                    say(reader, message.into());
                }
                if broken.is_some() || finished.refused.is_some() {
                    // The user can repair the hook, so the user reads it too.
                    say(Reader::User, message.into());
                }
            }
            OutcomeKind::Ask => match elsewhere.questions {
                Questions::Answered => {}
                Questions::Open => say(Reader::User, message.into()),
                // The hook failed, and asked no question. Its message describes the failure. The user must read it,
                // because the user can repair the hook.
                _ if broken.is_some() => say(Reader::User, message.into()),
                Questions::InRefusal => {}
                // The refusal already contains the text of this hook.
                Questions::NeverPut if elsewhere.decision => {}
                Questions::NeverPut => say(Reader::User, never_asked(&entry.spec, message).into()),
            },
            // If the failure has its own notices, leave its message out, because the message would say the same as
            // the notices.
            _ if broken.is_some_and(tells_the_user_itself) => {}
            _ => say(Reader::User, message.into()),
        }
    }

    /// Yields the messages of background hooks that were waited for and failed. They have no vote, so a search
    /// through the votes, as in [`tell_reasons`](Self::tell_reasons), does not find them.
    fn broken_beside(&self) -> impl Iterator<Item = &str> {
        let entries = self.entries().iter();
        let runs = entries.flat_map(|entry| [Pass::First, Pass::Final].map(|p| entry.ran_in(p)));
        runs.flatten().filter_map(|finished| {
            let failure = finished.judged.failure.as_ref()?;
            let told = finished.votes || tells_the_user_itself(failure);
            finished.judged.vote.message.as_deref().filter(|_| !told)
        })
    }

    /// Returns who reads the reasons: the model or the user.
    fn reader(&self) -> Reader {
        let traits = self.payload().event.name().traits();
        reader_of_reason(traits, self.outcome())
    }
}

/// Returns whether a failure comes with notices for the user, which the rules of the hook's agent demand.
pub(super) fn tells_the_user_itself(failure: &Failure) -> bool {
    !failure.notices.is_empty()
}

/// Returns the notice about a question that was not asked.
fn never_asked(spec: &HookSpec, question: &str) -> String {
    format!(
        "the hook `{}` would have asked: {question}",
        short_name(&spec.id)
    )
}
