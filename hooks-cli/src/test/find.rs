//! Finds the files that are test cases.

use hooks_types::text::visible_path;
use std::fs;
use std::path::{Path, PathBuf};

use crate::configuration::searched_folders;
use crate::failure::Failure;

/// A test case that was found, or a folder that cannot be searched.
#[derive(Debug)]
pub(super) struct Found {
    /// The path of the case, or of the folder.
    pub(super) path: PathBuf,
    /// Why the folder cannot be searched; `None` for a case.
    pub(super) problem: Option<String>,
}

/// Names of TOML files that can lie in a folder of cases but are not cases: the configuration of a case, and the
/// manifest of a hook written in Rust.
const NOT_CASES: &[&str] = &["hooks.toml", "Cargo.toml"];

/// How many levels of folders below a named folder are searched.
const DEPTH: usize = 16;

/// The maximum number of files and folders that are looked at below a named folder.
const ENTRIES: usize = 100_000;

/// Finds the cases: every `.toml` file below these folders, sorted by name, and every named file. Without folders,
/// searches the project's folder of test cases.
///
/// # Errors
///
/// A folder does not exist or holds no case. This is an error, because otherwise a misspelt folder would test nothing
/// and pass.
pub(super) fn cases(folders: &[PathBuf]) -> Result<Vec<Found>, Failure> {
    let of_project: Vec<PathBuf>;
    let folders = match folders {
        [] => {
            of_project = vec![folder_of_project()?];
            &of_project
        }
        named => named,
    };
    let mut found = Vec::new();
    for folder in folders {
        if folder.is_dir() {
            let before = found.len();
            Search::below(folder, &mut found);
            if found.len() == before {
                return Err(Failure::new(format!(
                    "there is no test case in {}; a case is a .toml file with `event` and \
                     `[expect]`, and `hooks new` writes examples",
                    visible_path(folder)
                )));
            }
        } else if folder.is_file() {
            found.push(Found {
                path: folder.clone(),
                problem: None,
            });
        } else {
            let what = match folder.extension().is_some_and(|end| end == "toml") {
                true => "case",
                false => "folder or case",
            };
            let folder = visible_path(folder);
            return Err(Failure::new(format!("there is no {what} {folder}")));
        }
    }
    Ok(found)
}

/// Finds the folder to which `hooks new` writes test cases, in the working folder or a folder above, as far as a
/// project's files are searched.
///
/// # Errors
///
/// There is no such folder.
fn folder_of_project() -> Result<PathBuf, Failure> {
    let working = std::env::current_dir().unwrap_or_default();
    let folders = searched_folders(&working).into_iter();
    let mut folders = folders.map(|folder| folder.join(".agent-hooks/tests"));
    let found = folders.find(|folder| folder.is_dir());
    let found = found.map(|folder| match folder.strip_prefix(&working) {
        Ok(short) => short.to_path_buf(),
        Err(_) => folder,
    });
    found.ok_or_else(|| {
        Failure::usage(
            "there is no folder .agent-hooks/tests here or above: name a folder of cases, or let \
             `hooks new` write some",
        )
    })
}

/// A search for cases below one named folder.
struct Search<'f> {
    /// The canonical path of the named folder.
    top: PathBuf,
    /// The number of files and folders that may still be looked at.
    left: usize,
    found: &'f mut Vec<Found>,
}

impl<'f> Search<'f> {
    /// Searches a folder and the folders below it.
    fn below(folder: &Path, found: &'f mut Vec<Found>) {
        let mut search = Self {
            top: folder
                .canonicalize()
                .unwrap_or_else(|_| folder.to_path_buf()),
            left: ENTRIES,
            found,
        };
        search.collect(folder, DEPTH);
        if search.left == 0 {
            search.problem(
                folder,
                format!("it has more than {ENTRIES} files: name a smaller folder"),
            );
        }
    }

    /// Adds a path that cannot be searched as a case that cannot be run, so that its cases are not silently missed.
    fn problem(&mut self, path: &Path, problem: String) {
        self.found.push(Found {
            path: path.to_path_buf(),
            problem: Some(problem),
        });
    }

    /// Adds the cases of a folder and of the folders below it.
    fn collect(&mut self, folder: &Path, depth: usize) {
        let listed = fs::read_dir(folder).and_then(|entries| {
            let entries = entries.take(self.left);
            entries
                .map(|entry| Ok(entry?.path()))
                .collect::<Result<Vec<_>, _>>()
        });
        let mut paths = match listed {
            Ok(paths) => paths,
            Err(error) => return self.problem(folder, format!("cannot read the folder: {error}")),
        };
        self.left = self.left.saturating_sub(paths.len());
        // Sort, because the system lists entries in any order.
        paths.sort();
        for path in paths {
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            if path.is_dir() {
                if !is_skipped(name) {
                    self.enter(&path, depth);
                }
            } else if path.extension().is_some_and(|end| end == "toml")
                && !NOT_CASES.contains(&name)
            {
                self.found.push(Found {
                    path,
                    problem: None,
                });
            }
        }
    }

    /// Searches a folder below another folder. Does not follow a link, because the link could lead back, or to a large
    /// part of the disk.
    fn enter(&mut self, folder: &Path, depth: usize) {
        if folder.is_symlink() {
            // If the link leads to a folder below `top`, the search finds the cases in that folder itself, unless it
            // skips that folder.
            let to = folder.canonicalize().ok();
            let below = to.as_deref().and_then(|to| to.strip_prefix(&self.top).ok());
            let is_searched = below.is_some_and(|below| {
                let mut names = below.iter().map(|name| name.to_str().unwrap_or_default());
                !names.any(is_skipped)
            });
            if !is_searched {
                self.problem(
                    folder,
                    "a link to a folder is not followed: name that folder".to_owned(),
                );
            }
        } else if depth == 0 {
            self.problem(
                folder,
                format!("folders are searched {DEPTH} levels deep: name this folder"),
            );
        } else if self.left > 0 {
            self.collect(folder, depth - 1);
        }
    }
}

/// Returns whether a folder of this name is skipped, because it can hold TOML files of other programs: a hidden folder,
/// packages and build output.
fn is_skipped(name: &str) -> bool {
    name.starts_with('.') || matches!(name, "target" | "node_modules")
}
