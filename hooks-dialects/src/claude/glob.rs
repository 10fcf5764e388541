//! Wildcards in permission rules and settings: `*` in texts, and glob patterns for paths.
//!
//! Claude Code defines these two languages; they are not the patterns of a shell, which the trust check of hooks-config
//! and the check before a start in hooks-exec read: a `*` in a text also matches `/`, `**` in a path matches folders,
//! and `[` is a plain character.
//!
//! The work of both functions is linear or bounded: a project's settings or a model's calls can contain texts that were
//! made long to cause much work.

/// The limit on the product of the lengths of a pattern and a path. Above it, the two are not compared, because that
/// would take too long. The limit is enough for a path of 16 KiB and a pattern of 256 characters.
pub(super) const MOST_PAIRS: usize = 1 << 22;

/// Returns whether `pattern` matches the whole of `text`. `*` matches any characters, including `/` and blanks.
///
/// The work is linear: each piece between two stars is matched at its first occurrence, which leaves the most text for
/// the remaining pieces.
pub(super) fn covers(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut left) = text.strip_prefix(first) else {
        return false;
    };
    // The last piece must match at the end of the text, so it is compared below. Search only for the other pieces here.
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    for piece in middle.split('*') {
        match left.split_once(piece) {
            Some((_, behind)) => left = behind,
            None => return false,
        }
    }
    left.ends_with(last)
}

/// Returns whether `pattern` matches a whole path. `*` matches any characters except `/`, `**` any characters, and `?`
/// one character except `/`. A pattern that would take too long to compare is treated as a match: the worst effect is
/// that the hook of an `if` rule runs on a call that the rule does not mean.
pub(super) fn covers_path(pattern: &str, text: &str) -> bool {
    // The work is proportional to the product of the lengths of pattern and text. If it would exceed the limit, treat
    // the pattern as matching.
    if pattern.len().saturating_mul(text.len()) > MOST_PAIRS {
        return true;
    }
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    // `reachable[i]` says whether the pattern up to `at` matches the first `i` characters of the text.
    let mut reachable = vec![false; text.len() + 1];
    reachable[0] = true;
    let mut at = 0;
    while let Some(&c) = pattern.get(at) {
        at += 1;
        match c {
            '*' if pattern.get(at) == Some(&'*') => {
                at += 1;
                let before = reachable.clone();
                spread(&mut reachable, |_| true, &text);
                // `**/` can also match zero folders. So also continue behind the `/` of the pattern.
                if pattern.get(at) == Some(&'/') {
                    at += 1;
                    let folders = step(&reachable, |c| c == '/', &text);
                    reachable = before
                        .iter()
                        .zip(folders)
                        .map(|(none, some)| *none || some)
                        .collect();
                }
            }
            '*' => spread(&mut reachable, |c| c != '/', &text),
            '?' => {
                reachable = step(&reachable, |c| c != '/', &text);
            }
            c => reachable = step(&reachable, |other| other == c, &text),
        }
    }
    reachable.last().copied().unwrap_or_default()
}

/// Extends every match by any number of characters that `takes` accepts.
fn spread(reachable: &mut [bool], takes: impl Fn(char) -> bool, text: &[char]) {
    for (i, c) in text.iter().enumerate() {
        if reachable[i] && takes(*c) {
            reachable[i + 1] = true;
        }
    }
}

/// Extends every match by one character that `takes` accepts.
fn step(reachable: &[bool], takes: impl Fn(char) -> bool, text: &[char]) -> Vec<bool> {
    let mut next = vec![false; reachable.len()];
    for (i, c) in text.iter().enumerate() {
        next[i + 1] = reachable[i] && takes(*c);
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_match_the_expected_paths() {
        for (pattern, text, anything, within) in [
            ("a*c", "abc", true, true),
            ("a*c", "a/c", true, false),
            ("a/**/c", "a/c", false, true),
            ("a/**/c", "a/x/y/c", true, true),
            ("a/**", "a/x/y", true, true),
            ("**/c", "c", false, true),
            ("**/c", "x/yc", false, false),
            ("*", "", true, true),
            ("a", "ab", false, false),
            ("?", "x", false, true),
        ] {
            assert_eq!(covers_path(pattern, text), within, "{pattern} {text}");
            if !pattern.contains("**") {
                assert_eq!(covers(pattern, text), anything, "{pattern} {text}");
            }
        }
    }
    #[test]
    fn runs_are_found_wherever_they_stand() {
        for (pattern, text, expected) in [
            ("*b*", "abc", true),
            ("a*b*c", "abcbc", true),
            ("a*ab", "ab", false),
            ("a**b", "ab", true),
            ("*aab", "aaaab", true),
            ("*ab*ab", "ab", false),
            ("*é*", "née", true),
            ("https://a.example/*", "https://a.example.evil/", false),
            ("*a*b", "xbxa", false),
            ("", "", true),
            ("", "a", false),
        ] {
            assert_eq!(covers(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn long_texts_under_long_patterns_are_judged_without_comparing_each_with_each() {
        let text = "a".repeat(200_000);
        let stars = "*a".repeat(100_000);
        assert!(covers(&stars, &text));
        assert!(!covers(&format!("{stars}*b"), &text));
        let folders = "**/a/".repeat(100_000);
        assert!(
            covers_path(&folders, &text),
            "if matching takes too long, the hook runs"
        );
        assert!(!covers_path("**/a/b", &"a/".repeat(2_000)));
    }
}
