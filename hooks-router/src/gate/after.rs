//! After a tool has run.

use hooks_types::{
    EventName, EventRef, HookEvent, OutcomeKind, Payload, PostToolUse, PostToolUseFailure, Report,
    ToolCall,
};
use serde_json::Value;
use tokio::time::Instant;

use super::approved::ApprovedCall;
use super::passage::Passage;
use crate::dispatch::{DispatchOptions, Dispatched};
use crate::session::Session;

/// What a tool came to.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ToolResult {
    /// It ran; this is its output.
    Completed(Value),
    /// It ran and failed.
    #[non_exhaustive]
    Failed {
        /// What went wrong, in the tool's words.
        error: String,
        /// What it had returned by then, where that is kept.
        output: Option<Value>,
    },
}

/// What is to be made of a tool's result.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct After {
    /// The result for the model, with a replaced output in place.
    pub result: ToolResult,
    /// What a hook has to say to the model about it.
    pub feedback: Option<String>,
    told: Told,
}

/// Who was told of a result.
#[derive(Debug, Clone)]
enum Told {
    /// No hook is for it, so no payload was built.
    Nobody {
        session: Session,
        name: EventName,
        call: ToolCall,
    },
    Hooks(Dispatched),
}

impl ToolResult {
    /// A failure without output.
    #[must_use]
    pub fn failed(error: impl Into<String>) -> Self {
        Self::Failed {
            error: error.into(),
            output: None,
        }
    }

    /// A failure that left an output.
    #[must_use]
    pub fn failed_with(error: impl Into<String>, output: impl Into<Value>) -> Self {
        Self::Failed {
            error: error.into(),
            output: Some(output.into()),
        }
    }
}

impl<T: Into<Value>, E: Into<String>> From<Result<T, E>> for ToolResult {
    fn from(result: Result<T, E>) -> Self {
        match result {
            Ok(output) => Self::Completed(output.into()),
            Err(error) => Self::failed(error),
        }
    }
}

impl After {
    /// Texts for the model, beside the feedback.
    #[must_use]
    pub fn contexts(&self) -> &[String] {
        self.dispatched().map_or(&[], Dispatched::contexts)
    }

    /// Texts for the user.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        self.dispatched().map_or(&[], Dispatched::notices)
    }

    /// End the run, and why.
    #[must_use]
    pub fn stop(&self) -> Option<&str> {
        self.dispatched().and_then(Dispatched::stop)
    }

    /// What happened to each hook.
    #[must_use]
    pub fn report(&self) -> Report {
        match &self.told {
            Told::Nobody {
                session,
                name,
                call,
            } => session.unheard(name, call),
            Told::Hooks(dispatched) => dispatched.report(),
        }
    }

    /// Everything hooks said; none where no hook is for the result.
    #[must_use]
    pub fn dispatched(&self) -> Option<&Dispatched> {
        match &self.told {
            Told::Nobody { .. } => None,
            Told::Hooks(dispatched) => Some(dispatched),
        }
    }
}

impl Session {
    /// Fires PostToolUse, or PostToolUseFailure, for a call that ran. Its duration is counted from
    /// the approval. Where no hook is for it, no payload is built.
    ///
    /// The hooks of this session hear of it. An approval is meant to go back to the session that
    /// gave it; given to another, that one's hooks are told, and no other.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the hooks that are waited for.
    pub async fn after(&self, approved: ApprovedCall<'_>, result: impl Into<ToolResult>) -> After {
        let options = DispatchOptions::default();
        self.after_with(approved, result, options).await
    }

    /// The same, with a say in how.
    pub async fn after_with(
        &self,
        approved: ApprovedCall<'_>,
        result: impl Into<ToolResult>,
        options: DispatchOptions,
    ) -> After {
        let (passage, since) = approved.into_parts();
        self.after_run(passage, since, result.into(), options).await
    }

    /// Fires the event for a call whose approval the handler has kept.
    pub(super) async fn after_run(
        &self,
        passage: Passage<'_>,
        since: Instant,
        result: ToolResult,
        options: DispatchOptions,
    ) -> After {
        let name = match &result {
            ToolResult::Completed(_) => EventName::PostToolUse,
            ToolResult::Failed { .. } => EventName::PostToolUseFailure,
        };
        let meta = self.meta();
        let event = EventRef::call_at(&name, passage.call());
        let selected = self.shared().index.select(&name, event, &meta);
        if selected.is_empty() {
            let told = Told::Nobody {
                session: self.clone(),
                name,
                call: passage.into_call(),
            };
            return After {
                result,
                feedback: None,
                told,
            };
        }
        let millis = since.elapsed().as_millis();
        let duration = u64::try_from(millis).unwrap_or(u64::MAX);
        let original = passage
            .is_modified()
            .then(|| passage.original().input.to_value());
        let call = passage.call().clone();
        let event: HookEvent = match &result {
            ToolResult::Completed(output) => {
                let mut event = PostToolUse::new(call, output.clone(), duration);
                event.original_tool_input = original;
                event.into()
            }
            ToolResult::Failed { error, output } => {
                let mut event = PostToolUseFailure::new(call, error.clone(), duration);
                event.tool_output.clone_from(output);
                event.original_tool_input = original;
                event.into()
            }
        };
        let payload = Payload::new(meta, event);
        let dispatched = self.dispatch_selected(payload, selected, options).await;
        let feedback = (dispatched.outcome() == OutcomeKind::Block)
            .then(|| dispatched.message().unwrap_or_default().to_owned());
        let result = match dispatched.changed() {
            Some(HookEvent::PostToolUse(event)) => ToolResult::Completed(event.tool_output.clone()),
            Some(HookEvent::PostToolUseFailure(event)) => ToolResult::Failed {
                error: event.error.clone(),
                output: event.tool_output.clone(),
            },
            _ => result,
        };
        After {
            result,
            feedback,
            told: Told::Hooks(dispatched),
        }
    }
}
