//! The hooks that a command line asks for.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use hooks_config::{
    Candidate, Diagnostic, Loaded, NamedOptions, Places, ProjectTrust, Root, RootError, RootSearch,
    Severity, load_named, native_candidates, roots_of_agent,
};
use hooks_dialects::agents;
use hooks_types::report::Cause;
use hooks_types::spec::{Liveness, Scope, ScopedLimits};
use hooks_types::text::visible_line;
use hooks_types::{DialectRef, HookSpec, Payload};

use crate::cli::{Files, Sources};
use crate::failure::Failure;
use crate::misplaced::{Misplaced, files_astray};
use crate::os;
use crate::show::{complain, counted, held_back, marked};
use crate::trust::{Keeper, Told};
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
    /// Remembers that what is said once a session was said.
    pub(crate) told: Option<Told>,
    /// Whether hooks of some project were trusted, or nobody can tell.
    pub(crate) trusts_projects: bool,
}

/// Where a session is: what decides which project's hooks it gets.
#[derive(Debug)]
pub(crate) struct Whereabouts {
    /// The session's working folder.
    folder: PathBuf,
    /// The roots that its agent names.
    agent: Vec<PathBuf>,
    /// Its name, where it is more than this process.
    pub(crate) session: Option<String>,
}

impl Whereabouts {
    /// A session of ours in this folder.
    pub(crate) fn folder(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            agent: Vec::new(),
            session: None,
        }
    }

    /// Where a search for roots begins, and whether that is a root by its name alone.
    pub(crate) fn start(&self) -> (&Path, bool) {
        // The whole file system is no project.
        match self.agent.iter().find(|named| named.parent().is_some()) {
            Some(named) => (named, true),
            None => (&self.folder, false),
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
            session: payload
                .map(|payload| payload.meta.session_id.clone())
                .filter(|session| !session.is_empty()),
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
    let configured = survey(sources, whereabouts)?.into_usable(&sources.files)?;
    configured.held_back.iter().for_each(complain);
    if let Some(told) = &configured.told {
        told.set();
    }
    Ok(configured)
}

/// Everything that the options name, or that lies where agents and we keep hooks, usable or not.
pub(crate) fn survey(sources: &Sources, whereabouts: &Whereabouts) -> Result<Survey, Failure> {
    let dialect = sources.dialect.as_ref();
    let candidates = |places: &Places| {
        let mut all = native_candidates(places);
        all.extend(agents().all_candidates(places));
        // No option takes an administrator's hooks away.
        let is_wanted = |file: &Candidate| dialect.is_none_or(|dialect| file.dialect == *dialect);
        all.retain(|file| file.scope == Scope::Managed || is_wanted(file));
        all
    };
    read(&sources.files, dialect, dialect, whereabouts, candidates)
}

/// The hooks of our own files: the others' belong to the agent whose hook we are.
pub(crate) fn own_files(files: &Files, whereabouts: &Whereabouts) -> Result<Configured, Failure> {
    let native = DialectRef::NATIVE;
    let candidates = |places: &Places| {
        let mut all = native_candidates(places);
        let others = agents().all_candidates(places).into_iter();
        // Plugins hold files of ours as well, and a list of them that cannot be read hides those.
        all.extend(others.filter(|file| file.is_for_our_hooks()));
        all
    };
    read(files, None, Some(&native), whereabouts, candidates)?.usable(files, Reader::Agent)
}

/// What loading came to, before anybody asks whether it may be used.
#[derive(Debug)]
pub(crate) struct Survey {
    pub(crate) loaded: Loaded,
    /// The outermost root, if there is any.
    pub(crate) first_root: Option<PathBuf>,
    /// Where hook files of ours were looked for.
    pub(crate) looked_for: Vec<PathBuf>,
    /// Files of ours that lie beside the places that are read.
    pub(crate) misplaced: Vec<Misplaced>,
    /// What the user is told about hooks that were decided about.
    remarks: Vec<String>,
    /// What the user is told once a session, and what remembers it.
    gone: (Vec<String>, Option<Told>),
    /// Why no hook of the project may run at all.
    may_run: Result<(), Failure>,
    /// Whether hooks of some project were trusted, or nobody can tell.
    trusts_projects: bool,
    /// How long loading took.
    took: Duration,
}

impl Survey {
    /// The hooks that may run, what is wrong with the others told to a person.
    pub(crate) fn into_usable(self, files: &Files) -> Result<Configured, Failure> {
        self.usable(files, Reader::Person)
    }

    fn usable(self, files: &Files, reader: Reader) -> Result<Configured, Failure> {
        let mut configured = usable(&self.loaded, reader)?;
        self.may_run?;
        let first = self.first_root;
        configured.held_back = held_back(&self.loaded.roots, first.as_deref(), files.trust_project);
        configured.held_back.extend(self.remarks);
        let (gone, told) = self.gone;
        configured.held_back.extend(gone);
        configured.told = told;
        configured.trusts_projects = self.trusts_projects;
        configured.root = first;
        // Loading is part of what a dispatch may take.
        configured.limits.spend(self.took);
        Ok(configured)
    }

    /// How many errors there are.
    pub(crate) fn errors(&self) -> usize {
        errors(&self.loaded).count()
    }

    /// How many errors there are in one file.
    pub(crate) fn errors_in(&self, file: &Path) -> usize {
        let of_file = |found: &&Diagnostic| found.file.as_path() == file;
        errors(&self.loaded).filter(of_file).count()
    }
}

/// Reads files in one format or in any; `format` is the one whose hooks may be loaded from a project.
fn read(
    files: &Files,
    dialect: Option<&DialectRef>,
    format: Option<&DialectRef>,
    whereabouts: &Whereabouts,
    candidates: impl FnOnce(&Places) -> Vec<Candidate>,
) -> Result<Survey, Failure> {
    let began = Instant::now();
    let project = files.project.as_deref();
    if let Some(path) = project.filter(|path| !path.is_dir()) {
        let path = path.to_path_buf();
        return Err(Failure::new(RootError::NoFolder { path }.to_string()));
    }
    let (mut roots, mut looked_for) = (Vec::new(), Vec::new());
    let mut astray = Vec::new();
    let mut remarks = Vec::new();
    let mut gone = (Vec::new(), None);
    let mut may_run = Ok(());
    let mut trusts_projects = false;
    let mut places = places(files, format, whereabouts)?;
    let loaded = if files.config.is_empty() {
        let keeper = Keeper::open(&mut places, files, whereabouts)?;
        trusts_projects = keeper.trusts_projects();
        let candidates = candidates(&places);
        let loaded = keeper.load(&candidates);
        remarks = keeper.remarks(&loaded.trust);
        gone = keeper.gone(&loaded.trust);
        let misplaced = places.user_folder_in_project(&candidates, &loaded);
        may_run = keeper.may_run().and_then(|()| match misplaced {
            Some(misplaced) => Err(Failure::new(format!("nothing was run: {misplaced}"))),
            None => Ok(()),
        });
        looked_for.extend(
            native_candidates(&places)
                .into_iter()
                .map(|native| native.path),
        );
        let project = project.unwrap_or(&whereabouts.folder);
        let own = own_file(&places);
        astray = files_astray(project, places.home.as_deref(), own.as_deref());
        let read = |found: &Misplaced| candidates.iter().any(|file| file.path == found.path);
        astray.retain(|found| !read(found));
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
    remarks.extend(denied(&loaded));
    Ok(Survey {
        loaded,
        first_root: roots.into_iter().next().map(|root| root.path),
        looked_for,
        misplaced: astray,
        remarks,
        gone,
        may_run,
        trusts_projects,
        took: began.elapsed(),
    })
}

/// The hooks of files that somebody named, or what is wrong with these files.
pub(crate) fn of_files(
    paths: &[PathBuf],
    dialect: Option<&DialectRef>,
    project: &Path,
) -> Result<Configured, String> {
    let mut options = NamedOptions::new().with_agents(agents());
    options.dialect = dialect.cloned();
    options.home = std::env::home_dir();
    options.project = Some(project.to_path_buf());
    let loaded = load_named(paths, &options);
    usable(&loaded, Reader::Agent).map_err(|failure| failure.to_string())
}

/// How many hooks do not run because the administrator says so.
fn denied(loaded: &Loaded) -> Option<String> {
    let denied = |hook: &&HookSpec| matches!(&hook.liveness, Liveness::NotLive { cause, .. } if *cause == Cause::TrustDenied);
    let count = loaded.hooks_despite_errors().iter().filter(denied).count();
    let line = || format!("{count} hooks of projects did not run: the administrator lets none run");
    (count > 0).then(line)
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
        trusts_projects: false,
        root: None,
        held_back: Vec::new(),
        told: None,
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

pub(crate) fn places(
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

/// Where the user keeps our own configuration.
pub(crate) fn user_folder() -> Result<PathBuf, Failure> {
    let mine = own_file(&user_places()?);
    let folder = mine.and_then(|mine| mine.parent().map(Path::to_path_buf));
    folder
        .ok_or_else(|| Failure::new("HOME is not set: where your configuration is cannot be told"))
}

/// The user's own file of ours.
fn own_file(places: &Places) -> Option<PathBuf> {
    let mut files = native_candidates(places).into_iter();
    let mine = files.find(|candidate| candidate.scope == Scope::User)?;
    Some(mine.path)
}
