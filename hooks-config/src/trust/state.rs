//! The trust state of a hook, and its status after a load.

use std::path::PathBuf;

use hooks_types::EventName;
use hooks_types::fingerprint::Fingerprint;

/// Whether a hook of a project or plugin may run.
///
/// | state | runs | at an event that can block |
/// |---|---|---|
/// | `New` | only with permission for this run | calls pass without it |
/// | `Trusted` | yes | its answer takes effect |
/// | `Changed` | no | every call is blocked |
/// | `Revoked` | no | calls pass without it |
/// | `Gone` | no | calls pass without it; the report has a row for it |
///
/// A hook is treated as a guard only once it was trusted: a new project cannot block anything by bringing hooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TrustState {
    /// There is no decision yet. The hook runs only if its root is permitted for this run.
    New,
    /// The user agreed to exactly this hook and its files. It runs.
    Trusted,
    /// An earlier version was trusted, or this version was trusted while the project had another path. The hook does
    /// not run. If its event can block, every call of the event is blocked.
    Changed,
    /// The hook's trust was revoked. It does not run, not even with permission for this run.
    Revoked,
    /// The hook was trusted, but it is no longer in its file.
    Gone,
}

impl TrustState {
    /// Returns the stable code: `new`, `trusted`, `changed`, `revoked` or `gone`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Trusted => "trusted",
            Self::Changed => "changed",
            Self::Revoked => "revoked",
            Self::Gone => "gone",
        }
    }
}

impl std::fmt::Display for TrustState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// The trust status of one hook after a load: one element of
/// [`Loaded::trust`](crate::Loaded::trust).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TrustStatus {
    /// The root that the hook belongs to. For a hook that is gone this is its [place](crate::HookFile::place).
    pub root: PathBuf,
    /// The name of the plugin that the hook belongs to; `None` for a hook of a project.
    pub plugin: Option<String>,
    /// The name of the hook's file below the root.
    pub file: String,
    /// The hook's event.
    pub event: EventName,
    /// The hook's id: its name, or its position in the file.
    pub id: String,
    /// The hook's trust state.
    pub state: TrustState,
    /// Whether the hook may run. Permission for one run lets a new hook run without trust.
    pub live: bool,
    /// The hook's current fingerprint; computed only if the decision is [`TrustState::Trusted`], because that reads the
    /// files that the hook names.
    pub fingerprint: Option<Fingerprint>,
    /// A remark for a person, such as why a trusted hook does not run. It can quote file names of
    /// the project: show it with invisible characters escaped.
    pub remark: Option<String>,
}
