//! Finds the files that match a shell pattern.
//!
//! A pattern is expanded part by part (the parts between slashes): every folder that was found so far is read, and the
//! names that match the next part are kept. All patterns of a command share one limit for the number of names that are
//! tried, because a pattern such as `*/*/*` can reach a whole disk.
//!
//! The search can find a file that the shell would not find. For example, a named class such as `[[:alpha:]]`
//! matches every character here.
//!
//! POSIX defines this language, for the shell that is about to run. It differs from `trust/pattern.rs` in hooks-config,
//! which matches a name if any shell could: here a quoted `*`, `?` or `[` is a plain character, a bracket expression has
//! one meaning, and only a literal dot matches a dot at the beginning.

use std::path::{Path, PathBuf};

use super::letters::Letter;

/// Returns whether a shell would replace the word with the files that match it.
pub(super) fn is_pattern(word: &[Letter]) -> bool {
    word.iter().any(|letter| wild(*letter))
}

/// Returns whether a character is a wildcard.
fn wild((letter, bare): Letter) -> bool {
    bare && matches!(letter, '*' | '?' | '[')
}

/// The paths that match a pattern.
#[derive(Debug, Default)]
pub(super) struct Matches {
    /// The matching paths, written like the pattern: links and `..` are kept.
    pub(super) paths: Vec<PathBuf>,
    /// A folder with too many names to try all of them; `None` if all names of every folder were tried.
    pub(super) unread: Option<PathBuf>,
}

/// Finds the paths that match a pattern, relative to `folder` unless the pattern is absolute. Tries at most `left`
/// names, and subtracts their number from `left`.
pub(super) fn matches(folder: &Path, pattern: &[Letter], left: &mut usize) -> Matches {
    let absolute = pattern.first().is_some_and(|(letter, _)| *letter == '/');
    let start = if absolute { "/" } else { "" };
    let mut found = Matches {
        paths: vec![PathBuf::from(start)],
        unread: None,
    };
    let parts: Vec<&[Letter]> = pattern.split(|(letter, _)| *letter == '/').collect();
    let last = parts.len().saturating_sub(1);
    for (at, part) in parts
        .into_iter()
        .enumerate()
        .filter(|(_, part)| !part.is_empty())
    {
        let before = std::mem::take(&mut found.paths);
        if !is_pattern(part) {
            let name: String = part.iter().map(|(letter, _)| letter).collect();
            found.paths = before.into_iter().map(|path| path.join(&name)).collect();
            continue;
        }
        for path in before {
            if !read(folder, &path, part, left, &mut found.paths) {
                found.unread.get_or_insert(path);
            }
        }
        // Only a folder can contain the next part of the path, so keep only folders.
        if at < last {
            found.paths.retain(|path| folder.join(path).is_dir());
        }
    }
    found
}

/// Adds the matching names of one folder. Returns `false` if not all names could be tried.
fn read(
    folder: &Path,
    path: &Path,
    part: &[Letter],
    left: &mut usize,
    paths: &mut Vec<PathBuf>,
) -> bool {
    let Ok(names) = folder.join(path).read_dir() else {
        return true;
    };
    for name in names.flatten() {
        if *left == 0 {
            return false;
        }
        *left -= 1;
        let name = name.file_name();
        if fits(part, &name.to_string_lossy()) {
            paths.push(path.join(name));
        }
    }
    true
}

/// Returns whether a file name matches a pattern. As in a shell, only a literal dot matches a dot at the beginning.
/// Backtracks only to the last `*`, so the time is at most proportional to the product of both lengths.
fn fits(pattern: &[Letter], name: &str) -> bool {
    let name: Vec<char> = name.chars().collect();
    if name.first() == Some(&'.') && pattern.first().is_none_or(|(letter, _)| *letter != '.') {
        return false;
    }
    let (mut p, mut n) = (0, 0);
    // The position after the last `*` in the pattern, and the end of the part of the name that it matches.
    let mut star = None;
    while n < name.len() {
        if pattern.get(p) == Some(&('*', true)) {
            p += 1;
            star = Some((p, n));
            continue;
        }
        let one = name.get(n).copied().unwrap_or_default();
        match pattern.get(p..).and_then(|rest| takes(rest, one)) {
            Some(length) => {
                p += length;
                n += 1;
            }
            None => {
                let Some((behind, taken)) = star else {
                    return false;
                };
                star = Some((behind, taken + 1));
                (p, n) = (behind, taken + 1);
            }
        }
    }
    pattern.iter().skip(p).all(|letter| *letter == ('*', true))
}

