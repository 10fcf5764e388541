//! A tool handler behind the gate.

use std::sync::Arc;

use async_trait::async_trait;
use hooks_types::{Report, ToolCall};
use tokio::time::Instant;

use super::after::After;
use super::approved::{ApprovedCall, PendingCall};
use super::before::Gate;
use super::call_trail::CallTrail;
use super::heard::Heard;
use super::response::ToolResponse;
use super::tool_result::ToolResult;
use crate::dispatch::{DispatchOptions, HostVerdict};
use crate::messages::Messages;
use crate::session::Session;

/// Runs tool calls. Implement it with `#[async_trait]`, of the crate `async-trait`.
///
/// It takes approved calls only, so it cannot run one without a verdict.
#[async_trait]
pub trait ToolHandler: Send + Sync {
    /// Runs a call.
    async fn handle(&self, call: &ApprovedCall<'_>) -> ToolResult;
}

/// Asks the user about a call. Implement it with `#[async_trait]`, of the crate `async-trait`.
#[async_trait]
pub trait Approver: Send + Sync {
    /// Whether the call may run; an error is the user's reason, and may be empty. None: there is
    /// nobody to ask.
    async fn approve(&self, call: &PendingCall<'_>) -> Option<Result<(), String>>;

    /// What the agent's own permission system says about this call, as hooks have left it. Its deny
    /// is a block whatever hooks say. Where it would ask, a hook's grant answers; without one
    /// PermissionRequest hooks are heard, and [`Approver::approve`] where they leave it to the user.
    /// By default it allows every call.
    fn verdict(&self, call: &ToolCall) -> HostVerdict {
        let _ = call;
        HostVerdict::Allow
    }
}

macro_rules! passes_on {
    ($($pointer:ty),+) => {$(
        #[async_trait]
        impl<T: ToolHandler + ?Sized> ToolHandler for $pointer {
            async fn handle(&self, call: &ApprovedCall<'_>) -> ToolResult {
                (**self).handle(call).await
            }
        }

        #[async_trait]
        impl<T: Approver + ?Sized> Approver for $pointer {
            async fn approve(&self, call: &PendingCall<'_>) -> Option<Result<(), String>> {
                (**self).approve(call).await
            }

            fn verdict(&self, call: &ToolCall) -> HostVerdict {
                (**self).verdict(call)
            }
        }
    )+};
}

passes_on!(Arc<T>, Box<T>, &T);

/// The approver of an agent without a user: a call that needs one is blocked, and says so.
#[derive(Debug, Clone, Copy, Default)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a value to name; with hidden fields nobody could write it"
)]
pub struct NobodyToAsk;

#[async_trait]
impl Approver for NobodyToAsk {
    async fn approve(&self, _call: &PendingCall<'_>) -> Option<Result<(), String>> {
        None
    }
}

/// A handler behind the gate: hooks before it, hooks after it.
#[derive(Debug, Clone)]
pub struct Hooked<H, A = NobodyToAsk> {
    session: Session,
    handler: H,
    approver: A,
}

/// What a hooked handler came to.
#[derive(Debug, Clone)]
#[expect(
    clippy::exhaustive_enums,
    reason = "an arm for what nobody knows would be an arm that loses results unseen"
)]
#[must_use = "it holds what the model and the user are to read"]
pub enum Handled {
    /// It ran, and hooks have seen the result.
    Ran(After),
    /// It did not run.
    Blocked(ToolResponse),
}

impl<H: ToolHandler> Hooked<H> {
    /// Puts a handler behind the gate. There is nobody to ask; see [`Hooked::asking`].
    #[must_use]
    pub fn new(session: Session, handler: H) -> Self {
        Self {
            session,
            handler,
            approver: NobodyToAsk,
        }
    }
}

impl<H: ToolHandler, A: Approver> Hooked<H, A> {
    /// Sets who is asked.
    #[must_use]
    pub fn asking<B: Approver>(self, approver: B) -> Hooked<H, B> {
        Hooked {
            session: self.session,
            handler: self.handler,
            approver,
        }
    }

    /// The handler.
    #[must_use]
    pub fn get_ref(&self) -> &H {
        &self.handler
    }

    /// The handler, out of the gate.
    #[must_use]
    pub fn into_inner(self) -> H {
        self.handler
    }

    /// Runs a call through the hooks before it, the handler and the hooks after it.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the hooks that are waited for and drops the handler's future; no
    /// hook is told then.
    pub async fn call(&self, call: &ToolCall) -> Handled {
        match admit(&self.session, &self.approver, call).await {
            Ok(approved) => {
                let result = self.handler.handle(&approved).await;
                let (passage, since) = approved.into_parts();
                Handled::ran(&self.session, passage, since, result).await
            }
            Err(response) => Handled::Blocked(response),
        }
    }
}

/// Takes a call through the gate, asking where that is wanted.
pub(crate) async fn admit<'a>(
    session: &Session,
    approver: &impl Approver,
    call: &'a ToolCall,
) -> Result<ApprovedCall<'a>, ToolResponse> {
    let host = |call: &ToolCall| Some(approver.verdict(call));
    let options = DispatchOptions::default();
    let pending = match session.gate(call, options, &host).await {
        Gate::Run(approved) => return Ok(approved),
        Gate::Ask(pending) => pending,
        Gate::Blocked(response) => return Err(response),
    };
    match approver.approve(&pending).await {
        Some(Ok(())) => Ok(pending.granted()),
        Some(Err(reason)) => Err(pending.denied(reason)),
        None => Err(pending.nobody_to_ask()),
    }
}

impl Handled {
    /// Shows hooks what a call came to.
    pub(super) async fn ran(
        session: &Session,
        passage: CallTrail<'_>,
        since: Instant,
        result: ToolResult,
    ) -> Self {
        let options = DispatchOptions::default();
        Self::Ran(session.after_run(passage, since, result, options).await)
    }

    /// Everything about the call: the result or the refusal, and what hooks said from the gate on.
    pub fn messages(&self) -> Messages {
        match self {
            Self::Ran(after) => after.messages(),
            Self::Blocked(response) => response.messages(),
        }
    }

    fn heard(&self) -> &Heard {
        match self {
            Self::Ran(after) => after.passage().heard(),
            Self::Blocked(response) => response.heard(),
        }
    }

    /// Texts for the model, beside the result or the response: what hooks said before the call,
    /// then what they said after it.
    pub fn contexts(&self) -> impl Iterator<Item = &str> {
        self.heard().contexts().iter().map(String::as_str)
    }

    /// Texts for the user, in the same order.
    pub fn notices(&self) -> impl Iterator<Item = &str> {
        self.heard().notices().iter().map(String::as_str)
    }

    /// End the run, and why.
    #[must_use]
    pub fn stop(&self) -> Option<&str> {
        self.heard().stop()
    }

    /// A report for every event that was fired for the call, in order; the last of a call that ran
    /// is that of PostToolUse or PostToolUseFailure.
    #[must_use]
    pub fn reports(&self) -> Vec<Report> {
        match self {
            Self::Ran(after) => after.reports(),
            Self::Blocked(response) => response.reports(),
        }
    }
}

impl From<After> for Handled {
    fn from(after: After) -> Self {
        Self::Ran(after)
    }
}

impl From<ToolResponse> for Handled {
    fn from(response: ToolResponse) -> Self {
        Self::Blocked(response)
    }
}
