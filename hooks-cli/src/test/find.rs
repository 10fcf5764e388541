//! Finds the files that are test cases.

use hooks_types::text::visible_path;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::configuration::searched_folders;
use crate::failure::Failure;

/// A test case that was found, or a folder that cannot be read.
#[derive(Debug)]
pub(super) struct Found {
    /// The path of the case, or of the folder.
    pub(super) path: PathBuf,
    /// Why the folder cannot be read; `None` for a case.
    pub(super) problem: Option<String>,
}

/// TOML files that can lie in a folder of cases and are not cases: the configuration of a case, and the manifest of a
/// hook in Rust.
const NOT_CASES: &[&str] = &["hooks.toml", "Cargo.toml"];

/// How many levels of folders below a named folder are searched.
const DEPTH: usize = 16;

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
            collect(folder, DEPTH, &mut HashSet::new(), &mut found);
            if found.len() == before {
                return Err(Failure::new(format!(
                    "there is no test case in {}; a case is a .toml file with `event` and \
                     `[expect]`, and `hooks new` writes some",
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

/// Adds the cases below a folder. A folder that cannot be read is added as a case that cannot be run, so that the cases
/// in it are not silently missed. `seen` has the folders that were searched already: links can form a circle, or lead
/// to one folder in many ways.
fn collect(folder: &Path, depth: usize, seen: &mut HashSet<PathBuf>, found: &mut Vec<Found>) {
    if let Ok(canonical) = folder.canonicalize()
        && !seen.insert(canonical)
    {
        return;
    }
    let listed = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut paths: Vec<PathBuf> = match listed {
        Ok(entries) => entries.into_iter().map(|entry| entry.path()).collect(),
        Err(error) => {
            return found.push(Found {
                path: folder.to_path_buf(),
                problem: Some(format!("cannot read the folder: {error}")),
            });
        }
    };
    // Sort, because the system lists entries in any order.
    paths.sort();
    for path in paths {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if path.is_dir() {
            // Skip folders that can hold TOML files of other programs: hidden folders, packages and build output.
            let hidden = name.starts_with('.') || matches!(name, "target" | "node_modules");
            if depth > 0 && !hidden {
                collect(&path, depth - 1, seen, found);
            }
        } else if path.extension().is_some_and(|end| end == "toml") && !NOT_CASES.contains(&name) {
            found.push(Found {
                path,
                problem: None,
            });
        }
    }
}
