//! Follows a path link by link.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The maximum number of links that are followed. Linux has the same limit.
const LINKS: usize = 40;

/// Follows `path` from `folder`, and calls `at` for each symbolic link on the way and for the end. Returns the first
/// `Some` that `at` returns. Canonicalizing the path would show only the end. It would miss a link inside an
/// untrusted project if the link leads out of the project.
pub(super) fn walk<T>(
    folder: &Path,
    path: &Path,
    mut at: impl FnMut(&Path) -> Option<T>,
) -> Option<T> {
    let mut here = folder.to_path_buf();
    let mut ahead: VecDeque<OsString> = names(path);
    let mut links = 0;
    while let Some(name) = ahead.pop_front() {
        if name == "/" {
            here = PathBuf::from("/");
            continue;
        }
        // `here` contains no link any more, because links were replaced by their targets. So the parent in the
        // text is the parent on disk.
        if name == ".." {
            here.pop();
            continue;
        }
        here.push(&name);
        let link = fs::read_link(&here).ok();
        if (link.is_some() || ahead.is_empty())
            && let Some(answer) = at(&here)
        {
            return Some(answer);
        }
        let Some(target) = link else {
            continue;
        };
        links += 1;
        // The kernel refuses a path with more than 40 links too (`ELOOP`), so the path leads nowhere.
        if links > LINKS {
            return None;
        }
        here.pop();
        for name in names(&target).into_iter().rev() {
            ahead.push_front(name);
        }
    }
    None
}

/// Returns the components of a path without `.`.
fn names(path: &Path) -> VecDeque<OsString> {
    path.components()
        .filter(|part| *part != Component::CurDir)
        .map(|part| part.as_os_str().to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn the_way_shows_every_link_and_its_target() {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().canonicalize().unwrap();
        let at = |name: &str| root.join(name);
        fs::create_dir(at("a")).unwrap();
        fs::create_dir(at("b")).unwrap();
        fs::write(at("b/file"), "").unwrap();
        symlink("../b/file", at("a/link")).unwrap();
        symlink(at("a/link"), at("far")).unwrap();
        symlink("loop", at("loop")).unwrap();
        let way = |folder: &Path, path: &str| {
            let mut seen = Vec::new();
            walk::<()>(folder, Path::new(path), |place| {
                seen.push(place.strip_prefix(&root).unwrap_or(place).to_owned());
                None
            });
            seen
        };
        let paths = |names: &[&str]| -> Vec<PathBuf> { names.iter().map(PathBuf::from).collect() };
        assert_eq!(way(&at("a"), "./link"), paths(&["a/link", "b/file"]));
        assert_eq!(way(&at("a"), "../b/file"), paths(&["b/file"]));
        let far = way(&root, "far");
        assert!(far.ends_with(&paths(&["a/link", "b/file"])), "{far:?}");
        assert_eq!(far[0], PathBuf::from("far"));
        assert_eq!(way(&root, "loop").len(), LINKS + 1);
    }
}
