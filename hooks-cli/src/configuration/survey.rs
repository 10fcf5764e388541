//! Holds the result of loading, before it is decided whether the hooks may be used.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hooks_config::{
    Candidate, Diagnostic, DiagnosticCode, Loaded, Places, Severity, findings, native_candidates,
};
use hooks_dialects::agents;
use hooks_types::EventName;
use hooks_types::near::bare;
use hooks_types::spec::Scope;
use hooks_types::text::visible_path;

use super::told::{Reader, errors, in_a_line, severity, without_text};
use super::{Configured, usable};
use crate::advice::found;
use crate::below::files_below;
use crate::cli::Files;
use crate::failure::Failure;
use crate::misplaced::{Misplaced, unregistered};
use crate::show::held_back;
use crate::trust::{NoticeMark, SessionMarks};

/// The maximum number of problems of one kind that are shown in full.
const TOLD: usize = 5;

/// The maximum number of problems of one kind of which only the place is shown.
const PLACES: usize = 10;

/// Formats the first few of these problems, each with its place and its cure (what to do).
fn told<'a>(found: impl Iterator<Item = &'a Diagnostic>) -> Vec<String> {
    told_but(found, |_| false, "")
}

/// Like [`told`], but gives only place and code of a problem for which `is_told` returns true. `place` says where its
/// text is printed. The last line counts the problems that are not shown.
fn told_but<'a>(
    found: impl Iterator<Item = &'a Diagnostic>,
    is_told: impl Fn(&Diagnostic) -> bool,
    place: &str,
) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut in_full, mut places, mut more) = (0, 0, 0);
    for found in found {
        if is_told(found) && places < PLACES {
            places += 1;
            lines.push(format!("{}: see {place}", without_text(found)));
        } else if !is_told(found) && in_full < TOLD {
            in_full += 1;
            lines.push(in_a_line(found));
        } else {
            more += 1;
        }
    }
    if more > 0 {
        lines.push(format!("and {more} more: `hooks check` shows them"));
    }
    lines
}

/// Returns the file and line of a problem.
fn place(found: &Diagnostic) -> String {
    let file = visible_path(&found.file);
    format!("{file}:{}", found.line)
}

/// Returns whether the problem is in entries of hooks, and none of these hooks is for `event`. An entry whose event is
/// not known to its agent is for `event` if any agent calls the event by this name.
fn is_of_other_events(found: &Diagnostic, event: &EventName) -> bool {
    let mut of = found.events().peekable();
    let agents = agents();
    let names = || {
        let of_agents = agents.iter().flat_map(|agent| (agent.event_names)(event));
        of_agents.chain([event.wire_name()])
    };
    let is_other = |of: &EventName| match of {
        EventName::Other(name) => !names().any(|known| bare(known) == bare(name)),
        known => known != event,
    };
    of.peek().is_some() && of.all(|of| of != event && is_other(of))
}

/// Returns the files that could not be read as a whole, each once.
pub(crate) fn unread_files(loaded: &Loaded) -> Vec<&Path> {
    let is_whole = |found: &&Diagnostic| {
        let of_file = matches!(
            found.code,
            DiagnosticCode::Unreadable | DiagnosticCode::Syntax
        );
        of_file && (found.severity == Severity::Error || found.lowered)
    };
    let mut files: Vec<&Path> = Vec::new();
    for found in loaded.diagnostics.iter().filter(is_whole) {
        if !files.contains(&found.file.as_path()) {
            files.push(&found.file);
        }
    }
    files
}

