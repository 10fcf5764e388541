//! Starting one selected hook, and recording how its run ended.

use std::sync::Arc;

use hooks_exec::HookRun;
use hooks_types::{Cause, Role, Strategy};
use serde_json::Value;

use super::panic::BoxFuture;
use super::rows::State;
use super::run::run_hook;
use super::spill::shorten;
use super::turn::{Shown, Turn};
use crate::session::BackgroundMode;

impl Turn {
    /// Starts a hook, unless it is skipped or goes to the background.
    pub(super) fn start(&mut self, place: usize, shown: &Shown) -> Option<BoxFuture<HookRun>> {
        let entry = self.entries.get_mut(place)?;
        if !matches!(entry.state, State::Waiting) {
            return None;
        }
        let mark = if entry.spec.once {
            let Some(mark) = self.session.mark_once(entry.hook) else {
                let reason = "it runs once a session, and has run".to_owned();
                entry.state = State::Skipped(Cause::Once, reason);
                return None;
            };
            Some(mark)
        } else {
            None
        };
        if let Some(failure) = entry.failure.clone() {
            return Some(Box::pin(async move { HookRun::failed(failure) }));
        }
        let payload = shown.payload.clone();
        if entry.spec.background && self.background == BackgroundMode::Detach {
            match self.session.detach(entry, payload, mark) {
                Ok(()) => entry.state = State::Started,
                Err(failure) => entry.finish(HookRun::failed(failure), false),
            }
            return None;
        }
        let run = run_hook(Arc::clone(&self.context), Arc::clone(&entry.spec), payload);
        Some(Box::pin(async move {
            let run = run.await;
            // Dropped before this line, the mark is given back.
            if let Some(mark) = mark {
                mark.keep_unless_failed(&run);
            }
            run
        }))
    }

    /// Records how a run ended.
    pub(super) fn record(&mut self, place: usize, run: HookRun, saw: Option<Value>) {
        let Some(entry) = self.entries.get_mut(place) else {
            return;
        };
        let votes = !entry.spec.background;
        entry.finish(run, votes);
        let always = entry.spec.strategy == Strategy::All && entry.spec.role == Role::Standard;
        let spec = Arc::clone(&entry.spec);
        if let Some(finished) = entry.finished_mut() {
            finished.judged.vote.saw = saw;
            finished.judged.vote.always_counts = always;
            let name = || self.context.router.next_id();
            let notes = shorten(
                &mut finished.judged.vote,
                &spec,
                self.session.spill_dir(),
                name,
            );
            finished.facts.notes.extend(notes);
        }
    }
}
