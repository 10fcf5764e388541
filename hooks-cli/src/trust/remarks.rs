//! Writes notices for a user whose trusted hooks changed, were revoked or are gone.
//!
//! An agent shows these lines at the start of a session, so there are few of them: if many hooks of a project or plugin
//! are in the same state, one line names the first of them and counts the others. A line about a project or plugin ends
//! with the command for the next step.

use std::path::Path;

use hooks_config::{TrustState, TrustStatus, place_when_trusted};
use hooks_types::text::{short_name, visible_line, visible_name, visible_path};

use crate::show::to_type;

/// The maximum number of projects or plugins that get a line, and the maximum number of hooks that one line names.
const LINES: usize = 3;

/// Returns a line for each project or plugin with changed, revoked or moved hooks, and a line for each hook that does
/// not run for another reason, such as a switch in its file. Leaves out hooks about which the user has never decided.
pub(super) fn remarks(statuses: &[TrustStatus]) -> Vec<String> {
    let mut remarks = Vec::new();
    for owner in owners(statuses).into_iter().take(LINES) {
        let whose = owner.shown();
        if let Some((what, from)) = owner.moved(statuses) {
            remarks.push(format!(
                "{what} of {whose} does not run: the project was at {from} when you trusted it, and trust is for one path; where it guards a gate every call is blocked until you decide; to decide about it here, type `{}`",
                owner.typed(&[])
            ));
        } else if let Some(what) = owner.hooks(statuses, TrustState::Changed) {
            remarks.push(format!(
                "{what} of {whose} changed since you trusted it: it does not run, and where it guards a gate every call is blocked until you decide, whatever its matcher says; to see what changed, type `{}`",
                owner.typed(&[])
            ));
        }
        if let Some(what) = owner.hooks(statuses, TrustState::Revoked) {
            remarks.push(format!(
                "{what} of {whose} does not run: you revoked its trust; to trust it again, type `{}`",
                owner.typed(&[])
            ));
        }
    }
    // Leave out hooks of a moved project, because the line about the move already says why they do not run, and new
    // hooks, because another line says how to decide about them.
    let off = statuses.iter().filter(|status| {
        let is_new = status.state == TrustState::New;
        status.remark.is_some() && place_of(status).is_none() && !is_new
    });
    remarks.extend(off.take(LINES).map(|status| {
        let why = status.remark.as_deref().unwrap_or_default();
        format!("{} does not run: {}", name(status), visible_line(why))
    }));
    remarks
}

/// Returns a line for each project or plugin with trusted hooks that no longer exist. Such a hook no longer guards
/// anything. The line is repeated until the user types `hooks trust revoke`.
pub(super) fn gone(statuses: &[TrustStatus]) -> Vec<String> {
    let lines = owners(statuses).into_iter().filter_map(|owner| {
        let what = owner.hooks(statuses, TrustState::Gone)?;
        let (whose, typed) = (owner.shown(), owner.typed(&["revoke"]));
        Some(format!(
            "{what} of {whose} was trusted and is gone; if that is right, type `{typed}`"
        ))
    });
    lines.take(LINES).collect()
}

/// Returns the projects and plugins that hooks belong to, each once, in the order of their first hook.
fn owners(statuses: &[TrustStatus]) -> Vec<Owner<'_>> {
    let mut owners: Vec<Owner<'_>> = Vec::new();
    for owner in statuses.iter().map(Owner::of) {
        if !owners.contains(&owner) {
            owners.push(owner);
        }
    }
    owners
}

/// The project or plugin that a hook belongs to. A plugin is named as in the list of its agent, because the plugin's
/// folder changes with every version.
#[derive(PartialEq)]
enum Owner<'a> {
    Project(&'a Path),
    Plugin(&'a str),
}

impl<'a> Owner<'a> {
    /// Returns the owner of a hook. For a plugin's hook this is the plugin's name; the plugin's root is left out,
    /// because no command takes a plugin's root.
    fn of(status: &'a TrustStatus) -> Self {
        match &status.plugin {
            Some(plugin) => Self::Plugin(plugin),
            None => Self::Project(&status.root),
        }
    }

    /// Names the owner in a sentence, on one line.
    fn shown(&self) -> String {
        match self {
            Self::Project(root) => visible_path(root),
            Self::Plugin(name) => format!("the plugin {}", short_name(name)),
        }
    }

    /// Names the owner's hooks that have this state and do not run; `None` if there are no such hooks. Changed hooks
    /// are included, although changed hooks at a gate (an event at which a block prevents the action) block its calls.
    fn hooks(&self, statuses: &[TrustStatus], state: TrustState) -> Option<String> {
        let own = statuses.iter().filter(|status| Owner::of(status) == *self);
        let found = own.filter(|status| status.state == state && !runs(status));
        let names: Vec<String> = found.map(name).collect();
        (!names.is_empty()).then(|| listed(&names))
    }

    /// Names the owner's hooks that were trusted when the project was at an earlier path, and returns the earlier path;
    /// `None` if there are no such hooks.
    fn moved(&self, statuses: &[TrustStatus]) -> Option<(String, String)> {
        let own = statuses.iter().filter(|status| Owner::of(status) == *self);
        let moved = own.filter(|status| place_of(status).is_some());
        let moved: Vec<&TrustStatus> = moved.collect();
        let from = place_of(moved.first()?)?.to_owned();
        let names: Vec<String> = moved.into_iter().map(name).collect();
        Some((listed(&names), from))
    }

    /// Returns a `hooks trust` command for the owner's hooks, quoted for a shell.
    fn typed(&self, action: &[&str]) -> String {
        let (option, value) = match self {
            Self::Project(root) => ("--project", root.display().to_string()),
            Self::Plugin(name) => ("--plugin", (*name).to_owned()),
        };
        let words = ["hooks", "trust"].into_iter().chain(action.iter().copied());
        to_type(words.chain([option, value.as_str()]))
    }
}

/// Returns the project's path at the time when the user trusted the hook, if the hook does not run because its project
/// was moved.
fn place_of(status: &TrustStatus) -> Option<&str> {
    place_when_trusted(status.remark.as_deref()?)
}

/// Returns whether the program of the hook runs.
fn runs(status: &TrustStatus) -> bool {
    // A changed hook at a gate (an event at which a block prevents the action) is marked as live, because it must block
    // each call. But its program does not run.
    status.live && status.state != TrustState::Changed
}

/// Returns the name of a hook, with its file below the root.
fn name(status: &TrustStatus) -> String {
    let id = short_name(&status.id);
    format!("hook `{id}` ({})", visible_name(&status.file))
}

/// Joins the first [`LINES`] names, and adds the number of the other names.
fn listed(names: &[String]) -> String {
    let shown = names.iter().take(LINES).cloned().collect::<Vec<_>>();
    match names.len().checked_sub(LINES).filter(|more| *more > 0) {
        Some(more) => format!("{} and {more} more", shown.join(", ")),
        None => shown.join(", "),
    }
}
