//! [`Order`]: what is needed to start a program as a worker, a program that stays after its first event.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use hooks_types::HookSpec;
use hooks_types::env::EnvironmentPlan;

/// The program to start as a worker (a program that stays and answers many events), and the event that needs it.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) spec: Arc<HookSpec>,
    /// The project's root, in which the program runs.
    pub(crate) root: String,
    /// The event's folder, in which a relative program is looked up.
    pub(crate) cwd: String,
    /// The variables of the event. The program does not get them at its start but with the event. The checks at the
    /// start use them too.
    pub(crate) plan: EnvironmentPlan,
    /// The name of the variable that tells a program to stay and answer many events.
    pub(crate) variable: &'static str,
}

/// A function that is called with the program, its arguments and its folder before the start.
pub(crate) type BeforeStart = dyn FnMut(&Path, &[OsString], &Path) + Send;
