//! The hooks that a command line asks for.

use std::path::{Path, PathBuf};

use hooks_config::foreign::foreign_candidates;
use hooks_config::{
    Diagnostic, Loaded, NamedOptions, Places, ProjectTrust, Severity, bridge_home_variable,
    load_candidates, native_candidates,
};
use hooks_types::Dialect;

use crate::cli::Sources;
use crate::failure::Failure;
use crate::show::{counted, marked};

/// Loaded hooks that may run: says what there is to say and refuses what must not.
pub(crate) fn usable(loaded: Loaded) -> Result<Loaded, Failure> {
    for diagnostic in worth_saying(&loaded) {
        let text = text_of(&loaded, &diagnostic.file);
        // A closed stderr leaves nobody to tell.
        let _ =
            std::io::Write::write_all(&mut anstream::stderr(), marked(diagnostic, text).as_bytes());
    }
    if loaded.forbids_use() {
        let errors = loaded
            .diagnostics
            .iter()
            .filter(|found| found.severity == Severity::Error);
        let counted = counted(errors);
        return Err(Failure::new(format!(
            "nothing was run: {counted} in the configuration"
        )));
    }
    Ok(loaded)
}

fn worth_saying(loaded: &Loaded) -> impl Iterator<Item = &Diagnostic> {
    loaded
        .diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Error)
}

/// The text of a loaded file.
pub(crate) fn text_of<'a>(loaded: &'a Loaded, file: &Path) -> &'a str {
    let file = loaded
        .files
        .iter()
        .find(|loaded| loaded.path.as_path() == file);
    file.map_or("", |file| &file.text)
}

/// One named file, in a given format or the one that its path and shape tell.
pub(crate) fn load_named(path: &Path, dialect: Option<Dialect>) -> Loaded {
    hooks_config::load_named([path], &named("", dialect))
}

/// The hooks that the options name, or that lie where agents and we keep them.
pub(crate) fn from_sources(sources: &Sources, project: &str) -> Result<Loaded, Failure> {
    let loaded = if sources.config.is_empty() {
        discovered(project, sources.dialect, sources.trust_project)
    } else {
        hooks_config::load_named(&sources.config, &named(project, sources.dialect))
    };
    usable(loaded)
}

/// Only our own files: the others' belong to the agent whose hook we are.
pub(crate) fn own_files(config: &[PathBuf], project: &str, trusted: bool) -> Loaded {
    if config.is_empty() {
        return load_candidates(&native_candidates(&places(project)), trust(trusted));
    }
    hooks_config::load_named(config, &named(project, None))
}

/// Our own files, then those of every agent, or of the one that is asked for alone.
fn discovered(project: &str, dialect: Option<Dialect>, trusted: bool) -> Loaded {
    let places = places(project);
    let dialects = dialect.as_ref().map_or(Dialect::ALL, std::slice::from_ref);
    let mut candidates = Vec::new();
    if dialects.contains(&Dialect::Native) {
        candidates.extend(native_candidates(&places));
    }
    candidates.extend(foreign_candidates(&places, dialects));
    load_candidates(&candidates, trust(trusted))
}

fn named(project: &str, dialect: Option<Dialect>) -> NamedOptions {
    let mut options = NamedOptions::new();
    options.dialect = dialect;
    options.home = std::env::home_dir();
    options.project = (!project.is_empty()).then(|| PathBuf::from(project));
    options
}

fn places(project: &str) -> Places {
    let mut places = Places::new();
    places.home = std::env::home_dir();
    places.config_home = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    places.project = (!project.is_empty()).then(|| PathBuf::from(project));
    for agent in Dialect::ALL {
        let moved = bridge_home_variable(*agent).and_then(std::env::var_os);
        if let Some(folder) = moved.filter(|folder| !folder.is_empty()) {
            places = places.with_agent_home(*agent, folder);
        }
    }
    places
}

fn trust(trusted: bool) -> ProjectTrust {
    match trusted {
        true => ProjectTrust::Trusted,
        false => ProjectTrust::Untrusted,
    }
}
