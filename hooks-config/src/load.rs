//! Files to hooks: the only place that reads any.

use std::path::{Path, PathBuf};

use hooks_types::{Dialect, Scope};

use crate::batch::{Batch, Located};
use crate::diagnostic::DiagnosticCode;
use crate::discovery::{Candidate, ProjectTrust};
use crate::loaded::Loaded;
use crate::options::LoadOptions;
use crate::read::{read_found, read_text};

/// How files that somebody names are read. Naming a file counts as trusting it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NamedOptions {
    /// Whose format all of them have; none: each is recognised by its path and shape.
    pub dialect: Option<Dialect>,
    /// The project's root; none: told from each file's path, else the current folder.
    pub project: Option<PathBuf>,
    /// The user's home folder.
    pub home: Option<PathBuf>,
}

impl NamedOptions {
    /// Everything is told from the files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets whose format the files have.
    #[must_use]
    pub fn in_format(mut self, dialect: Dialect) -> Self {
        self.dialect = Some(dialect);
        self
    }

    /// Sets the project's root.
    #[must_use]
    pub fn in_project(mut self, root: impl Into<PathBuf>) -> Self {
        self.project = Some(root.into());
        self
    }

    /// Sets the user's home folder.
    #[must_use]
    pub fn with_home(mut self, home: impl Into<PathBuf>) -> Self {
        self.home = Some(home.into());
        self
    }
}

/// Loads native files named by the user, in this order. One that cannot be read is an error.
///
/// From configuration to a running router:
///
/// ```no_run
/// let loaded = hooks_config::load_files(["hooks.toml"]);
/// let limits = loaded.limits;
/// let hooks = loaded.into_hooks()?;
/// // let router = Router::new(hooks, limits, executor);
/// # Ok::<(), hooks_config::LoadError>(())
/// ```
#[must_use]
pub fn load_files<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Loaded {
    load_named(paths, &NamedOptions::new().in_format(Dialect::Native))
}

/// Loads files named by the user, ours and other agents', in this order. One that cannot be read,
/// or whose format cannot be told, is an error.
///
/// Files of one agent are taken together, as that agent takes them: a switch in one may turn off
/// hooks of another.
#[must_use]
pub fn load_named<P: AsRef<Path>>(
    paths: impl IntoIterator<Item = P>,
    options: &NamedOptions,
) -> Loaded {
    let mut batch = Batch::default();
    for path in paths {
        let path = path.as_ref();
        let located = Located::named(path, options);
        let text = match read_text(path) {
            Ok(text) => text,
            Err(problem) => {
                batch.refused(&located.options, DiagnosticCode::Unreadable, problem);
                continue;
            }
        };
        match options.dialect.or_else(|| told(path, &text)) {
            Some(dialect) => batch.add(&text, dialect, &located),
            None => batch.unknown(&text, &located),
        }
    }
    batch.finish()
}

/// Loads the file that `options` names, in the format of `dialect`.
#[must_use]
pub fn load_file(dialect: Dialect, options: &LoadOptions) -> Loaded {
    let mut batch = Batch::default();
    let mut located = Located::named(&options.file, &NamedOptions::new());
    located.options = options.clone();
    match read_text(&options.file) {
        Ok(text) => batch.add(&text, dialect, &located),
        Err(problem) => batch.refused(options, DiagnosticCode::Unreadable, problem),
    }
    batch.finish()
}

/// Loads those of the files that are there, in this order. Hooks of a project that is not trusted
/// are listed without being live.
#[must_use]
pub fn load_candidates(candidates: &[Candidate], trust: ProjectTrust) -> Loaded {
    let mut batch = Batch::default();
    for candidate in candidates {
        let refused = candidate.problem.clone().map(Err);
        let Some(text) = refused.or_else(|| read_found(&candidate.path)) else {
            continue;
        };
        let trusted = candidate.scope != Scope::Project || trust == ProjectTrust::Trusted;
        let located = Located::found(candidate, trusted);
        match text {
            Ok(text) => batch.add(&text, candidate.dialect, &located),
            Err(problem) => batch.refused(&located.options, DiagnosticCode::Unreadable, problem),
        }
    }
    batch.finish()
}

#[cfg(feature = "foreign")]
fn told(path: &Path, text: &str) -> Option<Dialect> {
    crate::foreign::recognise(path, text)
}

/// A build that reads our own format only takes every file for one.
#[cfg(not(feature = "foreign"))]
fn told(_path: &Path, _text: &str) -> Option<Dialect> {
    Some(Dialect::Native)
}

#[cfg(all(test, feature = "foreign"))]
#[path = "load_tests.rs"]
mod tests;
