//! Counts how many consecutive times hooks have blocked the stop of the agent.
//!
//! A hook that blocks every stop would keep the agent running for ever. So `max_stop_blocks` limits the number of
//! consecutive blocks. When the limit is reached, the agent stops, and a notice says why.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use hooks_types::HookEvent;
use hooks_types::answer::OutcomeKind;
use hooks_types::spec::{Scope, ScopedLimits};

use crate::fold::Folded;

/// The maximum number of subagents whose blocks are counted at a time.
const SUBAGENTS: usize = 256;

/// The consecutive blocks of Stop, and of SubagentStop for each subagent.
#[derive(Debug, Default)]
pub(crate) struct StopCount {
    /// The counts of the agent and its subagents, behind a lock.
    counts: Mutex<Counts>,
}

/// The counts of the agent and of its subagents.
#[derive(Debug, Default)]
struct Counts {
    /// The count of each subagent; the key `None` is the agent itself.
    blocks: HashMap<Option<String>, Blocks>,
    /// The number of blocks so far. It serves as a clock, to find the subagent whose last block is the oldest.
    time: u64,
}

impl Counts {
    /// Returns the count of an agent for its next block. A subagent that ended without a stop keeps its count. So if
    /// there are too many counts, the count of the subagent whose last block is the oldest is removed.
    fn begin(&mut self, who: Option<String>) -> &mut Blocks {
        self.time += 1;
        if who.is_some() && !self.blocks.contains_key(&who) {
            let subagents = self.blocks.iter().filter(|(who, _)| who.is_some());
            if subagents.clone().count() >= SUBAGENTS
                && let Some((oldest, _)) = subagents.min_by_key(|(_, blocks)| blocks.last)
            {
                let oldest = oldest.clone();
                self.blocks.remove(&oldest);
            }
        }
        let blocks = self.blocks.entry(who).or_default();
        blocks.last = self.time;
        blocks
    }
}

/// Counts the consecutive blocks that the agent obeyed. Each scope has its own count, so that a scope cannot use up
/// the allowed blocks of a higher scope. When the agent stops, the counts are removed.
#[derive(Debug, Clone, Copy, Default)]
struct Blocks {
    /// The number of blocked stops.
    all: u32,
    /// The number of blocks of each scope.
    by_scope: [u32; Scope::ALL.len()],
    /// The value of [`Counts::time`] when the last stop was blocked.
    last: u64,
}

impl Blocks {
    /// Counts a stop that hooks of these scopes have blocked. Returns `false` if each of these scopes has already
    /// reached its limit of consecutive blocks.
    fn count(&mut self, scopes: &[Scope], limits: &ScopedLimits) -> bool {
        let mut obeyed = false;
        // Go through `Scope::ALL`, so that two hooks of one scope count once.
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

/// Returns who wants to stop: `Some(None)` is the agent itself, `Some(Some(id))` a subagent, and `None` means that
/// the event is not a stop.
fn stopping(event: &HookEvent) -> Option<Option<String>> {
    match event {
        HookEvent::Stop(_) => Some(None),
        HookEvent::SubagentStop(stop) => Some(Some(stop.agent_id.clone())),
        _ => None,
    }
}

impl StopCount {
    /// Returns how many consecutive stops of `who` were blocked. `who` is a subagent, or the agent itself if it is
    /// `None`.
    fn of(&self, who: &Option<String>) -> u32 {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.blocks.get(who).map_or(0, |blocks| blocks.all)
    }

    /// Sets `stop_hook_active` in the event if a hook blocked the last stop of the same agent or subagent.
    pub(crate) fn announce(&self, event: &mut HookEvent) {
        let Some(who) = stopping(event) else { return };
        let active = self.of(&who) > 0;
        match event {
            HookEvent::Stop(stop) => stop.stop_hook_active |= active,
            HookEvent::SubagentStop(stop) => stop.stop_hook_active |= active,
            _ => {}
        }
    }

    /// Updates the counts with the outcome of an event. `blocking` are the scopes of the hooks that blocked, and
    /// `reasons` are their reasons. If the limits are exceeded, the block becomes a proceed, and a notice says why.
    pub(crate) fn settle(
        &self,
        event: &HookEvent,
        folded: &mut Folded,
        blocking: &[Scope],
        reasons: &[&str],
        limits: &ScopedLimits,
    ) {
        let blocked = folded.outcome == OutcomeKind::Block;
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(who) = stopping(event) else {
            // A submitted prompt begins a new turn, so remove the agent's own count (`None`).
            if matches!(event, HookEvent::UserPromptSubmit(_)) && !blocked {
                counts.blocks.remove(&None);
            }
            return;
        };
        // The agent stops, so the series of blocks ends.
        if !blocked {
            counts.blocks.remove(&who);
            return;
        }
        let count = counts.begin(who.clone());
        if count.count(blocking, limits) {
            return;
        }
        let count = count.all;
        counts.blocks.remove(&who);
        // Drop only the decision. The contexts, notices and variables of the hooks stay.
        folded.outcome = OutcomeKind::Proceed;
        folded.decided_by = None;
        folded.message = None;
        // Tell the user why the hooks objected, because the model stops and reads nothing more.
        let why = reasons.join("; ");
        folded.notices.push(format!(
            "hooks kept the agent from stopping {count} times in a row; the agent stops now, \
             although a hook says: {why}"
        ));
    }
}

#[cfg(test)]
#[path = "stop_count_tests.rs"]
mod tests;
