//! Loads the files that discovery found, and applies trust decisions.

use std::rc::Rc;

use super::candidates::{add_found, candidate_root};
use crate::batch::Batch;
use crate::confine::{confine_in, roots_of};
use crate::discovery::{Candidate, ProjectTrust};
use crate::format::Agents;
use crate::loaded::Loaded;
use crate::paths::Paths;
use crate::trust::{FileTrust, Owner, Survey, TrustState, apply};
use crate::unheeded::tell_unheeded;

/// Loads the candidates that exist, in the given order. If several candidates of one agent are the same file, it is
/// read once, in its highest scope.
///
/// Hooks of a project run if their root is trusted or `trust` is [`ProjectTrust::Trusted`]; otherwise they are listed
/// but do not run. Files of an untrusted root are read only inside that root and only up to a bound. Diagnostics do not
/// quote them, and errors in them are only warnings, because their hooks do not run. All other hooks are
/// [confined](crate::confine()): they may not run files of an untrusted root.
///
/// ```no_run
/// use hooks_config::{Agents, Places, ProjectTrust, load_candidates, native_candidates};
///
/// let places = Places::new().with_project("/work/project");
/// let candidates = native_candidates(&places);
/// let loaded = load_candidates(&candidates, ProjectTrust::Untrusted, &Agents::default());
/// for found in &loaded.roots {
///     println!("{}: {} hooks not trusted", found.root.path.display(), found.held_back);
/// }
/// ```
#[must_use]
pub fn load_candidates(candidates: &[Candidate], trust: ProjectTrust, agents: &Agents) -> Loaded {
    load_found(candidates, trust, agents, None, &Rc::default())
}

/// Like [`load_candidates`], but asks `trust` about the hooks of each file of a project or plugin. `trust` is a closure
/// or a user's [`TrustStore`](crate::TrustStore).
///
/// Hooks of a root that is permitted for this run can run, unless their trust was revoked or they changed. A hook that
/// changed since it was trusted never runs. If its event can block, the hook is replaced with a hook that fails with
/// [`Cause::Changed`](hooks_types::report::Cause::Changed) and blocks. On other events it is skipped. The files that a
/// trusted hook names are checked again right before it starts. [`Loaded::trust`] holds the result for each hook.
///
/// ```no_run
/// use hooks_config::{Agents, Places, StorePlace, load_with, native_candidates};
///
/// let candidates = native_candidates(&Places::new().with_project("/work/project"));
/// let store = StorePlace::new("/home/me/.local/state/agent-hooks").read()?;
/// let loaded = load_with(&candidates, &Agents::default(), &mut store.deciding());
/// for status in &loaded.trust {
///     println!("{} is {}", status.id, status.state);
/// }
/// # Ok::<(), hooks_config::StoreError>(())
/// ```
#[must_use]
pub fn load_with(candidates: &[Candidate], agents: &Agents, trust: &mut dyn FileTrust) -> Loaded {
    let paths = Rc::default();
    load_found(
        candidates,
        ProjectTrust::Untrusted,
        agents,
        Some(trust),
        &paths,
    )
}

