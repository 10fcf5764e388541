//! The result of loading: hooks, limits, diagnostics, trust and the files read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hooks_types::spec::{BudgetSource, ConfiguredLimits, ScopedLimits, Source};
use hooks_types::text::one_line;
use hooks_types::{DialectRef, HookSpec};

use crate::administered::Administered;
use crate::diagnostic::{Diagnostic, Severity};
use crate::format::Span;
use crate::native::TableKeys;
use crate::options::LoadOptions;
use crate::roots::LoadedRoot;
use crate::switched_off::SwitchedOff;
use crate::trust::TrustStatus;
use crate::unheeded::Unheeded;

/// The hooks of one or several files in load order, with all diagnostics about those files.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Loaded {
    hooks: Vec<HookSpec>,
    /// Limits of a dispatch (one event that is sent through its hooks), by scope. If several files of one scope set a
    /// limit, the smallest value applies. A limit applies to the hooks of its scope and of lower scopes.
    pub limits: ScopedLimits,
    /// All diagnostics, in file order.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that were read, in load order.
    pub files: Vec<LoadedFile>,
    /// The roots of projects and plugins in which a file was found, trusted or not, in load order:
    /// outer roots first.
    pub roots: Vec<LoadedRoot>,
    /// The trust status of every hook that needs trust; filled by [`load_with`](crate::load_with) only.
    pub trust: Vec<TrustStatus>,
    /// The files that were looked for, whether they exist or not.
    looked_for: Vec<PathBuf>,
    /// The keys that set a budget (the time limit for all hooks of one event together), and their places.
    pub budgets: Vec<BudgetSource>,
    /// The files that set `disable_all`.
    off: Vec<SwitchedOff>,
    /// The texts of scripts that were read for the trust check, by canonical path.
    pub(crate) scripts: BTreeMap<PathBuf, Arc<str>>,
    /// The administrator's demands: a trust policy and required hooks.
    pub(crate) administered: Administered,
    /// The switches (settings that turn hooks off) that are not applied, because their files are not trusted.
    pub(crate) unheeded: Vec<Unheeded>,
    /// Changed hooks as their files configure them now, in the order in which `trust` lists them.
    pub(crate) as_configured: Vec<HookSpec>,
}

impl From<&TableKeys> for ConfiguredLimits {
    fn from(keys: &TableKeys) -> Self {
        let mut said = Self::default();
        said.budget = keys.budget.map(|budget| budget.0);
        // A number that does not fit into `usize` is too large to limit anything, so treat it as no
        // limit.
        said.max_concurrency = keys
            .max_concurrency
            .and_then(|most| usize::try_from(most).ok());
        said.max_stop_blocks = keys.max_stop_blocks;
        said
    }
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct LoadedFile {
    /// The file's path, as given.
    pub path: Arc<PathBuf>,
    /// The file's format.
    pub dialect: DialectRef,
    /// The number of hooks that the file configures, including hooks that cannot run.
    pub hooks: usize,
    /// The file's text, in which diagnostics can mark a place.
    pub text: Arc<str>,
    /// The byte range of the value with which the file switches all hooks off.
    pub(crate) switch: Option<Span>,
}

/// The error of a load whose hooks must not be used, with all diagnostics.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct LoadError {
    /// All diagnostics of the load, not only the errors.
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// Appends the hooks of `other`. A `disable_all` in one of the two loads applies to the hooks
    /// of both.
    pub fn append(&mut self, mut other: Self) {
        self.limits = self.limits.tightened_by(other.limits);
        self.budgets.append(&mut other.budgets);
        // Each of the two loads has already applied its switches (`disable_all`) to its own hooks. Now apply the
        // switches of each load to the hooks of the other load.
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
        self.unheeded.append(&mut other.unheeded);
        self.as_configured.append(&mut other.as_configured);
    }

