//! The user's own folders, as the environment names them.

use std::path::PathBuf;

use hooks_config::{AgentFiles, Places};
use hooks_dialects::agents;

use crate::failure::Failure;

/// The user's folders, in places without a project.
pub(crate) fn user_places() -> Result<Places, Failure> {
    let mut places = Places::new();
    places.home = home()?;
    places.config_home = folder("XDG_CONFIG_HOME")?;
    for agent in agents().iter() {
        if let Some(folder) = agent_home(agent)? {
            places = places.with_agent_home(agent.dialect().clone(), folder);
        }
    }
    Ok(places)
}

/// The agent's own folder, where its variable moves it.
pub(crate) fn agent_home(agent: &dyn AgentFiles) -> Result<Option<PathBuf>, Failure> {
    agent.home_variable().map_or(Ok(None), folder)
}

/// The user's home folder.
pub(crate) fn home() -> Result<Option<PathBuf>, Failure> {
    std::env::home_dir()
        .map(|home| absolute("HOME", home))
        .transpose()
}

/// The folder that a variable names; an empty one names none.
fn folder(variable: &str) -> Result<Option<PathBuf>, Failure> {
    std::env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(|value| absolute(variable, value.into()))
        .transpose()
}

/// One that is not absolute would make a file of the working folder the user's own.
fn absolute(variable: &str, folder: PathBuf) -> Result<PathBuf, Failure> {
    match folder.is_absolute() {
        true => Ok(folder),
        false => Err(Failure::new(format!(
            "{variable} is `{}`, not an absolute path; unset it or name the whole path",
            folder.display()
        ))),
    }
}
