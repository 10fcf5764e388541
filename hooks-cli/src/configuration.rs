//! The hooks that a command line asks for.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use hooks_config::{
    Candidate, Diagnostic, Loaded, NamedOptions, Places, ProjectTrust, Root, RootError, RootSearch,
    Severity, load_candidates, load_named, native_candidates, roots_of_agent,
};
use hooks_dialects::agents;
use hooks_types::{DialectRef, HookSpec, Payload, Scope, ScopedLimits, visible_line};

use crate::cli::{Files, Sources};
use crate::failure::Failure;
use crate::os;
use crate::show::{complain, counted, held_back, marked};
use crate::user_folders::user_places;

/// Hooks that may run, with the bounds of their dispatches.
#[derive(Debug)]
pub(crate) struct Configured {
    pub(crate) hooks: Vec<HookSpec>,
    pub(crate) limits: ScopedLimits,
    /// Whether there was any file at all.
    pub(crate) found: bool,
    /// The project's root: the outermost, if there is any.
    pub(crate) root: Option<PathBuf>,
    /// What was found but may not run, a line for each root. For the user, not for a model.
    pub(crate) held_back: Vec<String>,
}

/// Where a session is: what decides which project's hooks it gets.
#[derive(Debug)]
pub(crate) struct Whereabouts {
    /// The session's working folder.
    folder: PathBuf,
    /// The roots that its agent names.
    agent: Vec<PathBuf>,
}

impl Whereabouts {
    /// A session of ours in this folder.
    pub(crate) fn folder(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            agent: Vec::new(),
        }
    }

    /// A session of an agent, by its payload and variables.
    pub(crate) fn of_agent(agent: &DialectRef, payload: Option<&Payload>) -> Self {
        let cwd = payload.map(|payload| payload.meta.cwd.as_str());
        let folder = match cwd.filter(|cwd| !cwd.is_empty()) {
            Some(cwd) => PathBuf::from(cwd),
            None => std::env::current_dir().unwrap_or_default(),
        };
        Self {
            folder,
            agent: roots_of_agent(&agents(), agent, payload, |name| std::env::var_os(name)),
        }
    }

    /// What hooks that lie in no root are told is the project's root: the one that is named, else
    /// the outermost that was found, else the working folder.
    fn project(&self, named: Option<&Path>, roots: &[Root]) -> PathBuf {
        let named = named.or(self.agent.first().map(PathBuf::as_path));
        let root = || roots.first().map(|root| root.path.as_path());
        let project = named.or_else(root).unwrap_or(&self.folder);
        std::path::absolute(project).unwrap_or_else(|_| project.to_path_buf())
    }
}

/// Who reads what is wrong with the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// A person at a terminal: everything, with its line marked.
    Person,
    /// An agent that takes stderr for a hook's reason: only what stops us, in one line.
    Agent,
}

/// The hooks that the options name, or that lie where agents and we keep them. What may not run is
/// said.
pub(crate) fn from_sources(
    sources: &Sources,
    whereabouts: &Whereabouts,
) -> Result<Configured, Failure> {
    let dialect = sources.dialect.as_ref();
    let candidates = |places: &Places| {
        let mut all = native_candidates(places);
        all.extend(agents().all_candidates(places));
        // No option takes an administrator's hooks away.
        let is_wanted = |file: &Candidate| dialect.is_none_or(|dialect| file.dialect == *dialect);
        all.retain(|file| file.scope == Scope::Managed || is_wanted(file));
        all
    };
    let loaded = load(
        &sources.files,
        dialect,
        whereabouts,
        candidates,
        Reader::Person,
    );
    let configured = loaded?;
    configured.held_back.iter().for_each(complain);
    Ok(configured)
}

/// The hooks of our own files: the others' belong to the agent whose hook we are.
pub(crate) fn own_files(files: &Files, whereabouts: &Whereabouts) -> Result<Configured, Failure> {
    load(files, None, whereabouts, native_candidates, Reader::Agent)
}

fn load(
    files: &Files,
    dialect: Option<&DialectRef>,
    whereabouts: &Whereabouts,
    candidates: impl FnOnce(&Places) -> Vec<Candidate>,
    reader: Reader,
) -> Result<Configured, Failure> {
    let began = Instant::now();
    let project = files.project.as_deref();
    if let Some(path) = project.filter(|path| !path.is_dir()) {
        let path = path.to_path_buf();
        return Err(Failure::new(RootError::NoFolder { path }.to_string()));
    }
    let format = match reader {
        Reader::Person => dialect,
        Reader::Agent => Some(&DialectRef::NATIVE),
    };
    let places = places(files, format, whereabouts)?;
    let mut roots = Vec::new();
    let mut misplaced = None;
    let loaded = if files.config.is_empty() {
        let candidates = candidates(&places);
        let loaded = load_candidates(&candidates, ProjectTrust::Untrusted, &agents());
        misplaced = places.user_folder_in_project(&candidates, &loaded);
        roots = places.roots;
        loaded
    } else {
        let managed = candidates(&places);
        let mut options = NamedOptions::new().with_agents(agents());
        options = options.under(managed, places.roots);
        options.dialect = dialect.cloned();
        options.home = std::env::home_dir();
        options.project = Some(whereabouts.project(project, &[]));
        load_named(&files.config, &options)
    };
    let mut configured = usable(&loaded, reader)?;
    if let Some(misplaced) = misplaced {
        return Err(Failure::new(format!("nothing was run: {misplaced}")));
    }
    let first = roots.into_iter().next().map(|root| root.path);
    configured.held_back = held_back(&loaded.roots, first.as_deref(), files.trust_project);
    configured.root = first;
    // Loading is part of what a dispatch may take.
    configured.limits.spend(began.elapsed());
    Ok(configured)
}

/// One file that somebody named.
pub(crate) fn one_file(path: &Path, dialect: Option<&DialectRef>) -> Loaded {
    let mut options = NamedOptions::new().with_agents(agents());
    options.dialect = dialect.cloned();
    options.home = std::env::home_dir();
    load_named([path], &options)
}

/// Says what is wrong, and refuses to run anything where hooks may be missing for it.
fn usable(loaded: &Loaded, reader: Reader) -> Result<Configured, Failure> {
    if reader == Reader::Person {
        tell(loaded);
    }
    if loaded.forbids_use() {
        let counted = counted(errors(loaded));
        let first = errors(loaded)
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
        root: None,
        held_back: Vec::new(),
    })
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
        complain(visible_line(&warning.to_string()));
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

fn places(
    files: &Files,
    format: Option<&DialectRef>,
    whereabouts: &Whereabouts,
) -> Result<Places, Failure> {
    let mut places = user_places()?;
    let mut search = RootSearch::from_folder(&whereabouts.folder)
        .with_agents(agents())
        .named_by_agent(whereabouts.agent.iter().cloned());
    search.format = format.cloned();
    search.project.clone_from(&files.project);
    search.home.clone_from(&places.home);
    search.user = os::user();
    if files.trust_project {
        search = search.trusting(ProjectTrust::Trusted);
    }
    places.roots = match search.roots() {
        // Where files are named, nothing is looked for in it.
        Err(RootError::BelowRoot { path, .. }) if !files.config.is_empty() => {
            vec![Root::new(path)]
        }
        found => found.map_err(|error| Failure::new(error.to_string()))?,
    };
    places.project = Some(whereabouts.project(files.project.as_deref(), &places.roots));
    Ok(places)
}
