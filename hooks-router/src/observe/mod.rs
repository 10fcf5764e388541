//! Observers: an agent adds them to follow hooks while they run, for spinners, logs, traces and tests.

mod observers;
mod told;
#[cfg(feature = "tracing")]
mod traces;

pub(crate) use observers::Observers;
pub use told::{DispatchFolded, DispatchInfo, RunFinished, RunInfo, ToolMet};
#[cfg(feature = "tracing")]
pub use traces::TracingObserver;

/// An observer is notified when an event is sent to the event's hooks, and when a hook starts or ends. Every method has
/// a default that does nothing.
///
/// The methods run inside the dispatch, so they must not block: pass long work to a separate task. A panic is caught
/// and noted in the report of that dispatch, and the observer is not called again.
///
/// # Order
///
/// `dispatch_started` comes first, and exactly one of `dispatch_folded` and `dispatch_cancelled` last. In between, each
/// run has a `hook_started` and then a `hook_finished`. The calls for several runs can be mixed. A hook that fails
/// before it is started (no slot in time, an unusable entry) has a `hook_finished` without a `hook_started`. Background
/// hooks are reported in the same way, but with `background_finished` at the end, which can come after the end of the
/// dispatch.
///
/// ```
/// use hooks_router::{Observer, RunFinished, RunInfo};
///
/// struct Spinner;
///
/// impl Observer for Spinner {
///     fn hook_started(&self, run: &RunInfo<'_>) {
///         eprintln!("running {} ...", run.hook.id);
///     }
///
///     fn hook_finished(&self, finished: &RunFinished<'_>) {
///         eprintln!("{} took {} ms", finished.run.hook.id, finished.row.duration_ms);
///     }
/// }
///
/// let router = hooks_router::Router::empty().with_observer(Spinner);
/// # let _ = router;
/// ```
pub trait Observer: Send + Sync {
    /// Is called when an event is sent to its hooks.
    fn dispatch_started(&self, dispatch: &DispatchInfo<'_>) {
        let _ = dispatch;
    }

    /// Is called when a hook has its slot and the executor is about to run the hook.
    fn hook_started(&self, run: &RunInfo<'_>) {
        let _ = run;
    }

    /// Is called when a hook has ended in any way.
    fn hook_finished(&self, run: &RunFinished<'_>) {
        let _ = run;
    }

    /// Is called with the result, when all hooks that are waited for have ended.
    fn dispatch_folded(&self, dispatch: &DispatchFolded<'_>) {
        let _ = dispatch;
    }

    /// Is called if the agent drops the dispatch before it has a result.
    fn dispatch_cancelled(&self, dispatch: &DispatchInfo<'_>) {
        let _ = dispatch;
    }

    /// Is called when a background hook has ended in any way.
    fn background_finished(&self, run: &RunFinished<'_>) {
        let _ = run;
    }

    /// Is called, once per session and tool, for a call of an undeclared tool. The agent has not declared which known
    /// tool this is, so hooks of other agents, which know the tool under a different name, might miss it.
    fn undeclared_tool(&self, tool: &ToolMet<'_>) {
        let _ = tool;
    }

    /// Returns whether the observer also wants events that no hook matches. If so, a payload is built for every call.
    /// Called once, when the observer is added to the router.
    fn wants_unmatched(&self) -> bool {
        false
    }
}
