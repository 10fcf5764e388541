//! When the agent would ask its user for leave.

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

/// What hooks say to a call the agent would ask its user about.
#[derive(Debug)]
#[must_use = "a call runs only with the approved call inside"]
pub struct Permission<'a> {
    /// What the agent is to do.
    pub effect: PermissionEffect<'a>,
    /// What had been said to the call before.
    before: Mark,
}

/// Whether hooks spare the user the question.
#[derive(Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "an arm for verdicts nobody knows would be an arm that runs or drops calls unseen"
)]
#[must_use = "a call runs only with the approved call inside"]
pub enum PermissionEffect<'a> {
    /// A hook granted leave, for the input inside.
    Granted(ApprovedCall<'a>),
    /// Ask the user about the input inside, as without hooks.
    AskUser(PendingCall<'a>),
    /// A hook denied it; this is what the model is told.
    Denied(ToolResponse),
}

impl Permission<'_> {
    fn heard(&self) -> &Heard {
        match &self.effect {
            PermissionEffect::Granted(call) => call.passage().heard(),
            PermissionEffect::AskUser(call) => call.passage().heard(),
            PermissionEffect::Denied(response) => response.heard(),
        }
    }

    /// Everything hooks said to the call so far, what they said before this event included.
    pub fn messages(&self) -> Messages {
        match &self.effect {
            PermissionEffect::Granted(call) => call.messages(),
            PermissionEffect::AskUser(call) => call.messages(),
            PermissionEffect::Denied(response) => response.messages(),
        }
    }

    /// The same without a borrow.
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

    /// Texts for the model, of this event alone.
    #[must_use]
    pub fn contexts(&self) -> &[String] {
        self.heard().contexts_since(self.before)
    }

    /// Texts for the user, of this event alone.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        self.heard().notices_since(self.before)
    }

    /// A hook ended the run, and why. Then the call is denied too.
    #[must_use]
    pub fn stop(&self) -> Option<&str> {
        match &self.effect {
            PermissionEffect::Denied(response) => response.stop(),
            PermissionEffect::Granted(_) | PermissionEffect::AskUser(_) => None,
        }
    }

    /// What happened to each hook of PermissionRequest; behind it, where a hook changed the input,
    /// what happened to the hooks of PreToolUse that judged the change.
    #[must_use]
    pub fn reports(&self) -> Vec<Report> {
        self.heard().reports_since(self.before)
    }
}

impl Session {
    /// Fires PermissionRequest for an approved call that the agent would ask its user about.
    ///
    /// The approval is taken, and given back only with leave. An input that a hook changes is judged
    /// like one changed before the call: by the input check, by the validators of PreToolUse, and by
    /// its hooks of a higher scope than the hook that changed it.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the hooks that are waited for and drops the call; nothing is granted
    /// then.
    pub async fn permission<'a>(&self, approved: ApprovedCall<'a>) -> Permission<'a> {
        let options = DispatchOptions::default();
        let mut permission = self.ask_hooks(approved, options).await;
        match &mut permission.effect {
            PermissionEffect::Granted(call) => call.passage_mut().hear_pending(),
            PermissionEffect::Denied(response) if response.stop().is_none() => {
                response.heard_mut().add_pending(self.pending().take());
            }
            PermissionEffect::AskUser(_) | PermissionEffect::Denied(_) => {}
        }
        permission
    }

    /// Fires PermissionRequest for a call, without handing on what is pending.
    pub(super) async fn ask_hooks<'a>(
        &self,
        approved: ApprovedCall<'a>,
        options: DispatchOptions,
    ) -> Permission<'a> {
        let (mut passage, _) = approved.into_parts();
        let before = passage.heard().mark();
        let event = PermissionRequest::new(passage.call().clone());
        let payload = Payload::new(self.meta(), event);
        let selected = self.select(EventRef::Payload(&payload), &payload.meta);
        let asked = self.dispatch_selected(payload, selected, options).await;
        passage.hear(asked.clone());
        let effect = match Refusal::of(&asked) {
            Some(refusal) => PermissionEffect::Denied(ToolResponse::new(refusal, passage)),
            None => self.judged(passage, asked).await,
        };
        Permission { effect, before }
    }

    /// What comes of a call that PermissionRequest did not deny.
    async fn judged<'a>(
        &self,
        mut passage: CallTrail<'a>,
        asked: Dispatched,
    ) -> PermissionEffect<'a> {
        if let (Some(HookEvent::PermissionRequest(event)), Some(by)) =
            (asked.changed(), asked.changed_by())
        {
            passage.change(event.call.clone());
            let mut changed = PreToolUse::new(event.call.clone());
            changed.original_tool_input = Some(passage.original().input.to_value());
            let heard = passage.heard().clone();
            let spoke = |hook: &Arc<HookSpec>| heard.spoke(&EventName::PreToolUse, hook);
            if let Some(validated) = self.judge_change(changed, by, spoke).await {
                passage.hear(validated.clone());
                if let Some(refusal) = Refusal::of(&validated) {
                    return PermissionEffect::Denied(ToolResponse::new(refusal, passage));
                }
                if validated.outcome() == OutcomeKind::Ask {
                    return PermissionEffect::AskUser(PendingCall::new(passage, validated));
                }
            }
        }
        if !asked.grants() {
            return PermissionEffect::AskUser(PendingCall::new(passage, asked));
        }
        passage.granted = true;
        PermissionEffect::Granted(ApprovedCall::new(passage))
    }
}
