//! Keeps a hook from running files of a project that is not trusted.
//!
//! Right before a hook starts, every word of its command is tried as a path from every folder in which the
//! command might resolve it. The hook is refused if a word leads to a file of an untrusted project, or of a
//! repository without trust. Between this check and the start a file can still change.
//!
//! The check reads shell text, but it is not a shell. It errs towards finding a file: a word too many costs a
//! lookup, a missed word would run a stranger's program. `docs/processes.md` lists what it cannot see.
//!
//! [`words`] splits shell text, [`letters`] and `crate::ansi` expand it, [`texts`] follows texts within texts,
//! [`search`] and [`pattern`] find the files, [`modules`] adds those that interpreters find, [`walk`] follows
//! links, and [`repository`] finds the repository around the session.

mod letters;
mod modules;
mod pattern;
mod repository;
mod search;
mod texts;
mod walk;
mod word;
mod words;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use hooks_types::Failure;
use hooks_types::report::Cause;
use hooks_types::spec::{Command, Confinement, Program};
use hooks_types::text::quoted;

use self::modules::completed;
use self::repository::{is_repository, repository};
use self::texts::{Reads, TEXTS};
use self::walk::walk;
use self::word::{Folder, values};
use self::words::{Own, Room};
use super::program::shown;

/// The most folders in which relative words are tried. A command written by a person names fewer.
const FOLDERS: usize = 16;

/// The most file names that all patterns of a command are tried on.
const NAMES: usize = 10_000;

/// The longest path in bytes; the systems' limits are lower or equal (`PATH_MAX`).
const LONGEST: usize = 4096;

/// A hook that is about to start.
pub(super) struct Start<'a> {
    pub(super) command: &'a Command,
    /// The absolute path of the program.
    pub(super) program: &'a Path,
    /// The working folder and the payload's folder.
    pub(super) folders: [&'a Path; 2],
    /// `PATH` as the hook will see it.
    pub(super) path: &'a OsStr,
    /// Looks up a variable of the hook.
    pub(super) variable: &'a dyn Fn(&str) -> Option<String>,
}

/// Checks every word that could be a path. A command without confinement passes.
///
/// # Errors
///
/// A word leads to a file of a project that is not trusted.
pub(super) fn check(start: &Start<'_>) -> Result<(), Failure> {
    let Some(confinement) = &start.command.confinement else {
        return Ok(());
    };
    let mut look = Look::new(start, confinement);
    look.program()?;
    match &start.command.program {
        Program::Argv(argv) => look.arguments(argv)?,
        Program::Shell(text) => look.text(text, TEXTS, Reads::Everything)?,
        _ => {}
    }
    // Try the values of variables only as paths. If such a value is a folder, the command does not change to it.
    for (name, value) in &start.command.env {
        // `NODE_OPTIONS=--require ./guard` loads a module, so such values are completed to file names.
        look.completes = words::is_for_a_completer(name);
        look.value(value)?;
    }
    Ok(())
}

/// The state of checking one command.
struct Look<'a> {
    start: &'a Start<'a>,
    confinement: &'a Confinement,
    /// The canonical folders in which relative words are tried. The folders of [`Start::folders`] come first.
    folders: Vec<PathBuf>,
    /// The number of folders that come from [`Start::folders`].
    own_folders: usize,
    /// The repository around one of these folders, searched only when a word leads to a file, because most words lead
    /// nowhere.
    repository: OnceCell<Option<PathBuf>>,
    /// The words that were checked already, so that a repeated word costs nothing.
    seen: BTreeSet<(String, bool)>,
    /// The search paths that the command itself sets as `PATH`.
    search_paths: Vec<Vec<Folder>>,
    /// The number of file names that patterns may still be tried on.
    names_left: usize,
    /// The variables that the surrounding texts set, the innermost last.
    around: Vec<Own>,
    /// The limits that all texts of the command share.
    room: Room,
    /// Whether an interpreter may complete the current word to the path of a module.
    completes: bool,
    /// The number of the current reading, from 0. Texts with choices are read several times. `last_reading`
    /// is the last number that was given.
    reading: usize,
    last_reading: usize,
}

