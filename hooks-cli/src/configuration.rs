//! The hooks that a command line asks for.

use std::path::{Path, PathBuf};

use hooks_config::{
    Diagnostic, LoadOptions, Loaded, Places, ProjectTrust, Severity, load_candidates, load_file,
    native_candidates,
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
    if loaded.has_errors() {
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
    load_file(dialect.unwrap_or_default(), &LoadOptions::of_file(path))
}

/// The hooks that the options name, or that lie where agents and we keep them.
pub(crate) fn from_sources(sources: &Sources, project: &str) -> Result<Loaded, Failure> {
    let named = load_all(&sources.config, sources.dialect);
    let loaded = match sources.config.is_empty() {
        false => named,
        true => discovered(project, sources.trust_project),
    };
    usable(loaded)
}

/// Only our own files: the others' belong to the agent whose hook we are.
pub(crate) fn own_files(config: &[PathBuf], project: &str, trusted: bool) -> Loaded {
    if config.is_empty() {
        return load_candidates(&native_candidates(&places(project)), trust(trusted));
    }
    load_all(config, None)
}

fn discovered(project: &str, trusted: bool) -> Loaded {
    load_candidates(&native_candidates(&places(project)), trust(trusted))
}

fn load_all(paths: &[PathBuf], dialect: Option<Dialect>) -> Loaded {
    let mut loaded = Loaded::default();
    for path in paths {
        loaded.append(load_named(path, dialect));
    }
    loaded
}

fn places(project: &str) -> Places {
    let mut places = Places::new();
    places.home = std::env::home_dir();
    places.config_home = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    places.project = (!project.is_empty()).then(|| PathBuf::from(project));
    places
}

fn trust(trusted: bool) -> ProjectTrust {
    match trusted {
        true => ProjectTrust::Trusted,
        false => ProjectTrust::Untrusted,
    }
}
