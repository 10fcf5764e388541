//! Fires events. For every event the result is a [`Dispatched`].

use std::sync::Arc;

use hooks_types::event::PreToolUse;
use hooks_types::wire::EventRef;
use hooks_types::{EventName, HookEvent, HookSpec, Payload, Report, ToolCall};

use super::options::{BackgroundMode, DispatchOptions};
use super::outcome::Dispatched;
use super::under_way::Dispatch;
use crate::select::Selected;
use crate::session::Session;

impl Session {
    /// Sends an event through all its hooks.
    ///
    /// This is for agents that build their own payloads. [`Session::before`], [`Session::after`] and [`Session::fire`]
    /// use the same machinery. Needs a tokio runtime with time enabled.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the hooks that the agent waits for. Background hooks go on running.
    pub async fn dispatch(&self, mut payload: Payload, options: DispatchOptions) -> Dispatched {
        // Set `stop_hook_active` before hooks are selected, and before they read the payload: a hook uses this flag in
        // order not to block every stop.
        self.stops().announce(&mut payload.event);
        let selected = self.select(EventRef::Payload(&payload), &payload.meta);
        Dispatch::new(self, Arc::new(payload), selected, options.background)
            .handing_on()
            .run()
            .await
    }

    /// Fires an event with the current facts of this session.
    pub(crate) async fn dispatch_event(
        &self,
        event: HookEvent,
        options: DispatchOptions,
    ) -> Dispatched {
        self.dispatch(Payload::new(self.meta(), event), options)
            .await
    }

    /// Makes the report of the event `name` about this call, for the case that no hook matched the event.
    pub(crate) fn unheard(&self, name: &EventName, call: &ToolCall) -> Report {
        let event = EventRef::call_at(name, call);
        let mut report = Report::new(name.clone());
        report.hooks = self.shared().rows(name, event, &self.meta(), |_| None);
        report
    }

    /// Lets PreToolUse hooks judge a call again, because a hook of PermissionRequest has changed it since. Runs the
    /// validators, and the hooks of a higher scope than the hook that changed the call. `spoke` says for each hook
    /// whether it judged the call before. Returns `None` if no hook has to judge the change.
    pub(crate) async fn judge_change(
        &self,
        changed: PreToolUse,
        changed_by: &Arc<HookSpec>,
        spoke: impl Fn(&Arc<HookSpec>) -> bool,
    ) -> Option<Dispatched> {
        let payload = Payload::new(self.meta(), changed);
        let selected = self.select(EventRef::Payload(&payload), &payload.meta);
        let background = BackgroundMode::default();
        let turn = Dispatch::new(self, Arc::new(payload), selected, background);
        Some(turn.of_judges(changed_by, spoke)?.run().await)
    }

    /// Fires an event of a call with hooks that are already selected. Does not add the pending texts of background
    /// hooks: the gate, which calls this, adds them.
    pub(crate) async fn dispatch_selected(
        &self,
        payload: Payload,
        selected: Vec<Selected>,
        options: DispatchOptions,
    ) -> Dispatched {
        Dispatch::new(self, Arc::new(payload), selected, options.background)
            .run()
            .await
    }
}
