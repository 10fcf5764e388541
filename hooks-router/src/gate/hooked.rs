//! A tool handler behind the gate.

use async_trait::async_trait;
use hooks_types::ToolCall;

use super::after::{After, ToolResult};
use super::approved::{ApprovedCall, PendingCall};
use super::before::Gate;
use super::response::ToolResponse;
use crate::session::Session;

/// Runs tool calls. It takes approved calls only, so it cannot run one without a verdict.
#[async_trait]
pub trait ToolHandler: Send + Sync {
    /// Runs a call.
    async fn handle(&self, call: &ApprovedCall<'_>) -> ToolResult;
}

/// Asks the user about a call.
#[async_trait]
pub trait Approver: Send + Sync {
    /// Whether the call may run; an error is the user's reason, and may be empty. None: there is
    /// nobody to ask.
    async fn approve(&self, call: &PendingCall<'_>) -> Option<Result<(), String>>;
}

/// The approver of an agent without a user: a call that needs one is blocked, and says so.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
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
#[non_exhaustive]
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
                Handled::Ran(self.session.after(approved, result).await)
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
    match session.before(call).await {
        Gate::Run(approved) => Ok(approved),
        Gate::Blocked(response) => Err(response),
        Gate::Ask(pending) => match approver.approve(&pending).await {
            Some(Ok(())) => Ok(pending.granted()),
            Some(Err(reason)) => Err(pending.denied(reason)),
            None => Err(pending.nobody_to_ask()),
        },
    }
}

impl Handled {
    /// Texts for the model, beside the result or the response.
    #[must_use]
    pub fn contexts(&self) -> &[String] {
        match self {
            Self::Ran(after) => after.contexts(),
            Self::Blocked(response) => response.contexts(),
        }
    }

    /// Texts for the user.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        match self {
            Self::Ran(after) => after.notices(),
            Self::Blocked(response) => response.notices(),
        }
    }

    /// End the run, and why.
    #[must_use]
    pub fn stop(&self) -> Option<&str> {
        match self {
            Self::Ran(after) => after.stop(),
            Self::Blocked(response) => response.stop(),
        }
    }
}
