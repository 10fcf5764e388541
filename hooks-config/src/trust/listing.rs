//! The JSON listing of all trust decisions and of the hooks that wait for a decision.
//!
//! Its texts come from projects. A program that prints the JSON must escape invisible characters, for
//! example with [`visible_json`](hooks_types::text::visible_json).

use std::collections::BTreeMap;

use serde::Serialize;

use super::entry::TrustEntry;
use super::state::{TrustState, TrustStatus};
use super::store::TrustStore;

/// What `hooks trust list --json` prints. Keys are only ever added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TrustListing {
    /// The projects and plugins with decisions about their hooks.
    pub roots: Vec<ListedPlace>,
    /// The hooks that wait for a decision: hooks that are new, changed or gone.
    pub waiting: Vec<WaitingHook>,
}

/// A project or plugin with the decisions about its hooks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ListedPlace {
    /// The canonical root of a project. For a plugin, the agent's folder of plugins joined with the plugin's name.
    pub root: String,
    /// The hooks of the project or plugin, one object for each version of a hook.
    pub hooks: Vec<DecidedHook>,
}

/// One version of a hook, with the decision about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DecidedHook {
    /// The decision: `trusted` or `revoked`.
    pub state: &'static str,
    /// The fingerprint of the hook and of the files that it runs.
    pub fingerprint: String,
    /// The hook's file, below the root.
    pub file: String,
    /// The event that the hook is for.
    pub event: String,
    /// The hook's name, or its place in the file.
    pub id: String,
    /// The files that the hook runs, below the root, with the content of each: `sha256:` and a digest, `link:` and
    /// a path, or `data`.
    pub files: BTreeMap<String, String>,
    /// The time of the decision, in RFC 3339.
    pub at: String,
    /// Whether an allow of the hook takes effect.
    pub may_grant: bool,
}

/// A hook that waits for a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WaitingHook {
    /// Why the hook waits: it is `new`, `changed` or `gone`.
    pub state: &'static str,
    /// The canonical root that the hook was found in.
    pub root: String,
    /// The plugin that the hook belongs to, if any.
    pub plugin: Option<String>,
    /// The hook's file, below the root.
    pub file: String,
    /// The event that the hook is for.
    pub event: String,
    /// The hook's name, or its place in the file.
    pub id: String,
}

impl TrustListing {
    /// Lists the contents of a store, and the undecided hooks that a load with that store found.
    #[must_use]
    pub fn new(store: &TrustStore, found: &[TrustStatus]) -> Self {
        let roots = store.roots().map(|(root, entries)| ListedPlace {
            root: root.display().to_string(),
            hooks: entries.iter().map(decided).collect(),
        });
        let is_open = |status: &&TrustStatus| {
            !matches!(status.state, TrustState::Trusted | TrustState::Revoked)
        };
        Self {
            roots: roots.collect(),
            waiting: found.iter().filter(is_open).map(waiting).collect(),
        }
    }
}

/// Converts a stored entry for the listing.
fn decided(entry: &TrustEntry) -> DecidedHook {
    DecidedHook {
        state: match entry.revoked {
            true => TrustState::Revoked.code(),
            false => TrustState::Trusted.code(),
        },
        fingerprint: entry.fingerprint.to_string(),
        file: entry.shown.file.clone(),
        event: entry.shown.event.clone(),
        id: entry.shown.id.clone(),
        files: entry.files.clone(),
        at: entry.at.clone(),
        may_grant: entry.may_grant,
    }
}

/// Converts an undecided hook for the listing.
fn waiting(status: &TrustStatus) -> WaitingHook {
    WaitingHook {
        state: status.state.code(),
        root: status.root.display().to_string(),
        plugin: status.plugin.clone(),
        file: status.file.clone(),
        event: status.event.wire_name().to_owned(),
        id: status.id.clone(),
    }
}

/// Generates the JSON Schema of [`TrustListing`] as text.
#[cfg(feature = "schema")]
#[must_use]
pub fn trust_listing_schema_json() -> String {
    use hooks_types::schema::describe;
    use schemars::transform::RecursiveTransform;

    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let schema = settings
        .with_transform(RecursiveTransform(describe))
        .into_generator()
        .into_root_schema_for::<TrustListing>();
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}
