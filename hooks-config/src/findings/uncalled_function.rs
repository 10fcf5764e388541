//! Finds a shell script that only defines functions: none of them is called, so the script does nothing. This is a
//! guess, so it is reported as a note.

use std::ops::Range;
use std::path::Path;

use hooks_types::HookSpec;
use hooks_types::spec::Program;
use hooks_types::text::quoted;

use super::names_in_shell::{Mention, mentions};
use super::script::{MOST, Scripts, command, files_of};
use super::scripts_say::contains;
use super::shell_of::{shell_script, text_of};
use super::shell_text::Shell;
use super::{CANDIDATES, Finding};
use crate::diagnostic::DiagnosticCode;
use crate::variables_read::around_word;

/// Returns a note about the hook's script, if it is one file and only defines functions.
pub(super) fn finding(hook: &HookSpec, scripts: &Scripts<'_>) -> Option<Finding> {
    let command = command(hook)?;
    let files = files_of(command);
    // If the command has several files, one of them can load and call the functions of another.
    let [file] = files.as_slice() else {
        return None;
    };
    let text = shell_script(file, scripts)?;
    let (line, name) = uncalled(&text)?;
    // The command can load the script and call the function itself: `. guard.sh; check`.
    let is_called = |text: &str| around_word(text, name).next().is_some();
    // In an array, the name can be a word of its own: `["bash", "-c", ". \"$0\"; \"$1\"", "guard.sh", "check"]`.
    let is_given = || match &command.program {
        Program::Argv(argv) => argv
            .iter()
            .any(|word| Path::new(word) != file && is_called(word)),
        _ => false,
    };
    if text_of(command).is_some_and(is_called) || is_given() {
        return None;
    }
    let name = quoted(name.as_bytes(), 40);
    let message = format!(
        "line {line}: the script never calls `{name}`, and it only defines functions, so its `exit 2` does not run"
    );
    let help = format!("write `{name}` at the end of the script");
    Some(Finding::note(DiagnosticCode::LostExit, "", message).help(help))
}

/// Functions that a shell calls by itself.
const OF_SHELLS: &[&str] = &[
    "command_not_found_handle",
    "command_not_found_handler",
    "precmd",
    "preexec",
    "chpwd",
    "periodic",
    "zshexit",
    "zshaddhistory",
];

/// Words that can precede a command in its statement.
const BEFORE: &[&str] = &[
    "if", "elif", "then", "else", "while", "until", "do", "!", "{", "exec", "command", "eval",
    "time",
];

/// Returns whether a statement begins with the value of a variable or of a command, so that its program is not known.
fn calls_by_value(shell: &Shell<'_>) -> bool {
    let statements = shell.statements();
    let mut parts = statements.iter().flat_map(|statement| {
        let mut at = statement.start;
        let parts = shell.plain(statement).split(['|', '&', '(', ')']);
        parts.map(move |part| {
            let start = at;
            at += part.len() + 1;
            start..start + part.len()
        })
    });
    parts.any(|part| {
        let mut at = part.start;
        for word in shell.plain(&part).split([' ', '\t']) {
            let written = shell.text(&(at..at + word.len()));
            at += word.len() + 1;
            let is_before = written.is_empty() || BEFORE.contains(&written);
            let is_set = word.split_once('=').is_some_and(|(name, _)| {
                !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_')
            });
            if !is_before && !is_set {
                let name = written.trim_start_matches('"');
                return written.starts_with(['"', '$', '`']) && name.contains(['$', '`'])
                    || word.contains('$');
            }
        }
        false
    })
}

/// Returns the function that a script with nothing but functions seems to start with, and its line: the last function
/// that no other function names. Returns `None` if the text has no `exit 2`.
fn uncalled(text: &str) -> Option<(usize, &str)> {
    // Of a script of `MOST` bytes or more, only the beginning was read, and the call can be in the rest.
    if text.len() as u64 >= MOST || !contains(text, "exit 2") {
        return None;
    }
    let shell = Shell::of(text);
    let (mut functions, mut at, mut is_inside) = (Vec::new(), 0, false);
    // The lines outside of functions. One of them can name a function that the shell calls, as `PROMPT_COMMAND` does.
    let mut settings = Vec::new();
    for line in shell.plain.split_inclusive('\n') {
        let (start, code) = (at, line.trim_end());
        at += line.len();
        match (is_inside, name_in(code)) {
            (true, _) => is_inside = code != "}",
            (false, Some(name)) => {
                functions.push((start, name));
                is_inside = !code.ends_with('}');
            }
            (false, None) if code.is_empty() => {}
            (false, None) if is_setting(code) => settings.extend(text.get(start..at)),
            // Give up: this line outside of functions can call a function.
            (false, None) => return None,
        }
    }
    if is_inside || functions.len() > CANDIDATES {
        return None;
    }
    // A call of a name that is not known, such as `"$1"` or `"handle_$x"`, can be a call of any of the functions.
    if calls_by_value(&shell) {
        return None;
    }
    let named: Vec<_> = mentions(&shell)
        .into_iter()
        .filter(|(_, _, mention)| *mention == Mention::Named)
        .map(|(name, ..)| name)
        .collect();
    functions.into_iter().rev().find_map(|(start, name)| {
        let name = text.get(start..)?.get(name)?;
        let uses = named.iter().filter(|other| **other == name);
        let mut set = settings.iter();
        let is_of_shell =
            OF_SHELLS.contains(&name) || set.any(|line| around_word(line, name).next().is_some());
        (uses.count() <= 1 && !is_of_shell).then(|| (shell.line(start), name))
    })
}

