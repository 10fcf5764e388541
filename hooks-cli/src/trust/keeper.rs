//! The store, as a run of hooks uses it: read once, its problems said, never written.

use std::path::Path;

use hooks_config::{
    Candidate, Loaded, Places, Root, StoreError, StorePlace, TrustState, TrustStatus, TrustStore,
    UnreadableStore, folder_in_root, load_with,
};
use hooks_dialects::agents;
use hooks_types::text::visible_line;

use crate::cli::Files;
use crate::configuration::Whereabouts;
use crate::failure::Failure;
use crate::os;
use crate::show::shell_words;

/// What was trusted, for one run.
#[derive(Debug)]
pub(crate) struct Keeper {
    store: Result<TrustStore, StoreError>,
    /// Why nothing may run, whatever was trusted.
    refusal: Option<String>,
}

impl Keeper {
    /// Reads the store. Roots of trusted hooks whose files are gone join the places.
    ///
    /// # Errors
    ///
    /// Permission for a run was given while nobody knows what was taken back.
    pub(crate) fn open(
        places: &mut Places,
        files: &Files,
        whereabouts: &Whereabouts,
    ) -> Result<Self, Failure> {
        let refusal = own_folders(places);
        let store = match store_place(places) {
            Some(place) => place.read(),
            None => Ok(TrustStore::new()),
        };
        match &store {
            Ok(store) => {
                let named = files.project.as_deref();
                let (start, by_name) =
                    named.map_or_else(|| whereabouts.start(), |named| (named, true));
                add_emptied(places, store, start, by_name);
            }
            Err(error) if files.trust_project => {
                return Err(Failure::new(format!(
                    "{error}; without it `--trust-project` could bring back what was revoked"
                )));
            }
            Err(_) => {}
        }
        Ok(Self { store, refusal })
    }

    /// Fails where a folder of the user's own lies in one of the project's roots. Asked behind
    /// loading, so that errors in the files there are said first.
    pub(crate) fn may_run(&self) -> Result<(), Failure> {
        match &self.refusal {
            Some(refusal) => Err(Failure::new(refusal.clone())),
            None => Ok(()),
        }
    }

    /// Whether hooks of some project were trusted, or nobody can tell.
    pub(crate) fn trusts_projects(&self) -> bool {
        self.store.as_ref().map_or(true, |store| {
            let mut entries = store.roots().flat_map(|(_, entries)| entries);
            entries.any(|entry| !entry.revoked)
        })
    }

    /// Loads the files, hooks of projects by what was trusted.
    pub(crate) fn load(&self, candidates: &[Candidate]) -> Loaded {
        match &self.store {
            Ok(store) => load_with(candidates, &agents(), &mut store.deciding()),
            Err(_) => load_with(candidates, &agents(), &mut UnreadableStore::default()),
        }
    }

    /// What there is to say to the user about the hooks that were found.
    pub(crate) fn remarks(&self, statuses: &[TrustStatus]) -> Vec<String> {
        let Err(error) = &self.store else {
            return remarks(statuses);
        };
        match statuses.is_empty() {
            true => Vec::new(),
            false => vec![visible_line(&error.to_string())],
        }
    }

    /// Decides by the store.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub(super) fn into_store(self) -> Result<TrustStore, Failure> {
        self.may_run()?;
        self.store.map_err(|error| Failure::new(error.to_string()))
    }
}

/// Where the user's store lies.
pub(super) fn store_place(places: &Places) -> Option<StorePlace> {
    let state = std::env::var_os("XDG_STATE_HOME").filter(|value| !value.is_empty());
    let place = StorePlace::in_state_home(state.as_deref().map(Path::new), places.home.as_deref())?;
    Some(match os::user() {
        Some(user) => place.as_user(user),
        None => place,
    })
}

