//! Computes absolute, normalised paths for guards, without reading the file system.
//!
//! Symbolic links are not resolved, so a path with `..` can name a different file than its text suggests.

/// Returns `path` as an absolute path. `~` becomes the home folder if it is known, a relative path is joined to `cwd`,
/// and `.` and `..` are resolved without looking at the file system. Windows paths with a drive are returned unchanged.
pub(crate) fn absolute(path: &str, cwd: &str, home: Option<&str>) -> String {
    // Windows paths (drives, UNC names, two separators) have rules that this function does not know. A wrongly joined
    // path would name a different file, so return a Windows path unchanged.
    if path.is_empty() || has_drive(path) || path.starts_with('\\') {
        return path.to_owned();
    }
    let joined = match (path.strip_prefix('~'), home) {
        (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => {
            format!("{home}{rest}")
        }
        (Some(rest), None) if rest.is_empty() || rest.starts_with('/') => return path.to_owned(),
        _ if path.starts_with('/') => path.to_owned(),
        _ if cwd.starts_with('/') => format!("{cwd}/{path}"),
        _ => return path.to_owned(),
    };
    normal(&joined)
}

/// Returns whether a path starts with a drive, such as `C:`.
fn has_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic())
}

/// Resolves `.`, `..` and repeated slashes in an absolute path: `/a//b/../c` gives `/a/c`.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            // As in POSIX, the parent of the root is the root.
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_cannot_walk_round_a_guard_by_its_spelling() {
        let home = Some("/home/ada");
        for (path, expected) in [
            ("src/../.env", "/p/.env"),
            ("./a", "/p/a"),
            ("/etc/./passwd", "/etc/passwd"),
            ("~/.ssh/id", "/home/ada/.ssh/id"),
            ("~", "/home/ada"),
            ("~other/x", "/p/~other/x"),
            ("../../../../etc", "/etc"),
            ("C:\\x", "C:\\x"),
            ("", ""),
        ] {
            assert_eq!(absolute(path, "/p", home), expected, "{path}");
        }
        assert_eq!(absolute("~/x", "/p", None), "~/x");
    }
}
