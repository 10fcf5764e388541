//! Finds a `read` in a shell text whose exit code decides what the script does, and whose input has no line end. Such a
//! `read` stores its input, but returns 1. The payloads of other agents have no line end; our own payload has one.
//!
//! | text | what happens |
//! |---|---|
//! | `while read -r line; do ...; done` | the commands of the loop never run |
//! | `if read -r line; then ...; fi`, `read -r line && ...` | the commands behind the `read` never run |
//! | `set -e`, and then `read -r line` | the script ends at the `read`, with exit code 1 |
//! | `while read -r line \|\| [ -n "$line" ]; do` | the commands run, so this is not a mistake |
//!
//! A `read` is examined only if its input is the stdin of the script, or a pipe from `cat` or `printf '%s'`.

use hooks_types::HookSpec;
use hooks_types::spec::{Launch, PayloadChannel};
use hooks_types::text::quoted;

use super::fed_groups::Scan;
use super::read_twice::readers_of;
use super::script::{Scripts, command};
use super::shell_of::shell_texts;
use super::shell_text::Shell;
use super::{CANDIDATES, Finding};
use crate::diagnostic::DiagnosticCode;

/// The beginnings of commands that print a variable without a line end.
const UNENDED: &[&str] = &[
    "printf '%s' \"$",
    "printf \"%s\" \"$",
    "printf %s \"$",
    "echo -n \"$",
];

/// What depends on the exit code of a `read`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decides {
    Loop,
    Commands,
    Script,
}

/// A `read` that returns 1 because its input has no line end.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Unended {
    decides: Decides,
    /// The variable that gets the text.
    name: String,
    /// Whether the input is the payload, and not the output of `printf` or `echo -n`.
    is_of_payload: bool,
    /// The number of the line with the `read`; `None` in a text of one line.
    line: Option<usize>,
}

/// Returns a note about the first `read` in the hook's shell texts that decides something and returns 1 at the payload.
pub(super) fn finding(hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
    let command = command(hook)?;
    let dialect = &hook.form.dialect;
    if command.payload != PayloadChannel::Stdin || command.launch == Launch::Worker {
        return None;
    }
    let texts = shell_texts(command, scripts, "read");
    let (found, run_by) = texts
        .iter()
        .find_map(|text| Some((unended(text, dialect.is_native())?, text.run_by)))?;
    let name = quoted(found.name.as_bytes(), 40);
    let (effect, cure) = match found.decides {
        Decides::Loop if !found.is_of_payload => (
            "the commands of the loop never run for the last line",
            "print a line end too: `printf '%s\\n'`".to_owned(),
        ),
        Decides::Loop => (
            "the commands of the loop never run",
            format!(
                "write `|| [ -n \"${name}\" ]` behind the `read`, or store the payload before: `payload=$(cat)`"
            ),
        ),
        Decides::Commands if !run_by.has_brackets() => (
            "the commands that depend on it do not run as meant",
            "store the payload in place of the `read`: `payload=$(cat)`".to_owned(),
        ),
        Decides::Commands => (
            "the commands that depend on it do not run as meant",
            "give it a line end: write `<<< \"$(cat)\"` behind the `read`".to_owned(),
        ),
        Decides::Script => (
            "`set -e` ends the script there, with exit code 1",
            "write `|| true` behind the `read`".to_owned(),
        ),
    };
    let place = match found.line {
        Some(line) => format!("line {line}: "),
        None => String::new(),
    };
    let what = match found.is_of_payload {
        true => format!(", such as the payload of {dialect}"),
        false => String::new(),
    };
    let message =
        format!("{place}`read` returns 1 at a text without a line end{what}, so {effect}");
    Some(Finding::note(DiagnosticCode::PayloadShape, "", message).help(cure))
}

