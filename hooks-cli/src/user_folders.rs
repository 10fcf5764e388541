//! Finds the user's own folders in the environment.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Once;

use hooks_config::{AgentFiles, Places};
use hooks_dialects::agents;
use hooks_types::text::visible_path;

use crate::failure::Failure;
use crate::show::complain;

/// Returns places that contain the user's own folders and no project.
///
/// # Errors
///
/// A variable names a relative folder, or `HOME` is empty.
pub(crate) fn user_places() -> Result<Places, Failure> {
    let mut places = Places::new();
    places.home = home()?;
    places.config_home = folder("XDG_CONFIG_HOME")?;
    if places.home.is_none() && places.config_home.is_none() {
        tell_homeless();
    }
    for agent in agents().iter() {
        // Look where the agent itself looks: a variable can move the agent's folder.
        if let Some(folder) = agent_home(agent)? {
            places = places.with_agent_home(agent.dialect.clone(), folder);
        }
    }
    Ok(places)
}

/// Returns the folder that the agent's own variable names; `None` if the variable is not set.
///
/// # Errors
///
/// The variable names a relative folder.
pub(crate) fn agent_home(agent: &AgentFiles) -> Result<Option<PathBuf>, Failure> {
    agent.home_variable.map_or(Ok(None), folder)
}

/// The variable that names the user's home folder.
const HOME: &str = if cfg!(windows) { "USERPROFILE" } else { "HOME" };

/// Returns the user's home folder. `None` if neither the variable nor the system names a home folder.
///
/// # Errors
///
/// The variable is empty or names a relative folder.
pub(crate) fn home() -> Result<Option<PathBuf>, Failure> {
    home_of(std::env::var_os(HOME), std::env::home_dir)
}

/// Returns the home folder that the variable names. If the variable is not set, returns the home folder that the
/// system knows for this user.
fn home_of(
    variable: Option<OsString>,
    of_user: impl FnOnce() -> Option<PathBuf>,
) -> Result<Option<PathBuf>, Failure> {
    match variable {
        // An empty variable names no folder. That must be an error, because otherwise the user's guards would silently
        // be missing.
        Some(home) => absolute(HOME, home.into()).map(Some),
        None => Ok(of_user().filter(|home| home.is_absolute())),
    }
}

/// Prints, once per process, that no home folder is known and so no hooks of the user are loaded. Without this message
/// the user would not notice that these hooks are missing.
fn tell_homeless() {
    // One process can collect the folders several times, but must print this only once.
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        complain(format!(
            "{HOME} is not set and the system has no home folder for this user: no hooks of the \
             user are loaded"
        ));
    });
}

/// Returns the folder that a variable names. An empty variable is treated as unset, as the XDG specification says.
fn folder(variable: &str) -> Result<Option<PathBuf>, Failure> {
    std::env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(|value| absolute(variable, value.into()))
        .transpose()
}

/// Returns the folder if its path is absolute.
///
/// # Errors
///
/// The path is relative. It would be resolved in the working folder, which can be a stranger's project, and the
/// stranger's files would be read as the user's own.
fn absolute(variable: &str, folder: PathBuf) -> Result<PathBuf, Failure> {
    match folder.is_absolute() {
        true => Ok(folder),
        false => Err(Failure::new(format!(
            "{variable} is `{}`, not an absolute path; unset it or name the whole path",
            visible_path(&folder)
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home(variable: Option<&str>, of_user: Option<&str>) -> Result<Option<PathBuf>, String> {
        home_of(variable.map(OsString::from), || of_user.map(PathBuf::from))
            .map_err(|failure| failure.to_string())
    }

    #[cfg(unix)]
    #[test]
    fn without_home_the_system_knows_where_the_users_hooks_are() {
        assert_eq!(home(None, Some("/home/u")), Ok(Some("/home/u".into())));
        assert_eq!(home(Some("/h"), Some("/home/u")), Ok(Some("/h".into())));
        assert_eq!(home(None, None), Ok(None));
        assert_eq!(home(None, Some("")), Ok(None));
    }

    #[cfg(unix)]
    #[test]
    fn an_empty_or_relative_home_is_an_error_and_not_another_folder() {
        for wrong in ["", ".", "home"] {
            let error = home(Some(wrong), Some("/home/u")).expect_err(wrong);
            assert!(error.contains("HOME"), "{error}");
        }
    }
}
