//! Runs `hooks bridge install` and `uninstall`: edits the agent's configuration file and keeps everything in it that
//! the bridge did not write.

use std::path::{Path, PathBuf};

use hooks_config::{
    AgentFiles, BridgeHome, EditError, Places, bridge_entries_left, bridge_file, bridge_programs,
    bridge_switched_off, install_bridge, uninstall_bridge, uninstall_bridge_of,
};
use hooks_types::text::visible_path;

use super::file::ConfigFile;
use super::shown_change::{Change, Done, OwnFile};
use crate::cli::BridgeFile;
use crate::configuration::user_folder;
use crate::exit_code;
use crate::failure::Failure;
use crate::user_folders::{agent_home, home, user_places};

/// Adds the bridge to the agent's configuration, and reports settings of the agent that would keep the bridge from
/// running.
///
/// # Errors
///
/// The agent's file cannot be read, edited or written; then it is as it was before.
pub(crate) fn install(options: &BridgeFile) -> Result<u8, Failure> {
    let program = program()?;
    let agent = agent(options)?;
    let places = places(options)?;
    // Find the `hooks.toml` before the agent's file is written. An error after the write would leave a changed file
    // without a message about the change.
    let own_file = match options.dry_run {
        true => None,
        false => Some(own_file(&places)?),
    };
    let mut change = change(options, agent, |text, gone| {
        let text = without_gone(agent, text, gone)?;
        install_bridge(agent, text.as_deref(), &program).map(Some)
    })?;
    if let Some(text) = &change.after {
        change.switched_off = bridge_switched_off(agent, &change.path, text, &places);
    }
    if let Some(text) = &change.after {
        let project = options.project.as_deref();
        change.too_short = super::budget::too_short(agent, text, &change.path, project);
    }
    if !options.dry_run {
        // The bridge records its calls only if the state folder exists, so create the folder now. A dry run does not
        // create it.
        super::state::make_folder();
        change.own_file = own_file;
        change.remarks = agent.bridge.map_or(&[][..], |bridge| bridge.after_install);
    }
    change.print(options.output.is_json())?;
    Ok(exit_code::DONE)
}

/// Returns the `hooks.toml` whose hooks the bridge runs.
fn own_file(places: &Places) -> Result<OwnFile, Failure> {
    let (path, needs_trust) = match &places.project {
        Some(root) => (root.join(".agent-hooks/hooks.toml"), true),
        None => (user_folder()?.join("hooks.toml"), false),
    };
    Ok(OwnFile {
        exists: path.exists(),
        path,
        needs_trust,
    })
}

/// Removes the bridge from the agent's configuration.
///
/// # Errors
///
/// The same errors as [`install`].
pub(crate) fn uninstall(options: &BridgeFile) -> Result<u8, Failure> {
    let agent = agent(options)?;
    let change = change(options, agent, |text, gone| {
        match without_gone(agent, text, gone)? {
            Some(text) if !text.trim().is_empty() => uninstall_bridge(agent, &text),
            nothing => Ok(nothing),
        }
    })?;
    change.print(options.output.is_json())?;
    Ok(exit_code::DONE)
}

/// Returns the text without those bridge entries whose program no longer exists, and adds those programs to `gone`. If
/// such an entry stayed at a gate (an event at which a block prevents the action), the agent could not use any tool. If
/// the program's folder is missing too, the entry stays: the program might be on a volume that is not mounted, or the
/// path might be a colleague's.
///
/// # Errors
///
/// The text cannot be edited.
fn without_gone(
    agent: &AgentFiles,
    text: Option<&str>,
    gone: &mut Vec<String>,
) -> Result<Option<String>, EditError> {
    let mut left = text.map(str::to_owned);
    for program in text.map_or_else(Vec::new, |text| bridge_programs(agent, text)) {
        let path = Path::new(&program);
        // The meaning of a relative path depends on the agent's working folder, which is not known here. So only a
        // program with an absolute path can count as gone.
        let is_gone = path.is_absolute()
            && path.parent().is_some_and(Path::is_dir)
            && path.try_exists().is_ok_and(|exists| !exists);
        if let Some(text) = left.as_deref().filter(|_| is_gone) {
            left = uninstall_bridge_of(agent, text, &program)?;
            gone.push(program);
        }
    }
    Ok(left)
}

