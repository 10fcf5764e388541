//! Finds an exit code of a shell text that the next command replaces: `guard.sh; date >> log`, or
//! `local out=$(check)` before `$?`. These are guesses, so they are reported as notes.

use std::ops::Range;
use std::path::Path;

use hooks_types::HookSpec;
use hooks_types::text::quoted;

use super::Finding;
use super::script::{Scripts, command, files_of};
use super::scripts_say::BLOCKS_BY_CODE as BLOCKS;
use super::shell_of::{shell_script, text_of};
use super::shell_text::Shell;
use crate::diagnostic::DiagnosticCode;

/// Programs that write a log and decide nothing.
const WRITERS: &[&str] = &["echo", "printf", "date", "logger", "touch"];

/// Words that declare a variable and have an exit code of their own.
const DECLARES: &[&str] = &["local", "declare", "typeset", "readonly", "export"];

/// Returns a note about the first exit code that another command replaces.
pub(super) fn finding(hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
    let command = command(hook)?;
    let files = files_of(command);
    let note = |(message, help): (String, String)| {
        Finding::note(DiagnosticCode::LostExit, "", message).help(help)
    };
    if let Some(text) = text_of(command) {
        let blocks = |name: &str| {
            let is_it = |path: &&std::path::PathBuf| path.ends_with(name);
            let mut named = files.iter().filter(is_it);
            named.any(|path| does_block(path, scripts))
        };
        if let Some(said) = overtaken(text, &blocks, true).or_else(|| declared(text)) {
            return Some(note(said));
        }
    }
    files.iter().find_map(|path| {
        let text = shell_script(path, scripts)?;
        let folder = path.parent()?;
        let blocks = |name: &str| does_block(&folder.join(name), scripts);
        let said = overtaken(&text, &blocks, false).or_else(|| declared(&text))?;
        Some(note(said))
    })
}

/// Returns whether the text of a file contains an exit with code 2.
pub(super) fn does_block(path: &Path, scripts: &Scripts<'_>) -> bool {
    let text = scripts.text(path);
    text.is_some_and(|text| BLOCKS.iter().any(|known| text.contains(known)))
}

/// Returns the name of the script that a statement runs, if `blocks` says that this script can end with exit code 2.
pub(super) fn script_in<'t>(text: &'t str, blocks: &dyn Fn(&str) -> bool) -> Option<&'t str> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '/' | ')');
    let mut names = text
        .split(is_end)
        .filter(|name| name.contains('.') || name.len() > 3);
    names.find(|name| !name.is_empty() && blocks(name))
}

/// Describes a last statement that only writes a log after a script that can block.
fn overtaken(
    text: &str,
    blocks: &dyn Fn(&str) -> bool,
    is_command: bool,
) -> Option<(String, String)> {
    let shell = Shell::of(text);
    let statements = shell.statements();
    let [.., before, last] = statements.as_slice() else {
        return None;
    };
    let words = |part: &Range<usize>| shell.plain(part).split_whitespace().next();
    let program = words(last).filter(|word| WRITERS.contains(word))?;
    let is_simple = |part: &Range<usize>| {
        let plain = shell.plain(part);
        !plain.contains("||") && !plain.contains("&&") && !plain.ends_with(['&', '}', ')'])
    };
    // Skip a script that contains an `exit`, or that ends at each failure: it uses the code.
    let ends = ["exit", "set -e", "set -eu", "return", "trap "];
    let is_used = ends.iter().any(|word| shell.plain.contains(word));
    let first = words(before)?;
    let is_condition = ["if", "while", "until", "elif", "!", "case"].contains(&first);
    let is_assignment = first.contains('=') && !first.starts_with('"');
    if is_used || is_condition || is_assignment || !is_simple(before) || !is_simple(last) {
        return None;
    }
    let script = script_in(shell.text(before), blocks)?;
    let (script, program) = (
        quoted(script.as_bytes(), 60),
        quoted(program.as_bytes(), 20),
    );
    Some(match is_command {
        true => (
            format!(
                "`{program}` runs after `{script}`, and its exit code replaces that of `{script}`"
            ),
            format!("write `&&` before `{program}` in place of `;`"),
        ),
        false => (
            format!(
                "line {}: `{program}` is the last command, and its exit code replaces that of `{script}`",
                shell.line(last.start)
            ),
            format!(
                "write `code=$?` in the line below `{script}`, and `exit $code` as the last line"
            ),
        ),
    })
}

