//! Finds a pattern in quotes behind `=~` in a script for bash: the quotes make it plain text (ShellCheck's SC2076).
//! This is a guess, so it is reported as a note.

use hooks_types::HookSpec;
use hooks_types::text::quoted;

use super::Finding;
use super::lost_exit::shell_texts;
use super::script::{Scripts, command};
use crate::diagnostic::DiagnosticCode;

/// Notes the first such pattern of the hook's shell texts.
pub(super) fn finding(hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
    let texts = shell_texts(command(hook)?, scripts, "=~");
    let (line, pattern) = texts.iter().find_map(|text| quoted_pattern(text))?;
    let message = format!(
        "line {line}: `{}` behind `=~` is in quotes, which make it plain text and not a pattern",
        quoted(pattern.as_bytes(), 60)
    );
    let help =
        "store the pattern in a variable, `pattern='...'`, and write `[[ $text =~ $pattern ]]`";
    Some(Finding::note(DiagnosticCode::QuotedPattern, "", message).help(help))
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
