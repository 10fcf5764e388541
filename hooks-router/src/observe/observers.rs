//! The observers of a router.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use hooks_types::answer::{Note, NoteCode};

use super::Observer;
use crate::panic::text_of;

/// The observers, in the order in which they were added. Clones share the observers that exist when the clone is
/// made. An observer that is added later is only in the clone to which it was added.
#[derive(Clone, Default)]
pub(crate) struct Observers {
    all: Vec<Arc<Place>>,
    /// Notes about observers that panicked, for the next report. All clones share this list, so each note gets into
    /// only one report.
    troubles: Arc<Mutex<Vec<Note>>>,
}

/// One observer and its state.
struct Place {
    observer: Box<dyn Observer>,
    /// Whether the observer wants events that no hook matches.
    wants_unmatched: bool,
    /// Whether the observer has panicked.
    retired: AtomicBool,
}

impl Observers {
    /// Adds an observer.
    pub(crate) fn add(&mut self, observer: Box<dyn Observer>) {
        // Ask the observer only once and store the answer, because it is needed at every tool call.
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

    /// Returns whether there is no observer. If so, values for observers need not be built.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Returns whether an observer wants an event; `matched` says whether a hook matches the event.
    pub(crate) fn hear(&self, matched: bool) -> bool {
        let mut live = self.all.iter().filter(|place| !place.is_retired());
        live.any(|place| matched || place.wants_unmatched)
    }

    /// Calls the observers that want the event. Holds no lock during the calls, because an observer may use the
    /// router.
    pub(crate) fn tell(&self, matched: bool, told: impl Fn(&dyn Observer)) {
        for place in &self.all {
            if place.is_retired() || !(matched || place.wants_unmatched) {
                continue;
            }
            // `AssertUnwindSafe`: the observer is not called again after a panic, so its state is not used.
            let heard = catch_unwind(AssertUnwindSafe(|| told(&*place.observer)));
            if let Err(panic) = heard {
                // `Relaxed` suffices, because the flag guards no other data. Another thread might be calling the
                // observer right now; that call runs to its end.
                place.retired.store(true, Ordering::Relaxed);
                self.note(&text_of(panic.as_ref()));
            }
        }
    }

    /// Keeps a note about a panic for the next report.
    fn note(&self, panic: &str) {
        let message = format!("an observer panicked and receives nothing more: {panic}");
        let mut troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        troubles.push(Note::new(NoteCode::Observer, message));
    }

    /// Takes the notes about observers that panicked.
    pub(crate) fn take_troubles(&self) -> Vec<Note> {
        let mut troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *troubles)
    }
}

impl Place {
    /// Returns whether the observer has panicked and is not called any more.
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
