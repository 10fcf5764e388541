//! Decides about a call before its tool runs.

use hooks_types::answer::OutcomeKind;
use hooks_types::event::PreToolUse;
use hooks_types::wire::EventRef;
use hooks_types::{EventName, HookEvent, Payload, Report, ToolCall};

use super::approved::{ApprovedCall, PendingCall};
use super::call_trail::CallTrail;
use super::permission::PermissionEffect;
use super::response::{Refusal, ToolResponse};
use crate::dispatch::{DispatchOptions, HostVerdict};
use crate::messages::Messages;
use crate::session::Session;

/// The verdict on a tool call.
///
/// These rules decide, from the strongest to the weakest:
///
/// 1. The agent's own permission system denies the call, or a hook blocks it or ends the run: the call is blocked.
/// 2. A hook asks: the user decides, whatever other hooks allow.
/// 3. The agent's own permission system asks: if a hook grants the call, it runs, else the user decides.
/// 4. Otherwise the call runs.
///
/// The `on_failure` setting of a failed hook decides whether the failure blocks, asks or has no effect.
///
/// This enum is exhaustive on purpose: your `match` must handle every verdict, without a `_` arm.
///
/// ```
/// # use hooks_router::{Gate, Session};
/// # use hooks_types::ToolCall;
/// # fn run_tool(call: &ToolCall) -> Result<String, String> { Ok(call.call_id.clone()) }
/// # fn user_says_yes(question: &str) -> bool { question.is_empty() }
/// # async fn example(session: &Session, call: &ToolCall) -> String {
/// let approved = match session.before(call).await {
///     Gate::Run(approved) => approved,
///     Gate::Ask(pending) if user_says_yes(&pending.question()) => pending.granted(),
///     Gate::Ask(pending) => return pending.denied("not now").messages().for_model(),
///     Gate::Blocked(response) => return response.messages().for_model(),
/// };
/// let result = run_tool(approved.call());
/// session.after(approved, result).await.messages().for_model()
/// # }
/// ```
#[derive(Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a catch-all arm would silently run or drop calls"
)]
#[must_use = "a call runs only with the approved call inside"]
pub enum Gate<'a> {
    /// The call may run. Use the input of the approved call, because hooks might have changed it.
    Run(ApprovedCall<'a>),
    /// The user must be asked. One answer covers all hooks that ask.
    Ask(PendingCall<'a>),
    /// The call does not run; pass this response to the model.
    Blocked(ToolResponse),
}

/// The agent's own permission system as a function. It returns `None` if the agent asks its permission system later, by
/// itself.
pub(super) type Host<'h> = &'h (dyn Fn(&ToolCall) -> Option<HostVerdict> + Sync);

impl Gate<'_> {
    /// Returns all texts of the hooks about the call so far. The [`After`](crate::After) or [`ToolResponse`] of the
    /// same call contains them again, so pass on the texts of only one of these values.
    pub fn messages(&self) -> Messages {
        match self {
            Self::Run(call) => call.messages(),
            Self::Ask(call) => call.messages(),
            Self::Blocked(response) => response.messages(),
        }
    }

    /// Returns the texts that hooks added for the model.
    #[must_use]
    pub fn contexts(&self) -> &[String] {
        match self {
            Self::Run(call) => call.contexts(),
            Self::Ask(call) => call.contexts(),
            Self::Blocked(response) => response.contexts(),
        }
    }

    /// Returns the texts that hooks added for the user.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        match self {
            Self::Run(call) => call.notices(),
            Self::Ask(call) => call.notices(),
            Self::Blocked(response) => response.notices(),
        }
    }

    /// Returns why a hook ended the run; `None` if the run goes on. If a hook ends the run, the call is blocked.
    #[must_use]
    pub fn stop(&self) -> Option<&str> {
        match self {
            Self::Blocked(response) => response.stop(),
            Self::Run(_) | Self::Ask(_) => None,
        }
    }

    /// Returns the report: a row for each hook of the last event that was fired for the call.
    pub fn report(&self) -> Report {
        match self {
            Self::Run(call) => call.report(),
            Self::Ask(call) => call.report(),
            Self::Blocked(response) => response.report(),
        }
    }

    /// Converts this value to one that does not borrow the call, so it can be stored or sent to a different thread.
    pub fn into_owned(self) -> Gate<'static> {
        match self {
            Self::Run(call) => Gate::Run(call.into_owned()),
            Self::Ask(call) => Gate::Ask(call.into_owned()),
            Self::Blocked(response) => Gate::Blocked(response),
        }
    }
}

