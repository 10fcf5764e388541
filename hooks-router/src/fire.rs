//! Firing the other events, with a result that says what the agent is to do.

use hooks_types::HookEvent;
use hooks_types::answer::OutcomeKind;
use hooks_types::event::{
    AfterAgent, Interrupt, Notification, OtherEvent, PostCompact, PreCompact, SessionEnd,
    SessionStart, Stop, SubagentStart, SubagentStop, UserPromptSubmit,
};

use crate::dispatch::{DispatchOptions, Dispatched};
use crate::messages::Messages;
use crate::session::Session;

/// An event the agent fires as it happens. Events about tool calls go through
/// [`Session::before`], [`Session::after`] and [`Session::permission`].
pub trait Fire: Into<HookEvent> + Send {
    /// What hooks can make of it, as the event table says.
    type Effect: Send;

    /// Reads the effect off a dispatch.
    fn effect(dispatched: &Dispatched) -> Self::Effect;
}

/// What came of an event: its effect, and everything hooks said.
///
/// A hook can end the run at every event, and then [`Dispatched::stop`] says why. The effect of a
/// prompt (dropped), a stop (stops) and a compaction (keeps) takes that in; at any other event the
/// effect cannot, and the agent has to look.
#[derive(Debug, Clone)]
#[non_exhaustive]
#[must_use = "`messages` has what hooks said, and at every event a hook can end the run"]
pub struct Fired<T> {
    /// What the agent is to do.
    pub effect: T,
    /// Contexts, notices, stop and the report.
    pub dispatched: Dispatched,
}

/// What becomes of a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PromptEffect {
    /// It goes to the model in these words.
    #[non_exhaustive]
    Submitted {
        /// The prompt, with a replacement in place.
        text: String,
    },
    /// It is dropped, because a hook blocked it or ended the run.
    #[non_exhaustive]
    Dropped {
        /// Why.
        message: String,
    },
}

/// Whether an agent or subagent stops.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StopEffect {
    /// It stops, because no hook objects or because one ended the run.
    Stops,
    /// It goes on working.
    #[non_exhaustive]
    GoesOn {
        /// Why; to be given to the model.
        message: String,
    },
}

/// Whether the conversation is compacted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompactEffect {
    /// It is.
    Compacts,
    /// It is not, because a hook blocked it or ended the run.
    #[non_exhaustive]
    Keeps {
        /// Why.
        message: String,
    },
}

impl<T> Fired<T> {
    /// Everything hooks said. The text for the model begins with a prompt that is submitted, and
    /// with the reason to go on of a stop that is blocked.
    pub fn messages(&self) -> Messages {
        self.dispatched.messages()
    }

    /// End the run, and why.
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
    /// Dropping the future ends the hooks that are waited for; background hooks run on.
    pub async fn fire<E: Fire>(&self, event: E) -> Fired<E::Effect> {
        let options = DispatchOptions::default();
        let dispatched = self.dispatch_event(event.into(), options).await;
        Fired {
            effect: E::effect(&dispatched),
            dispatched,
        }
    }
}

/// The message of a block.
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
            // An event keeps its kind through a dispatch; were it lost, so would be its prompt.
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
                    // Ending the run is the stronger wish.
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
        // A run that is to end has nothing to compact for.
        match blocked(dispatched).or_else(|| dispatched.stop().map(str::to_owned)) {
            Some(message) => CompactEffect::Keeps { message },
            None => CompactEffect::Compacts,
        }
    }
}

impl Fire for OtherEvent {
    /// The outcome, for the agent to decide what it means. It does not say whether a hook ended the
    /// run: see [`Dispatched::stop`].
    type Effect = OutcomeKind;

    fn effect(dispatched: &Dispatched) -> OutcomeKind {
        dispatched.outcome()
    }
}

macro_rules! fires_nothing {
    ($($event:ty),+) => {$(
        impl Fire for $event {
            /// Hooks only observe it and add texts; they may end the run all the same: see
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

/// A new event does not compile until it can be fired, or is known to be about a tool call.
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
