//! Applies `disable_all`: switches off the hooks that a file covers.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hooks_types::HookSpec;
use hooks_types::report::Cause;
use hooks_types::spec::{Liveness, Scope};
use hooks_types::text::{one_line, path_in_sentence};

/// The reason that reports give for a hook that is off because its own file sets `disable_all`.
pub(crate) const SET_IN_OWN_FILE: &str = "`disable_all` is set in its file";

/// The reason that reports give for a hook that its own entry switches off.
pub(crate) const DISABLED: &str = "`enabled` is false";

/// A native file that sets `disable_all`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SwitchedOff {
    /// The file's scope.
    scope: Scope,
    /// The file's path as given.
    file: Arc<PathBuf>,
}

impl SwitchedOff {
    /// Creates the record of a file of this scope that sets `disable_all`.
    pub(crate) fn new(scope: Scope, file: Arc<PathBuf>) -> Self {
        Self { scope, file }
    }

    /// Switches off the hooks that the file covers: the hooks of its own scope and of lower scopes. A project's file
    /// covers its own root and the roots inside it, because a nested project adds hooks to the outer project and takes
    /// no hooks away. A plugin's file covers its own folder. Hooks that an embedder adds in code are not covered.
    pub(crate) fn apply(&self, hooks: &mut [HookSpec]) {
        let reason = format!("`disable_all` is set in {}", path_in_sentence(&self.file));
        for hook in hooks.iter_mut().filter(|hook| self.reaches(hook)) {
            retire(hook, &Cause::Disabled, &reason);
        }
    }

    /// Returns whether the file's `disable_all` applies to this hook.
    fn reaches(&self, hook: &HookSpec) -> bool {
        // A hook without a file was made in code, and no file's `disable_all` covers it. So return `false`.
        let Some(file) = &hook.source.file else {
            return false;
        };
        // Several projects, or several plugins, can share one scope. Within such a scope the file covers only the hooks
        // of files below its own folder.
        if hook.scope == self.scope && self.scope.needs_trust() {
            return root_of(&self.file).is_some_and(|root| file.starts_with(root));
        }
        self.scope.binds(hook.scope)
    }
}

/// Returns the folder that a file covers: `ROOT` for `ROOT/.agent-hooks/hooks.toml`, else the file's
/// folder.
fn root_of(file: &Path) -> Option<&Path> {
    let folder = file.parent()?;
    match folder.file_name() {
        Some(name) if name == ".agent-hooks" => folder.parent(),
        _ => Some(folder),
    }
}

/// Switches off a hook that could run. The hook is then only listed. A hook that is already off keeps its reason.
pub(crate) fn retire(hook: &mut HookSpec, cause: &Cause, reason: &str) {
    if hook.liveness == Liveness::Live {
        hook.liveness = Liveness::NotLive {
            cause: cause.clone(),
            // The reason can quote names of plugins, URLs and paths from agents' settings. So keep it on one line.
            reason: one_line(reason),
        };
    }
}
