//! Reads the trust store for one run of hooks. A run reads it once, reports its problems, and never writes
//! it.

use std::path::{Path, PathBuf};

use hooks_config::{
    Candidate, Loaded, Places, Root, StoreError, StorePlace, TrustState, TrustStatus, TrustStore,
    UnreadableStore, folder_in_root, load_with, repository_of,
};
use hooks_dialects::agents;
use hooks_types::text::{short_name, visible_line};

use super::told::Told;
use crate::cli::Files;
use crate::configuration::Whereabouts;
use crate::failure::Failure;
use crate::os;
use crate::show::shell_words;

/// The trust decisions for one run.
#[derive(Debug)]
pub(crate) struct Keeper {
    /// The store, or why it cannot be read: the run goes on with closed gates then.
    store: Result<TrustStore, StoreError>,
    /// Why no hook may run, whatever was trusted: a project could write the user's own files.
    refusal: Option<String>,
    /// The store's folder and the id of the agent's session. `None` outside a session, where each run shows
    /// all notices.
    session: Option<(PathBuf, String)>,
}

impl Keeper {
    /// Reads the store. Adds roots to `places` that have trusted hooks and whose hook files are gone.
    ///
    /// # Errors
    ///
    /// The store cannot be read and `--trust-project` was given: revoked hooks would run again. Without that
    /// option an unreadable store is kept in the result.
    pub(crate) fn open(
        places: &mut Places,
        files: &Files,
        whereabouts: &Whereabouts,
    ) -> Result<Self, Failure> {
        let refusal = own_folders(places);
        let place = store_place(places);
        let session = whereabouts.session.clone();
        let session = place
            .as_ref()
            .map(|place| place.folder.clone())
            .zip(session);
        let store = match place {
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
        Ok(Self {
            store,
            refusal,
            session,
        })
    }

    /// Checks that no folder of the user's own lies in a project. Call it after loading, so that errors in
    /// the configuration are reported first.
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

    /// Whether the store has a trusted hook of any project or plugin; true if it cannot be read.
    pub(crate) fn trusts_projects(&self) -> bool {
        self.store.as_ref().map_or(true, |store| {
            let mut entries = store.roots().flat_map(|(_, entries)| entries);
            entries.any(|entry| !entry.revoked)
        })
    }

    /// Loads the files and decides about hooks of projects by the store.
    pub(crate) fn load(&self, candidates: &[Candidate]) -> Loaded {
        match &self.store {
            Ok(store) => load_with(candidates, &agents(), &mut store.deciding()),
            Err(_) => load_with(candidates, &agents(), &mut UnreadableStore::default()),
        }
    }

    /// Returns the lines for the user about hooks that do not run, or about a store that cannot be read.
    pub(crate) fn remarks(&self, statuses: &[TrustStatus]) -> Vec<String> {
        let Err(error) = &self.store else {
            return remarks(statuses);
        };
        match statuses.is_empty() {
            true => Vec::new(),
            false => vec![visible_line(&error.to_string())],
        }
    }

    /// Returns the lines about trusted hooks that no longer exist, unless this session has shown them. The
    /// mark must be set once they are shown; it is `None` outside a session.
    pub(crate) fn gone(&self, statuses: &[TrustStatus]) -> (Vec<String>, Option<Told>) {
        let lines = gone(statuses);
        let told = self.session.as_ref().filter(|_| !lines.is_empty());
        let told = told.map(|(folder, session)| Told::of(folder, session, &lines));
        match told {
            Some(told) if told.is_set() => (Vec::new(), None),
            told => (lines, told),
        }
    }

    /// Returns the store.
    ///
    /// # Errors
    ///
    /// It cannot be read, or a folder of the user's own lies in a project.
    pub(super) fn into_store(self) -> Result<TrustStore, Failure> {
        self.may_run()?;
        self.store.map_err(|error| Failure::new(error.to_string()))
    }
}

/// Returns the place of the user's store; `None` if neither `XDG_STATE_HOME` nor a home folder is known.
pub(super) fn store_place(places: &Places) -> Option<StorePlace> {
    let state = std::env::var_os("XDG_STATE_HOME").filter(|value| !value.is_empty());
    let place = StorePlace::in_state_home(state.as_deref().map(Path::new), places.home.as_deref())?;
    Some(match os::user() {
        Some(user) => place.as_user(user),
        None => place,
    })
}

/// Returns why nothing may run if the user's hooks or trust store lie in a project that could write them.
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
                folder.display(),
                root.display()
            ));
        }
    }
    moved_store(places)
}

