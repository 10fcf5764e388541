//! [`Pool`]: the slots of one executor. A slot holds the worker of one hook in one project.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hooks_types::HookSpec;
use hooks_types::spec::{Handler, Program};

use super::instance::Worker;
use super::slot::{Place, Slot};
use crate::request::HookRequest;

/// Holds the slots, finds the slot of a request, and makes one if needed.
#[derive(Debug, Default)]
pub(super) struct Pool {
    /// The slots, behind a lock.
    slots: Mutex<Slots>,
}

/// The slots, and whether new slots are refused.
#[derive(Debug, Default)]
struct Slots {
    /// All slots. They are in a list and not in a map, because a slot has no single key: it is found by several
    /// comparisons.
    all: Vec<Arc<Slot>>,
    /// Whether the executor was shut down.
    closed: bool,
}

impl Pool {
    /// Locks the slots.
    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the slot of a request. Returns `None` if the limit `most` is reached and all slots are busy, or if the
    /// pool is closed.
    pub(super) fn slot(&self, request: &HookRequest, most: usize) -> Option<Arc<Slot>> {
        let meta = &request.payload.payload().meta;
        // There is one worker for each project, because a worker runs in the project's root.
        let root = meta.project_dir.as_deref().unwrap_or(&meta.cwd);
        let cwd = is_relative(&request.spec).then_some(meta.cwd.as_str());
        let mut slots = self.slots();
        if slots.closed {
            return None;
        }
        let fits = |slot: &&Arc<Slot>| slot.place.root == root && slot.place.cwd.as_deref() == cwd;
        let here = || slots.all.iter().filter(fits);
        // Requests of a hook nearly always share the spec's allocation, so compare addresses first. If the
        // configuration was reloaded, the specs differ in address, but an equal hook keeps its worker.
        let same = here().find(|slot| Arc::ptr_eq(&slot.place.spec, &request.spec));
        if let Some(slot) = same.or_else(|| here().find(|slot| equal(slot, &request.spec))) {
            return Some(Arc::clone(slot));
        }
        if slots.all.len() >= most && !make_room(&mut slots.all) {
            return None;
        }
        let slot = Arc::new(Slot::new(Place {
            spec: Arc::clone(&request.spec),
            root: root.to_owned(),
            cwd: cwd.map(str::to_owned),
        }));
        slots.all.push(Arc::clone(&slot));
        Some(slot)
    }

    /// Closes the pool and all its workers, and returns the workers.
    pub(super) fn close(&self) -> Vec<Arc<Worker>> {
        let slots = {
            let mut slots = self.slots();
            slots.closed = true;
            std::mem::take(&mut slots.all)
        };
        let workers: Vec<_> = slots.iter().filter_map(|slot| slot.latest()).collect();
        for worker in &workers {
            worker.close(None);
        }
        workers
    }

    /// Returns the number of live workers.
    pub(super) fn workers(&self) -> usize {
        let slots = self.slots();
        slots.all.iter().filter_map(|slot| slot.latest()).count()
    }
}

/// Drops the slot that has been idle for longest, preferably a slot without a worker. Returns whether a slot was
/// dropped.
fn make_room(slots: &mut Vec<Arc<Slot>>) -> bool {
    let idle = slots.iter().enumerate().filter_map(|(at, slot)| {
        // If a request holds this slot, the request is about to use it. So the slot is not idle and must stay.
        if Arc::strong_count(slot) > 1 {
            return None;
        }
        match slot.latest() {
            None => Some((at, std::time::Duration::MAX)),
            Some(worker) => worker.idle_for().map(|idle| (at, idle)),
        }
    });
    match idle.max_by_key(|(_, idle)| *idle) {
        Some((at, _)) => {
            slots.swap_remove(at);
            true
        }
        None => false,
    }
}

/// Returns whether the program is a relative path, which is looked up in the event's folder.
fn is_relative(spec: &HookSpec) -> bool {
    match &spec.handler {
        Handler::Command(command) => match &command.program {
            Program::Argv(argv) => argv
                .first()
                .is_some_and(|program| program.contains('/') && Path::new(program).is_relative()),
            _ => false,
        },
        _ => false,
    }
}

/// Returns whether a slot's hook equals this hook. Ignores the line of the hook in its file, its status message, and
/// whether the hook may run.
fn equal(slot: &Slot, spec: &HookSpec) -> bool {
    let known = &*slot.place.spec;
    // Make the cheap comparisons first, because the full comparison clones the spec.
    if known.id != spec.id || known.handler != spec.handler || known.event != spec.event {
        return false;
    }
    let mut known = known.clone();
    known.source.line = spec.source.line;
    known.status_message.clone_from(&spec.status_message);
    known.liveness.clone_from(&spec.liveness);
    known == *spec
}

#[cfg(test)]
#[path = "pool_tests.rs"]
mod tests;
