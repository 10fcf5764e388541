//! What somebody who installs or removes the bridge should know about the file it is in.

use std::path::Path;
use std::sync::Arc;

use hooks_types::{Dialect, Liveness, Scope};

use super::uninstall::changed_entries;
use crate::diagnostic::{Diagnostic, DiagnosticCode, Severity};
use crate::discovery::{Candidate, Places};
use crate::foreign::{FileRead, Place, foreign_candidates, is_bridge, is_live, read, settle};
use crate::read::read_found;

/// Entries of `text`, the contents of `file`, that run the bridge and are not as
/// [`install_bridge`](crate::install_bridge) writes them: neither it nor
/// [`uninstall_bridge`](crate::uninstall_bridge) touches them.
#[must_use]
pub fn bridge_entries_left(agent: Dialect, file: &Path, text: &str) -> Vec<Diagnostic> {
    let file = Arc::new(file.to_path_buf());
    // A text that cannot be edited has been refused before.
    let entries = changed_entries(agent, text).unwrap_or_default();
    let remark = |(event, at): (String, usize)| {
        let message = format!(
            "this {event} entry runs the bridge and was not written by `install`: it stays"
        );
        let (code, severity) = (DiagnosticCode::Conflict, Severity::Note);
        Diagnostic::new(code, severity, message, &file, text, at..at)
    };
    entries.into_iter().map(remark).collect()
}

/// Why the agent would not run the bridge that `text`, the contents of `file`, holds: the agent does
/// not read such a text, or a switch in it, or in another of the agent's files, turns hooks off. Reads those other files where
/// `places` says.
#[must_use]
pub fn bridge_switched_off(
    agent: Dialect,
    file: &Path,
    text: &str,
    places: &Places,
) -> Vec<Diagnostic> {
    let mut candidates = foreign_candidates(places, &[agent]);
    if !candidates.iter().any(|candidate| candidate.path == file) {
        candidates.push(in_a_folder(agent, file, places));
    }
    let mut files: Vec<FileRead> = candidates
        .iter()
        .filter_map(|candidate| {
            if candidate.path == file {
                return Some(read(text, agent, &place(candidate)));
            }
            let other = read_found(&candidate.path)?.ok()?;
            Some(read(&other, agent, &place(candidate)))
        })
        .collect();
    settle(&mut files);
    let own = files.iter().find(|found| *found.file == file);
    let errors = own.map_or(&[][..], |own| own.diagnostics.as_slice());
    let error = errors
        .iter()
        .find(|found| found.code == DiagnosticCode::Syntax);
    if let Some(found) = error.filter(|found| found.severity == Severity::Error) {
        let mut found = found.clone();
        found.severity = Severity::Warning;
        let help = format!("until that is changed {agent} runs no hook of this file");
        return vec![found.with_help(help)];
    }
    let entries = own.map_or(&[][..], |own| own.entries.as_slice());
    let mut reasons: Vec<&str> = Vec::new();
    let off = entries
        .iter()
        .filter(|entry| is_bridge(&entry.spec.handler) && !is_live(&entry.spec));
    for entry in off {
        if let Liveness::NotLive { reason, .. } = &entry.spec.liveness
            && !reasons.contains(&reason.as_str())
        {
            reasons.push(reason);
        }
    }
    // Claude Code documents it for managed settings alone.
    let obeyed = files.iter().find(|found| {
        let only = found.switches.managed_only.as_ref();
        found.place.scope != Scope::Managed && only.is_some_and(|only| only.value)
    });
    let obeyed = obeyed.map(|found| {
        format!(
            "`allowManagedHooksOnly` in {}, where that is obeyed outside managed settings",
            found.file.display()
        )
    });
    reasons.extend(obeyed.as_deref());
    let file = Arc::new(file.to_path_buf());
    let remark = |reason: &str| {
        let message =
            format!("{agent} does not run the bridge: hooks are switched off by {reason}");
        let (code, severity) = (DiagnosticCode::NoEffect, Severity::Warning);
        let found = Diagnostic::new(code, severity, message, &file, text, 0..0);
        found.with_help("until that is changed none of your hooks runs there")
    };
    reasons.into_iter().map(remark).collect()
}

/// The candidate of a file that is not there yet, in a folder whose files are listed.
fn in_a_folder(agent: Dialect, file: &Path, places: &Places) -> Candidate {
    let project = places.project.as_ref();
    let scope = match project {
        Some(root) if file.starts_with(root) => Scope::Project,
        _ => Scope::User,
    };
    let mut candidate = Candidate::new(file, agent, scope);
    candidate.project.clone_from(&places.project);
    candidate.home.clone_from(&places.home);
    candidate
}

/// A file as its agent finds it. As one that is named, or our own entries would be off for being
/// ours.
fn place(candidate: &Candidate) -> Place {
    let mut place = Place::new(&candidate.path).in_scope(candidate.scope);
    place.project_root.clone_from(&candidate.project);
    place.home.clone_from(&candidate.home);
    place
}
