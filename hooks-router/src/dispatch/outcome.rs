//! The result of a dispatch. The rows of its report are made only when a caller asks for them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use hooks_types::answer::{Note, OutcomeKind};
use hooks_types::report::{Cause, Row};
use hooks_types::text::{short_name, visible_line};
use hooks_types::wire::EventRef;
use hooks_types::{HookEvent, HookSpec, Payload, Report};
use serde_json::Value;

#[cfg(feature = "suspend")]
use super::content::replaceable;
use super::entry::{Entry, Finished, VotePlace};
use super::rows::row_of;
use crate::fold::Folded;
use crate::router::Shared;
use crate::session::Session;

/// Returns the reason in the report row of a hook that did not start, because an earlier hook blocked. The reason names
/// the hook that blocked. For a hook of hooks.toml, it also names the setting with which the hook would run all the
/// same.
fn after_block(entries: &[Entry], place: usize) -> Option<String> {
    let spec = &entries.get(place)?.spec;
    let blocks = entries.iter().find(|entry| entry.blocks());
    let mut reason = "an earlier hook blocked".to_owned();
    if let Some(entry) = blocks {
        reason += &format!(": `{}`", short_name(&entry.spec.id));
        // Files of different scopes can have hooks of the same name.
        if entry.spec.id == spec.id {
            reason += &format!(" ({})", visible_line(&entry.spec.source.to_string()));
        }
    }
    if spec.form.dialect.is_native() {
        reason += "; with `strategy = \"all\"` under `[hooks]`, this hook would still run";
    }
    Some(reason)
}

/// The result of one event after all its hooks have run. Clones share the data, so cloning is cheap. The rows of the
/// report are made only on request.
#[derive(Clone)]
#[non_exhaustive]
#[must_use = "dropping the result loses the decisions and the texts of the hooks"]
pub struct Dispatched {
    inner: Arc<Inner>,
}

/// The parts of a [`Dispatched`]. Clones share them, because the record of a call (`CallTrail`) keeps every dispatch.
struct Inner {
    /// The router whose hooks ran. The rows are made later, when the session might already have a new router.
    router: Arc<Shared>,
    /// The payload as it was fired.
    payload: Arc<Payload>,
    /// The event with the modified content; `None` if no hook modified it.
    changed: Option<HookEvent>,
    /// The hook that gave the modified content; `None` if no hook modified it.
    changed_by: Option<Arc<HookSpec>>,
    /// The selected hooks.
    entries: Vec<Entry>,
    /// The merged votes: the decision and the texts of all hooks together.
    folded: Folded,
    /// For each vote, the hook and the run that gave it. The votes are in the order in which they were passed to
    /// [`fold`](crate::fold).
    places: Vec<VotePlace>,
    /// Notes about the dispatch as a whole, for the report.
    notes: Vec<Note>,
}

/// The hook that decided. Also says whether the hook's answer, its failure or its unusable modification decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decision {
    /// The hook's id.
    pub hook: String,
    /// The hook's file and line.
    pub source: String,
    /// Why the hook could not answer, if its failure policy decided; otherwise `None`.
    pub broken: Option<Cause>,
    /// Why the hook's modification could not be used; the hook's vote is then a block. `None` if no modification was
    /// refused.
    pub unfit: Option<String>,
}

impl Dispatched {
    /// Creates the result. Moves the session's notes about observers that panicked into the result, so that each note
    /// is in only one report.
    pub(crate) fn new(
        session: &Session,
        payload: Arc<Payload>,
        (changed, changed_by): (Option<HookEvent>, Option<Arc<HookSpec>>),
        entries: Vec<Entry>,
        folded: Folded,
        places: Vec<VotePlace>,
    ) -> Self {
        Self {
            inner: Arc::new(Inner {
                router: Arc::clone(session.shared()),
                payload,
                changed,
                changed_by,
                entries,
                folded,
                places,
                notes: session.observers().take_troubles(),
            }),
        }
    }

    /// Returns the merged outcome of all hooks; an allow with content is a modification.
    #[must_use]
    pub fn outcome(&self) -> OutcomeKind {
        self.inner.folded.outcome
    }

