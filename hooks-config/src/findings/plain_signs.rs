//! Finds patterns of shell scripts in which an operator is only a plain character: `|` and `+` in a pattern of `grep`
//! without `-E`, and `*` behind `=` in single brackets. This is a guess, so it is reported as a note.

use std::ops::Range;

use hooks_types::HookSpec;
use hooks_types::text::quoted;

use super::Finding;
use super::extended::{REPEATED, reads_alike};
use super::script::{Scripts, command};
use super::shell_of::shell_texts;
use super::shell_text::Shell;
use crate::diagnostic::DiagnosticCode;

/// The maximum number of characters of a pattern that a message shows.
const QUOTED: usize = 60;

/// The maximum number of bytes and words of one command that are read. Without a limit, a long line with many commands
/// takes quadratic time.
const BYTES: usize = 2_000;
const WORDS: usize = 40;

/// The maximum number of commands of a text that are examined.
const PLACES: usize = 500;

/// Operators in the simple syntax of `grep`. A pattern with such an operator is skipped: its author knows the syntax.
const SIMPLE: &[&str] = &["\\|", "\\+", "\\?", "\\(", "\\{"];

/// The programs that show that the `|` before them is a pipe, as in `curl|sh`, and not a choice.
const SHELLS: &[&str] = &["sh", "bash", "zsh", "sudo", "python", "xargs", "tee"];

/// Returns a note about the first pattern of `grep` with a plain sign, and a note about the first pattern in single
/// brackets.
pub(super) fn findings(hook: &HookSpec, scripts: &Scripts<'_>) -> Vec<Finding> {
    let Some(command) = command(hook) else {
        return Vec::new();
    };
    let of_grep = shell_texts(command, scripts, "grep");
    let of_grep = of_grep.iter().find_map(|text| of_grep_in(text));
    let of_grep = of_grep.map(|(line, sign, pattern)| {
        let message = format!(
            "line {line}: without `-E`, `grep` looks for the `{sign}` in `{}` as a plain character",
            quoted(pattern.as_bytes(), QUOTED)
        );
        let help = match reads_alike(pattern, sign) {
            true => "write `grep -E`".to_owned(),
            // Advise a backslash, because `-E` would change the meaning of other signs too.
            false => format!("write `\\{sign}` in place of `{sign}`"),
        };
        Finding::note(DiagnosticCode::QuotedPattern, "", message).help(help)
    });
    let of_test = shell_texts(command, scripts, "=");
    let of_test = of_test
        .iter()
        .find_map(|text| Some((of_test_in(text)?, text.run_by)));
    let of_test = of_test.map(|((line, pattern), run_by)| {
        let message = format!(
            "line {line}: `{}` in single brackets is not a pattern: `[` compares texts",
            quoted(pattern.as_bytes(), QUOTED)
        );
        let help = match run_by.has_brackets() {
            true => "write `[[ ... ]]`",
            false => "write `case ... in`",
        };
        Finding::note(DiagnosticCode::QuotedPattern, "", message).help(help)
    });
    of_grep.into_iter().chain(of_test).collect()
}

/// Returns the first pattern of `grep` with a plain sign, with the number of its line and the sign.
fn of_grep_in(text: &str) -> Option<(usize, &'static str, &str)> {
    // A function or an alias of this name can set `-E`.
    if ["grep()", "grep ()", "alias grep", "function grep"]
        .iter()
        .any(|it| text.contains(it))
    {
        return None;
    }
    let shell = Shell::of(text);
    let has_separators = separates_by_bar(&shell);
    let mut places = shell.plain.match_indices("grep").take(PLACES);
    places.find_map(|(at, name)| {
        let before = shell.plain.get(..at)?;
        let is_program = before.is_empty()
            || before.ends_with([' ', '\t', '\n', ';', '|', '&', '(', '!', '`'])
            || before.ends_with("/bin/");
        if !is_program || before.trim_end().ends_with("git") {
            return None;
        }
        let (at, pattern) = pattern_of(&shell, at + name.len())?;
        let sign = plain_sign(pattern.get(1..pattern.len() - 1)?)?;
        let is_separator = sign == "|" && has_separators;
        (!is_separator).then(|| (shell.line(at), sign, pattern))
    })
}