/// Returns the first `read` of a shell text that decides something and whose input has no line end. `has_line_end` says
/// whether the payload ends with a line end.
fn unended(text: &str, has_line_end: bool) -> Option<Unended> {
    let shell = Shell::of(text);
    let mut ends_at_failure = begins_with_errexit(&shell);
    let mut loops = 0;
    let mut scan = Scan::default();
    // Whether another program has read the payload.
    let mut was_read = false;
    // A loop whose `done` was not reached yet, with the number of the groups around the loop.
    let mut open: Option<(Unended, usize)> = None;
    for part in shell.statements() {
        let (plain, written) = (shell.plain(&part), shell.text(&part));
        ends_at_failure = sets_errexit(plain).unwrap_or(ends_at_failure);
        let place = scan.clone().enter(plain);
        let (head, rest) = plain.split_at_checked(place.at)?;
        let is_of_payload = !place.is_fed_outside && !was_read && !has_line_end;
        let found = match is_of_payload {
            true => decides(head, rest, ends_at_failure),
            false => None,
        };
        let found = found.or_else(|| piped((plain, written), is_of_payload, text));
        let readers = readers_of(&mut scan, plain, written);
        if scan.is_over {
            return None;
        }
        let has_ended = open
            .as_ref()
            .is_some_and(|(_, around)| scan.depth() <= *around);
        if has_ended && let Some((found, _)) = open.take() {
            // Each loop searches the rest of the text, so bound their number.
            loops += 1;
            if loops > CANDIDATES {
                return None;
            }
            let is_named = |text: &str| is_read(text, &found.name);
            let rest = text.get(part.end..).unwrap_or_default();
            if !is_other_input(plain) && !is_named(rest) && !closes_with_input(&shell, part.end) {
                return Some(found);
            }
        }
        if open.is_some() {
            continue;
        }
        if let Some((decides, name)) = found {
            let line = text.trim().contains('\n').then(|| shell.line(part.start));
            let is_given = UNENDED.iter().any(|known| written.starts_with(known));
            let found = Unended {
                decides,
                name,
                is_of_payload: !is_given,
                line,
            };
            match decides {
                Decides::Loop => open = Some((found, place.outside)),
                _ if closes_with_input(&shell, part.end) => {}
                _ => return Some(found),
            }
            continue;
        }
        was_read |= readers.iter().any(|(_, is_sure)| *is_sure);
    }
    None
}

/// Returns what the exit code of a statement's `read` decides, and the first variable that the `read` sets. `head` is
/// the text before the command, and `rest` begins with the command.
fn decides(head: &str, rest: &str, ends_at_failure: bool) -> Option<(Decides, String)> {
    let (name, behind) = read_command(rest)?;
    let last = head.split_whitespace().rfind(|word| *word != "!");
    let decides = match (last, behind) {
        (Some("while"), "") => Decides::Loop,
        // The commands of `until` run if `read` returns 1.
        (Some("while" | "until"), _) => return None,
        (_, behind) if behind.starts_with("&&") => Decides::Commands,
        (_, behind) if behind.starts_with("||") => {
            let word = behind[2..].split_whitespace().next()?;
            matches!(word, "exit" | "return").then_some(Decides::Commands)?
        }
        (Some("if" | "elif"), "") => Decides::Commands,
        // `set -e` does not end the script at a command behind `!`.
        (last, "") if ends_at_failure && !head.contains('!') && last != Some("while") => {
            Decides::Script
        }
        _ => return None,
    };
    Some((decides, name.to_owned()))
}

/// Returns the effect and the first variable of a `while read` that gets a text without a line end from a pipe.
/// `is_of_payload` says whether the stdin of the pipe is the payload. A variable counts only if it is set to the output
/// of a command, because the shell removes the line end of such an output.
fn piped(
    (plain, written): (&str, &str),
    is_of_payload: bool,
    text: &str,
) -> Option<(Decides, String)> {
    let (before, _) = plain
        .rsplit_once('|')
        .filter(|(before, _)| !before.ends_with('|'))?;
    let given = written.get(..before.len())?.trim();
    let gives = |known: &&str| {
        let behind = given.strip_prefix(*known).filter(|_| !given.contains('|'));
        let name = behind.map(|name| name.trim_end_matches('"'));
        name.is_some_and(|name| text.contains(&format!("{name}=$(")))
    };
    let is_unended = (given == "cat" && is_of_payload) || UNENDED.iter().any(gives);
    let rest = plain.get(before.len() + 1..)?.trim_start();
    let rest = rest.strip_prefix("while ").filter(|_| is_unended)?;
    let (name, behind) = read_command(rest)?;
    behind.is_empty().then(|| (Decides::Loop, name.to_owned()))
}

