//! Expands the parts of a word that a shell expands before the shell looks at files: braces, and the patterns of
//! extended shells.
//!
//! As everywhere in the search for files, too many words are better than too few. A part that cannot be expanded
//! exactly becomes `*`.

/// The limits of the expansion of one word: the number of words, and the number of bytes in all these words.
const MOST: (usize, usize) = (1024, 1 << 20);

/// The maximum number of brace groups (`{a,b}`) with blanks that are expanded. A shell expands such a group only if the blank is
/// quoted. Most groups with blanks are code of another language, such as a Python dictionary, and would multiply the
/// words without need.
const BLANK_GROUPS: usize = 4;

/// Words that show that a command runs a shell with extended patterns: names of bash's options, and of shells
/// that have such patterns from the start.
const EXTENDED: &[&str] = &["extglob", "globstar", "zsh", "ksh", "fish"];

/// Returns whether a text shows that a shell with extended patterns might read the command.
pub(super) fn is_extended(text: &str) -> bool {
    EXTENDED.iter().any(|sign| text.contains(sign))
}

/// Expands the braces of a word: `{a,b}.sh`, nested braces, and sequences such as `{1..3}`, which become `*`. Returns
/// `None` if there are too many alternatives. For a word without braces the list is empty.
pub(super) fn braces(word: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut bytes = 0;
    // Words that can still contain brace groups. The number beside each word says how many brace groups that contain a
    // blank were expanded to get this word.
    let mut open = vec![(word.to_owned(), 0)];
    while let Some((word, blank)) = open.pop() {
        bytes += word.len();
        if words.len() + open.len() > MOST.0 || bytes > MOST.1 {
            return None;
        }
        let Some(group) = Group::first(&word, blank < BLANK_GROUPS) else {
            words.push(word);
            continue;
        };
        let (before, behind) = (&word[..group.start], &word[group.end + 1..]);
        let inside = &word[group.start + 1..group.end];
        let blank = blank + usize::from(inside.contains(char::is_whitespace));
        if group.commas.is_empty() {
            open.push((format!("{before}*{behind}"), blank));
        }
        let mut from = group.start + 1;
        for end in group.commas.iter().copied().chain([group.end]) {
            if !group.commas.is_empty() {
                open.push((format!("{before}{}{behind}", &word[from..end]), blank));
            }
            from = end + 1;
        }
    }
    words.retain(|expanded| expanded != word);
    Some(words)
}

/// A group in braces that a shell expands: a list or a sequence.
struct Group {
    /// The byte offset of the group's opening brace.
    start: usize,
    /// The byte offset of the group's closing brace.
    end: usize,
    /// The byte offsets of the commas between the group's alternatives; empty for a sequence.
    commas: Vec<usize>,
}

impl Group {
    /// Finds the group that begins first. A brace without a partner, and a group with neither comma nor `..`,
    /// is plain text.
    fn first(word: &str, with_blanks: bool) -> Option<Self> {
        let mut first: Option<Self> = None;
        // The groups that are open at the current place. With this list one pass is enough, even for deeply nested
        // groups.
        let mut around: Vec<(usize, Vec<usize>)> = Vec::new();
        // The positions of the last blank and of the last `..` so far.
        let (mut blank, mut dots) = (None, None);
        for (end, sign) in word.char_indices() {
            match sign {
                '{' => around.push((end, Vec::new())),
                ',' => {
                    if let Some((_, commas)) = around.last_mut() {
                        commas.push(end);
                    }
                }
                '.' if word[end..].starts_with("..") => dots = Some(end),
                '}' => {
                    let Some((start, commas)) = around.pop() else {
                        continue;
                    };
                    let is_blank = blank > Some(start);
                    let is_sequence = dots > Some(start) && !is_blank;
                    let is_group = !commas.is_empty() || is_sequence;
                    let is_earlier = first.as_ref().is_none_or(|first| start < first.start);
                    if is_group && is_earlier && (with_blanks || !is_blank) {
                        first = Some(Self { start, end, commas });
                    }
                }
                sign if sign.is_whitespace() => blank = Some(end),
                _ => {}
            }
        }
        first
    }
}

