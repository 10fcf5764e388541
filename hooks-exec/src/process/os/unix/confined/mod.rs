//! Keeps a hook from running files of a project that is not trusted.
//!
//! The words of its command are tried where they will be resolved, right before it starts. Between
//! this look and the start a file can still change.

mod ansi;
mod letters;
mod pattern;
mod search;
mod walk;
mod word;
mod words;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use hooks_types::{Cause, Command, Confinement, Failure, Program, quoted};

use self::walk::walk;
use self::word::{Folder, Word};
use self::words::words;
use super::program::shown;

/// Folders that relative words are tried in: a text that names more is no text somebody wrote.
const FOLDERS: usize = 16;

/// `=` in one word behind which a path is looked for.
const ASSIGNMENTS: usize = 8;

/// Texts within texts.
const TEXTS: usize = 4;

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
        Program::Shell(text) => look.text(text, TEXTS)?,
        _ => {}
    }
    // By value alone: a folder among them is no folder that the hook goes to.
    for value in start.command.env.values() {
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
            let mut own = self.folders.iter().take(self.own_folders);
            own.find_map(|folder| repository(folder, home.as_deref()))
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

    /// An argument or a variable's value: a path as it is, or a text that some shell will read.
    fn value(&mut self, value: &str) -> Result<(), Failure> {
        let relative = !value.starts_with('/');
        if value.starts_with("~/") {
            // No shell reads it, so it is a folder called `~`.
            for folder in self.folders.clone() {
                self.file(value, &folder, Path::new(value), true)?;
            }
        }
        self.paths(value, value, relative && !value.starts_with('~'))?;
        match some_shell_reads(value) {
            true => self.text(value, TEXTS),
            false => Ok(()),
        }
    }

    /// Arguments that no shell splits.
    fn arguments(&mut self, argv: &[String]) -> Result<(), Failure> {
        for argument in argv {
            self.search_also(&Word::plain(argument));
        }
        let mut handed_on = false;
        for (place, argument) in argv.iter().enumerate() {
            if !argument.contains('/') {
                self.named_in_search_paths(argument)?;
            }
            if handed_on {
                self.text(argument, TEXTS)?;
            }
            handed_on = hands_on(argument);
            // The program was found already; by a bare name it is no file here.
            if place > 0 || argument.contains('/') {
                self.value(argument)?;
            }
        }
        Ok(())
    }

    /// The words of a text, and of a text in it that another shell gets: `bash -c 'cd hooks; ./guard.sh'`.
    fn text(&mut self, text: &str, deep: usize) -> Result<(), Failure> {
        let words = words(text, self.start.variable);
        for word in &words {
            self.search_also(word);
        }
        let mut handed_on = false;
        for word in words {
            if handed_on && deep > 0 {
                self.text(&word.text, deep - 1)?;
            }
            // Any other quoted text is a message more often than not.
            handed_on = hands_on(&word.text);
            let bare = !word.open && !word.text.contains('/');
            if bare {
                self.named_in_search_paths(&word.text)?;
            }
            if bare && word.program {
                self.named(&word.text)?;
            } else {
                self.word(&word)?;
            }
            if word.pattern {
                self.pattern(&word)?;
            }
        }
        Ok(())
    }

    fn word(&mut self, word: &Word) -> Result<(), Failure> {
        let text = match word.open {
            true => word.text.trim_start_matches('/'),
            false => &word.text,
        };
        if word.open {
            for root in self.roots() {
                self.file(text, &root, Path::new(text), true)?;
            }
        }
        let paths = self.paths(text, &word.text, word.relative);
        if !self.seen.insert((format!("{text}\0folder"), true)) {
            return paths;
        }
        for folder in self.folders.clone() {
            // The text may go there first: `cd hooks && ./guard.sh`.
            let inside = folder.join(text);
            if !text.is_empty() && text.len() <= LONGEST && inside.is_dir() {
                self.also_in(&inside);
            }
        }
        paths
    }

    /// Folders that something unknown can be: the roots of projects, and of the repository.
    fn roots(&self) -> Vec<PathBuf> {
        let roots = self.confinement.roots().iter();
        let roots = roots.map(|root| root.path.clone());
        roots.chain(self.repository().cloned()).collect()
    }

    /// A word, and what stands behind each `=` in it.
    fn paths(&mut self, text: &str, said: &str, relative: bool) -> Result<(), Failure> {
        if !self.seen.insert((text.to_owned(), relative)) {
            return Ok(());
        }
        let behind = text.match_indices('=').take(ASSIGNMENTS);
        let behind: Vec<&str> = behind.filter_map(|(at, _)| text.get(at + 1..)).collect();
        let whole = std::iter::once((text, relative));
        let behind = behind
            .into_iter()
            .map(|path| (path, !path.starts_with('/')));
        for (path, relative) in whole.chain(behind) {
            if path.is_empty() || path.len() > LONGEST {
                continue;
            }
            let (path, here) = match path.strip_prefix("~+/") {
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

    /// Fails if there is a file, and the way to it leads through a project that is not trusted.
    fn file(&self, word: &str, folder: &Path, path: &Path, relative: bool) -> Result<(), Failure> {
        if !folder.join(path).is_file() {
            return Ok(());
        }
        match self.whose(folder, path, relative) {
            None => Ok(()),
            Some(stranger) => Err(refused(word, &folder.join(path), &stranger)),
        }
    }

    /// Who is not trusted, of those whose folders the way leads through.
    fn whose(&self, folder: &Path, path: &Path, relative: bool) -> Option<Stranger> {
        walk(folder, path, |place| {
            match self.confinement.root_of(place) {
                Some(root) => (!root.trusted).then(|| Stranger::Project(root.path.clone())),
                None if relative => {
                    let repository = self.repository()?;
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
            Self::Repository(root) => write!(f, "the repository {}", shown(root)),
        }
    }
}

/// Whether the next word is a text for another shell.
fn hands_on(word: &str) -> bool {
    (word.starts_with('-') && word.ends_with('c')) || word == "eval"
}

/// Whether a shell would make more of it than one word.
fn some_shell_reads(text: &str) -> bool {
    text.contains(|letter: char| letter.is_whitespace() || "$`'\"\\;&|()<>~".contains(letter))
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

/// The root of the repository that a folder lies in, below the user's home folder: one that he keeps
/// his home folder in holds his own programs.
fn repository(folder: &Path, home: Option<&Path>) -> Option<PathBuf> {
    let holds_home = |folder: &Path| home.is_some_and(|home| home.starts_with(folder));
    let above = folder.ancestors();
    above
        .take_while(|folder| !holds_home(folder))
        .find(|folder| folder.join(".git").symlink_metadata().is_ok())
        .map(Path::to_path_buf)
}

#[cfg(test)]
#[path = "confined_tests.rs"]
mod tests;