/// Returns why nothing may run if a variable puts the store into a repository. A project's settings could
/// set the variable, to a folder of that project or of another clone.
fn moved_store(places: &Places) -> Option<String> {
    let home = places.home.as_deref();
    let folder = store_place(places)?.folder;
    let usual = StorePlace::in_state_home(None, home);
    if usual.is_some_and(|usual| usual.folder == folder) {
        return None;
    }
    let repository = repository_of(&folder, home)?;
    Some(format!(
        "nothing was run: your own trust store would be in {}, inside the repository {}, whose authors could write it; check XDG_STATE_HOME",
        folder.display(),
        repository.display()
    ))
}

/// Adds the roots around `start` that have trusted hooks. Discovery finds a root by its hook files, so it
/// misses one whose last file was removed. `by_name` says that the user named the root: then only that one
/// is added.
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

/// The most projects or plugins that are reported, and the most hooks that one line names.
const LINES: usize = 3;

/// Returns a line for each project or plugin with changed or revoked hooks, and one for each hook with a
/// remark. New hooks are reported elsewhere.
fn remarks(statuses: &[TrustStatus]) -> Vec<String> {
    let mut remarks = Vec::new();
    for owner in owners(statuses).into_iter().take(LINES) {
        let whose = owner.shown();
        if let Some(what) = owner.hooks(statuses, TrustState::Changed) {
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
    let off = statuses.iter().filter(|status| status.remark.is_some());
    remarks.extend(off.take(LINES).map(|status| {
        let why = status.remark.as_deref().unwrap_or_default();
        format!("{} does not run: {}", name(status), visible_line(why))
    }));
    remarks
}

/// Returns a line for each project or plugin with trusted hooks that no longer exist.
fn gone(statuses: &[TrustStatus]) -> Vec<String> {
    let lines = owners(statuses).into_iter().filter_map(|owner| {
        let what = owner.hooks(statuses, TrustState::Gone)?;
        let (whose, typed) = (owner.shown(), owner.typed(&["revoke"]));
        Some(format!(
            "{what} of {whose} was trusted and is gone; if that is right, type `{typed}`"
        ))
    });
    lines.take(LINES).collect()
}

/// Returns the projects and plugins that hooks belong to, each once.
fn owners(statuses: &[TrustStatus]) -> Vec<Owner<'_>> {
    let mut owners: Vec<Owner<'_>> = Vec::new();
    for owner in statuses.iter().map(Owner::of) {
        if !owners.contains(&owner) {
            owners.push(owner);
        }
    }
    owners
}

/// The project or plugin that a hook belongs to.
#[derive(PartialEq)]
enum Owner<'a> {
    Project(&'a Path),
    Plugin(&'a str),
}

impl<'a> Owner<'a> {
    fn of(status: &'a TrustStatus) -> Self {
        match &status.plugin {
            Some(plugin) => Self::Plugin(plugin),
            None => Self::Project(&status.root),
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::Project(root) => visible_line(&root.display().to_string()),
            Self::Plugin(name) => format!("the plugin {}", visible_line(name)),
        }
    }

    /// Names its hooks that have this state and do not run; `None` if it has none.
    fn hooks(&self, statuses: &[TrustStatus], state: TrustState) -> Option<String> {
        let own = statuses.iter().filter(|status| Owner::of(status) == *self);
        let found = own.filter(|status| status.state == state && !runs(status));
        let names: Vec<String> = found.map(name).collect();
        (!names.is_empty()).then(|| listed(&names))
    }

    /// Returns the command line of `hooks trust` for its hooks, quoted for a shell.
    fn typed(&self, action: &[&str]) -> String {
        let (option, value) = match self {
            Self::Project(root) => ("--project", root.display().to_string()),
            Self::Plugin(name) => ("--plugin", (*name).to_owned()),
        };
        let words = ["hooks", "trust"].into_iter().chain(action.iter().copied());
        shell_words(words.chain([option, value.as_str()]))
    }
}

/// Whether the hook itself runs.
fn runs(status: &TrustStatus) -> bool {
    // A changed guard is live, but as a hook that fails and so closes its gate.
    status.live && status.state != TrustState::Changed
}

fn name(status: &TrustStatus) -> String {
    let id = short_name(&status.id);
    format!("hook `{id}` ({})", visible_line(&status.file))
}

fn listed(names: &[String]) -> String {
    let shown = names.iter().take(LINES).cloned().collect::<Vec<_>>();
    match names.len().checked_sub(LINES).filter(|more| *more > 0) {
        Some(more) => format!("{} and {more} more", shown.join(", ")),
        None => shown.join(", "),
    }
}
