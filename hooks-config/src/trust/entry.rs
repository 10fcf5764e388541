//! One trusted version of one hook.

use std::collections::BTreeMap;

use hooks_types::fingerprint::Fingerprint;
use serde::{Deserialize, Serialize};

use super::mark::DATA;
use super::moved::FolderId;
use super::shown::Shown;

/// One version of a hook that somebody agreed to, or took back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TrustEntry {
    /// The hook together with its files.
    pub fingerprint: Fingerprint,
    /// The files of the root that it runs, and what each held: `sha256:<hex>`, `link:<target>` for
    /// a link that leads out, `data` for one that was agreed to whatever it holds.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    /// What was shown when somebody agreed.
    pub shown: Shown,
    /// When that was, in RFC 3339.
    #[serde(default)]
    pub at: String,
    /// Whether an allow of the hook counts.
    #[serde(default)]
    pub may_grant: bool,
    /// Whether the trust was taken back. Such an entry stays, so that permission for one run does
    /// not bring the hook back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub revoked: bool,
    /// The root's folder when somebody agreed; entries of earlier programs do not know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) folder: Option<FolderId>,
}

impl TrustEntry {
    /// An entry for what is shown, agreed to now.
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

    /// Lets an allow of the hook count.
    #[must_use]
    pub fn granting(mut self, may_grant: bool) -> Self {
        self.may_grant = may_grant;
        self
    }

    /// The files that were agreed to whatever they hold.
    pub(super) fn data(&self) -> impl Iterator<Item = &str> {
        let files = self.files.iter();
        files
            .filter(|(_, mark)| *mark == DATA)
            .map(|(name, _)| name.as_str())
    }

    /// Whether both are versions of one hook.
    pub(super) fn is_version_of(&self, other: &Self) -> bool {
        let (own, other) = (&self.shown, &other.shown);
        own.id == other.id && own.event == other.event && own.file == other.file
    }
}
