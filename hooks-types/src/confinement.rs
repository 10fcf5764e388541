//! Whose files a hook must not run: those of projects that nobody trusts.

use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What lies at the root of a repository, whoever keeps its history.
pub const REPOSITORY_MARKERS: &[&str] = &[
    ".git",
    ".jj",
    ".hg",
    ".svn",
    ".bzr",
    "_darcs",
    ".pijul",
    ".sl",
    ".fslckout",
    "_FOSSIL_",
    "CVS",
];

/// The projects around a session, and whether the hook that it confines is one of theirs.
///
/// A command of the user's own file may name a file by a relative path. In a cloned repository that
/// is the repository's file, so the executor looks before it starts: a word of the command that
/// leads to a file of an untrusted root is a failure
/// ([`UntrustedProgram`](crate::report::Cause::UntrustedProgram)). Outside all roots a relative word must not
/// lead to a file of the working folder's repository. A trusted project's hook is confined too: the
/// session may have gone into a folder of somebody else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Confinement {
    roots: Arc<[ProjectRoot]>,
    of_project: bool,
}

/// The root of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProjectRoot {
    /// Its canonical path.
    pub path: PathBuf,
    /// Whether what lies below it may run.
    pub trusted: bool,
}

impl ProjectRoot {
    /// A root under its canonical path.
    pub fn new(path: impl Into<PathBuf>, trusted: bool) -> Self {
        Self {
            path: path.into(),
            trusted,
        }
    }
}

impl Confinement {
    /// Keeps a hook from the files of those of the roots that are not trusted.
    pub fn new(roots: impl IntoIterator<Item = ProjectRoot>) -> Self {
        Self {
            roots: roots.into_iter().collect(),
            of_project: false,
        }
    }

    /// The same for a hook of a project. Outside all roots it may run files of a repository that
    /// holds a trusted root: a project can be a part of its repository.
    #[must_use]
    pub fn of_project(roots: impl IntoIterator<Item = ProjectRoot>) -> Self {
        Self {
            of_project: true,
            ..Self::new(roots)
        }
    }

    /// Whether the hook may run files of this repository that lie outside all roots.
    #[must_use]
    pub fn lends(&self, repository: &Path) -> bool {
        let mut trusted = self.roots.iter().filter(|root| root.trusted);
        self.of_project && trusted.any(|root| root.path.starts_with(repository))
    }

    /// The roots, trusted ones included.
    pub fn roots(&self) -> &[ProjectRoot] {
        &self.roots
    }

    /// The innermost root that a path is below; a root's own trust holds for what is in it.
    pub fn root_of(&self, path: &Path) -> Option<&ProjectRoot> {
        let above = self.roots.iter().filter(|root| is_below(path, &root.path));
        above.max_by_key(|root| root.path.as_os_str().len())
    }
}

fn is_below(path: &Path, root: &Path) -> bool {
    path != root && path.starts_with(root)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_root_decides() {
        let roots = [
            ProjectRoot::new("/p", true),
            ProjectRoot::new("/p/node_modules/evil", false),
        ];
        let confinement = Confinement::new(roots);
        let trusted = |path: &str| {
            let root = confinement.root_of(Path::new(path));
            root.map(|root| root.trusted)
        };
        assert_eq!(trusted("/p/guard.sh"), Some(true));
        assert_eq!(trusted("/p/node_modules/evil/guard.sh"), Some(false));
        assert_eq!(trusted("/p/node_modules/evil"), Some(true));
        assert_eq!(trusted("/p"), None);
        assert_eq!(trusted("/package/x"), None);
    }
}
