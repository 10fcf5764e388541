//! Finds `os._exit(0)` behind a `print` in a Python script: it ends the process at once, and what `print` keeps in its
//! buffer is lost.

use super::CANDIDATES;
use super::python_exits::{Said, depth};
use super::python_text::statements;

/// Texts that write an answer to stdout through a buffer.
const WRITES: &[&str] = &["print(", "sys.stdout.write(", "json.dump("];

/// Signs that the script writes its buffer out, or uses no buffer; and `fork`, whose child has to end with `os._exit`.
const SAVES: &[&str] = &[
    "flush",
    "fork(",
    "PYTHONUNBUFFERED",
    "line_buffering",
    "write_through",
    "redirect_stdout",
];

/// The words with which a later part of a statement begins, such as the `else` of an `if`.
const OTHER_PARTS: &[&str] = &["else", "elif", "except", "finally"];

/// Describes the first `os._exit(0)` that drops the output of a `print` that certainly ran before it.
pub(super) fn unflushed(text: &str) -> Option<Said> {
    let is_unbuffered = text
        .lines()
        .next()
        .is_some_and(|line| line.starts_with("#!") && line.contains(" -u"));
    if is_unbuffered || !text.contains("os._exit(0)") || SAVES.iter().any(|it| text.contains(it)) {
        return None;
    }
    let code = statements(text)?;
    let lines: Vec<&str> = code.iter().map(String::as_str).collect();
    let exits = lines.iter().enumerate();
    let mut exits = exits
        .filter(|(_, line)| line.trim() == "os._exit(0)")
        .take(CANDIDATES);
    let at = exits.find_map(|(at, _)| writes_before(&lines, at).then_some(at))?;
    Some((
        format!(
            "line {}, `os._exit(0)`: it ends the script at once, and drops the output that `print` keeps in its buffer",
            at + 1
        ),
        "write `sys.exit(0)`".to_owned(),
    ))
}

/// Returns whether a statement that always runs before this line writes to stdout. Such a statement is above the line,
/// in the same block or in a block around it.
fn writes_before(lines: &[&str], at: usize) -> bool {
    let Some(mut own) = lines.get(at).and_then(|line| depth(line)) else {
        return false;
    };
    // Only one part of an `if` runs. From the head of the part that contains this line, `own` is the depth of that
    // head, so the deeper lines of the parts above it are skipped.
    let above = lines.get(..at).unwrap_or_default().iter().rev();
    for line in above {
        let Some(depth) = depth(line).filter(|depth| *depth <= own) else {
            continue;
        };
        let code = line.trim_start();
        if depth < own
            && ["def ", "async ", "class "]
                .iter()
                .any(|head| code.starts_with(head))
        {
            return false;
        }
        own = depth;
        let is_write = WRITES.iter().any(|write| code.starts_with(write));
        let is_stdout = !code.contains("file=")
            && (!code.starts_with("json.dump(") || code.contains("sys.stdout"));
        if is_write && is_stdout && !OTHER_PARTS.iter().any(|part| code.starts_with(part)) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::unflushed;

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
            "os._exit(0)",
            "",
        ] {
            assert_eq!(unflushed(fine), None, "{fine}");
        }
    }
}