/// Returns whether the script joins texts with `|`, as in `"$tool|$path"`. A `|` in a pattern can then be meant as a
/// plain character.
fn separates_by_bar(shell: &Shell<'_>) -> bool {
    let signs = ["'|'", "\"|\"", "\\\"|\\\""];
    if signs.iter().any(|sign| shell.text.contains(sign)) {
        return true;
    }
    let (text, plain) = (shell.text.as_bytes(), shell.plain.as_bytes());
    let is_quoted = |at: usize| text.get(at) == Some(&b'|') && plain.get(at) == Some(&b'_');
    (0..text.len()).any(|at| {
        is_quoted(at)
            && match text.get(at + 1) {
                Some(b'$') => text.get(at + 2).is_some_and(|next| {
                    next.is_ascii_alphanumeric() || matches!(next, b'{' | b'(' | b'_')
                }),
                Some(b'%') => true,
                Some(b'\\') => text.get(at + 2) == Some(&b'('),
                _ => false,
            }
    })
}

/// Returns the pattern in quotes among the words of a `grep` command, which begin at this place. Returns `None` if an
/// option gives the pattern another syntax, or if the pattern is not in quotes as a whole.
fn pattern_of<'t>(shell: &Shell<'t>, from: usize) -> Option<(usize, &'t str)> {
    let (mut pattern, mut is_value) = (None, false);
    for word in words(&shell.plain, from) {
        let plain = shell.plain(&word);
        if is_value {
            is_value = false;
        } else if let Some(name) = plain.strip_prefix("--") {
            let other = ["extended", "perl", "fixed", "file", "regexp"];
            if other.iter().any(|begin| name.starts_with(begin)) {
                return None;
            }
        } else if let Some(letters) = plain.strip_prefix('-') {
            if letters.contains(['E', 'P', 'F', 'f']) {
                return None;
            }
            is_value = letters.ends_with(['m', 'A', 'B', 'C', 'd', 'D']);
        } else {
            pattern = pattern.or(Some(word));
        }
    }
    let pattern = pattern?;
    let plain = shell.plain(&pattern);
    let quote = plain.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inside = plain.strip_prefix(quote)?.strip_suffix(quote)?;
    let is_whole = inside.bytes().all(|byte| byte == b'_');
    // In double quotes, `$name` and `` `command` `` are values that are not known here.
    let text = shell.text(&pattern);
    let is_known = quote == '\'' || !text.trim_end_matches(['"', '$']).contains(['$', '`']);
    (is_whole && is_known).then_some((pattern.start, text))
}

/// Yields the words of a command from this place to the end of the command.
fn words(plain: &str, from: usize) -> impl Iterator<Item = Range<usize>> {
    let most = plain.len().min(from.saturating_add(BYTES));
    let rest = plain.get(from..most).unwrap_or_default();
    let end = rest.find(['\n', ';', '|', '&', ')', '<', '>', '`']);
    let mut at = from;
    let rest = &rest[..end.unwrap_or(rest.len())];
    let parts = rest.split([' ', '\t']).map(move |word| {
        let start = at;
        at += word.len() + 1;
        start..start + word.len()
    });
    parts.filter(|word| !word.is_empty()).take(WORDS)
}

/// Returns the character of a pattern that is probably meant as an operator, although the simple syntax of `grep` reads
/// it as a plain character.
fn plain_sign(pattern: &str) -> Option<&'static str> {
    if SIMPLE.iter().any(|sign| pattern.contains(sign)) {
        return None;
    }
    let mut alternatives = pattern.split('|');
    let first = alternatives.next().unwrap_or_default();
    let is_last = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ')' | ']' | '$');
    let is_first = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '(' | '^');
    let mut before = first;
    let mut others = alternatives.peekable();
    let has_others = others.peek().is_some();
    let is_choice = others.all(|other| {
        let program = other.split(|c: char| !c.is_alphanumeric()).next();
        let is_pipe = program.is_some_and(|program| SHELLS.contains(&program));
        let is_between = before.ends_with(is_last) && other.starts_with(is_first);
        before = other;
        is_between && !is_pipe
    });
    if has_others {
        return is_choice.then_some("|");
    }
    let is_repeated = |sign: &str| {
        let mut places = pattern.match_indices(sign);
        places.any(|(at, _)| REPEATED.iter().any(|part| pattern[..at].ends_with(part)))
    };
    is_repeated("+").then_some("+")
}

