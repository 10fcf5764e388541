//! Runs `hooks bridge install` and `uninstall`: edits the agent's configuration file and keeps everything in it
//! that is not ours.

use std::io::Write;
use std::path::{Path, PathBuf};

use hooks_config::{
    AgentFiles, BridgeHome, Diagnostic, EditError, Places, bridge_entries_left, bridge_file,
    bridge_programs, bridge_switched_off, install_bridge, uninstall_bridge, uninstall_bridge_of,
};
use similar::TextDiff;

use super::file::ConfigFile;
use crate::cli::BridgeFile;
use crate::configuration::user_folder;
use crate::exit_code;
use crate::failure::Failure;
use crate::show::{columns, paragraph};
use crate::user_folders::{agent_home, home, user_places};
use hooks_types::text::visible as shown;

/// Adds the bridge to the agent's configuration, and reports switches that would keep it from running.
pub(crate) fn install(options: &BridgeFile) -> Result<u8, Failure> {
    let program = program()?;
    let agent = agent(options)?;
    let edited = change(options, agent, |text| {
        let text = without_gone(agent, text)?;
        install_bridge(agent, text.as_deref(), &program).map(Some)
    })?;
    if let Some(text) = &edited.text {
        let places = places(options)?;
        let off = bridge_switched_off(agent, &edited.path, text, &places);
        off.iter().for_each(say_remark);
    }
    if !options.dry_run {
        super::state::make_folder();
        say(&own_file(options)?);
        let remarks = agent.bridge.map_or(&[][..], |bridge| bridge.after_install);
        remarks.iter().for_each(|remark| say(remark));
    }
    Ok(exit_code::DONE)
}

/// Names the file with the hooks that the bridge runs, and says whether it exists.
fn own_file(options: &BridgeFile) -> Result<String, Failure> {
    let places = places(options)?;
    let (path, trust) = match &places.project {
        Some(root) => (
            root.join(".agent-hooks/hooks.toml"),
            "; `hooks trust` lets them run",
        ),
        None => (user_folder()?.join("hooks.toml"), ""),
    };
    let there = match path.exists() {
        true => format!("it runs the hooks of {}{trust}", path.display()),
        false => format!(
            "your hooks belong in {}, which does not exist yet: `hooks init`",
            path.display()
        ),
    };
    Ok(there)
}

/// Removes the bridge from the agent's configuration.
pub(crate) fn uninstall(options: &BridgeFile) -> Result<u8, Failure> {
    let agent = agent(options)?;
    change(options, agent, |text| match without_gone(agent, text)? {
        Some(text) if !text.trim().is_empty() => uninstall_bridge(agent, &text),
        nothing => Ok(nothing),
    })?;
    Ok(exit_code::DONE)
}

/// The text without entries of ours whose program is gone: it was renamed, so its name tells nothing. Left there,
/// one of a gate would keep the agent from every tool. Where its folder is missing too it may come back, on a volume,
/// or be a colleague's.
fn without_gone(agent: &AgentFiles, text: Option<&str>) -> Result<Option<String>, EditError> {
    let mut left = text.map(str::to_owned);
    for program in text.map_or_else(Vec::new, |text| bridge_programs(agent, text)) {
        let path = Path::new(&program);
        let is_gone = path.is_absolute()
            && path.parent().is_some_and(Path::is_dir)
            && path.try_exists().is_ok_and(|exists| !exists);
        if let Some(text) = left.as_deref().filter(|_| is_gone) {
            left = uninstall_bridge_of(agent, text, &program)?;
            say(&format!(
                "the entries of {program} are removed: that program no longer exists"
            ));
        }
    }
    Ok(left)
}

/// The agent whose configuration is changed.
fn agent(options: &BridgeFile) -> Result<&'static AgentFiles, Failure> {
    hooks_dialects::agents()
        .get(&options.agent)
        .ok_or_else(|| Failure::new(format!("there is no bridge for {}", options.agent)))
}

/// A file after the change, or as it would be in a dry run.
struct Edited {
    path: PathBuf,
    text: Option<String>,
}

/// Edits the agent's file: writes the result of `edit`, or shows it as a patch in a dry run. Then names the
/// entries of the bridge that it leaves in place.
fn change(
    options: &BridgeFile,
    agent: &AgentFiles,
    edit: impl FnOnce(Option<&str>) -> Result<Option<String>, EditError>,
) -> Result<Edited, Failure> {
    let path = target(options, agent)?;
    let file = ConfigFile::open(&path, options.project.as_deref())?;
    let edited = edit(file.text.as_deref())
        .map_err(|error| Failure::new(format!("cannot edit {}: {error}", path.display())))?;
    if edited == file.text {
        say(&format!("{}: nothing to change", path.display()));
    } else if options.dry_run {
        // A patch: its lines stay as they are.
        let diff = diff(&path, file.text.as_deref(), edited.as_deref());
        show(&(shown(&diff) + "\n"));
    } else {
        let done = match &edited {
            Some(text) => file.write(text).map(|()| "written")?,
            None => file.remove().map(|()| "removed")?,
        };
        say(&format!("{}: {done}", path.display()));
    }
    if let Some(text) = &edited {
        let left = bridge_entries_left(agent, &path, text);
        left.iter().for_each(say_remark);
    }
    Ok(Edited { path, text: edited })
}

/// Returns the places of the files that the agent reads together with the one that is edited.
fn places(options: &BridgeFile) -> Result<Places, Failure> {
    let mut places = user_places()?;
    let root = options.project.as_ref();
    places.project = root.and_then(|root| std::path::absolute(root).ok());
    Ok(places)
}

/// The file the bridge goes into.
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
        .map_err(|error| Failure::new(format!("cannot use {}: {error}", path.display())))
}

/// Returns the absolute path of this program.
pub(super) fn program() -> Result<String, Failure> {
    let path = std::env::current_exe()
        .map_err(|error| Failure::new(format!("cannot tell where this program is: {error}")))?;
    path.into_os_string()
        .into_string()
        .map_err(|path| Failure::new(format!("{} is not UTF-8", Path::new(&path).display())))
}

/// Returns the change as a unified diff.
fn diff(path: &Path, before: Option<&str>, after: Option<&str>) -> String {
    let name = |text: Option<&str>| match text {
        Some(_) => path.display().to_string(),
        None => "/dev/null".to_owned(),
    };
    let changes = TextDiff::from_lines(before.unwrap_or_default(), after.unwrap_or_default());
    let patch = changes
        .unified_diff()
        .header(&name(before), &name(after))
        .to_string();
    patch.trim_end_matches('\n').to_owned()
}

fn say_remark(found: &Diagnostic) {
    let help = found.help.as_ref().map(|help| format!("; {help}"));
    let (path, line) = (found.file.display(), found.line);
    let (message, help) = (&found.message, help.unwrap_or_default());
    say(&format!("{path}:{line}: {message}{help}"));
}

/// A sentence for the person who typed the command.
fn say(text: &str) {
    show(&paragraph(&shown(text), 0, columns()));
}

fn show(text: &str) {
    // If stdout is closed, the text cannot be shown anywhere.
    let _ = anstream::stdout().write_all(text.as_bytes());
}
