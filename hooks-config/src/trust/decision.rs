//! Who decides about hooks, and what there is to decide.

use std::path::{Path, PathBuf};

use super::found::{FoundHook, HookFile};
use super::state::TrustState;

/// What is decided about one hook.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decision {
    /// Whether it may run.
    pub state: TrustState,
    /// Whether its allow counts.
    pub may_grant: bool,
    /// Files that it may find changed.
    pub data: Vec<String>,
    /// Why it does not run, in place of what its state says. Models may read it.
    pub why: Option<String>,
}

impl Decision {
    /// It runs, with the files it has now.
    #[must_use]
    pub fn trusted() -> Self {
        Self::of(TrustState::Trusted)
    }

    /// Its state decides.
    #[must_use]
    pub fn of(state: TrustState) -> Self {
        Self {
            state,
            may_grant: false,
            data: Vec::new(),
            why: None,
        }
    }

    /// Says why it does not run. Models may read it, so it should hold no word of the hook's.
    #[must_use]
    pub fn because(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }

    /// Lets an allow of the hook count.
    #[must_use]
    pub fn granting(mut self, may_grant: bool) -> Self {
        self.may_grant = may_grant;
        self
    }
}

/// A trusted hook that its file holds no more.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GoneHook {
    /// Its file's name below the root.
    pub file: String,
    /// The event it was for.
    pub event: String,
    /// Its id.
    pub id: String,
    /// The format of its file, where that is known.
    pub dialect: Option<String>,
}

impl GoneHook {
    /// A hook of a file.
    #[must_use]
    pub fn new(file: impl Into<String>, event: impl Into<String>, id: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            event: event.into(),
            id: id.into(),
            dialect: None,
        }
    }

    /// Sets the format of its file.
    #[must_use]
    pub fn in_dialect(mut self, dialect: Option<String>) -> Self {
        self.dialect = dialect;
        self
    }
}

/// Decides about the hooks of projects and plugins. A closure decides file by file; a
/// [`StoreTrust`](crate::StoreTrust) by what a user agreed to before.
pub trait FileTrust {
    /// Whether every word of the file is trusted, so that what it says about its hooks together
    /// counts (limits, switches).
    fn knows(&self, file: &HookFile) -> bool {
        let _ = file;
        false
    }

    /// Whether hooks of this file were trusted, so that an error in it closes the gates they guarded.
    fn guards(&self, file: &HookFile) -> bool {
        let _ = file;
        false
    }

    /// Decides about the hooks of a file, one answer for each; a missing answer is [`TrustState::New`].
    fn decide(&mut self, file: &HookFile, hooks: &[FoundHook<'_>]) -> Vec<Decision>;

    /// The trusted hooks of a file that it holds no more.
    fn gone(&self, file: &HookFile, hooks: &[FoundHook<'_>]) -> Vec<GoneHook> {
        let _ = (file, hooks);
        Vec::new()
    }

    /// The trusted hooks kept under a [place](HookFile::place) whose files are there no more; `files`
    /// names those that are.
    fn gone_files(&self, place: &Path, files: &[&str]) -> Vec<GoneHook> {
        let _ = (place, files);
        Vec::new()
    }

    /// The places right below a folder that trusted hooks are kept under: an agent's plugins.
    fn trusted_below(&self, folder: &Path) -> Vec<PathBuf> {
        let _ = folder;
        Vec::new()
    }
}

impl<F: FnMut(&HookFile, &[FoundHook<'_>]) -> Vec<Decision>> FileTrust for F {
    fn decide(&mut self, file: &HookFile, hooks: &[FoundHook<'_>]) -> Vec<Decision> {
        self(file, hooks)
    }
}
