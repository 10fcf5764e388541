//! Removes from a command the parts that only print or compare their words. Otherwise the word `go` in `echo 'go on'`
//! would be taken for a program.
//!
//! Only parts that certainly start no program are removed. In doubt a part stays: a needless line about a program is
//! better than a missing one.

use std::borrow::Cow;

use hooks_types::spec::{Command, Program};

use crate::findings::command_parts;

/// Programs that start no other program, whatever their arguments.
const PRINT: &[&str] = &[
    "echo", "printf", "grep", "egrep", "fgrep", "cat", "exit", "true", "false", "[", "test", ":",
];

/// Programs that run a text which they read or get as an argument. With such a program, a printed text can become a
/// command.
const RUN_TEXT: &[&str] = &[
    "sh", "bash", "zsh", "dash", "ksh", "fish", "xargs", "parallel", "eval", "source", "ssh",
    "tee", "alias", "trap",
];

/// Words of the shell's syntax that can stand before the program in a part of a command.
const BEFORE: &[&str] = &[
    "{", "!", "if", "then", "elif", "else", "while", "until", "do",
];

/// Redirections that write no file.
const HARMLESS: &[&str] = &[">&2", ">&1", "2>/dev/null", ">/dev/null", "> /dev/null"];

/// Returns the command without the parts that only print or compare.
pub(super) fn without_printed(command: &Command) -> Cow<'_, Command> {
    let Program::Shell(text) = &command.program else {
        return Cow::Borrowed(command);
    };
    let text = HARMLESS
        .iter()
        .fold(text.clone(), |text, it| text.replace(it, " "));
    let mut words = text.split(|c: char| !(c.is_alphanumeric() || c == '.'));
    let parts = command_parts(&text);
    // A program whose name is not written out could be a shell.
    let is_unknown = |part: &&str| {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./[:}".contains(c);
        let name = program(part);
        name == "." || !name.chars().all(is_plain)
    };
    if words.any(|word| RUN_TEXT.contains(&word)) || parts.iter().any(is_unknown) {
        return Cow::Borrowed(command);
    }
    // A substitution starts a program, and a text that goes to a file could be run from there. So a part with either of
    // them does more than print.
    let prints = |part: &&str| {
        PRINT.contains(&program(part)) && !part.contains(['`', '<', '>']) && !part.contains("$(")
    };
    let kept: Vec<&str> = parts.into_iter().filter(|part| !prints(part)).collect();
    let mut command = command.clone();
    command.program = Program::Shell(kept.join(" ; "));
    Cow::Owned(command)
}

/// Returns the program of a part of a command: the first word that does not belong to the shell's syntax.
fn program(part: &str) -> &str {
    let mut words = part.split_whitespace();
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
        ] {
            assert!(kept(text).contains("make"), "{text}");
        }
    }
}
