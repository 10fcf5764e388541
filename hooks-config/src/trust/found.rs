//! The hooks and files that a [`FileTrust`](super::FileTrust) decides about, and a hook's identity.
//!
//! An identity is computed on demand. If the store has no entry for a file, and no entry of another root has the same
//! command, none of the file's scripts is read, because no hook of the file can match an entry.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use hooks_types::fingerprint::{Digest, Fingerprint};
use hooks_types::spec::{Handler, WorkDir};
use hooks_types::text::{one_line, visible_name};
use hooks_types::{DialectRef, HookSpec};

use super::entry::TrustEntry;
use super::files::{Bases, Covered};
use super::mark::{DATA, Marks};
use super::shown::{Shown, Values, command, lines};
use super::signs;
use super::unseen;
use super::words::Words;
use crate::paths::Paths;
use crate::roots::Plugin;

/// A file of a project or plugin whose hooks need trust.
///
/// To keep a decision, add an entry to the store under [`place`](Self::place), not under
/// [`root`](Self::root): a plugin's root changes with every version.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HookFile {
    /// The canonical root that the file belongs to. For a plugin this is the folder of the installed version.
    pub root: PathBuf,
    /// The path under which a store keeps trust in the file's hooks. For a project, this is the root. For a plugin, it
    /// is the agent's folder of plugins joined with the plugin's name. This path survives an update, and so does the
    /// trust.
    pub place: PathBuf,
    /// The file's name below the root.
    pub name: String,
    /// The file's path as discovery looked for it.
    pub path: PathBuf,
    /// The file's format.
    pub dialect: DialectRef,
    /// The digest of the file's text; `None` if the file could not be read.
    pub digest: Option<Digest>,
    /// Whether the root is permitted for this run, for example by `--trust-project`. Then new hooks run without an
    /// entry in a store.
    pub permitted: bool,
    /// The plugin that the file belongs to; `None` for a project's file.
    pub plugin: Option<Plugin>,
    /// The session's project, which is passed to a plugin's hooks.
    pub(crate) project: Option<PathBuf>,
    /// The variables that the agent of the file's format sets for its hooks, each with the root as its value.
    pub(crate) root_variables: &'static [&'static str],
}

/// A hook's identity: its own fingerprint and the files that it runs. One decision covers all hooks with equal
/// identities.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Identity {
    /// The fingerprint of the hook without its files.
    own: Fingerprint,
    /// The files of the root that the hook runs, by name below the root, each with its mark: a digest, a link's target
    /// or `data`.
    pub files: BTreeMap<String, String>,
    /// Code that the hook can run and that no digest covers, one line each. Show these lines to the user before the
    /// user decides.
    pub unseen: Vec<String>,
    /// Why the hook cannot be trusted, even if its unreadable files are data.
    problem: Option<String>,
    /// The files that cannot be read completely, by name, each with the reason.
    pub(super) unread: BTreeMap<String, String>,
    /// The words of the hook's command. They show which data files the command names before those files exist.
    pub(super) words: BTreeSet<String>,
}

impl Identity {
    /// Returns the fingerprint of the hook and its files.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.own.with_files(pairs(&self.files))
    }

    /// Returns the reason why the hook cannot be trusted, if there is one: for example, it names a file that cannot be
    /// read completely and that is not listed in `data`.
    #[must_use]
    pub fn problem(&self, data: &[String]) -> Option<String> {
        let mut unread = self.unread.iter();
        let unread = unread.find(|(name, _)| !data.contains(name));
        let unread = unread.map(|(name, problem)| format!("{name} {problem}"));
        let problem = self.problem.clone().or(unread)?;
        // The text of the problem contains names of files of the project, so escape the text.
        Some(one_line(&problem))
    }

    /// Returns the hook's files. The files that `data` names are marked as data, whether they exist yet or not. A name
    /// in `data` that the command does not mention is ignored.
    #[must_use]
    pub fn files_with_data<'a>(
        &self,
        data: impl IntoIterator<Item = &'a str>,
    ) -> BTreeMap<String, String> {
        let mut files = self.files.clone();
        for name in data {
            // A data file can be missing now. Accept its name if a word of the command ends with the last part of the
            // name, because nothing else is known about the file yet.
            let last = name.rsplit('/').next().unwrap_or(name);
            let is_named = || self.words.iter().any(|word| word.ends_with(last));
            if files.contains_key(name) || self.unread.contains_key(name) || is_named() {
                files.insert(name.to_owned(), DATA.to_owned());
            }
        }
        files
    }

    /// Returns the fingerprint of the hook with these files, as
    /// [`files_with_data`](Self::files_with_data) returns them.
    #[must_use]
    pub fn fingerprint_with(&self, files: &BTreeMap<String, String>) -> Fingerprint {
        self.own.with_files(pairs(files))
    }
}

