//! Finds hook files in folders below the working folder. Such a file applies only to sessions in its own folder, so a
//! session in the working folder does not load it.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};

use hooks_config::{Candidate, Places, ProjectTrust, Root, load_candidates, native_candidates};
use hooks_dialects::agents;
use hooks_types::spec::Scope;
use hooks_types::text::visible_path;

use crate::show::to_type;

/// How many levels of folders below the start are searched.
const DEEP: usize = 3;

/// The maximum number of folders that are searched, and the maximum number of folder entries that are read in all.
const FOLDERS: usize = 300;
const ENTRIES: usize = 3000;

/// The maximum number of folders whose hook files are read. Without this limit, a search could read very many settings
/// files that hold no hooks.
const LOADED: usize = 20;

/// The maximum number of hook files that the result names.
const NAMED: usize = 5;

/// Folders that are not searched: they hold other people's code (`node_modules`) or build output (`target`).
const SKIPPED: &[&str] = &["node_modules", "target"];

/// Returns a sentence for each hook file below `folder`, because a session in `folder` does not load it. After
/// [`NAMED`] files, one sentence counts the others. Links are not followed. If `folder` is the user's home folder, nothing is searched, because every project lies below it.
pub(crate) fn files_below(folder: &Path, home: Option<&Path>) -> Vec<String> {
    let Ok(folder) = folder.canonicalize() else {
        return Vec::new();
    };
    let is_home = home.and_then(|home| home.canonicalize().ok()).as_ref() == Some(&folder);
    if is_home || folder.parent().is_none() {
        return Vec::new();
    }
    let below = folders_below(&folder);
    let with_files = below.iter().map(|at| (at, candidates_in(at)));
    let mut with_files = with_files.filter(|(_, files)| !files.is_empty());
    let found = with_files.by_ref().take(LOADED).flat_map(|(at, files)| {
        let files = with_hooks(&files).into_iter();
        files.map(|file| said(&file, at))
    });
    let mut found: Vec<String> = found.collect();
    let more = found.len().saturating_sub(NAMED);
    found.truncate(NAMED);
    if more > 0 {
        let at_least = if with_files.next().is_some() {
            "at least "
        } else {
            ""
        };
        let files = if more == 1 { "file" } else { "files" };
        found.push(format!(
            "and {at_least}{more} more hook {files} in folders below this one, which are not loaded from here"
        ));
    }
    found
}

/// Returns a sentence if the folder for our hooks in `folder` is a link to nothing. Without other hook files, `folder` is
/// no root of a project, so the link is not read as a part of one. The link's target is a stranger's text, so it is not
/// shown.
pub(crate) fn link_to_nothing(folder: &Path) -> Option<String> {
    let link = folder.join(".agent-hooks");
    let is_link = fs::symlink_metadata(&link).is_ok_and(|found| found.is_symlink());
    (is_link && fs::metadata(&link).is_err()).then(|| {
        format!(
            "{} is a link, and there is no folder at its target, so no hooks are read there",
            visible_path(&link)
        )
    })
}

/// Returns the folders below `folder`, the nearest first.
fn folders_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut left = ENTRIES;
    let mut open = VecDeque::from([(folder.to_path_buf(), 0)]);
    while let Some((at, depth)) = open.pop_front() {
        let entries = fs::read_dir(&at).into_iter().flatten().flatten();
        let mut folders = Vec::new();
        for entry in entries.take(left) {
            left -= 1;
            // `file_type` does not follow links, so a link to a folder does not count as a folder here.
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if is_folder && !name.starts_with('.') && !SKIPPED.contains(&&*name) {
                folders.push(entry.path());
            }
        }
        folders.sort();
        for below in folders {
            if found.len() == FOLDERS {
                return found;
            }
            found.push(below.clone());
            if depth + 1 < DEEP {
                open.push_back((below, depth + 1));
            }
        }
    }
    found
}

/// Returns the existing files of one folder that can hold hooks.
fn candidates_in(folder: &Path) -> Vec<Candidate> {
    let places = Places::new().with_root(Root::new(folder));
    let mut candidates = native_candidates(&places);
    candidates.extend(agents().all_candidates(&places));
    candidates.retain(|file| file.scope == Scope::Project && file.path.is_file());
    candidates
}

/// Returns the candidates (files that can hold hooks) that do hold hooks, and every `hooks.toml`, even one without
/// hooks. Reads the files as files of an untrusted project.
fn with_hooks(candidates: &[Candidate]) -> Vec<PathBuf> {
    let loaded = load_candidates(candidates, ProjectTrust::Untrusted, &agents());
    let mut files: Vec<PathBuf> = Vec::new();
    for file in &loaded.files {
        if (file.hooks > 0 || file.dialect.is_native()) && !files.contains(&file.path) {
            files.push(file.path.to_path_buf());
        }
    }
    files
}

/// Returns a sentence that says for which sessions the file is loaded.
fn said(file: &Path, folder: &Path) -> String {
    let list = to_type(["hooks", "list", "--project", &folder.display().to_string()]);
    format!(
        "{} is not loaded from here: it is for sessions in its own folder and below (`{list}`)",
        visible_path(file)
    )
}
