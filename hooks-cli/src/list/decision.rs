//! The commands with which a user decides about hooks of a project or plugin that are not trusted.

use hooks_config::LoadedRoot;
use hooks_types::report::Cause;

use crate::configuration::Survey;
use crate::show::{errors_below, for_one_run, permission, to_type};

/// The commands that the user can type to decide about hooks of one project or plugin.
pub(super) struct Decision<'a> {
    /// Why the hooks do not run.
    cause: &'a Cause,
    /// The command that shows the hooks and asks about them.
    pub(super) trust: String,
    /// The option that runs the hooks once without a decision; `None` for hooks of a plugin, and for changed or
    /// revoked hooks.
    once: Option<String>,
    /// Whether the hooks belong to a project. If not, they belong to a plugin, and the commands take the plugin's
    /// options.
    is_project: bool,
    /// Whether the user trusted the project when it was at an earlier path. Then only the path has changed.
    pub(super) is_moved: bool,
    /// The file that changed, if the hooks seem not to run it.
    pub(super) data: Option<&'a str>,
    /// The number of errors in the files of the project.
    errors: usize,
}

impl<'a> Decision<'a> {
    /// Returns the commands with which the user decides about those hooks of this root that do not run because of
    /// `cause`.
    pub(super) fn of(
        root: &LoadedRoot,
        cause: &'a Cause,
        survey: &Survey,
        trust_given: bool,
    ) -> Self {
        if let Some(plugin) = &root.root.plugin {
            return Self {
                cause,
                trust: to_type(["hooks", "trust", "--plugin", plugin.name.as_str()]),
                once: None,
                is_project: false,
                is_moved: false,
                errors: 0,
                data: None,
            };
        }
        let first = survey.first_root.as_deref() == Some(root.root.path.as_path());
        let folder = root.root.path.display().to_string();
        Self {
            cause,
            trust: to_type(["hooks", "trust", "--project", folder.as_str()]),
            once: Some(permission(&folder, first && !trust_given))
                // Offer `--trust-project` only for untrusted hooks, because it runs neither changed nor revoked hooks.
                .filter(|_| *cause == Cause::Untrusted),
            is_project: true,
            is_moved: false,
            errors: errors_below(&root.root.path, &survey.loaded.diagnostics),
            data: None,
        }
    }

    /// Returns the sentence with the command to type. `them` is the pronoun for the hooks: `it` or `them`.
    pub(super) fn text(&self, them: &str) -> String {
        let trust = &self.trust;
        match (&self.once, self.cause) {
            (Some(option), _) => format!(
                "to decide about {them}, type `{trust}`; {}",
                for_one_run(option, self.errors)
            ),
            (None, Cause::Changed) if self.data.is_some() => {
                let file = to_type([self.data.unwrap_or_default()]);
                format!(
                    "if the hook itself writes to this file, `{trust} --data {file}` lets the file change; to see what \
                     changed and decide, type `{trust}`"
                )
            }
            (None, Cause::Changed) if self.is_moved => {
                format!(
                    "to decide about {them} at the new place, type `{trust}`; `--trust-project` does not run {them}"
                )
            }
            (None, Cause::Changed) if self.is_project => format!(
                "to see what changed and decide, type `{trust}`; `--trust-project` does not run {them}"
            ),
            (None, _) => format!("to look at {them} and decide, type `{trust}`"),
        }
    }
}

/// Returns the innermost root (the folder of a project or plugin) that a file lies in.
pub(super) fn root_of<'r>(file: &str, roots: &'r [LoadedRoot]) -> Option<&'r LoadedRoot> {
    let inside = roots.iter().filter(|found| {
        let file = std::path::Path::new(file);
        file.starts_with(&found.root.path)
    });
    inside.max_by_key(|found| found.root.path.components().count())
}
