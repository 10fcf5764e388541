//! Fires events that are not about tool calls, with a typed result that tells the agent what to do.

use hooks_types::HookEvent;
use hooks_types::answer::OutcomeKind;
use hooks_types::event::{
    AfterAgent, Interrupt, Notification, OtherEvent, PostCompact, PreCompact, SessionEnd,
    SessionStart, Stop, SubagentStart, SubagentStop, UserPromptSubmit,
};

use crate::dispatch::{DispatchOptions, Dispatched};
use crate::messages::Messages;
use crate::session::Session;

/// An event that the agent fires when it happens. Events about tool calls go through
/// [`Session::before`], [`Session::after`] and [`Session::permission`] instead.
pub trait Fire: Into<HookEvent> + Send {
    /// The type that says what hooks decided about the event.
    type Effect: Send;

    /// Returns the decision of the hooks of a dispatch about the event.
    fn effect(dispatched: &Dispatched) -> Self::Effect;
}

/// The result of an event: what the agent must do, and all texts of the hooks.
///
/// At every event a hook can end the agent's run; [`Dispatched::stop`] returns the reason. For a prompt, a stop and a
/// compaction, the effect already includes the end of the run: [`PromptEffect::Dropped`], [`StopEffect::Stops`] and
/// [`CompactEffect::Keeps`]. At any other event the agent must check [`Fired::stop`] itself.
#[derive(Debug, Clone)]
#[non_exhaustive]
#[must_use = "`messages` has the texts of the hooks, and at every event a hook can end the run"]
pub struct Fired<T> {
    /// What the agent must do.
    pub effect: T,
    /// The dispatch: the texts of the hooks, the reason to end the run, and the report.
    pub dispatched: Dispatched,
}

/// The decision about a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PromptEffect {
    /// The agent submits the prompt to the model.
    #[non_exhaustive]
    Submitted {
        /// The prompt, or the text with which a hook replaced it.
        text: String,
    },
    /// The prompt is dropped, because a hook blocked it or ended the run.
    #[non_exhaustive]
    Dropped {
        /// Why the prompt was dropped.
        message: String,
    },
}

/// The decision about an agent or subagent that wants to stop.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StopEffect {
    /// The agent stops, because no hook blocked the stop or because a hook ended the run.
    Stops,
    /// The agent goes on working.
    #[non_exhaustive]
    GoesOn {
        /// Why the agent must go on; pass it to the model.
        message: String,
    },
}

/// The decision about a compaction of the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompactEffect {
    /// The conversation is compacted.
    Compacts,
    /// The conversation is kept, because a hook blocked the compaction or ended the run.
    #[non_exhaustive]
    Keeps {
        /// Why the conversation is kept.
        message: String,
    },
}

impl<T> Fired<T> {
    /// Returns all texts of the hooks. The text for the model begins with the prompt if a prompt is submitted, or
    /// with the reason to go on if a stop is blocked.
    pub fn messages(&self) -> Messages {
        self.dispatched.messages()
    }

    /// Returns why a hook ended the run; `None` if the run goes on.
    #[must_use]
    pub fn stop(&self) -> Option<&str> {
        self.dispatched.stop()
    }
}

impl Session {
    /// Fires an event of this session.
    ///
    /// ```
    /// # use hooks_router::{PromptEffect, Router};
    /// # use hooks_types::SessionMeta;
    /// # use hooks_types::event::UserPromptSubmit;
    /// # async fn example() {
    /// let session = Router::empty().session(SessionMeta::new("s1", "/work"));
    /// let fired = session.fire(UserPromptSubmit::new("hello")).await;
    /// match &fired.effect {
    ///     PromptEffect::Submitted { text, .. } => println!("to the model: {text}"),
    ///     PromptEffect::Dropped { message, .. } => println!("dropped: {message}"),
    ///     _ => {}
    /// }
    /// # }
    /// ```
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the hooks that the agent waits for; background hooks go on running.
    pub async fn fire<E: Fire>(&self, event: E) -> Fired<E::Effect> {
        let options = DispatchOptions::default();
        let dispatched = self.dispatch_event(event.into(), options).await;
        Fired {
            effect: E::effect(&dispatched),
            dispatched,
        }
    }
}

