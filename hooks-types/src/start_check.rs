//! A last look before a program starts.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use crate::cause::Failure;
use crate::handler::Command;

/// Looks at a command right before it starts.
///
/// Trust in a project's hook is trust in the bytes of the files it runs, and they can change between
/// loading and starting. Whoever gave the trust puts a check on the command; executors ask it in the
/// folder where the command's words will really be resolved.
pub trait StartCheck: fmt::Debug + Send + Sync {
    /// Looks at the command where it is about to start, in `folder`; `session` is the payload's.
    /// Blocking work: it may read files.
    ///
    /// # Errors
    ///
    /// It must not start.
    fn check(&self, command: &Command, folder: &Path, session: &Path) -> Result<(), Failure>;
}

/// A shared [`StartCheck`]; two are equal if they are the same one.
#[derive(Debug, Clone)]
pub struct StartGuard(Arc<dyn StartCheck>);

impl StartGuard {
    /// Shares a check.
    #[must_use]
    pub fn new(check: impl StartCheck + 'static) -> Self {
        Self(Arc::new(check))
    }

    /// Looks at a command: see [`StartCheck::check`].
    ///
    /// # Errors
    ///
    /// It must not start.
    pub fn check(&self, command: &Command, folder: &Path, session: &Path) -> Result<(), Failure> {
        self.0.check(command, folder, session)
    }
}

impl PartialEq for StartGuard {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
