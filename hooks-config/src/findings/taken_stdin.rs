//! Finds a here-document that takes the place of the payload on stdin: `python3 - <<'EOF'`, with a program that reads
//! `sys.stdin`. This is a guess, so it is reported as a note.

use hooks_types::spec::Command;
use hooks_types::text::quoted;

use super::script::Scripts;
use super::shell_of::shell_texts;
use super::shell_text::{Document, Shell};
use super::{CANDIDATES, Finding};
use crate::diagnostic::DiagnosticCode;

/// The number of characters before a `<<` in which its command must begin.
const LOOK_BACK: usize = 1000;

/// Interpreters that read their program from stdin, each with the option for a program in the command line.
const INTERPRETERS: &[(&str, &str)] = &[
    ("python", "-c"),
    ("node", "-e"),
    ("ruby", "-e"),
    ("perl", "-e"),
];

/// Texts that show that a program reads stdin.
const STDIN: &[&str] = &[
    "sys.stdin",
    "input()",
    "open(0",
    "/dev/stdin",
    "readFileSync(0",
    "process.stdin",
    "STDIN",
];

/// Returns a note about the first here-document in the hook's shell texts that takes the place of the payload on stdin.
pub(super) fn finding(command: &Command, scripts: &Scripts<'_>) -> Option<Finding> {
    let texts = shell_texts(command, scripts, "<<");
    let (message, help) = texts.iter().find_map(|text| taken(text))?;
    Some(Finding::note(DiagnosticCode::PayloadShape, "", message).help(help))
}

/// Returns the message and the cure for the first here-document that is the program of an interpreter, if the program
/// reads stdin.
fn taken(text: &str) -> Option<(String, String)> {
    let shell = Shell::of(text);
    shell.documents.iter().take(CANDIDATES).find_map(|document| {
        let (program, option) = reader(&shell, document)?;
        let body = shell.text(&document.body);
        let code = body.lines().filter(|line| !line.trim_start().starts_with('#'));
        let reads = |line: &str| STDIN.iter().any(|known| line.contains(known));
        if !code.into_iter().any(reads) {
            return None;
        }
        let start = text.get(..document.at)?.rfind('\n').map_or(0, |at| at + 1);
        let line = text.get(start..)?.lines().next()?.trim();
        let message = format!(
            "line {}, `{}`: `{program}` reads the lines below it as its stdin, so the payload never arrives",
            shell.line(document.at),
            quoted(line.as_bytes(), 60),
        );
        let help = format!(
            "write the program into a file, or as `{program} {option} '...'`; or store the payload above it, `export \
             input=$(cat)`, and read the variable `input` in the program"
        );
        Some((message, help))
    })
}

/// Returns the interpreter that reads this document as its program: the command with the `<<` or, if that command is
/// `cat`, the next command of the pipe.
fn reader<'t>(shell: &Shell<'t>, document: &Document) -> Option<(&'t str, &'static str)> {
    let is_end = |c: char| matches!(c, '\n' | ';' | '|' | '&' | '(');
    let before = shell.plain.get(..document.at)?;
    // Skip a here-document with a number before `<<`, such as `3<<EOF`: the number names a stream other than stdin.
    if before.ends_with(|c: char| c.is_ascii_digit()) && !before.ends_with("python3") {
        return None;
    }
    // A line of a generated text can be very long, so look only at its end.
    let nearest = before.char_indices().rev().take(LOOK_BACK);
    let mut nearest = nearest.skip_while(|(_, c)| !is_end(*c));
    let found = nearest.next();
    if found.is_none() && before.len() > LOOK_BACK {
        return None;
    }
    let start = found.map_or(0, |(at, c)| at + c.len_utf8());
    let mut own = shell.text.get(start..document.at)?;
    if own.trim() == "cat" {
        let rest = shell.text.get(document.behind..)?;
        own = rest.lines().next()?.trim_start().strip_prefix('|')?;
        own = own.split(is_end).next()?;
    }
    let is_before =
        |word: &&str| matches!(*word, "if" | "!" | "exec" | "env" | "/usr/bin/env" | "then");
    let mut words = own.split_whitespace().skip_while(is_before);
    let program = words.next()?;
    let name = program.rsplit('/').next()?;
    let (_, option) = INTERPRETERS
        .iter()
        .find(|(known, _)| name.starts_with(known))?;
    // With `-c` or the name of a file, the interpreter does not read its program from stdin.
    let is_from_stdin = words.all(|word| word.starts_with(['-', '2', '>']) && word != *option);
    is_from_stdin.then_some((program, option))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_in_a_here_document_that_reads_stdin_is_found() {
        for (text, line) in [
            (
                "#!/bin/bash\npython3 - <<'EOF'\nimport sys\nsys.stdin.read()\nEOF\n",
                "line 2, `python3 - <<'EOF'`",
            ),
            (
                "cat <<'EOF' | python3 -\njson.load(sys.stdin)\nEOF\n",
                "line 1, `cat <<'EOF' | python3 -`",
            ),
            (
                "x=$(node <<E\nfs.readFileSync(0)\nE\n)",
                "line 1, `x=$(node <<E`",
            ),
        ] {
            let (said, _) = taken(text).unwrap_or_default();
            assert!(said.starts_with(line), "{text}: {said}");
        }
        for fine in [
            "input=$(cat)\nexport input\npython3 - <<'EOF'\nos.environ['input']\nEOF\n",
            "python3 -c 'sys.stdin' <<EOF\nsys.stdin\nEOF\n",
            "python3 guard.py <<EOF\nsys.stdin\nEOF\n",
            "python3 /dev/fd/3 3<<'EOF'\nsys.stdin\nEOF\n",
            "cat <<EOF > x.py\nsys.stdin\nEOF\n",
            "python3 - <<EOF\n# sys.stdin\nEOF\n",
            "python3 -c 'import sys; sys.stdin.read()'",
            "",
        ] {
            assert_eq!(taken(fine), None, "{fine}");
        }
    }
}
