//! Finds a pattern in quotes behind `=~` or `==`, or in a `case`: the quotes make it plain text (ShellCheck's SC2076
//! and SC2053). This is a guess, so it is reported as a note.

use hooks_types::HookSpec;
use hooks_types::text::quoted;

use super::quoted_case::in_case;
use super::script::{Scripts, command};
use super::shell_of::{RunBy, shell_texts};
use super::{CANDIDATES, Finding};
use crate::diagnostic::DiagnosticCode;

/// Returns a note about the first pattern that quotes make plain text, in the hook's shell texts.
pub(super) fn finding(hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
    let texts = shell_texts(command(hook)?, scripts, "");
    let (message, help) = texts.iter().find_map(|text| of_text(text, text.run_by))?;
    Some(Finding::note(DiagnosticCode::QuotedPattern, "", message).help(help))
}

/// Returns the message and the advice about the first pattern that quotes make plain text.
fn of_text(text: &str, run_by: RunBy) -> Option<(String, String)> {
    let said = |line: usize, pattern: &str, operator: &str| {
        let place = match operator {
            "case" => "in `case`".to_owned(),
            _ => format!("behind `{operator}`"),
        };
        format!(
            "line {line}: `{}` {place} is in quotes, which make it plain text and not a pattern",
            quoted(pattern.as_bytes(), 60)
        )
    };
    if let Some((line, pattern)) = quoted_pattern(text, run_by) {
        // In single quotes, a variable in the pattern would stay as it is written.
        let help = match pattern.contains(['$', '`']) {
            _ if !run_by.has_brackets() => {
                "start the script with bash, because this shell has no `[[ ... =~ ... ]]`; store the pattern in a \
                 variable, and write `[[ $text =~ $pattern ]]`"
            }
            true => "store the pattern in a variable, and write `[[ $text =~ $pattern ]]`",
            false => {
                "store the pattern in a variable, `pattern='...'`, and write `[[ $text =~ $pattern ]]`"
            }
        };
        return Some((said(line, pattern, "=~"), help.to_owned()));
    }
    let found = quoted_glob(text).or_else(|| in_case(text))?;
    let cure = outside_of_quotes(found.pattern)?;
    let help = match (cure, found.operator) {
        (None, "case") => {
            "leave each `*` out of the quotes, and keep the other text in its quotes".to_owned()
        }
        (None, _) => format!(
            "leave each `*` out of the quotes, and keep the other text in its quotes; compare with `{}`",
            match run_by.has_brackets() {
                true => "[[ ... ]]",
                false => "case ... in",
            }
        ),
        (Some(cure), "case") => format!("leave the `*` out of the quotes: `{cure})`"),
        (Some(cure), operator) if run_by.has_brackets() => {
            let operator = if operator == "!=" { "!=" } else { "==" };
            format!("leave the `*` out of the quotes: `[[ ... {operator} {cure} ]]`")
        }
        (Some(cure), "!=") => format!(
            "leave the `*` out of the quotes, in a `case`: `case ... in {cure}) ;; *) ...;; esac`"
        ),
        (Some(cure), _) => format!(
            "leave the `*` out of the quotes, in a `case`: `case ... in {cure}) ...;; esac`"
        ),
    };
    Some((said(found.line, found.pattern, found.operator), help))
}

/// Writes a pattern anew, with its `*` outside of the quotes. The inner value is `None` for a pattern with a special
/// character between its outer `*`: a shell could run a part of such a text in the new quotes, and a `*` in it would
/// stay in the quotes.
fn outside_of_quotes(pattern: &str) -> Option<Option<String>> {
    let inner = pattern.get(1..pattern.len().checked_sub(1)?)?;
    let words = inner.trim_matches('*');
    let is_plain = |c: char| c.is_alphanumeric() || " -_./:=,@%+".contains(c);
    let [before, after] =
        [inner.starts_with('*'), inner.ends_with('*')].map(|has| if has { "*" } else { "" });
    let cure = || format!("{before}\"{}\"{after}", quoted(words.as_bytes(), 60));
    Some(words.chars().all(is_plain).then(cure))
}

