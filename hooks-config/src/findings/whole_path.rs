//! Says how a command names a script by a path that is right in every working folder.
//!
//! Each file format has its own variable for a folder. If a path contains a variable that the file's agent does not
//! know, the variable's name stays in the path, and the script is not found:
//!
//! | file | how it names its script |
//! |---|---|
//! | `hooks.toml` | `${config_dir}/guard.sh` |
//! | of an agent that names the project's root | `${CLAUDE_PROJECT_DIR}/.claude/guard.sh` |
//! | of a plugin | `${PLUGIN_ROOT}/guard.sh` |
//! | of the user, with a script below the home folder | `$HOME/.claude/guard.sh` |
//! | any other | the absolute path |
//!
//! `$(git rev-parse --show-toplevel)/guard.sh` is not advised: in a submodule or another repository inside the project
//! it names a script of that repository.

use std::path::{Component, Path, PathBuf};

use hooks_types::spec::{Command, Scope};
use hooks_types::text::quoted;
use hooks_types::{DialectRef, HookSpec};

use super::program_files::shell_word;
use super::shell_of::text_of;
use crate::format::{AgentFiles, Agents};

/// The format of the file that a hook is in, with the properties on which advice depends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Format {
    /// The agent of the file; `None` for our own format.
    agent: Option<&'static AgentFiles>,
}

/// A folder, and how a command names it.
struct Base {
    folder: PathBuf,
    name: Option<&'static str>,
}

impl Format {
    /// Returns the format of a file. An agent that is not in the list has no variables for folders.
    pub(super) fn of(dialect: &DialectRef, agents: &Agents) -> Self {
        let agent = agents.get(dialect);
        Self {
            agent: match dialect.is_native() {
                true => None,
                false => agent.or(Some(&AgentFiles::NONE)),
            },
        }
    }

    /// Returns whether the file is in our own format.
    pub(super) fn is_native(self) -> bool {
        self.agent.is_none()
    }

    /// Says what to write in place of `~` or a variable that nothing replaces.
    pub(super) fn in_place_of_variable(&self) -> String {
        let named = match self.agent {
            None => ", or `${config_dir}/` for the folder of this file".to_owned(),
            Some(agent) => agent.root_in_command.map_or_else(String::new, |name| {
                format!(", or `{name}/` for the project's root")
            }),
        };
        format!("write the path{named}; or write the command as one string, which a shell reads")
    }

    /// Says what to write in place of a relative path to a program or script.
    pub(super) fn whole_path(&self, hook: &HookSpec, command: &Command, program: &str) -> String {
        let is_shell = text_of(command).is_some();
        let Some(agent) = self.agent else {
            // Our own files are in `.agent-hooks`, and the suggested path is relative to that folder. So remove the
            // folder's name.
            let file = plain(program);
            let file = file.strip_prefix(".agent-hooks/").unwrap_or(file);
            let file = quoted(file.as_bytes(), 80);
            let splits = |folder: PathBuf| folder.to_string_lossy().contains(char::is_whitespace);
            return match is_shell && beside(hook).is_some_and(splits) {
                true => {
                    format!("for a file beside this one write `\\\"${{config_dir}}/{file}\\\"`")
                }
                false => format!("for a file beside this one write `${{config_dir}}/{file}`"),
            };
        };
        // A shell would interpret these characters even in double quotes. So advise the absolute path for such a
        // program.
        let is_simple = program.len() <= 200 && !program.contains(['"', '\\', '$', '`', '\n']);
        let found = beside(hook).filter(|_| is_simple);
        let Some(folder) = found else {
            return "write the absolute path".to_owned();
        };
        let base = base(agent, hook, command, &folder);
        if let Some(path) = of_user(agent, hook, (base.as_ref(), &folder), plain(program)) {
            return in_home(&path, is_shell);
        }
        // Take a path without a variable as relative to the root, unless the script exists only in the file's folder.
        let from_root = base
            .as_ref()
            .map(|base| below(&base.folder, plain(program)));
        let there = below(&folder, plain(program));
        let meant = match from_root {
            Some(path) if path.exists() || !there.exists() => path,
            _ => there,
        };
        let base = base.filter(|base| meant.starts_with(&base.folder));
        let name = base.as_ref().and_then(|base| base.name);
        let (Some(base), Some(name)) = (&base, name) else {
            let path = meant.display().to_string();
            return format!("write the absolute path: `{}`", shell_word(&path));
        };
        let rest = meant.strip_prefix(&base.folder).unwrap_or(&meant);
        let rest = rest.display().to_string();
        let rest = quoted(rest.as_bytes(), 200);
        match is_shell {
            // The file holds the command in a string, so write the quotes with a backslash.
            true => format!("write `\\\"{name}/{rest}\\\"`, which is right in every folder"),
            false => format!("write `{name}/{rest}`, which is right in every folder"),
        }
    }
}

