//! Keeps a hook from running files of a project that is not trusted.
//!
//! The words of its command are tried where they will be resolved, right before it starts. Between
//! this look and the start a file can still change.

mod ansi;
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

/// Folders that relative words are tried in: a text that names more is no text somebody wrote.
const FOLDERS: usize = 16;

/// Names of files that are looked at for all patterns of a command.
const NAMES: usize = 10_000;

/// Longer than any path a system takes.
const LONGEST: usize = 4096;

/// Where a hook is about to start.
pub(super) struct Start<'a> {
    pub(super) command: &'a Command,
    /// What is started, absolute.
    pub(super) program: &'a Path,
    /// The folder it runs in, and the payload's.
    pub(super) folders: [&'a Path; 2],
    /// `PATH` as it will see it.
    pub(super) path: &'a OsStr,
    /// Its variables.
    pub(super) variable: &'a dyn Fn(&str) -> Option<String>,
}

/// Looks at every word that could be a path.
///
/// # Errors
///
/// One leads to a file of a project that is not trusted.
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
    // By value alone: a folder among them is no folder that the hook goes to.
    for (name, value) in &start.command.env {
        look.completes = words::is_for_a_completer(name);
        look.value(value)?;
    }
    Ok(())
}

struct Look<'a> {
    start: &'a Start<'a>,
    confinement: &'a Confinement,
    /// Canonical folders that relative words are tried in, first those the hook starts with.
    folders: Vec<PathBuf>,
    /// How many of them it starts with.
    own_folders: usize,
    /// The repository around one of these, once somebody asked: words that lead nowhere need none.
    repository: OnceCell<Option<PathBuf>>,
    /// Words that were looked at: a text may repeat one as often as it likes.
    seen: BTreeSet<(String, bool)>,
    /// What the command puts in the place of `PATH`.
    search_paths: Vec<Vec<Folder>>,
    /// Names that may still be looked at for a pattern.
    names_left: usize,
    /// What the texts around the one at hand set, the innermost last.
    around: Vec<Own>,
    room: Room,
    /// An interpreter completes what it is given to the path of a module.
    completes: bool,
}

impl<'a> Look<'a> {
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
        };
        let [folder, of_payload] = start.folders;
        look.also_in(folder);
        if of_payload != folder {
            look.also_in(of_payload);
        }
        look.own_folders = look.folders.len();
        look
    }

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

    /// What is started, wherever it was found.
    fn program(&mut self) -> Result<(), Failure> {
        let program = self.start.program;
        self.file(&shown(program), Path::new("/"), program, false)?;
        // A command that names it so need not be looked at again.
        if let Some(path) = program.to_str().filter(|path| !path.contains('=')) {
            self.seen.insert((path.to_owned(), false));
        }
        Ok(())
    }

    fn also_in(&mut self, folder: &Path) {
        if self.folders.len() < FOLDERS
            && let Ok(folder) = folder.canonicalize()
            && !self.folders.contains(&folder)
        {
            self.folders.push(folder);
            // Every word may lead somewhere else from there.
            self.seen.clear();
        }
    }

    /// Folders that something unknown can be: the roots of projects, and of the repository.
    fn roots(&self) -> Vec<PathBuf> {
        let roots = self.confinement.roots().iter();
        let roots = roots.map(|root| root.path.clone());
        roots.chain(self.repository().cloned()).collect()
    }

    /// A word, and the values in it: behind each `=`, `-o` and `!`.
    fn paths(&mut self, text: &str, said: &str, relative: bool) -> Result<(), Failure> {
        let completes = if self.completes { "\0module" } else { "" };
        if !self.seen.insert((format!("{text}{completes}"), relative)) {
            return Ok(());
        }
        // `git config alias.x '!./guard.sh'`
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
            let relative = relative || here;
            if path.starts_with('/') {
                // It leads to the same place from every folder.
                self.file(said, Path::new("/"), Path::new(&*path), relative)?;
                continue;
            }
            for folder in self.folders.clone() {
                self.file(said, &folder, Path::new(&*path), relative)?;
            }
        }
        Ok(())
    }

    fn at_home<'p>(&self, path: &'p str) -> Cow<'p, str> {
        let home = path.strip_prefix("~/").zip((self.start.variable)("HOME"));
        home.map_or(Cow::Borrowed(path), |(rest, home)| {
            Cow::Owned(format!("{home}/{rest}"))
        })
    }

    /// The hook may go to a folder that a word, or a value in it, names: `cd hooks && ./guard.sh`,
    /// `env -C hooks ./guard.sh`.
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

    /// Fails if there is a file, and the way to it leads through a project that is not trusted.
    fn file(&self, word: &str, folder: &Path, path: &Path, relative: bool) -> Result<(), Failure> {
        let mut paths = vec![Cow::Borrowed(path)];
        if self.completes {
            paths.extend(
                completed(&folder.join(path), path)
                    .into_iter()
                    .map(Cow::Owned),
            );
        }
        for path in paths.iter().filter(|path| folder.join(path).is_file()) {
            if let Some(stranger) = self.whose(folder, path, relative) {
                return Err(refused(word, &folder.join(path), &stranger));
            }
        }
        Ok(())
    }

    /// Who is not trusted, of those whose folders the way leads through.
    fn whose(&self, folder: &Path, path: &Path, relative: bool) -> Option<Stranger> {
        walk(folder, path, |place| {
            match self.confinement.root_of(place) {
                Some(root) => (!root.trusted).then(|| Stranger::Project(root.path.clone())),
                None if relative => {
                    let repository = self.repository()?;
                    if self.confinement.lends(repository) {
                        return None;
                    }
                    let inside = place != repository && place.starts_with(repository);
                    inside.then(|| Stranger::Repository(repository.clone()))
                }
                None => None,
            }
        })
    }
}

/// Whose files a hook may not run.
enum Stranger {
    Project(PathBuf),
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

/// What stands behind another name of the working folder.
fn in_working_folder(path: &str) -> Option<&str> {
    let rest = match path.strip_prefix("/proc/") {
        Some(process) => {
            let (process, rest) = process.split_once('/')?;
            let is_number = process.bytes().all(|byte| byte.is_ascii_digit());
            let is_one = is_number || ["self", "thread-self"].contains(&process);
            rest.strip_prefix("cwd/").filter(|_| is_one)?
        }
        None => path.strip_prefix("~+/")?,
    };
    Some(rest.trim_start_matches('/'))
}

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
