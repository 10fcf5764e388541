//! Formats earlier decisions as JSON: the facts that the user saw when hooks were trusted, and the numbers of revoked
//! hooks. Keys are never removed or renamed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hooks_config::TrustEntry;
use hooks_types::text::visible_json;
use serde::Serialize;

use super::decided::state;
use crate::failure::Failure;

/// The output of `trust show --json`; its schema is `trust-show`.
#[derive(Serialize)]
struct Decisions<'a> {
    roots: Vec<Place<'a>>,
}

/// A project or plugin with its decisions.
#[derive(Serialize)]
struct Place<'a> {
    /// The canonical root of a project. For a plugin, the agent's folder of plugins joined with the plugin's name.
    root: String,
    /// The versions of the hooks that were asked for and that the store keeps.
    hooks: Vec<Decided<'a>>,
}

/// One version of a hook. The first keys are the same as in `trust list --json`.
#[derive(Serialize)]
struct Decided<'a> {
    /// The state of this decision: `trusted` or `revoked`.
    state: &'static str,
    /// The fingerprint in the form that `--fingerprint` takes.
    fingerprint: String,
    /// The hook's file below the root.
    file: &'a str,
    event: &'a str,
    id: &'a str,
    /// The files that the hook runs, by path below the root, each with its mark: a digest, a link's target, or
    /// `data`.
    files: &'a BTreeMap<String, String>,
    /// When the hook was trusted, in RFC 3339. A revocation keeps this time.
    at: &'a str,
    /// Whether an allow by the hook may grant a call. Then the user is not asked.
    may_grant: bool,
    /// The format of the hook's file; missing in entries of older versions of this program.
    #[serde(skip_serializing_if = "Option::is_none")]
    dialect: Option<&'a str>,
    command: &'a str,
    /// Whether the agent waits for the hook's answer.
    gate: bool,
    /// Everything else that changes what the hook does, one fact each. Values of variables and headers are shown as
    /// digests.
    facts: &'a [String],
    /// The texts of the hook's files at the time of the decision.
    scripts: &'a BTreeMap<String, String>,
}

/// Returns the decisions with everything that the user saw when making them.
///
/// # Errors
///
/// The JSON cannot be written; no input is known that leads to it.
pub(super) fn json(found: &[(PathBuf, Vec<&TrustEntry>)]) -> Result<String, Failure> {
    let decisions = Decisions {
        roots: found
            .iter()
            .map(|(root, hooks)| place(root, hooks))
            .collect(),
    };
    serde_json::to_string(&decisions)
        .map(|json| visible_json(&json) + "\n")
        .map_err(|error| Failure::new(format!("cannot write the decisions: {error}")))
}

/// The output of `trust revoke --json`; its schema is `trust-revoked`.
#[derive(Serialize)]
struct Revocations {
    /// The number of hooks that were revoked, in all projects and plugins. A hook is counted once, even if the store
    /// keeps several versions of it.
    revoked: usize,
    roots: Vec<Revoked>,
}

/// A project or plugin with hooks that were revoked.
#[derive(Serialize)]
struct Revoked {
    root: String,
    /// The number of hooks of this project or plugin that were revoked.
    hooks: usize,
}

/// Returns the numbers of revoked hooks as JSON: in all, and for each project or plugin.
///
/// # Errors
///
/// The JSON cannot be written; no input is known that leads to it.
pub(super) fn revoked(roots: &[(PathBuf, usize)]) -> Result<String, Failure> {
    let revocations = Revocations {
        revoked: roots.iter().map(|(_, count)| count).sum(),
        roots: roots
            .iter()
            .map(|(root, count)| Revoked {
                root: root.display().to_string(),
                hooks: *count,
            })
            .collect(),
    };
    serde_json::to_string(&revocations)
        .map(|json| visible_json(&json) + "\n")
        .map_err(|error| Failure::new(format!("cannot write the result: {error}")))
}

/// Returns the JSON form of a project's or plugin's decisions.
fn place<'a>(root: &Path, hooks: &[&'a TrustEntry]) -> Place<'a> {
    Place {
        root: root.display().to_string(),
        hooks: hooks.iter().copied().map(decided).collect(),
    }
}

/// Returns the JSON form of one decision.
fn decided(entry: &TrustEntry) -> Decided<'_> {
    let shown = &entry.shown;
    Decided {
        state: state(entry),
        fingerprint: entry.fingerprint.to_string(),
        file: &shown.file,
        event: &shown.event,
        id: &shown.id,
        files: &entry.files,
        at: &entry.at,
        may_grant: entry.may_grant,
        dialect: shown.dialect.as_deref(),
        command: &shown.command,
        gate: shown.gate,
        facts: &shown.lines,
        scripts: &shown.scripts,
    }
}
