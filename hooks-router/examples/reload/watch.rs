//! Reports when files have changed and are complete again.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The size and the modification time of a file; `None` if it does not exist.
type Look = Option<(u64, Option<SystemTime>)>;

/// The watched files, with their state when the hooks were loaded.
pub(crate) struct Watch {
    paths: Vec<PathBuf>,
    loaded: Vec<Look>,
    last: Vec<Look>,
}

impl Watch {
    pub(crate) fn new<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Self {
        let paths = paths.into_iter().map(|path| path.as_ref().to_owned());
        let paths: Vec<PathBuf> = paths.collect();
        let loaded = looks(&paths);
        Self {
            paths,
            last: loaded.clone(),
            loaded,
        }
    }

    /// Watches these files instead of the previous files. A file that was watched before keeps its recorded state, so
    /// that a change during loading is still reported.
    pub(crate) fn follow<P: AsRef<Path>>(&mut self, paths: impl IntoIterator<Item = P>) {
        let mut next = Self::new(paths);
        for (path, loaded) in next.paths.iter().zip(&mut next.loaded) {
            let known = self.paths.iter().position(|known| known == path);
            if let Some(known) = known.and_then(|known| self.loaded.get(known)) {
                loaded.clone_from(known);
            }
        }
        *self = next;
    }

    /// Checks the files again. Returns `true`, once for each change, if they differ from the loaded state and
    /// have not changed since the last check: the editor has finished writing.
    pub(crate) fn has_changed(&mut self) -> bool {
        let now = looks(&self.paths);
        let at_rest = now == self.last;
        self.last = now;
        let changed = at_rest && self.last != self.loaded;
        if changed {
            self.loaded.clone_from(&self.last);
        }
        changed
    }
}

fn looks(paths: &[PathBuf]) -> Vec<Look> {
    let look = |path: &PathBuf| {
        let file = std::fs::metadata(path).ok()?;
        Some((file.len(), file.modified().ok()))
    };
    paths.iter().map(look).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_once_and_only_when_the_file_is_at_rest() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("hooks.toml");
        let mut watch = Watch::new([&file]);
        assert!(!watch.has_changed(), "it is not there, and was not");
        std::fs::write(&file, "a")?;
        assert!(!watch.has_changed(), "it came, and may still grow");
        std::fs::write(&file, "ab")?;
        assert!(!watch.has_changed(), "it grew");
        assert!(watch.has_changed(), "it is at rest");
        assert!(!watch.has_changed(), "that was told");
        std::fs::remove_file(&file)?;
        assert!(!watch.has_changed());
        assert!(watch.has_changed(), "it went, and stays away");
        Ok(())
    }
}