/// Returns a text with `*` in place of each group of extended patterns: `@(a|b).sh`, `!(x)*`, zsh's `(a|b).sh` and
/// `x<1-9>.sh`. Substitutions such as `$(...)` are kept, and so are subshells, which are not a part of a longer word.
pub(super) fn groups_as_stars(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['(', '<']) {
        let (before, group) = rest.split_at(at);
        out.push_str(before);
        let is_part = |letter: char| letter.is_alphanumeric() || "_./*?+@!-]}\"'".contains(letter);
        let end = match group.starts_with('<') {
            true => range_end(group),
            false => group_end(group),
        };
        let touches = |end: usize| {
            out.ends_with(is_part) || group[end..].starts_with(is_part) && !out.ends_with('$')
        };
        match end.filter(|end| touches(*end)) {
            Some(end) => {
                // The sign before the parenthesis (`@` in `@(a|b)`) belongs to the group, so replace the sign together
                // with the group.
                out.truncate(out.trim_end_matches(['?', '*', '+', '@', '!']).len());
                out.push('*');
                rest = &group[end..];
            }
            None => {
                out.push_str(&group[..1]);
                rest = &group[1..];
            }
        }
    }
    out + rest
}

/// Returns the end of the parenthesised group that a text begins with.
fn group_end(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    // Search only 1024 bytes: a longer group is code and not a file name. Without a limit, many open groups would take
    // quadratic time.
    for (at, sign) in text.bytes().enumerate().take(1024) {
        match sign {
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(at + 1),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Returns the end of zsh's range of numbers (`<1-9>`, `<->`) that a text begins with.
fn range_end(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '<' | '-')))?;
    (text[end..].starts_with('>') && text[..end].contains('-')).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_expand_as_in_a_shell() {
        for (word, expected) in [
            ("{a,b}.sh", "a.sh b.sh"),
            ("{a,{b,c}}.sh", "a.sh b.sh c.sh"),
            ("x{,/y}.sh", "x.sh x/y.sh"),
            ("{a,b}{c,d}", "ac ad bc bd"),
            ("{1..3}.sh", "*.sh"),
            ("{a,{1..3}}.sh", "*.sh a.sh"),
            ("{a,{b,c}", "{a,b {a,c"),
            ("{a{b,c}}", "{ab} {ac}"),
            ("${A}/{b,c}", "${A}/b ${A}/c"),
            ("{a}.sh", ""),
            ("{a,b", ""),
            ("a}{b", ""),
            ("plain", ""),
        ] {
            let mut words = braces(word).unwrap();
            words.sort();
            assert_eq!(words.join(" "), expected, "{word}");
        }
        assert_eq!(braces(&"{a,b}".repeat(9)).unwrap().len(), 512);
        assert_eq!(braces(&"{a,b}".repeat(40)), None);
        assert_eq!(braces(&"{a,a}".repeat(40)), None);
        // Only a few groups with blanks are expanded, because such groups are usually code of another language.
        assert_eq!(braces(&"{a, b}".repeat(40)).unwrap().len(), 16);
        let nested = "{".repeat(100_000) + &"}".repeat(100_000);
        assert!(braces(&nested).is_some_and(|words| words.is_empty()));
    }

    #[test]
    fn groups_of_extended_patterns_become_stars() {
        for (text, expected) in [
            ("sh @(a|b).sh", "sh *.sh"),
            ("sh !(x|@(y|z)).sh", "sh *.sh"),
            ("sh a+(b).sh", "sh a*.sh"),
            ("sh *(.)", "sh *"),
            ("sh (a|b).sh", "sh *.sh"),
            ("sh x<1-9>.sh", "sh x*.sh"),
            ("sh \"$D\"/(a|b)", "sh \"$D\"/*"),
            ("sh $(a).sh", "sh $(a).sh"),
            ("(cd x; sh y)", "(cd x; sh y)"),
            ("cat <x >y", "cat <x >y"),
            ("(", "("),
        ] {
            assert_eq!(groups_as_stars(text), expected, "{text}");
        }
    }
}