/// The result of loading, before it is decided whether the hooks may be used.
#[derive(Debug)]
pub(crate) struct Survey {
    pub(crate) loaded: Loaded,
    /// The outermost root (a folder with hook files); `None` if no root was found.
    pub(crate) first_root: Option<PathBuf>,
    /// The places in which hook files of our own format were searched.
    pub(crate) looked_for: Vec<PathBuf>,
    /// Hook files of our own format that are not read, because they lie near a place where hook files are read, but not
    /// at that place.
    pub(crate) misplaced: Vec<Misplaced>,
    /// All places that were searched, including the working folder.
    pub(super) searched: Option<Places>,
    /// The folder that the search began in; `None` if files were named.
    pub(super) searched_from: Option<PathBuf>,
    /// The path of the user's own `hooks.toml`.
    pub(super) own: Option<PathBuf>,
    /// Messages to the user about hooks with a trust decision.
    pub(super) remarks: Vec<String>,
    /// Messages about trusted hooks that are no longer in their files. The user reads them once per session; the mark
    /// records that they were shown.
    pub(super) gone: (Vec<String>, Option<NoticeMark>),
    /// The marks of the notices that the agent's session has shown; `None` outside a session.
    pub(super) marks: Option<SessionMarks>,
    /// The error if no hook may run.
    pub(super) may_run: Result<(), Failure>,
    /// Whether hooks of any project are trusted. Also true if the trust store cannot be read.
    pub(super) trusts_projects: bool,
    /// How long loading took.
    pub(super) took: Duration,
}

impl Survey {
    /// Returns the hooks that may run, and prints the problems for a person.
    ///
    /// # Errors
    ///
    /// The same errors as [`usable`](Self::usable).
    pub(crate) fn into_usable(self, files: &Files) -> Result<Configured, Failure> {
        self.usable(files, Reader::Person)
    }

    /// Like [`into_usable`](Self::into_usable), but prints nothing: the caller showed the errors, and shows each
    /// warning with its hook.
    ///
    /// # Errors
    ///
    /// The same errors as [`usable`](Self::usable).
    pub(crate) fn into_explained(self, files: &Files) -> Result<Configured, Failure> {
        self.usable(files, Reader::OfRows)
    }

    /// Like [`into_usable`](Self::into_usable), for any reader.
    ///
    /// # Errors
    ///
    /// An error in a file that is read as trusted, or a trust store that cannot be used: then no hook runs.
    pub(super) fn usable(self, files: &Files, reader: Reader) -> Result<Configured, Failure> {
        let mut configured = usable(&self.loaded, reader)?;
        self.may_run?;
        let first = self.first_root;
        let trust_given = files.trust_project;
        let known = (
            self.loaded.trust.as_slice(),
            self.loaded.diagnostics.as_slice(),
        );
        configured.held_back = held_back(&self.loaded.roots, known, first.as_deref(), trust_given);
        configured.held_back.extend(self.remarks);
        let (gone, told) = self.gone;
        configured.held_back.extend(gone);
        configured.told = told;
        configured.marks = self.marks;
        configured.misplaced = self.misplaced;
        configured.trusts_projects = self.trusts_projects;
        configured.root = first;
        configured.loaded = self.loaded;
        // Loading counts against the time limit of the dispatch (one event sent through its hooks), so subtract the
        // time that it took.
        configured.limits.spend(self.took);
        Ok(configured)
    }

    /// Returns every place that is searched for hook files: our own places and the places of every agent.
    pub(crate) fn places(&self) -> Vec<Candidate> {
        let Some(searched) = &self.searched else {
            return Vec::new();
        };
        let mut all = native_candidates(searched);
        all.extend(agents().all_places(searched));
        let mut seen = HashSet::new();
        all.retain(|place| seen.insert((place.path.clone(), place.dialect.clone())));
        all
    }

    /// Returns the user's home folder, if places were searched.
    pub(crate) fn home(&self) -> Option<&Path> {
        let places = self.searched.as_ref()?;
        places.home.as_deref()
    }

    /// Removes from `misplaced` the files that would be the user's own `hooks.toml` if their names were not misspelt,
    /// and returns these files.
    pub(super) fn take_misnamed_by_user(&mut self) -> Vec<Misplaced> {
        let own = self.own.as_deref();
        let is_own = |found: &Misplaced| own.is_some_and(|own| found.is_the_users_own(own));
        let all = std::mem::take(&mut self.misplaced);
        let (own, others) = all.into_iter().partition(is_own);
        self.misplaced = others;
        own
    }

