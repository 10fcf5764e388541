//! What loading came to.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use hooks_types::{Dialect, DispatchLimits, HookSpec};

use crate::diagnostic::{Diagnostic, Severity};

/// Hooks of one or several files, in load order, with everything there is to say about the files.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Loaded {
    hooks: Vec<HookSpec>,
    /// Bounds of a dispatch: of several files the smallest.
    pub limits: DispatchLimits,
    /// Everything there is to say, in file order.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that were read, in load order.
    pub files: Vec<LoadedFile>,
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
        self.limits = if self.files.is_empty() {
            other.limits
        } else if other.files.is_empty() {
            self.limits
        } else {
            self.limits.tightened_by(other.limits)
        };
        self.hooks.extend(other.hooks);
        self.diagnostics.extend(other.diagnostics);
        self.files.extend(other.files);
    }

    /// Adds a hook.
    pub fn push(&mut self, hook: HookSpec) {
        self.hooks.push(hook);
    }

    /// The hooks, if no diagnostic is an error.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with all diagnostics. A broken file must not quietly leave an agent
    /// unguarded.
    pub fn into_hooks(self) -> Result<Vec<HookSpec>, LoadError> {
        if self.has_errors() {
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
