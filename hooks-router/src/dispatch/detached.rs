//! Hooks that run beside the agent, once their dispatch has started them.

use std::sync::Arc;

use hooks_exec::SharedPayload;
use hooks_types::Failure;

use super::entry::Entry;
use super::rows::finished_row;
use super::run::{RunContext, run_hook};
use crate::background::BackgroundRow;
use crate::router::Shared;
use crate::session::{OnceMark, Session};

/// Runs a hook beside the agent; its row goes to the sink when it has ended.
pub(super) fn detach(
    session: &Session,
    entry: &Entry,
    payload: SharedPayload,
    mark: Option<OnceMark>,
) -> Result<(), Failure> {
    let router = session.shared();
    let id = router.next_id();
    let context = Arc::new(RunContext::in_background(
        Arc::clone(router),
        session.allowance(),
    ));
    let spec = Arc::clone(&entry.spec);
    let note = entry.note.clone();
    let sink = session.sink();
    let run = async move {
        let _ended = EndsOnDrop(Arc::clone(&context.router), id);
        let meta = Arc::clone(&payload.payload().meta);
        let run = run_hook(context, Arc::clone(&spec), payload).await;
        if let Some(mark) = mark {
            mark.keep_unless_failed(&run);
        }
        if let Some(sink) = sink {
            let mut row = finished_row(&spec, run);
            row.notes.extend(note);
            sink.finished(BackgroundRow {
                session_id: meta.session_id.clone(),
                event: spec.event.clone(),
                row,
            });
        }
    };
    router.background.start(id, session.id(), &entry.spec, run)
}

/// Takes a background run off the list however it ends: a sink may panic.
struct EndsOnDrop(Arc<Shared>, u64);

impl Drop for EndsOnDrop {
    fn drop(&mut self) {
        self.0.background.end(self.1);
    }
}