/// Yields the files' names and marks in the form that the fingerprint needs.
fn pairs(files: &BTreeMap<String, String>) -> impl Iterator<Item = (&str, &str)> {
    let files = files.iter();
    files.map(|(name, mark)| (name.as_str(), mark.as_str()))
}

/// The caches of one load: resolved paths and file contents.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    /// The load's cache of resolved paths.
    paths: Rc<Paths>,
    /// The marks (digests) and texts of the files that were read.
    marks: RefCell<Marks>,
    /// The user's home folder, which `~` in a command means.
    home: Option<PathBuf>,
}

impl Survey {
    /// Creates the caches of one load for a user with this home folder. `paths` is the cache of resolved paths that the
    /// load already uses.
    pub(crate) fn at_home(home: Option<&Path>, paths: Rc<Paths>) -> Self {
        Self {
            paths,
            marks: RefCell::default(),
            home: home.map(Path::to_path_buf),
        }
    }

    /// Returns the texts of the scripts that were read.
    pub(crate) fn into_scripts(self) -> BTreeMap<PathBuf, Arc<str>> {
        self.marks.into_inner().into_texts()
    }
}

/// A hook of a [`HookFile`], as a [`FileTrust`](super::FileTrust) sees it.
///
/// [`spec`](Self::spec) costs nothing. [`identity`](Self::identity), [`shown`](Self::shown) and
/// [`entry`](Self::entry) read the files that the hook names.
#[derive(Debug)]
pub struct FoundHook<'a> {
    /// The hook's specification, as its file configures it.
    pub spec: &'a HookSpec,
    pub(super) file: &'a HookFile,
    survey: &'a Survey,
    identity: OnceCell<Identity>,
}

impl<'a> FoundHook<'a> {
    /// Creates the value for a hook of a file; reads nothing yet.
    pub(crate) fn new(spec: &'a HookSpec, file: &'a HookFile, survey: &'a Survey) -> Self {
        Self {
            spec,
            file,
            survey,
            identity: OnceCell::new(),
        }
    }