/// Returns the path that a file of the user means with a relative path, if it is below the home folder. Prefers the
/// folder in which the script exists: the home folder, the folder of the file, or the project.
fn of_user(
    agent: &AgentFiles,
    hook: &HookSpec,
    (base, folder): (Option<&Base>, &Path),
    program: &str,
) -> Option<PathBuf> {
    let home = std::env::home_dir()?;
    // A file that the user named has the user's scope too. If it lies in a project, its paths begin there.
    let is_of_project =
        base.is_some_and(|base| base.folder != home && folder.starts_with(&base.folder));
    if hook.scope != Scope::User || !folder.starts_with(&home) || is_of_project {
        return None;
    }
    let from_home = below(&home, program);
    let beside = below(folder, program);
    if let Some(path) = [&from_home, &beside]
        .into_iter()
        .find(|path| path.is_file())
    {
        return Some(path.clone());
    }
    if base.is_some_and(|base| below(&base.folder, program).is_file()) {
        return None;
    }
    // No such file exists. A path that begins with the agent's own folder, such as `.gemini`, is relative to the folder
    // above it.
    let own = agent.project_folder?;
    let is_of_home = folder
        .strip_prefix(&home)
        .is_ok_and(|inside| inside == Path::new(own));
    (is_of_home && Path::new(program).starts_with(own)).then_some(from_home)
}

/// Says how to write a path below the home folder. A shell replaces `$HOME` between double quotes.
fn in_home(path: &Path, is_shell: bool) -> String {
    let home = std::env::home_dir().filter(|_| is_shell);
    let inside = home
        .as_deref()
        .and_then(|home| path.strip_prefix(home).ok());
    match inside {
        Some(inside) => {
            let inside = inside.display().to_string();
            let inside = quoted(inside.as_bytes(), 200);
            format!("write `\\\"$HOME/{inside}\\\"`, which is right in every folder")
        }
        None => {
            let path = path.display().to_string();
            format!("write the absolute path: `{}`", shell_word(&path))
        }
    }
}

/// Returns the folder of a hook's file.
fn beside(hook: &HookSpec) -> Option<PathBuf> {
    let file = std::path::absolute(hook.source.file.as_deref()?).ok()?;
    file.parent().map(Path::to_path_buf)
}

/// Returns the root that a hook's file belongs to: the root of its plugin, or else of its project.
fn base(agent: &AgentFiles, hook: &HookSpec, command: &Command, folder: &Path) -> Option<Base> {
    let file = std::path::absolute(hook.source.file.as_deref()?).ok()?;
    let set = |name: &str| command.env.get(name).map(PathBuf::from);
    let of_plugin = agent.plugin_in_command.and_then(|name| {
        let variable = name.trim_start_matches("${").trim_end_matches('}');
        let folder = set(variable).or_else(|| (agent.plugin_root)(&file))?;
        Some(Base {
            folder,
            name: Some(name),
        })
    });
    if of_plugin.is_some() {
        return of_plugin;
    }
    let given = agent.root_variables.iter().find_map(|name| set(name));
    let above = || {
        let own = agent.project_folder?;
        let at = folder.ancestors().find(|at| at.ends_with(own))?;
        at.parent().map(Path::to_path_buf)
    };
    let (is_set, folder) = match given {
        Some(folder) => (true, folder),
        None => (false, above()?),
    };
    // A file of the administrator, or one in the user's home folder, belongs to no project. The user's scope alone
    // proves nothing: a file that the user named has that scope, even if the file lies in a project.
    let is_home = std::env::home_dir().is_some_and(|home| home == folder);
    (!is_home && hook.scope != Scope::Managed).then(|| Base {
        folder,
        name: agent.root_in_command.filter(|_| is_set),
    })
}

/// Returns a relative path without `./` at its start.
fn plain(program: &str) -> &str {
    program.trim_start_matches("./")
}

/// Appends a relative path to a folder. Resolves `..` by removing the folder before it, without looking at links.
fn below(folder: &Path, program: &str) -> PathBuf {
    let mut path = folder.to_path_buf();
    for part in Path::new(program).components() {
        match part {
            Component::ParentDir => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    path
}
