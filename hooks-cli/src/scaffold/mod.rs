//! `hooks init` and `hooks new`: write first files that work without changes.
//!
//! `behaviour` chooses what a new hook does. `scripts` writes a program that is started for each event, and `kept`
//! writes a worker. `tests_of` writes the hook's test cases. `planned` writes all files or none.

mod arguments;
mod behaviour;
mod init;
mod kept;
mod new;
mod planned;
mod registered;
mod scripts;
mod tests_of;
mod written_files;

pub(crate) use init::run as init;
pub(crate) use new::run as new;

use hooks_types::text::visible_path;
use std::path::{Path, PathBuf};

use crate::cli::Home;
use crate::failure::Failure;

/// Returns the folder of the `hooks.toml` that the options select.
///
/// # Errors
///
/// The project does not exist, or its `.agent-hooks` is a link.
fn home_of(home: &Home) -> Result<PathBuf, Failure> {
    if home.user {
        return crate::configuration::user_folder();
    }
    let root = match &home.project {
        Some(root) if !root.is_dir() => {
            return Err(Failure::new(format!(
                "there is no folder {}",
                visible_path(root)
            )));
        }
        Some(root) => root.clone(),
        None => std::env::current_dir()
            .map_err(|error| Failure::new(format!("cannot tell the working folder: {error}")))?,
    };
    let folder = root.join(".agent-hooks");
    if folder.is_symlink() {
        // Refuse a link: it might have come with the project, and it can lead to any folder.
        let folder = shown(&folder);
        return Err(Failure::new(format!(
            "{folder} is a link; nothing was written"
        )));
    }
    Ok(folder)
}

/// Returns a path for a message: relative if it lies below the working folder.
fn shown(path: &Path) -> String {
    let folder = std::env::current_dir().unwrap_or_default();
    let short = path.strip_prefix(&folder).unwrap_or(path);
    short.display().to_string()
}

/// Quotes a text as a TOML string.
fn toml_string(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}
