//! The gate before a tool runs.

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
#[derive(Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "an arm for verdicts nobody knows would be an arm that runs or drops calls unseen"
)]
#[must_use = "a call runs only with the approved call inside"]
pub enum Gate<'a> {
    /// It may run, with the input inside.
    Run(ApprovedCall<'a>),
    /// The user is to be asked.
    Ask(PendingCall<'a>),
    /// It does not run; this is what the model is told.
    Blocked(ToolResponse),
}

/// What the agent's own permission system says about a call; none: it is asked later.
pub(super) type Host<'h> = &'h (dyn Fn(&ToolCall) -> Option<HostVerdict> + Sync);

impl Gate<'_> {
    /// Everything hooks said to the call so far. What becomes of the call (an
    /// [`After`](crate::After), a response) has it again: hand on that, or this, not both.
    pub fn messages(&self) -> Messages {
        match self {
            Self::Run(call) => call.messages(),
            Self::Ask(call) => call.messages(),
            Self::Blocked(response) => response.messages(),
        }
    }

    /// Texts for the model.
    #[must_use]
    pub fn contexts(&self) -> &[String] {
        match self {
            Self::Run(call) => call.contexts(),
            Self::Ask(call) => call.contexts(),
            Self::Blocked(response) => response.contexts(),
        }
    }

    /// Texts for the user.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        match self {
            Self::Run(call) => call.notices(),
            Self::Ask(call) => call.notices(),
            Self::Blocked(response) => response.notices(),
        }
    }

    /// A hook ended the run, and why. Then the call is blocked too.
    #[must_use]
    pub fn stop(&self) -> Option<&str> {
        match self {
            Self::Blocked(response) => response.stop(),
            Self::Run(_) | Self::Ask(_) => None,
        }
    }

    /// What happened to each hook.
    #[must_use]
    pub fn report(&self) -> Report {
        match self {
            Self::Run(call) => call.report(),
            Self::Ask(call) => call.report(),
            Self::Blocked(response) => response.report(),
        }
    }

    /// The same without a borrow, to be stored or sent.
    pub fn into_owned(self) -> Gate<'static> {
        match self {
            Self::Run(call) => Gate::Run(call.into_owned()),
            Self::Ask(call) => Gate::Ask(call.into_owned()),
            Self::Blocked(response) => Gate::Blocked(response),
        }
    }
}

