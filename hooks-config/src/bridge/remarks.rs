//! Diagnostics about a file for a user who installs or removes the bridge.
//!
//! The diagnostics are about entries that run the bridge but were not written by `install`, and about settings that
//! keep the agent from running the bridge.

use std::path::Path;
use std::sync::Arc;

use hooks_types::spec::{Liveness, Scope};
use hooks_types::text::{short_name, visible_path};

use super::own::is_own_bridge;
use super::target::Bridged;
use super::uninstall::changed_entries;
use crate::diagnostic::{Diagnostic, DiagnosticCode, Severity};
use crate::discovery::{Candidate, Places};
use crate::format::{AgentFiles, Agents, FileRead, Place, read, settle};
use crate::paths::Paths;
use crate::read::{Demands, read_found};
use crate::roots::Root;

/// Returns a diagnostic for each entry in `text`, the content of `file`, that runs the bridge but differs from the
/// entries that [`install_bridge`](crate::install_bridge) writes. Neither that function nor
/// [`uninstall_bridge`](crate::uninstall_bridge) changes such entries.
#[must_use]
pub fn bridge_entries_left(agent: &AgentFiles, file: &Path, text: &str) -> Vec<Diagnostic> {
    let file = Arc::new(file.to_path_buf());
    // A text that cannot be edited was refused earlier, so there is nothing to report here.
    let entries = Bridged::of(agent).and_then(|agent| changed_entries(agent, text));
    let entries = entries.unwrap_or_default();
    let remark = |(event, at): (String, usize)| {
        let message = format!(
            "this {event} entry runs the bridge and was not written by `install`: it is kept"
        );
        let (code, severity) = (DiagnosticCode::Conflict, Severity::Note);
        Diagnostic::new(code, severity, message, &file, text, at..at)
    };
    entries.into_iter().map(remark).collect()
}

/// Returns the reasons why the agent would not run the bridge in `text`, the content of `file`. Either the agent does
/// not accept the text, or a setting turns hooks off, in this file or in another file that the agent obeys. These other
/// files are the files of the user and of the project, according to `places`. If one of these files cannot be read, the
/// result says that too.
#[must_use]
pub fn bridge_switched_off(
    agent: &'static AgentFiles,
    file: &Path,
    text: &str,
    places: &Places,
) -> Vec<Diagnostic> {
    let agents = Agents::only(agent);
    let candidates = obeyed(agent, file, places);
    let mut files = Vec::new();
    let mut said = Vec::new();
    for candidate in candidates {
        let place = place(&agents, &candidate);
        if candidate.path == file {
            files.push(read(text, agent, &place));
            continue;
        }
        let mut demands = Demands::none();
        demands.inside = candidate
            .root
            .iter()
            .map(|root| root.path.as_path())
            .collect();
        match read_found(&candidate.path, &demands, &Paths::default()) {
            Some(Ok(other)) => files.push(read(&other, agent, &place)),
            Some(Err(problem)) => {
                let (code, severity) = (DiagnosticCode::Unreadable, Severity::Warning);
                let path = Arc::new(candidate.path);
                said.push(
                    Diagnostic::new(code, severity, problem.message, &path, "", 0..0)
                        .with_help(UNKNOWN),
                );
            }
            None => {}
        }
    }
    // Apply the switches (settings that turn hooks off) exactly as a load does. If an entry is off afterwards, the
    // agent would not run it either.
    settle(&mut files, &agents);
    // A syntax error hides all settings of the file that could turn hooks off, so report only the error.
    let own = files.iter().find(|found| *found.file == file);
    let errors = own.map_or(&[][..], |own| own.remarks.shown.as_slice());
    let error = errors
        .iter()
        .find(|found| found.code == DiagnosticCode::Syntax);
    if let Some(found) = error.filter(|found| found.severity == Severity::Error) {
        let mut found = found.clone();
        found.severity = Severity::Warning;
        let name = agent.dialect;
        let help = format!("until that is changed {name} runs no hook of this file");
        said.push(found.with_help(help));
        return said;
    }
    let others = files.iter().filter(|found| *found.file != file);
    said.extend(others.filter_map(unread));
    let entries = own.map_or(&[][..], |own| own.entries.as_slice());
    let mut reasons: Vec<&str> = Vec::new();
    let off = entries
        .iter()
        .filter(|entry| is_own_bridge(&entry.spec.handler) && !entry.is_live());
    for entry in off {
        if let Liveness::NotLive { reason, .. } = &entry.spec.liveness
            && !reasons.contains(&reason.as_str())
        {
            // All entries are usually off for the same reason, so report each reason once.
            reasons.push(reason);
        }
    }
    // Claude Code documents the setting `allowManagedHooksOnly` for managed files only, but some agents obey it in
    // other files too. So if an unmanaged file has the setting, report that it turns hooks off for such agents.
    let obeyed = files.iter().find(|found| {
        let only = found.switches.managed_only.as_ref();
        found.place.scope != Scope::Managed && only.is_some_and(|only| only.value)
    });
    let obeyed = obeyed.map(|found| {
        format!(
            "`allowManagedHooksOnly` in {}, if the agent obeys that key outside managed settings",
            visible_path(&found.file)
        )
    });
    reasons.extend(obeyed.as_deref());
    let profiles = files.iter().flat_map(|found| {
        let profiles = found.switches.off_in_profiles.iter();
        profiles.map(|name| {
            format!(
                "its profile `{}` in {}",
                short_name(&name.value),
                visible_path(&found.file)
            )
        })
    });
    let profiles: Vec<String> = profiles.collect();
    reasons.extend(profiles.iter().map(String::as_str));
    let file = Arc::new(file.to_path_buf());
    let name = agent.dialect;
    let remark = |reason: &str| {
        let message = format!("{name} does not run the bridge: hooks are switched off by {reason}");
        let (code, severity) = (DiagnosticCode::NoEffect, Severity::Warning);
        let found = Diagnostic::new(code, severity, message, &file, text, 0..0);
        found.with_help("until that is changed none of your hooks runs there")
    };
    said.extend(reasons.into_iter().map(remark));
    said
}

