//! Reads the trust store for one run of hooks. A run reads the store once, reports problems with it, and never writes
//! it.
//!
//! An error here can only block calls, never let one pass. If the store cannot be read, no hook is trusted. If a
//! project could write the store, not even the user's own hooks run.

use std::path::Path;

use hooks_config::{
    Candidate, Loaded, Places, Root, StoreError, StorePlace, TrustStatus, TrustStore,
    UnreadableStore, folder_in_root, load_with, repository_of,
};
use hooks_dialects::agents;
use hooks_types::text::{visible_line, visible_path};

use super::notice_mark::{NoticeMark, SessionMarks};
use super::remarks::{gone, remarks};
use crate::cli::Files;
use crate::configuration::Whereabouts;
use crate::failure::Failure;
use crate::os;

/// The trust decisions for one run: the store as it was when the run began, the reason if no hook may run, and the
/// marks of the notices that the session has shown.
#[derive(Debug)]
pub(crate) struct Keeper {
    /// The store, or why it cannot be read. Without a store no hook of a project runs, and hooks of a project at gates
    /// (events at which a block prevents the action) block their calls.
    store: Result<TrustStore, StoreError>,
    /// Why no hook may run, not even a trusted hook: a project could write the user's own files. `None` if hooks may
    /// run.
    refusal: Option<String>,
    /// The marks of the agent's session. `None` outside a session, where each run shows all notices.
    marks: Option<SessionMarks>,
}

impl Keeper {
    /// Reads the store. Adds those roots (project folders) to `places` that have trusted hooks but no hook files any
    /// more, so that a guard whose file was deleted is reported and does not silently disappear.
    ///
    /// # Errors
    ///
    /// The store cannot be read and `--trust-project` was given: revoked hooks would run again. Without that option
    /// the result is a keeper that trusts no hook.
    pub(crate) fn open(
        places: &mut Places,
        files: &Files,
        whereabouts: &Whereabouts,
    ) -> Result<Self, Failure> {
        // Check the user's own folders before roots are added to `places` below. The added roots come from the trust
        // store, whose folder is checked here.
        let refusal = own_folders(places);
        let place = store_place(places);
        let folder = place.as_ref().map(|place| place.folder.clone());
        let session = folder.zip(whereabouts.session.clone());
        let marks = session.map(|(folder, session)| SessionMarks::new(folder, session));
        let store = match place {
            Some(place) => place.read(),
            // If there is no place for a store, no hook can have been trusted, so use an empty store.
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
                    "{error}; without it `--trust-project` could bring back revoked hooks"
                )));
            }
            Err(_) => {}
        }
        Ok(Self {
            store,
            refusal,
            marks,
        })
    }

    /// Checks that none of the user's own folders lies in a project, whose authors could then add hooks to the user's
    /// file or decisions to the store. Call it after loading, so that errors in the configuration are reported first.
    ///
    /// # Errors
    ///
    /// The user's hooks or the trust store lie in a project or repository, whose authors could write them.
    pub(crate) fn may_run(&self) -> Result<(), Failure> {
        match &self.refusal {
            Some(refusal) => Err(Failure::new(refusal.clone())),
            None => Ok(()),
        }
    }

    /// Returns whether the store has a trusted hook of any project or plugin; true if the store cannot be read. If
    /// false, a payload whose project is unknown can still be judged, because no hook of a project could guard its
    /// call.
    pub(crate) fn trusts_projects(&self) -> bool {
        self.store.as_ref().map_or(true, |store| {
            let mut entries = store.roots().flat_map(|(_, entries)| entries);
            entries.any(|entry| !entry.revoked)
        })
    }

    /// Loads the files and decides by the store which hooks of projects may run. If the store cannot be read, no such
    /// hook runs, and such hooks at gates (events at which a block prevents the action) block.
    pub(crate) fn load(&self, candidates: &[Candidate]) -> Loaded {
        match &self.store {
            Ok(store) => load_with(candidates, &agents(), &mut store.deciding()),
            Err(_) => load_with(candidates, &agents(), &mut UnreadableStore::default()),
        }
    }

    /// Returns the lines for the user about hooks that do not run, or about a store that cannot be read. A store that
    /// cannot be read is not mentioned if no hook depends on it.
    pub(crate) fn remarks(&self, statuses: &[TrustStatus]) -> Vec<String> {
        let Err(error) = &self.store else {
            return remarks(statuses);
        };
        match statuses.is_empty() {
            true => Vec::new(),
            false => vec![visible_line(&error.to_string())],
        }
    }

    /// Returns the lines about trusted hooks that no longer exist, unless this session has shown them already. The
    /// caller must set the mark, which records that the lines were shown. The mark is `None` outside a session.
    pub(crate) fn gone(&self, statuses: &[TrustStatus]) -> (Vec<String>, Option<NoticeMark>) {
        let lines = gone(statuses);
        let told = self.marks.as_ref().filter(|_| !lines.is_empty());
        let told = told.map(|marks| marks.of(&lines));
        match told {
            Some(told) if told.is_set() => (Vec::new(), None),
            told => (lines, told),
        }
    }

    /// Returns the marks of the notices that the agent's session has shown; `None` outside a session.
    pub(crate) fn marks(&self) -> Option<SessionMarks> {
        self.marks.clone()
    }

    /// Returns the store itself, for commands that change or list decisions.
    ///
    /// # Errors
    ///
    /// The store cannot be read, or one of the user's own folders lies in a project.
    pub(super) fn into_store(self) -> Result<TrustStore, Failure> {
        self.may_run()?;
        self.store.map_err(|error| Failure::new(error.to_string()))
    }
}