/// Reads a command such as `IFS= read -r line`. Returns the first variable, and the text behind the command. Returns
/// `None` for another command, for other options, and for a `read` with a redirection, a pipe or a substitution.
fn read_command(text: &str) -> Option<(&str, &str)> {
    let end = text.find("&&").into_iter().chain(text.find("||")).min();
    let (own, behind) = text.split_at(end.unwrap_or(text.len()));
    if own.contains(['<', '|', '$', '(']) {
        return None;
    }
    let is_assignment = |word: &&str| word.contains('=');
    let mut words = own.split_whitespace().skip_while(is_assignment);
    if words.next()? != "read" {
        return None;
    }
    let mut words = words.skip_while(|word| matches!(*word, "-r" | "-a" | "-ra" | "-e" | "-s"));
    // Skip the variable `_`: the shell sets it itself, so it is never empty.
    let name = words.find(|word| *word != "_")?;
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then_some((name, behind))
}

/// Returns whether a statement redirects its input from anything but the script's own stdin.
fn is_other_input(plain: &str) -> bool {
    let Some((_, input)) = plain.split_once('<') else {
        return false;
    };
    !matches!(input.trim(), "<(cat)" | "< <(cat)" | "/dev/stdin")
}

/// Returns whether a group that ends behind `from` has a redirection of its input.
fn closes_with_input(shell: &Shell<'_>, from: usize) -> bool {
    let rest = shell.plain.get(from..).unwrap_or_default();
    let closes = ["}", "fi", "esac", "done", ")"];
    let inputs = rest.match_indices('<').take(CANDIDATES);
    let mut before = inputs.map(|(at, _)| rest[..at].trim_end());
    before.any(|before| closes.iter().any(|word| before.ends_with(word)))
}