/// A pattern with `*` in quotes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Glob<'t> {
    pub(super) line: usize,
    /// The operator before the pattern, or `case`.
    pub(super) operator: &'static str,
    /// The pattern with its quotes.
    pub(super) pattern: &'t str,
}

/// Returns whether a text in quotes seems to be meant as a pattern: it has a `*` at its start or its end, and a word.
///
/// Several `*` side by side are signs of their own, as in `*** Begin Patch` or `**bold**`, and so is one before a blank,
/// as in `* main`, if no other `*` follows. `**/x` is a pattern of paths.
pub(super) fn is_glob(pattern: &str) -> bool {
    let has_star =
        pattern.starts_with('*') || (pattern.ends_with('*') && !pattern.ends_with("\\*"));
    let without_paths = pattern.replace("**/", "/").replace("/**", "/");
    let is_item = pattern.starts_with("* ") && pattern.matches('*').count() == 1;
    let is_plain = without_paths.contains("**") || is_item;
    has_star && !is_plain && pattern.contains(char::is_alphanumeric)
}

/// Returns the first quoted text with a `*` at its start or its end that a test compares with a value.
fn quoted_glob(text: &str) -> Option<Glob<'_>> {
    let lines = text.lines().enumerate();
    let code = lines.filter(|(_, line)| !line.trim_start().starts_with('#'));
    let tests = code.flat_map(|(number, line)| {
        let signs = line.match_indices("= ").take(CANDIDATES);
        signs.filter_map(move |(at, _)| {
            let (before, after) = (line.get(..at)?, line.get(at + 2..)?.trim_start());
            let operator = match before.as_bytes() {
                [.., b'='] => "==",
                [.., b'!'] => "!=",
                [.., b' '] => "=",
                _ => return None,
            };
            // Require that the test begins on this line, and that it compares a variable or a substitution.
            let test = before
                .rsplit_once("[ ")
                .or_else(|| before.rsplit_once("test "))?
                .1;
            let is_value = test.contains('$') && !test.contains([';', '#']);
            let quote = after
                .chars()
                .next()
                .filter(|sign| matches!(sign, '"' | '\''))?;
            let inner = after.get(1..)?;
            let end = end_of(inner, quote)?;
            let (pattern, behind) = (inner.get(..end)?, inner.get(end + 1..)?);
            let is_whole = behind.is_empty() || behind.starts_with([' ', '\t', ';', ')']);
            (is_value && is_whole && is_glob(pattern)).then_some(Glob {
                line: number + 1,
                operator,
                pattern: after.get(..end + 2)?,
            })
        })
    });
    tests.take(1).next()
}

/// Returns the first quoted text behind `=~` that has signs of a pattern, with its quotes and the number of its line.
fn quoted_pattern(text: &str, run_by: RunBy) -> Option<(usize, &str)> {
    // In zsh a pattern in quotes is still a pattern.
    if run_by == RunBy::Zsh {
        return None;
    }
    let lines = text.lines().enumerate();
    let mut code = lines.filter(|(_, line)| !line.trim_start().starts_with('#'));
    code.find_map(|(number, line)| {
        let (before, after) = line.split_once("=~")?;
        let after = after.trim_start();
        let quote = after
            .chars()
            .next()
            .filter(|sign| matches!(sign, '"' | '\''))?;
        let inner = after.get(1..)?;
        let end = end_of(inner, quote)?;
        let behind = inner.get(end + 1..)?;
        // If only a part of a text is in quotes, its author knows what quotes do. So look only at texts that are in
        // quotes as a whole.
        let is_whole = behind.is_empty() || behind.starts_with([' ', '\t']);
        let is_found = before.contains("[[") && is_whole && is_pattern(inner.get(..end)?, quote);
        is_found.then_some((number + 1, after.get(..end + 2)?))
    })
}

