//! What the embedding agent may set about hook programs.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::time::Duration;

/// Bytes of each output that are kept unless set otherwise: 1 MiB.
pub const DEFAULT_OUTPUT_CAP: usize = 1024 * 1024;

/// How deep hooks may start agents that fire hooks, unless set otherwise.
pub const DEFAULT_MAX_DEPTH: u32 = 4;

/// The variable that tells a hook how deep it runs: 1 for a hook of an agent that nobody's hook
/// started.
pub const DEPTH_VARIABLE: &str = "AGENT_HOOKS_DEPTH";

/// The limits of every run of one executor.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) stdout_cap: usize,
    pub(super) stderr_cap: usize,
    pub(super) max_depth: u32,
    /// The variables hooks may inherit; none: those of this process at the time of the run.
    pub(super) host_env: Option<BTreeMap<OsString, OsString>>,
    /// How long a pipe that somebody else still holds may be silent before we stop listening.
    pub(super) drain_quiet: Duration,
    /// How long we listen at most after the hook has exited.
    pub(super) drain_total: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            stdout_cap: DEFAULT_OUTPUT_CAP,
            stderr_cap: DEFAULT_OUTPUT_CAP,
            max_depth: DEFAULT_MAX_DEPTH,
            host_env: None,
            drain_quiet: Duration::from_millis(50),
            drain_total: Duration::from_millis(250),
        }
    }
}
