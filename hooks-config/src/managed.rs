//! Finds the administrator's native hook files.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use hooks_types::DialectRef;
use hooks_types::spec::Scope;

use crate::discovery::Candidate;

/// Returns the administrator's folder.
pub(crate) fn managed_folder() -> &'static Path {
    Path::new(if cfg!(windows) {
        "C:\\ProgramData\\agent-hooks"
    } else {
        "/etc/agent-hooks"
    })
}

/// Lists `hooks.toml` of the administrator's folder, then `hooks.d/*.toml` by name; the list is empty if the folder
/// does not exist. An entry that exists but cannot be examined is listed too: loading must report it and not run
/// without the administrator's hooks.
pub(crate) fn managed_candidates(folder: &Path) -> Vec<Candidate> {
    // Conclude that there is no administrator only if the folder certainly does not exist. If the look-up fails for
    // another reason, list the file and let loading fail.
    if is_missing(&fs::symlink_metadata(folder)) {
        return Vec::new();
    }
    let parts = folder.join("hooks.d");
    let mut paths = match toml_files(&parts) {
        Ok(paths) => paths,
        Err(problem) if problem.kind() == ErrorKind::NotFound => Vec::new(),
        // The folder cannot be listed, so add the folder itself as a candidate. Loading then reports an error, because
        // a folder is not a regular file.
        Err(_) => vec![parts],
    };
    // `read_dir` returns the files in any order, but hooks run in load order. So sort the files.
    paths.sort();
    paths.insert(0, folder.join("hooks.toml"));
    let native = |path| Candidate::new(path, DialectRef::NATIVE, Scope::Managed);
    paths.into_iter().map(native).collect()
}

/// Returns whether a lookup failed only because nothing exists at the path.
fn is_missing<T>(looked: &io::Result<T>) -> bool {
    matches!(looked, Err(problem) if problem.kind() == ErrorKind::NotFound)
}

/// Lists the TOML files of a folder, in any order.
fn toml_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|found| found == "toml") {
            paths.push(path);
        }
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        managed_candidates(folder)
            .into_iter()
            .map(|candidate| {
                assert_eq!(candidate.scope, Scope::Managed);
                let path = candidate.path.strip_prefix(folder).unwrap();
                path.display().to_string()
            })
            .collect()
    }

    #[test]
    fn an_administrator_s_files_come_in_the_order_of_their_names() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("agent-hooks");
        assert_eq!(names(&root), [""; 0]);
        fs::create_dir_all(root.join("hooks.d")).unwrap();
        assert_eq!(names(&root), ["hooks.toml"]);
        for name in ["20-b.toml", "10-a.toml", "note.txt"] {
            fs::write(root.join("hooks.d").join(name), "").unwrap();
        }
        assert_eq!(
            names(&root),
            ["hooks.toml", "hooks.d/10-a.toml", "hooks.d/20-b.toml"]
        );
    }

    #[test]
    fn a_folder_of_files_that_cannot_be_listed_is_not_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("hooks.d"), "no folder").unwrap();
        assert_eq!(names(folder.path()), ["hooks.toml", "hooks.d"]);
    }
}
