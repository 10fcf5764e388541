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
    let mut search = RootSearch::from_folder(&whereabouts.folder)
        .with_agents(agents())
        .named_by_agent(whereabouts.agent.iter().cloned());
    search.format = format.cloned();
    search.project.clone_from(&files.project);
    search.home.clone_from(&places.home);
    // The search needs the user's id, so that another user's folder is not taken for this user's project.
    search.user = os::user();
    if files.trust_project {
        search = search.trusting(ProjectTrust::Trusted);
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
