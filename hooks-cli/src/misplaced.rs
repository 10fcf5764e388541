//! Finds hook files, ours and other agents', at paths that are never read. The mistake would otherwise be silent: the
//! hooks in such a file never run.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hooks_config::{Diagnostic, DiagnosticCode, Severity};
use hooks_types::near::nearest;
use hooks_types::text::path_in_sentence as shown;

mod contents;
mod inside;
mod of_agents;
mod ours;
mod parts;
mod scripts;

pub(crate) use inside::files_inside;
pub(crate) use of_agents::files_beside;
pub(crate) use ours::files_astray;
pub(crate) use parts::parts_of_files;
pub(crate) use scripts::unregistered;

/// A file that looks like a hook file and is not read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Misplaced {
    pub(crate) path: PathBuf,
    /// The path at which the file would be read.
    pub(crate) belongs: PathBuf,
    /// The root of the project that the file lies in; `None` for a file of the user.
    pub(crate) root: Option<PathBuf>,
    /// The name of the agent that reads `belongs`; `None` for our own file.
    pub(crate) agent: Option<&'static str>,
    /// The part of the file that is not read; `None` for the whole file.
    pub(crate) part: Option<&'static str>,
    /// Whether hooks are lost if the file is not read. `false` if its keys show no hook.
    pub(crate) loses_hooks: bool,
}

impl Misplaced {
    /// Returns whether the file is the user's own file under a misspelt name. Such a file lies in the user's own
    /// folder, so no project put it there, and it might hold a hook that the user relies on.
    pub(crate) fn is_the_users_own(&self, own: &Path) -> bool {
        let name = name_of(&self.path);
        self.path.parent() == own.parent()
            && name.is_some_and(|name| {
                FORMATS.contains(&name) || nearest(name, ["hooks.toml"]).is_some()
            })
    }

    /// Returns a sentence that names the file, the place where it would be read, and the option that reads any file.
    pub(crate) fn said(&self) -> String {
        match self.part {
            // The file has another format, so naming it would not help.
            Some(_) => format!("{}; {}", self.fact(), self.cure()),
            None => format!("{} (`--config FILE` reads any file)", self.fact()),
        }
    }

    /// Returns a sentence that names the file and the place where it would be read.
    pub(crate) fn fact(&self) -> String {
        let mut path = shown(&self.path);
        if let Some(part) = self.part {
            path = format!("{part} of {path}");
        }
        match self.agent {
            Some(agent) => format!("{path} is not read: {agent} reads {}", self.place()),
            // The agent reads such a part for a subagent or a skill.
            None if self.part.is_some() => format!(
                "{path} is not read here (Claude Code itself can read it): hooks are looked for in {}",
                self.place()
            ),
            None => format!(
                "{path} is not read: hooks are looked for in {}",
                self.place()
            ),
        }
    }

    /// Returns the advice.
    fn cure(&self) -> String {
        match self.part {
            Some(_) => format!("move the hooks to {}", self.place()),
            None => format!(
                "move its hooks to {}, or name the file with `--config FILE`",
                self.place()
            ),
        }
    }

    /// Returns the place where the file would be read: for an agent's file in a project, relative to the project.
    fn place(&self) -> String {
        let root = self.root.as_deref().filter(|_| self.agent.is_some());
        let below = root.and_then(|root| self.belongs.strip_prefix(root).ok());
        shown(below.unwrap_or(&self.belongs))
    }

    /// Returns whether people often keep such a file on purpose and name it with `--config`: `hooks.toml` in the
    /// project's root, and TOML files in `.agent-hooks` whose name is not almost `hooks.toml`.
    fn is_named_often(&self, root: &Path) -> bool {
        let name = name_of(&self.path).unwrap_or_default();
        let is_beside = self.path.parent() == Some(&root.join(".agent-hooks"));
        let is_other =
            is_beside && nearest(name, ["hooks.toml"]).is_none() && name.ends_with(".toml");
        is_other || self.path == root.join("hooks.toml")
    }

    /// Makes a finding of the file, as `hooks check` reports it. `read` lists the hook files that are read. If none of
    /// these lies in the project, none of the project's hooks runs, so the finding is an error. Otherwise it is a
    /// warning. It is always a warning for a file that shows no hook, for an unread part of a file, and for a file that
    /// people often keep there on purpose and name with `--config`.
    pub(crate) fn finding<'p>(&self, mut read: impl Iterator<Item = &'p Path>) -> Diagnostic {
        let root = self.root.as_deref();
        let is_named_often = root.is_some_and(|root| self.is_named_often(root));
        let is_lost = root.is_some_and(|root| !read.any(|file| file.starts_with(root)));
        // If only a part of the file is not read here, make a warning, because the agent itself might read this part.
        let severity = match is_lost && self.loses_hooks && !is_named_often && self.part.is_none() {
            true => Severity::Error,
            false => Severity::Warning,
        };
        let file = Arc::new(self.path.clone());
        Diagnostic::new(
            DiagnosticCode::NotRead,
            severity,
            self.fact(),
            &file,
            "",
            0..0,
        )
        .with_help(self.cure())
    }
}

/// The maximum number of entries of one folder that are compared with the names of misplaced files.
const MOST: usize = 1000;

/// Names that people could give our file for a format other than TOML, or without an extension. Files with these names
/// are not read.
const FORMATS: &[&str] = &[
    "hooks.json",
    "hooks.jsonc",
    "hooks.yaml",
    "hooks.yml",
    "hooks",
];

/// Returns the last part of a path; `None` if it is not UTF-8, because every name that is searched for is UTF-8.
fn name_of(path: &Path) -> Option<&str> {
    path.file_name().and_then(OsStr::to_str)
}

/// Lists a folder's entries, sorted by name.
fn entries_of(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.take(MOST).map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
