//! Everything hooks said to one event, for those who read it.

use hooks_types::HookEvent;
use hooks_types::answer::OutcomeKind;

use super::outcome::Dispatched;
use crate::messages::{Messages, Reader, reader_of_reason};

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
        for reason in self.reasons() {
            match self.reader() {
                Reader::Model => messages.tell_model(reason),
                Reader::User => messages.tell_user(reason),
            }
        }
        let (contexts, notices) = (self.contexts().iter(), self.notices().iter());
        contexts.for_each(|text| messages.tell_model(text));
        notices.for_each(|text| messages.tell_user(text));
        messages.end_run(self.stop());
        messages
    }

    /// Who is to read the reasons.
    pub(crate) fn reader(&self) -> Reader {
        let traits = self.payload().event.name().traits();
        reader_of_reason(traits, self.outcome())
    }

    /// The reasons of all hooks whose word had the weight that decided, in their order.
    pub(crate) fn reasons(&self) -> Vec<&str> {
        let mut reasons: Vec<&str> = self.message().into_iter().collect();
        for reason in self.reasons_of(self.outcome()) {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        reasons
    }
}
