//! Removes from a command the parts that only print or compare their words. Otherwise the word `go` in `echo 'go on'`
//! would be taken for a program.
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

/// Words of the shell's syntax that can stand before the program in a part of a command.
const BEFORE: &[&str] = &[
    "{", "!", "if", "then", "elif", "else", "while", "until", "do",
];

/// Words that end a group of commands.
const ENDS: &[&str] = &["", "}", "fi", "done"];

/// Redirections that write no file, provided that the word ends after the redirection.
const HARMLESS: &[&str] = &[">&2", ">&1", "2>/dev/null", ">/dev/null", "> /dev/null"];

/// Returns the command without the parts that only print or compare.
pub(super) fn without_printed(command: &Command) -> Cow<'_, Command> {
    let Program::Shell(text) = &command.program else {
        return Cow::Borrowed(command);
    };
    let text = without_harmless(text);
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
    // Keep all parts before the last pipe, because the text that they print goes to a program.
    let piped = last_pipe(&text, &parts);
    let kept = parts.iter().enumerate();
    let kept = kept.filter(|(at, part)| *at < piped || !prints(part));
    let kept: Vec<&str> = kept.map(|(_, part)| *part).collect();
    let mut command = command.clone();
    command.program = Program::Shell(kept.join(" ; "));
    Cow::Owned(command)
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
mod tests {
    use super::*;

    fn kept(text: &str) -> String {
        match &without_printed(&Command::shell(text)).program {
            Program::Shell(text) => text.clone(),
            _ => String::new(),
        }
    }

    #[test]
    fn words_that_are_printed_or_compared_are_left_out() {
        for text in [
            "echo 'the tests fail, go on' >&2; exit 2",
            "grep -q 'git push' && { echo 'no git push' >&2; exit 2; }; exit 0",
            "if grep -q make; then echo make; fi",
        ] {
            for word in ["go", "git", "make"] {
                assert!(
                    !kept(text).split_whitespace().any(|it| it == word),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn words_that_could_be_run_stay() {
        for text in [
            "grep -q x && make check",
            "echo make | sh",
            "echo make | /bin/bash",
            "echo \"$(make)\"",
            "echo `make`",
            "echo 'make' > x; ./x",
            "env bash -c 'make'",
            "\"$SHELL\" <<< make; echo make",
            "echo make | xargs -n1 env",
            "$RUN make",
            "printf 'make check' | python3 -c 'import os,sys;os.system(sys.stdin.read())'",
            "echo 'system(\"make check\")' | awk -f /dev/stdin /dev/null",
            "echo make >&2x; command . 2x",
            "echo make check | while read -r x; do env $x; done",
            "function cat { command $*; }; cat make check",
            "echo make check | perl -ne 'system($_)'",
            // Each of these texts hides a program behind quotes, a file or a name.
            "cat() { \"$@\"; }; cat make check",
            "echo a # it's\nmake check",
            "echo $'a\\'' ; make check; echo '",
            "echo a\u{a0}b; echo\u{a0}x make",
            "echo make 2>/dev/null/../x; ./x",
            "{ echo make; } | cat",
            "{ echo make; } > x",
            "echo \\>&2 make",
        ] {
            assert!(kept(text).contains("make"), "{text}");
        }
    }
}