impl Session {
    /// Fires PreToolUse for a call and decides whether it may run.
    ///
    /// If no hook matches the call, no payload is built, and in most cases nothing is allocated.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the hooks that are waited for. The call has no verdict then and must not run.
    pub async fn before<'a>(&self, call: &'a ToolCall) -> Gate<'a> {
        self.before_with(call, DispatchOptions::default()).await
    }

    /// Like `before`, with explicit options, among them the verdict of the agent's own permission system
    /// ([`DispatchOptions::host`]):
    ///
    /// - A deny blocks the call, whatever hooks say.
    /// - An ask is not put to the user if a hook grants the call. Without a grant, the hooks of PermissionRequest
    ///   decide. If they do not decide, the result is [`Gate::Ask`].
    /// - An allow applies only to the call as the model sent it. If a hook changes the call, the user is asked, unless
    ///   a hook grants the changed call. Use [`Session::before_judged_by`] to judge the changed call instead.
    ///
    /// # Cancel safety
    ///
    /// Cancelling has the same effect as for [`before`](Self::before).
    pub async fn before_with<'a>(&self, call: &'a ToolCall, options: DispatchOptions) -> Gate<'a> {
        let host = options.host.clone();
        let as_sent = |asked: &ToolCall| match &host {
            // The agent allowed the call in the form that the model sent, but hooks have changed the call. So the
            // user is asked.
            Some(HostVerdict::Allow) if asked.input != call.input => Some(HostVerdict::Ask),
            verdict => verdict.clone(),
        };
        self.gate(call, options, &as_sent).await
    }

    /// Like `before`, with the agent's own permission system as a function. The function judges the call after the
    /// hooks have changed it. If it denies, the call is blocked, whatever hooks say. If it asks and a hook has
    /// granted the call, the call runs. If it asks without a grant, the hooks of PermissionRequest decide, and if
    /// they do not decide, the user does ([`Gate::Ask`]).
    ///
    /// ```
    /// # use hooks_router::{Gate, HostVerdict, Session};
    /// # use hooks_types::ToolCall;
    /// # async fn example<'a>(session: &Session, call: &'a ToolCall) -> Gate<'a> {
    /// session
    ///     .before_judged_by(call, |call| match call.tool_name.as_str() {
    ///         "read_file" => HostVerdict::Allow,
    ///         "launch" => HostVerdict::Deny("launching is switched off".to_owned()),
    ///         _ => HostVerdict::Ask,
    ///     })
    ///     .await
    /// # }
    /// ```
    ///
    /// # Cancel safety
    ///
    /// Cancelling has the same effect as for [`before`](Self::before).
    pub async fn before_judged_by<'a>(
        &self,
        call: &'a ToolCall,
        host: impl Fn(&ToolCall) -> HostVerdict + Sync,
    ) -> Gate<'a> {
        let options = DispatchOptions::default();
        self.gate(call, options, &|call| Some(host(call))).await
    }

    /// Takes a call through its hooks and the agent's own permission system, and adds the pending texts of
    /// background hooks.
    pub(super) async fn gate<'a>(
        &self,
        call: &'a ToolCall,
        options: DispatchOptions,
        host: Host<'_>,
    ) -> Gate<'a> {
        let background = options.background;
        // Run the hooks first, because the agent's own permission system must judge the call in its final form.
        let mut gate = self.judge(call, options).await;
        if let Gate::Run(approved) = gate {
            gate = match host(approved.call()) {
                Some(HostVerdict::Deny(reason)) => denied(approved, reason),
                // The agent asks, and no hook has granted the call. So ask the hooks of PermissionRequest.
                Some(HostVerdict::Ask) if !approved.is_granted() => {
                    let options = DispatchOptions {
                        background,
                        host: None,
                    };
                    match Box::pin(self.ask_hooks(approved, options)).await.effect {
                        PermissionEffect::Granted(approved) => match host(approved.call()) {
                            // A hook of PermissionRequest granted the call and might have changed it, so ask the
                            // agent's permission system again.
                            Some(HostVerdict::Deny(reason)) => denied(approved, reason),
                            _ => Gate::Run(approved),
                        },
                        PermissionEffect::AskUser(pending) => asked(pending, host),
                        PermissionEffect::Denied(response) => Gate::Blocked(response),
                    }
                }
                // The agent allows the call, a hook has granted it, or the agent asks later by itself.
                _ => Gate::Run(approved),
            };
        } else if let Gate::Ask(pending) = gate {
            gate = asked(pending, host);
        }
        // Take the pending texts last. Nothing is awaited after this, so a dropped future cannot lose the texts.
        match &mut gate {
            Gate::Run(call) => call.trail_mut().hear_pending(),
            // If a hook ended the run, the model reads nothing more. So the texts of background hooks stay pending.
            Gate::Blocked(response) if response.stop().is_none() => {
                response.heard_mut().add_pending(self.pending().take());
            }
            // The user might never answer. Texts that are taken now would then be lost, so they are taken later, when
            // the user answers.
            Gate::Ask(_) | Gate::Blocked(_) => {}
        }
        gate
    }

    /// Fires PreToolUse and returns the verdict of the hooks, without the agent's own permission system.
    async fn judge<'a>(&self, call: &'a ToolCall, options: DispatchOptions) -> Gate<'a> {
        let name = EventName::PreToolUse;
        let meta = self.meta();
        let selected = self.select(EventRef::call_at(&name, call), &meta);
        let mut trail = CallTrail::new(self, call);
        // In the common case no hook matches: return early, so that no payload is built and nothing is allocated.
        if selected.is_empty() && !self.observers().hear(false) {
            return Gate::Run(ApprovedCall::new(trail));
        }
        let payload = Payload::new(meta, PreToolUse::new(call.clone()));
        // The future is boxed, so that the large state of a dispatch does not enlarge the future of a call without
        // hooks.
        let dispatched = Box::pin(self.dispatch_selected(payload, selected, options)).await;
        trail.hear(dispatched.clone());
        // Handle blocks and stops before changes of the input, because a refused call keeps the model's input.
        if let Some(refusal) = Refusal::of(&dispatched) {
            return Gate::Blocked(ToolResponse::new(refusal, trail));
        }
        if let Some(HookEvent::PreToolUse(event)) = dispatched.changed() {
            trail.change(event.call.clone());
        }
        if dispatched.outcome() == OutcomeKind::Ask {
            return Gate::Ask(PendingCall::new(trail, dispatched));
        }
        trail.granted = dispatched.grants();
        Gate::Run(ApprovedCall::new(trail))
    }
}

/// Blocks a call that the agent itself denies. Consumes the approval, so that no code can run the call.
fn denied(approved: ApprovedCall<'_>, reason: String) -> Gate<'_> {
    let (trail, _) = approved.into_parts();
    let refusal = Refusal::DeniedByAgent { reason };
    Gate::Blocked(ToolResponse::new(refusal, trail))
}

/// Returns the verdict for a call about which a hook asks: the user is asked, unless the agent itself denies the
/// call.
fn asked<'a>(pending: PendingCall<'a>, host: Host<'_>) -> Gate<'a> {
    match host(pending.call()) {
        Some(HostVerdict::Deny(reason)) => {
            Gate::Blocked(pending.refused(Refusal::DeniedByAgent { reason }))
        }
        _ => Gate::Ask(pending),
    }
}
