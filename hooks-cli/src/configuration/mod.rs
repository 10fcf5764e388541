//! Loads the hooks that the options of a command select.
//!
//! `places` collects the folders to search, `read` loads the files that are found, and a [`Survey`] holds the result
//! before it is decided whether the hooks may run. `problems` chooses the problems of a survey that are shown. Commands
//! that explain use the survey. Commands that run hooks use [`Configured`], which they get only if no error could have
//! hidden a hook that guards a call.

mod places;
mod problems;
mod prompts;
mod survey;
mod told;
mod whereabouts;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use hooks_config::{
    Candidate, Loaded, NamedOptions, Places, Root, RootError, load_named, native_candidates,
};
use hooks_dialects::agents;
use hooks_types::report::Cause;
use hooks_types::spec::{BudgetSource, Liveness, Scope, ScopedLimits};
use hooks_types::{DialectRef, EventName, HookSpec};

use crate::cli::{Files, Sources};
use crate::failure::Failure;
use crate::misplaced::{Misplaced, files_astray, files_beside, files_inside, parts_of_files};
use crate::show::{advise, complain, counted};
use crate::trust::{Keeper, NoticeMark, SessionMarks};
use crate::user_folders::home;
use places::own_file;
use told::{Reader, errors, tell};

pub(crate) use places::{places, searched_folders, user_folder};
pub(crate) use prompts::may_judge_prompts;
pub(crate) use survey::{Survey, unread_files};
pub(crate) use told::severity;
pub(crate) use whereabouts::Whereabouts;

/// Hooks that may run, with the limits on the time and size of a dispatch (one event sent through its hooks).
#[derive(Debug)]
pub(crate) struct Configured {
    pub(crate) hooks: Vec<HookSpec>,
    pub(crate) limits: ScopedLimits,
    /// Which files set the time budgets in `limits`, so that a message can name the file whose budget ran out.
    pub(crate) budgets: Vec<BudgetSource>,
    /// Whether any hook file was found.
    pub(crate) found: bool,
    /// The project's root (a folder with hook files); of several roots, the outermost. `None` if no root was found.
    pub(crate) root: Option<PathBuf>,
    /// Everything that was loaded, for commands that report more than the hooks.
    pub(crate) loaded: Loaded,
    /// Lines about hooks that may not run or that no longer exist. The lines are for the user, not for a model.
    pub(crate) held_back: Vec<String>,
    /// Hook files that are not read, because they lie near a place where hook files are read, but not at that place.
    pub(crate) misplaced: Vec<Misplaced>,
    /// The mark to set once the session has shown the lines about trusted hooks that no longer exist: it does not show
    /// them again. `None` if there are no such lines, or outside a session.
    pub(crate) told: Option<NoticeMark>,
    /// The marks of the notices that the agent's session has shown; `None` outside a session.
    pub(crate) marks: Option<SessionMarks>,
    /// Whether hooks of any project are trusted. Also true if the trust store cannot be read.
    pub(crate) trusts_projects: bool,
}

/// Loads the hooks of the files that the options name, or else of all files that discovery finds. Prints which hooks
/// may not run; if `event` is given, only those of this event.
///
/// # Errors
///
/// A file has an error that can hide hooks: then nothing runs.
pub(crate) fn from_sources(
    sources: &Sources,
    whereabouts: &Whereabouts,
    event: Option<&EventName>,
) -> Result<Configured, Failure> {
    let mut survey = survey(sources, whereabouts)?;
    for found in survey.take_misnamed_by_user() {
        complain(found.said());
    }
    let configured = survey.into_usable(&sources.files, event)?;
    configured.held_back.iter().for_each(advise);
    if let Some(told) = &configured.told {
        told.set();
    }
    Ok(configured)
}

/// Like [`from_sources`], but prints nothing. Use it for commands whose stderr is part of the answer.
///
/// # Errors
///
/// The same errors as [`from_sources`]; the message quotes the first error.
pub(crate) fn from_sources_silently(
    sources: &Sources,
    whereabouts: &Whereabouts,
) -> Result<Configured, Failure> {
    survey(sources, whereabouts)?.usable(&sources.files, Reader::Agent, None)
}

/// Finds every hook of the files that the options name, or else of all files that discovery finds, whether the hook
/// can be used or not.
///
/// # Errors
///
/// The places cannot be searched. Errors in files are part of the result.
pub(crate) fn survey(sources: &Sources, whereabouts: &Whereabouts) -> Result<Survey, Failure> {
    let dialect = sources.dialect.as_ref();
    let candidates = |places: &Places| {
        let mut all = native_candidates(places);
        all.extend(agents().all_candidates(places));
        // Managed files are always loaded, because no option can remove an administrator's hooks.
        let is_wanted = |file: &Candidate| dialect.is_none_or(|dialect| file.dialect == *dialect);
        all.retain(|file| file.scope == Scope::Managed || is_wanted(file));
        all
    };
    read(&sources.files, dialect, dialect, whereabouts, candidates)
}

