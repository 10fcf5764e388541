//! Shows the result of a call to the hooks of PostToolUse or PostToolUseFailure, and applies their answers to the
//! result.

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

/// The result of a tool call after hooks of PostToolUse or PostToolUseFailure have seen it, with everything that
/// hooks said about the call.
///
/// [`messages`](Self::messages) returns the complete texts for the model and the user. The methods
/// [`contexts`](Self::contexts) and [`notices`](Self::notices) return the parts, for agents that arrange them
/// themselves.
#[derive(Debug, Clone)]
#[non_exhaustive]
#[must_use = "hooks may have replaced the result, objected to it or ended the run"]
pub struct After {
    /// The result for the model. If a hook replaced the output, this result has the new output.
    pub result: ToolResult,
    /// The objection of the first hook that blocked, for the model.
    pub feedback: Option<String>,
    trail: Box<CallTrail<'static>>,
    /// The position in the trail (the record of the call) at which the texts of this event begin.
    before: Mark,
    event: EventName,
}

impl After {
    /// Returns everything about the call: the result as text, the feedback, and all texts of hooks, including the texts
    /// that [`Gate::messages`](crate::Gate::messages) returned before the call ran.
    pub fn messages(&self) -> Messages {
        let heard = self.trail.heard();
        heard.messages(&self.result.text(), Elsewhere::NOTHING)
    }

    /// Returns the trail of the call: its input and everything that hooks said, before and after it ran.
    #[must_use]
    pub fn trail(&self) -> &CallTrail<'static> {
        &self.trail
    }

    /// Returns the texts that hooks of this event added for the model, without the feedback.
    #[must_use]
    pub fn contexts(&self) -> &[String] {
        self.trail.heard().contexts_since(self.before)
    }

    /// Returns the texts that hooks of this event added for the user.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        self.trail.heard().notices_since(self.before)
    }

    /// Returns the reason of the first hook that ended the run, at any event of the call; `None` if the run goes on.
    #[must_use]
    pub fn stop(&self) -> Option<&str> {
        self.trail.heard().stop()
    }

    /// Returns the report of this event: a row for each hook of the event.
    pub fn report(&self) -> Report {
        match self.dispatched() {
            Some(dispatched) => dispatched.report(),
            None => self.trail.unheard(&self.event),
        }
    }

    /// Returns a report for every event that was fired for the call, in order. The last report is the report of this
    /// event.
    #[must_use]
    pub fn reports(&self) -> Vec<Report> {
        let heard = self.trail.heard();
        let mut reports = heard.reports_until(self.before);
        if reports.is_empty() {
            reports.push(self.trail.unheard(&EventName::PreToolUse));
        }
        reports.push(self.report());
        reports
    }

    /// Returns the dispatch of this event; `None` if no hook matched the result.
    #[must_use]
    pub fn dispatched(&self) -> Option<&Dispatched> {
        self.trail.heard().last_since(self.before)
    }
}

impl Session {
    /// Fires PostToolUse, or PostToolUseFailure, for a call that ran. The call's duration is measured from the
    /// approval. If no hook matches, no payload is built.
    ///
    /// Call this on the session that made the approval. Another session would show the result to its own hooks, and the
    /// hooks that judged the call would not see it.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the hooks that are waited for.
    pub async fn after(&self, approved: ApprovedCall<'_>, result: impl Into<ToolResult>) -> After {
        let options = DispatchOptions::default();
        self.after_with(approved, result, options).await
    }

    /// Like `after`, with explicit options. [`DispatchOptions::host`] has no effect, because the call has already run.
    ///
    /// # Cancel safety
    ///
    /// Cancelling has the same effect as for [`after`](Self::after).
    pub async fn after_with(
        &self,
        approved: ApprovedCall<'_>,
        result: impl Into<ToolResult>,
        options: DispatchOptions,
    ) -> After {
        let (trail, since) = approved.into_parts();
        self.after_run(trail, since, result.into(), options).await
    }

    /// Fires PostToolUse or PostToolUseFailure for a call whose approval the handler has consumed.
    pub(super) async fn after_run(
        &self,
        trail: CallTrail<'_>,
        since: Instant,
        result: ToolResult,
        options: DispatchOptions,
    ) -> After {
        let event = match &result {
            ToolResult::Completed(_) => EventName::PostToolUse,
            ToolResult::Failed { .. } => EventName::PostToolUseFailure,
        };
        let meta = self.meta();
        let selected = self.select(EventRef::call_at(&event, trail.call()), &meta);
        let mut after = After {
            before: trail.heard().mark(),
            trail: Box::new(trail.into_owned()),
            result,
            feedback: None,
            event,
        };
        if !selected.is_empty() || self.observers().hear(false) {
            let payload = Payload::new(meta, after.to_event(since));
            let dispatched = self.dispatch_selected(payload, selected, options).await;
            after.take_up(dispatched);
        }
        // If a hook ended the run, the model reads nothing more. So the texts of background hooks stay pending.
        if after.stop().is_none() {
            // Nothing is awaited after this, so a dropped future cannot lose a text that was taken.
            let pending = self.pending().take();
            after.trail.heard_mut().add_pending(pending);
        }
        after
    }
}

impl After {
    /// Builds the PostToolUse or PostToolUseFailure event of the result.
    fn to_event(&self, since: Instant) -> HookEvent {
        let millis = since.elapsed().as_millis();
        let duration = u64::try_from(millis).unwrap_or(u64::MAX);
        let trail = &self.trail;
        // If hooks changed the input before the call ran, hooks after the call see both the original and the changed
        // input.
        let original = trail
            .is_modified()
            .then(|| trail.original().input.to_value());
        let call = trail.call().clone();
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

    /// Applies the decision of the hooks to the result.
    fn take_up(&mut self, dispatched: Dispatched) {
        // The tool has run, so a block cannot prevent anything. Its reason becomes feedback for the model.
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
        self.trail.hear(dispatched);
    }
}
