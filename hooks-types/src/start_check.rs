//! A check that runs right before a command starts.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use crate::cause::Failure;
use crate::handler::Command;

/// Checks a command right before it starts.
///
/// The user trusts a project's hook together with the content of the files that it runs, and these files can change
/// between loading and starting. So the code that grants trust attaches this check to the command. Executors call the
/// check with the folder in which relative paths in the command are resolved.
pub trait StartCheck: fmt::Debug + Send + Sync {
    /// Checks `command`, which is about to start in `folder`; `session` is the payload's working
    /// folder. This call can block, because it can read files.
    ///
    /// # Errors
    ///
    /// Returns a failure with the reason if the command is not allowed to start.
    fn check(&self, command: &Command, folder: &Path, session: &Path) -> Result<(), Failure>;
}

/// A shared [`StartCheck`]. Two guards are equal if they share one check.
#[derive(Debug, Clone)]
pub struct StartGuard(Arc<dyn StartCheck>);

impl StartGuard {
    /// Creates a guard that shares this check with its clones.
    #[must_use]
    pub fn new(check: impl StartCheck + 'static) -> Self {
        Self(Arc::new(check))
    }

    /// Checks a command, as [`StartCheck::check`] describes.
    ///
    /// # Errors
    ///
    /// Returns a failure with the reason if the command is not allowed to start.
    pub fn check(&self, command: &Command, folder: &Path, session: &Path) -> Result<(), Failure> {
        self.0.check(command, folder, session)
    }
}

impl PartialEq for StartGuard {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
