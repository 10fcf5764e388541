//! What loading came to.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hooks_types::{Dialect, DispatchLimits, HookSpec};

use crate::diagnostic::{Diagnostic, DiagnosticCode, Severity};
use crate::native::TableKeys;
use crate::roots::LoadedRoot;

/// Hooks of one or several files, in load order, with everything there is to say about the files.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Loaded {
    hooks: Vec<HookSpec>,
    /// Bounds of a dispatch: of several files that set one, the smallest.
    pub limits: DispatchLimits,
    /// Everything there is to say, in file order.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that were read, in load order.
    pub files: Vec<LoadedFile>,
    /// The project's roots in which anything was found, trusted or not, outermost first.
    pub roots: Vec<LoadedRoot>,
    /// What files said about limits; a file that says nothing holds nobody to the defaults.
    said: SaidLimits,
}

/// Limits as far as files say them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct SaidLimits {
    budget: Option<Duration>,
    max_concurrency: Option<usize>,
    max_stop_blocks: Option<u32>,
}

impl SaidLimits {
    /// Of two that both say something the smaller holds.
    fn tightened_by(self, other: Self) -> Self {
        fn smaller<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
            a.into_iter().chain(b).min()
        }
        Self {
            budget: smaller(self.budget, other.budget),
            max_concurrency: smaller(self.max_concurrency, other.max_concurrency),
            max_stop_blocks: smaller(self.max_stop_blocks, other.max_stop_blocks),
        }
    }

    /// These, and the defaults where nothing is said.
    fn limits(self) -> DispatchLimits {
        let mut limits = DispatchLimits::default();
        limits.budget = self.budget;
        limits.max_concurrency = self.max_concurrency.unwrap_or(limits.max_concurrency);
        limits.max_stop_blocks = self.max_stop_blocks.unwrap_or(limits.max_stop_blocks);
        limits
    }
}

impl From<&TableKeys> for SaidLimits {
    fn from(keys: &TableKeys) -> Self {
        Self {
            budget: keys.budget.map(|budget| budget.0),
            max_concurrency: keys
                .max_concurrency
                .and_then(|most| usize::try_from(most).ok()),
            max_stop_blocks: keys.max_stop_blocks,
        }
    }
}

/// One file that was read.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct LoadedFile {
    /// Its path, as given.
    pub path: Arc<PathBuf>,
    /// Whose format it has.
    pub dialect: Dialect,
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
    /// Adds the hooks of another load behind these.
    pub fn append(&mut self, other: Self) {
        self.say_limits(other.said);
        self.hooks.extend(other.hooks);
        self.diagnostics.extend(other.diagnostics);
        self.files.extend(other.files);
        self.roots.extend(other.roots);
    }

    /// Counts what a file says about limits.
    pub(crate) fn say_limits(&mut self, said: SaidLimits) {
        self.said = self.said.tightened_by(said);
        self.limits = self.said.limits();
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

    /// Whether an error leaves open what was meant to guard: any error of a native file, or a file
    /// nothing of which could be read. A broken entry in another agent's file costs that entry
    /// alone, which stays as a hook that fails visibly.
    #[must_use]
    pub fn forbids_use(&self) -> bool {
        let of_an_entry = |found: &Diagnostic| {
            let whole = matches!(
                found.code,
                DiagnosticCode::Syntax | DiagnosticCode::Unreadable | DiagnosticCode::UnknownFormat
            );
            let file = self.files.iter().find(|file| file.path == found.file);
            !whole && file.is_some_and(|file| file.dialect != Dialect::Native)
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
    pub fn new(path: Arc<PathBuf>, dialect: Dialect, hooks: usize, text: Arc<str>) -> Self {
        Self {
            path,
            dialect,
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
