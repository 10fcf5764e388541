//! Options for loading one file: its path, scope, liveness and the known agents.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hooks_types::report::Cause;
use hooks_types::spec::{Liveness, Scope};

use crate::format::Agents;

/// Options for loading one file: everything about it that its text does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoadOptions {
    /// The file's path as given. Diagnostics and each hook's source show it.
    pub file: Arc<PathBuf>,
    /// The absolute folder that replaces `${config_dir}`; `None` if the text does not come from a file.
    pub config_dir: Option<PathBuf>,
    /// The scope of the file's hooks, which says where they come from.
    pub scope: Scope,
    /// Whether the file's hooks may run. If not, the file's limits and its `disable_all` are ignored too.
    pub liveness: Liveness,
    /// The agents whose dialects the file's hooks may speak.
    pub agents: Agents,
    /// Whether the top level of the file may hold, beside our keys, keys that are settings of the
    /// agent.
    pub own_keys: OwnKeys,
}

/// Whether the top level of a file may hold, beside our keys, keys that are settings of the agent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OwnKeys {
    /// The top level may hold settings of the agent: the file is the agent's configuration, so
    /// unknown keys are ignored.
    #[default]
    Some,
    /// The top level may not hold settings of the agent: the file holds hooks only, so an unknown
    /// key is reported as a mistake. All files that are loaded by path use this value.
    None,
}

impl LoadOptions {
    /// Creates options for a file in user scope whose hooks may run. `config_dir` is not set. Does not touch the file
    /// system.
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

    /// Creates options for a file in user scope whose hooks may run, with the file's folder as `config_dir`. A relative
    /// folder is made absolute with this process's current folder, because a hook can run in a different folder.
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

    setters! {
        /// Sets the agents whose dialects the file's hooks may speak.
        fn with_agents(agents: Agents) = agents;
        /// Sets whether the top level of the file may hold keys that are settings of the agent.
        fn with_own_keys(own_keys: OwnKeys) = own_keys;
        /// Sets the scope, which says where the hooks come from.
        fn with_scope(scope: Scope) = scope;
        /// Sets the absolute folder that `${config_dir}` stands for.
        fn with_folder(config_dir: impl Into<PathBuf>) = Some(config_dir.into());
    }

    /// Marks the hooks as not live, because the project is not trusted yet. The hooks are listed but do not run.
    #[must_use]
    pub fn untrusted(mut self) -> Self {
        self.liveness = Liveness::NotLive {
            cause: Cause::Untrusted,
            reason: "a hook of a project or plugin that was not trusted yet".to_owned(),
        };
        self
    }
}