    /// Returns the number of errors.
    pub(crate) fn errors(&self) -> usize {
        errors(&self.loaded).count()
    }

    /// Returns the place of the first error that keeps every hook from running.
    pub(crate) fn place_that_stops(&self) -> Option<String> {
        self.loaded.first_that_forbids_use().map(place)
    }

    /// Returns the first errors, each with its place and cure. An error that keeps every hook from running comes first.
    /// If the text of an error is printed elsewhere, gives only its place and code, and says `see` with that `place`.
    pub(crate) fn first_errors_but(
        &self,
        is_told: impl Fn(&Diagnostic) -> bool,
        place: &str,
    ) -> Vec<String> {
        let first = self.loaded.first_that_forbids_use();
        let is_other = |found: &&Diagnostic| first.is_none_or(|first| !std::ptr::eq(first, *found));
        let others = errors(&self.loaded).filter(is_other);
        told_but(first.into_iter().chain(others), is_told, place)
    }

    /// Returns the first warnings, except warnings about hooks that may run: these warnings are shown with their hooks.
    pub(crate) fn warnings_beside_rows(&self) -> Vec<String> {
        let in_rows = found(&self.loaded);
        let is_in_row = |warning: &Diagnostic| in_rows.iter().any(|(_, found)| found == warning);
        told(self.warned(false).filter(|found| !is_in_row(found)))
    }

    /// Returns the first warnings for a call of this event. Leaves out warnings about hooks of other events, and
    /// warnings that are shown with a hook.
    pub(crate) fn first_warnings(&self, event: &EventName) -> Vec<String> {
        let in_rows = found(&self.loaded);
        let is_in_row = |warning: &Diagnostic| in_rows.iter().any(|(_, found)| found == warning);
        let of_call = self.warned(false);
        let of_call = of_call.filter(|found| !is_of_other_events(found, event));
        told(of_call.filter(|found| !is_in_row(found)))
    }

    /// Returns the first problems in files of untrusted projects and plugins, errors first. If `event` is given, leaves
    /// out problems of hooks of other events, and problems of matchers, because the hooks' rows show these. The texts
    /// quote nothing from the files. If the text of a problem is printed elsewhere, gives only its place and code, and
    /// says `see` with that `place`.
    pub(crate) fn first_of_strangers_but(
        &self,
        event: Option<&EventName>,
        is_told: impl Fn(&Diagnostic) -> bool,
        place: &str,
    ) -> Vec<String> {
        let is_of_others =
            |found: &Diagnostic| event.is_some_and(|event| is_of_other_events(found, event));
        // The row of a hook says what is wrong with the hook's matcher, so leave out findings about matchers of hooks.
        let is_in_row = |found: &Diagnostic| {
            let is_of_matcher = found.code == DiagnosticCode::BadMatcher && !found.lowered;
            event.is_some() && is_of_matcher && found.is_of_a_hook()
        };
        let all = self.warned(true);
        let all = all.filter(|found| !is_of_others(found) && !is_in_row(found));
        let all: Vec<&Diagnostic> = all.collect();
        let (errors, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|found| found.lowered);
        told_but(errors.into_iter().chain(others), is_told, place)
    }

    /// Returns how many warnings `hooks check` gives. Warnings about files of untrusted projects and plugins are not
    /// counted, because in a load of untrusted files even errors are reported as warnings.
    pub(crate) fn warnings(&self) -> usize {
        let path = std::env::var_os("PATH");
        let found = findings(&self.loaded, &agents(), path.as_deref());
        let found = found.iter().filter(|found| {
            found.severity == Severity::Warning && found.code != DiagnosticCode::ProjectCode
        });
        self.warned(false).count() + found.count()
    }

    /// Returns the number of problems in files of projects and plugins that are not trusted.
    pub(crate) fn problems_of_strangers(&self) -> usize {
        self.warned(true).count()
    }

    /// Returns how many problems in untrusted files would be errors if the files were trusted.
    pub(crate) fn errors_of_strangers(&self) -> usize {
        self.warned(true).filter(|found| found.lowered).count()
    }

