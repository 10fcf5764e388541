//! A stored decision about one version of one hook.
//!
//! The serialized form is part of the store's format: a new field needs a default, because older stores lack the field.

use std::collections::BTreeMap;

use hooks_types::fingerprint::Fingerprint;
use serde::{Deserialize, Serialize};

use super::mark::DATA;
use super::moved::FolderId;
use super::shown::Shown;

/// A version of a hook that the user trusted or revoked.
///
/// [`FoundHook::entry`](crate::FoundHook::entry) makes an entry for a hook as it is now. A store can hold several
/// entries for one hook, one per version, because branches of a repository can differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TrustEntry {
    /// The fingerprint of the hook and its files. A hook is trusted only if its present fingerprint equals this
    /// fingerprint.
    pub fingerprint: Fingerprint,
    /// The files in the root that the hook runs, by name, with their content: `sha256:<hex>`, `link:<target>` for a
    /// link that leads out of the root, or `data` for a file that may hold anything.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    /// The details of the hook that were shown for the decision.
    pub shown: Shown,
    /// The time of the decision in RFC 3339; empty if unknown. It is shown and never compared.
    #[serde(default)]
    pub at: String,
    /// Whether an allow from the hook takes effect. Without this right an allow only means that the hook does not
    /// object.
    #[serde(default)]
    pub may_grant: bool,
    /// Whether trust was revoked. A revoked entry is kept: without it, permission for one run would bring the hook
    /// back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub revoked: bool,
    /// The file system's identity of the root's folder at the time of the decision. `None` in entries
    /// that earlier versions wrote, and on systems without such an identity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) folder: Option<FolderId>,
}

impl TrustEntry {
    /// Creates an entry that trusts the hook, with the current time and without a right to allow calls.
    #[must_use]
    pub fn new(fingerprint: Fingerprint, files: BTreeMap<String, String>, shown: Shown) -> Self {
        let now = std::time::SystemTime::now();
        Self {
            fingerprint,
            files,
            shown,
            at: humantime::format_rfc3339_seconds(now).to_string(),
            may_grant: false,
            revoked: false,
            folder: None,
        }
    }

    setters! {
        /// Sets whether an allow from the hook takes effect.
        fn with_may_grant(may_grant: bool) = may_grant;
    }

    /// Yields the names of the data files: the user agreed to these files with any content.
    pub(super) fn data(&self) -> impl Iterator<Item = &str> {
        let files = self.files.iter();
        files
            .filter(|(_, mark)| *mark == DATA)
            .map(|(name, _)| name.as_str())
    }

    /// Returns whether both entries are versions of the same hook: equal id, event and file.
    pub(super) fn is_version_of(&self, other: &Self) -> bool {
        let (own, other) = (&self.shown, &other.shown);
        own.id == other.id && own.event == other.event && own.file == other.file
    }
}