/// Returns whether a text reads this variable.
fn is_read(text: &str, name: &str) -> bool {
    let mut places = text.split('$').skip(1);
    places.any(|place| {
        let place = place.strip_prefix('{').unwrap_or(place);
        let behind = place.strip_prefix(name);
        behind.is_some_and(|behind| !behind.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    })
}

/// Returns whether the first line of a script says that a failed command ends the script (`#!/bin/bash -e`).
fn begins_with_errexit(shell: &Shell<'_>) -> bool {
    let first = shell.text.lines().next().unwrap_or_default();
    let mut words = first.split_whitespace().skip(1);
    first.starts_with("#!") && words.any(|word| is_letter_e(word, '-'))
}

/// Returns whether failed commands end the script after this statement: `true` for `set -e`, `false` for `set +e`;
/// `None` for any other statement.
fn sets_errexit(plain: &str) -> Option<bool> {
    let mut words = plain.split_whitespace();
    if words.next() != Some("set") {
        return None;
    }
    let mut before = "";
    words.find_map(|word| {
        let set = match (before, word) {
            ("-o", "errexit") => Some(true),
            ("+o", "errexit") => Some(false),
            _ if is_letter_e(word, '-') => Some(true),
            _ if is_letter_e(word, '+') => Some(false),
            _ => None,
        };
        before = match word.ends_with('o') {
            true if word.starts_with('+') => "+o",
            true => "-o",
            false => "",
        };
        set
    })
}

/// Returns whether a word is an option with this sign and the letter `e`, such as `-eu`.
fn is_letter_e(word: &str, sign: char) -> bool {
    let letters = word.strip_prefix(sign).unwrap_or_default();
    letters.contains('e') && letters.chars().all(|c| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_of_the_payload_that_decides_something_is_found() {
        for (text, decides, line) in [
            (
                "while read -r line; do case \"$line\" in *push*) exit 2;; esac; done",
                Decides::Loop,
                0,
            ),
            ("while read -r _ cmd; do x; done", Decides::Loop, 0),
            (
                "#!/bin/bash\nwhile IFS= read line\ndo\n  grep -q x <<< \"$line\" && exit 2\ndone\nexit 0\n",
                Decides::Loop,
                2,
            ),
            ("cat | while read -r l; do echo $l; done", Decides::Loop, 0),
            (
                "i=$(jq .x)\nprintf '%s' \"$i\" | while read -r l; do echo $l; done",
                Decides::Loop,
                2,
            ),
            ("while read -r l; do x; done < <(cat)", Decides::Loop, 0),
            ("while read -r l; do x; done < /dev/stdin", Decides::Loop, 0),
            ("if read -r x; then exit 2; fi", Decides::Commands, 0),
            (
                "if ! read -r x; then exit 0; fi\nexit 2",
                Decides::Commands,
                1,
            ),
            ("read -r x && echo $x", Decides::Commands, 0),
            ("read -r x || exit 0\necho $x", Decides::Commands, 1),
            ("set -euo pipefail\nread -r x\necho $x", Decides::Script, 2),
            ("#!/bin/bash -e\nread -r x\necho $x", Decides::Script, 2),
        ] {
            let found = unended(text, false);
            let found = found.map(|found| (found.decides, found.line.unwrap_or(0)));
            assert_eq!(found, Some((decides, line)), "{text}");
        }
    }

    #[test]
    fn a_read_that_decides_nothing_or_reads_other_text_is_fine() {
        for text in [
            "while read -r line || [ -n \"$line\" ]; do echo; done",
            "while read -r line || [[ $line ]]; do echo; done",
            "while IFS= read -r l; do i+=$l; done\ni+=$l\necho \"$i\"",
            "read -r x\necho $x",
            "read -r x || true\necho $x",
            "set -e\nread -r x || true\necho $x",
            "set -e\nread -r x || [ -n \"$x\" ] || exit 0\necho $x",
            "while read -r line; do echo; done < file",
            "while read -r line; do echo; done <<< \"$x\"",
            "while read -r line; do echo; done < <(jq -r .x)",
            "while read -r line; do\n  if a; then b; fi\ndone <<E\nx\nE\n",
            "jq -r .x | while read -r line; do echo; done",
            "echo \"$x\" | while read -r line; do echo; done",
            "jq -r .x |\nwhile read -r line; do echo; done",
            "f() { while read -r line; do echo; done; }\njq .x | f",
            "i=$(cat)\nwhile read -r line; do echo; done",
            "read -r x\nset -e\necho $x",
            "until read -r x; do echo; done",
            "set -e\nset +e\nread -r x\necho $x",
            "set -e\n! read -r x\necho $x",
            "x='a\nb\n'\nprintf '%s' \"$x\" | while read -r l; do echo $l; done",
            "{ read -r x && echo; } < file",
            "if a; then while read -r x; do echo; done; fi < file",
            "while read -t 1 -r x; do echo; done",
            "if read -t 0; then cat; fi",
            "while read -r -u 3 x; do echo; done 3< file",
            "exec < file\nwhile read -r x; do echo; done",
            "# while read -r x; do echo; done",
            "echo 'while read -r x; do'",
            "git diff | (read -r x && echo)",
            "read",
            "while read",
            "",
        ] {
            assert_eq!(unended(text, false), None, "{text}");
        }
    }

    #[test]
    fn a_payload_with_a_line_end_is_read_as_a_line() {
        for text in [
            "while read -r line; do exit 2; done",
            "cat | while read -r line; do exit 2; done",
            "while read -r line; do exit 2; done < <(cat)",
            "set -e\nread -r x\necho $x",
        ] {
            assert_eq!(unended(text, true), None, "{text}");
        }
        let text = "i=$(cat)\nprintf '%s' \"$i\" | while read -r l; do exit 2; done";
        let found = unended(text, true).unwrap();
        assert!(!found.is_of_payload);
    }
}