/// Returns the first pattern behind `=` or `!=` in single brackets, with the number of its line.
fn of_test_in(text: &str) -> Option<(usize, &str)> {
    let shell = Shell::of(text);
    let mut places = shell.plain.match_indices("[ ").take(PLACES);
    places.find_map(|(at, open)| {
        let before = shell.plain.get(..at)?;
        let is_program =
            before.is_empty() || before.ends_with([' ', '\t', '\n', ';', '|', '&', '(', '!', '`']);
        if !is_program {
            return None;
        }
        let mut words = words(&shell.plain, at + open.len()).skip(1);
        let sign = words.next()?;
        let pattern = words.next()?;
        let end = words.next()?;
        let is_test = matches!(shell.plain(&sign), "=" | "==" | "!=") && shell.plain(&end) == "]";
        let plain = shell.plain(&pattern);
        let is_pattern = plain.starts_with('*') || plain.ends_with('*');
        (is_test && is_pattern).then(|| (shell.line(pattern.start), shell.text(&pattern)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_that_grep_takes_for_a_plain_character_is_found() {
        for (text, sign, pattern) in [
            (
                "if grep -q \"git push|git reset\"; then",
                "|",
                "\"git push|git reset\"",
            ),
            ("x | grep -qi -m 1 'a|^b' file", "|", "'a|^b'"),
            (
                "grep -q 'git (push|reset)' && exit 2",
                "|",
                "'git (push|reset)'",
            ),
            ("grep 'git\\s+push'", "+", "'git\\s+push'"),
            ("/bin/grep \"[0-9]+\"", "+", "\"[0-9]+\""),
            ("x=$(echo \"$c\" | grep -o 'rm|mv')", "|", "'rm|mv'"),
        ] {
            assert_eq!(of_grep_in(text), Some((1, sign, pattern)), "{text}");
        }
        for fine in [
            "grep -qE 'a|b'",
            "grep() { command grep -E \"$@\"; }\ngrep -q 'a|b'",
            "alias grep='grep -E'\ngrep -q 'a|b'",
            "grep -q 'a|b' -E",
            // The text is built with a `|` of its own.
            "echo \"$tool|$path\" | grep -q \"^Read|src/\"",
            "call=\"${tool}|${path}\"\ngrep -q '^Read|src/' <<< \"$call\"",
            "printf '%s|%s' \"$tool\" \"$path\" | grep -q '^Read|src'",
            "jq -r '\"\\(.tool)|\\(.path)\"' | grep -q '^Read|src'",
            "jq -r '.tool + \"|\" + .path' | grep -q '^Read|src'",
            "IFS='|'; grep -q '^Read|src' list",
            "grep -P '\\s+x'",
            "grep -F 'a|b'",
            "grep --extended-regexp 'a|b'",
            "egrep 'a|b'",
            "git grep 'a|b'",
            "rg 'a|b'",
            "grep 'a\\|b'",
            "grep 'a\\s\\+b|c'",
            "grep 'a | b'",
            "grep 'a || b'",
            "grep 'curl.*|sh'",
            "grep 'curl|bash'",
            "grep 'c++'",
            "grep 'a+b'",
            "grep \"$a|b\"",
            "grep a\\|b",
            "# grep 'a|b'",
            "echo \"grep 'a|b'\"",
            "grep -q x | sed 's/a|b/c/'",
            "grep -f 'a|b' y",
            "grep",
            "grep '",
            "",
        ] {
            assert_eq!(of_grep_in(fine), None, "{fine}");
        }
    }

    #[test]
    fn a_pattern_in_single_brackets_is_found() {
        for (text, found) in [
            (
                "x\nif [ \"$i\" = *\"git push\"* ]; then",
                (2, "*\"git push\"*"),
            ),
            ("[ $i == git* ] && exit 2", (1, "git*")),
            ("[ \"$i\" != *.py ] || exit 2", (1, "*.py")),
        ] {
            assert_eq!(of_test_in(text), Some(found), "{text}");
        }
        for fine in [
            "[[ $i = *\"git push\"* ]]",
            "[[ $i == git* ]]",
            "[ \"$i\" = \"*\" ]",
            "[ \"$i\" = '*.py' ]",
            "[ \"$i\" = \\* ]",
            "[ -f *.py ]",
            "# [ $i = a* ]",
            "case $i in a*) ;; esac",
            "[ ",
            "",
        ] {
            assert_eq!(of_test_in(fine), None, "{fine}");
        }
    }
}
