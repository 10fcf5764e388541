//! Asks hooks for permission before the agent asks its user (the event PermissionRequest).

use std::sync::Arc;

use hooks_types::answer::OutcomeKind;
use hooks_types::event::{PermissionRequest, PreToolUse};
use hooks_types::wire::EventRef;
use hooks_types::{EventName, HookEvent, HookSpec, Payload, Report};

use super::approved::{ApprovedCall, PendingCall};
use super::call_trail::CallTrail;
use super::heard::{Heard, Mark};
use super::response::{Refusal, ToolResponse};
use crate::dispatch::{DispatchOptions, Dispatched};
use crate::messages::Messages;
use crate::session::Session;

/// The decision of hooks about a call. Without the hooks, the agent would ask its user about the call.
///
/// [`Session::before_with`] and [`Session::before_judged_by`] fire PermissionRequest themselves if the agent's
/// permission system asks. Use [`Session::permission`] only if your agent decides to ask later, when it already has
/// an approved call.
///
/// ```
/// # use hooks_router::{ApprovedCall, PermissionEffect, Session};
/// # async fn example(session: &Session, approved: ApprovedCall<'_>) {
/// match session.permission(approved).await.effect {
///     PermissionEffect::Granted(approved) => println!("run {}", approved.call().tool_name),
///     PermissionEffect::AskUser(pending) => println!("ask: {}", pending.question()),
///     PermissionEffect::Denied(response) => println!("{}", response.text()),
/// }
/// # }
/// ```
#[derive(Debug)]
#[must_use = "a call runs only with the approved call inside"]
pub struct Permission<'a> {
    /// What the agent must do.
    pub effect: PermissionEffect<'a>,
    /// The position in the trail (the record of the call) at which the texts of this event begin.
    before: Mark,
}

/// What the hooks of PermissionRequest decided.
#[derive(Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a catch-all arm would silently run or drop calls"
)]
#[must_use = "a call runs only with the approved call inside"]
pub enum PermissionEffect<'a> {
    /// A hook granted the call, with the input that the approved call has.
    Granted(ApprovedCall<'a>),
    /// No hook denied the call, and no grant took effect: no hook granted the call, or a PreToolUse hook asks about the
    /// changed input. Ask the user about the input of the pending call.
    AskUser(PendingCall<'a>),
    /// A hook denied the call or ended the run; pass this response to the model.
    Denied(ToolResponse),
}

impl Permission<'_> {
    /// Returns everything that hooks said about the call.
    fn heard(&self) -> &Heard {
        match &self.effect {
            PermissionEffect::Granted(call) => call.trail().heard(),
            PermissionEffect::AskUser(call) => call.trail().heard(),
            PermissionEffect::Denied(response) => response.heard(),
        }
    }

    /// Returns all texts of hooks about the call so far, including those from before this event.
    pub fn messages(&self) -> Messages {
        match &self.effect {
            PermissionEffect::Granted(call) => call.messages(),
            PermissionEffect::AskUser(call) => call.messages(),
            PermissionEffect::Denied(response) => response.messages(),
        }
    }

    /// Converts this value to one that does not borrow the call, so it can be stored or sent to a different thread.
    pub fn into_owned(self) -> Permission<'static> {
        let effect = match self.effect {
            PermissionEffect::Granted(call) => PermissionEffect::Granted(call.into_owned()),
            PermissionEffect::AskUser(call) => PermissionEffect::AskUser(call.into_owned()),
            PermissionEffect::Denied(response) => PermissionEffect::Denied(response),
        };
        Permission {
            effect,
            before: self.before,
        }
    }

    /// Returns only this event's texts for the model.
    #[must_use]
    pub fn contexts(&self) -> &[String] {
        self.heard().contexts_since(self.before)
    }

    /// Returns only this event's texts for the user.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        self.heard().notices_since(self.before)
    }

    /// Returns why a hook ended the run; `None` if the run goes on. If a hook ends the run, the call is denied.
    #[must_use]
    pub fn stop(&self) -> Option<&str> {
        match &self.effect {
            PermissionEffect::Denied(response) => response.stop(),
            PermissionEffect::Granted(_) | PermissionEffect::AskUser(_) => None,
        }
    }

    /// Returns the report of PermissionRequest. If a hook changed the input, the report of the PreToolUse hooks
    /// that judged the change follows.
    #[must_use]
    pub fn reports(&self) -> Vec<Report> {
        self.heard().reports_since(self.before)
    }
}

