//! Where a file lies, and what that says about its hooks.

use std::path::{Path, PathBuf};

use hooks_types::Scope;

/// A config file's place: what its hooks inherit from where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The file, as it should be named in diagnostics and rows.
    pub path: PathBuf,
    /// Whose file it is.
    pub scope: Scope,
    /// The folder the file lies in.
    pub folder: Option<PathBuf>,
    /// The project's root, where it is known: `CLAUDE_PROJECT_DIR` and its like.
    pub project_root: Option<PathBuf>,
    /// The root of the plugin or extension the file belongs to.
    pub plugin_root: Option<PathBuf>,
    /// That plugin's folder for data.
    pub plugin_data: Option<PathBuf>,
    /// The user's home.
    pub home: Option<PathBuf>,
    /// How the file was found.
    pub found: Found,
    /// Whether its hooks may run.
    pub trust: Trust,
    /// Whether the project's root was said or stands in the path, and is no guess.
    pub(crate) root_is_known: bool,
}

/// How a file was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Found {
    /// Somebody named it, which counts as trust.
    #[default]
    Named,
    /// It lies where its agent looks.
    Discovered,
}

/// Whether a file's hooks may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Trust {
    /// They may.
    #[default]
    Trusted,
    /// They are listed and skipped, and its switches turn off nothing else.
    Untrusted,
}

impl Place {
    /// A file that somebody named, in user scope unless its name is an administrator's. Its project and plugin are told from its path
    /// where the path says them (`ROOT/.claude/settings.json`, `PLUGIN/hooks/hooks.json`).
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self {
            project_root: project_of(&path),
            plugin_root: plugin_of(&path),
            folder: path.parent().and_then(rooted),
            root_is_known: true,
            scope: scope_of(&path),
            path,
            plugin_data: None,
            home: None,
            found: Found::default(),
            trust: Trust::default(),
        }
    }

    /// Sets whose file it is.
    #[must_use]
    pub fn in_scope(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// Sets the project's root.
    #[must_use]
    pub fn in_project(mut self, root: impl Into<PathBuf>) -> Self {
        self.project_root = Some(root.into());
        self
    }

    /// Sets the plugin's root.
    #[must_use]
    pub fn of_plugin(mut self, root: impl Into<PathBuf>) -> Self {
        self.plugin_root = Some(root.into());
        self
    }

    /// Sets the user's home.
    #[must_use]
    pub fn with_home(mut self, home: impl Into<PathBuf>) -> Self {
        self.home = Some(home.into());
        self
    }

    /// Says that nobody named it.
    #[must_use]
    pub fn discovered(mut self) -> Self {
        self.found = Found::Discovered;
        self
    }

    /// Says that its hooks must not run yet.
    #[must_use]
    pub fn untrusted(mut self) -> Self {
        self.trust = Trust::Untrusted;
        self
    }

    /// The last names of the path, the file's own last.
    pub(crate) fn tail<const N: usize>(&self) -> [&str; N] {
        tail(&self.path)
    }

    /// The file's name.
    pub(crate) fn file_name(&self) -> &str {
        let [name] = self.tail();
        name
    }

    /// The place of a plugin's hooks file under any name, which only its text can tell: it uses the
    /// plugin's root, and it is no settings file.
    pub(crate) fn told_by(&self, text: &str) -> Self {
        let mut place = self.clone();
        if place.plugin_root.is_none()
            && text.contains("${CLAUDE_PLUGIN_ROOT}")
            && !place.file_name().starts_with("settings")
            && !place.file_name().starts_with("managed-settings")
            && let Some(folder) = &place.folder
        {
            place.plugin_root = match tail(folder) {
                ["hooks"] => folder.parent().and_then(rooted),
                _ => rooted(folder),
            };
        }
        place
    }

    /// Bytes of the longest path that a hook may get a copy of.
    pub(crate) fn longest(&self) -> usize {
        [
            &self.folder,
            &self.project_root,
            &self.plugin_root,
            &self.plugin_data,
            &self.home,
        ]
        .into_iter()
        .flatten()
        .map(|path| path.as_os_str().len())
        .max()
        .unwrap_or_default()
    }

    /// Whether what the file says about other files' hooks counts.
    pub(crate) fn counts_elsewhere(&self) -> bool {
        self.trust == Trust::Trusted
    }
}

/// The last `N` names of a path, empty where it has fewer.
pub(crate) fn tail<const N: usize>(path: &Path) -> [&str; N] {
    let mut names = path
        .components()
        .rev()
        .map(|part| part.as_os_str().to_str().unwrap_or_default());
    let mut found = [""; N];
    for slot in found.iter_mut().rev() {
        *slot = names.next().unwrap_or_default();
    }
    found
}

/// The folder of a project, if the path goes through one of the agents' folders.
fn project_of(path: &Path) -> Option<PathBuf> {
    let mark = path.ancestors().skip(1).find(|folder| {
        matches!(
            tail(folder),
            [".claude" | ".codex" | ".gemini" | ".cursor" | ".github"]
        )
    })?;
    rooted(mark.parent()?)
}

/// The folder of a plugin: `PLUGIN/hooks/hooks.json`, `PLUGIN/.claude-plugin/plugin.json`.
fn plugin_of(path: &Path) -> Option<PathBuf> {
    let root = match tail(path) {
        [_, ".claude-plugin" | ".codex-plugin", "plugin.json"] | [_, "hooks", "hooks.json"] => {
            path.parent()?.parent()?
        }
        _ => return None,
    };
    match tail(root) {
        // `.github/hooks/hooks.json` is a project's own file.
        [".github" | ".copilot" | ".cursor" | ".claude"] => None,
        _ => rooted(root),
    }
}

/// An administrator's files have names of their own.
fn scope_of(path: &Path) -> Scope {
    match tail(path) {
        [_, "managed-settings.json" | "requirements.toml"]
        | ["managed-settings.d" | "policy.d", _] => Scope::Managed,
        _ => Scope::User,
    }
}

/// An empty relative folder is the current one.
fn rooted(folder: &Path) -> Option<PathBuf> {
    Some(if folder.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        folder.to_path_buf()
    })
}
