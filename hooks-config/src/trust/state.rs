//! The trust state of a hook, and its status after a load.

use std::path::PathBuf;

use hooks_types::EventName;
use hooks_types::fingerprint::Fingerprint;

/// Whether a hook of a project or plugin may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TrustState {
    /// There is no decision yet. It does not run.
    New,
    /// It runs.
    Trusted,
    /// An earlier version was trusted. It does not run; if it guards a gate, it blocks there.
    Changed,
    /// Its trust was revoked. It does not run.
    Revoked,
    /// It was trusted, and its file no longer holds it.
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

/// The trust of one hook, as a load found it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TrustStatus {
    /// The root that it belongs to.
    pub root: PathBuf,
    /// The name of the plugin that it belongs to; `None` for a hook of a project.
    pub plugin: Option<String>,
    /// The name of its file below the root.
    pub file: String,
    /// The hook's event.
    pub event: EventName,
    /// The hook's id.
    pub id: String,
    /// Its trust state.
    pub state: TrustState,
    /// Whether it is live. Permission for one run makes a new hook live without trust.
    pub live: bool,
    /// Its current fingerprint; computed only if the decision is [`TrustState::Trusted`].
    pub fingerprint: Option<Fingerprint>,
    /// A further remark for a person.
    pub remark: Option<String>,
}