impl<'a> Look<'a> {
    /// Creates the state, with the working folder and the payload's folder to try words in.
    fn new(start: &'a Start<'a>, confinement: &'a Confinement) -> Self {
        let mut look = Self {
            start,
            confinement,
            folders: Vec::new(),
            own_folders: 0,
            repository: OnceCell::new(),
            seen: BTreeSet::new(),
            search_paths: Vec::new(),
            names_left: NAMES,
            around: Vec::new(),
            room: Room::default(),
            completes: false,
            reading: 0,
            last_reading: 0,
        };
        let [folder, of_payload] = start.folders;
        look.also_in(folder);
        if of_payload != folder {
            look.also_in(of_payload);
        }
        look.own_folders = look.folders.len();
        look
    }

    /// Returns the repository around the session.
    fn repository(&self) -> Option<&PathBuf> {
        let found = self.repository.get_or_init(|| {
            let home = (self.start.variable)("HOME");
            let home = home.and_then(|home| Path::new(&home).canonicalize().ok());
            let own = self.folders.iter().take(self.own_folders);
            let [_, of_payload] = self.start.folders;
            repository(own, of_payload, home.as_deref())
        });
        found.as_ref()
    }

    /// Checks the program that is started.
    fn program(&mut self) -> Result<(), Failure> {
        let program = self.start.program;
        self.file(&shown(program), Path::new("/"), program, false)?;
        // The same path among the words of the command needs no second check.
        if let Some(path) = program.to_str().filter(|path| !path.contains('=')) {
            self.seen.insert((path.to_owned(), false));
        }
        Ok(())
    }

    /// Adds a folder in which relative words are tried, up to [`FOLDERS`].
    fn also_in(&mut self, folder: &Path) {
        if self.folders.len() < FOLDERS
            && let Ok(folder) = folder.canonicalize()
            && !self.folders.contains(&folder)
        {
            self.folders.push(folder);
            // From the new folder every word may lead to another file.
            self.seen.clear();
        }
    }

    /// Returns the folders that an unknown part of a word may stand for: the roots of projects and of the
    /// repository.
    fn roots(&self) -> Vec<PathBuf> {
        let roots = self.confinement.roots().iter();
        let roots = roots.map(|root| root.path.clone());
        roots.chain(self.repository().cloned()).collect()
    }

    /// Checks a word, and the values in it after each `=`, `-o` and `!`. `said` is the word for the message;
    /// `relative` says whether its place depends on the folder or the project.
    fn paths(&mut self, text: &str, said: &str, relative: bool) -> Result<(), Failure> {
        // No word contains a NUL, so the marker cannot be confused with a word.
        let completes = if self.completes { "\0module" } else { "" };
        if !self.seen.insert((format!("{text}{completes}"), relative)) {
            return Ok(());
        }
        // Git runs the rest of such a value: `git config alias.x '!./guard.sh'`.
        let commands = std::iter::once(text).chain(values(text));
        let commands = commands.filter_map(|value| value.strip_prefix('!'));
        let values = values(text).chain(commands);
        let values = values.map(|path| (path, !path.starts_with('/')));
        for (path, relative) in std::iter::once((text, relative)).chain(values) {
            if path.is_empty() || path.len() > LONGEST {
                continue;
            }
            let (path, here) = match in_working_folder(path) {
                Some(rest) => (Cow::Borrowed(rest), true),
                None => (self.at_home(path), false),
            };
            // A path through the working folder counts as relative, even if it is written as an absolute one.
            let relative = relative || here;
            if path.starts_with('/') {
                // An absolute path leads to the same place from every folder.
                self.file(said, Path::new("/"), Path::new(&*path), relative)?;
                continue;
            }
            for folder in self.folders.clone() {
                self.file(said, &folder, Path::new(&*path), relative)?;
            }
        }
        Ok(())
    }