    /// Returns the hook's identity. The first call reads the files that the hook names; each file is
    /// read once per load.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        self.identity.get_or_init(|| {
            let (words, covered) = self.covered();
            let mut unseen = unseen::of(
                self.spec,
                self.file.root_variables,
                !covered.files.is_empty(),
            );
            unseen.extend(covered.streams.iter().map(|name| {
                let name = visible_name(name);
                format!("the output of `{name}`, which is a pipe or a device")
            }));
            Identity {
                own: self.own_fingerprint(),
                files: covered.files,
                problem: covered.problem,
                unread: covered.unread,
                words: words.iter().map(str::to_owned).collect(),
                unseen,
            }
        })
    }

    /// Returns the details that a store keeps when the hook is trusted. The texts of the hook's files, except the files
    /// in `data`, are the very bytes that the hook's identity was computed from.
    #[must_use]
    pub fn shown(&self, data: &[String]) -> Shown {
        let mut shown = Shown::of(&self.everywhere(), &self.file.name);
        // Store the dialect: a later load that reads fewer formats must still know which agent's file this was, see
        // `Owner::would_hold`.
        shown.dialect = Some(self.file.dialect.name().to_owned());
        let files = self.identity().files.keys();
        let marks = self.survey.marks.borrow();
        for name in files.filter(|name| !data.contains(name)) {
            let path = self.file.root.join(name);
            // Look the text up by canonical path, because the command can name the file through a link.
            let path = self.survey.paths.canonical(&path).unwrap_or(path);
            if let Some(text) = marks.text(&path) {
                shown.scripts.insert(name.clone(), text.to_owned());
            }
        }
        shown
    }

    /// Returns whether a file of the hook, by name below the root, is a text that begins with `#!`.
    pub(super) fn begins_as_script(&self, name: &str) -> bool {
        let path = self.survey.paths.canonical(&self.file.root.join(name));
        let marks = self.survey.marks.borrow();
        let text = path.as_deref().and_then(|path| marks.text(path));
        text.is_some_and(|text| text.starts_with("#!"))
    }

    /// Returns an entry that trusts the hook as it is now. The files in `data` may change without ending the trust.
    /// Returns `None` if the hook cannot be trusted.
    #[must_use]
    pub fn entry(&self, data: &[String]) -> Option<TrustEntry> {
        let identity = self.identity();
        if identity.problem(data).is_some() {
            return None;
        }
        let files = identity.files_with_data(data.iter().map(String::as_str));
        let fingerprint = identity.fingerprint_with(&files);
        Some(TrustEntry::new(fingerprint, files, self.shown(data)))
    }

    /// Returns all facts about the hook for a person, one per line, with values in plain text. Values
    /// can be secrets: show them to the user, but do not store or log them. [`shown`](Self::shown) has
    /// digests instead.
    #[must_use]
    pub fn facts(&self) -> Vec<String> {
        lines(self.spec, Values::Plain)
    }

    /// Returns whether `entry` trusts exactly this hook and its files. The entry is for the same file in the root
    /// `root`, which is not this hook's root.
    pub(super) fn is_same_in(&self, root: &Path, entry: &TrustEntry) -> bool {
        let there = signs::moved(self.spec, &self.file.root, root);
        // Compare the command first: files are read only for a command that the user has agreed to.
        if entry.shown.command != command(&there) {
            return false;
        }
        let identity = self.identity();
        let data: Vec<String> = entry.data().map(str::to_owned).collect();
        if identity.problem(&data).is_some() {
            return false;
        }
        let files = identity.files_with_data(entry.data());
        let own = there.fingerprint(&self.file.root);
        own.with_files(pairs(&files)) == entry.fingerprint
    }

    /// Returns the hook with placeholders in place of those folders that differ between sessions,
    /// or between versions of its plugin.
    pub(super) fn everywhere(&self) -> Cow<'a, HookSpec> {
        signs::put(self.spec, self.file, "$")
    }

    /// Computes the hook's own fingerprint. A plugin's hook has the same fingerprint in every project and version
    /// folder.
    fn own_fingerprint(&self) -> Fingerprint {
        // The placeholders begin with a NUL. A command or variable cannot hold a NUL, so a hook cannot imitate a
        // placeholder.
        signs::put(self.spec, self.file, "\0").fingerprint(&self.file.root)
    }

    /// Resolves the words of the hook's command to files. A hook without a command covers no file.
    fn covered(&self) -> (Words, Covered) {
        let Handler::Command(command) = &self.spec.handler else {
            return (Words::default(), Covered::default());
        };
        let words = Words::of(command);
        let mut marks = self.survey.marks.borrow_mut();
        let covered = Covered::of(&words, &self.bases(), &self.survey.paths, &mut marks);
        (words, covered)
    }

    /// Returns the folders in which the words of the hook's command are resolved before the working folder is known.
    pub(super) fn bases(&self) -> Bases {
        let own = self.folder().map(Path::to_path_buf);
        let fixed = match &self.spec.handler {
            Handler::Command(command) => match &command.work_dir {
                WorkDir::Fixed(folder) => Some(self.file.root.join(folder)),
                _ => None,
            },
            _ => None,
        };
        Bases {
            root: self.file.root.clone(),
            folders: own.into_iter().chain(fixed).collect(),
            home: self.survey.home.clone(),
        }
    }

    /// Returns the folder of the file that configures the hook.
    fn folder(&self) -> Option<&Path> {
        self.spec.source.file.as_deref()?.parent()
    }
}

#[cfg(test)]
#[path = "found_tests.rs"]
mod tests;
