//! What loading came to.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hooks_types::spec::{SaidLimits, ScopedLimits};
use hooks_types::{DialectRef, HookSpec};

use crate::administered::Administered;
use crate::diagnostic::{Diagnostic, Severity};
use crate::native::TableKeys;
use crate::options::LoadOptions;
use crate::roots::LoadedRoot;
use crate::switched_off::SwitchedOff;
use crate::trust::TrustStatus;

/// Hooks of one or several files, in load order, with everything there is to say about the files.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Loaded {
    hooks: Vec<HookSpec>,
    /// Bounds of a dispatch, scope by scope: of several files of one scope that set one, the
    /// smallest. They hold for the hooks of that scope and of lower ones.
    pub limits: ScopedLimits,
    /// Everything there is to say, in file order.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that were read, in load order.
    pub files: Vec<LoadedFile>,
    /// The project's roots in which anything was found, trusted or not, outermost first.
    pub roots: Vec<LoadedRoot>,
    /// The trust of every hook that needs it, where somebody was asked ([`load_with`](crate::load_with)).
    pub trust: Vec<TrustStatus>,
    /// The files that were looked for.
    looked_for: Vec<PathBuf>,
    /// The files that say `disable_all`.
    off: Vec<SwitchedOff>,
    /// The texts of scripts that were read to tell what was trusted, by canonical path.
    pub(crate) scripts: BTreeMap<PathBuf, Arc<str>>,
    /// What an administrator demands.
    pub(crate) administered: Administered,
}

impl From<&TableKeys> for SaidLimits {
    fn from(keys: &TableKeys) -> Self {
        let mut said = Self::default();
        said.budget = keys.budget.map(|budget| budget.0);
        said.max_concurrency = keys
            .max_concurrency
            .and_then(|most| usize::try_from(most).ok());
        said.max_stop_blocks = keys.max_stop_blocks;
        said
    }
}

/// One file that was read.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct LoadedFile {
    /// Its path, as given.
    pub path: Arc<PathBuf>,
    /// Whose format it has.
    pub dialect: DialectRef,
    /// How many hooks it configures, those that cannot run included.
    pub hooks: usize,
    /// Its text, for marking diagnostics.
    pub text: Arc<str>,
}

/// Loading met errors.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct LoadError {
    /// Everything that was said, errors and the rest.
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// Adds the hooks of another load behind these. A `disable_all` in either of them reaches the
    /// hooks of both.
    pub fn append(&mut self, mut other: Self) {
        self.limits = self.limits.tightened_by(other.limits);
        for off in &other.off {
            off.apply(&mut self.hooks);
        }
        for off in &self.off {
            off.apply(&mut other.hooks);
        }
        self.off.append(&mut other.off);
        self.hooks.extend(other.hooks);
        self.diagnostics.extend(other.diagnostics);
        self.files.extend(other.files);
        self.roots.extend(other.roots);
        self.trust.extend(other.trust);
        self.looked_for.append(&mut other.looked_for);
        self.scripts.extend(other.scripts);
        self.administered.append(other.administered);
    }

    /// Counts what a file that may run says about the hooks of its scope and of lower ones.
    pub(crate) fn heed(&mut self, keys: &TableKeys, options: &LoadOptions) {
        self.limits.say(options.scope, SaidLimits::from(keys));
        self.administered.heed(keys, options);
        if keys.disable_all.unwrap_or_default() {
            let off = SwitchedOff::new(options.scope, Arc::clone(&options.file));
            off.apply(&mut self.hooks);
            self.off.push(off);
        }
    }

    /// What to watch for a reload: every file that was looked for, found or not, each once. Editors
    /// replace files, so watch the folders they are in. A script that a hook runs is none of them: it
    /// is read at every start.
    #[must_use]
    pub fn paths(&self) -> Vec<&Path> {
        let paths: BTreeSet<&Path> = self.looked_for.iter().map(PathBuf::as_path).collect();
        paths.into_iter().collect()
    }

    /// Notes files that were looked for.
    pub(crate) fn looked_for<P: AsRef<Path>>(mut self, paths: impl IntoIterator<Item = P>) -> Self {
        let paths = paths.into_iter().map(|path| path.as_ref().to_owned());
        self.looked_for.extend(paths);
        self
    }

    /// Adds a hook.
    pub fn push(&mut self, hook: HookSpec) {
        self.hooks.push(hook);
    }

    /// The hooks, if nothing [forbids their use](Self::forbids_use).
    ///
    /// # Errors
    ///
    /// [`LoadError`] with all diagnostics. A broken file must not quietly leave an agent
    /// unguarded.
    pub fn into_hooks(self) -> Result<Vec<HookSpec>, LoadError> {
        if self.forbids_use() {
            return Err(LoadError {
                diagnostics: self.diagnostics,
            });
        }
        Ok(self.hooks)
    }

    /// The hooks that could be read, whatever the diagnostics say. Entries that cannot be used are
    /// among them as specs that always fail, so that their policy decides.
    #[must_use]
    pub fn hooks_despite_errors(&self) -> &[HookSpec] {
        &self.hooks
    }

    /// The same hooks, to be changed (made live by trust, for example).
    pub fn hooks_despite_errors_mut(&mut self) -> &mut Vec<HookSpec> {
        &mut self.hooks
    }

    /// Whether an error leaves open what was meant to guard: any error of a native file, or one of
    /// another agent's file that hides which hooks it was meant to hold. That is a file that cannot
    /// be read, and one whose root or whose `hooks` is not what that agent has there. A broken entry
    /// costs that entry alone, which stays as a hook that fails visibly and closes its gate.
    #[must_use]
    pub fn forbids_use(&self) -> bool {
        let of_an_entry = |found: &Diagnostic| {
            let file = self.files.iter().find(|file| file.path == found.file);
            !found.of_file && file.is_some_and(|file| file.dialect != DialectRef::NATIVE)
        };
        self.diagnostics
            .iter()
            .any(|found| found.severity == Severity::Error && !of_an_entry(found))
    }

    /// Whether any diagnostic is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

impl LoadedFile {
    /// A file that was read.
    #[must_use]
    pub fn new(
        path: Arc<PathBuf>,
        dialect: impl Into<DialectRef>,
        hooks: usize,
        text: Arc<str>,
    ) -> Self {
        Self {
            path,
            dialect: dialect.into(),
            hooks,
            text,
        }
    }
}

impl fmt::Display for LoadError {
    /// One line per error.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = self
            .diagnostics
            .iter()
            .filter(|found| found.severity == Severity::Error);
        for (index, error) in errors.enumerate() {
            let newline = if index == 0 { "" } else { "\n" };
            write!(f, "{newline}{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for LoadError {}
