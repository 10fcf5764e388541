//! A tool handler behind the gate.

use std::sync::Arc;

use async_trait::async_trait;
use hooks_types::{Report, ToolCall};
use tokio::time::Instant;

use super::after::{After, ToolResult};
use super::approved::{ApprovedCall, PendingCall};
use super::before::Gate;
use super::passage::Passage;
use super::permission::PermissionEffect;
use super::response::ToolResponse;
use crate::dispatch::DispatchOptions;
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

    /// Whether the agent by its own rules would ask its user about this call. It is asked about
    /// calls that nobody granted leave for yet; where it says yes, PermissionRequest hooks are
    /// heard, and [`Approver::approve`] where they leave it to the user. By default never.
    fn needs_leave(&self, call: &ApprovedCall<'_>) -> bool {
        let _ = call;
        false
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

            fn needs_leave(&self, call: &ApprovedCall<'_>) -> bool {
                (**self).needs_leave(call)
            }
        }
    )+};
}

passes_on!(Arc<T>, Box<T>, &T);

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
#[expect(
    clippy::exhaustive_enums,
    reason = "an arm for what nobody knows would be an arm that loses results unseen"
)]
pub enum Handled {
    /// It ran, and hooks have seen the result.
    #[non_exhaustive]
    Ran {
        /// What hooks had made of the call, and said to it, before it ran.
        before: Box<Passage<'static>>,
        /// What they made of the result.
        after: After,
    },
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
    let pending = match session.before(call).await {
        Gate::Run(approved) if approved.is_granted() || !approver.needs_leave(&approved) => {
            return Ok(approved);
        }
        Gate::Run(approved) => match session.permission(approved).await.effect {
            PermissionEffect::Granted(approved) => return Ok(approved),
            PermissionEffect::AskUser(pending) => pending,
            PermissionEffect::Denied(response) => return Err(response),
        },
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
        before: Passage<'_>,
        since: Instant,
        result: ToolResult,
    ) -> Self {
        let options = DispatchOptions::default();
        let before = Box::new(before.into_owned());
        let passage = Passage::clone(&before);
        let after = session.after_run(passage, since, result, options).await;
        Self::Ran { before, after }
    }

    /// Texts for the model, beside the result or the response: what hooks said before the call,
    /// then what they said after it.
    pub fn contexts(&self) -> impl Iterator<Item = &str> {
        let (before, after) = match self {
            Self::Ran { before, after } => (before.contexts(), after.contexts()),
            Self::Blocked(response) => (response.contexts(), Default::default()),
        };
        before.iter().chain(after).map(String::as_str)
    }

    /// Texts for the user, in the same order.
    pub fn notices(&self) -> impl Iterator<Item = &str> {
        let (before, after) = match self {
            Self::Ran { before, after } => (before.notices(), after.notices()),
            Self::Blocked(response) => (response.notices(), Default::default()),
        };
        before.iter().chain(after).map(String::as_str)
    }

    /// End the run, and why.
    #[must_use]
    pub fn stop(&self) -> Option<&str> {
        match self {
            // A hook that ends the run before the call keeps the call from running.
            Self::Ran { after, .. } => after.stop(),
            Self::Blocked(response) => response.stop(),
        }
    }

    /// A report for every event that was fired for the call, in order; the last of a call that ran
    /// is that of PostToolUse or PostToolUseFailure.
    #[must_use]
    pub fn reports(&self) -> Vec<Report> {
        match self {
            Self::Ran { before, after } => {
                let mut reports = before.reports();
                reports.push(after.report());
                reports
            }
            Self::Blocked(response) => response.reports(),
        }
    }
}