/// Returns the place of the name in a line that begins the definition of a function. `code` is the line with its quotes
/// marked.
fn name_in(code: &str) -> Option<Range<usize>> {
    let rest = code.strip_prefix("function ").unwrap_or(code);
    let start = code.len() - rest.len();
    let is_part = |c: char| c.is_alphanumeric() || "_-:.".contains(c);
    let length = rest.find(|c| !is_part(c))?;
    let behind: String = rest.get(length..)?.split_whitespace().collect();
    let is_head =
        behind.starts_with("(){") || (start > 0 && behind.starts_with('{')) || behind == "()";
    // If the definition closes on this line, its `}` must be the last character of the line.
    let is_whole = behind.ends_with('}') == behind.contains('}');
    (length > 0 && is_head && is_whole).then_some(start..start + length)
}

/// Returns whether a line outside of functions only prepares the script: it sets options or variables, or is empty.
fn is_setting(code: &str) -> bool {
    let code = code.trim();
    let begins = [
        "set -",
        "shopt ",
        "readonly ",
        "declare ",
        "export ",
        "umask ",
    ];
    let is_value = code.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_')
    });
    let is_set = is_value || begins.iter().any(|begin| code.starts_with(begin)) || code == "{";
    let runs = [' ', '$', '`', ';', '&', '|'];
    let value = begins
        .iter()
        .find_map(|begin| code.strip_prefix(begin))
        .unwrap_or(code);
    let is_plain = match is_value {
        true => !value.contains(runs),
        false => !value.contains(['$', '`', ';', '&', '|']),
    };
    code.is_empty() || (is_set && is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_with_nothing_but_functions_is_found() {
        for (text, found) in [
            (
                "#!/bin/bash\ncheck() {\n  if grep -q push; then\n    exit 2\n  fi\n}\n",
                (2, "check"),
            ),
            (
                "#!/bin/sh\nset -eu\nLIST='a; b'\n\ndeny() { echo \"$1\" >&2; exit 2; }\nfunction main {\n  deny no\n}\n# main",
                (6, "main"),
            ),
            ("check()\n{\n  exit 2\n}", (1, "check")),
            ("main() {\n  deny\n}\ndeny() {\n  exit 2\n}", (1, "main")),
        ] {
            assert_eq!(uncalled(text), Some(found), "{text}");
        }
        for fine in [
            "check() {\n  exit 2\n}\ncheck",
            "check() {\n  exit 2\n}\n\"$@\"",
            "check() {\n  exit 2\n}\ntrap check EXIT",
            "check() {\n  exit 2\n}; check",
            "check() { exit 2; }; check",
            "check() { exit 2; } && check",
            "check() {\n  exit 2\n}\nx=$(check)",
            "check() {\n  exit 2\n}\nx=1 check",
            "check() {\n  exit 2\n}\n. ./main.sh",
            "check() {\n  exit 2",
            "check() {\n  exit 1\n}",
            "a() {\n  b\n}\nb() {\n  a; exit 2\n}",
            // The shell calls these functions, or a function whose name is a value.
            "command_not_found_handle() {\n  exit 2\n}",
            "command_not_found_handler() { exit 2; }",
            "check() {\n  exit 2\n}\nexport -f check",
            "check() {\n  exit 2\n}\nPROMPT_COMMAND=check",
            "check() {\n  exit 2\n}\nPROMPT_COMMAND=\"check\"",
            "check() {\n  exit 2\n}\nexport PROMPT_COMMAND=\"check; other\"",
            "check() {\n  exit 2\n}\ncomplete -F check x",
            "check() {\n  exit 2\n}\ntrap 'check' EXIT",
            "check() {\n  exit 2\n}\n\"$1\" a",
            "handle_a() {\n  exit 2\n}\n\"handle_$x\"",
            "main() {\n  \"handle_$x\" a\n}\nhandle_a() {\n  exit 2\n}",
            "main() {\n  if handle_$x; then :; fi\n}\nhandle_a() {\n  exit 2\n}",
            "main() { \"$1\"; }\ncheck() { exit 2; }",
            "exit 2",
            "# exit 2",
            "",
        ] {
            assert_eq!(uncalled(fine), None, "{fine}");
        }
    }
}
