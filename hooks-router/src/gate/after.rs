//! After a tool has run.

use hooks_types::answer::OutcomeKind;
use hooks_types::event::{PostToolUse, PostToolUseFailure};
use hooks_types::wire::EventRef;
use hooks_types::{EventName, HookEvent, Payload, Report};
use tokio::time::Instant;

use super::approved::ApprovedCall;
use super::call_trail::CallTrail;
use super::heard::Mark;
use super::tool_result::ToolResult;
use crate::dispatch::{DispatchOptions, Dispatched, Elsewhere};
use crate::messages::Messages;
use crate::session::Session;

/// What is to be made of a tool's result.
#[derive(Debug, Clone)]
#[non_exhaustive]
#[must_use = "hooks may have replaced the result, objected to it or ended the run"]
pub struct After {
    /// The result for the model, with a replaced output in place.
    pub result: ToolResult,
    /// What the first hook that objects has to say to the model about it.
    pub feedback: Option<String>,
    passage: Box<CallTrail<'static>>,
    /// What had been said to the call before.
    before: Mark,
    event: EventName,
}

impl After {
    /// Everything about the call: the result as text, feedback, and what hooks said from the gate to
    /// here. What [`Gate::messages`](crate::Gate::messages) had is in it.
    pub fn messages(&self) -> Messages {
        let heard = self.passage.heard();
        heard.messages(&self.result.text(), Elsewhere::NOTHING)
    }

    /// What hooks made of the call, and said to it: before it ran, then about the result.
    #[must_use]
    pub fn passage(&self) -> &CallTrail<'static> {
        &self.passage
    }

    /// Texts for the model about the result, beside the feedback.
    #[must_use]
    pub fn contexts(&self) -> &[String] {
        self.passage.heard().contexts_since(self.before)
    }

    /// Texts for the user about the result.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        self.passage.heard().notices_since(self.before)
    }

    /// End the run, and why.
    #[must_use]
    pub fn stop(&self) -> Option<&str> {
        self.passage.heard().stop()
    }

    /// What happened to each hook.
    #[must_use]
    pub fn report(&self) -> Report {
        match self.dispatched() {
            Some(dispatched) => dispatched.report(),
            None => self.passage.unheard(&self.event),
        }
    }

    /// A report for every event that was fired for the call, in order, this one last.
    #[must_use]
    pub fn reports(&self) -> Vec<Report> {
        let heard = self.passage.heard();
        let mut reports = heard.reports_until(self.before);
        if reports.is_empty() {
            reports.push(self.passage.unheard(&EventName::PreToolUse));
        }
        reports.push(self.report());
        reports
    }

    /// Everything hooks said about the result; none where no hook is for it.
    #[must_use]
    pub fn dispatched(&self) -> Option<&Dispatched> {
        self.passage.heard().last_since(self.before)
    }
}

impl Session {
    /// Fires PostToolUse, or PostToolUseFailure, for a call that ran. Its duration is counted from
    /// the approval. Where no hook is for it, no payload is built.
    ///
    /// The hooks of this session hear of it. An approval is meant to go back to the session that
    /// gave it; given to another, that one's hooks are told, and no other.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the hooks that are waited for.
    pub async fn after(&self, approved: ApprovedCall<'_>, result: impl Into<ToolResult>) -> After {
        let options = DispatchOptions::default();
        self.after_with(approved, result, options).await
    }

    /// Like `after`, with explicit options.
    ///
    /// # Cancel safety
    ///
    /// As for `after`.
    pub async fn after_with(
        &self,
        approved: ApprovedCall<'_>,
        result: impl Into<ToolResult>,
        options: DispatchOptions,
    ) -> After {
        let (passage, since) = approved.into_parts();
        self.after_run(passage, since, result.into(), options).await
    }

    /// Fires the event for a call whose approval the handler has kept.
    pub(super) async fn after_run(
        &self,
        passage: CallTrail<'_>,
        since: Instant,
        result: ToolResult,
        options: DispatchOptions,
    ) -> After {
        let event = match &result {
            ToolResult::Completed(_) => EventName::PostToolUse,
            ToolResult::Failed { .. } => EventName::PostToolUseFailure,
        };
        let meta = self.meta();
        let selected = self.select(EventRef::call_at(&event, passage.call()), &meta);
        let mut after = After {
            before: passage.heard().mark(),
            passage: Box::new(passage.into_owned()),
            result,
            feedback: None,
            event,
        };
        if !selected.is_empty() || self.observers().hear(false) {
            let payload = Payload::new(meta, after.to_event(since));
            let dispatched = self.dispatch_selected(payload, selected, options).await;
            after.take_up(dispatched);
        }
        if after.stop().is_none() {
            // Nothing is awaited from here on, so no text is taken and lost.
            let pending = self.pending().take();
            after.passage.heard_mut().add_pending(pending);
        }
        after
    }
}

impl After {
    fn to_event(&self, since: Instant) -> HookEvent {
        let millis = since.elapsed().as_millis();
        let duration = u64::try_from(millis).unwrap_or(u64::MAX);
        let passage = &self.passage;
        let original = passage
            .is_modified()
            .then(|| passage.original().input.to_value());
        let call = passage.call().clone();
        match &self.result {
            ToolResult::Completed(output) => {
                let mut event = PostToolUse::new(call, output.clone(), duration);
                event.original_tool_input = original;
                event.into()
            }
            ToolResult::Failed { error, output } => {
                let mut event = PostToolUseFailure::new(call, error.clone(), duration);
                event.tool_output.clone_from(output);
                event.original_tool_input = original;
                event.into()
            }
        }
    }

    fn take_up(&mut self, dispatched: Dispatched) {
        self.feedback = (dispatched.outcome() == OutcomeKind::Block)
            .then(|| dispatched.message().unwrap_or_default().to_owned());
        match dispatched.changed() {
            Some(HookEvent::PostToolUse(event)) => {
                self.result = ToolResult::Completed(event.tool_output.clone());
            }
            Some(HookEvent::PostToolUseFailure(event)) => {
                self.result = ToolResult::Failed {
                    error: event.error.clone(),
                    output: event.tool_output.clone(),
                };
            }
            _ => {}
        }
        self.passage.hear(dispatched);
    }
}
