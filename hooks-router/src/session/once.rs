//! `once`: a hook runs once a session; a run that failed does not count.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use hooks_exec::HookRun;

/// The hooks of a session that have had their one run.
#[derive(Debug, Default)]
pub(crate) struct OnceMarks {
    marked: Mutex<HashSet<usize>>,
}

/// A mark set at the start of a run; dropped, it is given back.
#[derive(Debug)]
pub(crate) struct OnceMark {
    marks: Arc<OnceMarks>,
    hook: usize,
    keep: bool,
}

impl OnceMarks {
    /// Marks a hook; none where it has run, or runs.
    pub(crate) fn mark(self: &Arc<Self>, hook: usize) -> Option<OnceMark> {
        let mut marked = self.marked.lock().unwrap_or_else(PoisonError::into_inner);
        marked.insert(hook).then(|| OnceMark {
            marks: Arc::clone(self),
            hook,
            keep: false,
        })
    }
}

impl OnceMark {
    /// Settles the mark by how the run ended.
    pub(crate) fn keep_unless_failed(mut self, run: &HookRun) {
        self.keep = run.result.is_ok();
    }
}

impl Drop for OnceMark {
    fn drop(&mut self) {
        if !self.keep {
            let mut marked = self
                .marks
                .marked
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            marked.remove(&self.hook);
        }
    }
}
