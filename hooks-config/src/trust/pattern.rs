//! Matches file names against shell patterns.
//!
//! A command such as `cat hooks/*.sh` uses the files that match at the time when it runs. The trust check tries the
//! same pattern, so a file that appears later and matches is noticed before the start.
//!
//! A match can cover more files than the shell expands to, never fewer: a file that is covered without need costs one
//! digest, but a file that is missed runs without consent. Shells disagree about brackets, bytes and files that begin
//! with a dot, so in these cases a name matches here if it matches in any shell.
//!
//! All shells together define this language, so it is not the language of `confined/pattern.rs` in hooks-exec: there one
//! shell is about to run, its quotes are known, a bracket expression has one meaning, and only a literal dot matches a
//! dot at the beginning.

/// Returns whether a shell could expand the pattern to this name.
///
/// The name is read as characters and as bytes: `?` is one byte in dash and in the C locale, and one
/// character in bash. A name that is not UTF-8 has no characters, only bytes.
pub(super) fn fits(pattern: &str, name: &[u8]) -> bool {
    if fits_units(pattern.as_bytes(), name) {
        return true;
    }
    let Ok(name) = std::str::from_utf8(name) else {
        return false;
    };
    let letters = |text: &str| text.chars().collect::<Vec<char>>();
    !name.is_ascii() && fits_units(&letters(pattern), &letters(name))
}

/// Matches units, which are bytes or characters. Follows all possible matches at once, so the time is bounded by the
/// product of the two lengths.
fn fits_units<T: Copy + Eq + From<u8>>(pattern: &[T], name: &[T]) -> bool {
    let [star, any, open, close] = [b'*', b'?', b'[', b']'].map(T::from);
    // `ways[at]`: whether the first `at` units (bytes or characters) of the pattern match the part of the name that was
    // read so far.
    let mut ways = vec![false; pattern.len() + 1];
    ways[0] = true;
    skip_stars(&mut ways, pattern, &star);
    for unit in name {
        let mut next = vec![false; pattern.len() + 1];
        // Whether a bracket expression that begins before this position might match `unit`.
        let mut in_bracket = false;
        for (at, wanted) in pattern.iter().enumerate() {
            // A bracket expression can end at any later `]`, and matches any unit. Where it really ends depends on the
            // shell and on quotes that were removed earlier: `[]a]`, `[!]a]`, `[[:alpha:]]`, `[[.].]]`, `["]"a]`.
            next[at + 1] |= in_bracket && *wanted == close;
            if ways[at] {
                in_bracket |= *wanted == open;
                next[at] |= *wanted == star;
                // Try a bracket as a plain character too: a bracket that is quoted, or that is never closed, is a plain
                // character.
                next[at + 1] |= *wanted == any || wanted == unit;
            }
        }
        skip_stars(&mut next, pattern, &star);
        ways = next;
        // Stop as soon as no match is possible. Most names differ early, and even the texts of
        // whole commands are tried as patterns, so this saves much time.
        if !ways.contains(&true) {
            return false;
        }
    }
    ways[pattern.len()]
}

/// Adds the positions after each `*` that is reached, because a `*` can also match an empty text.
fn skip_stars<T: Eq>(ways: &mut [bool], pattern: &[T], star: &T) {
    for (at, wanted) in pattern.iter().enumerate() {
        ways[at + 1] |= ways[at] && wanted == star;
    }
}
