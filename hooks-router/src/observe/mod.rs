//! Who is told what happens while it happens: spinners, journals, traces, tests.

mod observers;
mod told;
#[cfg(feature = "tracing")]
mod traces;

pub(crate) use observers::Observers;
pub use told::{DispatchFolded, DispatchInfo, RunFinished, RunInfo, ToolMet};
#[cfg(feature = "tracing")]
pub use traces::TracingObserver;

/// Is told what happens to events and hooks while it happens. Every method has an empty default.
///
/// It is called on the agent's own way: it must not block, so long work is handed on. A panic in it
/// is caught and noted in the report of that dispatch, and the observer is told nothing more.
///
/// # Order
///
/// `dispatch_started` comes first and `dispatch_folded` or `dispatch_cancelled` last, one of them
/// once. In between, `hook_started` of a run comes before its `hook_finished`; runs of several hooks
/// are mixed. A hook that fails before anything is started (no slot in time, an entry that cannot be
/// used) finishes without a start. What runs in the background is told of the same way, with
/// `background_finished` at its end, which may come after its dispatch.
pub trait Observer: Send + Sync {
    /// An event goes to its hooks.
    fn dispatch_started(&self, dispatch: &DispatchInfo<'_>) {
        let _ = dispatch;
    }

    /// A hook starts: it has its slot, and its executor is asked.
    fn hook_started(&self, run: &RunInfo<'_>) {
        let _ = run;
    }

    /// A hook has ended, whichever way.
    fn hook_finished(&self, run: &RunFinished<'_>) {
        let _ = run;
    }

    /// All hooks that are waited for have ended; this is what they came to.
    fn dispatch_folded(&self, dispatch: &DispatchFolded<'_>) {
        let _ = dispatch;
    }

    /// The agent gave the event up before it had a verdict.
    fn dispatch_cancelled(&self, dispatch: &DispatchInfo<'_>) {
        let _ = dispatch;
    }

    /// A hook that runs beside the agent has ended, whichever way.
    fn background_finished(&self, run: &RunFinished<'_>) {
        let _ = run;
    }

    /// A call was of a tool that nobody declared, and that other agents' hooks could mean by names
    /// of theirs. Told once a session for each tool.
    fn undeclared_tool(&self, tool: &ToolMet<'_>) {
        let _ = tool;
    }

    /// Whether it is told of events that no hook is for, too. Then a payload is built for every call.
    /// It is asked once, when the router takes the observer.
    fn wants_unmatched(&self) -> bool {
        false
    }
}
