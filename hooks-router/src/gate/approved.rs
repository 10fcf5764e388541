//! Calls that may run, and calls that wait for the user.

use std::collections::BTreeMap;
use std::fmt;

use hooks_types::{Report, ToolCall};
use tokio::time::Instant;

use super::call_trail::CallTrail;
use super::response::{Refusal, ToolResponse};
use crate::dispatch::Dispatched;
use crate::messages::Messages;

/// A tool call that may run, with the input for the tool.
///
/// Only the gate creates this value. So a handler that takes this type as its argument cannot run a call without a
/// verdict. An approval is for one run, so it cannot be cloned.
///
/// Let your tool functions take this type instead of a [`ToolCall`]. The compiler then finds all code that runs a tool
/// without the gate:
///
/// ```compile_fail
/// # use hooks_router::ApprovedCall;
/// # use hooks_types::ToolCall;
/// fn run_tool(call: &ApprovedCall<'_>) {}
///
/// fn forgot_the_gate(call: &ToolCall) {
///     run_tool(call); // expected `&ApprovedCall`, found `&ToolCall`
/// }
/// ```
#[must_use = "approval does not run the tool: run it, then pass the result to `Session::after`"]
pub struct ApprovedCall<'a> {
    trail: CallTrail<'a>,
    /// The time at which the call was approved.
    since: Instant,
}

impl<'a> ApprovedCall<'a> {
    /// Approves a call; its duration is measured from now.
    pub(super) fn new(trail: CallTrail<'a>) -> Self {
        Self {
            trail,
            since: Instant::now(),
        }
    }

    /// Returns the call to run. Use this input, not the model's, because hooks might have changed it.
    #[must_use]
    pub fn call(&self) -> &ToolCall {
        self.trail.call()
    }

    /// Returns the call as the model sent it.
    #[must_use]
    pub fn original(&self) -> &ToolCall {
        self.trail.original()
    }

    /// Returns whether hooks have changed the input.
    #[must_use]
    pub fn is_modified(&self) -> bool {
        self.trail.is_modified()
    }

    /// Returns whether a hook granted the call, or the user was asked about the call and said yes. In both cases the
    /// agent does not have to ask the user. `false` means that the agent's own permission system decides as usual.
    #[must_use]
    pub fn is_granted(&self) -> bool {
        self.trail.is_granted()
    }

    /// Returns the texts for the model, of every event that was fired for the call so far.
    #[must_use]
    pub fn contexts(&self) -> &[String] {
        self.trail.contexts()
    }

    /// Returns the texts for the user, of every event that was fired for the call so far.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        self.trail.notices()
    }

    /// Returns all texts of hooks about the call so far. [`After::messages`](crate::After::messages) contains
    /// them again, with the result.
    pub fn messages(&self) -> Messages {
        self.trail.messages()
    }

    /// Returns the variables that hooks have set for the session so far, including those set for this call.
    #[must_use]
    pub fn env(&self) -> BTreeMap<String, String> {
        self.trail.session().env()
    }

    /// Returns the report of the last event that was fired for the call: a row for each of its hooks.
    pub fn report(&self) -> Report {
        self.trail.report()
    }

    /// Returns the trail, the record of the call. Clone it to keep the record after the approval was passed to a
    /// tool.
    #[must_use]
    pub fn trail(&self) -> &CallTrail<'a> {
        &self.trail
    }

    /// Converts this value to one that does not borrow the call, for handlers that outlive the caller.
    pub fn into_owned(self) -> ApprovedCall<'static> {
        ApprovedCall {
            trail: self.trail.into_owned(),
            since: self.since,
        }
    }

    /// Returns the trail (the record of the call), to add texts to it.
    pub(super) fn trail_mut(&mut self) -> &mut CallTrail<'a> {
        &mut self.trail
    }

    /// Splits the approval into the trail and the time of the approval. These parts cannot be turned back into an
    /// approval.
    pub(super) fn into_parts(self) -> (CallTrail<'a>, Instant) {
        (self.trail, self.since)
    }

    /// Returns the time of the approval. The tower service needs this time separately, because it passes the approval
    /// to the wrapped service.
    #[cfg(feature = "tower")]
    pub(super) fn since(&self) -> Instant {
        self.since
    }
}

impl fmt::Debug for ApprovedCall<'_> {
    /// Prints only the call's id and tool, so that inputs do not get into logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ApprovedCall").field(&self.trail).finish()
    }
}

