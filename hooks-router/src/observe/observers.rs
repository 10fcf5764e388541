//! The observers of a router.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use hooks_types::answer::{Note, NoteCode};

use super::Observer;
use crate::panic::text_of;

/// Those who are told, in the order in which they came. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Observers {
    all: Vec<Arc<Place>>,
    /// What is to be noted in the next report.
    troubles: Arc<Mutex<Vec<Note>>>,
}

struct Place {
    observer: Box<dyn Observer>,
    wants_unmatched: bool,
    retired: AtomicBool,
}

impl Observers {
    pub(crate) fn add(&mut self, observer: Box<dyn Observer>) {
        let wants = catch_unwind(AssertUnwindSafe(|| observer.wants_unmatched()));
        let place = Place {
            wants_unmatched: matches!(wants, Ok(true)),
            retired: AtomicBool::new(wants.is_err()),
            observer,
        };
        if let Err(panic) = wants {
            self.note(&text_of(panic.as_ref()));
        }
        self.all.push(Arc::new(place));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether somebody is to be told of an event that hooks are for, or that none is for.
    pub(crate) fn hear(&self, matched: bool) -> bool {
        let mut live = self.all.iter().filter(|place| !place.is_retired());
        live.any(|place| matched || place.wants_unmatched)
    }

    /// Tells those who hear of such an event. No lock of ours is held.
    pub(crate) fn tell(&self, matched: bool, told: impl Fn(&dyn Observer)) {
        for place in &self.all {
            if place.is_retired() || !(matched || place.wants_unmatched) {
                continue;
            }
            // It is told nothing more after a panic, so nothing half changed is seen.
            let heard = catch_unwind(AssertUnwindSafe(|| told(&*place.observer)));
            if let Err(panic) = heard {
                place.retired.store(true, Ordering::Relaxed);
                self.note(&text_of(panic.as_ref()));
            }
        }
    }

    fn note(&self, panic: &str) {
        let message = format!("an observer panicked and is told nothing more: {panic}");
        let mut troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        troubles.push(Note::new(NoteCode::Observer, message));
    }

    /// What went wrong since this was asked last.
    pub(crate) fn take_troubles(&self) -> Vec<Note> {
        let mut troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *troubles)
    }
}

impl Place {
    fn is_retired(&self) -> bool {
        self.retired.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for Observers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Observers")
            .field("count", &self.all.len())
            .finish_non_exhaustive()
    }
}
