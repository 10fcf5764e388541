//! Prevents a hook from running files of a project that is not trusted.
//!
//! Right before a hook starts, every word of its command is tried as a path from every folder in which the command
//! might resolve it. The hook is refused if a word leads to a file of an untrusted project or repository. The check
//! cannot notice a file that changes between the check and the start.
//!
//! The check reads shell text, but it is not a shell. If in doubt, it treats a word as a path: checking too many words
//! costs only look-ups, but checking too few could let the hook run a stranger's program. `docs/processes.md` says
//! what the check cannot see.
//!
//! [`words`] splits shell text, [`letters`] and `crate::ansi` expand it, [`texts`] checks shell texts inside shell
//! texts, [`search`] and [`pattern`] find the files, [`modules`] adds the files that interpreters find, [`walk`]
//! follows links, and [`repository`] finds the repository around the session.

mod letters;
mod modules;
mod paths;
mod pattern;
mod refusal;
mod repository;
mod search;
mod texts;
mod walk;
mod word;
mod words;

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use hooks_types::Failure;
use hooks_types::spec::{Command, Confinement, Program};

use self::repository::repository;
use self::texts::{Reads, TEXTS};
use self::word::Folder;
use self::words::{Own, Room};
use super::program::shown;

/// The maximum number of folders in which relative words are tried. A command that a person has written does not name
/// more.
const FOLDERS: usize = 16;

/// The maximum number of file names on which the patterns of one command are tried, all patterns together.
const NAMES: usize = 10_000;

/// The longest path in bytes that is tried. The systems' limits (`PATH_MAX`) are not higher.
const LONGEST_PATH: usize = 4096;

/// The hook's command that is about to start, and the facts that the check needs.
pub(super) struct Start<'a> {
    pub(super) command: &'a Command,
    /// The absolute path of the program.
    pub(super) program: &'a Path,
    /// The folder in which the hook runs, and the folder that the payload names (`cwd`).
    pub(super) folders: [&'a Path; 2],
    /// `PATH` as the hook will see it.
    pub(super) path: &'a OsStr,
    /// Looks up a variable in the hook's environment.
    pub(super) variable: &'a dyn Fn(&str) -> Option<String>,
}

/// Checks every word that could be a path. A command without a confinement (a list of project roots) passes.
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
    // Try the value of a variable as the path of a file, but not as a folder: a command does not change to a folder
    // only because a variable contains the folder's path.
    for (name, value) in &start.command.env {
        // `NODE_OPTIONS=--require ./guard` loads the module `./guard.js`. So if the variable holds such options, also
        // complete the words in its value to file names.
        look.completes = words::is_for_a_completer(name);
        look.value(value)?;
    }
    Ok(())
}

/// The state of the check of one command.
struct Look<'a> {
    start: &'a Start<'a>,
    confinement: &'a Confinement,
    /// The canonical folders in which relative words are tried. The folders of [`Start::folders`] come first.
    folders: Vec<PathBuf>,
    /// The number of folders that come from [`Start::folders`].
    own_folders: usize,
    /// The repository around one of [`Start::folders`]. It is searched only when a word leads to a file, because most
    /// words lead nowhere.
    repository: OnceCell<Option<PathBuf>>,
    /// The words that were already checked. They are kept because a repeated word need not be checked again.
    seen: BTreeSet<(String, bool)>,
    /// The search paths that the command itself sets as `PATH`.
    search_paths: Vec<Vec<Folder>>,
    /// The number of file names that patterns may still be tried on.
    names_left: usize,
    /// The variables that the surrounding shell texts set. The variables of the innermost text come last.
    around: Vec<Own>,
    /// How much the texts of the command may still grow by expansion. All texts of the command share this limit.
    room: Room,
    /// Whether an interpreter can complete the current word to the path of a module (`node ./guard` runs
    /// `./guard.js`).
    completes: bool,
    /// The number of the current reading, counted from 0. A text is read once for each combination of values and
    /// defaults that is tried (see [`words`]). `last_reading` is the highest number of any reading so far.
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

    /// Checks the program that the command starts.
    fn program(&mut self) -> Result<(), Failure> {
        let program = self.start.program;
        self.file(&shown(program), Path::new("/"), program, false)?;
        // Record the path as seen: it can also be a word of the command, and needs no second check then.
        if let Some(path) = program.to_str().filter(|path| !path.contains('=')) {
            self.seen.insert((path.to_owned(), false));
        }
        Ok(())
    }

    /// Adds a folder in which relative words are tried. There are at most [`FOLDERS`].
    fn also_in(&mut self, folder: &Path) {
        if self.folders.len() < FOLDERS
            && let Ok(folder) = folder.canonicalize()
            && !self.folders.contains(&folder)
        {
            self.folders.push(folder);
            // In the new folder a word that was already checked can lead to a different file. So forget which words
            // were checked.
            self.seen.clear();
        }
    }

    /// Returns the folders that an unknown part of a word can stand for: the roots of projects and of the
    /// repository.
    fn roots(&self) -> Vec<PathBuf> {
        let roots = self.confinement.roots().iter();
        let roots = roots.map(|root| root.path.clone());
        roots.chain(self.repository().cloned()).collect()
    }
}

#[cfg(test)]
#[path = "confined_tests.rs"]
mod tests;