/// Loads the hooks of files in our own format only, for the bridge. The agent that called the bridge runs the hooks of
/// the agent's own files itself.
///
/// # Errors
///
/// The same errors as [`from_sources`]. Nothing is printed, because the agent reads stderr as a hook's reason.
pub(crate) fn own_files(files: &Files, whereabouts: &Whereabouts) -> Result<Configured, Failure> {
    let native = DialectRef::NATIVE;
    let candidates = |places: &Places| {
        let mut all = native_candidates(places);
        let others = agents().all_candidates(places).into_iter();
        // Plugins can hold files in our own format too, so add these. If an agent's list of plugins cannot be read, its
        // plugins' files are missed.
        all.extend(others.filter(|file| file.is_for_our_hooks()));
        all
    };
    read(files, None, Some(&native), whereabouts, candidates)?.usable(files, Reader::Agent, None)
}

/// Reads the configuration. `dialect` is the format of named files, or `None` to detect it. `format` limits the hooks
/// of projects to files in this format.
///
/// # Errors
///
/// The named project is not a folder, the places cannot be found, or the trust store cannot be used. Errors in
/// hook files are part of the result.
fn read(
    files: &Files,
    dialect: Option<&DialectRef>,
    format: Option<&DialectRef>,
    whereabouts: &Whereabouts,
    candidates: impl FnOnce(&Places) -> Vec<Candidate>,
) -> Result<Survey, Failure> {
    // Loading counts against the time limit of the dispatch (one event sent through its hooks), so measure the time
    // from here.
    let began = Instant::now();
    let project = files.project.as_deref();
    // A missing folder is an error, because otherwise it would look like a project without hooks.
    if let Some(path) = project.filter(|path| !path.is_dir()) {
        let path = path.to_path_buf();
        return Err(Failure::new(RootError::NoFolder { path }.to_string()));
    }
    let (mut roots, mut looked_for) = (Vec::new(), Vec::new());
    let mut astray: Vec<Misplaced> = Vec::new();
    let mut own = None;
    let mut searched = None;
    let mut searched_from = None;
    let mut remarks = Vec::new();
    let mut gone = (Vec::new(), None);
    let mut marks = None;
    let mut may_run = Ok(());
    let mut trusts_projects = false;
    let mut places = places(files, format, whereabouts)?;
    let loaded = if files.config.is_empty() {
        // Create the keeper, which knows the user's decisions about trust, before the candidate files are listed. It
        // adds roots whose hook files were deleted, which the list would otherwise miss.
        let keeper = Keeper::open(&mut places, files, whereabouts)?;
        trusts_projects = keeper.trusts_projects();
        let candidates = candidates(&places);
        let loaded = keeper.load(&candidates);
        remarks = keeper.remarks(&loaded.trust);
        gone = keeper.gone(&loaded.trust);
        marks = keeper.marks();
        // If the user's own folder lies inside a project, a stranger could have written the file that would be read as
        // the user's own. So no hook may run then.
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
        own = own_file(&places);
        let folder = project.unwrap_or(&whereabouts.folder);
        let above = places.roots.iter().map(|root| root.path.as_path());
        let folders = above.filter(|root| *root != folder).chain([folder]);
        for folder in folders {
            let found = files_astray(folder, places.home.as_deref(), own.as_deref());
            astray.extend(found);
        }
        let around = around(&places, folder);
        searched_from = Some(folder.to_path_buf());
        let all = agents().all_places(&around);
        astray.extend(files_beside(&all));
        // Skip this search if only one format was asked for. Then `candidates` lacks the files in other formats, and
        // these would wrongly count as not read. (The bridge asks for one format; it never names misplaced files.)
        if format.is_none() {
            astray.extend(files_inside(&around, &agents(), &all, &candidates));
            astray.extend(parts_of_files(&around));
        }
        searched = Some(around);
        // Several searches can find the same file, so keep each file once. A file that is misplaced for one agent is
        // dropped if another agent reads it.
        let mut seen = HashSet::new();
        astray.retain(|found: &Misplaced| seen.insert(found.path.clone()));
        let read = |found: &Misplaced| candidates.iter().any(|file| file.path == found.path);
        astray.retain(|found| !read(found));
        roots = places.roots;
        loaded
    } else {
        let managed = candidates(&places);
        let mut options = NamedOptions::new().with_agents(agents());
        // An administrator's hooks run even if the options name the files to load.
        options = options.with_managed(managed, places.roots);
        options.dialect = dialect.cloned();
        options.home = home()?;
        options.project = Some(whereabouts.project(project, &[]));
        load_named(&files.config, &options)
    };
    remarks.extend(denied(&loaded));
    Ok(Survey {
        loaded,
        first_root: roots.into_iter().next().map(|root| root.path),
        looked_for,
        misplaced: astray,
        searched,
        searched_from,
        own,
        remarks,
        gone,
        marks,
        may_run,
        trusts_projects,
        took: began.elapsed(),
    })
}

