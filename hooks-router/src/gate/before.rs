//! The gate before a tool runs.

use hooks_types::{
    EventName, EventRef, HookEvent, OutcomeKind, Payload, PreToolUse, Report, ToolCall,
};

use super::approved::{ApprovedCall, PendingCall};
use super::passage::Passage;
use super::response::{Refusal, ToolResponse};
use crate::dispatch::DispatchOptions;
use crate::session::Session;

/// The verdict on a tool call.
#[derive(Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "an arm for verdicts nobody knows would be an arm that runs or drops calls unseen"
)]
#[must_use = "a call runs only with the approved call inside"]
pub enum Gate<'a> {
    /// It may run, with the input inside.
    Run(ApprovedCall<'a>),
    /// The user is to be asked.
    Ask(PendingCall<'a>),
    /// It does not run; this is what the model is told.
    Blocked(ToolResponse),
}

impl Gate<'_> {
    /// Texts for the model.
    #[must_use]
    pub fn contexts(&self) -> &[String] {
        match self {
            Self::Run(call) => call.contexts(),
            Self::Ask(call) => call.contexts(),
            Self::Blocked(response) => response.contexts(),
        }
    }

    /// Texts for the user.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        match self {
            Self::Run(call) => call.notices(),
            Self::Ask(call) => call.notices(),
            Self::Blocked(response) => response.notices(),
        }
    }

    /// A hook ended the run, and why. Then the call is blocked too.
    #[must_use]
    pub fn stop(&self) -> Option<&str> {
        match self {
            Self::Blocked(response) => response.stop(),
            Self::Run(_) | Self::Ask(_) => None,
        }
    }

    /// What happened to each hook.
    #[must_use]
    pub fn report(&self) -> Report {
        match self {
            Self::Run(call) => call.report(),
            Self::Ask(call) => call.report(),
            Self::Blocked(response) => response.report(),
        }
    }
}

impl Session {
    /// Fires PreToolUse for a call and says whether it may run.
    ///
    /// Where no hook is for the call, nothing is built and nothing allocated.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the hooks that are waited for; the call has no verdict then.
    pub async fn before<'a>(&self, call: &'a ToolCall) -> Gate<'a> {
        self.before_with(call, DispatchOptions::default()).await
    }

    /// The same, with a say in how.
    pub async fn before_with<'a>(&self, call: &'a ToolCall, options: DispatchOptions) -> Gate<'a> {
        let name = EventName::PreToolUse;
        let meta = self.meta();
        let event = EventRef::call_at(&name, call);
        let selected = self.shared().index.select(&name, event, &meta);
        let mut passage = Passage::new(self, call);
        if selected.is_empty() {
            return Gate::Run(ApprovedCall::new(passage));
        }
        let payload = Payload::new(meta, PreToolUse::new(call.clone()));
        // Boxed: the state of a dispatch is no part of the path on which nothing is selected.
        let dispatched = Box::pin(self.dispatch_selected(payload, selected, options)).await;
        passage.hear(dispatched.clone());
        if let Some(refusal) = Refusal::of(&dispatched) {
            return Gate::Blocked(ToolResponse::new(refusal, passage));
        }
        if let Some(HookEvent::PreToolUse(event)) = dispatched.changed() {
            passage.change(event.call.clone());
        }
        if dispatched.outcome() == OutcomeKind::Ask {
            return Gate::Ask(PendingCall::new(passage, dispatched));
        }
        passage.granted = dispatched.grants();
        Gate::Run(ApprovedCall::new(passage))
    }
}