/// Refuses folders of the user's own that a project could write.
fn own_folders(places: &Places) -> Option<String> {
    let config = places.config_home.clone().filter(|at| at.is_absolute());
    let config = config.or_else(|| Some(places.home.as_ref()?.join(".config")));
    let own = [
        ("hooks", config.map(|folder| folder.join("agent-hooks"))),
        ("trust store", store_place(places).map(|place| place.folder)),
    ];
    for (what, folder) in own {
        let Some(folder) = folder else { continue };
        let roots = places.roots.iter().map(|root| root.path.as_path());
        if let Some(root) = folder_in_root(&folder, roots, places.home.as_deref()) {
            return Some(format!(
                "nothing was run: your own {what} would lie in {}, inside the project {}, whose authors could write it; check HOME, XDG_CONFIG_HOME and XDG_STATE_HOME",
                folder.display(),
                root.display()
            ));
        }
    }
    None
}

/// A root whose last hook file was removed is found by nobody else.
fn add_emptied(places: &mut Places, store: &TrustStore, start: &Path, by_name: bool) {
    let Ok(start) = start.canonicalize() else {
        return;
    };
    for (root, entries) in store.roots() {
        let is_around = match by_name {
            true => start == *root,
            false => start.starts_with(root),
        };
        let is_known = places.roots.iter().any(|known| known.path == *root);
        if is_around && !is_known && entries.iter().any(|entry| !entry.revoked) {
            places.roots.push(Root::new(root));
        }
    }
}

/// Lines about one root and state; the rest is counted.
const LINES: usize = 3;

/// A line for each root and state that keeps a hook from running, beyond hooks that are new.
fn remarks(statuses: &[TrustStatus]) -> Vec<String> {
    let mut remarks = Vec::new();
    let mut roots: Vec<&Path> = Vec::new();
    for status in statuses {
        if !roots.contains(&status.root.as_path()) {
            roots.push(&status.root);
        }
    }
    for root in roots.into_iter().take(LINES) {
        let of = |wanted: TrustState| {
            let of_root = statuses.iter().filter(move |status| status.root == root);
            let found = of_root.filter(move |status| status.state == wanted && !runs(status));
            let names: Vec<String> = found.map(name).collect();
            names
        };
        let folder = visible_line(&root.display().to_string());
        let typed = shell_words(["hooks", "trust", "--project", &root.display().to_string()]);
        let changed = of(TrustState::Changed);
        if !changed.is_empty() {
            let what = listed(&changed);
            remarks.push(format!(
                "{what} of {folder} changed since you trusted it: it does not run, and gates that it guards are closed; to see what changed, type `{typed}`"
            ));
        }
        let gone = of(TrustState::Gone);
        if !gone.is_empty() {
            let what = listed(&gone);
            remarks.push(format!(
                "{what} of {folder} was trusted and is gone; if that is right, type `{}`",
                typed.replacen("trust", "trust revoke", 1)
            ));
        }
        let revoked = of(TrustState::Revoked);
        if !revoked.is_empty() {
            let what = listed(&revoked);
            remarks.push(format!(
                "{what} of {folder} does not run: you took its trust back; to trust it again, type `{typed}`"
            ));
        }
    }
    let off = statuses.iter().filter(|status| status.remark.is_some());
    remarks.extend(off.take(LINES).map(|status| {
        let why = status.remark.as_deref().unwrap_or_default();
        format!("{} does not run: {}", name(status), visible_line(why))
    }));
    remarks
}

fn runs(status: &TrustStatus) -> bool {
    // One that closes its gate is live as a hook that fails.
    status.live && status.state != TrustState::Changed
}

fn name(status: &TrustStatus) -> String {
    let id = visible_line(&status.id);
    format!("hook `{id}` ({})", visible_line(&status.file))
}

fn listed(names: &[String]) -> String {
    let shown = names.iter().take(LINES).cloned().collect::<Vec<_>>();
    match names.len().checked_sub(LINES).filter(|more| *more > 0) {
        Some(more) => format!("{} and {more} more", shown.join(", ")),
        None => shown.join(", "),
    }
}
