//! Builds a file's [`Located`]: its options for the native parser, and its place for an agent's reader.
//!
//! Loading knows facts that the text does not contain: how the file was found, its scope, whether it is trusted, and
//! the folders of its project, plugin and user.

use std::path::{Path, PathBuf, absolute};

use crate::batch::Located;
use crate::discovery::Candidate;
use crate::format::{Agents, Place};
use crate::load::NamedOptions;
use crate::options::{LoadOptions, OwnKeys};

impl Located {
    /// Creates the options and the place of a file that the user named.
    pub(crate) fn named(path: &Path, named: &NamedOptions) -> Self {
        let place = named.agents.place(path);
        Self {
            options: LoadOptions::of_file(path)
                .with_agents(named.agents.clone())
                .with_own_keys(OwnKeys::None),
            place: firm(place, named.project.as_deref(), named.home.as_deref()),
        }
    }

    /// Creates the options and the place of a file that discovery found.
    pub(crate) fn found(candidate: &Candidate, trusted: bool, agents: &Agents) -> Self {
        let options = LoadOptions::of_file(&candidate.path)
            .with_scope(candidate.scope)
            .with_agents(agents.clone())
            .with_own_keys(OwnKeys::None);
        let mut place = agents.place(&candidate.path);
        let root = candidate.root.as_ref();
        // The path alone does not say which plugin the file belongs to. So take the plugin from the
        // search that found the file.
        if let Some((root, plugin)) = root.and_then(|root| Some((root, root.plugin.as_ref()?))) {
            place.plugin_root = Some(root.path.clone());
            place.plugin_data.clone_from(&plugin.data);
            place.plugin_name = Some(plugin.name.clone());
        }
        let place = firm(
            place,
            candidate.project.as_deref(),
            candidate.home.as_deref(),
        )
        .with_scope(candidate.scope)
        .discovered();
        Self {
            options: if trusted {
                options
            } else {
                options.untrusted()
            },
            place: if trusted { place } else { place.untrusted() },
        }
    }
}

/// Makes the folders of a place absolute, because a hook's working folder can differ from that of
/// the process that loads the hook.
fn firm(mut place: Place, project: Option<&Path>, home: Option<&Path>) -> Place {
    let firm = |folder: PathBuf| absolute(&folder).unwrap_or(folder);
    // Use the project that the user named, else the project that the path suggests. Without either, guess the current
    // folder, and record in `root_is_known` that it is a guess.
    let told = project.map(Path::to_path_buf).or(place.project_root.take());
    place.root_is_known = told.is_some();
    place.project_root = told.map(firm).or_else(|| std::env::current_dir().ok());
    place.plugin_root = place.plugin_root.take().map(firm);
    place.folder = place.folder.take().map(firm);
    place.home = home.map(|home| firm(home.to_path_buf()));
    place
}