    /// Applies the root keys of a file whose hooks may run: its limits, `disable_all` and the administrator's demands.
    pub(crate) fn heed(&mut self, keys: &TableKeys, options: &LoadOptions, budget_from: &Source) {
        let said = ConfiguredLimits::from(keys);
        self.limits.say(options.scope, said);
        self.budgets.extend(said.budget.map(|budget| {
            let set_by = one_line(&format!("`budget` in {budget_from}"));
            BudgetSource::new(Some(options.scope), budget, set_by)
        }));
        self.administered.heed(keys, options);
        if keys.disable_all.unwrap_or_default() {
            let off = SwitchedOff::new(options.scope, Arc::clone(&options.file));
            off.apply(&mut self.hooks);
            self.off.push(off);
        }
    }

    /// Returns the files to watch for a reload: every file that was looked for, whether it exists or not, each once.
    /// Watch the folders of these files, because an editor can replace a file instead of writing into it. Scripts that
    /// hooks run are not included: they are read at every start.
    #[must_use]
    pub fn paths(&self) -> Vec<&Path> {
        let paths: BTreeSet<&Path> = self.looked_for.iter().map(PathBuf::as_path).collect();
        paths.into_iter().collect()
    }

    /// Records files that were looked for.
    pub(crate) fn looked_for<P: AsRef<Path>>(mut self, paths: impl IntoIterator<Item = P>) -> Self {
        let paths = paths.into_iter().map(|path| path.as_ref().to_owned());
        self.looked_for.extend(paths);
        self
    }

    /// Adds a hook.
    pub fn push(&mut self, hook: HookSpec) {
        self.hooks.push(hook);
    }

    /// Returns the hooks, unless an error [forbids their use](Self::forbids_use).
    ///
    /// # Errors
    ///
    /// [`LoadError`] with all diagnostics: a broken file must not silently leave an agent unguarded.
    pub fn into_hooks(self) -> Result<Vec<HookSpec>, LoadError> {
        if self.forbids_use() {
            return Err(LoadError {
                diagnostics: self.diagnostics,
            });
        }
        Ok(self.hooks)
    }

    /// Returns all hooks that could be read, regardless of the diagnostics. An unusable entry is included as a hook
    /// that always fails. Its `on_failure` policy then decides about the call.
    #[must_use]
    pub fn hooks_despite_errors(&self) -> &[HookSpec] {
        &self.hooks
    }

    /// Returns a changed hook as its file configures it now. The hook that is loaded in its place has neither the new
    /// matcher nor the new command, because the user has not agreed to them.
    #[must_use]
    pub fn as_configured(&self, changed: &HookSpec) -> Option<&HookSpec> {
        let same =
            |hook: &&HookSpec| (&hook.event, &hook.source) == (&changed.event, &changed.source);
        self.as_configured.iter().find(same)
    }

    /// Like [`hooks_despite_errors`](Self::hooks_despite_errors), but mutable, for example to switch hooks on after a
    /// trust decision.
    pub fn hooks_despite_errors_mut(&mut self) -> &mut Vec<HookSpec> {
        &mut self.hooks
    }

    /// Returns whether an error makes it unknown which hooks were configured. Then a guard could be missing. Every
    /// error in a native file has this effect. An error in another agent's file has it only if the whole file is
    /// affected: the file cannot be read, or its root or its `hooks` has the wrong type. An error in a single entry of
    /// such a file affects that entry only. The entry is kept as a hook that fails visibly, and that blocks if its
    /// event can block.
    #[must_use]
    pub fn forbids_use(&self) -> bool {
        self.first_that_forbids_use().is_some()
    }

    /// Returns the first error that makes [`forbids_use`](Self::forbids_use) true.
    #[must_use]
    pub fn first_that_forbids_use(&self) -> Option<&Diagnostic> {
        let of_an_entry = |found: &Diagnostic| {
            let file = self.files.iter().find(|file| file.path == found.file);
            !found.of_file && file.is_some_and(|file| file.dialect != DialectRef::NATIVE)
        };
        self.diagnostics
            .iter()
            .find(|found| found.severity == Severity::Error && !of_an_entry(found))
    }

    /// Returns whether any diagnostic is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

impl LoadedFile {
    /// Creates the record of a file that was read.
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
            switch: None,
        }
    }
}

impl fmt::Display for LoadError {
    /// Writes one line per error.
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