    fn warned(&self, of_strangers: bool) -> impl Iterator<Item = &Diagnostic> {
        let all = self.loaded.diagnostics.iter();
        let files = &self.loaded.files;
        // For an untrusted file the loader keeps no text, because the file must not be quoted. So an empty text marks
        // such a file. A file that cannot be read is not among the files; its error is lowered if the file is
        // untrusted.
        let is_strangers = move |found: &&Diagnostic| {
            let mut own = files.iter().filter(|file| file.path == found.file);
            found.lowered || own.any(|file| file.text.is_empty())
        };
        all.filter(|found| found.severity == Severity::Warning)
            .filter(move |found| is_strangers(found) == of_strangers)
    }

    /// Returns the files of which nothing could be read: their text cannot be parsed, or they cannot be opened.
    pub(crate) fn unread_files(&self) -> Vec<&Path> {
        unread_files(&self.loaded)
    }

    /// Returns a sentence for each hook file that lies below the folder in which the search began. A session in that
    /// folder does not load these files.
    pub(crate) fn below(&self) -> Vec<String> {
        let from = self.searched_from.as_deref();
        from.map_or_else(Vec::new, |from| files_below(from, self.home()))
    }

    /// Returns a sentence for each hook file of the user that is not read, because a variable names another folder.
    pub(crate) fn moved(&self) -> Vec<String> {
        let Some(searched) = &self.searched else {
            return Vec::new();
        };
        if searched.agent_homes.is_empty() && searched.config_home.is_none() {
            return Vec::new();
        }
        let mut usual = searched.clone();
        usual.agent_homes.clear();
        usual.config_home = None;
        let all = agents();
        let mut places = native_candidates(&usual);
        places.extend(all.all_places(&usual));
        let now = self.places();
        let mut said = Vec::new();
        for place in places.iter().filter(|place| place.scope == Scope::User) {
            let is_read = now.iter().any(|read| read.path == place.path);
            if is_read || !place.path.is_file() {
                continue;
            }
            let moves = searched.agent_homes.contains_key(&place.dialect);
            let agent = all.get(&place.dialect).filter(|_| moves);
            let variable = agent.and_then(|agent| agent.home_variable);
            let instead = now.iter().find(|read| {
                let is_same = read.path.file_name() == place.path.file_name();
                read.scope == Scope::User && read.dialect == place.dialect && is_same
            });
            let instead = instead.map_or(String::new(), |read| {
                format!("; its place is now {}", visible_path(&read.path))
            });
            let path = visible_path(&place.path);
            let variable = variable.unwrap_or("XDG_CONFIG_HOME");
            said.push(format!(
                "{path} is not read, because {variable} is set{instead}"
            ));
        }
        said.dedup();
        said
    }

    /// Returns a sentence for each script in the folder of the search that lies where hooks lie. Empty if any hook is
    /// configured, or if a file that could configure hooks cannot be read.
    pub(crate) fn unregistered(&self) -> Vec<String> {
        let from = self.searched_from.as_deref();
        let is_empty = self.loaded.hooks_despite_errors().is_empty();
        let is_known = is_empty && self.unread_files().is_empty();
        let from = from.filter(|folder| is_known && self.home() != Some(*folder));
        from.map_or_else(Vec::new, unregistered)
    }

    /// Returns all errors and warnings, in the order of the files.
    pub(crate) fn problems(&self) -> impl Iterator<Item = &Diagnostic> {
        let all = self.loaded.diagnostics.iter();
        all.filter(|found| found.severity > Severity::Note)
    }

    /// Counts the errors in one file. The errors of an untrusted file count too, although they are warnings for a run.
    pub(crate) fn errors_in(&self, file: &Path) -> usize {
        let is_error = |found: &&Diagnostic| severity(found) == Severity::Error;
        let of_file = |found: &&Diagnostic| found.file.as_path() == file;
        let all = self.loaded.diagnostics.iter();
        all.filter(is_error).filter(of_file).count()
    }
}