impl Session {
    /// Fires PermissionRequest for an approved call for which the agent would ask its user.
    ///
    /// Consumes the approval. Returns an approval only if a hook grants the call. If a hook changes the input, the
    /// changed input is judged as at PreToolUse: by the input check, by the validators of PreToolUse, and by
    /// PreToolUse hooks of a higher scope than the hook that changed it.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the hooks that are waited for and drops the call, which is then not granted.
    pub async fn permission<'a>(&self, approved: ApprovedCall<'a>) -> Permission<'a> {
        let options = DispatchOptions::default();
        let mut permission = self.ask_hooks(approved, options).await;
        match &mut permission.effect {
            PermissionEffect::Granted(call) => call.trail_mut().hear_pending(),
            PermissionEffect::Denied(response) if response.stop().is_none() => {
                response.heard_mut().add_pending(self.pending().take());
            }
            // As in `before`, do not take the pending texts here: they are taken with the user's answer or, if a hook
            // ended the run, stay pending.
            PermissionEffect::AskUser(_) | PermissionEffect::Denied(_) => {}
        }
        permission
    }

    /// Fires PermissionRequest for a call, without adding the pending texts of background hooks.
    pub(super) async fn ask_hooks<'a>(
        &self,
        approved: ApprovedCall<'a>,
        options: DispatchOptions,
    ) -> Permission<'a> {
        // Turn the approval into its trail, so that the call cannot run without a grant.
        let (mut trail, _) = approved.into_parts();
        let before = trail.heard().mark();
        let event = PermissionRequest::new(trail.call().clone());
        let payload = Payload::new(self.meta(), event);
        let selected = self.select(EventRef::Payload(&payload), &payload.meta);
        let asked = self.dispatch_selected(payload, selected, options).await;
        trail.hear(asked.clone());
        let effect = match Refusal::of(&asked) {
            Some(refusal) => PermissionEffect::Denied(ToolResponse::new(refusal, trail)),
            None => self.judged(trail, asked).await,
        };
        Permission { effect, before }
    }

    /// Decides about a call that no hook of PermissionRequest denied. If a hook of PermissionRequest changed the
    /// input, PreToolUse hooks judge the changed input first.
    async fn judged<'a>(
        &self,
        mut trail: CallTrail<'a>,
        asked: Dispatched,
    ) -> PermissionEffect<'a> {
        if let (Some(HookEvent::PermissionRequest(event)), Some(by)) =
            (asked.changed(), asked.changed_by())
        {
            trail.change(event.call.clone());
            let mut changed = PreToolUse::new(event.call.clone());
            changed.original_tool_input = Some(trail.original().input.to_value());
            // A `once` hook that judged the call at PreToolUse judges the changed call too, because `once` treats both
            // as one call.
            let heard = trail.heard().clone();
            let spoke = |hook: &Arc<HookSpec>| heard.spoke(&EventName::PreToolUse, hook);
            // `None` means that no hook has to judge the change.
            if let Some(validated) = self.judge_change(changed, by, spoke).await {
                trail.hear(validated.clone());
                if let Some(refusal) = Refusal::of(&validated) {
                    return PermissionEffect::Denied(ToolResponse::new(refusal, trail));
                }
                if validated.outcome() == OutcomeKind::Ask {
                    return PermissionEffect::AskUser(PendingCall::new(trail, validated));
                }
            }
        }
        // The hooks allowed the call without a grant, or gave no answer. So the user decides.
        if !asked.grants() {
            return PermissionEffect::AskUser(PendingCall::new(trail, asked));
        }
        trail.granted = true;
        PermissionEffect::Granted(ApprovedCall::new(trail))
    }
}
