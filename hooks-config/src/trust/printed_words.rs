//! Removes from a command the parts that only print or compare their words. Otherwise the word `go` in `echo 'go on'`
//! would be taken for a program.
//!
//! | command | remaining text |
//! |---|---|
//! | `echo 'npm run x' >&2; exit 2` | `exit 2` |
//! | `sh -c 'echo npm; ./guard.sh'` | `./guard.sh`: the text after `-c` is read like any other |
//! | `echo 'npm run x' \| sh` | all, because the printed text is run |
//! | `echo "$(npm run x)"` | all, because a substitution runs a command |
//!
//! Only parts that certainly start no program are removed. In doubt a part stays: a needless line about a program is
//! better than a missing line.

use std::borrow::Cow;

use hooks_types::spec::{Command, Program};

use crate::findings::command_parts;

/// Programs that never start a second program. Any program that is not listed could run the text that it reads, so a
/// part of a command with such a program is kept.
const PRINT: &[&str] = &[
    "echo", "printf", "grep", "egrep", "fgrep", "cat", "jq", "exit", "true", "false", "[", "test",
    ":",
];

/// Words that can run a text as a command, or give a name of [`PRINT`] another meaning.
const RUN_TEXT: &[&str] = &[
    "sh", "bash", "zsh", "dash", "ksh", "fish", "xargs", "parallel", "eval", "source", "ssh",
    "tee", "alias", "trap", "function", "env", "command", "exec", ".", "PATH",
];

/// Signs of a substitution, a function, a file that is read or written, or quoting that not every shell reads alike.
const DOUBTFUL: &[&str] = &["`", "$(", "()", "<", ">", "#", "$'", "\\'"];

/// Words of the shell's syntax that can precede the program in a part of a command.
const BEFORE: &[&str] = &[
    "{", "!", "if", "then", "elif", "else", "while", "until", "do",
];

/// Words that end a group of commands.
const ENDS: &[&str] = &["", "}", "fi", "done"];

/// Redirections that write no file, provided that the word ends after the redirection.
const HARMLESS: &[&str] = &[">&2", ">&1", "2>/dev/null", ">/dev/null", "> /dev/null"];

/// The shells whose `-c` text is read. All of them give the same meaning to the syntax that this module knows.
const SHELLS: &[&str] = &["sh", "bash", "dash", "ksh", "zsh"];

/// The number of texts within texts that are read: `sh -c "sh -c 'echo'"` has two.
const DEPTH: usize = 4;

/// Returns the command without the parts that only print or compare.
pub(super) fn without_printed(command: &Command) -> Cow<'_, Command> {
    let text = match &command.program {
        Program::Shell(text) => opened(text),
        Program::Argv(argv) => match argv.as_slice() {
            [shell, option, text] if takes_text(shell, option) => opened(text),
            _ => return Cow::Borrowed(command),
        },
        _ => return Cow::Borrowed(command),
    };
    let text = without_harmless(&text);
    // If the configuration sets one of these variables, keep the whole command: they choose the files of programs, or a
    // file that the shell reads first.
    let is_of_shell = |name: &String| name == "PATH" || name == "ENV" || name.starts_with("BASH");
    let mut words = text.split(|c: char| !(c.is_alphanumeric() || c == '.'));
    let parts = command_parts(&text);
    let prints = |part: &&str| PRINT.contains(&program(part));
    let is_known = |part: &&str| prints(part) || ENDS.contains(&program(part));
    if command.env.keys().any(is_of_shell)
        || words.any(|word| RUN_TEXT.contains(&word))
        || DOUBTFUL.iter().any(|sign| text.contains(sign))
        || !parts.iter().all(is_known)
    {
        return Cow::Borrowed(command);
    }
    // Keep all parts before the last pipe, because the text that they print is sent to a program.
    let piped = last_pipe(&text, &parts);
    let kept = parts.iter().enumerate();
    let kept = kept.filter(|(at, part)| *at < piped || !prints(part));
    let kept: Vec<&str> = kept.map(|(_, part)| *part).collect();
    let mut command = command.clone();
    command.program = Program::Shell(kept.join(" ; "));
    Cow::Owned(command)
}

