//! Calls that may run, and calls that wait for the user.

use std::collections::BTreeMap;
use std::fmt;

use hooks_types::{Report, ToolCall};
use tokio::time::Instant;

use super::call_trail::CallTrail;
use super::response::{Refusal, ToolResponse};
use crate::dispatch::Dispatched;
use crate::messages::Messages;

/// A tool call that may run, with the input it is to run on.
///
/// Only the gate makes one, so a handler that takes it cannot run without a verdict. It cannot be
/// cloned: one approval is for one run.
#[must_use = "the tool does not run; and if it ran, hooks after it are told by `Session::after` alone"]
pub struct ApprovedCall<'a> {
    passage: CallTrail<'a>,
    since: Instant,
}

impl<'a> ApprovedCall<'a> {
    pub(super) fn new(passage: CallTrail<'a>) -> Self {
        Self {
            passage,
            since: Instant::now(),
        }
    }

    /// The call to run.
    #[must_use]
    pub fn call(&self) -> &ToolCall {
        self.passage.call()
    }

    /// The call as the model sent it.
    #[must_use]
    pub fn original(&self) -> &ToolCall {
        self.passage.original()
    }

    /// Whether hooks have changed the input.
    #[must_use]
    pub fn is_modified(&self) -> bool {
        self.passage.is_modified()
    }

    /// Whether leave was granted, by a hook or by the user whom a hook had asked, so that the agent
    /// need not ask. False leaves the agent's own permission system as it is.
    #[must_use]
    pub fn is_granted(&self) -> bool {
        self.passage.is_granted()
    }

    /// Texts for the model, of every event that was fired for the call so far.
    #[must_use]
    pub fn contexts(&self) -> &[String] {
        self.passage.contexts()
    }

    /// Texts for the user, of every event that was fired for the call so far.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        self.passage.notices()
    }

    /// Everything hooks said to the call so far. [`After::messages`](crate::After::messages) has it
    /// again, with the result.
    pub fn messages(&self) -> Messages {
        self.passage.messages()
    }

    /// Variables that hooks have set for the session so far, this call's included.
    #[must_use]
    pub fn env(&self) -> BTreeMap<String, String> {
        self.passage.session().env()
    }

    /// What happened to each hook of the last event that was fired for the call.
    #[must_use]
    pub fn report(&self) -> Report {
        self.passage.report()
    }

    /// What the gate made of the call, to keep when the call itself has been given away.
    #[must_use]
    pub fn passage(&self) -> &CallTrail<'a> {
        &self.passage
    }

    /// The same without a borrow, for handlers that outlive the caller.
    pub fn into_owned(self) -> ApprovedCall<'static> {
        ApprovedCall {
            passage: self.passage.into_owned(),
            since: self.since,
        }
    }

    pub(super) fn passage_mut(&mut self) -> &mut CallTrail<'a> {
        &mut self.passage
    }

    pub(super) fn into_parts(self) -> (CallTrail<'a>, Instant) {
        (self.passage, self.since)
    }

    #[cfg(feature = "tower")]
    pub(super) fn since(&self) -> Instant {
        self.since
    }
}

impl fmt::Debug for ApprovedCall<'_> {
    /// Names the call only: inputs stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ApprovedCall").field(&self.passage).finish()
    }
}

/// A call that the user is to be asked about, because a hook wants it or because the agent does and
/// hooks left it at that.
#[derive(Debug)]
#[must_use = "a call that is dropped has no answer: its model waits, and what hooks said is lost"]
pub struct PendingCall<'a> {
    passage: CallTrail<'a>,
    /// The last event that was fired for it.
    dispatched: Dispatched,
}

impl<'a> PendingCall<'a> {
    pub(super) fn new(passage: CallTrail<'a>, dispatched: Dispatched) -> Self {
        Self {
            passage,
            dispatched,
        }
    }

    /// The call that would run.
    #[must_use]
    pub fn call(&self) -> &ToolCall {
        self.passage.call()
    }

    /// The call as the model sent it.
    #[must_use]
    pub fn original(&self) -> &ToolCall {
        self.passage.original()
    }

    /// Whether hooks have changed the input.
    #[must_use]
    pub fn is_modified(&self) -> bool {
        self.passage.is_modified()
    }

    /// The whole question for the user: the reasons of all hooks that ask, in their order, each once.
    /// One answer answers them all. Empty where no hook asks or none said why.
    #[must_use]
    pub fn question(&self) -> String {
        self.passage.heard().questions().join("\n")
    }

    /// What the first hook that asks said; [`PendingCall::question`] has what all of them said.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        let asks = self.passage.heard().asks();
        asks.and_then(Dispatched::message)
    }

    /// The hook that asks; empty where the agent itself does.
    #[must_use]
    pub fn hook(&self) -> String {
        let asks = self.passage.heard().asks();
        asks.and_then(Dispatched::decision)
            .map_or_else(String::new, |decision| decision.hook)
    }

    /// Texts for the model, of every event that was fired for the call so far.
    #[must_use]
    pub fn contexts(&self) -> &[String] {
        self.passage.contexts()
    }

    /// Texts for the user, of every event that was fired for the call so far.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        self.passage.notices()
    }

    /// Everything hooks said to the call so far, the question included. The approved call, or the
    /// response, that it becomes has the rest of it again.
    pub fn messages(&self) -> Messages {
        self.passage.messages()
    }

    /// What happened to each hook of the last event that was fired for the call.
    #[must_use]
    pub fn report(&self) -> Report {
        self.dispatched.report()
    }

    /// What hooks made of the call so far.
    #[must_use]
    pub fn passage(&self) -> &CallTrail<'a> {
        &self.passage
    }

    /// The same without a borrow, to be kept while the user is asked.
    pub fn into_owned(self) -> PendingCall<'static> {
        PendingCall {
            passage: self.passage.into_owned(),
            dispatched: self.dispatched,
        }
    }

    /// The user said yes.
    pub fn granted(mut self) -> ApprovedCall<'a> {
        self.passage.heard_mut().answer();
        self.passage.hear_pending();
        self.passage.granted = true;
        // From now: the time the user took is not the tool's.
        ApprovedCall::new(self.passage)
    }

    /// The user said no.
    pub fn denied(mut self, reason: impl Into<String>) -> ToolResponse {
        let (hook, reason) = (self.hook(), reason.into());
        self.passage.heard_mut().answer();
        self.passage.hear_pending();
        self.refused(Refusal::DeniedByUser { hook, reason })
    }

    /// There is no user to ask.
    pub fn nobody_to_ask(mut self) -> ToolResponse {
        let refusal = Refusal::unasked(self.passage.heard());
        self.passage.hear_pending();
        self.refused(refusal)
    }

    pub(super) fn refused(self, refusal: Refusal) -> ToolResponse {
        ToolResponse::new(refusal, self.passage)
    }
}
