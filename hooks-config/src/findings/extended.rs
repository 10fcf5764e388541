//! Tells whether `grep -E` would read a pattern as its author meant it, if the pattern was written for `grep` without
//! an option.

/// The parts of a pattern behind which a `+` is meant to repeat the part.
pub(super) const REPEATED: &[&str] = &["\\s", "\\S", "\\w", "\\W", "]"];

/// Returns whether `grep -E` reads a pattern in quotes as its author meant it. Each character must have the same
/// meaning for `grep` and `grep -E`, except a `+` behind one of [`REPEATED`] and, if `sign` is `|`, a `|` and the
/// parentheses around alternatives.
pub(super) fn reads_alike(pattern: &str, sign: &str) -> bool {
    let pattern = pattern.trim_matches(['"', '\'']);
    let bytes = pattern.as_bytes();
    let get = |at: usize| bytes.get(at).copied();
    // Whether each open group has a `|`.
    let mut groups: Vec<bool> = Vec::new();
    let mut at = 0;
    while let Some(byte) = get(at) {
        let before = at.checked_sub(1).and_then(get);
        let after = get(at + 1);
        match byte {
            b'\\' => at += 1,
            b'[' => match end_of_set(bytes, at) {
                Some(end) => at = end,
                None => return false,
            },
            b'(' if sign != "|" || matches!(after, None | Some(b'|' | b')')) => return false,
            b'(' => groups.push(false),
            b')' => match groups.pop() {
                Some(true) => {}
                _ => return false,
            },
            b'|' if sign == "|" => {
                if let Some(group) = groups.last_mut() {
                    *group = true;
                }
            }
            b'+' => {
                let is_repeated = REPEATED.iter().any(|part| pattern[..at].ends_with(part));
                if !is_repeated || after == Some(b'+') {
                    return false;
                }
            }
            b'|' | b'{' | b'}' | b'?' => return false,
            b'*' if matches!(before, None | Some(b'(' | b'|' | b'^')) => return false,
            b'^' if !matches!(before, None | Some(b'(' | b'|')) => return false,
            b'$' if !matches!(after, None | Some(b')' | b'|')) => return false,
            _ => {}
        }
        at += 1;
    }
    groups.is_empty()
}

/// Returns the place of the `]` that ends a set of characters. A `]` at the start of the set is one of the characters.
fn end_of_set(bytes: &[u8], at: usize) -> Option<usize> {
    let mut end = at + 1;
    end += usize::from(bytes.get(end) == Some(&b'^'));
    end += usize::from(bytes.get(end) == Some(&b']'));
    while *bytes.get(end)? != b']' {
        // Skip a class, such as `[:space:]` in `[[:space:]]`.
        if bytes.get(end..end + 2) == Some(b"[:") {
            let rest = bytes.get(end..)?;
            end += rest.windows(2).position(|pair| pair == b":]")? + 1;
        }
        end += 1;
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::reads_alike;

    #[test]
    fn a_pattern_that_means_the_same_with_the_option_is_told_from_others() {
        for (pattern, sign) in [
            ("\"git push|git reset\"", "|"),
            ("'^a|b$'", "|"),
            ("'git (push|reset)'", "|"),
            ("'(^|;)rm'", "|"),
            ("'a\\.b|c'", "|"),
            ("'[(?{]a|b'", "|"),
            ("'[[:space:]]+x'", "+"),
            ("'git\\s+push|x'", "|"),
            ("\"[0-9]+\"", "+"),
        ] {
            assert!(reads_alike(pattern, sign), "{pattern}");
        }
        for (pattern, sign) in [
            ("'f()|g'", "|"),
            ("'f(x)|g(y)'", "|"),
            ("'eval(|exec('", "|"),
            ("'a)|b'", "|"),
            ("'why?|how'", "|"),
            ("'{a|b}'", "|"),
            ("'c++|rust'", "|"),
            ("'a+b|c'", "|"),
            ("'*a|b'", "|"),
            ("'a^b|c'", "|"),
            ("'a$b|c'", "|"),
            ("'f(\\s+x)'", "+"),
            ("'a?\\s+x'", "+"),
            ("'[a|b'", "|"),
            ("'(a|b'", "|"),
        ] {
            assert!(!reads_alike(pattern, sign), "{pattern}");
        }
    }

    #[test]
    fn odd_patterns_do_no_harm() {
        for odd in ["", "'", "\\", "[", "[^", "[[:", "(|", "ä|ö", "ä+"] {
            let _ = (reads_alike(odd, "|"), reads_alike(odd, "+"));
        }
    }
}
