//! An observer that writes spans of the crate `tracing` (feature `tracing`).

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hooks_types::report::Row;
use tracing::{Span, debug, field, info_span, trace, warn};

use super::Observer;
use super::told::{DispatchFolded, DispatchInfo, RunFinished, RunInfo, ToolMet};

/// Writes a span `hooks.dispatch` for each event that has hooks. In this span it writes a span `hooks.run` for each
/// hook that was started or failed before its start, with the fields of the hook's row.
///
/// Payloads and the texts of hooks are written only at level TRACE, because they can contain secrets.
#[derive(Default)]
pub struct TracingObserver {
    /// The open spans of dispatches, by dispatch id.
    dispatches: Mutex<HashMap<u64, Span>>,
    /// The open spans of runs, by run id.
    runs: Mutex<HashMap<u64, Span>>,
}

type Spans = Mutex<HashMap<u64, Span>>;

impl TracingObserver {
    /// Creates an observer without open spans.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Closes the span of a run.
    fn end_run(&self, finished: &RunFinished<'_>) {
        let row = finished.row;
        let span = locked(&self.runs).remove(&finished.run.run_id);
        // A hook that failed before its start has no span, so make one.
        let span = span.unwrap_or_else(|| self.run_span(&finished.run));
        record(&span, row);
        let _entered = span.enter();
        if row.cause.is_some() {
            debug!("failed");
        }
        trace!(
            reason = row.reason.as_deref(),
            contexts = ?finished.contexts,
            notices = ?finished.notices,
            stop = finished.stop,
            "said"
        );
    }

    /// Opens the span of a run.
    fn run_span(&self, run: &RunInfo<'_>) -> Span {
        // The dispatch's span can be missing, because a background hook can outlive its dispatch. Release the lock
        // before the span is made: making it calls the subscriber, which might call this code again.
        let dispatch = locked(&self.dispatches).get(&run.dispatch_id).cloned();
        let parent = dispatch.as_ref().and_then(Span::id);
        info_span!(
            parent: parent,
            "hooks.run",
            run_id = run.run_id,
            dispatch_id = run.dispatch_id,
            hook = %run.hook.id,
            source = %run.hook.source,
            scope = %run.hook.scope,
            background = run.is_background,
            status = field::Empty,
            cause = field::Empty,
            outcome = field::Empty,
            said = field::Empty,
            exit_code = field::Empty,
            signal = field::Empty,
            duration_ms = field::Empty,
            truncated = field::Empty,
            leaked = field::Empty,
        )
    }
}

/// Locks the spans. Nothing that can panic runs while the lock is held, so a poisoned lock is still usable.
fn locked(spans: &Spans) -> MutexGuard<'_, HashMap<u64, Span>> {
    spans.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Adds to a span the fields of a row that are known only at the end of the run.
fn record(span: &Span, row: &Row) {
    span.record("status", field::debug(row.status));
    if let Some(cause) = &row.cause {
        span.record("cause", cause.code());
    }
    if let Some(outcome) = row.outcome {
        span.record("outcome", outcome.code());
    }
    if let Some(said) = row.said {
        span.record("said", said.code());
    }
    if let Some(code) = row.exit_code {
        span.record("exit_code", code);
    }
    if let Some(signal) = row.signal {
        span.record("signal", signal);
    }
    span.record("duration_ms", row.duration_ms);
    span.record("truncated", row.truncated);
    span.record("leaked", row.leaked);
}

impl Observer for TracingObserver {
    fn dispatch_started(&self, dispatch: &DispatchInfo<'_>) {
        let span = info_span!(
            "hooks.dispatch",
            dispatch_id = dispatch.id,
            event = %dispatch.event(),
            session_id = dispatch.session_id(),
            outcome = field::Empty,
            grants = field::Empty,
            cancelled = field::Empty,
        );
        span.in_scope(|| trace!(payload = ?dispatch.payload, "fired"));
        locked(&self.dispatches).insert(dispatch.id, span);
    }

    fn hook_started(&self, run: &RunInfo<'_>) {
        let span = self.run_span(run);
        locked(&self.runs).insert(run.run_id, span);
    }

    fn hook_finished(&self, run: &RunFinished<'_>) {
        self.end_run(run);
    }

    fn background_finished(&self, run: &RunFinished<'_>) {
        self.end_run(run);
    }

    fn dispatch_folded(&self, folded: &DispatchFolded<'_>) {
        let Some(span) = locked(&self.dispatches).remove(&folded.dispatch.id) else {
            return;
        };
        span.record("outcome", folded.report.outcome.code());
        span.record("grants", folded.report.grants);
        // The message is a text of a hook, so it is written only at TRACE.
        span.in_scope(|| trace!(message = folded.report.message.as_deref(), "folded"));
    }

    fn dispatch_cancelled(&self, dispatch: &DispatchInfo<'_>) {
        if let Some(span) = locked(&self.dispatches).remove(&dispatch.id) {
            span.record("cancelled", true);
        }
    }

    fn undeclared_tool(&self, tool: &ToolMet<'_>) {
        let like: Vec<&str> = tool.like.iter().map(|like| like.tool.as_str()).collect();
        warn!(
            tool = tool.tool,
            session_id = tool.session_id,
            could_be = ?like,
            blocked = tool.is_blocked,
            "this tool is not declared for other agents' hooks"
        );
    }
}

impl fmt::Debug for TracingObserver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TracingObserver").finish_non_exhaustive()
    }
}
