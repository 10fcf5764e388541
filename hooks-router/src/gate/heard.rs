//! Collects the answers of the hooks of one or more events about a call, in order.

use std::sync::Arc;

use hooks_types::answer::OutcomeKind;
use hooks_types::{EventName, HookSpec, Report};

use crate::dispatch::{Dispatched, Elsewhere, Questions};
use crate::messages::Messages;
use crate::session::Taken;

/// Everything that hooks said about one call, and the texts of background hooks that are delivered with it.
#[derive(Debug, Clone, Default)]
pub(super) struct Heard {
    /// The events that were fired for the call.
    dispatches: Vec<Dispatched>,
    /// The texts for the model, including texts of background hooks.
    contexts: Vec<String>,
    /// The texts for the user, including texts of background hooks.
    notices: Vec<String>,
    /// The number of events, counted from the first, whose questions the user has answered.
    answered: usize,
}

/// A position in [`Heard`]: how much was collected at a certain time.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mark {
    dispatches: usize,
    contexts: usize,
    notices: usize,
}

impl Heard {
    /// Adds an event with everything that its hooks said.
    pub(super) fn add(&mut self, dispatched: Dispatched) {
        self.contexts.extend_from_slice(dispatched.contexts());
        self.notices.extend_from_slice(dispatched.notices());
        self.dispatches.push(dispatched);
    }

    /// Adds pending texts of background hooks.
    pub(super) fn add_pending(&mut self, taken: Taken) {
        self.contexts.extend(taken.contexts);
        self.notices.extend(taken.notices);
    }

    /// Returns the last event; `None` if no hook matched the call.
    pub(super) fn last(&self) -> Option<&Dispatched> {
        self.dispatches.last()
    }

    /// Returns the events that were fired for the call.
    #[cfg(feature = "suspend")]
    pub(super) fn dispatches(&self) -> &[Dispatched] {
        &self.dispatches
    }

    /// Returns the last event after a position; `None` if there is no event after it.
    pub(super) fn last_since(&self, mark: Mark) -> Option<&Dispatched> {
        self.dispatches.get(mark.dispatches..)?.last()
    }

    /// Returns the texts that hooks added for the model.
    pub(super) fn contexts(&self) -> &[String] {
        &self.contexts
    }

    /// Returns the texts that hooks added for the user.
    pub(super) fn notices(&self) -> &[String] {
        &self.notices
    }

    /// Returns the first reason to end the run; `None` if the run goes on.
    pub(super) fn stop(&self) -> Option<&str> {
        self.dispatches.iter().find_map(Dispatched::stop)
    }

    /// Returns whether `hook` ran when `event` was fired for the call.
    pub(super) fn spoke(&self, event: &EventName, hook: &Arc<HookSpec>) -> bool {
        let fired = |dispatched: &&Dispatched| dispatched.payload().event.name() == *event;
        let mut fired = self.dispatches.iter().filter(fired);
        fired.any(|dispatched| dispatched.spoke(hook))
    }

    /// Returns a report for every event that was fired for the call.
    pub(super) fn reports(&self) -> Vec<Report> {
        self.dispatches.iter().map(Dispatched::report).collect()
    }

    /// Returns the position after everything that was collected so far.
    pub(super) fn mark(&self) -> Mark {
        Mark {
            dispatches: self.dispatches.len(),
            contexts: self.contexts.len(),
            notices: self.notices.len(),
        }
    }

    /// Returns the texts that hooks added for the model after a position.
    pub(super) fn contexts_since(&self, mark: Mark) -> &[String] {
        self.contexts.get(mark.contexts..).unwrap_or_default()
    }

    /// Returns the texts that hooks added for the user after a position.
    pub(super) fn notices_since(&self, mark: Mark) -> &[String] {
        self.notices.get(mark.notices..).unwrap_or_default()
    }

    /// Returns the reports of the events before a position.
    pub(super) fn reports_until(&self, mark: Mark) -> Vec<Report> {
        let until = self.dispatches.get(..mark.dispatches).unwrap_or_default();
        until.iter().map(Dispatched::report).collect()
    }

    /// Returns the reports of the events after a position.
    pub(super) fn reports_since(&self, mark: Mark) -> Vec<Report> {
        let since = self.dispatches.get(mark.dispatches..).unwrap_or_default();
        since.iter().map(Dispatched::report).collect()
    }

    /// Records that the user has answered every question so far.
    pub(super) fn answer(&mut self) {
        self.answered = self.dispatches.len();
    }

    /// Returns the first event whose question is not answered; `None` if every question is answered.
    pub(super) fn asks(&self) -> Option<&Dispatched> {
        // An answer of the user answers all questions that were asked before it. So look only at the events after the
        // answer.
        let mut open = self.dispatches.iter().skip(self.answered);
        open.find(|dispatched| dispatched.outcome() == OutcomeKind::Ask)
    }

    /// Returns the questions that are not answered, each once.
    pub(super) fn questions(&self) -> Vec<&str> {
        let mut questions: Vec<&str> = Vec::new();
        for dispatched in self.dispatches.iter().skip(self.answered) {
            let unknown = dispatched.questions().into_iter();
            let unknown: Vec<_> = unknown.filter(|text| !questions.contains(text)).collect();
            questions.extend(unknown);
        }
        questions
    }

    /// Returns `about`, the text of a result or a refusal, followed by all texts of hooks. `elsewhere` says which texts
    /// of hooks `about` already contains.
    pub(super) fn messages(&self, about: &str, elsewhere: Elsewhere) -> Messages {
        let mut messages = Messages::default();
        messages.tell_model(about);
        for (place, dispatched) in self.dispatches.iter().enumerate() {
            let elsewhere = Elsewhere {
                // The refusal is about the last event. So only for the last event does it contain the message of the
                // deciding hook.
                decision: elsewhere.decision && place + 1 == self.dispatches.len(),
                questions: match place < self.answered {
                    true => Questions::Answered,
                    false => elsewhere.questions,
                },
            };
            dispatched.tell_reasons(&mut messages, elsewhere);
        }
        self.contexts
            .iter()
            .for_each(|text| messages.tell_model(text));
        self.notices
            .iter()
            .for_each(|text| messages.tell_user(text));
        // Add the reasons to end the run last, so that the text for the user ends with them.
        for dispatched in &self.dispatches {
            dispatched.tell_stops(&mut messages);
        }
        messages
    }
}
