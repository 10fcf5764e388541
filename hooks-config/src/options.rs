//! What a load knows about a file beside its text.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hooks_types::report::Cause;
use hooks_types::spec::{Liveness, Scope};

use crate::format::Agents;

/// What a load knows about a file beside its text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoadOptions {
    /// The file's path as it was given: it stands in diagnostics and in each hook's source.
    pub file: Arc<PathBuf>,
    /// The absolute folder that `${config_dir}` stands for; none where the text is of no file.
    pub config_dir: Option<PathBuf>,
    /// Where the file's hooks come from.
    pub scope: Scope,
    /// Whether the file's hooks may run. Limits and `disable_all` of a file whose hooks may not run do
    /// not count.
    pub liveness: Liveness,
    /// The agents whose dialects the file's hooks may speak.
    pub agents: Agents,
    /// Whether the root of the file has keys of the agent's own beside ours.
    pub own_keys: OwnKeys,
}

/// Whether the root of a file has keys of the agent's own beside ours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OwnKeys {
    /// It may: the file is the agent's configuration. Unknown keys are passed over.
    #[default]
    Some,
    /// It has none: the file holds hooks alone, and an unknown key is a slip. Files that are loaded by
    /// their path are read so.
    None,
}

impl LoadOptions {
    /// A file of the user's own, its folder unknown. Touches nothing.
    #[must_use]
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self {
            file: Arc::new(file.into()),
            config_dir: None,
            scope: Scope::User,
            liveness: Liveness::Live,
            agents: Agents::default(),
            own_keys: OwnKeys::default(),
        }
    }

    /// A file of the user's own in its folder, which is made absolute against the process's own
    /// current folder: hooks run elsewhere.
    #[must_use]
    pub fn of_file(file: impl Into<PathBuf>) -> Self {
        let options = Self::new(file);
        let folder = std::path::absolute(options.file.as_path())
            .ok()
            .and_then(|path| path.parent().map(Path::to_path_buf));
        Self {
            config_dir: folder,
            ..options
        }
    }

    /// Sets the agents whose dialects the file's hooks may speak.
    #[must_use]
    pub fn with_agents(mut self, agents: Agents) -> Self {
        self.agents = agents;
        self
    }

    /// Sets whether the root of the file has keys of the agent's own.
    #[must_use]
    pub fn with_own_keys(mut self, own_keys: OwnKeys) -> Self {
        self.own_keys = own_keys;
        self
    }

    /// Sets where the hooks come from.
    #[must_use]
    pub fn in_scope(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// Sets the absolute folder that `${config_dir}` stands for.
    #[must_use]
    pub fn in_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.config_dir = Some(folder.into());
        self
    }

    /// Lists the hooks without letting them run, because nobody trusts the project yet.
    #[must_use]
    pub fn untrusted(mut self) -> Self {
        self.liveness = Liveness::NotLive {
            cause: Cause::Untrusted,
            reason: "from a project or plugin that is not trusted yet".to_owned(),
        };
        self
    }
}
