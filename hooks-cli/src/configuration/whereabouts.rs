//! Describes where a session runs, which decides the project whose hooks the session gets.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hooks_config::{Root, roots_of_agent};
use hooks_dialects::agents;
use hooks_types::text::visible_path;
use hooks_types::{DialectRef, Payload};

use crate::cli::Sources;

/// The variable in which an agent with our own format names its project.
const VARIABLE: &str = "HOOKS_PROJECT_DIR";

/// Where a session runs, which decides the project whose hooks the session gets.
#[derive(Debug)]
pub(crate) struct Whereabouts {
    /// The session's working folder.
    pub(super) folder: PathBuf,
    /// The folders that the agent names as its project's roots.
    pub(super) agent: Vec<PathBuf>,
    /// The id of the session, if it lasts longer than this process.
    pub(crate) session: Option<String>,
}

impl Whereabouts {
    /// Returns the whereabouts of a session that this program itself starts in a folder.
    pub(crate) fn folder(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            agent: Vec::new(),
            session: None,
        }
    }

    /// Returns the folder at which the search for project folders starts, and whether the agent named this folder.
    pub(crate) fn start(&self) -> (&Path, bool) {
        // `/` has no parent, and is not a project, because it is the whole file system. So skip it: an agent that names
        // `/` works in no project.
        match self.agent.iter().find(|named| named.parent().is_some()) {
            Some(named) => (named, true),
            None => (&self.folder, false),
        }
    }

    /// Returns the whereabouts of the session of a made-up payload. No agent makes this call, so the variables in which
    /// an agent names its project do not count, as in every other command that a person types.
    pub(crate) fn of_sample(agent: &DialectRef, payload: &Payload) -> Self {
        Self {
            agent: roots_of_agent(&agents(), agent, Some(payload), |_| None),
            ..Self::of_agent(agent, Some(payload))
        }
    }

    /// Returns the whereabouts of an agent's session, from the agent's payload and variables.
    pub(crate) fn of_agent(agent: &DialectRef, payload: Option<&Payload>) -> Self {
        let cwd = payload.map(|payload| payload.meta.cwd.as_str());
        let folder = match cwd.filter(|cwd| !cwd.is_empty()) {
            Some(cwd) => PathBuf::from(cwd),
            None => std::env::current_dir().unwrap_or_default(),
        };
        Self {
            folder,
            agent: roots_of_agent(&agents(), agent, payload, |name| std::env::var_os(name)),
            session: payload
                .map(|payload| payload.meta.session_id.clone())
                .filter(|session| !session.is_empty()),
        }
    }

    /// Returns a line for a person if the hooks of one project are used although a variable names another project. The
    /// line names the option that chooses the other project.
    pub(crate) fn unused_variable(sources: &Sources, root: Option<&Path>) -> Option<String> {
        if sources.files.project.is_some() || !sources.files.config.is_empty() {
            return None;
        }
        let named = PathBuf::from(std::env::var_os(VARIABLE)?);
        let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let here = std::env::current_dir().unwrap_or_default();
        let used = root.unwrap_or(&here);
        if named.as_os_str().is_empty() || whole(&named) == whole(used) {
            return None;
        }
        let (named, used) = (visible_path(&named), visible_path(used));
        Some(format!(
            "{VARIABLE} is set to {named}, but it counts only for a payload that an agent sends: these are the hooks for {used}; \
             for the other project, add `--project \"${VARIABLE}\"`"
        ))
    }

    /// Writes into a payload the project's root that the hooks come from. The root that `--project` names (`named`)
    /// replaces the payload's own project. Without `--project`, a payload that names a project is not changed, and any
    /// other payload gets the root that the agent names, else the outermost root that was found.
    pub(crate) fn locate(&self, payload: &mut Payload, named: Option<&Path>, root: Option<&Path>) {
        let of_agent = self.agent.first().map(PathBuf::as_path);
        let known = payload.meta.project_dir.is_some();
        let found = match (named, known) {
            (Some(named), _) => Some(named),
            (None, true) => None,
            (None, false) => of_agent.or(root),
        };
        if let Some(found) = found {
            let whole = std::path::absolute(found).unwrap_or_else(|_| found.to_path_buf());
            Arc::make_mut(&mut payload.meta).project_dir = Some(whole.display().to_string());
        }
    }

    /// Returns the project's folder for hooks whose file lies outside of all projects: the root that the user named
    /// (`named`), else the root that the agent names, else the outermost root that was found, else the working folder.
    pub(super) fn project(&self, named: Option<&Path>, roots: &[Root]) -> PathBuf {
        let named = named.or(self.agent.first().map(PathBuf::as_path));
        let root = || roots.first().map(|root| root.path.as_path());
        let project = named.or_else(root).unwrap_or(&self.folder);
        std::path::absolute(project).unwrap_or_else(|_| project.to_path_buf())
    }
}