/// Matches the first part of a pattern (a character, a wildcard or a class) against a character. Returns the length of
/// the part, or `None` if the part does not match.
fn takes(pattern: &[Letter], one: char) -> Option<usize> {
    match *pattern.first()? {
        ('?', true) => Some(1),
        ('[', true) => match class(pattern) {
            Some((class, length)) => class.contains(one).then_some(length),
            None => (one == '[').then_some(1),
        },
        (letter, _) => (letter == one).then_some(1),
    }
}

/// A bracket expression such as `[a-z]`.
struct Class {
    /// Whether the class is negated.
    not: bool,
    /// The ranges of characters in the class. A single character is a range of length one.
    ranges: Vec<(char, char)>,
    /// Whether the class contains a named class such as `[:alpha:]`. A named class is treated as matching every
    /// character.
    named: bool,
}

impl Class {
    /// Returns whether the class matches a character.
    fn contains(&self, one: char) -> bool {
        let inside = self
            .ranges
            .iter()
            .any(|(from, to)| (*from..=*to).contains(&one));
        self.named || inside != self.not
    }
}

/// Parses the bracket expression at the beginning of a pattern, and returns its length; `None` if it is not closed.
fn class(pattern: &[Letter]) -> Option<(Class, usize)> {
    let letters: Vec<char> = pattern.iter().map(|(letter, _)| *letter).collect();
    let not = matches!(letters.get(1), Some('!' | '^'));
    // A `]` in first place is a plain character, so the search for the end begins after it.
    let begin = 1 + usize::from(not);
    let behind = letters.get(begin + 1..)?;
    // The syntax of named classes (`[:alpha:]`) is not parsed. Treat a bracket expression with a named class as
    // matching every character: this can only find too many files.
    let named = letters
        .windows(2)
        .any(|two| matches!(two, ['[', ':' | '.' | '=']));
    let end = match named {
        true => {
            letters
                .windows(2)
                .rposition(|two| matches!(two, [':' | '.' | '=', ']']))?
                + 2
        }
        false => begin + 1 + behind.iter().position(|letter| *letter == ']')?,
    };
    let inside = letters.get(begin..end)?;
    let mut ranges = Vec::new();
    let mut at = 0;
    while let Some(from) = inside.get(at).copied() {
        match (inside.get(at + 1), inside.get(at + 2)) {
            (Some('-'), Some(to)) => {
                ranges.push((from, *to));
                at += 3;
            }
            _ => {
                ranges.push((from, from));
                at += 1;
            }
        }
    }
    let class = Class { not, ranges, named };
    Some((class, (end + 1).min(letters.len())))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn letters(text: &str) -> Vec<Letter> {
        text.chars().map(|letter| (letter, true)).collect()
    }

    #[test]
    fn names_fit_as_a_shell_fits_them() {
        for (pattern, name, expected) in [
            ("g*.sh", "guard.sh", true),
            ("*", "guard.sh", true),
            ("*a*d*", "guard.sh", true),
            ("guard.s?", "guard.sh", true),
            ("[a-g]uard.sh", "guard.sh", true),
            ("[!x]uard.sh", "guard.sh", true),
            ("[[:alpha:]]uard.sh", "guard.sh", true),
            ("[]g]uard.sh", "guard.sh", true),
            ("[guard.sh", "[guard.sh", true),
            (".*", ".env", true),
            ("*", ".env", false),
            ("[h-z]uard.sh", "guard.sh", false),
            ("g*.py", "guard.sh", false),
            ("g?", "guard.sh", false),
            ("", "x", false),
        ] {
            assert_eq!(fits(&letters(pattern), name), expected, "{pattern} {name}");
        }
        assert!(!fits(&[('*', false)], "x"));
        assert!(!fits(&letters(&"*a".repeat(100)), &"a".repeat(99)));
    }

    #[test]
    fn files_are_found_folder_by_folder_and_reading_has_an_end() {
        let temp = tempfile::tempdir().unwrap();
        for path in ["a/x.sh", "b/x.sh", "b/y.sh", "c.sh"] {
            let path = temp.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let found = |pattern: &str, mut left: usize| {
            let found = matches(temp.path(), &letters(pattern), &mut left);
            let mut paths = found.paths;
            paths.sort();
            (paths, found.unread.is_some())
        };
        let paths = |paths: &[&str]| paths.iter().map(PathBuf::from).collect::<Vec<_>>();
        assert_eq!(
            found("./?/x.sh", 99),
            (paths(&["./a/x.sh", "./b/x.sh"]), false)
        );
        assert_eq!(found("*/y*", 99), (paths(&["b/y.sh"]), false));
        assert_eq!(found("a/../c.*", 99), (paths(&["a/../c.sh"]), false));
        assert_eq!(found("z/*", 99), (paths(&[]), false));
        assert!(found("*/*", 4).1);
        let absolute = format!("{}/c*", temp.path().display());
        assert_eq!(found(&absolute, 99).0, [temp.path().join("c.sh")]);
    }
}
