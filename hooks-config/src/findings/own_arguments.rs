//! Finds hooks that look for the call in their arguments, and never read stdin. A hook gets no arguments: the payload
//! is JSON on stdin. This is a guess, so it is reported as a note.

use hooks_types::spec::{Command, PayloadChannel};

use super::Finding;
use super::run_for_each::gives_arguments;
use super::script::{Scripts, files_of, words_of};
use super::shell_of::{shell_script, text_of};
use crate::diagnostic::DiagnosticCode;

/// Texts with which scripts in Python and JavaScript read their arguments, and signs that they read stdin or know that
/// arguments can be missing.
const PYTHON: (&[&str], &[&str]) = (
    &["sys.argv"],
    &["stdin", "input(", "/dev/fd/0", "open(0", "len(sys.argv)"],
);
const JAVASCRIPT: (&[&str], &[&str]) = (
    &["process.argv[2]", "process.argv.slice(2)"],
    &["stdin", "readFileSync(0", "/dev/fd/0", "argv.length"],
);

/// Texts with which shell scripts read their arguments.
const SHELL: &[&str] = &["$1", "${1", "$*", "${*", "$@", "${@"];

/// Words of shell scripts that read stdin, or might read it, or that set the arguments anew.
const STDIN_WORDS: &[&str] = &[
    "stdin", "cat", "read", "jq", "mapfile", "tee", "awk", "sed", "python", "python3", "node",
    "input", "getopts", "shift", "grep", "ruby", "perl",
];
/// Other signs that a shell script reads stdin, has functions (in a function, `$1` is the function's argument), sets
/// the arguments anew, or knows that arguments can be missing.
const OTHER_SIGNS: &[&str] = &["/dev/fd/0", "$(<", "()", "function ", "set -- ", "$#"];

/// Returns a note about a hook that reads its arguments and never stdin, although its command passes no arguments.
pub(super) fn finding(command: &Command, scripts: &Scripts<'_>) -> Option<Finding> {
    if command.payload != PayloadChannel::Stdin || gives_arguments(command) {
        return None;
    }
    let code = DiagnosticCode::PayloadShape;
    let found = match of_text(command) {
        Some(argument) => {
            let message = format!(
                "it seems to read its argument (`{argument}`), but a hook gets no arguments"
            );
            Finding::note(code, argument, message).in_value_of("command")
        }
        None => {
            let argument = of_script(command, scripts)?;
            let message = format!(
                "it seems to read its argument (`{argument}`), but the command passes no arguments"
            );
            Finding::note(code, "", message)
        }
    };
    Some(found.help("the payload is JSON on stdin: `input=$(cat)`, or `jq -r .` reads it"))
}

/// Returns the expression with which the hook's own command reads an argument (such as `$1`), in a shell text or in the
/// code after `python3 -c` or `node -e`.
fn of_text(command: &Command) -> Option<&'static str> {
    let words = words_of(command);
    let is_piped = text_of(command).is_some_and(|text| text.contains(['|', '<']));
    // Code with a word after it gets this word as its argument. So examine only code that is the last word.
    if let [.., option, code] = words.as_slice()
        && !is_piped
    {
        let language = match option.text.as_str() {
            "-c" => Some(PYTHON),
            "-e" | "--eval" => Some(JAVASCRIPT),
            _ => None,
        };
        let found = language.and_then(|language| in_language(&code.text, language));
        if found.is_some() {
            return found;
        }
    }
    in_shell(text_of(command)?)
}

