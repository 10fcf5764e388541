//! The fingerprint of a hook: a digest of everything that changes what the hook does, what it can
//! see, or when it runs.
//!
//! [`HookSpec::canonical`] writes the hook as a version line and canonical JSON (RFC 8785); [`HookSpec::fingerprint`]
//! is the SHA-256 of that text. The text omits the line of the hook in its file, the position of an unnamed hook, the
//! status message, and whether the hook may run. The path of the hook's file is relative to its project or plugin root,
//! because each root is trusted separately.

mod canonical;
mod digest;
mod handler;
mod spec;

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use crate::spec::HookSpec;

pub use canonical::canonical_json;
pub use digest::{Digest, Hasher};

/// The line before the canonical JSON. It names the version of the format, because two versions must never give equal
/// digests.
const VERSION: &str = "agent-hooks fingerprint v1\n";

/// The digest of a hook, displayed as `v1:` and 64 hexadecimal digits.
///
/// Trust in a hook is stored under its fingerprint. The trust ends when the hook changes, because
/// the changed hook has a different fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(Digest);

impl Fingerprint {
    /// Computes the fingerprint of bytes. This version uses SHA-256.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Digest::of(bytes))
    }

    /// Combines the fingerprint of a hook with the files that the hook runs. So trust also ends when one of these files
    /// changes. Each file is a pair of its name and a text that describes its content. If `files` is empty, the
    /// fingerprint does not change.
    #[must_use]
    pub fn with_files<'a>(self, files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let files: serde_json::Map<String, serde_json::Value> = files
            .into_iter()
            .map(|(name, content)| (name.to_owned(), content.into()))
            .collect();
        if files.is_empty() {
            return self;
        }
        // The order of `files` does not change the fingerprint, because canonical JSON sorts keys.
        let whole = serde_json::json!({ "hook": self.to_string(), "files": files });
        Self::of(format!("{VERSION}{}", canonical_json(&whole)).as_bytes())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v1:{}", self.0)
    }
}

/// The error for a text that is not a fingerprint.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NoFingerprint;

impl fmt::Display for NoFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a fingerprint: expected `v1:` and 64 hexadecimal digits")
    }
}

impl std::error::Error for NoFingerprint {}

impl FromStr for Fingerprint {
    type Err = NoFingerprint;

    fn from_str(text: &str) -> Result<Self, NoFingerprint> {
        // A fingerprint of a version other than `v1` is refused. Trust that was stored under a refused fingerprint does
        // not apply.
        let digits = text.strip_prefix("v1:").ok_or(NoFingerprint)?;
        digits.parse().map(Self).map_err(|_| NoFingerprint)
    }
}

impl serde::Serialize for Fingerprint {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Fingerprint {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl HookSpec {
    /// Returns the hook in canonical form: a version line, then canonical JSON. `root` is the
    /// folder of its project or plugin.
    #[must_use]
    pub fn canonical(&self, root: &Path) -> String {
        format!("{VERSION}{}", canonical_json(&spec::value(self, root)))
    }

    /// Returns the SHA-256 of [`HookSpec::canonical`].
    #[must_use]
    pub fn fingerprint(&self, root: &Path) -> Fingerprint {
        Fingerprint::of(self.canonical(root).as_bytes())
    }
}

#[cfg(test)]
#[path = "fingerprint_tests.rs"]
mod tests;
