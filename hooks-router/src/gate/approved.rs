//! Calls that have been through the gate.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

use hooks_types::{EventName, OutcomeKind, Report, ToolCall};
use tokio::time::Instant;

use super::response::{Refusal, ToolResponse};
use crate::dispatch::Dispatched;
use crate::session::Session;

/// A tool call that may run, with the input it is to run on. Only the gate makes one, so a
/// handler that takes it cannot run without a verdict.
#[derive(Clone)]
pub struct ApprovedCall<'a> {
    session: Session,
    call: Cow<'a, ToolCall>,
    /// The call as the model sent it, where hooks have changed its input.
    original: Option<Box<ToolCall>>,
    /// None: no hook was for the call.
    dispatched: Option<Dispatched>,
    since: Instant,
}

impl<'a> ApprovedCall<'a> {
    /// Approves a call that no hook is for.
    pub(crate) fn unopposed(session: &Session, call: &'a ToolCall) -> Self {
        Self {
            session: session.clone(),
            call: Cow::Borrowed(call),
            original: None,
            dispatched: None,
            since: Instant::now(),
        }
    }

    /// Approves a call with the input that hooks left it with.
    pub(crate) fn decided(
        session: &Session,
        call: &'a ToolCall,
        changed: Option<ToolCall>,
        dispatched: Dispatched,
    ) -> Self {
        let original = changed.is_some().then(|| Box::new(call.clone()));
        Self {
            session: session.clone(),
            call: changed.map_or(Cow::Borrowed(call), Cow::Owned),
            original,
            dispatched: Some(dispatched),
            since: Instant::now(),
        }
    }

    /// The call to run.
    #[must_use]
    pub fn call(&self) -> &ToolCall {
        &self.call
    }

    /// The call as the model sent it.
    #[must_use]
    pub fn original(&self) -> &ToolCall {
        self.original.as_deref().unwrap_or(&self.call)
    }

    /// Whether hooks have changed the input.
    #[must_use]
    pub fn is_modified(&self) -> bool {
        self.original.is_some()
    }

    /// Whether a hook granted leave, so that the agent need not ask its user. False leaves the
    /// agent's own permission system as it is.
    #[must_use]
    pub fn is_granted(&self) -> bool {
        self.dispatched.as_ref().is_some_and(Dispatched::grants)
    }

    /// Texts for the model.
    #[must_use]
    pub fn contexts(&self) -> &[String] {
        self.dispatched.as_ref().map_or(&[], Dispatched::contexts)
    }

    /// Texts for the user.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        self.dispatched.as_ref().map_or(&[], Dispatched::notices)
    }

    /// Variables that hooks have set for the session so far, this call's included.
    #[must_use]
    pub fn env(&self) -> BTreeMap<String, String> {
        self.session.env()
    }

    /// What happened to each hook.
    #[must_use]
    pub fn report(&self) -> Report {
        if let Some(dispatched) = &self.dispatched {
            return dispatched.report();
        }
        self.session.unheard(&EventName::PreToolUse, &self.call)
    }

    /// The same without a borrow, for handlers that outlive the caller.
    #[must_use]
    pub fn into_owned(self) -> ApprovedCall<'static> {
        ApprovedCall {
            session: self.session,
            call: Cow::Owned(self.call.into_owned()),
            original: self.original,
            dispatched: self.dispatched,
            since: self.since,
        }
    }

    pub(crate) fn into_call(self) -> ToolCall {
        self.call.into_owned()
    }

    pub(crate) fn since(&self) -> Instant {
        self.since
    }
}

impl Deref for ApprovedCall<'_> {
    type Target = ToolCall;

    fn deref(&self) -> &ToolCall {
        &self.call
    }
}

impl fmt::Debug for ApprovedCall<'_> {
    /// Names the call only: inputs stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApprovedCall")
            .field("call_id", &self.call.call_id)
            .field("tool_name", &self.call.tool_name)
            .field("is_modified", &self.is_modified())
            .finish_non_exhaustive()
    }
}

/// A call that a hook wants the user to be asked about.
#[derive(Debug)]
pub struct PendingCall<'a> {
    call: ApprovedCall<'a>,
    dispatched: Dispatched,
}

impl<'a> PendingCall<'a> {
    pub(crate) fn new(call: ApprovedCall<'a>, dispatched: Dispatched) -> Self {
        debug_assert_eq!(dispatched.outcome(), OutcomeKind::Ask);
        Self { call, dispatched }
    }

    /// The call that would run.
    #[must_use]
    pub fn call(&self) -> &ToolCall {
        &self.call
    }

    /// The call as the model sent it.
    #[must_use]
    pub fn original(&self) -> &ToolCall {
        self.call.original()
    }

    /// What to tell the user, where the hook said.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.dispatched.message()
    }

    /// The hook that asks.
    #[must_use]
    pub fn hook(&self) -> String {
        self.dispatched
            .decision()
            .map_or_else(String::new, |decision| decision.hook)
    }

    /// Texts for the model.
    #[must_use]
    pub fn contexts(&self) -> &[String] {
        self.dispatched.contexts()
    }

    /// Texts for the user.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        self.dispatched.notices()
    }

    /// What happened to each hook.
    #[must_use]
    pub fn report(&self) -> Report {
        self.dispatched.report()
    }

    /// The user said yes.
    #[must_use]
    pub fn granted(mut self) -> ApprovedCall<'a> {
        // The time the user took is not the tool's.
        self.call.since = Instant::now();
        self.call
    }

    /// The user said no.
    #[must_use]
    pub fn denied(self, reason: impl Into<String>) -> ToolResponse {
        let (hook, reason) = (self.hook(), reason.into());
        self.refused(Refusal::DeniedByUser { hook, reason })
    }

    /// There is no user to ask.
    #[must_use]
    pub fn nobody_to_ask(self) -> ToolResponse {
        let refusal = Refusal::unasked(&self.dispatched);
        self.refused(refusal)
    }

    fn refused(self, refusal: Refusal) -> ToolResponse {
        ToolResponse::new(self.call.original(), refusal, self.dispatched)
    }
}