/// Returns the place of the quote that ends a text.
fn end_of(text: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    text.char_indices().find_map(|(at, sign)| {
        let ends = sign == quote && !is_escaped;
        is_escaped = sign == '\\' && quote == '"' && !is_escaped;
        ends.then_some(at)
    })
}

/// Returns whether a text in quotes has signs that mean something in a pattern.
fn is_pattern(text: &str, quote: char) -> bool {
    let signs = text.as_bytes();
    let next = |at: usize| signs.get(at + 1).copied().unwrap_or(0);
    let before = |at: usize| at.checked_sub(1).and_then(|at| signs.get(at)).copied();
    (0..signs.len()).any(|at| match signs.get(at) {
        Some(b'.') => matches!(next(at), b'*' | b'+'),
        Some(b'[' | b'|') => before(at) != Some(b'\\'),
        Some(b'^') => at == 0,
        // In double quotes, `$name` is the value of a variable.
        Some(b'$') => at + 1 == signs.len() && before(at) != Some(b'\\'),
        Some(b'+') => match before(at) {
            Some(b' ') => next(at).is_ascii_alphabetic(),
            before => matches!(before, Some(b']' | b')')),
        },
        Some(b'\\') => quote == '\'' || !matches!(next(at), b'"' | b'$' | b'`' | b'\\'),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_in_quotes_that_a_test_compares_is_found() {
        for (text, pattern, cure) in [
            (
                "#!/bin/bash\nif [[ \"$cmd\" == \"*git push*\" ]]; then exit 2; fi",
                "\"*git push*\"",
                "leave the `*` out of the quotes: `[[ ... == *\"git push\"* ]]`",
            ),
            // A shell would run this part in other quotes, and a `*` between words would stay plain.
            (
                "[[ \"$cmd\" == '*$(id)*' ]]",
                "'*$(id)*'",
                "leave each `*` out of the quotes, and keep the other text in its quotes; compare with `[[ ... ]]`",
            ),
            (
                "[[ \"$cmd\" == \"*git*push*\" ]]",
                "\"*git*push*\"",
                "leave each `*` out of the quotes, and keep the other text in its quotes; compare with `[[ ... ]]`",
            ),
            (
                "[[ $f == \"**/.env\" ]]",
                "\"**/.env\"",
                "leave the `*` out of the quotes: `[[ ... == *\"/.env\" ]]`",
            ),
            (
                "[[ $c = 'rm *' ]]",
                "'rm *'",
                "leave the `*` out of the quotes: `[[ ... == \"rm \"* ]]`",
            ),
            (
                "[ \"$c\" != \"*.env\" ] || exit 2",
                "\"*.env\"",
                "leave the `*` out of the quotes: `[[ ... != *\".env\" ]]`",
            ),
            (
                "#!/bin/sh\nif test \"$c\" = \"*push*\"; then exit 2; fi",
                "\"*push*\"",
                "leave the `*` out of the quotes, in a `case`: `case ... in *\"push\"*) ...;; esac`",
            ),
        ] {
            let found = quoted_glob(text).map(|found| found.pattern);
            assert_eq!(found, Some(pattern), "{text}");
            assert_eq!(
                of_text(text, RunBy::of_first_line(text))
                    .map(|(_, help)| help)
                    .as_deref(),
                Some(cure),
                "{text}"
            );
        }
        for fine in [
            "[[ $c == *\"git push\"* ]]",
            "[[ $c == \"git push\"* ]]",
            "[[ $c == \"*\" ]]",
            "[[ $c == \"git push\" ]]",
            "[[ \"a\" == \"*b*\" ]]",
            "[[ $c == \"a * b\" ]]",
            "[[ $c == 'x\\*' ]]",
            "x= \"*b*\"",
            "echo \"$x = '*b*'\"",
            "# [[ $c == \"*b*\" ]]",
            "[[ $c == \"$d*\"e ]]",
            "[[ $c == \"*** Begin Patch\" ]]",
            "[[ $c == \"**bold**\" ]]",
            "[[ $(git branch) == \"* main\" ]]",
            "",
        ] {
            assert_eq!(quoted_glob(fine), None, "{fine}");
        }
    }

    #[test]
    fn a_pattern_in_quotes_is_found_and_a_plain_text_is_not() {
        for (text, found) in [
            (
                "if [[ \"$cmd\" =~ \"git push.*--force\" ]]; then",
                (1, "\"git push.*--force\""),
            ),
            ("#!/bin/bash\n[[ $c =~ '^rm' ]] && exit 2", (2, "'^rm'")),
            ("[[ $c =~ 'git +push' ]]", (1, "'git +push'")),
            ("[[ $c =~ \"rm|dd\" ]]", (1, "\"rm|dd\"")),
            ("[[ $c =~ \"rm\\s+-rf\" ]]", (1, "\"rm\\s+-rf\"")),
            ("[[ $f =~ \"\\.env$\" ]]", (1, "\"\\.env$\"")),
        ] {
            assert_eq!(quoted_pattern(text, RunBy::Bash), Some(found), "{text}");
        }
        for fine in [
            "[[ $c =~ \"git push\" ]]",
            "[[ $c =~ \"$pattern\" ]]",
            "[[ $c =~ git.*push ]]",
            "[[ $c =~ 'a + b' ]]",
            "[[ $c =~ ^\"git push\".*$ ]]",
            "[[ $c =~ \"git \"[a-z]+ ]]",
            "[[ $c =~ \"say \\\"x\\\"\" ]]",
            "# [[ $c =~ \"a.*\" ]]",
            "if ($c =~ \"a.*\") {",
            "",
        ] {
            assert_eq!(quoted_pattern(fine, RunBy::Bash), None, "{fine}");
        }
        assert_eq!(quoted_pattern("[[ $c =~ \"a.*\" ]]", RunBy::Zsh), None);
    }

    #[test]
    fn the_advice_fits_the_shell_that_runs_the_text() {
        for (text, run_by, cure) in [
            (
                "if [ \"$c\" = \"*push*\" ]; then exit 2; fi",
                RunBy::Sh,
                "leave the `*` out of the quotes, in a `case`: `case ... in *\"push\"*) ...;; esac`",
            ),
            (
                "[ \"$c\" != \"*push*\" ] || exit 2",
                RunBy::Sh,
                "leave the `*` out of the quotes, in a `case`: `case ... in *\"push\"*) ;; *) ...;; esac`",
            ),
            (
                "[ \"$c\" = \"*a*b*\" ]",
                RunBy::Sh,
                "leave each `*` out of the quotes, and keep the other text in its quotes; compare with `case ... in`",
            ),
            (
                "#!/bin/sh\n[ \"$c\" = \"*push*\" ]",
                RunBy::Bash,
                "leave the `*` out of the quotes: `[[ ... == *\"push\"* ]]`",
            ),
            (
                "[[ $c =~ \"a.*\" ]] && exit 2",
                RunBy::Sh,
                "start the script with bash, because this shell has no `[[ ... =~ ... ]]`; store the pattern in a \
                 variable, and write `[[ $text =~ $pattern ]]`",
            ),
            (
                "case \"$c\" in \"*git push*\") exit 2;; esac",
                RunBy::Sh,
                "leave the `*` out of the quotes: `*\"git push\"*)`",
            ),
            (
                "case \"$c\" in '*$(id)*') exit 2;; esac",
                RunBy::Bash,
                "leave each `*` out of the quotes, and keep the other text in its quotes",
            ),
        ] {
            let help = of_text(text, run_by).map(|(_, help)| help);
            assert_eq!(help.as_deref(), Some(cure), "{text}");
        }
    }
}
