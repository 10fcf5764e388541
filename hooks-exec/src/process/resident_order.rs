//! [`Order`]: everything that is needed to start a worker (a program that answers many events).

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use hooks_types::HookSpec;
use hooks_types::env::EnvironmentPlan;

/// The program to start as a worker (a program that answers many events), and the event that needs the worker.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) spec: Arc<HookSpec>,
    /// The project's root, in which the program runs.
    pub(crate) root: String,
    /// The event's folder, in which a relative program is looked up.
    pub(crate) cwd: String,
    /// The variables of the event. The checks before the start use them, but the program gets them later, with the
    /// event.
    pub(crate) plan: EnvironmentPlan,
    /// The name of the variable that tells a program to run as a worker and answer many events.
    pub(crate) variable: &'static str,
}

/// A function that is called with the program, its arguments and its folder before the start.
pub(crate) type BeforeStart = dyn FnMut(&Path, &[OsString], &Path) + Send;
