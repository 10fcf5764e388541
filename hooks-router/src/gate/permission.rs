//! When the agent would ask its user for leave.

use hooks_types::{HookEvent, OutcomeKind, PermissionRequest, Report, ToolCall};

use super::response::{Refusal, ToolResponse};
use crate::dispatch::Dispatched;
use crate::session::{DispatchOptions, Session};

/// What hooks say to a call the agent would ask its user about.
#[derive(Debug)]
#[non_exhaustive]
#[must_use]
pub enum Permission {
    /// A hook granted leave, for this call.
    #[non_exhaustive]
    Granted {
        /// The call, with a replaced input in place.
        call: ToolCall,
        /// Everything hooks said, and what happened to each.
        dispatched: Dispatched,
    },
    /// Ask the user, as without hooks.
    #[non_exhaustive]
    AskUser {
        /// Everything hooks said, and what happened to each.
        dispatched: Dispatched,
    },
    /// A hook denied it; this is what the model is told.
    Denied(ToolResponse),
}

impl Permission {
    /// What happened to each hook.
    #[must_use]
    pub fn report(&self) -> Report {
        match self {
            Self::Granted { dispatched, .. } | Self::AskUser { dispatched } => dispatched.report(),
            Self::Denied(response) => response.report(),
        }
    }
}

impl Session {
    /// Fires PermissionRequest for a call the agent would ask its user about.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the hooks that are waited for; nothing is granted then.
    pub async fn permission(&self, call: &ToolCall) -> Permission {
        let event = PermissionRequest::new(call.clone()).into();
        let dispatched = self.dispatch_event(event, DispatchOptions::default()).await;
        if dispatched.outcome() == OutcomeKind::Block {
            let refusal = Refusal::of(&dispatched);
            return Permission::Denied(ToolResponse::new(call, refusal, dispatched));
        }
        if let Some(reason) = dispatched.stop() {
            let reason = reason.to_owned();
            let refusal = Refusal::Stopped { reason };
            return Permission::Denied(ToolResponse::new(call, refusal, dispatched));
        }
        if !dispatched.grants() {
            return Permission::AskUser { dispatched };
        }
        let call = match dispatched.changed() {
            Some(HookEvent::PermissionRequest(event)) => event.call.clone(),
            _ => call.clone(),
        };
        Permission::Granted { call, dispatched }
    }
}
