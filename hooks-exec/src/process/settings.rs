//! The limits of hook programs that the embedding agent can set.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::time::Duration;

/// The default number of bytes of each output that are kept: 1 MiB.
pub const DEFAULT_OUTPUT_CAP: usize = 1024 * 1024;

/// The default limit for nested hooks: a hook can start an agent, whose hooks are then one level deeper.
pub const DEFAULT_MAX_DEPTH: u32 = 4;

/// The environment variable that holds a hook's depth. The depth is 1 if the hook's agent was not started by a hook.
pub const DEPTH_VARIABLE: &str = "AGENT_HOOKS_DEPTH";

/// The limits of every run of one executor.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    /// How many bytes of stdout are kept.
    pub(super) stdout_cap: usize,
    /// How many bytes of stderr are kept.
    pub(super) stderr_cap: usize,
    /// The maximum depth of nested hooks. If a hook starts an agent, the hooks of this agent are one level deeper.
    pub(super) max_depth: u32,
    /// The variables that hooks may inherit; `None` means the variables of this process at the time of the run.
    pub(super) host_env: Option<BTreeMap<OsString, OsString>>,
    /// How long the outputs may be silent after the hook has exited. Then reading ends, although a process that the
    /// hook started can still hold the outputs open.
    pub(super) drain_quiet: Duration,
    /// The longest time for which outputs are read after the hook has exited.
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
