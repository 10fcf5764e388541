//! Finds `os._exit(0)` behind a `print` in a Python script: it ends the process at once, and the text that `print` has put
//! into its buffer is lost.

use super::CANDIDATES;
use super::python_exits::{Said, depth};
use super::python_text::statements;

/// Texts that write an answer to stdout through a buffer.
const WRITES: &[&str] = &["print(", "sys.stdout.write(", "json.dump("];

/// Signs that the script writes its buffer out, uses no buffer, or prints to another place; and `fork`, whose child has to
/// end with `os._exit`.
const SAVES: &[&str] = &[
    "flush",
    "fork(",
    "PYTHONUNBUFFERED",
    "line_buffering",
    "write_through",
    "redirect_stdout",
    "stdout.close",
    "stdout.detach",
    "stdout =",
    "stdout=",
    "dup2",
    "import print",
    "import *",
    "builtins.",
    "print =",
    "def print",
    "open(1",
];

/// Signs that a call of `print` possibly writes to another place, or does not run.
const NOT_STDOUT: &[&str] = &["file=", "file =", "**", ") if ", ") and "];

/// Returns whether a word of a command, or of the first line of a script, makes Python write without a buffer: `-u`, also
/// among other letters (`-Eu`), or the variable for it.
pub(super) fn is_unbuffered(word: &str) -> bool {
    let letters = word.strip_prefix('-').unwrap_or_default();
    let is_switch = letters.contains('u') && letters.chars().all(|c| c.is_ascii_alphabetic());
    is_switch || word.contains("PYTHONUNBUFFERED")
}

/// Describes the first `os._exit(0)` that drops the output of a `print` that certainly ran before it.
pub(super) fn unflushed(text: &str) -> Option<Said> {
    let first = text.lines().next().filter(|line| line.starts_with("#!"));
    let mut words = first.into_iter().flat_map(str::split_whitespace);
    if words.any(is_unbuffered)
        || !text.contains("os._exit(0)")
        || SAVES.iter().any(|it| text.contains(it))
    {
        return None;
    }
    let code = statements(text)?;
    let lines: Vec<&str> = code.iter().map(String::as_str).collect();
    let exits = lines.iter().enumerate();
    let mut exits = exits
        .filter(|(_, line)| line.trim() == "os._exit(0)")
        .take(CANDIDATES);
    let written: Vec<&str> = text.lines().collect();
    let (at, write) = exits.find_map(|(at, _)| Some((at, write_before(&lines, &written, at)?)))?;
    // `sys.exit(0)` would not end the process in a thread, and a bare `except` would catch it.
    let help = match write {
        "print(" => "give `print` the argument `flush=True`",
        _ => "call `sys.stdout.flush()` before it",
    };
    Some((
        format!(
            "line {}, `os._exit(0)`: it ends the script at once, and drops the output that `print` keeps in its buffer",
            at + 1
        ),
        help.to_owned(),
    ))
}

