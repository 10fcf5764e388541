//! Starting one selected hook, and recording how its run ended.

use std::sync::Arc;

use hooks_exec::HookRun;
use hooks_types::{Cause, Strategy};

use super::entry::{Again, Pass, State};
use super::panic::BoxFuture;
use super::run::run_hook;
use super::spill::shorten;
use super::turn::{Shown, Turn};
use crate::session::BackgroundMode;

impl Turn {
    /// Starts a hook, unless it is skipped, goes to the background or belongs to the other pass.
    pub(super) fn start(
        &mut self,
        place: usize,
        shown: &Shown,
        pass: Pass,
    ) -> Option<BoxFuture<HookRun>> {
        let entry = self.entries.get_mut(place)?;
        let again = pass == Pass::Final && matches!(entry.again, Again::Due);
        if !again && (pass != entry.pass || !matches!(entry.state, State::Waiting)) {
            return None;
        }
        // Once a session it judges a call, with all that becomes of the call.
        let mark = if entry.spec.once && !again && !entry.spoke_before {
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
    pub(super) fn record(&mut self, place: usize, run: HookRun, shown: &Shown, pass: Pass) {
        let Some(entry) = self.entries.get_mut(place) else {
            return;
        };
        let votes = !entry.spec.background;
        match pass {
            Pass::First => entry.finish(run, votes),
            Pass::Final => entry.finish_final(run, votes, &shown.payload.payload().event),
        }
        let always = entry.spec.strategy == Strategy::All && pass == Pass::First;
        let spec = Arc::clone(&entry.spec);
        if let Some(finished) = entry.ran_in_mut(pass) {
            finished.judged.vote.saw.clone_from(&shown.content);
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