/// Returns the agent whose configuration is changed.
///
/// # Errors
///
/// This program knows no configuration of that agent.
fn agent(options: &BridgeFile) -> Result<&'static AgentFiles, Failure> {
    hooks_dialects::agents()
        .get(&options.agent)
        .ok_or_else(|| Failure::new(format!("there is no bridge for {}", options.agent)))
}

/// Edits the agent's file: writes the result of `edit`, except in a dry run. `edit` removes entries whose program no
/// longer exists, and adds those programs to its second argument.
///
/// # Errors
///
/// The file cannot be read, edited or written. After an error the file is unchanged.
fn change(
    options: &BridgeFile,
    agent: &AgentFiles,
    edit: impl FnOnce(Option<&str>, &mut Vec<String>) -> Result<Option<String>, EditError>,
) -> Result<Change, Failure> {
    let path = target(options, agent)?;
    let file = ConfigFile::open(&path, options.project.as_deref())?;
    let mut gone = Vec::new();
    let after = edit(file.text.as_deref(), &mut gone)
        .map_err(|error| Failure::new(format!("cannot edit {}: {error}", visible_path(&path))))?;
    let done = match &after {
        same if *same == file.text => Done::Nothing,
        Some(_) if options.dry_run => Done::WouldWrite,
        None if options.dry_run => Done::WouldRemove,
        Some(text) => file.write(text).map(|()| Done::Written)?,
        None => file.remove().map(|()| Done::Removed)?,
    };
    let left = after
        .as_deref()
        .map(|text| bridge_entries_left(agent, &path, text));
    Ok(Change {
        agent: options.agent.clone(),
        path,
        before: file.text,
        after,
        done,
        gone,
        left: left.unwrap_or_default(),
        switched_off: Vec::new(),
        too_short: None,
        own_file: None,
        remarks: &[],
    })
}

/// Returns the places of all files that the agent reads, not only of the edited file, because a setting in any of them
/// can keep the agent from running the bridge.
fn places(options: &BridgeFile) -> Result<Places, Failure> {
    let mut places = user_places()?;
    let root = options.project.as_ref();
    places.project = root.and_then(|root| std::path::absolute(root).ok());
    Ok(places)
}

/// Returns the absolute path of the file to which the bridge's entries are added. If a project was named, this is the
/// project's file. Otherwise it is the user's file; the agent's own variable (`CLAUDE_CONFIG_DIR`, `CODEX_HOME`) can
/// name the folder of this file.
///
/// # Errors
///
/// No home folder is known, or the agent reads no such file.
fn target(options: &BridgeFile, agent: &AgentFiles) -> Result<PathBuf, Failure> {
    let moved = agent_home(agent)?;
    let user = home()?;
    let home = match (&options.project, &moved, &user) {
        (Some(root), _, _) => BridgeHome::Project(root),
        (None, Some(own), _) => BridgeHome::Agent(own),
        (None, None, Some(home)) => BridgeHome::User(home),
        (None, None, None) => return Err(Failure::new("no home folder is known; set HOME")),
    };
    let path = bridge_file(agent, home)
        .ok_or_else(|| Failure::new(format!("there is no bridge for {}", options.agent)))?;
    std::path::absolute(&path)
        .map_err(|error| Failure::new(format!("cannot use {}: {error}", visible_path(&path))))
}

/// Returns the absolute path of this program, which the agent's entries will start.
///
/// # Errors
///
/// The system does not tell the path, or the path is not UTF-8 and so cannot be written to a configuration file.
pub(super) fn program() -> Result<String, Failure> {
    let path = std::env::current_exe()
        .map_err(|error| Failure::new(format!("cannot tell where this program is: {error}")))?;
    path.into_os_string()
        .into_string()
        .map_err(|path| Failure::new(format!("{} is not UTF-8", Path::new(&path).display())))
}
