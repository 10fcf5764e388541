//! `hooks bridge install` and `uninstall`.

use std::io::Write;
use std::path::{Path, PathBuf};

use hooks_config::{
    BridgeHome, EditError, bridge_file, bridge_home_variable, install_bridge, uninstall_bridge,
};
use hooks_types::Dialect;
use similar::TextDiff;

use super::file::ConfigFile;
use crate::cli::BridgeFile;
use crate::exit_code;
use crate::failure::Failure;
use hooks_types::visible as shown;

/// Puts the bridge into the agent's configuration.
pub(crate) fn install(options: &BridgeFile) -> Result<u8, Failure> {
    let program = program()?;
    change(options, |text| {
        install_bridge(options.agent, text, &program).map(Some)
    })?;
    if let Some(remark) = remark(options.agent).filter(|_| !options.dry_run) {
        say(remark);
    }
    Ok(exit_code::DONE)
}

/// Takes it out again.
pub(crate) fn uninstall(options: &BridgeFile) -> Result<u8, Failure> {
    change(options, |text| match text {
        Some(text) => uninstall_bridge(options.agent, text),
        None => Ok(None),
    })?;
    Ok(exit_code::DONE)
}

/// Writes what `edit` makes of the file, or shows it.
fn change(
    options: &BridgeFile,
    edit: impl FnOnce(Option<&str>) -> Result<Option<String>, EditError>,
) -> Result<(), Failure> {
    let path = target(options)?;
    let file = ConfigFile::open(&path, options.project.as_deref())?;
    let edited = edit(file.text.as_deref())
        .map_err(|error| Failure::new(format!("cannot edit {}: {error}", path.display())))?;
    if edited == file.text {
        say(&format!("{}: nothing to change", path.display()));
        return Ok(());
    }
    if options.dry_run {
        say(&diff(&path, file.text.as_deref(), edited.as_deref()));
        return Ok(());
    }
    match &edited {
        Some(text) => file.write(text)?,
        None => file.remove()?,
    }
    let done = if edited.is_some() {
        "written"
    } else {
        "removed"
    };
    say(&format!("{}: {done}", path.display()));
    Ok(())
}

/// The file the bridge goes into.
fn target(options: &BridgeFile) -> Result<PathBuf, Failure> {
    let moved = bridge_home_variable(options.agent).and_then(std::env::var_os);
    let moved = moved.filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let user = std::env::home_dir();
    let home = match (&options.project, &moved, &user) {
        (Some(root), _, _) => BridgeHome::Project(root),
        (None, Some(own), _) => BridgeHome::Agent(own),
        (None, None, Some(home)) => BridgeHome::User(home),
        (None, None, None) => return Err(Failure::new("no home folder is known; set HOME")),
    };
    let path = bridge_file(options.agent, home)
        .ok_or_else(|| Failure::new(format!("there is no bridge for {}", options.agent)))?;
    std::path::absolute(&path)
        .map_err(|error| Failure::new(format!("cannot use {}: {error}", path.display())))
}

/// The absolute path of this program.
fn program() -> Result<String, Failure> {
    let path = std::env::current_exe()
        .map_err(|error| Failure::new(format!("cannot tell where this program lies: {error}")))?;
    path.into_os_string()
        .into_string()
        .map_err(|path| Failure::new(format!("{} is not UTF-8", Path::new(&path).display())))
}

/// What the user has to do himself.
fn remark(agent: Dialect) -> Option<&'static str> {
    match agent {
        Dialect::Codex => Some("Codex runs new hooks only after you have trusted them there"),
        Dialect::Gemini => Some("Gemini CLI runs hooks only in folders you have trusted there"),
        _ => None,
    }
}

/// The change as a patch.
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

fn say(text: &str) {
    // A closed stdout leaves nobody to tell.
    let _ = writeln!(anstream::stdout(), "{}", shown(text));
}
