//! [`Hooked`]: puts a tool handler behind the gate.

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

/// Runs tool calls. Implement it with `#[async_trait]` of the crate `async-trait`.
///
/// A handler can be called only with an approved call, so it cannot run a call that has no verdict.
///
/// ```
/// use async_trait::async_trait;
/// use hooks_router::{ApprovedCall, Hooked, Router, ToolHandler, ToolResult};
/// use hooks_types::{SessionMeta, ToolCall};
///
/// struct Echo;
///
/// #[async_trait]
/// impl ToolHandler for Echo {
///     async fn handle(&self, call: &ApprovedCall<'_>) -> ToolResult {
///         ToolResult::Completed(call.call().input.to_value())
///     }
/// }
///
/// # async fn example(call: &ToolCall) {
/// let session = Router::empty().session(SessionMeta::new("s1", "/work"));
/// let tools = Hooked::new(session, Echo);
/// println!("{}", tools.call(call).await.messages().for_model());
/// # }
/// ```
#[async_trait]
pub trait ToolHandler: Send + Sync {
    /// Runs the tool for an approved call.
    async fn handle(&self, call: &ApprovedCall<'_>) -> ToolResult;
}

/// Asks the user about a call. Implement it with `#[async_trait]` of the crate `async-trait`.
///
/// ```
/// use async_trait::async_trait;
/// use hooks_router::{Approver, PendingCall};
///
/// struct Terminal;
///
/// #[async_trait]
/// impl Approver for Terminal {
///     async fn approve(&self, call: &PendingCall<'_>) -> Option<Result<(), String>> {
///         eprintln!("{} Run it? [y/N]", call.question());
///         let mut line = String::new();
///         // Use a blocking thread in a real agent.
///         std::io::stdin().read_line(&mut line).ok()?;
///         Some(match line.trim() {
///             "y" => Ok(()),
///             _ => Err(String::new()),
///         })
///     }
/// }
/// ```
#[async_trait]
pub trait Approver: Send + Sync {
    /// Asks the user. `Ok` lets the call run. An error is the user's reason to refuse the call, and can be empty.
    /// `None` means that no user can be asked.
    async fn approve(&self, call: &PendingCall<'_>) -> Option<Result<(), String>>;

    /// Returns the verdict of the agent's own permission system about this call, in which hooks might have changed
    /// the input. A deny blocks the call, whatever hooks say. With an ask, the call runs if a hook has granted it.
    /// Otherwise the hooks of PermissionRequest decide, and if they do not decide, [`Approver::approve`] does. The
    /// default allows every call.
    fn verdict(&self, call: &ToolCall) -> HostVerdict {
        let _ = call;
        HostVerdict::Allow
    }
}

// Implement the traits for pointers too, so that a handler or an approver can be shared, or be a trait object.
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

/// The approver of an agent without a user. If a hook or the agent asks about a call, the call is blocked, and the
/// refusal says that no user can be asked.
#[derive(Debug, Clone, Copy, Default)]
#[expect(
    clippy::exhaustive_structs,
    reason = "callers write it as a plain value"
)]
pub struct NobodyToAsk;

#[async_trait]
impl Approver for NobodyToAsk {
    async fn approve(&self, _call: &PendingCall<'_>) -> Option<Result<(), String>> {
        None
    }
}

/// A handler behind the gate: hooks judge each call before it runs and see its result.
///
/// [`ToolHandler`] has an example. Make one `Hooked` for each session, because the session inside it holds the texts
/// of background hooks, the `once` marks and the variables.
#[derive(Debug, Clone)]
pub struct Hooked<H, A = NobodyToAsk> {
    session: Session,
    handler: H,
    approver: A,
}

/// The result of a call to a [`Hooked`] handler.
#[derive(Debug, Clone)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a catch-all arm would silently lose results"
)]
#[must_use = "it holds the texts for the model and the user"]
pub enum Handled {
    /// The call ran, and hooks have seen the result.
    Ran(After),
    /// The call did not run.
    Blocked(ToolResponse),
}

