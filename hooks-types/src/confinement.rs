//! Describes the files that a hook must not run: the files of untrusted projects.

use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The names of files and folders that mark the root of a repository, for all common version control systems.
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

/// What the user can do if a hook names a file of a project that is not trusted. Trust in a project's hooks covers only
/// these hooks and the files that they name, so it does not let the user's hooks run the project's files.
pub const CURE_IN_PROJECT: &str = "`hooks trust` does not help, because the hook is not the project's: name a copy outside the \
                                   project, or move the hook into the project's `.agent-hooks/hooks.toml`, or trust \
                                   the whole project for one run (`--trust-project`)";

/// What the user can do if a relative path in a hook leads to a file of a repository without hook files.
pub const CURE_IN_REPOSITORY: &str = "if you mean a file of your own elsewhere, name it by its absolute path \
                                      (`${config_dir}/FILE` if it is in the folder of the hook's config file); if you \
                                      mean a file that each project has, move the hook into the project's \
                                      `.agent-hooks/hooks.toml` and type `hooks trust`, or trust the project for one \
                                      run (`--project FOLDER --trust-project`)";

/// The facts that decide which files a hook may run: the projects around a session, and whether the hook belongs to a
/// project.
///
/// A command in the user's config can name a file by a relative path. Inside a cloned repository this path leads to the
/// repository's file. The executor therefore checks every word of the command before it starts the command. If a word
/// leads to a file of an untrusted project, the hook fails
/// ([`UntrustedProgram`](crate::report::Cause::UntrustedProgram)). Outside all projects, a relative word must not lead
/// to a file of the working folder's repository. Hooks of trusted projects are confined too, because the session can
/// move into an untrusted folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Confinement {
    /// The projects whose folders contain the session's folder. Clones share them.
    roots: Arc<[ProjectRoot]>,
    /// Whether the hook belongs to a project.
    of_project: bool,
    /// The variables in which agents find their folders in the user's home folder. Clones share them.
    home_variables: Arc<[String]>,
}

/// The root folder of a project, with the user's trust in it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProjectRoot {
    /// The canonical path of the root.
    pub path: PathBuf,
    /// Whether files below the root may run.
    pub trusted: bool,
}

impl ProjectRoot {
    /// Creates a root from its canonical path.
    pub fn new(path: impl Into<PathBuf>, trusted: bool) -> Self {
        Self {
            path: path.into(),
            trusted,
        }
    }
}

impl Confinement {
    /// Creates the confinement of a hook that does not belong to a project. The hook must not run
    /// files of the untrusted roots.
    pub fn new(roots: impl IntoIterator<Item = ProjectRoot>) -> Self {
        Self {
            roots: roots.into_iter().collect(),
            of_project: false,
            home_variables: Arc::default(),
        }
    }

    /// Creates the confinement of a hook that belongs to a project. A project can be a subfolder of its repository. So
    /// the hook may also run files outside all projects, if their repository contains a trusted root.
    #[must_use]
    pub fn of_project(roots: impl IntoIterator<Item = ProjectRoot>) -> Self {
        Self {
            of_project: true,
            ..Self::new(roots)
        }
    }

    /// Sets the environment variables that lead to agents' folders in the user's home folder. The user chooses their
    /// values, so a word that begins with such a variable does not depend on the session's project. A word that begins
    /// with any other variable is checked more strictly.
    #[must_use]
    pub fn with_home_variables<S: Into<String>>(
        mut self,
        names: impl IntoIterator<Item = S>,
    ) -> Self {
        self.home_variables = names.into_iter().map(Into::into).collect();
        self
    }

    /// Returns the environment variables that lead to agents' folders in the user's home folder.
    pub fn home_variables(&self) -> &[String] {
        &self.home_variables
    }

    /// Returns whether the hook may run files of this repository that lie outside all projects.
    #[must_use]
    pub fn lends(&self, repository: &Path) -> bool {
        let mut trusted = self.roots.iter().filter(|root| root.trusted);
        self.of_project && trusted.any(|root| root.path.starts_with(repository))
    }

    /// Returns all roots, trusted and untrusted.
    pub fn roots(&self) -> &[ProjectRoot] {
        &self.roots
    }

    /// Returns the innermost project root above `path`, or `None` if `path` is not below a project root. The trust of
    /// the innermost root overrides the trust of the roots around it.
    pub fn root_of(&self, path: &Path) -> Option<&ProjectRoot> {
        let above = self.roots.iter().filter(|root| is_below(path, &root.path));
        // All these roots contain `path`. The innermost root is the root with the longest path.
        above.max_by_key(|root| root.path.as_os_str().len())
    }
}

/// Returns whether a path is inside a root. The root itself is not inside.
fn is_below(path: &Path, root: &Path) -> bool {
    // `starts_with` compares whole components, so `/src/apple` is not inside `/src/app`.
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
