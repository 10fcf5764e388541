//! What somebody who installs or removes the bridge should know about the file it is in.

use std::path::Path;
use std::sync::Arc;

use hooks_types::spec::{Liveness, Scope};

use super::own::is_bridge;
use super::target::Bridged;
use super::uninstall::changed_entries;
use crate::diagnostic::{Diagnostic, DiagnosticCode, Severity};
use crate::discovery::{Candidate, Places};
use crate::format::{AgentFiles, Agents, FileRead, Place, read, settle};
use crate::read::{Demands, read_found};

/// Entries of `text`, the contents of `file`, that run the bridge and are not as
/// [`install_bridge`](crate::install_bridge) writes them: neither it nor
/// [`uninstall_bridge`](crate::uninstall_bridge) touches them.
#[must_use]
pub fn bridge_entries_left(agent: &dyn AgentFiles, file: &Path, text: &str) -> Vec<Diagnostic> {
    let file = Arc::new(file.to_path_buf());
    // A text that cannot be edited has been refused before.
    let entries = Bridged::of(agent).and_then(|agent| changed_entries(agent, text));
    let entries = entries.unwrap_or_default();
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
    agent: &'static dyn AgentFiles,
    file: &Path,
    text: &str,
    places: &Places,
) -> Vec<Diagnostic> {
    let agents = Agents::only(agent);
    let mut candidates = agents.all_candidates(places);
    if !candidates.iter().any(|candidate| candidate.path == file) {
        candidates.push(in_a_folder(agent, file, places));
    }
    let mut files: Vec<FileRead> = candidates
        .iter()
        .filter_map(|candidate| {
            if candidate.path == file {
                return Some(read(text, agent, &place(&agents, candidate)));
            }
            let other = read_found(&candidate.path, &Demands::none())?.ok()?;
            Some(read(&other, agent, &place(&agents, candidate)))
        })
        .collect();
    settle(&mut files, &agents);
    let own = files.iter().find(|found| *found.file == file);
    let errors = own.map_or(&[][..], |own| own.remarks.shown.as_slice());
    let error = errors
        .iter()
        .find(|found| found.code == DiagnosticCode::Syntax);
    if let Some(found) = error.filter(|found| found.severity == Severity::Error) {
        let mut found = found.clone();
        found.severity = Severity::Warning;
        let name = agent.dialect();
        let help = format!("until that is changed {name} runs no hook of this file");
        return vec![found.with_help(help)];
    }
    let entries = own.map_or(&[][..], |own| own.entries.as_slice());
    let mut reasons: Vec<&str> = Vec::new();
    let off = entries
        .iter()
        .filter(|entry| is_bridge(&entry.spec.handler) && !entry.is_live());
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
    let name = agent.dialect();
    let remark = |reason: &str| {
        let message = format!("{name} does not run the bridge: hooks are switched off by {reason}");
        let (code, severity) = (DiagnosticCode::NoEffect, Severity::Warning);
        let found = Diagnostic::new(code, severity, message, &file, text, 0..0);
        found.with_help("until that is changed none of your hooks runs there")
    };
    reasons.into_iter().map(remark).collect()
}

/// The candidate of a file that is not there yet, in a folder whose files are listed.
fn in_a_folder(agent: &'static dyn AgentFiles, file: &Path, places: &Places) -> Candidate {
    let project = places.project.as_ref();
    let scope = match project {
        Some(root) if file.starts_with(root) => Scope::Project,
        _ => Scope::User,
    };
    let mut candidate = Candidate::new(file, agent.dialect(), scope);
    candidate.project.clone_from(&places.project);
    candidate.home.clone_from(&places.home);
    candidate
}

/// A file as its agent finds it. As one that is named, or our own entries would be off for being
/// ours.
fn place(agents: &Agents, candidate: &Candidate) -> Place {
    let mut place = agents.place(&candidate.path).in_scope(candidate.scope);
    place.project_root.clone_from(&candidate.project);
    place.home.clone_from(&candidate.home);
    place
}
