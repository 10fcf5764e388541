//! How often in a row hooks kept the agent from stopping.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use hooks_types::{HookEvent, OutcomeKind};

use crate::dispatch::Folded;

/// Consecutive blocks of Stop, and of SubagentStop by subagent.
#[derive(Debug, Default)]
pub(crate) struct StopCount {
    blocks: Mutex<HashMap<Option<String>, u32>>,
}

/// Whose stop an event is: none for the agent's own.
fn stopping(event: &HookEvent) -> Option<Option<String>> {
    match event {
        HookEvent::Stop(_) => Some(None),
        HookEvent::SubagentStop(stop) => Some(Some(stop.agent_id.clone())),
        _ => None,
    }
}

impl StopCount {
    fn of(&self, who: &Option<String>) -> u32 {
        let blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        blocks.get(who).copied().unwrap_or_default()
    }

    /// Says in the event that a hook has kept the agent going already.
    pub(crate) fn announce(&self, event: &mut HookEvent) {
        let Some(who) = stopping(event) else { return };
        let active = self.of(&who) > 0;
        match event {
            HookEvent::Stop(stop) => stop.stop_hook_active |= active,
            HookEvent::SubagentStop(stop) => stop.stop_hook_active |= active,
            _ => {}
        }
    }

    /// Counts what came of an event; a block beyond `most` becomes a proceed with a notice.
    pub(crate) fn settle(&self, event: &HookEvent, folded: &mut Folded, most: u32) {
        let blocked = folded.outcome == OutcomeKind::Block;
        let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(who) = stopping(event) else {
            // A prompt that goes through begins a turn, and the count with it.
            if matches!(event, HookEvent::UserPromptSubmit(_)) && !blocked {
                blocks.remove(&None);
            }
            return;
        };
        let count = blocks.get(&who).copied().unwrap_or_default();
        if !blocked {
            blocks.remove(&who);
        } else if count < most {
            blocks.insert(who, count + 1);
        } else {
            blocks.remove(&who);
            folded.outcome = OutcomeKind::Proceed;
            folded.decided_by = None;
            let why = folded.message.take().unwrap_or_default();
            folded.notices.push(format!(
                "hooks kept the agent from stopping {count} times in a row; it stops now, \
                 although a hook says: {why}"
            ));
        }
    }
}

#[cfg(test)]
#[path = "stop_count_tests.rs"]
mod tests;