/// Describes a declaration such as `local out=$(check)`, if the text after the declaration uses the exit code of
/// `check`.
fn declared(text: &str) -> Option<(String, String)> {
    let shell = Shell::of(text);
    let statements = shell.statements();
    statements.iter().enumerate().find_map(|(at, part)| {
        let plain = shell.plain(part);
        let mut words = plain.split_whitespace();
        let word = words.next().filter(|word| DECLARES.contains(word))?;
        let value = shell.text(part).split_once('=').map(|(_, value)| value)?;
        let (name, _) = words.next()?.split_once('=')?;
        let is_substitution = ["$(", "\"$(", "`"].iter().any(|open| value.starts_with(open))
            && !value.starts_with("$((");
        let next = statements.get(at + 1).map(|next| shell.text(next));
        let or_else = plain.split_once("||").map(|(_, rest)| rest.trim_start());
        let ends = or_else.is_some_and(|rest| rest.starts_with(['e', 'r', '{']) && !rest.ends_with(" 0"));
        let is_read = ends || next.is_some_and(|next| next.contains("$?"));
        (is_substitution && is_read).then(|| {
            let name = quoted(name.as_bytes(), 40);
            (
                format!(
                    "line {}, `{word} {name}=$(...)`: `$?` after it is the exit code of `{word}`, which is 0",
                    shell.line(part.start)
                ),
                format!("write `{word} {name}` first, and `{name}=$(...)` in a line of its own"),
            )
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, is_command: bool) -> Option<String> {
        let blocks = |name: &str| name == "guard.sh";
        overtaken(text, &blocks, is_command).map(|(said, _)| said)
    }

    #[test]
    fn a_log_line_behind_a_guard_is_found() {
        for (text, is_command) in [
            ("$DIR/guard.sh; date >> /tmp/log", true),
            ("\"$DIR\"/guard.sh ; echo done", true),
            (
                "#!/bin/sh\nlog=x\nbash \"$(dirname \"$0\")/guard.sh\"\necho \"rc=$?\" >> $log\n",
                false,
            ),
        ] {
            assert!(said(text, is_command).is_some(), "{text}");
        }
        for fine in [
            "date >> log; guard.sh",
            "guard.sh && date",
            "guard.sh || exit 2; date",
            "set -e; guard.sh; date",
            "guard.sh; code=$?; date; exit $code",
            "if guard.sh; then date; fi",
            "other.sh; date",
            "guard.sh",
            "x=$(guard.sh); echo $x",
        ] {
            assert_eq!(said(fine, true), None, "{fine}");
        }
    }

    #[test]
    fn a_declaration_that_hides_an_exit_code_is_found() {
        for text in [
            "f() {\n  local out=$(check)\n  if [ $? -ne 0 ]; then exit 2; fi\n}",
            "local out=\"$(check)\" || exit 2",
            "local out=$(check) || { echo no >&2; exit 2; }",
            "declare x=`check`; [ $? -eq 0 ]",
        ] {
            assert!(declared(text).is_some(), "{text}");
        }
        for fine in [
            "local out\nout=$(check)\nif [ $? -ne 0 ]; then exit 2; fi",
            "local out=$(check)\necho $out",
            "local out=$((1 + 2))\necho $?",
            "local out=x\ncheck; echo $?",
            "local out=$(check) || true",
            "local out=$(check) || return 0",
        ] {
            assert_eq!(declared(fine), None, "{fine}");
        }
    }
}
