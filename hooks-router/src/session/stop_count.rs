//! How often in a row hooks kept the agent from stopping.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use hooks_types::HookEvent;
use hooks_types::answer::OutcomeKind;
use hooks_types::spec::{Scope, ScopedLimits};

use crate::fold::Folded;

/// Consecutive blocks of Stop, and of SubagentStop by subagent.
#[derive(Debug, Default)]
pub(crate) struct StopCount {
    blocks: Mutex<HashMap<Option<String>, Blocks>>,
}

/// Consecutive blocks that were obeyed. Each scope has a count of its own, so that no scope uses up
/// what a higher one may block; a count ends when a stop goes through.
#[derive(Debug, Clone, Copy, Default)]
struct Blocks {
    all: u32,
    by_scope: [u32; Scope::ALL.len()],
}

impl Blocks {
    /// Counts a block by these scopes; false where each of them has had all its blocks.
    fn count(&mut self, scopes: &[Scope], limits: &ScopedLimits) -> bool {
        let mut obeyed = false;
        for scope in Scope::ALL.iter().filter(|scope| scopes.contains(scope)) {
            let most = limits.of(*scope).max_stop_blocks;
            if let Some(count) = self.by_scope.get_mut(scope.place())
                && *count < most
            {
                *count += 1;
                obeyed = true;
            }
        }
        self.all += u32::from(obeyed);
        obeyed
    }
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
        blocks.get(who).map_or(0, |blocks| blocks.all)
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

    /// Counts what came of an event, at which hooks of these scopes blocked for these reasons; a
    /// block beyond what each of them may becomes a proceed with a notice.
    pub(crate) fn settle(
        &self,
        event: &HookEvent,
        folded: &mut Folded,
        blocking: &[Scope],
        reasons: &[&str],
        limits: &ScopedLimits,
    ) {
        let blocked = folded.outcome == OutcomeKind::Block;
        let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(who) = stopping(event) else {
            // A prompt that goes through begins a turn, and the count with it.
            if matches!(event, HookEvent::UserPromptSubmit(_)) && !blocked {
                blocks.remove(&None);
            }
            return;
        };
        if !blocked {
            blocks.remove(&who);
            return;
        }
        let count = blocks.entry(who.clone()).or_default();
        if count.count(blocking, limits) {
            return;
        }
        let count = count.all;
        blocks.remove(&who);
        folded.outcome = OutcomeKind::Proceed;
        folded.decided_by = None;
        folded.message = None;
        let why = reasons.join("; ");
        folded.notices.push(format!(
            "hooks kept the agent from stopping {count} times in a row; it stops now, \
             although a hook says: {why}"
        ));
    }
}

#[cfg(test)]
#[path = "stop_count_tests.rs"]
mod tests;
