//! Finds a pattern in quotes behind `=~` or `==` in a script for bash: the quotes make it plain text (ShellCheck's
//! SC2076 and SC2053). This is a guess, so it is reported as a note.

use hooks_types::HookSpec;
use hooks_types::text::quoted;

use super::lost_exit::shell_texts;
use super::script::{Scripts, command};
use super::{CANDIDATES, Finding};
use crate::diagnostic::DiagnosticCode;

/// Returns a note about the first such pattern of the hook's shell texts.
pub(super) fn finding(hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
    let texts = shell_texts(command(hook)?, scripts, "=");
    let (message, help) = texts.iter().find_map(|text| of_text(text))?;
    Some(Finding::note(DiagnosticCode::QuotedPattern, "", message).help(help))
}

/// Returns the message and the advice about the first such pattern of a text.
fn of_text(text: &str) -> Option<(String, String)> {
    let said = |line: usize, pattern: &str, operator: &str| {
        format!(
            "line {line}: `{}` behind `{operator}` is in quotes, which make it plain text and not a pattern",
            quoted(pattern.as_bytes(), 60)
        )
    };
    if let Some((line, pattern)) = quoted_pattern(text) {
        // In single quotes, a variable in the pattern would stay as it is written.
        let help = match pattern.contains(['$', '`']) {
            true => "store the pattern in a variable, and write `[[ $text =~ $pattern ]]`",
            false => {
                "store the pattern in a variable, `pattern='...'`, and write `[[ $text =~ $pattern ]]`"
            }
        };
        return Some((said(line, pattern, "=~"), help.to_owned()));
    }
    let found = quoted_glob(text)?;
    let inner = found.pattern.get(1..found.pattern.len().checked_sub(1)?)?;
    let words = inner.trim_matches('*');
    // Other quotes could make a shell run a part of these words, and a `*` between them would stay in the quotes. So
    // such a pattern is not written anew.
    let is_plain = |c: char| c.is_alphanumeric() || " -_./:=,@%+".contains(c);
    if !words.chars().all(is_plain) {
        let help = "leave each `*` out of the quotes, and keep the other text in its quotes; compare with `[[ ... == \
                    ... ]]` in bash, with `case` in other shells";
        return Some((
            said(found.line, found.pattern, found.operator),
            help.to_owned(),
        ));
    }
    let [before, after] =
        [inner.starts_with('*'), inner.ends_with('*')].map(|has| if has { "*" } else { "" });
    let cure = format!("{before}\"{}\"{after}", quoted(words.as_bytes(), 60));
    let help = match found.is_bash {
        true => format!("leave the `*` out of the quotes: `[[ ... == {cure} ]]`"),
        false => format!(
            "leave the `*` out of the quotes, in a `case`: `case ... in {cure}) ...;; esac`"
        ),
    };
    Some((said(found.line, found.pattern, found.operator), help))
}

/// A pattern with `*` in quotes.
#[derive(Debug, PartialEq, Eq)]
struct Glob<'t> {
    line: usize,
    operator: &'static str,
    /// The pattern with its quotes.
    pattern: &'t str,
    /// Whether the text is for a shell that has `[[`.
    is_bash: bool,
}

/// Returns the first quoted text with a `*` at its start or its end that a test compares with a value.
fn quoted_glob(text: &str) -> Option<Glob<'_>> {
    let first = text.lines().next().unwrap_or_default();
    let is_bash = !first.starts_with("#!")
        || ["bash", "zsh", "ksh"]
            .iter()
            .any(|shell| first.contains(shell));
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
            let has_star =
                pattern.starts_with('*') || (pattern.ends_with('*') && !pattern.ends_with("\\*"));
            let is_plain = pattern.contains(char::is_alphanumeric);
            (is_value && is_whole && has_star && is_plain).then_some(Glob {
                line: number + 1,
                operator,
                pattern: after.get(..end + 2)?,
                is_bash,
            })
        })
    });
    tests.take(1).next()
}

/// Returns the first quoted text behind `=~` that has signs of a pattern, with its quotes and the number of its line.
fn quoted_pattern(text: &str) -> Option<(usize, &str)> {
    // In zsh a pattern in quotes is still a pattern.
    if text.lines().next().is_some_and(|line| line.contains("zsh")) {
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
        // If only a part of a text is in quotes, its author knows what quotes do. So look only at texts that are in quotes
        // as a whole.
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
                "leave each `*` out of the quotes, and keep the other text in its quotes; compare with `[[ ... == ... ]]` in bash, with `case` in other shells",
            ),
            (
                "[[ \"$cmd\" == \"*git*push*\" ]]",
                "\"*git*push*\"",
                "leave each `*` out of the quotes, and keep the other text in its quotes; compare with `[[ ... == ... ]]` in bash, with `case` in other shells",
            ),
            (
                "[[ $c = 'rm *' ]]",
                "'rm *'",
                "leave the `*` out of the quotes: `[[ ... == \"rm \"* ]]`",
            ),
            (
                "[ \"$c\" != \"*.env\" ] || exit 2",
                "\"*.env\"",
                "leave the `*` out of the quotes: `[[ ... == *\".env\" ]]`",
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
                of_text(text).map(|(_, help)| help).as_deref(),
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
            assert_eq!(quoted_pattern(text), Some(found), "{text}");
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
            "#!/bin/zsh\n[[ $c =~ \"a.*\" ]]",
            "if ($c =~ \"a.*\") {",
            "",
        ] {
            assert_eq!(quoted_pattern(fine), None, "{fine}");
        }
    }
}