/// Returns the text with each part `sh -c 'TEXT'` replaced by the group `{ TEXT ; }`. A part with further words stays.
fn opened(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..DEPTH {
        let (mut opened, mut end) = (String::new(), 0);
        for part in command_parts(&text) {
            end += part.len();
            let command = without_before(part);
            match inner_text(command) {
                Some(inner) => {
                    opened += part.strip_suffix(command).unwrap_or_default();
                    opened += &format!("{{ {inner} ; }}");
                }
                None => opened += part,
            }
            // Copy the operator after the part. It is one byte long.
            opened += text.get(end..=end).unwrap_or_default();
            end += 1;
        }
        if opened == text {
            break;
        }
        text = opened;
    }
    text
}

/// Returns a part of a command without the words of the shell's syntax that precede the program.
fn without_before(part: &str) -> &str {
    let mut rest = part.trim_start_matches([' ', '\t']);
    while let Some((word, behind)) = rest.split_once(' ')
        && BEFORE.contains(&word)
    {
        rest = behind.trim_start_matches([' ', '\t']);
    }
    rest
}

/// Returns the TEXT of a part `sh -c 'TEXT'`, if the part has no other words and the outer shell inserts nothing into
/// TEXT.
fn inner_text(part: &str) -> Option<String> {
    let (shell, rest) = part.trim().split_once(' ')?;
    let (option, rest) = rest.trim_start().split_once(' ')?;
    let quoted = rest.trim_start();
    let quote = quoted.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let inside = quoted.strip_prefix(quote)?.strip_suffix(quote)?;
    let mut inner = String::new();
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (_, c) if c == quote => return None,
            ('"', '$' | '`') => return None,
            ('"', '\\') => inner.push(chars.next().filter(|c| ESCAPED.contains(c))?),
            _ => inner.push(c),
        }
    }
    (takes_text(shell, option) && closes_quotes(&inner)).then_some(inner)
}

/// The characters before which a shell removes a backslash between double quotes.
const ESCAPED: [char; 4] = ['"', '\\', '$', '`'];

/// Returns whether a shell with this option runs the text in the next word.
fn takes_text(shell: &str, option: &str) -> bool {
    let name = shell.rsplit('/').next().unwrap_or(shell);
    let letters = option.strip_prefix('-').and_then(|it| it.strip_suffix('c'));
    SHELLS.contains(&name) && letters.is_some_and(|it| it.chars().all(|c| "elux".contains(c)))
}

/// Returns whether each quote of the text is closed, so that the text cannot hide the words after it.
fn closes_quotes(text: &str) -> bool {
    let (mut open, mut chars) = (None, text.chars());
    while let Some(c) = chars.next() {
        match (open, c) {
            (None | Some('"'), '\\') if chars.next().is_none() => return false,
            (Some(quote), c) if c == quote => open = None,
            (None, '\'' | '"') => open = Some(c),
            _ => {}
        }
    }
    open.is_none()
}

/// Returns the text without redirections that write no file.
fn without_harmless(text: &str) -> String {
    HARMLESS.iter().fold(text.to_owned(), |text, sign| {
        let mut pieces = text.split(sign);
        let mut kept = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let ends = piece.is_empty() || piece.starts_with([' ', '\t', '\n', ';', '&', '|', ')']);
            let is_operator = !kept.ends_with(['\\', '>', '<']);
            kept += if ends && is_operator { " " } else { sign };
            kept += piece;
        }
        kept
    })
}

/// Returns the number of parts before the last pipe; 0 without a pipe. `parts` are the parts of the text, each followed
/// by one operator.
fn last_pipe(text: &str, parts: &[&str]) -> usize {
    let (mut last, mut end) = (0, 0);
    for (at, part) in parts.iter().enumerate() {
        end += part.len();
        let is_or = text[..end].ends_with('|') || text[end..].starts_with("||");
        if text[end..].starts_with('|') && !is_or {
            last = at + 1;
        }
        end += 1;
        if end > text.len() {
            break;
        }
    }
    last
}

/// Returns the program of a part of a command: the first word that does not belong to the shell's syntax.
fn program(part: &str) -> &str {
    // Only these two characters separate words in a shell; other white space is part of a name.
    let mut words = part.split([' ', '\t']).filter(|word| !word.is_empty());
    words
        .find(|word| !BEFORE.contains(word))
        .unwrap_or_default()
}

#[cfg(test)]
#[path = "printed_words_tests.rs"]
mod tests;
