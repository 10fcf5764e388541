//! Finds answers of shell scripts that are written to a log: `exec >> log`, `{ ...; } >> log`, or `guard.sh >> log` in
//! the command. These are guesses, so they are reported as notes.

use std::ops::Range;

use hooks_types::HookSpec;
use hooks_types::text::quoted;

use super::script::{Scripts, command, files_of};
use super::shell_of::{shell_texts, text_of};
use super::shell_text::{Shell, stdout_file};
use super::{CANDIDATES, Finding};
use crate::diagnostic::DiagnosticCode;

/// Texts that show that a script prints an answer.
const ANSWERS: &[&str] = &[
    "\"decision\"",
    "\"decision\\\"",
    "{decision:",
    "permissionDecision",
    "hookSpecificOutput",
    "additionalContext",
];

/// Returns a note about the first place where the hook's answer seems to be written to a file.
pub(super) fn finding(hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
    let command = command(hook)?;
    let texts = shell_texts(command, scripts, "");
    let said = texts.iter().find_map(|text| in_script(text));
    let in_command = || {
        let text = text_of(command)?;
        let mut files = files_of(command).into_iter();
        let answers = files.any(|path| scripts.text(&path).is_some_and(|text| answers(&text)));
        in_command(text).filter(|_| answers)
    };
    let said = said.or_else(in_command)?;
    let help = "send only the lines for the log there: `echo ... >> LOG`";
    Some(Finding::note(DiagnosticCode::LostExit, "", said).help(help))
}

fn answers(text: &str) -> bool {
    ANSWERS.iter().any(|known| text.contains(known))
}

/// Says that the answer is written to a file.
fn said(place: &str, text: &str, file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    let name = name.trim_matches(['"', '\'']);
    format!(
        "{place}`{}`: its output is written to `{}`, so its answer is never read",
        quoted(text.as_bytes(), 60),
        quoted(name.as_bytes(), 40)
    )
}

/// Describes a command whose only statement sends its output to a file.
fn in_command(text: &str) -> Option<String> {
    let shell = Shell::of(text);
    let statements = shell.statements();
    let [only] = statements.as_slice() else {
        return None;
    };
    let plain = shell.plain(only);
    let is_single = !plain.contains(['|', '{', '(']) && !plain.contains("&&");
    let file = stdout_file(plain, shell.text(only)).filter(|_| is_single)?;
    Some(said("", shell.text(only), file))
}

/// Describes the first line of a script that sends the answer to a file.
fn in_script(text: &str) -> Option<String> {
    let shell = Shell::of(text);
    // Skip a script that copies stdout to a number from 3 to 9: it might print its answer to the copy.
    let has_copy = (3..=9).any(|number| shell.plain.contains(&format!(">&{number}")));
    if has_copy || !answers(text) {
        return None;
    }
    let statements = shell.statements();
    let is_candidate = |part: &Range<usize>| {
        let plain = shell.plain(part);
        plain.contains('>') && (plain.starts_with("exec") || plain.starts_with(['}', ')']))
    };
    let candidates = statements.iter().enumerate();
    let mut candidates = candidates
        .filter(|(_, part)| is_candidate(part))
        .take(CANDIDATES);
    candidates.find_map(|(at, part)| {
        let plain = shell.plain(part);
        let inside = match plain.strip_prefix("exec") {
            Some(rest) => {
                let first = rest.trim_start();
                let is_alone = rest.starts_with([' ', '\t'])
                    && first.starts_with(['>', '&', '1', '2'])
                    && first.contains('>');
                is_alone.then_some(part.end..text.len())?
            }
            None if plain.starts_with(['}', ')']) => group(&shell, &statements, at)?,
            None => return None,
        };
        let file = stdout_file(plain, shell.text(part))?;
        let before = text.get(..inside.start).unwrap_or_default();
        let behind = text.get(inside.end..).unwrap_or_default();
        let is_lost = answers(shell.text(&inside)) && !answers(before) && !answers(behind);
        let place = format!("line {}, ", shell.line(part.start));
        is_lost.then(|| said(&place, shell.text(part), file))
    })
}

/// Returns the range of the group (`{ ... }` or `( ... )`) that ends with the statement at index `at`, without the
/// closing bracket.
fn group(shell: &Shell<'_>, statements: &[Range<usize>], at: usize) -> Option<Range<usize>> {
    let end = statements.get(at)?;
    let (open, close) = match shell.plain(end).starts_with('}') {
        true => ('{', '}'),
        false => ('(', ')'),
    };
    let mut depth = 1_usize;
    let before = statements.get(..at)?.iter().rev();
    for part in before {
        let plain = shell.plain(part);
        if plain.starts_with(close) {
            depth += 1;
        }
        if plain.starts_with(open) || plain.ends_with(open) {
            depth -= 1;
        }
        if depth == 0 {
            return Some(part.start..end.start);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const DENY: &str = "echo '{\"hookSpecificOutput\":{\"permissionDecision\":\"deny\"}}'";

    #[test]
    fn an_answer_that_goes_to_a_log_is_found_with_its_line() {
        for (text, line) in [
            (
                format!("#!/bin/bash\nexec >>/tmp/hook.log 2>&1 # debug\n{DENY}\n"),
                "line 2, `exec >>/tmp/hook.log 2>&1`: its output is written to `hook.log`",
            ),
            (
                format!("{{\n  if true; then\n    {DENY}\n  fi\n}} >> \"$LOG\"\n"),
                "line 5, `} >> \"$LOG\"`: its output is written to `$LOG`",
            ),
            (
                format!("{{ date; {DENY}; }} &>log"),
                "line 1, `} &>log`: its output is written to `log`",
            ),
            (
                format!("(\n{DENY}\n) > log"),
                "line 3, `) > log`: its output is written to `log`",
            ),
        ] {
            let said = in_script(&text).unwrap_or_default();
            assert!(said.starts_with(line), "{text}: {said}");
            assert!(said.ends_with(", so its answer is never read"), "{said}");
        }
    }

    #[test]
    fn an_answer_that_reaches_stdout_is_not_noted() {
        for text in [
            format!("exec 2>>log\n{DENY}"),
            format!("exec 3>&1 >>log\n{DENY} >&3"),
            format!("exec > >(tee log)\n{DENY}"),
            format!("exec python3 x.py >log\n{DENY}"),
            format!("{{ date; }} >> log\n{DENY}"),
            format!("{{ {DENY}; }} 2>> log"),
            "exec >>log\necho done".to_owned(),
            format!("f() {{\n{DENY}\n}}\nf\n"),
            format!("echo x >> log\n{DENY}"),
            format!("# exec >>log\n{DENY}"),
        ] {
            assert_eq!(in_script(&text), None, "{text}");
        }
    }

    #[test]
    fn a_command_that_sends_all_of_its_output_to_a_file_is_found() {
        assert!(in_command("guard.sh >> /tmp/log 2>&1").is_some());
        for other in [
            "guard.sh 2>> log",
            "guard.sh | tee log",
            "date > x; guard.sh",
            "a > x && b",
        ] {
            assert_eq!(in_command(other), None, "{other}");
        }
    }
}
