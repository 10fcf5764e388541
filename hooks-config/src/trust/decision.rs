//! The interface for trust decisions: [`FileTrust`] and the [`Decision`] that it returns per hook.

use std::path::{Path, PathBuf};

use super::found::{FoundHook, HookFile};
use super::state::TrustState;

/// The decision about one hook, as [`FileTrust::decide`] returns it.
///
/// ```
/// use hooks_config::{Decision, TrustState};
///
/// let decision = Decision::trusted().with_may_grant(true);
/// assert!(decision.may_grant);
/// let refused = Decision::of(TrustState::Revoked).with_why("your administrator forbids it");
/// assert_eq!(refused.state, TrustState::Revoked);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decision {
    /// The trust state, which says whether the hook may run.
    pub state: TrustState,
    /// Whether an allow from the hook takes effect.
    pub may_grant: bool,
    /// Files of the hook whose content may change without ending its trust, by name below the root.
    pub data: Vec<String>,
    /// Why the hook does not run. `None` means the usual text for the hook's state. The agent's model can read this
    /// reason, so it must not quote the project's files.
    pub why: Option<String>,
    /// The reason that names the file that changed or is missing, or the keys of the entry that changed; `None` if
    /// neither is known. Models can read this reason.
    pub changed_file: Option<String>,
    /// The id under which the user trusted the hook. If the hook changed since, reports and models see this id, because
    /// the user has not agreed to the new id.
    pub known_as: Option<String>,
}

impl Decision {
    /// Trusts the hook with the current content of its files. The files are checked again right before
    /// each start, against the content of this load.
    #[must_use]
    pub fn trusted() -> Self {
        Self::of(TrustState::Trusted)
    }

    /// Makes a decision with this state. The hook gets no right to allow calls, and no data files.
    #[must_use]
    pub fn of(state: TrustState) -> Self {
        Self {
            state,
            may_grant: false,
            data: Vec::new(),
            why: None,
            changed_file: None,
            known_as: None,
        }
    }

    setters! {
        /// Sets the id under which the user trusted the hook.
        fn with_known_as(known_as: impl Into<String>) = Some(known_as.into());
        /// Sets why the hook does not run. Models can read the text, so it should not quote the
        /// hook.
        fn with_why(why: impl Into<String>) = Some(why.into());
        /// Sets whether an allow from the hook takes effect. Without this right an allow only means that the hook does
        /// not object, so the agent asks the user as it would without the hook.
        fn with_may_grant(may_grant: bool) = may_grant;
    }
}

/// A trusted hook that is no longer in its file. Reports have a row for it, because a guard must not disappear
/// silently.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GoneHook {
    /// The name of the file that held the hook, below the root.
    pub file: String,
    /// The hook's event.
    pub event: String,
    /// The hook's id.
    pub id: String,
    /// The format of that file, as the agent's name; `None` if the store does not say. A load that does not look for
    /// files of this format cannot tell whether the hook is gone, and leaves it out.
    pub dialect: Option<String>,
}

impl GoneHook {
    /// Creates the record of a hook that this file no longer holds.
    #[must_use]
    pub fn new(file: impl Into<String>, event: impl Into<String>, id: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            event: event.into(),
            id: id.into(),
            dialect: None,
        }
    }

    setters! {
        /// Sets the format of the file that held the hook.
        fn with_dialect(dialect: Option<String>) = dialect;
    }
}

/// Decides about the hooks of projects and plugins. A closure can decide file by file;
/// [`StoreTrust`](crate::StoreTrust) follows the decisions that the user made before.
///
/// This decider trusts the hooks of one project. It makes no decision about other hooks, so they do not
/// run:
///
/// ```no_run
/// use std::path::Path;
/// use hooks_config::{Agents, Decision, FoundHook, HookFile, Places, load_with, native_candidates};
///
/// let mut mine = |file: &HookFile, hooks: &[FoundHook<'_>]| match file.root == Path::new("/work/mine") {
///     true => vec![Decision::trusted(); hooks.len()],
///     false => Vec::new(),
/// };
/// let candidates = native_candidates(&Places::new().with_project("/work/mine"));
/// let loaded = load_with(&candidates, &Agents::default(), &mut mine);
/// # let _ = loaded;
/// ```
///
/// Only [`decide`](Self::decide) is required. The other methods refine the result: they say which broken or missing
/// files held guards, because no guard must be lost silently. Their defaults report no guards, which is right for a
/// decider without a memory.
///
/// A load calls the methods in this order: [`knows`](Self::knows) and [`guards`](Self::guards) for each
/// file as it is read, [`trusted_below`](Self::trusted_below) for each folder of plugins, then for each
/// file [`decide`](Self::decide) and [`gone`](Self::gone), and at the end
/// [`gone_files`](Self::gone_files) for each project and plugin. `knows` and `trusted_below` can be called
/// more than once.
pub trait FileTrust {
    /// Returns whether the file's whole text is trusted. Only then do the settings for all its hooks (limits,
    /// `disable_all`) take effect.
    fn knows(&self, file: &HookFile) -> bool {
        let _ = file;
        false
    }

    /// Returns whether hooks of this file were trusted. If so, an error that makes it unknown which hooks the file
    /// holds stops the load.
    fn guards(&self, file: &HookFile) -> bool {
        let _ = file;
        false
    }

    /// Decides about the hooks of a file. Returns one decision per hook, in order; a missing decision means
    /// [`TrustState::New`].
    ///
    /// `hooks` leaves out hooks that no decision can switch on, such as our own bridge. Calling [`FoundHook::identity`]
    /// reads the files that the hook names. Call it only if the decision depends on these files.
    fn decide(&mut self, file: &HookFile, hooks: &[FoundHook<'_>]) -> Vec<Decision>;

    /// Returns the trusted hooks of a file that the file no longer holds. `hooks` are the hooks that the file holds
    /// now, as for [`decide`](Self::decide).
    fn gone(&self, file: &HookFile, hooks: &[FoundHook<'_>]) -> Vec<GoneHook> {
        let _ = (file, hooks);
        Vec::new()
    }

    /// Returns the trusted hooks of a [place](HookFile::place) whose files no longer exist. `files`
    /// names the files that do exist.
    fn gone_files(&self, place: &Path, files: &[&str]) -> Vec<GoneHook> {
        let _ = (place, files);
        Vec::new()
    }

    /// Returns the places directly below a folder that have trusted hooks. The folder is an agent's
    /// folder of plugins: this is how a load notices that a plugin with trusted hooks was uninstalled.
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
