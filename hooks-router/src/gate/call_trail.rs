//! A call's way through the gate: its input, and what hooks said to it.

use std::borrow::Cow;
use std::fmt;

use hooks_types::{EventName, Report, ToolCall};

use super::heard::Heard;
use crate::dispatch::{Dispatched, Elsewhere};
use crate::messages::Messages;
use crate::session::Session;

/// What the gate made of a call, without the right to run it: the input, and everything hooks said
/// to it so far, PreToolUse first, then PermissionRequest.
#[derive(Clone)]
pub struct CallTrail<'a> {
    session: Session,
    call: Cow<'a, ToolCall>,
    /// The call as the model sent it, where hooks have changed its input.
    original: Option<Box<ToolCall>>,
    heard: Heard,
    pub(super) granted: bool,
}

impl<'a> CallTrail<'a> {
    /// The way of a call that no hook has seen.
    pub(super) fn new(session: &Session, call: &'a ToolCall) -> Self {
        Self {
            session: session.clone(),
            call: Cow::Borrowed(call),
            original: None,
            heard: Heard::default(),
            granted: false,
        }
    }

    /// Puts the input that hooks have left in place of the one before.
    pub(super) fn change(&mut self, changed: ToolCall) {
        let before = std::mem::replace(&mut self.call, Cow::Owned(changed));
        self.original
            .get_or_insert_with(|| Box::new(before.into_owned()));
    }

    pub(super) fn hear(&mut self, dispatched: Dispatched) {
        self.heard.add(dispatched);
    }

    pub(super) fn heard(&self) -> &Heard {
        &self.heard
    }

    pub(super) fn heard_mut(&mut self) -> &mut Heard {
        &mut self.heard
    }

    /// Takes what background hooks said before. Nothing is awaited between this and the value that
    /// hands it on, so no text is taken and lost.
    pub(super) fn hear_pending(&mut self) {
        let pending = self.session.pending().take();
        self.heard.add_pending(pending);
    }

    pub(super) fn into_heard(self) -> Heard {
        self.heard
    }

    pub(super) fn session(&self) -> &Session {
        &self.session
    }

    /// The call with the input that hooks have left.
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

    /// Whether leave was granted, by a hook or by the user whom a hook had asked.
    #[must_use]
    pub fn is_granted(&self) -> bool {
        self.granted
    }

    /// Texts for the model.
    #[must_use]
    pub fn contexts(&self) -> &[String] {
        self.heard.contexts()
    }

    /// Texts for the user.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        self.heard.notices()
    }

    /// Everything hooks said to the call so far.
    pub fn messages(&self) -> Messages {
        self.heard.messages("", Elsewhere::NOTHING)
    }

    /// What happened to each hook of the last event that was fired for the call.
    #[must_use]
    pub fn report(&self) -> Report {
        match self.heard.last() {
            Some(dispatched) => dispatched.report(),
            None => self.unopposed(),
        }
    }

    /// A report for every event that was fired for the call, in order.
    #[must_use]
    pub fn reports(&self) -> Vec<Report> {
        match self.heard.last() {
            Some(_) => self.heard.reports(),
            None => vec![self.unopposed()],
        }
    }

    /// The report on a call that no hook was for.
    fn unopposed(&self) -> Report {
        self.unheard(&EventName::PreToolUse)
    }

    /// The report of an event about the call that no hook was for.
    pub(super) fn unheard(&self, event: &EventName) -> Report {
        self.session.unheard(event, &self.call)
    }

    /// The same without a borrow.
    #[must_use]
    pub fn into_owned(self) -> CallTrail<'static> {
        CallTrail {
            session: self.session,
            call: Cow::Owned(self.call.into_owned()),
            original: self.original,
            heard: self.heard,
            granted: self.granted,
        }
    }
}

impl fmt::Debug for CallTrail<'_> {
    /// Names the call only: inputs stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallTrail")
            .field("call_id", &self.call.call_id)
            .field("tool_name", &self.call.tool_name)
            .field("is_modified", &self.is_modified())
            .finish_non_exhaustive()
    }
}
