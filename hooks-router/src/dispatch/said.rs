//! Everything hooks said to one event, for those who read it.

use std::borrow::Cow;

use hooks_types::answer::OutcomeKind;
use hooks_types::report::Failure;
use hooks_types::{HookEvent, HookSpec};

use super::entry::{Entry, Finished, Pass};
use super::outcome::Dispatched;
use crate::messages::{Messages, Reader, reader_of_reason};

/// What has become of the questions of the hooks that ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Questions {
    /// The user is to read them.
    Open,
    /// The user has read them.
    Answered,
    /// There was nobody to ask, and the model reads them in the refusal.
    InRefusal,
    /// Nobody was asked, because something else decided.
    NeverPut,
}

/// What is told elsewhere of what hooks said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Elsewhere {
    /// The message of the hook that decided: the model reads it in the refusal.
    pub(crate) decision: bool,
    pub(crate) questions: Questions,
}

impl Elsewhere {
    pub(crate) const NOTHING: Self = Self {
        decision: false,
        questions: Questions::Open,
    };
}

/// One text of a hook, with who is to read it.
type Word<'a> = (Reader, Cow<'a, str>);

impl Dispatched {
    /// Everything hooks said to the event. A prompt that goes to the model is the first part of the
    /// text for the model.
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

    /// Adds why hooks decided as they did, and what they said beside a decision that did not prevail.
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
            // Two hooks that say the same are heard once.
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

    /// Adds that the run ends: the first reason is that of the run, the others are for the user.
    pub(crate) fn tell_stops(&self, messages: &mut Messages) {
        messages.end_run(self.stop());
        let mut known: Vec<(&str, &str)> = Vec::new();
        for (entry, finished, _) in self.votes() {
            let Some(reason) = finished.judged.vote.stop.as_deref() else {
                continue;
            };
            let stop = (entry.spec.id.as_str(), reason);
            // What a hook says in both of its runs is said once.
            if known.contains(&stop) {
                continue;
            }
            if !known.is_empty() {
                messages.tell_user(format!("the hook `{}` ended the run too: {reason}", stop.0));
            }
            known.push(stop);
        }
    }

    /// The questions of the hooks whose ask counted, in their order, each once.
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

    /// The texts of one hook.
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
            // What a stop becomes when it was blocked too often, its notice tells.
            OutcomeKind::Block if self.outcome() != OutcomeKind::Block => {}
            OutcomeKind::Block => {
                let reader = self.reader();
                if reader == Reader::User || !elsewhere.decision {
                    say(reader, message.into());
                }
                if broken.is_some() || finished.refused.is_some() {
                    // Who can mend the hook learns of it too.
                    say(Reader::User, message.into());
                }
            }
            OutcomeKind::Ask => match elsewhere.questions {
                Questions::Answered => {}
                Questions::Open => say(Reader::User, message.into()),
                _ if broken.is_some() => say(Reader::User, message.into()),
                Questions::InRefusal => {}
                Questions::NeverPut if elsewhere.decision => {}
                Questions::NeverPut => say(Reader::User, never_asked(&entry.spec, message).into()),
            },
            _ if broken.is_some_and(tells_the_user_itself) => {}
            _ => say(Reader::User, message.into()),
        }
    }

    /// Hooks without a verdict that were waited for and failed.
    fn broken_beside(&self) -> impl Iterator<Item = &str> {
        let entries = self.entries().iter();
        let runs = entries.flat_map(|entry| [Pass::First, Pass::Final].map(|p| entry.ran_in(p)));
        runs.flatten().filter_map(|finished| {
            let failure = finished.judged.failure.as_ref()?;
            let told = finished.votes || tells_the_user_itself(failure);
            finished.judged.vote.message.as_deref().filter(|_| !told)
        })
    }

    /// Who is to read the reasons.
    fn reader(&self) -> Reader {
        let traits = self.payload().event.name().traits();
        reader_of_reason(traits, self.outcome())
    }
}

/// Whether a failure has words for the user by the rules of its hook's agent.
pub(super) fn tells_the_user_itself(failure: &Failure) -> bool {
    !failure.notices.is_empty()
}

/// A question that nobody was asked.
fn never_asked(spec: &HookSpec, question: &str) -> String {
    format!("the hook `{}` would have asked: {question}", spec.id)
}
