//! Finds the files that a path with patterns in its names matches: `hooks/*.sh`, `*/[ab]?.py`.
//!
//! Trust must cover each file that the shell could run, so a pattern matches at least as much here as in any shell. A
//! command whose patterns would have to be compared with too many directory entries cannot be trusted.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::files::Search;
use super::pattern::fits;

/// The maximum number of directory entries that are compared with the patterns of one command.
const ENTRIES: usize = 4096;

impl Search<'_> {
    /// Adds the files that match a path with patterns in its names, relative to a folder. Characters such
    /// as `*` in the path of the folder itself are taken literally.
    pub(super) fn pattern(&mut self, folder: &Path, path: &Path, is_run: &dyn Fn() -> bool) {
        // The root's own path can contain `*` or `[`. Split this path off: only the rest is a pattern.
        let (folder, path) = match path.strip_prefix(&self.bases.root) {
            Ok(inside) => (self.bases.root.as_path(), inside),
            Err(_) => (folder, path),
        };
        let mut at = folder.to_path_buf();
        let mut parts = path.components();
        while let Some(part) = parts.next() {
            match part.as_os_str().to_str() {
                Some(name) if name.contains(['*', '?', '[']) => {
                    // Only the first part with a pattern is expanded here. The parts after it are tried
                    // below each entry that matches.
                    return self.fitting(&at, name, parts.as_path(), is_run);
                }
                _ => at.push(part),
            }
        }
        self.file(Path::new(""), &at, is_run);
    }

    /// Adds the files at the path `rest` below each entry of `folder` that matches the pattern. Folders
    /// outside the root are not read.
    fn fitting(&mut self, folder: &Path, pattern: &str, rest: &Path, is_run: &dyn Fn() -> bool) {
        let deep = pattern.rsplit_once("**").filter(|_| self.extended);
        let Some((_, end)) = deep else {
            return self.fitting_here(folder, pattern, rest, is_run);
        };
        // `**/x` also matches `x` itself, and in fish even `**.sh` matches in subfolders. The text before the stars is
        // not compared, so this covers more than a shell would.
        if !rest.as_os_str().is_empty() {
            self.pattern(folder, rest, is_run);
        }
        let mut folders = vec![folder.to_path_buf()];
        // Remember folders by canonical path, because fish follows links, which can lead back up.
        let mut seen = BTreeSet::new();
        while let Some(folder) = folders.pop() {
            let canonical = self.paths.canonical(&folder);
            if !canonical.is_some_and(|folder| seen.insert(folder)) {
                continue;
            }
            self.fitting_here(&folder, &format!("*{end}"), rest, is_run);
            if self.covered.problem.is_some() {
                return;
            }
            let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
            let inner = entries.map(|entry| entry.path());
            folders.extend(inner.filter(|path| self.is_inside(path) && path.is_dir()));
        }
    }

    /// Returns whether a path leads to a place inside the root.
    fn is_inside(&self, path: &Path) -> bool {
        let canonical = self.paths.canonical(path);
        canonical.is_some_and(|path| path.starts_with(&self.bases.root))
    }

    /// Like [`fitting`](Self::fitting), but without the subfolders of `folder`.
    fn fitting_here(
        &mut self,
        folder: &Path,
        pattern: &str,
        rest: &Path,
        is_run: &dyn Fn() -> bool,
    ) {
        if !self.is_inside(folder) {
            return;
        }
        let Ok(entries) = fs::read_dir(folder) else {
            return;
        };
        for entry in entries.flatten() {
            self.entries += 1;
            if self.entries > ENTRIES {
                return self.fail("a pattern of its command matches too many files".to_owned());
            }
            let name = entry.file_name();
            // Compare bytes, because a name need not be UTF-8. A matching name that is not UTF-8 is reported as a
            // problem.
            if fits(pattern, name.as_encoded_bytes()) {
                self.pattern(&folder.join(&name), rest, is_run);
            }
        }
    }
}
