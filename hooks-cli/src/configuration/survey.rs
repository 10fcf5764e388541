//! Holds the result of loading, before it is decided whether the hooks may be used.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hooks_config::{
    Candidate, Diagnostic, DiagnosticCode, Loaded, Places, Severity, native_candidates,
};
use hooks_dialects::agents;
use hooks_types::EventName;
use hooks_types::spec::Scope;
use hooks_types::text::visible_path;

use super::told::Reader;
use super::{Configured, usable};
use crate::below::{files_below, link_to_nothing};
use crate::cli::Files;
use crate::failure::Failure;
use crate::misplaced::{Misplaced, unregistered};
use crate::show::held_back;
use crate::trust::{NoticeMark, SessionMarks};

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
    /// Hook files, ours and other agents', that are not read, because they lie near a place where hook files are read,
    /// but not at that place.
    pub(crate) misplaced: Vec<Misplaced>,
    /// All places that were searched, including the working folder.
    pub(super) searched: Option<Places>,
    /// The folder that the search began in; `None` if files were named.
    pub(super) searched_from: Option<PathBuf>,
    /// The path of the user's own `hooks.toml`.
    pub(super) own: Option<PathBuf>,
    /// Messages to the user about hooks that do not run because of a trust decision, the trust store or the
    /// administrator.
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
    pub(crate) fn into_usable(
        self,
        files: &Files,
        event: Option<&EventName>,
    ) -> Result<Configured, Failure> {
        self.usable(files, Reader::Person, event)
    }

    /// Like [`into_usable`](Self::into_usable), but prints nothing: the caller showed the errors, and shows each
    /// warning with its hook.
    ///
    /// # Errors
    ///
    /// The same errors as [`usable`](Self::usable).
    pub(crate) fn into_explained(self, files: &Files) -> Result<Configured, Failure> {
        self.usable(files, Reader::OfRows, None)
    }

    /// Like [`into_usable`](Self::into_usable), for any reader. If `event` is given, the lines about hooks that may not
    /// run count only the hooks of this event.
    ///
    /// # Errors
    ///
    /// A file that is read as trusted has an error, the trust store cannot be used, or the user's hooks or the trust
    /// store lie in a project: then no hook runs.
    pub(super) fn usable(
        self,
        files: &Files,
        reader: Reader,
        event: Option<&EventName>,
    ) -> Result<Configured, Failure> {
        let mut configured = usable(&self.loaded, reader)?;
        self.may_run?;
        let first = self.first_root;
        let trust_given = files.trust_project;
        let known = (
            self.loaded.trust.as_slice(),
            self.loaded.diagnostics.as_slice(),
            event,
        );
        let is_typed = reader != Reader::Agent;
        let options = (trust_given, is_typed);
        configured.held_back = held_back(&self.loaded.roots, known, first.as_deref(), options);
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

    /// Returns the files of which nothing could be read: their text cannot be parsed, or they cannot be opened.
    pub(crate) fn unread_files(&self) -> Vec<&Path> {
        unread_files(&self.loaded)
    }

    /// Returns a sentence for each hook file that lies below the folder in which the search began. A session in that
    /// folder does not load these files. The first sentence is about a folder for hooks that is a link to nothing.
    pub(crate) fn below(&self) -> Vec<String> {
        let Some(from) = self.searched_from.as_deref() else {
            return Vec::new();
        };
        let link = link_to_nothing(from).filter(|_| self.unread_files().is_empty());
        link.into_iter()
            .chain(files_below(from, self.home()))
            .collect()
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

    /// Returns a sentence for each of the first few scripts that no file registers as a hook, although they lie in a
    /// folder for hook scripts, such as `.agent-hooks/hooks` in the folder in which the search began. The result is
    /// empty if any hook is configured, if a file that could configure hooks cannot be read, or if the search began in
    /// the home folder.
    pub(crate) fn unregistered(&self) -> Vec<String> {
        let from = self.searched_from.as_deref();
        let is_empty = self.loaded.hooks_despite_errors().is_empty();
        let is_known = is_empty && self.unread_files().is_empty();
        let from = from.filter(|folder| is_known && self.home() != Some(*folder));
        from.map_or_else(Vec::new, unregistered)
    }
}
