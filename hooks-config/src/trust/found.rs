//! Hooks and files as whoever decides sees them.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use hooks_types::fingerprint::{Digest, Fingerprint};
use hooks_types::spec::{Handler, WorkDir};
use hooks_types::text::visible_line;
use hooks_types::{DialectRef, HookSpec};

use super::entry::TrustEntry;
use super::files::{Bases, Covered};
use super::mark::{DATA, Marks};
use super::shown::{Shown, Values, lines};
use super::signs;
use super::unseen;
use super::words::Words;
use crate::paths::Paths;
use crate::roots::Plugin;

/// A file of a project or plugin, with hooks that need trust.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HookFile {
    /// The root that it belongs to, canonical; of a plugin the folder of the installed version.
    pub root: PathBuf,
    /// What trust in its hooks is kept under: the root, and for a plugin its name.
    pub place: PathBuf,
    /// Its name below the root.
    pub name: String,
    /// Its path, as it was looked for.
    pub path: PathBuf,
    /// The format that it has.
    pub dialect: DialectRef,
    /// The digest of its text; none where it could not be read.
    pub digest: Option<Digest>,
    /// Whether its root has permission for this run.
    pub permitted: bool,
    /// The plugin that it belongs to, if it does.
    pub plugin: Option<Plugin>,
    /// The session's project, which a plugin's hooks are told.
    pub(crate) project: Option<PathBuf>,
}

/// What a hook is: its own fingerprint, and the files it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Identity {
    own: Fingerprint,
    /// The files of the root that it runs, by their names below it, and what each holds.
    pub files: BTreeMap<String, String>,
    /// What it may run that no digest covers, a line for each.
    pub unseen: Vec<String>,
    /// Why it cannot be trusted, whatever its files hold.
    problem: Option<String>,
    /// Files that cannot be read whole, and why.
    unread: BTreeMap<String, String>,
    /// Words that may name a file that is not there yet.
    words: BTreeSet<String>,
}

impl Identity {
    /// The hook together with its files.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.own.with_files(pairs(&self.files))
    }

    /// Why it cannot be trusted, if so: a file that it names and that is not `data` cannot be read
    /// whole, for example.
    #[must_use]
    pub fn problem(&self, data: &[String]) -> Option<String> {
        let mut unread = self.unread.iter();
        let unread = unread.find(|(name, _)| !data.contains(name));
        let unread = unread.map(|(name, problem)| format!("{name} {problem}"));
        self.problem.clone().or(unread)
    }

    /// Its files, those named in `data` by their names alone, whether they are there yet or not.
    #[must_use]
    pub fn files_with_data<'a>(
        &self,
        data: impl IntoIterator<Item = &'a str>,
    ) -> BTreeMap<String, String> {
        let mut files = self.files.clone();
        for name in data {
            let last = name.rsplit('/').next().unwrap_or(name);
            let is_named = || self.words.iter().any(|word| word.ends_with(last));
            if files.contains_key(name) || self.unread.contains_key(name) || is_named() {
                files.insert(name.to_owned(), DATA.to_owned());
            }
        }
        files
    }

    /// The hook together with these files.
    #[must_use]
    pub fn fingerprint_with(&self, files: &BTreeMap<String, String>) -> Fingerprint {
        self.own.with_files(pairs(files))
    }
}

fn pairs(files: &BTreeMap<String, String>) -> impl Iterator<Item = (&str, &str)> {
    let files = files.iter();
    files.map(|(name, mark)| (name.as_str(), mark.as_str()))
}

/// What one load reads to tell what hooks are.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    paths: Rc<Paths>,
    marks: RefCell<Marks>,
    home: Option<PathBuf>,
}

impl Survey {
    /// A survey for a user with this home folder, by what the load found so far.
    pub(crate) fn at_home(home: Option<&Path>, paths: Rc<Paths>) -> Self {
        Self {
            paths,
            marks: RefCell::default(),
            home: home.map(Path::to_path_buf),
        }
    }

    /// The texts of the scripts that were read.
    pub(crate) fn into_scripts(self) -> BTreeMap<PathBuf, Arc<str>> {
        self.marks.into_inner().into_texts()
    }
}

/// A hook of a [`HookFile`].
#[derive(Debug)]
pub struct FoundHook<'a> {
    /// The hook.
    pub spec: &'a HookSpec,
    file: &'a HookFile,
    survey: &'a Survey,
    identity: OnceCell<Identity>,
}

impl<'a> FoundHook<'a> {
    pub(crate) fn new(spec: &'a HookSpec, file: &'a HookFile, survey: &'a Survey) -> Self {
        Self {
            spec,
            file,
            survey,
            identity: OnceCell::new(),
        }
    }

    /// What the hook is. The files it names are read when this is first asked for, each once a load.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        self.identity.get_or_init(|| {
            let (words, covered) = self.covered();
            let mut unseen = unseen::of(self.spec, !covered.files.is_empty());
            unseen.extend(covered.streams.iter().map(|name| {
                let name = visible_line(name);
                format!("what comes out of `{name}`, which is a pipe or a device")
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

    /// What the store remembers of it once it is trusted: the texts of its files, `data` aside, are the
    /// bytes that its identity was told from.
    #[must_use]
    pub fn shown(&self, data: &[String]) -> Shown {
        let mut shown = Shown::of(&self.everywhere(), &self.file.name);
        shown.dialect = Some(self.file.dialect.name().to_owned());
        let files = self.identity().files.keys();
        let marks = self.survey.marks.borrow();
        for name in files.filter(|name| !data.contains(name)) {
            let path = self.file.root.join(name);
            let path = self.survey.paths.canonical(&path).unwrap_or(path);
            if let Some(text) = marks.text(&path) {
                shown.scripts.insert(name.clone(), text.to_owned());
            }
        }
        shown
    }

    /// The entry that trusts it as it is now, `data` aside; none where it cannot be trusted.
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

    /// Everything about it for a person, a line for each fact, values in plain text.
    #[must_use]
    pub fn facts(&self) -> Vec<String> {
        lines(self.spec, Values::Plain)
    }

    /// The hook with signs for what differs from session to session and from version to version of
    /// its plugin.
    pub(super) fn everywhere(&self) -> Cow<'a, HookSpec> {
        signs::put(self.spec, self.file, "$")
    }

    /// A plugin's hook keeps its fingerprint in every project and in every folder of a version.
    fn own_fingerprint(&self) -> Fingerprint {
        // No command and no variable holds such a sign itself.
        signs::put(self.spec, self.file, "\0").fingerprint(&self.file.root)
    }

    fn covered(&self) -> (Words, Covered) {
        let Handler::Command(command) = &self.spec.handler else {
            return (Words::default(), Covered::default());
        };
        let words = Words::of(command);
        let mut marks = self.survey.marks.borrow_mut();
        let covered = Covered::of(&words, &self.bases(), &self.survey.paths, &mut marks);
        (words, covered)
    }

    /// Where its words are resolved as long as nobody knows where it will run.
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

    fn folder(&self) -> Option<&Path> {
        self.spec.source.file.as_deref()?.parent()
    }
}
