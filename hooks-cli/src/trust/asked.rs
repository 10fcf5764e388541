//! `hooks trust --json`: the hooks that wait for a decision, and the hooks that `--fingerprint` trusted. Keys are never
//! removed or renamed.

use std::collections::BTreeMap;

use hooks_config::TrustEntry;
use hooks_types::text::visible_json;
use serde::Serialize;

use super::find::{Found, FoundFile};
use super::question::is_trusted;
use crate::failure::Failure;

/// The output of `trust --json`; its schema is `trust-asked`.
#[derive(Serialize)]
struct Asked<'a> {
    /// The hooks that `--fingerprint` trusted.
    trusted: Vec<Trusted<'a>>,
    /// The hooks that wait for a decision.
    waiting: Vec<Waiting<'a>>,
}

#[derive(Serialize)]
struct Trusted<'a> {
    root: String,
    file: &'a str,
    event: &'a str,
    id: &'a str,
    fingerprint: String,
    may_grant: bool,
}

#[derive(Serialize)]
struct Waiting<'a> {
    root: String,
    /// The plugin's name in its agent's list of plugins; `None` for a project's hook.
    plugin: Option<&'a str>,
    file: &'a str,
    event: &'a str,
    id: &'a str,
    /// Why the hook waits: `new`, `changed` or `revoked`.
    state: String,
    /// The fingerprint in the form that `--fingerprint` takes; `None` if the hook cannot be trusted.
    fingerprint: Option<String>,
    /// Why the hook cannot be trusted; `None` if it can.
    problem: Option<&'a str>,
    /// Whether the agent waits for the hook's answer.
    gate: bool,
    command: &'a str,
    /// Everything else that changes what the hook does, one fact each. Values of variables and headers are shown as
    /// digests.
    facts: &'a [String],
    /// The files that the fingerprint covers, by path below the root, each with its mark: a digest, a link's target,
    /// or `data`.
    files: &'a BTreeMap<String, String>,
    /// Code that the hook can run and whose content the fingerprint does not cover.
    not_covered: &'a [String],
    /// The texts of the hook's files, by path below the root.
    scripts: &'a BTreeMap<String, String>,
}

/// One hook file, with the decisions about its hooks that were just stored.
pub(super) type Stored<'f> = (&'f FoundFile, Vec<TrustEntry>);

/// Returns the JSON for the hooks of these files. `stored` has the hooks that were trusted just now.
///
/// # Errors
///
/// The JSON cannot be written; no input is known that leads to it.
pub(super) fn json(files: &[&FoundFile], stored: &[Stored<'_>]) -> Result<String, Failure> {
    let asked = Asked {
        trusted: stored.iter().flat_map(trusted).collect(),
        waiting: files
            .iter()
            .flat_map(|file| waiting(file, stored))
            .collect(),
    };
    serde_json::to_string(&asked)
        .map(|json| visible_json(&json) + "\n")
        .map_err(|error| Failure::new(format!("cannot write the hooks: {error}")))
}

fn trusted<'s>((file, entries): &'s Stored<'_>) -> impl Iterator<Item = Trusted<'s>> {
    let root = file.file.root.display().to_string();
    entries.iter().map(move |entry| Trusted {
        root: root.clone(),
        file: &entry.shown.file,
        event: &entry.shown.event,
        id: &entry.shown.id,
        fingerprint: entry.fingerprint.to_string(),
        may_grant: entry.may_grant,
    })
}

/// Returns the hooks of a file that still wait for a decision.
fn waiting<'f>(file: &'f FoundFile, stored: &[Stored<'_>]) -> Vec<Waiting<'f>> {
    let is_stored = |hook: &Found| {
        let mut entries = stored.iter().filter(|(of, _)| std::ptr::eq(*of, file));
        entries.any(|(_, entries)| {
            let mut entries = entries.iter();
            entries.any(|entry| entry.shown.id == hook.id && entry.shown.event == hook.shown.event)
        })
    };
    let open = file.hooks.iter();
    open.filter(|hook| !is_trusted(hook) && !is_stored(hook))
        .map(|hook| Waiting {
            root: file.file.root.display().to_string(),
            plugin: file.file.plugin.as_ref().map(|plugin| plugin.name.as_str()),
            file: &hook.shown.file,
            event: &hook.shown.event,
            id: &hook.id,
            state: hook.state.to_string(),
            fingerprint: hook
                .problem
                .is_none()
                .then(|| hook.identity.fingerprint().to_string()),
            problem: hook.problem.as_deref(),
            gate: hook.gate,
            command: &hook.shown.command,
            facts: &hook.shown.lines,
            files: &hook.identity.files,
            not_covered: &hook.identity.unseen,
            scripts: &hook.shown.scripts,
        })
        .collect()
}