/// Returns the call that writes to stdout in a statement that always runs before this line. The statement is above
/// the line, and the line is in the block of the statement, or in a block inside of it. `written` has the lines with
/// their quoted texts.
fn write_before(lines: &[&str], written: &[&str], at: usize) -> Option<&'static str> {
    let mut own = lines.get(at).and_then(|line| depth(line))?;
    // Only one part of an `if` runs. From the head of the part that contains this line, `own` is the depth of that
    // head, so the deeper lines of the parts above it are skipped.
    let above = lines.get(..at).unwrap_or_default().iter().enumerate().rev();
    for (place, line) in above {
        let Some(depth) = depth(line).filter(|depth| *depth <= own) else {
            continue;
        };
        let code = line.trim_start();
        if depth < own
            && ["def ", "async ", "class "]
                .iter()
                .any(|head| code.starts_with(head))
        {
            return None;
        }
        own = depth;
        let mut writes = WRITES.iter();
        let Some(write) = writes.find(|write| code.starts_with(*write)) else {
            continue;
        };
        // The lines that continue a statement are empty in `lines`.
        let rest = lines.get(place + 1..at).unwrap_or_default();
        let more = rest.iter().take_while(|line| line.is_empty()).count();
        let whole = written
            .get(place..=place + more)
            .unwrap_or_default()
            .join(" ");
        let is_stdout = match *write {
            "json.dump(" => whole.contains("sys.stdout"),
            _ => !NOT_STDOUT.iter().any(|sign| whole.contains(sign)),
        };
        if is_stdout {
            return Some(write);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exit_that_drops_a_printed_answer_is_found() {
        for (text, line) in [
            ("import os, json\nprint(json.dumps(d))\nos._exit(0)", 3),
            (
                "def main():\n    if x:\n        print('{}')\n        os._exit(0)\nmain()",
                4,
            ),
            (
                "sys.stdout.write(answer)\nif x:\n    y()\n    os._exit(0)",
                4,
            ),
            ("json.dump(d, sys.stdout)\n# done\nos._exit(0)  # now", 3),
            (
                "def f():\n    print(1)\n    try:\n        g()\n    finally:\n        os._exit(0)",
                6,
            ),
        ] {
            let found = unflushed(text)
                .map(|(message, _)| message)
                .unwrap_or_default();
            assert!(
                found.starts_with(&format!("line {line}, `os._exit(0)`")),
                "{text}: {found}"
            );
        }
    }

    #[test]
    fn the_advice_is_right_in_a_thread_and_below_a_bare_except() {
        for (text, cure) in [
            (
                "def late():\n    print('{}')\n    os._exit(0)\nTimer(5, late).start()",
                "give `print` the argument `flush=True`",
            ),
            (
                "try:\n    sys.stdout.write('{}')\n    os._exit(0)\nexcept:\n    pass",
                "call `sys.stdout.flush()` before it",
            ),
            (
                "print(json.dumps({\n    'a': 1,\n}))\nos._exit(0)",
                "give `print` the argument `flush=True`",
            ),
        ] {
            let help = unflushed(text).map(|(_, help)| help);
            assert_eq!(help.as_deref(), Some(cure), "{text}");
        }
    }

    #[test]
    fn a_switch_or_a_variable_takes_the_buffer_away() {
        for word in ["-u", "-Eu", "-uB", "PYTHONUNBUFFERED=1"] {
            assert!(is_unbuffered(word), "{word}");
        }
        for word in ["-E", "--quiet", "guard-u.py", "-", ""] {
            assert!(!is_unbuffered(word), "{word}");
        }
    }

    #[test]
    fn an_exit_that_drops_nothing_is_fine() {
        for fine in [
            "print(x, flush=True)\nos._exit(0)",
            "print(x)\nsys.stdout.flush()\nos._exit(0)",
            "#!/usr/bin/env -S python3 -u\nprint(x)\nos._exit(0)",
            "print(x, file=sys.stderr)\nos._exit(0)",
            "print(x)\nsys.exit(0)",
            "print(x)\nos._exit(2)",
            "if bad:\n    print(x)\nos._exit(0)",
            "if bad:\n    print(x)\nelse:\n    os._exit(0)",
            "def f():\n    print(x)\n\ndef watch():\n    os._exit(0)",
            "def watch():\n    os._exit(0)\nprint(x)",
            "print(x)\ndef watch():\n    os._exit(0)",
            "if os.fork() == 0:\n    print(x)\n    os._exit(0)",
            "os.write(1, b'{}')\nos._exit(0)",
            "json.dump(d, f)\nos._exit(0)",
            "sys.stdout.reconfigure(line_buffering=True)\nprint(x)\nos._exit(0)",
            "# print(x)\nos._exit(0)",
            "s = '''\nprint(x)\n'''\nos._exit(0)",
            "print('os._exit(0)')",
            "try:\n    print(x)\nexcept ValueError:\n    os._exit(0)",
            "print(x)\nsys.stdout.close()\nos._exit(0)",
            "sys.stdout = sys.stderr\nprint(x)\nos._exit(0)",
            "print(\n    x,\n    file=sys.stderr,\n)\nos._exit(0)",
            "print(x, file = sys.stderr)\nos._exit(0)",
            "print(x, **where)\nos._exit(0)",
            "print(x) if bad else None\nos._exit(0)",
            "#!/usr/bin/env -S python3 -Eu\nprint(x)\nos._exit(0)",
            "#!/usr/bin/env -S PYTHONUNBUFFERED=1 python3\nprint(x)\nos._exit(0)",
            "os._exit(0)",
            "",
        ] {
            assert_eq!(unflushed(fine), None, "{fine}");
        }
    }
}
