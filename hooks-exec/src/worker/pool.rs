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
    all: Vec<Entry>,
    /// Whether the executor was shut down.
    closed: bool,
}

/// A slot, and its hook.
#[derive(Debug)]
struct Entry {
    /// The hook as the last request had it. After a reload of the configuration, this is the hook of the new load.
    spec: Arc<HookSpec>,
    slot: Arc<Slot>,
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
        let spec = &request.spec;
        let is_here = |place: &Place| place.root == root && place.cwd.as_deref() == cwd;
        let find = |is_its: &dyn Fn(&Entry) -> bool| {
            (slots.all.iter()).position(|entry| is_here(&entry.slot.place) && is_its(entry))
        };
        // Requests of a hook nearly always share the spec's allocation, so compare addresses first. If the
        // configuration was reloaded, the specs differ in address, but an equal hook keeps its worker.
        let known = find(&|entry| Arc::ptr_eq(&entry.spec, spec))
            .or_else(|| find(&|entry| entry.spec.id == spec.id && is_same(&entry.spec, spec)))
            .or_else(|| find(&|entry| is_same(&entry.spec, spec)));
        if let Some(entry) = known.and_then(|at| slots.all.get_mut(at)) {
            if !Arc::ptr_eq(&entry.spec, spec) {
                entry.spec = Arc::clone(spec);
            }
            return Some(Arc::clone(&entry.slot));
        }
        if slots.all.len() >= most && !make_room(&mut slots.all) {
            return None;
        }
        let slot = Arc::new(Slot::new(Place {
            root: root.to_owned(),
            cwd: cwd.map(str::to_owned),
        }));
        slots.all.push(Entry {
            spec: Arc::clone(spec),
            slot: Arc::clone(&slot),
        });
        Some(slot)
    }

    /// Closes the pool and all its workers, and returns the workers.
    pub(super) fn close(&self) -> Vec<Arc<Worker>> {
        let slots = {
            let mut slots = self.slots();
            slots.closed = true;
            std::mem::take(&mut slots.all)
        };
        let latest = |entry: &Entry| entry.slot.latest();
        let workers: Vec<_> = slots.iter().filter_map(latest).collect();
        for worker in &workers {
            worker.close(None);
        }
        workers
    }

    /// Returns the number of live workers.
    pub(super) fn workers(&self) -> usize {
        let slots = self.slots();
        let latest = |entry: &Entry| entry.slot.latest();
        slots.all.iter().filter_map(latest).count()
    }
}

/// Drops the slot that has been idle for longest, preferably a slot without a worker. Returns whether a slot was
/// dropped.
fn make_room(slots: &mut Vec<Entry>) -> bool {
    let idle = slots
        .iter()
        .enumerate()
        .filter_map(|(at, Entry { slot, .. })| {
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

/// Returns whether a hook is the same as a slot's hook, perhaps from an earlier load of the configuration. The line of
/// the hook in its file, the position of a hook without a name, its status message, and whether the hook may run can
/// differ. Each load makes new start checks. So they are not compared: each event is checked by its own hook's check.
fn is_same(known: &HookSpec, spec: &HookSpec) -> bool {
    // Make the cheap comparisons first, because the full comparison clones the spec.
    let is_named_alike = known.id == spec.id || (is_unnamed(known) && is_unnamed(spec));
    if !is_named_alike || known.event != spec.event || known.source.file != spec.source.file {
        return false;
    }
    let mut known = known.clone();
    if let (Handler::Command(known), Handler::Command(now)) = (&mut known.handler, &spec.handler) {
        known.start_check.clone_from(&now.start_check);
    }
    known.id.clone_from(&spec.id);
    known.source.line = spec.source.line;
    known.status_message.clone_from(&spec.status_message);
    known.liveness.clone_from(&spec.liveness);
    known == *spec
}

/// Returns whether a hook has no name. It then has its event and its position in the file as its id: `stop[2]`.
fn is_unnamed(spec: &HookSpec) -> bool {
    let event = spec.event.to_string();
    let position = (spec.id.strip_prefix(&event))
        .and_then(|rest| rest.strip_prefix('['))
        .and_then(|rest| rest.strip_suffix(']'));
    position.is_some_and(|n| !n.is_empty() && n.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
#[path = "pool_tests.rs"]
mod tests;
