//! The two kinds of wildcard in permission rules.

/// What a `*` covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Star {
    /// Any run of characters.
    Anything,
    /// Anything but `/`; `**` covers that too, and `?` is one character.
    WithinFolder,
}

/// Whether `pattern` covers the whole of `text`.
pub(super) fn covers(pattern: &str, text: &str, star: Star) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    // reachable[i]: the pattern read so far covers the first i characters.
    let mut reachable = vec![false; text.len() + 1];
    reachable[0] = true;
    let mut at = 0;
    while let Some(&c) = pattern.get(at) {
        at += 1;
        match c {
            '*' if star == Star::Anything => spread(&mut reachable, |_| true, &text),
            '*' if pattern.get(at) == Some(&'*') => {
                at += 1;
                let before = reachable.clone();
                spread(&mut reachable, |_| true, &text);
                // `**/` covers no folder at all as well.
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
            '?' if star == Star::WithinFolder => {
                reachable = step(&reachable, |c| c != '/', &text);
            }
            c => reachable = step(&reachable, |other| other == c, &text),
        }
    }
    reachable.last().copied().unwrap_or_default()
}

fn spread(reachable: &mut [bool], takes: impl Fn(char) -> bool, text: &[char]) {
    for (i, c) in text.iter().enumerate() {
        if reachable[i] && takes(*c) {
            reachable[i + 1] = true;
        }
    }
}

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
    fn stars_cover_what_they_should() {
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
            assert_eq!(
                covers(pattern, text, Star::WithinFolder),
                within,
                "{pattern} {text}"
            );
            if !pattern.contains("**") {
                assert_eq!(
                    covers(pattern, text, Star::Anything),
                    anything,
                    "{pattern} {text}"
                );
            }
        }
    }
}
