//! The trail of a call through the gate: its input, and everything that hooks said about it.

use std::borrow::Cow;
use std::fmt;

use hooks_types::{EventName, Report, ToolCall};

use super::heard::Heard;
use crate::dispatch::{Dispatched, Elsewhere};
use crate::messages::Messages;
use crate::session::Session;

/// The record of a call on its way through the gate: its input, and everything that hooks said so far, first at
/// PreToolUse, then at PermissionRequest. It gives no right to run the call.
///
/// Clone the trail to keep reports and texts of a call after its [`ApprovedCall`](crate::ApprovedCall) was passed to
/// a tool. A trail cannot be turned back into an approval.
#[derive(Clone)]
pub struct CallTrail<'a> {
    /// The session that gated the call.
    session: Session,
    /// The call with its current input. Borrowed until a hook changes it, so that a call without hooks is not copied.
    call: Cow<'a, ToolCall>,
    /// The call as the model sent it; `None` if no hook has changed the input.
    original: Option<Box<ToolCall>>,
    /// Everything that hooks said so far.
    heard: Heard,
    /// Whether a hook, or the user, has permitted the current input.
    pub(super) granted: bool,
}

impl<'a> CallTrail<'a> {
    /// Begins the trail of a call that no hook has seen.
    pub(super) fn new(session: &Session, call: &'a ToolCall) -> Self {
        Self {
            session: session.clone(),
            call: Cow::Borrowed(call),
            original: None,
            heard: Heard::default(),
            granted: false,
        }
    }

    /// Replaces the call with `changed`, and keeps the call that the model sent.
    pub(super) fn change(&mut self, changed: ToolCall) {
        let before = std::mem::replace(&mut self.call, Cow::Owned(changed));
        // Store the replaced call only at the first change. At a later change, the replaced input came from a hook
        // and not from the model.
        self.original
            .get_or_insert_with(|| Box::new(before.into_owned()));
    }

    /// Adds an event that was fired for the call, with everything that its hooks said.
    pub(super) fn hear(&mut self, dispatched: Dispatched) {
        self.heard.add(dispatched);
    }

    /// Returns the collected texts of hooks.
    pub(super) fn heard(&self) -> &Heard {
        &self.heard
    }

    /// Returns the collected texts of hooks, to add more to them.
    pub(super) fn heard_mut(&mut self) -> &mut Heard {
        &mut self.heard
    }

    /// Adds the pending texts of background hooks. After this call, the caller must return its result without an await:
    /// a future that is dropped at that await would lose the texts.
    pub(super) fn hear_pending(&mut self) {
        let pending = self.session.pending().take();
        self.heard.add_pending(pending);
    }

    /// Consumes the trail of a call that does not run, and returns everything that hooks said.
    pub(super) fn into_heard(self) -> Heard {
        self.heard
    }

    /// Returns the session that gated the call.
    pub(super) fn session(&self) -> &Session {
        &self.session
    }

    /// Returns the call, with the input after all changes by hooks.
    #[must_use]
    pub fn call(&self) -> &ToolCall {
        &self.call
    }

    /// Returns the call as the model sent it.
    #[must_use]
    pub fn original(&self) -> &ToolCall {
        self.original.as_deref().unwrap_or(&self.call)
    }

    /// Returns whether hooks have changed the input.
    #[must_use]
    pub fn is_modified(&self) -> bool {
        self.original.is_some()
    }

    /// Returns whether a hook granted the call, or the user was asked about the call and said yes.
    #[must_use]
    pub fn is_granted(&self) -> bool {
        self.granted
    }

    /// Returns the texts that hooks added for the model.
    #[must_use]
    pub fn contexts(&self) -> &[String] {
        self.heard.contexts()
    }

    /// Returns the texts that hooks added for the user.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        self.heard.notices()
    }

    /// Returns all texts of hooks about the call so far.
    pub fn messages(&self) -> Messages {
        self.heard.messages("", Elsewhere::NOTHING)
    }

    /// Returns the report of the last event that was fired for the call: a row for each of its hooks.
    pub fn report(&self) -> Report {
        match self.heard.last() {
            Some(dispatched) => dispatched.report(),
            None => self.unopposed(),
        }
    }

    /// Returns a report for every event that was fired for the call, in order.
    #[must_use]
    pub fn reports(&self) -> Vec<Report> {
        match self.heard.last() {
            Some(_) => self.heard.reports(),
            None => vec![self.unopposed()],
        }
    }

    /// Makes the report of PreToolUse for a call that no hook matched.
    fn unopposed(&self) -> Report {
        self.unheard(&EventName::PreToolUse)
    }

    /// Makes the report of an event about this call, for the case that no hook matched the event.
    pub(super) fn unheard(&self, event: &EventName) -> Report {
        self.session.unheard(event, &self.call)
    }

    /// Removes the borrow of the call.
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
    /// Prints only the call's id and tool, so that inputs do not get into logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallTrail")
            .field("call_id", &self.call.call_id)
            .field("tool_name", &self.call.tool_name)
            .field("is_modified", &self.is_modified())
            .finish_non_exhaustive()
    }
}
