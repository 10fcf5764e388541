//! What was shown when hooks were trusted, as JSON. Keys are never removed or renamed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hooks_config::TrustEntry;
use hooks_types::text::visible_json;
use serde::Serialize;

use super::decided::state;
use crate::failure::Failure;

#[derive(Serialize)]
struct Decisions<'a> {
    roots: Vec<Place<'a>>,
}

/// A project or plugin.
#[derive(Serialize)]
struct Place<'a> {
    root: String,
    hooks: Vec<Decided<'a>>,
}

/// One version of a hook; the first keys are those of `trust list --json`.
#[derive(Serialize)]
struct Decided<'a> {
    state: &'static str,
    fingerprint: String,
    file: &'a str,
    event: &'a str,
    id: &'a str,
    files: &'a BTreeMap<String, String>,
    at: &'a str,
    may_grant: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    dialect: Option<&'a str>,
    command: &'a str,
    gate: bool,
    facts: &'a [String],
    scripts: &'a BTreeMap<String, String>,
}

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

fn place<'a>(root: &Path, hooks: &[&'a TrustEntry]) -> Place<'a> {
    Place {
        root: root.display().to_string(),
        hooks: hooks.iter().copied().map(decided).collect(),
    }
}

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