/// The help for a remark about a file that cannot be read, if it is not the bridge's own file.
const UNKNOWN: &str = "until that is changed it is unknown whether it switches hooks off";

/// Returns the syntax error of a file that is not the bridge's own, as a warning. The warning says that it is unknown
/// whether that file turns hooks off.
fn unread(found: &FileRead) -> Option<Diagnostic> {
    let is_syntax = |found: &&Diagnostic| {
        found.code == DiagnosticCode::Syntax && found.severity == Severity::Error
    };
    let mut error = found.remarks.shown.iter().find(is_syntax)?.clone();
    error.severity = Severity::Warning;
    Some(error.with_help(UNKNOWN))
}

/// Lists the files whose settings can turn off the agent's hooks, including the bridge's own file.
fn obeyed(agent: &'static AgentFiles, file: &Path, places: &Places) -> Vec<Candidate> {
    let mut places = places.clone();
    let project = places.project.clone().map(Root::new);
    places.roots = project.iter().cloned().collect();
    let mut candidates = Agents::only(agent).all_candidates(&places);
    // Before the first install the bridge's file does not exist, and discovery lists only the files
    // of a folder that exist. So add the bridge's file.
    if !candidates.iter().any(|candidate| candidate.path == file) {
        candidates.push(in_a_folder(agent, file, &places));
    }
    let others = agent.bridge.map_or(&[][..], |bridge| bridge.obeys);
    if let Some(root) = project {
        candidates.extend(others.iter().map(|other| {
            let path = root.path.join(other);
            Candidate::new(path, agent.dialect, Scope::Project).with_root(root.clone())
        }));
    }
    candidates
}

/// Returns the candidate for a file that does not exist yet. (Discovery lists only the existing files of its folder.)
fn in_a_folder(agent: &'static AgentFiles, file: &Path, places: &Places) -> Candidate {
    let project = places.project.as_ref();
    let scope = match project {
        Some(root) if file.starts_with(root) => Scope::Project,
        _ => Scope::User,
    };
    let mut candidate = Candidate::new(file, agent.dialect, scope);
    candidate.project.clone_from(&places.project);
    candidate.home.clone_from(&places.home);
    candidate
}

/// Returns the place of a file as if the user had named the file. The place of a discovered file cannot be used,
/// because a load switches off our own entries in discovered files.
fn place(agents: &Agents, candidate: &Candidate) -> Place {
    let mut place = agents.place(&candidate.path).with_scope(candidate.scope);
    place.project_root.clone_from(&candidate.project);
    place.home.clone_from(&candidate.home);
    place
}