impl<H: ToolHandler> Hooked<H> {
    /// Puts a handler behind the gate. There is no user to ask, unless you set an approver with [`Hooked::asking`].
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
    /// Sets the approver.
    #[must_use]
    pub fn asking<B: Approver>(self, approver: B) -> Hooked<H, B> {
        Hooked {
            session: self.session,
            handler: self.handler,
            approver,
        }
    }

    /// Returns the handler.
    #[must_use]
    pub fn get_ref(&self) -> &H {
        &self.handler
    }

    /// Takes the handler out of the gate.
    #[must_use]
    pub fn into_inner(self) -> H {
        self.handler
    }

    /// Takes a call through the gate, runs it, and shows the result to the hooks of PostToolUse or
    /// PostToolUseFailure.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the hooks that are waited for and drops the handler's future. If it is dropped before
    /// the tool has ended, neither PostToolUse nor PostToolUseFailure is fired.
    pub async fn call(&self, call: &ToolCall) -> Handled {
        match admit(&self.session, &self.approver, call).await {
            Ok(approved) => {
                let result = self.handler.handle(&approved).await;
                // The handler only borrowed the approval, so the trail (the record of the call) can be taken out of
                // it.
                let (trail, since) = approved.into_parts();
                Handled::ran(&self.session, trail, since, result).await
            }
            Err(response) => Handled::Blocked(response),
        }
    }
}

/// Takes a call through the gate and asks the approver if necessary.
pub(crate) async fn admit<'a>(
    session: &Session,
    approver: &impl Approver,
    call: &'a ToolCall,
) -> Result<ApprovedCall<'a>, ToolResponse> {
    // Pass the verdict as a function, because the approver must judge the call after hooks have changed it.
    let host = |call: &ToolCall| Some(approver.verdict(call));
    let options = DispatchOptions::default();
    let pending = match session.gate(call, options, &host).await {
        Gate::Run(approved) => return Ok(approved),
        Gate::Ask(pending) => pending,
        Gate::Blocked(response) => return Err(response),
    };
    // The approver gets only a reference. So if its future is dropped, this function drops the pending call, and the
    // call does not run.
    match approver.approve(&pending).await {
        Some(Ok(())) => Ok(pending.granted()),
        Some(Err(reason)) => Err(pending.denied(reason)),
        None => Err(pending.nobody_to_ask()),
    }
}

impl Handled {
    /// Shows the result of a call to the hooks of PostToolUse or PostToolUseFailure.
    pub(super) async fn ran(
        session: &Session,
        trail: CallTrail<'_>,
        since: Instant,
        result: ToolResult,
    ) -> Self {
        let options = DispatchOptions::default();
        Self::Ran(session.after_run(trail, since, result, options).await)
    }

    /// Returns everything about the call: the result or the refusal, and all texts of hooks.
    pub fn messages(&self) -> Messages {
        match self {
            Self::Ran(after) => after.messages(),
            Self::Blocked(response) => response.messages(),
        }
    }

    /// Returns everything that hooks said about the call.
    fn heard(&self) -> &Heard {
        match self {
            Self::Ran(after) => after.trail().heard(),
            Self::Blocked(response) => response.heard(),
        }
    }

    /// Yields the texts that hooks added for the model, in order: first at the events before the call, then at the
    /// event after it. They do not include the result or the response.
    pub fn contexts(&self) -> impl Iterator<Item = &str> {
        self.heard().contexts().iter().map(String::as_str)
    }

    /// Yields the texts that hooks added for the user, in order: first at the events before the call, then at the
    /// event after it.
    pub fn notices(&self) -> impl Iterator<Item = &str> {
        self.heard().notices().iter().map(String::as_str)
    }

    /// Returns why a hook ended the run; `None` if the run goes on.
    #[must_use]
    pub fn stop(&self) -> Option<&str> {
        self.heard().stop()
    }

    /// Returns a report for every event that was fired for the call, in order. For a call that ran, the last report is
    /// the report of PostToolUse or PostToolUseFailure.
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
