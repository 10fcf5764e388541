//! The hooks that a command line asks for.

use std::io::Write;
use std::path::{Path, PathBuf};

use hooks_config::foreign::foreign_candidates;
use hooks_config::{
    Candidate, Diagnostic, Loaded, NamedOptions, Places, ProjectTrust, Severity,
    bridge_home_variable, load_candidates, load_named, native_candidates,
};
use hooks_types::{Dialect, HookSpec, ScopedLimits, plain};

use crate::cli::Sources;
use crate::failure::Failure;
use crate::show::{complain, counted, marked};

/// Hooks that may run, with the bounds of their dispatches.
#[derive(Debug)]
pub(crate) struct Configured {
    pub(crate) hooks: Vec<HookSpec>,
    pub(crate) limits: ScopedLimits,
    /// Whether there was any file at all.
    pub(crate) found: bool,
}

/// Who reads what is wrong with the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// A person at a terminal: everything, with its line marked.
    Person,
    /// An agent that takes stderr for a hook's reason: only what stops us, in one line.
    Agent,
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
        return named(&sources.config, sources.dialect, project).usable(Reader::Person);
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
    discovered(&candidates, project, sources.trust_project).usable(Reader::Person)
}

/// The hooks of our own files: the others' belong to the agent whose hook we are.
pub(crate) fn own_files(
    config: &[PathBuf],
    project: &str,
    trusted: bool,
) -> Result<Configured, Failure> {
    if !config.is_empty() {
        return named(config, None, project).usable(Reader::Agent);
    }
    discovered(&native_candidates(&places(project)), project, trusted).usable(Reader::Agent)
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
    fn usable(self, reader: Reader) -> Result<Configured, Failure> {
        let loaded = &self.loaded;
        if reader == Reader::Person {
            tell(loaded);
        }
        // A stranger's file stops nobody.
        let mut judged = loaded.clone();
        judged.diagnostics.retain(|found| !self.is_untrusted(found));
        if judged.forbids_use() {
            let counted = counted(errors(&judged));
            let first = errors(&judged)
                .next()
                .filter(|_| reader == Reader::Agent)
                .map_or(String::new(), |first| format!(": {first}"));
            let message = format!("nothing was run: {counted} in the configuration{first}");
            return Err(Failure::new(message));
        }
        Ok(Configured {
            hooks: loaded.hooks_despite_errors().to_vec(),
            limits: loaded.limits,
            found: !loaded.files.is_empty(),
        })
    }

    fn is_untrusted(&self, found: &Diagnostic) -> bool {
        self.untrusted
            .is_some_and(|root| found.file.starts_with(root))
    }
}

fn errors(loaded: &Loaded) -> impl Iterator<Item = &Diagnostic> {
    let all = loaded.diagnostics.iter();
    all.filter(|found| found.severity == Severity::Error)
}

/// So many warnings are shown with every run; the rest is counted.
const WARNINGS: usize = 5;

/// Shows errors with their lines, and the first warnings with a line each.
fn tell(loaded: &Loaded) {
    for error in errors(loaded) {
        let shown = marked(error, text_of(loaded, &error.file));
        // A closed stderr leaves nobody to tell.
        let _ = anstream::stderr().write_all(shown.as_bytes());
    }
    let warned = |found: &&Diagnostic| found.severity == Severity::Warning;
    let mut warnings = loaded.diagnostics.iter().filter(warned);
    for warning in warnings.by_ref().take(WARNINGS) {
        complain(plain(&warning.to_string()));
    }
    let more = counted(warnings);
    if !more.is_empty() {
        complain(format!(
            "{more} more in the configuration; `hooks check` shows all"
        ));
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
    for agent in Dialect::ALL {
        let moved = bridge_home_variable(*agent).and_then(std::env::var_os);
        if let Some(folder) = moved.filter(|folder| !folder.is_empty()) {
            places = places.with_agent_home(*agent, folder);
        }
    }
    places
}
