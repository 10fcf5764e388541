//! What is known of a hook's trust.

use std::path::PathBuf;

use hooks_types::EventName;
use hooks_types::fingerprint::Fingerprint;

/// Whether a hook of a project or plugin may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TrustState {
    /// Nobody was asked. It does not run.
    New,
    /// It runs.
    Trusted,
    /// An earlier version was trusted. It does not run, and closes its gate.
    Changed,
    /// Its trust was taken back. It does not run.
    Revoked,
    /// It was trusted and its file holds it no more.
    Gone,
}

impl TrustState {
    /// The stable code: `new`, `trusted`, `changed`, `revoked`, `gone`.
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
    /// The name of the plugin that it belongs to, if it does.
    pub plugin: Option<String>,
    /// Its file's name below the root.
    pub file: String,
    /// The event it is for.
    pub event: EventName,
    /// Its id.
    pub id: String,
    /// Whether it may run.
    pub state: TrustState,
    /// Whether it is live: permission for one run makes new and changed hooks so.
    pub live: bool,
    /// What it is now, where that had to be found out.
    pub fingerprint: Option<Fingerprint>,
    /// What else there is to say, for a person.
    pub remark: Option<String>,
}
