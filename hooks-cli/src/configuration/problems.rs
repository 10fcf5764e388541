//! Chooses which problems of a configuration a command shows, how many of them, and how much of each.

use std::path::Path;

use hooks_config::{Diagnostic, DiagnosticCode, Severity, findings};
use hooks_dialects::agents;
use hooks_types::EventName;
use hooks_types::near::bare;
use hooks_types::text::visible_path;

use super::Survey;
use super::told::{errors, in_a_line, severity, without_text};
use crate::advice::found;

/// The maximum number of problems of one kind that are shown in full.
const TOLD: usize = 5;

/// The maximum number of problems of one kind of which only the place is shown.
const PLACES: usize = 10;

/// Formats the first few of these problems, each with its place and its cure (what to do).
fn told<'a>(found: impl Iterator<Item = &'a Diagnostic>) -> Vec<String> {
    told_but(found, |_| false, "")
}

/// Like [`told`], but gives only the file, line and code of a problem for which `is_told` returns true, because the
/// command prints the problem's text elsewhere. `place` says where. The last line counts the problems that are not
/// shown.
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

impl Survey {
    /// Returns the number of errors.
    pub(crate) fn errors(&self) -> usize {
        errors(&self.loaded).count()
    }

    /// Returns the place of the first error that keeps every hook of the load from running.
    pub(crate) fn place_that_stops(&self) -> Option<String> {
        self.loaded.first_that_forbids_use().map(place)
    }

    /// Returns the first errors, each with its place and cure. An error that keeps every hook from running comes first.
    /// If `is_told` returns true for an error, gives only the error's file, line and code, and the words `see PLACE`: the
    /// command prints the error's text at that place.
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
    /// quote nothing from the files. For a problem for which `is_told` returns true, gives only its file, line and
    /// code, and says `see` and `place`, because the command prints the problem's text there.
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