/// Returns the place of the user's store; `None` if neither `XDG_STATE_HOME` nor a home folder is known. The place
/// includes the user's id, so that a store of another owner is refused when it is read.
pub(super) fn store_place(places: &Places) -> Option<StorePlace> {
    let state = std::env::var_os("XDG_STATE_HOME").filter(|value| !value.is_empty());
    let place = StorePlace::in_state_home(state.as_deref().map(Path::new), places.home.as_deref())?;
    Some(match os::user() {
        Some(user) => place.with_user(user),
        None => place,
    })
}

/// Returns why no hook may run if the user's hooks or the trust store lie in a project, whose authors could write
/// them. A project can cause this with a settings file that sets `XDG_CONFIG_HOME` or `XDG_STATE_HOME`.
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
                "nothing was run: your own {what} would be in {}, inside the project {}, whose authors could write it; check HOME, XDG_CONFIG_HOME and XDG_STATE_HOME",
                visible_path(&folder),
                visible_path(root)
            ));
        }
    }
    moved_store(places)
}

/// Returns why no hook may run if a variable puts the store into a repository. A project's settings could set the
/// variable to a folder in the project or in another clone.
fn moved_store(places: &Places) -> Option<String> {
    let home = places.home.as_deref();
    let folder = store_place(places)?.folder;
    // At its default place the store was not moved by a variable, so there is nothing to refuse.
    let usual = StorePlace::in_state_home(None, home);
    if usual.is_some_and(|usual| usual.folder == folder) {
        return None;
    }
    let repository = repository_of(&folder, home)?;
    Some(format!(
        "nothing was run: your own trust store would be in {}, inside the repository {}, whose authors could write it; check XDG_STATE_HOME",
        visible_path(&folder),
        visible_path(&repository)
    ))
}

/// Adds the roots around `start` that have trusted hooks. Discovery finds a root by its hook files, so it misses a
/// root whose last hook file was removed. `by_name` says that the user named the root: then only that root is added.
fn add_emptied(places: &mut Places, store: &TrustStore, start: &Path, by_name: bool) {
    // The store names roots by their canonical paths, so compare with the canonical path.
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
