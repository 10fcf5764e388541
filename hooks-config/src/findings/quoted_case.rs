//! Finds a pattern in quotes in a `case`: `case "$c" in "*git push*") ...`.

use super::CANDIDATES;
use super::quoted_pattern::{Glob, is_glob};
use super::shell_text::Shell;

/// The maximum number of branches of a `case` that are examined.
const BRANCHES: usize = 200;

/// A `*` next to a quotation mark, in a text whose quotes are marked: the author knows what quotes do to a `*`.
const MIXED: &[&str] = &["*\"", "\"*", "*'", "'*"];

/// Returns the first pattern of a `case` that is in quotes as a whole and has a `*` at its start or its end.
pub(super) fn in_case(text: &str) -> Option<Glob<'_>> {
    if !text.contains("case ") {
        return None;
    }
    let shell = Shell::of(text);
    let plain = shell.plain.as_str();
    if MIXED.iter().any(|mixed| plain.contains(mixed)) {
        return None;
    }
    let mut cases = plain.match_indices("case ").take(CANDIDATES);
    cases.find_map(|(start, word)| {
        let before = plain.get(..start)?;
        let begins =
            before.is_empty() || before.ends_with([' ', '\t', '\n', ';', '|', '&', '(', '{']);
        let subject = start + word.len();
        let line = plain.get(subject..)?.lines().next()?;
        let length = line
            .match_indices(" in")
            .map(|(at, _)| at)
            .find(|at| matches!(line.as_bytes().get(at + 3), None | Some(b' ' | b'\t')))?;
        let is_value = text.get(subject..subject + length)?.contains('$');
        if !(begins && is_value) {
            return None;
        }
        in_branches(&shell, subject + length + 3)
    })
}

/// Returns the first pattern in quotes with a `*` at its start or its end, among the branches that begin at this place.
fn in_branches<'t>(shell: &Shell<'t>, start: usize) -> Option<Glob<'t>> {
    let plain = shell.plain.as_str();
    let mut at = start;
    for _ in 0..BRANCHES {
        let rest = plain.get(at..)?;
        let end = rest.find(')')?;
        let patterns = rest.get(..end)?;
        if patterns.split_whitespace().next() == Some("esac") {
            return None;
        }
        let mut from = at;
        for pattern in patterns.split('|') {
            let trimmed = pattern.trim_start_matches(|c: char| c.is_whitespace() || c == '(');
            let place = from + (pattern.len() - trimmed.len());
            from += pattern.len() + 1;
            let written = shell.text(&(place..place + trimmed.trim_end().len()));
            if let Some(inner) = in_quotes(trimmed.trim_end(), written)
                && is_glob(inner)
            {
                return Some(Glob {
                    line: shell.line(place),
                    operator: "case",
                    pattern: written,
                });
            }
        }
        let body = rest.get(end..)?;
        at += end + body.find(";;").or_else(|| body.find(";&"))? + 2;
    }
    None
}

/// Returns the text in the quotes, if one pair of quotes is around the whole pattern. `plain` is the pattern with its
/// quotes marked.
fn in_quotes<'t>(plain: &str, written: &'t str) -> Option<&'t str> {
    let quote = plain
        .chars()
        .next()
        .filter(|sign| matches!(sign, '"' | '\''))?;
    let inside = plain.strip_prefix(quote)?.strip_suffix(quote)?;
    let is_whole = inside.bytes().all(|byte| byte == b'_');
    is_whole
        .then(|| written.get(1..written.len() - 1))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_in_the_quotes_of_a_case_is_found() {
        for (text, line, pattern) in [
            (
                "case \"$c\" in \"*git push*\") exit 2;; esac",
                1,
                "\"*git push*\"",
            ),
            (
                "x\ncase $c in\n  '*push*' )\n    exit 2 ;;\nesac",
                3,
                "'*push*'",
            ),
            (
                "case \"$c\" in\n  a) b;;\n  (c | \"*.env\") exit 2;;\nesac",
                3,
                "\"*.env\"",
            ),
            (
                "case \"$(jq .a)\" in \"rm *\") exit 2;; *) ;; esac",
                1,
                "\"rm *\"",
            ),
        ] {
            let found = in_case(text).map(|found| (found.line, found.pattern));
            assert_eq!(found, Some((line, pattern)), "{text}");
        }
    }

    #[test]
    fn a_case_whose_stars_are_outside_of_quotes_is_fine() {
        for fine in [
            "case \"$c\" in *\"git push\"*) exit 2;; esac",
            "case \"$c\" in \"git push\"*) exit 2;; 'rm *') exit 2;; esac",
            "case \"$c\" in *git\\ push*) exit 2;; esac",
            "case \"$c\" in \"git push\") exit 2;; esac",
            "case \"$c\" in \"*\") exit 2;; esac",
            "case \"$c\" in \"*** Begin Patch\") exit 2;; esac",
            "case \"$c\" in 'a\\*') exit 2;; esac",
            "case \"$c\" in a) echo \"*b*\";; esac",
            "case \"$c\" in a) f(\"*b*\");; esac",
            "case \"$c\" in \"a\"\"*b*\") x;; esac",
            "case \"$c\" in \"$d*\"e) x;; esac",
            "case a in \"*b*\") x;; esac",
            "echo 'case \"$c\" in \"*b*\") x;; esac'",
            "# case \"$c\" in \"*b*\") x;; esac",
            "echo in case \"$c\"",
            "case \"$c\" in",
            "case ",
            "",
        ] {
            assert_eq!(in_case(fine), None, "{fine}");
        }
    }
}
