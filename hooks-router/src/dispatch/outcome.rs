//! What a dispatch came to.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use hooks_types::answer::{Note, OutcomeKind};
use hooks_types::report::{Cause, Row};
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

/// One event after all its hooks: what they came to, and on demand a row for each.
#[derive(Clone)]
#[non_exhaustive]
#[must_use = "what hooks decided and said is nowhere else"]
pub struct Dispatched {
    inner: Arc<Inner>,
}

struct Inner {
    router: Arc<Shared>,
    payload: Arc<Payload>,
    changed: Option<HookEvent>,
    /// The hook whose content is in place.
    changed_by: Option<Arc<HookSpec>>,
    entries: Vec<Entry>,
    folded: Folded,
    /// The runs that the places of the fold stand for.
    places: Vec<VotePlace>,
    /// Remarks on the dispatch itself.
    notes: Vec<Note>,
}

/// The hook whose word decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decision {
    /// The hook's id.
    pub hook: String,
    /// Its file and line.
    pub source: String,
    /// Why the hook could not answer, where its failure policy decided instead of itself.
    pub broken: Option<Cause>,
    /// Why its modification could not be used, where that is why it blocks.
    pub unfit: Option<String>,
}

impl Dispatched {
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

    /// The folded outcome; an allow with content is a modification.
    #[must_use]
    pub fn outcome(&self) -> OutcomeKind {
        self.inner.folded.outcome
    }

    /// Why, in the words of the hook that decided.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.inner.folded.message.as_deref()
    }

    /// The replacement to use.
    #[must_use]
    pub fn content(&self) -> Option<&Value> {
        self.inner.folded.content.as_ref()
    }

    /// Whether a hook granted leave for what is now to be done. Never more than that: a proceed
    /// leaves the agent's own permission system as it is.
    #[must_use]
    pub fn grants(&self) -> bool {
        self.inner.folded.grants
    }

    /// Texts for the model.
    #[must_use]
    pub fn contexts(&self) -> &[String] {
        &self.inner.folded.context
    }

    /// Texts for the user.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        &self.inner.folded.notices
    }

    /// End the run, and why.
    #[must_use]
    pub fn stop(&self) -> Option<&str> {
        self.inner.folded.stop.as_deref()
    }

    /// Variables that hooks set for later commands of the session.
    #[must_use]
    pub fn env(&self) -> &BTreeMap<String, String> {
        &self.inner.folded.env
    }

    /// The hook whose word decided; none for a proceed.
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

    /// The votes that counted, in their order, each with the run it is of and as what it counted.
    pub(super) fn votes(&self) -> impl Iterator<Item = (&Entry, &Finished, OutcomeKind)> {
        let inner = &*self.inner;
        let votes = inner.places.iter().zip(&inner.folded.counted);
        votes.filter_map(|(place, counted)| {
            let entry = inner.entries.get(place.entry)?;
            Some((entry, entry.ran_in(place.pass)?, (*counted)?))
        })
    }

    /// Whether this run's vote decided.
    pub(super) fn is_decided_by(&self, finished: &Finished) -> bool {
        let inner = &*self.inner;
        let decided = || {
            let place = *inner.places.get(inner.folded.decided_by?)?;
            inner.entries.get(place.entry)?.ran_in(place.pass)
        };
        decided().is_some_and(|decided| std::ptr::eq(decided, finished))
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.inner.entries
    }

    /// The hooks whose word counted as an ask, with the content that each was shown.
    #[cfg(feature = "suspend")]
    pub(crate) fn asking(&self) -> Vec<(Arc<HookSpec>, Value)> {
        let inner = &*self.inner;
        let original = replaceable(&inner.payload.event).unwrap_or_default();
        let counted = inner.places.iter().zip(&inner.folded.counted);
        let asks = counted.filter(|(_, counted)| **counted == Some(OutcomeKind::Ask));
        let asking = asks.filter_map(|(place, _)| {
            let entry = inner.entries.get(place.entry)?;
            let saw = entry.ran_in(place.pass)?.judged.vote.saw.clone();
            let saw = saw.unwrap_or_else(|| original.clone());
            Some((Arc::clone(&entry.spec), saw))
        });
        asking.collect()
    }

    /// The payload as it was fired.
    #[must_use]
    pub fn payload(&self) -> &Arc<Payload> {
        &self.inner.payload
    }

    /// The event to act on: with the content of the modification in place, where there is one.
    #[must_use]
    pub fn event(&self) -> &HookEvent {
        self.inner
            .changed
            .as_ref()
            .unwrap_or(&self.inner.payload.event)
    }

    pub(crate) fn changed(&self) -> Option<&HookEvent> {
        self.inner.changed.as_ref()
    }

    /// The hook whose content is in place.
    pub(crate) fn changed_by(&self) -> Option<&Arc<HookSpec>> {
        self.inner.changed_by.as_ref()
    }

    /// Whether a hook had its say.
    pub(crate) fn spoke(&self, hook: &Arc<HookSpec>) -> bool {
        let mut entries = self.inner.entries.iter();
        entries.any(|entry| Arc::ptr_eq(&entry.spec, hook) && entry.finished().is_some())
    }

    /// A row for every configured hook of the event, in config order. Rows of hooks that were not
    /// selected are made here, by the selection that passed them over.
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
            Some(row_of(inner.entries.get(place)?, counted))
        };
        inner
            .router
            .rows(&name, event, &inner.payload.meta, selected)
    }

    /// Everything at once, as `hooks fire` prints it.
    #[must_use]
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
        report.notes.clone_from(&self.inner.payload.replaced);
        report.notes.extend(self.inner.notes.iter().cloned());
        report.hooks = self.rows();
        report
    }
}

impl fmt::Debug for Dispatched {
    /// Names event and outcome only: contents stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dispatched")
            .field("event", &self.inner.payload.event.name())
            .field("outcome", &self.outcome())
            .finish_non_exhaustive()
    }
}
