//! Finds words behind the text of `bash -c` that the text does not read: in `["bash", "-c", "guard.sh", "--strict"]`,
//! `--strict` is the `$0` of the text `guard.sh`, and never reaches the script `guard.sh`.
//!
//! One word that can be a name for `$0` is not reported, because error messages of the shell begin with it.

use hooks_types::HookSpec;
use hooks_types::spec::Program;
use hooks_types::text::quoted;

use super::Finding;
use super::interpreters::as_written;
use super::program_files::last_of;
use super::script::{command, words_of, words_of_array};
use super::shell_of::{InArray, in_array};
use super::shell_text::Shell;
use crate::diagnostic::DiagnosticCode;
use crate::native::elements;

/// Words that people write for `$0` if they do not need it.
const PLACEHOLDERS: &[&str] = &["_", "-", "--", "sh", "bash", "x"];

/// Signs that a text reads its arguments, or runs code that can read them.
const READS: &[&str] = &[
    "shift",
    "getopts",
    "eval ",
    "source ",
    ". ",
    "set --",
    "BASH_ARGV",
];

/// Warns about the first word behind the text of `-c` that has no effect.
pub(super) fn finding(hook: &HookSpec) -> Option<Finding> {
    let command = command(hook)?;
    if let Program::Shell(text) = &command.program {
        let shell = Shell::of(text);
        let is_simple =
            shell.statements().len() == 1 && !shell.plain.contains(['|', '&', '<', '>']);
        if !is_simple {
            return None;
        }
    }
    let words = match command.program {
        Program::Argv(_) => words_of_array(command),
        _ => words_of(command),
    };
    let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let InArray {
        shell, text, rest, ..
    } = in_array(&words)?;
    let lost = lost_word(text, rest)?;
    let (shell, shown) = (quoted(shell.as_bytes(), 20), quoted(lost.as_bytes(), 60));
    let is_one_word = !text.trim().contains(char::is_whitespace);
    if !is_one_word {
        let message = format!(
            "`{shown}` has no effect: a word after the text of `{shell} -c` is `$0` or `$1` of that text, which does not \
             read it"
        );
        let help = "write the word inside the text, behind the program that is to get it";
        return Some(warning(lost, message).help(help));
    }
    let name = quoted(last_of(text.trim()).as_bytes(), 60);
    let message = format!(
        "`{shown}` does not reach `{name}`: a word after the text of `{shell} -c` is `$0` or `$1` of that text"
    );
    let mut words = vec![as_written(hook, text.trim())];
    // The first word is `$0`. Leave it out of the advice if it is only a placeholder.
    let is_placeholder = |word: &&&str| PLACEHOLDERS.contains(*word);
    let named = rest.iter().take(1).filter(is_placeholder).count();
    words.extend(rest.iter().skip(named).map(|word| (*word).to_owned()));
    let words = words.join(" ");
    let is_array = matches!(command.program, Program::Argv(_));
    // Without a shell, nothing replaces `~` and variables in the text.
    let help = match is_array && !text.contains(['$', '~', '`']) {
        true => format!("start the script without a shell: [{}]", elements(&words)),
        false => format!(
            "write the words inside the text: `{}`",
            quoted(words.as_bytes(), 120)
        ),
    };
    Some(warning(lost, message).help(help))
}

/// Returns a warning about a word of the command.
fn warning(about: &str, message: String) -> Finding {
    Finding::warning(DiagnosticCode::NoEffect, about, message).in_value_of("command")
}

/// Returns the first word behind a text that the text does not read.
fn lost_word<'w>(text: &str, rest: &[&'w str]) -> Option<&'w str> {
    let reads = READS.iter().any(|sign| text.contains(sign)) || reads_argument(text);
    // A `for` loop without `in` reads the arguments.
    let goes_through = text.contains("for ") && !text.contains(" in ");
    if reads || goes_through {
        return None;
    }
    let is_option = |word: &str| word.starts_with('-') && !word.trim_matches('-').is_empty();
    let name = last_of(text.trim());
    let is_name = |word: &str| PLACEHOLDERS.contains(&word) || last_of(word) == name;
    let is_path = text.contains('/') && !text.trim().contains(char::is_whitespace);
    let lost = match rest {
        [] => None,
        [only] => (is_option(only) || is_path && !is_name(only)).then_some(only),
        [first, second, ..] => Some(if is_name(first) { second } else { first }),
    };
    lost.copied().filter(|word| !word.is_empty())
}

/// Returns whether a text has `$0`, `$1`, `$@`, `$*` or `$#`, with or without braces.
fn reads_argument(text: &str) -> bool {
    let mut parts = text.split('$').skip(1);
    parts.any(|part| {
        let name = part.strip_prefix('{').unwrap_or(part);
        let name = name.strip_prefix(['#', '!']).unwrap_or(name);
        name.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '@' | '*'))
            || part.starts_with('#')
    })
}

#[cfg(test)]
mod tests {
    use hooks_types::EventName;
    use hooks_types::spec::Command;

    use super::*;

    fn about(command: Command) -> Option<String> {
        let hook = HookSpec::command("g", EventName::PreToolUse, command);
        finding(&hook).map(|found| found.about)
    }

    fn lost(argv: &[&str]) -> Option<String> {
        about(Command::argv(argv.iter().copied()))
    }

    #[test]
    fn a_word_behind_the_text_of_a_shell_that_the_text_does_not_read_is_found() {
        for (argv, word) in [
            (&["bash", "-c", "/p/g", "--strict"][..], "--strict"),
            (&["/bin/sh", "-ec", "/p/g", "strict"], "strict"),
            (
                &["env", "A=1", "bash", "-o", "pipefail", "-c", "g", "-v"],
                "-v",
            ),
            (&["bash", "-lc", "g | tee log", "_", "--strict"], "--strict"),
            (&["bash", "-c", "g", "a", "b"], "a"),
        ] {
            assert_eq!(lost(argv).as_deref(), Some(word), "{argv:?}");
        }
        for argv in [
            &["bash", "-c", "/p/g --strict"][..],
            &["bash", "-c", "/p/g", "g"],
            &["bash", "-c", "/p/g", "_"],
            &["bash", "-c", "exit 2", "guard"],
            &["bash", "-c", "exit 2", "--"],
            &["bash", "-c", "\"$@\"", "_", "g", "--strict"],
            &["bash", "-c", "\"$0\" --strict", "/p/g"],
            &["bash", "-c", "g ${1:-x}", "_", "y"],
            &["bash", "-c", "for x; do echo; done", "_", "y"],
            &["bash", "-c", ". /p/g", "_", "y"],
            &["bash", "/p/g", "-c", "x", "y"],
            &["python3", "-c", "import g", "--strict"],
            &["bash", "-c"],
            &[],
        ] {
            assert_eq!(lost(argv), None, "{argv:?}");
        }
    }

    #[test]
    fn a_command_for_a_shell_is_read_like_an_array_if_it_is_one_command() {
        let about = |text: &str| about(Command::shell(text));
        let found = about("bash -c '/p/g' --strict");
        assert_eq!(found.as_deref(), Some("--strict"));
        assert_eq!(about("bash -c '/p/g' | grep --strict x"), None);
        assert_eq!(about("bash -c '/p/g' || echo a b"), None);
    }
}