/// Returns the text with which the hook's script reads an argument. Examines only commands that end with the script's
/// name, and so pass no argument.
fn of_script(command: &Command, scripts: &Scripts<'_>) -> Option<&'static str> {
    let words = words_of(command);
    let last = words.last()?;
    let files = files_of(command);
    let script = files.last().filter(|path| path.ends_with(&last.text))?;
    let text = scripts.text(script)?;
    let first = text.lines().next().unwrap_or_default();
    let ends = |end| last.text.ends_with(end);
    if ends(".py") || (first.starts_with("#!") && first.contains("python")) {
        return in_language(&text, PYTHON);
    }
    if ends(".js")
        || ends(".mjs")
        || ends(".cjs")
        || (first.starts_with("#!") && first.contains("node"))
    {
        return in_language(&text, JAVASCRIPT);
    }
    in_shell(&shell_script(script, scripts)?)
}

/// Returns the text with which code reads an argument, if the code never reads stdin.
fn in_language(code: &str, (arguments, stdin): (&[&'static str], &[&str])) -> Option<&'static str> {
    let lines = code.lines();
    let code: Vec<&str> = lines.filter(|line| !is_comment(line)).collect();
    let mut code = code.join("\n").replace("sys.argv[0]", "");
    // A script with an argument parser also works without arguments, so it is not reported.
    if ["argparse", "parse_args"]
        .iter()
        .any(|parser| code.contains(parser))
    {
        code = code.replace("(sys.argv[1:])", "");
    }
    let argument = arguments
        .iter()
        .find(|argument| code.contains(**argument))?;
    (!stdin.iter().any(|sign| code.contains(sign))).then_some(*argument)
}

/// Returns whether a line is only a comment.
fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with(['#', '/'])
}

/// Returns the text with which a shell text reads an argument, if it seems not to read stdin. An argument between
/// single quotes is text, and a script that passes all arguments on (`exec program "$@"`) does not read them.
fn in_shell(text: &str) -> Option<&'static str> {
    let is_code = |line: &&str| !line.trim_start().starts_with('#');
    let lines: Vec<&str> = text.lines().filter(is_code).collect();
    let code = lines.join("\n");
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let reads = code
        .split(|c| !is_word(c))
        .any(|word| STDIN_WORDS.contains(&word));
    if reads || OTHER_SIGNS.iter().any(|sign| code.contains(sign)) {
        return None;
    }
    let is_read = |argument: &&&str| {
        let places = code.match_indices(**argument).take(super::CANDIDATES);
        let mut places = places.filter(|(at, _)| {
            let is_escaped = code[..*at].ends_with(['\\', '$']);
            !is_escaped && !is_in_single_quotes(&code[..*at])
        });
        places.any(|(at, found)| match argument.contains('@') {
            true => is_compared(&code[..at]),
            false => !has_default(&code[at + found.len()..]),
        })
    };
    SHELL.iter().find(is_read).copied()
}

/// Returns whether a default value follows the name of an argument, as in `${1:-x}`. An empty default value does not
/// count.
fn has_default(behind: &str) -> bool {
    let behind = behind.strip_prefix(':').unwrap_or(behind);
    let default = behind.strip_prefix(['-', '=']);
    default.is_some_and(|default| !default.starts_with('}'))
}

/// Returns whether the end of a shell text is between single quotes.
pub(super) fn is_in_single_quotes(before: &str) -> bool {
    let quotes = before.chars().filter(|c| matches!(c, '\'' | '"'));
    let open = quotes.fold(None, |open, c| match open {
        None => Some(c),
        Some(quote) if quote == c => None,
        open => open,
    });
    open == Some('\'')
}

/// Returns whether the text before `$@` ends with a word that compares the arguments, loops over them or prints them,
/// as in `case "$@" in`.
fn is_compared(before: &str) -> bool {
    let before = before.trim_end_matches('"');
    ["case ", " in ", "[ ", "[[ ", "echo ", "test "]
        .iter()
        .any(|word| before.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_that_a_shell_text_reads_is_found() {
        for (text, argument) in [
            ("[ \"$1\" = push ] && exit 2; exit 0", "$1"),
            ("case \"$*\" in *push*) exit 2;; esac", "$*"),
            ("case \"$@\" in *push*) exit 2;; esac", "$@"),
            (
                "for word in \"$@\"; do [ $word = push ] && exit 2; done",
                "$@",
            ),
            (
                "#!/bin/sh\n# read\n[ \"${1:-}\" = already ] && exit 2",
                "${1",
            ),
        ] {
            assert_eq!(in_shell(text), Some(argument), "{text}");
        }
        for fine in [
            "input=$(cat); f() { echo \"$1\"; }; f x",
            "exec ./guard \"$@\"",
            "jq -r .x | grep \"$1\"",
            "printf '%s $1'",
            "echo \\$1",
            "set -- a b; echo $1",
            "echo ${1:-x}",
            "[ $# -gt 0 ] && echo $1",
            "exit 2",
        ] {
            assert_eq!(in_shell(fine), None, "{fine}");
        }
    }

    #[test]
    fn an_argument_that_code_reads_is_found() {
        let python = |code| in_language(code, PYTHON);
        assert!(python("import sys\nif 'push' in sys.argv: sys.exit(2)").is_some());
        assert!(python("import sys\nprint(sys.argv[0])").is_none());
        assert!(python("import sys\np = sys.argv[1:] or sys.stdin.read()").is_none());
        assert!(python("# sys.argv[1]").is_none());
        assert!(python("def main(argv):\n  check(argv[0])\nmain(sys.argv[1:])").is_some());
        assert!(python("args = parser.parse_args(sys.argv[1:])").is_none());
        assert!(python("import argparse\nmain(sys.argv[1:])").is_none());
        let node = |code| in_language(code, JAVASCRIPT);
        assert!(node("if (process.argv[2] == 'push') process.exit(2)").is_some());
        assert!(node("const p = process.argv[2] || fs.readFileSync(0)").is_none());
    }
}