/// Returns the places of a search with `folder` added as a project's folder, even if it has no hook files: a misplaced
/// file can be the only file there.
fn around(places: &Places, folder: &Path) -> Places {
    let mut around = places.clone();
    // If the folder is the home folder, it is not added as a root: files there belong to the user and to no project.
    let is_home =
        |home: &PathBuf| home == folder || home.canonicalize().is_ok_and(|at| at == folder);
    if places.home.as_ref().is_some_and(is_home) {
        return around;
    }
    if !around.roots.iter().any(|root| root.path == folder) {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
        around.roots.push(Root::new(folder));
    }
    around
}

/// Loads the hooks of the files that `--config` or a test case names.
///
/// # Errors
///
/// The files have errors; the message quotes the first.
pub(crate) fn of_files(
    paths: &[PathBuf],
    dialect: Option<&DialectRef>,
    project: &Path,
) -> Result<Configured, String> {
    let mut options = NamedOptions::new().with_agents(agents());
    options.dialect = dialect.cloned();
    options.home = home().map_err(|failure| failure.to_string())?;
    options.project = Some(project.to_path_buf());
    let loaded = load_named(paths, &options);
    let mut configured = usable(&loaded, Reader::Agent).map_err(|failure| failure.to_string())?;
    configured.loaded = loaded;
    Ok(configured)
}

/// Returns a sentence with the number of hooks that the administrator does not let run.
fn denied(loaded: &Loaded) -> Option<String> {
    let denied = |hook: &&HookSpec| matches!(&hook.liveness, Liveness::NotLive { cause, .. } if *cause == Cause::TrustDenied);
    let count = loaded.hooks_despite_errors().iter().filter(denied).count();
    let line =
        || format!("{count} hooks of projects did not run: the administrator does not allow them");
    (count > 0).then(line)
}

/// Loads one named file, with its diagnostics.
pub(crate) fn one_file(path: &Path, dialect: Option<&DialectRef>) -> Loaded {
    let mut options = NamedOptions::new().with_agents(agents());
    options.dialect = dialect.cloned();
    // The home folder does not change which hooks the file holds, so a wrong variable is not an error here.
    options.home = home().unwrap_or_default();
    load_named([path], &options)
}

/// The beginning of the message about a configuration that cannot be used.
pub(crate) const NOTHING_WAS_RUN: &str = "nothing was run";

/// Prints the problems if the reader is a person, and returns the hooks.
///
/// # Errors
///
/// A problem might have hidden hooks: then nothing runs, because a hidden hook could be a guard.
fn usable(loaded: &Loaded, reader: Reader) -> Result<Configured, Failure> {
    tell(loaded, reader);
    if loaded.forbids_use() {
        let counted = counted(errors(loaded));
        // A person has read all errors on stderr already. An agent reads only this message, so it quotes the first
        // error.
        let first = errors(loaded)
            .next()
            .filter(|_| reader == Reader::Agent)
            .map_or(String::new(), |first| format!(": {first}"));
        let message = format!("{NOTHING_WAS_RUN}: {counted} in the configuration{first}");
        return Err(Failure::new(message));
    }
    Ok(Configured {
        hooks: loaded.hooks_despite_errors().to_vec(),
        limits: loaded.limits,
        budgets: loaded.budgets.clone(),
        found: !loaded.files.is_empty(),
        loaded: Loaded::default(),
        trusts_projects: false,
        root: None,
        held_back: Vec::new(),
        misplaced: Vec::new(),
        told: None,
        marks: None,
    })
}

/// Returns the text of a loaded file. It is empty for an untrusted file, which must not be quoted.
pub(crate) fn text_of<'a>(loaded: &'a Loaded, file: &Path) -> &'a str {
    let file = loaded
        .files
        .iter()
        .find(|loaded| loaded.path.as_path() == file);
    file.map_or("", |file| &file.text)
}
