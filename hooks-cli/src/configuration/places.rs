//! Collects the places in which hooks are searched: the user's folders, and the project folders from the session's
//! folder upward.

use std::path::{Path, PathBuf};

use hooks_config::{Places, ProjectTrust, Root, RootError, RootSearch, native_candidates};
use hooks_dialects::agents;
use hooks_types::DialectRef;
use hooks_types::spec::Scope;

use super::Whereabouts;
use crate::cli::Files;
use crate::failure::Failure;
use crate::os;
use crate::user_folders::user_places;

/// Returns the places in which a session's hooks are searched; `None` for the format means all formats.
///
/// # Errors
///
/// A variable names a relative folder, or the root that the user named cannot be used.
pub(crate) fn places(
    files: &Files,
    format: Option<&DialectRef>,
    whereabouts: &Whereabouts,
) -> Result<Places, Failure> {
    let mut places = user_places()?;
    let mut search = search_from(&whereabouts.folder, places.home.clone())
        .with_roots_of_agent(whereabouts.agent.iter().cloned());
    search.format = format.cloned();
    search.project.clone_from(&files.project);
    if files.trust_project {
        search = search.with_trust(ProjectTrust::Trusted);
    }
    places.roots = match search.roots() {
        // If files are named, the working folder is not searched, so this error does not matter.
        Err(RootError::BelowRoot { path, .. }) if !files.config.is_empty() => {
            vec![Root::new(path)]
        }
        found => found.map_err(|error| Failure::new(error.to_string()))?,
    };
    places.project = Some(whereabouts.project(files.project.as_deref(), &places.roots));
    Ok(places)
}

/// Starts a search for roots at a folder, for the user who runs this process.
fn search_from(folder: &Path, home: Option<PathBuf>) -> RootSearch {
    let mut search = RootSearch::from_folder(folder).with_agents(agents());
    search.home = home;
    // The search needs the user's id, so that another user's folder is not taken for this user's project.
    search.user = os::user();
    search
}

/// Returns the folder and the folders above it in which a project's files are searched, innermost first.
pub(crate) fn searched_folders(folder: &Path) -> Vec<PathBuf> {
    let home = user_places().ok().and_then(|places| places.home);
    search_from(folder, home).folders()
}

/// Returns the folder of the user's own `hooks.toml`.
///
/// # Errors
///
/// Neither `XDG_CONFIG_HOME` nor a home folder is known.
pub(crate) fn user_folder() -> Result<PathBuf, Failure> {
    let mine = own_file(&user_places()?);
    let folder = mine.and_then(|mine| mine.parent().map(Path::to_path_buf));
    folder.ok_or_else(|| Failure::new("HOME is not set, so your configuration cannot be found"))
}

/// Returns the path of the user's own `hooks.toml`.
pub(super) fn own_file(places: &Places) -> Option<PathBuf> {
    let mut files = native_candidates(places).into_iter();
    let mine = files.find(|candidate| candidate.scope == Scope::User)?;
    Some(mine.path)
}