impl Session {
    /// Fires PreToolUse for a call and says whether it may run.
    ///
    /// Where no hook is for the call, nothing is built and nothing allocated.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the hooks that are waited for; the call has no verdict then.
    pub async fn before<'a>(&self, call: &'a ToolCall) -> Gate<'a> {
        self.before_with(call, DispatchOptions::default()).await
    }

    /// Like `before`, with explicit options: among them what the agent's own permission system says
    /// ([`DispatchOptions::host`]). Its deny is a block whatever hooks say. Where it would ask, a
    /// hook's grant answers; without one PermissionRequest hooks are heard, and what they leave open
    /// is [`Gate::Ask`]. Its allow holds for the call as it was sent; where hooks may change it, use
    /// [`Session::before_judged_by`].
    ///
    /// # Cancel safety
    ///
    /// As for `before`.
    pub async fn before_with<'a>(&self, call: &'a ToolCall, options: DispatchOptions) -> Gate<'a> {
        let host = options.host.clone();
        let as_sent = |asked: &ToolCall| match &host {
            // About the changed call the agent was not asked.
            Some(HostVerdict::Allow) if asked.input != call.input => Some(HostVerdict::Ask),
            verdict => verdict.clone(),
        };
        self.gate(call, options, &as_sent).await
    }

    /// Like `before`, with the agent's own permission system, which is asked about the call as hooks
    /// have left it: its deny is a block whatever hooks say, its ask can be answered by a hook's
    /// grant, and else goes to PermissionRequest hooks and then to the user ([`Gate::Ask`]).
    ///
    /// # Cancel safety
    ///
    /// As for `before`.
    pub async fn before_judged_by<'a>(
        &self,
        call: &'a ToolCall,
        host: impl Fn(&ToolCall) -> HostVerdict + Sync,
    ) -> Gate<'a> {
        let options = DispatchOptions::default();
        self.gate(call, options, &|call| Some(host(call))).await
    }

    /// Takes a call through its hooks and the agent's own permission system, and hands on what is
    /// pending.
    pub(super) async fn gate<'a>(
        &self,
        call: &'a ToolCall,
        options: DispatchOptions,
        host: Host<'_>,
    ) -> Gate<'a> {
        let background = options.background;
        let mut gate = self.judge(call, options).await;
        if let Gate::Run(approved) = gate {
            gate = match host(approved.call()) {
                Some(HostVerdict::Deny(reason)) => denied(approved, reason),
                Some(HostVerdict::Ask) if !approved.is_granted() => {
                    let options = DispatchOptions {
                        background,
                        host: None,
                    };
                    match Box::pin(self.ask_hooks(approved, options)).await.effect {
                        PermissionEffect::Granted(approved) => match host(approved.call()) {
                            // A hook of PermissionRequest may have changed it.
                            Some(HostVerdict::Deny(reason)) => denied(approved, reason),
                            _ => Gate::Run(approved),
                        },
                        PermissionEffect::AskUser(pending) => asked(pending, host),
                        PermissionEffect::Denied(response) => Gate::Blocked(response),
                    }
                }
                _ => Gate::Run(approved),
            };
        } else if let Gate::Ask(pending) = gate {
            gate = asked(pending, host);
        }
        match &mut gate {
            Gate::Run(call) => call.passage_mut().hear_pending(),
            Gate::Blocked(response) if response.stop().is_none() => {
                response.heard_mut().add_pending(self.pending().take());
            }
            // A call that waits may never come back; what waits is taken with the answer.
            Gate::Ask(_) | Gate::Blocked(_) => {}
        }
        gate
    }

    /// What the hooks of PreToolUse say to a call.
    async fn judge<'a>(&self, call: &'a ToolCall, options: DispatchOptions) -> Gate<'a> {
        let name = EventName::PreToolUse;
        let meta = self.meta();
        let selected = self.select(EventRef::call_at(&name, call), &meta);
        let mut passage = CallTrail::new(self, call);
        if selected.is_empty() && !self.observers().hear(false) {
            return Gate::Run(ApprovedCall::new(passage));
        }
        let payload = Payload::new(meta, PreToolUse::new(call.clone()));
        // Boxed: the state of a dispatch is no part of the path on which nothing is selected.
        let dispatched = Box::pin(self.dispatch_selected(payload, selected, options)).await;
        passage.hear(dispatched.clone());
        if let Some(refusal) = Refusal::of(&dispatched) {
            return Gate::Blocked(ToolResponse::new(refusal, passage));
        }
        if let Some(HookEvent::PreToolUse(event)) = dispatched.changed() {
            passage.change(event.call.clone());
        }
        if dispatched.outcome() == OutcomeKind::Ask {
            return Gate::Ask(PendingCall::new(passage, dispatched));
        }
        passage.granted = dispatched.grants();
        Gate::Run(ApprovedCall::new(passage))
    }
}

/// A call that the agent itself denies.
fn denied(approved: ApprovedCall<'_>, reason: String) -> Gate<'_> {
    let (passage, _) = approved.into_parts();
    let refusal = Refusal::DeniedByAgent { reason };
    Gate::Blocked(ToolResponse::new(refusal, passage))
}

/// A call the user is to be asked about, unless the agent denies it anyway.
fn asked<'a>(pending: PendingCall<'a>, host: Host<'_>) -> Gate<'a> {
    match host(pending.call()) {
        Some(HostVerdict::Deny(reason)) => {
            Gate::Blocked(pending.refused(Refusal::DeniedByAgent { reason }))
        }
        _ => Gate::Ask(pending),
    }
}
