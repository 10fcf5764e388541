//! Matches file names against shell patterns.
//!
//! A command such as `cat hooks/*.sh` runs whatever files match when it runs. The trust check tries the same
//! pattern, so a file that appears later and matches is noticed before the start.

/// Whether a name matches a shell pattern. A bracket expression matches any one character, which covers
/// more files than a shell would expand to, never fewer. Backtracks to the last `*` only, so the time
/// is bounded by the product of both lengths.
pub(super) fn fits(pattern: &str, name: &str) -> bool {
    let mut simple = Vec::new();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        match letter {
            // Without a closing bracket, `[` is an ordinary character, as in a shell.
            '[' if letters.as_str().contains(']') => {
                letters.by_ref().find(|letter| *letter == ']');
                simple.push('?');
            }
            letter => simple.push(letter),
        }
    }
    let name: Vec<char> = name.chars().collect();
    let (mut at, mut of) = (0, 0);
    // The position after the last `*` in the pattern, and the name's position from which it was tried.
    let mut star: Option<(usize, usize)> = None;
    while of < name.len() {
        match simple.get(at) {
            Some('*') => {
                star = Some((at, of));
                at += 1;
            }
            Some(letter) if *letter == '?' || *letter == name[of] => {
                at += 1;
                of += 1;
            }
            _ => match &mut star {
                Some((back, from)) => {
                    *from += 1;
                    (at, of) = (*back + 1, *from);
                }
                None => return false,
            },
        }
    }
    simple[at..].iter().all(|letter| *letter == '*')
}