/// Returns the message of a block; `None` if the event was not blocked.
fn blocked(dispatched: &Dispatched) -> Option<String> {
    (dispatched.outcome() == OutcomeKind::Block)
        .then(|| dispatched.message().unwrap_or_default().to_owned())
}

impl Fire for UserPromptSubmit {
    type Effect = PromptEffect;

    fn effect(dispatched: &Dispatched) -> PromptEffect {
        let dropped = blocked(dispatched).or_else(|| dispatched.stop().map(str::to_owned));
        match (dropped, dispatched.event()) {
            (Some(message), _) => PromptEffect::Dropped { message },
            (None, HookEvent::UserPromptSubmit(prompt)) => PromptEffect::Submitted {
                text: prompt.user_message.clone(),
            },
            // This cannot happen, because a dispatch does not change the kind of an event. If it did, there would be no
            // prompt to submit.
            (None, _) => PromptEffect::Dropped {
                message: "the prompt was lost".to_owned(),
            },
        }
    }
}

macro_rules! fires_stop {
    ($($event:ty),+) => {$(
        impl Fire for $event {
            type Effect = StopEffect;

            fn effect(dispatched: &Dispatched) -> StopEffect {
                match blocked(dispatched) {
                    // If one hook blocks the stop and a different hook ends the run, the run ends.
                    Some(message) if dispatched.stop().is_none() => StopEffect::GoesOn { message },
                    _ => StopEffect::Stops,
                }
            }
        }
    )+};
}

fires_stop!(Stop, SubagentStop);

impl Fire for PreCompact {
    type Effect = CompactEffect;

    fn effect(dispatched: &Dispatched) -> CompactEffect {
        // If a hook ends the run, compacting has no purpose, so the conversation is kept.
        match blocked(dispatched).or_else(|| dispatched.stop().map(str::to_owned)) {
            Some(message) => CompactEffect::Keeps { message },
            None => CompactEffect::Compacts,
        }
    }
}

impl Fire for OtherEvent {
    /// The merged outcome of the hooks; the agent decides what it means. It does not say whether a hook ended the
    /// run: see [`Dispatched::stop`].
    type Effect = OutcomeKind;

    fn effect(dispatched: &Dispatched) -> OutcomeKind {
        dispatched.outcome()
    }
}

macro_rules! fires_nothing {
    ($($event:ty),+) => {$(
        impl Fire for $event {
            /// Hooks decide nothing at this event. They only see it and add texts, and can end the run: see
            /// [`Dispatched::stop`].
            type Effect = ();

            fn effect(_dispatched: &Dispatched) {}
        }
    )+};
}

fires_nothing!(
    SessionStart,
    SessionEnd,
    Interrupt,
    Notification,
    SubagentStart,
    PostCompact,
    AfterAgent
);

// This check runs in the compiler; the function is never called.
/// Fails to compile if `HookEvent` gets a new event that neither implements [`Fire`] nor is listed here as an event
/// about tool calls.
const _: fn(HookEvent) = |event| {
    fn fires(_: impl Fire) {}
    match event {
        HookEvent::PreToolUse(_)
        | HookEvent::PermissionRequest(_)
        | HookEvent::PostToolUse(_)
        | HookEvent::PostToolUseFailure(_) => {}
        HookEvent::UserPromptSubmit(event) => fires(event),
        HookEvent::Stop(event) => fires(event),
        HookEvent::SubagentStop(event) => fires(event),
        HookEvent::PreCompact(event) => fires(event),
        HookEvent::PostCompact(event) => fires(event),
        HookEvent::SessionStart(event) => fires(event),
        HookEvent::SessionEnd(event) => fires(event),
        HookEvent::Interrupt(event) => fires(event),
        HookEvent::Notification(event) => fires(event),
        HookEvent::SubagentStart(event) => fires(event),
        HookEvent::AfterAgent(event) => fires(event),
        HookEvent::Other(event) => fires(event),
    }
};