    /// Returns the message of the hook that decided; `None` if this hook gave no message, or if no hook decided.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.inner.folded.message.as_deref()
    }

    /// Returns the content that replaces the original; `None` if no hook modified it.
    #[must_use]
    pub fn content(&self) -> Option<&Value> {
        self.inner.folded.content.as_ref()
    }

    /// Returns whether a hook granted permission for the final content. `false` means that the agent's own permission
    /// system decides as usual.
    #[must_use]
    pub fn grants(&self) -> bool {
        self.inner.folded.grants
    }

    /// Returns the texts that hooks added for the model.
    #[must_use]
    pub fn contexts(&self) -> &[String] {
        &self.inner.folded.context
    }

    /// Returns the texts that hooks added for the user.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        &self.inner.folded.notices
    }

    /// Returns why a hook ended the run; `None` if the run goes on.
    #[must_use]
    pub fn stop(&self) -> Option<&str> {
        self.inner.folded.stop.as_deref()
    }

    /// Returns the variables that hooks set for later commands of the session.
    #[must_use]
    pub fn env(&self) -> &BTreeMap<String, String> {
        &self.inner.folded.env
    }

    /// Returns the hook that decided; `None` for a proceed.
    #[must_use]
    pub fn decision(&self) -> Option<Decision> {
        let folded = &self.inner.folded;
        let place = *self.inner.places.get(folded.decided_by?)?;
        let entry = self.inner.entries.get(place.entry)?;
        let finished = entry.ran_in(place.pass)?;
        let failure = finished.judged.failure.as_ref();
        Some(Decision {
            hook: entry.spec.id.clone(),
            source: entry.spec.source.to_string(),
            broken: failure.map(|failure| failure.cause.clone()),
            unfit: finished
                .refused
                .as_ref()
                .map(|refused| refused.problem.clone()),
        })
    }

    /// Yields the votes that took effect, in config order, each with its hook, its run and the outcome that it
    /// contributed.
    pub(super) fn votes(&self) -> impl Iterator<Item = (&Entry, &Finished, OutcomeKind)> {
        let inner = &*self.inner;
        let votes = inner.places.iter().zip(&inner.folded.counted);
        votes.filter_map(|(place, counted)| {
            let entry = inner.entries.get(place.entry)?;
            Some((entry, entry.ran_in(place.pass)?, (*counted)?))
        })
    }

    /// Returns whether the vote of this run decided.
    pub(super) fn is_decided_by(&self, finished: &Finished) -> bool {
        let inner = &*self.inner;
        let decided = || {
            let place = *inner.places.get(inner.folded.decided_by?)?;
            inner.entries.get(place.entry)?.ran_in(place.pass)
        };
        // Compare addresses and not values, because two different runs can be equal in every field.
        decided().is_some_and(|decided| std::ptr::eq(decided, finished))
    }

    /// Returns the selected hooks.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.inner.entries
    }

    /// Returns the hooks that ask, each with the content that it was shown.
    #[cfg(feature = "suspend")]
    pub(crate) fn asking(&self) -> Vec<(Arc<HookSpec>, Value)> {
        let inner = &*self.inner;
        let original = replaceable(&inner.payload.event).unwrap_or_default();
        let counted = inner.places.iter().zip(&inner.folded.counted);
        let asks = counted.filter(|(_, counted)| **counted == Some(OutcomeKind::Ask));
        let asking = asks.filter_map(|(place, _)| {
            let entry = inner.entries.get(place.entry)?;
            let saw = entry.ran_in(place.pass)?.judged.vote.saw.clone();
            // A vote records the content that its hook saw only if this content was a replacement. Otherwise the hook
            // saw the original.
            let saw = saw.unwrap_or_else(|| original.clone());
            Some((Arc::clone(&entry.spec), saw))
        });
        asking.collect()
    }

    /// Returns the payload as it was fired.
    #[must_use]
    pub fn payload(&self) -> &Arc<Payload> {
        &self.inner.payload
    }

    /// Returns the event to act on: with the modified content if a hook modified it, otherwise as it was fired.
    #[must_use]
    pub fn event(&self) -> &HookEvent {
        self.inner
            .changed
            .as_ref()
            .unwrap_or(&self.inner.payload.event)
    }

    /// Returns the event with the modified content; `None` if it was not modified.
    pub(crate) fn changed(&self) -> Option<&HookEvent> {
        self.inner.changed.as_ref()
    }

    /// Returns the hook that gave the modified content; `None` if the event was not modified.
    pub(crate) fn changed_by(&self) -> Option<&Arc<HookSpec>> {
        self.inner.changed_by.as_ref()
    }

    /// Returns whether a hook ran to its end in this dispatch.
    pub(crate) fn spoke(&self, hook: &Arc<HookSpec>) -> bool {
        let mut entries = self.inner.entries.iter();
        entries.any(|entry| Arc::ptr_eq(&entry.spec, hook) && entry.finished().is_some())
    }

    /// Returns a row for every configured hook of the event, in config order. The rows of hooks that were not selected
    /// are made now: their matchers are tested again to find the reasons.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let inner = &*self.inner;
        let event = EventRef::Payload(&inner.payload);
        let name = inner.payload.event.name();
        let selected = |hook| {
            let place = inner.entries.iter().position(|entry| entry.hook == hook)?;
            let counted = |pass| {
                let place = VotePlace { entry: place, pass };
                let vote = inner.places.iter().position(|known| *known == place)?;
                *inner.folded.counted.get(vote)?
            };
            let mut row = row_of(inner.entries.get(place)?, counted);
            if row.cause == Some(Cause::AfterBlock) {
                row.reason = after_block(&inner.entries, place);
            }
            Some(row)
        };
        inner
            .router
            .rows(&name, event, &inner.payload.meta, selected)
    }

    /// Returns the whole result as a report, as `hooks fire` prints it.
    pub fn report(&self) -> Report {
        let folded = &self.inner.folded;
        let mut report = Report::new(self.inner.payload.event.name());
        report.outcome = folded.outcome;
        report.message.clone_from(&folded.message);
        report.content.clone_from(&folded.content);
        report.grants = folded.grants;
        report.context.clone_from(&folded.context);
        report.notices.clone_from(&folded.notices);
        report.stop.clone_from(&folded.stop);
        report.env.clone_from(&folded.env);
        // Begin with the notes about bytes that were replaced when the payload was read.
        report.notes.clone_from(&self.inner.payload.replaced);
        report.notes.extend(self.inner.notes.iter().cloned());
        report.hooks = self.rows();
        report
    }
}

impl fmt::Debug for Dispatched {
    /// Prints only the event and the outcome, so that contents do not get into logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dispatched")
            .field("event", &self.inner.payload.event.name())
            .field("outcome", &self.outcome())
            .finish_non_exhaustive()
    }
}