/// Reads the candidates, then applies, in this order:
///
/// 1. the administrator's policy, which can deny all hooks of projects or withdraw the permission for whole roots,
/// 2. the trust decisions, unless the policy denies all hooks of projects,
/// 3. the confinement, which depends on the start checks that the decisions added,
/// 4. the administrator's required hooks, which must be able to run in the final result.
fn load_found(
    candidates: &[Candidate],
    trust: ProjectTrust,
    agents: &Agents,
    mut decides: Option<&mut dyn FileTrust>,
    paths: &Rc<Paths>,
) -> Loaded {
    let mut batch = Batch::by(agents, Rc::clone(paths));
    let decided = decides.as_deref();
    let mut files = add_found(&mut batch, candidates, trust, decided);
    let looked_for = candidates.iter().map(|file| &file.path);
    let mut loaded = batch.finish().looked_for(looked_for);
    let home = candidates.iter().find_map(|file| file.home.as_deref());
    let roots = candidates
        .iter()
        .filter(|file| !file.lists_plugins)
        .filter_map(|file| candidate_root(file, trust));
    // Leave plugins out. No session works in a plugin's folder, so if the user's own hook names a
    // file in it, that is the user's choice.
    let roots = roots_of(paths, roots.filter(|root| root.plugin.is_none()));
    let administered = std::mem::take(&mut loaded.administered);
    if administered.denies() {
        // The administrator forbids all hooks of projects and plugins. They never run, so make no
        // trust decisions about them.
        administered.deny(loaded.hooks_despite_errors_mut());
        decides = None;
        loaded
            .roots
            .iter_mut()
            .for_each(|found| found.held_back = 0);
    } else if administered.asks() {
        administered.take_permission(loaded.hooks_despite_errors_mut());
        files.iter_mut().for_each(|file| file.permitted = false);
        let roots = loaded.roots.iter_mut();
        roots.for_each(|found| found.root.trust = ProjectTrust::Untrusted);
    }
    if let Some(decides) = &mut decides {
        let survey = Survey::at_home(home, Rc::clone(paths));
        let owners = owners(candidates, paths, &**decides);
        apply(&mut loaded, &files, &owners, &survey, &mut **decides);
        loaded.scripts = survey.into_scripts();
        tell_unheeded(&mut loaded);
        recount(&mut loaded, paths);
    }
    // Confine the hooks after the trust decisions. The decisions give some hooks a start check, and a hook with a start
    // check may run files of its own root.
    let hooks = loaded.hooks_despite_errors_mut();
    confine_in(paths, hooks, &roots, home, agents);
    // Look for missing required hooks after all decisions: only then is it certain which hooks can run.
    for missing in administered.missing(loaded.hooks_despite_errors()) {
        loaded.push(missing);
    }
    loaded
}

/// Lists the projects and plugins that were searched, each once, and the plugins that had trusted hooks
/// but are no longer installed.
fn owners(candidates: &[Candidate], paths: &Paths, decides: &dyn FileTrust) -> Vec<Owner> {
    let mut owners: Vec<Owner> = Vec::new();
    for candidate in candidates.iter().filter(|it| !it.lists_plugins) {
        let root = candidate_root(candidate, ProjectTrust::Untrusted);
        let Some(root) = root else { continue };
        // Skip a project whose folder does not exist, but keep a plugin whose folder does not exist: the folder can be
        // that of an old version, and the user's trust in the plugin remains.
        if root.plugin.is_some() || paths.canonical(&root.path).is_some() {
            let place = root.trust_place(paths);
            let known = owners.iter().position(|known| known.place == place);
            let at = known.unwrap_or_else(|| {
                let plugin = root.plugin.as_ref().map(|plugin| plugin.name.clone());
                owners.push(Owner::new(place, plugin));
                owners.len() - 1
            });
            owners[at].looked_for(&candidate.dialect);
        }
    }
    let lists = candidates.iter().filter(|it| it.lists_plugins);
    for folder in lists.filter_map(|list| list.root.as_ref()) {
        for place in decides.trusted_below(&folder.trust_place(paths)) {
            let name = place.file_name().map(|name| name.to_string_lossy().into());
            if owners.iter().all(|known| known.place != place) {
                owners.push(Owner::new(place, name));
            }
        }
    }
    owners
}

/// Counts, per root, the hooks that are held back because they have no trust decision yet.
fn recount(loaded: &mut Loaded, paths: &Paths) {
    for found in &mut loaded.roots {
        let root = paths.canonical(&found.root.path);
        let root = root.as_ref().unwrap_or(&found.root.path);
        let held = loaded.trust.iter().filter(|status| {
            status.state == TrustState::New && !status.live && status.root == *root
        });
        found.held_back = held.count();
    }
}

#[cfg(test)]
#[path = "found_tests.rs"]
mod tests;