/// A call about which the user must be asked. Either a hook asks, or the agent's own permission system asks and no
/// hook has decided.
///
/// Show [`question`](Self::question) and [`call`](Self::call), then use one of [`granted`](Self::granted),
/// [`denied`](Self::denied) and [`nobody_to_ask`](Self::nobody_to_ask). If the pending call is dropped instead, the
/// call does not run, and the model gets no answer.
#[derive(Debug)]
#[must_use = "a call that is dropped has no answer: its model waits, and the texts of the hooks are lost"]
pub struct PendingCall<'a> {
    trail: CallTrail<'a>,
    /// The last event that was fired for the call.
    dispatched: Dispatched,
}

impl<'a> PendingCall<'a> {
    /// Creates a call that waits for the user. `dispatched` is the last event that was fired for it.
    pub(super) fn new(trail: CallTrail<'a>, dispatched: Dispatched) -> Self {
        Self { trail, dispatched }
    }

    /// Returns the call that would run.
    #[must_use]
    pub fn call(&self) -> &ToolCall {
        self.trail.call()
    }

    /// Returns the call as the model sent it.
    #[must_use]
    pub fn original(&self) -> &ToolCall {
        self.trail.original()
    }

    /// Returns whether hooks have changed the input.
    #[must_use]
    pub fn is_modified(&self) -> bool {
        self.trail.is_modified()
    }

    /// Returns the whole question for the user: the reasons of all hooks that ask, in config order, each once. One
    /// answer covers all of them. The text is empty if no hook asks, or if none of the hooks that ask gave a reason.
    #[must_use]
    pub fn question(&self) -> String {
        self.trail.heard().questions().join("\n")
    }

    /// Returns the reason of the first hook that asks; `None` if that hook gave no reason, or if no hook asks.
    /// [`PendingCall::question`] returns the reasons of all hooks that ask.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        let asks = self.trail.heard().asks();
        asks.and_then(Dispatched::message)
    }

    /// Returns the id of the first hook that asks; empty if the agent itself asks.
    #[must_use]
    pub fn hook(&self) -> String {
        let asks = self.trail.heard().asks();
        asks.and_then(Dispatched::decision)
            .map_or_else(String::new, |decision| decision.hook)
    }

    /// Returns the texts for the model, of every event that was fired for the call so far.
    #[must_use]
    pub fn contexts(&self) -> &[String] {
        self.trail.contexts()
    }

    /// Returns the texts for the user, of every event that was fired for the call so far.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        self.trail.notices()
    }

    /// Returns all texts of hooks about the call so far, including the question. The messages of the approved call, or
    /// of the response, contain these texts again, but not the question.
    pub fn messages(&self) -> Messages {
        self.trail.messages()
    }

    /// Returns the report of the last event that was fired for the call: a row for each of its hooks.
    pub fn report(&self) -> Report {
        self.dispatched.report()
    }

    /// Returns the trail of the call: its input and everything that hooks said so far.
    #[must_use]
    pub fn trail(&self) -> &CallTrail<'a> {
        &self.trail
    }

    /// Converts this value to one that does not borrow the call, so it can be kept while the user is asked.
    pub fn into_owned(self) -> PendingCall<'static> {
        PendingCall {
            trail: self.trail.into_owned(),
            dispatched: self.dispatched,
        }
    }

    /// Approves the call, because the user said yes.
    pub fn granted(mut self) -> ApprovedCall<'a> {
        self.trail.heard_mut().answer();
        self.trail.hear_pending();
        // Treat the user's yes like a hook's grant, so that the agent does not ask the user a second time.
        self.trail.granted = true;
        // The duration begins now: the time that the user took to answer does not belong to the tool.
        ApprovedCall::new(self.trail)
    }

    /// Refuses the call, because the user said no. `reason` is the user's reason, for the model; it can be empty.
    pub fn denied(mut self, reason: impl Into<String>) -> ToolResponse {
        let (hook, reason) = (self.hook(), reason.into());
        self.trail.heard_mut().answer();
        self.trail.hear_pending();
        self.refused(Refusal::DeniedByUser { hook, reason })
    }

    /// Refuses the call, because there is no user to ask. The refusal tells the model what would have been asked,
    /// or which hook could not run.
    pub fn nobody_to_ask(mut self) -> ToolResponse {
        // The questions were not answered, so do not mark them as answered: the refusal repeats them for the model.
        let refusal = Refusal::unasked(self.trail.heard());
        self.trail.hear_pending();
        self.refused(refusal)
    }

    /// Refuses the call.
    pub(super) fn refused(self, refusal: Refusal) -> ToolResponse {
        ToolResponse::new(refusal, self.trail)
    }
}
