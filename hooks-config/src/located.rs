//! Where a file lies, in native words and in those of other agents.

use std::path::Path;

use crate::batch::Located;
use crate::discovery::Candidate;
#[cfg(feature = "foreign")]
use crate::foreign::Place;
use crate::load::NamedOptions;
use crate::options::LoadOptions;

impl Located {
    /// A file that somebody named.
    #[cfg_attr(
        not(feature = "foreign"),
        expect(unused_variables, reason = "native files need nothing but their path")
    )]
    pub(crate) fn named(path: &Path, named: &NamedOptions) -> Self {
        Self {
            options: LoadOptions::of_file(path),
            #[cfg(feature = "foreign")]
            place: place(path, named.project.as_deref(), named.home.as_deref()),
        }
    }

    /// A file that discovery found.
    pub(crate) fn found(candidate: &Candidate, trusted: bool) -> Self {
        let options = LoadOptions::of_file(&candidate.path).in_scope(candidate.scope);
        Self {
            options: if trusted {
                options
            } else {
                options.untrusted()
            },
            #[cfg(feature = "foreign")]
            place: {
                let project = candidate.project.as_deref();
                let place = place(&candidate.path, project, candidate.home.as_deref())
                    .in_scope(candidate.scope)
                    .discovered();
                if trusted { place } else { place.untrusted() }
            },
        }
    }
}

/// A place whose folders are absolute, since hooks run elsewhere than the process that loads them.
#[cfg(feature = "foreign")]
fn place(path: &Path, project: Option<&Path>, home: Option<&Path>) -> Place {
    use std::path::{PathBuf, absolute};

    let mut place = Place::new(path);
    let firm = |folder: PathBuf| absolute(&folder).unwrap_or(folder);
    let told = project.map(Path::to_path_buf).or(place.project_root.take());
    place.root_is_known = told.is_some();
    place.project_root = told.map(firm).or_else(|| std::env::current_dir().ok());
    place.plugin_root = place.plugin_root.take().map(firm);
    place.folder = place.folder.take().map(firm);
    place.home = home.map(|home| firm(home.to_path_buf()));
    place
}