    /// Replaces `~/` with the home folder.
    fn at_home<'p>(&self, path: &'p str) -> Cow<'p, str> {
        let home = path.strip_prefix("~/").zip((self.start.variable)("HOME"));
        home.map_or(Cow::Borrowed(path), |(rest, home)| {
            Cow::Owned(format!("{home}/{rest}"))
        })
    }

    /// Adds the folders that a word, or a value in it, names. The hook may change to them, as in
    /// `cd hooks && ./guard.sh` and `env -C hooks ./guard.sh`.
    fn folders_in(&mut self, word: &str) {
        if !self.seen.insert((format!("{word}\0folder"), true)) {
            return;
        }
        for text in std::iter::once(word).chain(values(word)) {
            if text.is_empty() || text.len() > LONGEST {
                continue;
            }
            for folder in self.folders.clone() {
                let inside = folder.join(text);
                if inside.is_dir() {
                    self.also_in(&inside);
                }
            }
        }
    }

    /// Fails if a file exists there and the path to it leads through a project that is not trusted.
    fn file(&self, word: &str, folder: &Path, path: &Path, relative: bool) -> Result<(), Failure> {
        let mut paths = vec![Cow::Borrowed(path)];
        if self.completes {
            // `node ./guard` runs `./guard.js`, so the files that it may be completed to count as well.
            paths.extend(
                completed(&folder.join(path), path)
                    .into_iter()
                    .map(Cow::Owned),
            );
        }
        // Only files count. If an argument is a folder, it cannot be judged (`docs/processes.md`).
        for path in paths.iter().filter(|path| folder.join(path).is_file()) {
            if let Some(stranger) = self.whose(folder, path, relative) {
                return Err(refused(word, &folder.join(path), &stranger));
            }
        }
        Ok(())
    }

    /// Returns the first untrusted project or repository that the path leads through. A repository counts only
    /// for a path that depends on the folder: the user may name a file in it by its absolute path.
    fn whose(&self, folder: &Path, path: &Path, relative: bool) -> Option<Stranger> {
        walk(folder, path, |place| {
            match self.confinement.root_of(place) {
                Some(root) => (!root.trusted).then(|| Stranger::Project(root.path.clone())),
                // An absolute path into the repository is the user's own choice; a relative one depends on
                // where the session is.
                None if relative => {
                    let repository = self.repository()?;
                    // The trusted project of the hook lies in this repository, so its hooks may use the
                    // repository's files.
                    if self.confinement.lends(repository) {
                        return None;
                    }
                    // The root of the repository itself does not count as inside: a word that names the root names
                    // no file in it.
                    let inside = place != repository && place.starts_with(repository);
                    inside.then(|| Stranger::Repository(repository.clone()))
                }
                None => None,
            }
        })
    }
}

/// An owner of files that a hook may not run.
enum Stranger {
    /// A project that has hook files and is not trusted.
    Project(PathBuf),
    /// The repository, or the folder, around the session.
    Repository(PathBuf),
}

impl std::fmt::Display for Stranger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Project(root) => write!(f, "the project {}", shown(root)),
            Self::Repository(root) => {
                let what = if is_repository(root) {
                    "repository"
                } else {
                    "folder"
                };
                write!(f, "the {what} {}", shown(root))
            }
        }
    }
}

/// Returns the rest of a path that begins with another name of the working folder: `~+` in bash, or the link `cwd`
/// of a process in `/proc`.
fn in_working_folder(path: &str) -> Option<&str> {
    let rest = match path.strip_prefix("/proc/") {
        Some(process) => {
            let (process, rest) = process.split_once('/')?;
            let is_number = process.bytes().all(|byte| byte.is_ascii_digit());
            let is_one = is_number || ["self", "thread-self"].contains(&process);
            rest.strip_prefix("cwd/").filter(|_| is_one)?
        }
        // `~-` is the folder before the last `cd`: a folder that the text named, or the current one.
        None => (path.strip_prefix("~+/")).or_else(|| path.strip_prefix("~-/"))?,
    };
    Some(rest.trim_start_matches('/'))
}

/// Makes the failure, with the word, the file, its owner and the cure.
fn refused(word: &str, file: &Path, stranger: &Stranger) -> Failure {
    let cure = match stranger {
        Stranger::Project(_) => "trust the project, or name a file outside it",
        Stranger::Repository(_) => "name the file by its absolute path",
    };
    Failure::new(
        Cause::UntrustedProgram,
        format!(
            "its command names `{}`, which is {}, a file of {stranger} that is not trusted; {cure}",
            quoted(word.as_bytes(), 200),
            shown(file),
        ),
    )
}

#[cfg(test)]
#[path = "confined_tests.rs"]
mod tests;
