//! Puts the content that a hook returned into the event, or blocks the event if the content does not fit.
//!
//! Content that does not fit cannot be used. The original cannot be used either: the hook wanted it changed, perhaps to
//! make it safe. So the event is blocked.

use std::sync::Arc;

use hooks_exec::SharedPayload;
use hooks_types::answer::{Note, NoteCode};
use hooks_types::text::short_name;
use hooks_types::{Outcome, Payload};
use serde_json::Value;

use super::content::replaced;
use super::entry::Refused;
use super::under_way::{Dispatch, Shown};

impl Dispatch {
    /// Returns the event with the content that the votes so far have chosen. If the content does not fit the event,
    /// the vote of the hook that gave the content becomes a block, and the original event is returned.
    pub(super) fn settle(&mut self) -> Shown {
        let (folded, places) = self.fold();
        let from = folded
            .content_from
            .and_then(|from| places.get(from).map(|place| place.entry));
        let refused = self.is_refused(&folded);
        let (Some(content), Some(place), false) = (folded.content, from, refused) else {
            return self.original.clone();
        };
        match self.with_content(content) {
            Ok(shown) => {
                self.changed = Some(shown.payload.payload().event.clone());
                let by = self.entries.get(place);
                self.changed_by = by.map(|entry| Arc::clone(&entry.spec));
                shown
            }
            Err(problem) => {
                self.refuse(place, problem);
                self.original.clone()
            }
        }
    }

    /// Returns the payload with `content` in place of its original content.
    ///
    /// # Errors
    ///
    /// The content does not fit the event, or the session's input check rejects it.
    pub(super) fn with_content(&self, content: Value) -> Result<Shown, String> {
        let payload = self.original.payload.payload();
        let event = replaced(&payload.event, &content)?;
        self.session.check_input(&event)?;
        let mut changed = Payload::clone(payload);
        changed.event = event;
        Ok(Shown {
            payload: SharedPayload::new(changed),
            content: Some(content),
        })
    }

    /// Turns a vote with unusable content into a block.
    pub(super) fn refuse(&mut self, place: usize, problem: String) {
        let Some(entry) = self.entries.get_mut(place) else {
            return;
        };
        let hook = short_name(&entry.spec.id);
        let message = format!("the hook `{hook}` returned a replacement, but {problem}");
        if let Some(finished) = entry.finished_mut() {
            let vote = &mut finished.judged.vote;
            vote.outcome = Outcome::block(message.clone());
            // The vote's message becomes the problem. Keep the hook's reason for the change as a text for the user,
            // who can repair the hook.
            let reason = vote.message.replace(message);
            let told = reason.as_ref().map(|reason| {
                let message = format!("its reason for the change: {reason}");
                Note::new(NoteCode::SaidButNotCounted, message)
            });
            finished.facts.notes.extend(told);
            finished.refused = Some(Refused { problem, reason });
        }
    }
}
