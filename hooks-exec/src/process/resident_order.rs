//! What program is to stay, and where it runs.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use hooks_types::HookSpec;
use hooks_types::env::EnvironmentPlan;

/// A program that is to stay.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) spec: Arc<HookSpec>,
    /// The project's root: it runs there.
    pub(crate) root: String,
    /// The event's folder: a relative program is one of this folder.
    pub(crate) cwd: String,
    /// What that event sets, which travels with it: it is only looked at.
    pub(crate) plan: EnvironmentPlan,
    /// The variable that tells it to stay.
    pub(crate) variable: &'static str,
}

/// Is shown the program, its arguments and its folder before it is started.
pub(crate) type Look = dyn FnMut(&Path, &[OsString], &Path) + Send;
