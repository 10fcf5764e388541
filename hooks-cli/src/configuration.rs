//! The hooks that a command line asks for.

use std::io::Write;
use std::path::{Path, PathBuf};

use hooks_config::foreign::foreign_candidates;
use hooks_config::{
    Candidate, Diagnostic, DiagnosticCode, Loaded, NamedOptions, Places, ProjectTrust, Severity,
    load_candidates, load_named, native_candidates,
};
use hooks_types::{Dialect, DispatchLimits, HookSpec};

use crate::cli::Sources;
use crate::failure::Failure;
use crate::show::{complain, counted, marked};

/// Hooks that may run, with the bounds of their dispatches.
#[derive(Debug)]
pub(crate) struct Configured {
    pub(crate) hooks: Vec<HookSpec>,
    pub(crate) limits: DispatchLimits,
    /// Whether there was any file at all.
    pub(crate) found: bool,
}

/// What a load came from.
struct Origin<'a> {
    loaded: Loaded,
    /// The root of a project whose own files were found but are not trusted.
    untrusted: Option<&'a Path>,
}

/// The hooks that the options name, or that lie where agents and we keep them.
pub(crate) fn from_sources(sources: &Sources, project: &str) -> Result<Configured, Failure> {
    if !sources.config.is_empty() {
        return named(&sources.config, sources.dialect, project).usable();
    }
    let places = places(project);
    let candidates = match sources.dialect {
        Some(Dialect::Native) => native_candidates(&places),
        Some(dialect) => foreign_candidates(&places, &[dialect]),
        None => {
            let mut all = native_candidates(&places);
            all.extend(foreign_candidates(&places, Dialect::ALL));
            all
        }
    };
    discovered(&candidates, project, sources.trust_project).usable()
}

/// The hooks of our own files: the others' belong to the agent whose hook we are.
pub(crate) fn own_files(
    config: &[PathBuf],
    project: &str,
    trusted: bool,
) -> Result<Configured, Failure> {
    if !config.is_empty() {
        return named(config, None, project).usable();
    }
    discovered(&native_candidates(&places(project)), project, trusted).usable()
}

/// One file that somebody named.
pub(crate) fn one_file(path: &Path, dialect: Option<Dialect>) -> Loaded {
    let mut options = NamedOptions::new();
    options.dialect = dialect;
    options.home = std::env::home_dir();
    load_named([path], &options)
}

fn named<'a>(paths: &[PathBuf], dialect: Option<Dialect>, project: &str) -> Origin<'a> {
    let mut options = NamedOptions::new();
    options.dialect = dialect;
    options.home = std::env::home_dir();
    options.project = (!project.is_empty()).then(|| PathBuf::from(project));
    Origin {
        loaded: load_named(paths, &options),
        untrusted: None,
    }
}

fn discovered<'a>(candidates: &[Candidate], project: &'a str, trusted: bool) -> Origin<'a> {
    let trust = match trusted {
        true => ProjectTrust::Trusted,
        false => ProjectTrust::Untrusted,
    };
    Origin {
        loaded: load_candidates(candidates, trust),
        untrusted: (!trusted && !project.is_empty()).then(|| Path::new(project)),
    }
}

impl Origin<'_> {
    /// Says what is wrong, and refuses to run anything where hooks may be missing for it.
    fn usable(self) -> Result<Configured, Failure> {
        let loaded = &self.loaded;
        let errors = || {
            loaded
                .diagnostics
                .iter()
                .filter(|found| found.severity == Severity::Error)
        };
        for error in errors() {
            // A closed stderr leaves nobody to tell.
            let shown = marked(error, text_of(loaded, &error.file));
            let _ = anstream::stderr().write_all(shown.as_bytes());
        }
        let fatal = counted(errors().filter(|error| self.is_fatal(error)));
        if !fatal.is_empty() {
            return Err(Failure::new(format!(
                "nothing was run: {fatal} in the configuration"
            )));
        }
        let warned = |found: &&Diagnostic| found.severity == Severity::Warning;
        let warnings = counted(loaded.diagnostics.iter().filter(warned));
        if !warnings.is_empty() {
            complain(format!(
                "{warnings} in the configuration; `hooks check` shows them"
            ));
        }
        Ok(Configured {
            hooks: loaded.hooks_despite_errors().to_vec(),
            limits: loaded.limits,
            found: !loaded.files.is_empty(),
        })
    }

    /// Whether an error may have cost hooks. A broken entry of another agent's file costs that
    /// entry only, which stays as a hook that fails; a stranger's file stops nobody.
    fn is_fatal(&self, error: &Diagnostic) -> bool {
        if self
            .untrusted
            .is_some_and(|root| error.file.starts_with(root))
        {
            return false;
        }
        let of_file = matches!(
            error.code,
            DiagnosticCode::Unreadable | DiagnosticCode::Syntax | DiagnosticCode::UnknownFormat
        );
        let foreign = self
            .loaded
            .files
            .iter()
            .any(|file| file.path == error.file && file.dialect != Dialect::Native);
        of_file || !foreign
    }
}

/// The text of a loaded file.
pub(crate) fn text_of<'a>(loaded: &'a Loaded, file: &Path) -> &'a str {
    let file = loaded
        .files
        .iter()
        .find(|loaded| loaded.path.as_path() == file);
    file.map_or("", |file| &file.text)
}

fn places(project: &str) -> Places {
    let mut places = Places::new();
    places.home = std::env::home_dir();
    places.config_home = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    places.project = (!project.is_empty()).then(|| PathBuf::from(project));
    places
}
