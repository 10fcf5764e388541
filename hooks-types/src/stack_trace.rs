//! Finds the line that names the error in the stderr of a failed program.

use crate::lines::{every_line, trimmed};

/// Returns the line that names the error of the last stack trace, such as `ValueError: no such tool`. Returns `None` if
/// there is no stack trace. The function knows the stack traces of Python, Node, Ruby, Java, .NET, Rust, Go and PHP.
pub fn error_of_trace(stderr: &[u8]) -> Option<&[u8]> {
    let mut found = None;
    let mut awaits = Awaits::Nothing;
    // The last line that could be an error with a trace below it. If frames follow, this line is
    // the error.
    let mut header: Option<&[u8]> = None;
    // The last line that begins with `error` or `Error`.
    let mut error: Option<&[u8]> = None;
    for line in every_line(stderr) {
        let text = trimmed(line);
        let indented = line.starts_with(b" ") || line.starts_with(b"\t");
        if text.is_empty() {
            header = None;
            continue;
        }
        if !indented && (text.starts_with(b"error") || text.starts_with(b"Error")) {
            error = Some(text);
        }
        match awaits {
            Awaits::Error if !indented => found = Some(text),
            Awaits::Message => found = Some(text),
            _ => {}
        }
        awaits = match awaits {
            Awaits::Error if indented => Awaits::Error,
            _ => Awaits::Nothing,
        };
        if text.ends_with(b"Traceback (most recent call last):") {
            // Python prints the error after the frames, so wait for it.
            awaits = Awaits::Error;
        } else if text.starts_with(b"thread '") && has(text, b"panicked at ") {
            match has(text, b"panicked at '") {
                // Before Rust 1.73 the panic's message was on this line. Since 1.73 it is on the next line.
                true => found = Some(text),
                false => awaits = Awaits::Message,
            }
        } else if text.starts_with(b"panic: ") || text.starts_with(b"PHP Fatal error:") {
            found = Some(text);
        } else if text == b"Stack backtrace:" {
            // anyhow prints the error first, then its causes, then the frames. So take the line
            // that begins with `Error`, and not the line above the frames.
            (found, header) = (error.or(found), None);
        } else if is_frame(text, indented) {
            // Node, Java, .NET and Ruby print the error before the frames, so take the line above
            // them.
            found = header.take().or(found);
        } else if !indented && !header.is_some_and(names_an_error) {
            // If the error's message has several lines, keep the first line, which names the error.
            header = Some(text);
        }
    }
    found
}

/// Returns the number of the line and the name of the file that the last stack trace of Python names, such as `4` and
/// `t.py`. Frames of Python's own library are left out, because the mistake is rarely there. Returns `None` if there is no
/// such frame.
pub(crate) fn place_of_trace(stderr: &[u8]) -> Option<(String, String)> {
    let mut found = None;
    for line in every_line(stderr) {
        let text = trimmed(line);
        if text.ends_with(b"Traceback (most recent call last):") {
            // This trace is newer, so a frame of the trace before does not count.
            found = None;
        }
        // `File "/p/t.py", line 4, in <module>`
        let Some(rest) = text.strip_prefix(b"File \"") else {
            continue;
        };
        let rest = String::from_utf8_lossy(&rest[..rest.len().min(FRAME)]);
        let Some((path, place)) = rest.split_once("\", line ") else {
            continue;
        };
        let digits = place.bytes().take_while(u8::is_ascii_digit).count();
        let of_python = path.starts_with('<') || path.contains("/lib/python");
        if digits > 0 && digits <= 7 && !of_python {
            let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
            found = Some((place[..digits].to_owned(), file.to_owned()));
        }
    }
    found
}

/// The maximum length of a frame that is read, in bytes.
const FRAME: usize = 4096;

/// What the parser expects in the next lines of a trace.
#[derive(Clone, Copy)]
enum Awaits {
    /// No particular line.
    Nothing,
    /// The error of a Python traceback: the first line after the frames that is not indented.
    Error,
    /// The message of a Rust panic: the next line.
    Message,
}

/// Returns the line that probably names the error: the error line of a stack trace, or else the
/// last line with text. Returns `None` if there is no such line.
pub(crate) fn telling_line(stderr: &[u8]) -> Option<&[u8]> {
    let last = || {
        let mut all = every_line(stderr).map(trimmed);
        let told = |line: &&[u8]| !line.is_empty() && !is_footer(line);
        all.rfind(told)
    };
    error_of_trace(stderr).or_else(last)
}

/// Returns the first line in which a shell says that it did not find a command or a file: `guard.sh: line 3: ./lib.sh:
/// No such file or directory`. Such a line explains the lines after it.
pub fn missing_of_shell(stderr: &[u8]) -> Option<&[u8]> {
    every_line(stderr)
        .map(trimmed)
        .find(|line| is_missing(line))
}

/// Returns whether a shell says in this line that it did not find a command or a file.
pub(crate) fn is_missing(line: &[u8]) -> bool {
    const ENDS: &[&[u8]] = &[
        b": command not found",
        b": not found",
        b": No such file or directory",
        b": No such file",
    ];
    ENDS.iter().any(|end| line.ends_with(end)) && is_of_shell(line)
}

/// Returns whether a line is an error of a shell itself: after the script's name, it has the number of a line, as in
/// `guard.sh: line 3: TOKEN: unbound variable` or `guard.sh: 3: x: not found`.
pub fn is_of_shell(line: &[u8]) -> bool {
    let text = String::from_utf8_lossy(line);
    let mut parts = text.split(": ").skip(1);
    let place = parts.next().unwrap_or_default();
    let number = place.strip_prefix("line ").unwrap_or(place);
    let is_place = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_place && parts.next().is_some()
}

/// Returns whether a line is a frame of a trace: `at f (t.js:1:21)`, `from t.rb:2`.
fn is_frame(text: &[u8], indented: bool) -> bool {
    let names_a_place = || text.iter().any(|byte| matches!(byte, b'(' | b':'));
    indented && (text.starts_with(b"at ") || text.starts_with(b"from ")) && names_a_place()
}

/// Returns whether a line contains the name of an error type.
fn names_an_error(line: &[u8]) -> bool {
    has(line, b"Error") || has(line, b"Exception")
}

/// Returns whether a line follows an error but does not describe the error, such as the version that Node prints last.
fn is_footer(line: &[u8]) -> bool {
    const FOOTERS: &[&[u8]] = &[
        b"Node.js v",
        b"(Use `node ",
        b"note: run with `RUST_BACKTRACE",
        b"exit status ",
        b"help: ",
    ];
    FOOTERS.iter().any(|footer| line.starts_with(footer))
}

/// Returns whether a line contains a text.
fn has(line: &[u8], text: &[u8]) -> bool {
    line.windows(text.len()).any(|part| part == text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(stderr: &str) -> &str {
        let line = telling_line(stderr.as_bytes()).unwrap_or_default();
        std::str::from_utf8(line).unwrap()
    }

    #[test]
    fn a_trace_of_each_language_is_told_by_its_error() {
        for (stderr, error) in [
            (
                "error: no toolchain\nhelp: install one\n",
                "error: no toolchain",
            ),
            (
                "Error: no such tool\n\nCaused by:\n    not found\n\nStack backtrace:\n   0: a::b\n             at ./src/main.rs:3:5\n",
                "Error: no such tool",
            ),
            (
                "warming up\nTraceback (most recent call last):\n  File \"t.py\", line 4, in <module>\n    \
                 f()\nValueError: boom\nof two lines\n",
                "ValueError: boom",
            ),
            (
                "Traceback (most recent call last):\n  File \"t.py\", line 1\nKeyError: 'a'\n\nDuring handling \
                 of the above exception, another exception occurred:\n\nTraceback (most recent call \
                 last):\n  File \"t.py\", line 3\nRuntimeError: b\nlog: closed\n",
                "RuntimeError: b",
            ),
            (
                "  File \"t.py\", line 1\n    def\n       ^\nSyntaxError: invalid syntax\n",
                "SyntaxError: invalid syntax",
            ),
            (
                "/p/t.js:1\nthrow new Error(\"boom\");\n^\n\nError: boom\nmore of it\n    at f (/p/t.js:1:21)\n    \
                 at node:internal {\n  code: 'X',\n  [cause]: Error: inner\n      at g (/p/t.js:2:2)\n}\n\n\
                 Node.js v20.20.2\n",
                "Error: boom",
            ),
            (
                "node:internal/modules/cjs/loader:1147\n  throw err;\n  ^\n\nError: Cannot find module '/x.js'\n\
                 Require stack:\n- /x\n    at Module (node:internal:1:1)\n\nNode.js v20.20.2\n",
                "Error: Cannot find module '/x.js'",
            ),
            (
                "/p/t.js:1\nthrow \"boom\"\n^\nboom\n(Use `node --trace-uncaught ...` to show where)\n\n\
                 Node.js v20.20.2\n",
                "boom",
            ),
            (
                "error: Uncaught (in promise) Error: boom\n    at file:///t.ts:1:7\n",
                "error: Uncaught (in promise) Error: boom",
            ),
            (
                "t.rb:1:in `f': boom (RuntimeError)\n\tfrom t.rb:2:in `<main>'\n",
                "t.rb:1:in `f': boom (RuntimeError)",
            ),
            (
                "Exception in thread \"main\" java.lang.Error: boom\n\tat T.main(T.java:3)\n",
                "Exception in thread \"main\" java.lang.Error: boom",
            ),
            (
                "Unhandled exception. System.Exception: boom\n   at P.Main() in t.cs:line 3\n",
                "Unhandled exception. System.Exception: boom",
            ),
            (
                "\nthread 'main' (7) panicked at src/main.rs:2:5:\nboom\nnote: run with `RUST_BACKTRACE=1` \
                 environment variable to display a backtrace\n",
                "boom",
            ),
            (
                "thread 'main' panicked at 'boom', src/main.rs:2:5\nnote: run with `RUST_BACKTRACE=1`\n",
                "thread 'main' panicked at 'boom', src/main.rs:2:5",
            ),
            (
                "panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/t.go:3 +0x1\nexit status 2\n",
                "panic: boom",
            ),
            (
                "PHP Fatal error:  Uncaught Exception: boom in /t.php:1\nStack trace:\n#0 {main}\n  thrown\n",
                "PHP Fatal error:  Uncaught Exception: boom in /t.php:1",
            ),
        ] {
            assert_eq!(told(stderr), error, "{stderr}");
        }
    }

    #[test]
    fn a_trace_with_the_line_ends_of_windows_is_told_by_its_error() {
        for (stderr, error) in [
            ("Error: boom\n    at f (t.js:1:2)\n", "Error: boom"),
            (
                "Error: boom\nRequire stack:\n- /x\n    at f (t.js:1:2)\n\nNode.js v20.20.2\n",
                "Error: boom",
            ),
            (
                "t.rb:1:in `f': boom (RuntimeError)\n\tfrom t.rb:2:in `<main>'\nclosed\n",
                "t.rb:1:in `f': boom (RuntimeError)",
            ),
            (
                "Unhandled exception. System.Exception: boom\n   at P.Main() in t.cs:line 3\n",
                "Unhandled exception. System.Exception: boom",
            ),
        ] {
            for end in ["\r\n", "\r"] {
                let stderr = stderr.replace('\n', end);
                assert_eq!(
                    error_of_trace(stderr.as_bytes()),
                    Some(error.as_bytes()),
                    "{stderr:?}"
                );
            }
        }
        // An empty line still ends the message of an error.
        let apart = b"Error: boom\r\n\r\n    at f (t.js:1:2)\r\n";
        assert_eq!(error_of_trace(apart), None);
    }

    #[test]
    fn the_line_of_a_python_trace_is_found_in_the_hooks_own_file() {
        let place = |stderr: &str| {
            let found = place_of_trace(stderr.as_bytes());
            found.map(|(line, file)| format!("line {line} of {file}"))
        };
        for (stderr, told) in [
            (
                "Traceback (most recent call last):\n  File \"/p/t.py\", line 4, in <module>\n    f()\n  File \
                 \"/p/u.py\", line 12, in f\n    x\nKeyError: 'a'\n",
                "line 12 of u.py",
            ),
            (
                "  File \"/p/t.py\", line 3\n    if x\n        ^\nSyntaxError: expected ':'\n",
                "line 3 of t.py",
            ),
            (
                "Traceback (most recent call last):\n  File \"/p/t.py\", line 4, in <module>\n  File \
                 \"/usr/lib/python3.11/json/decoder.py\", line 355, in raw_decode\nJSONDecodeError: x\n",
                "line 4 of t.py",
            ),
            (
                "Traceback (most recent call last):\n  File \"a.py\", line 1\nKeyError: 'a'\n\nDuring handling of the \
                 above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File \"b.py\", \
                 line 3\nRuntimeError: b\n",
                "line 3 of b.py",
            ),
        ] {
            assert_eq!(place(stderr).as_deref(), Some(told), "{stderr}");
        }
        for none in [
            "no push",
            "File \"<string>\", line 1, in <module>",
            "File \"t.py\", line x",
            "File \"t.py\", line 123456789",
            "File \"t.py",
            "the file \"t.py\", line 3",
        ] {
            assert_eq!(place(none), None, "{none}");
        }
    }

    #[test]
    fn without_a_trace_the_last_line_tells() {
        assert_eq!(told("checking\nno such tool\n\n"), "no such tool");
        assert_eq!(told("one\rtwo\r\n"), "two");
        assert_eq!(told("\n \n"), "");
        assert_eq!(told("checking\n  at night\nno\n"), "no");
        assert_eq!(error_of_trace(b"no such tool\n"), None);
    }

    #[test]
    fn the_line_in_which_a_shell_misses_something_is_found() {
        let missing = |text: &str| {
            let line = missing_of_shell(text.as_bytes()).map(<[u8]>::to_vec);
            line.map(|line| String::from_utf8(line).unwrap())
        };
        for (text, expected) in [
            (
                "a\ng: line 2: ./l.sh: No such file or directory\ng: line 3: f: command not found\n",
                Some("g: line 2: ./l.sh: No such file or directory"),
            ),
            (
                "./g: 3: .: cannot open ./l.sh: No such file\r\nx",
                Some("./g: 3: .: cannot open ./l.sh: No such file"),
            ),
            ("g: 3: jq: not found", Some("g: 3: jq: not found")),
            ("cat: x: No such file or directory", None),
            ("keyword: not found", None),
            ("g: line 3: TOKEN: unbound variable", None),
            ("", None),
        ] {
            assert_eq!(missing(text).as_deref(), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_give_a_line_of_theirs(
            parts in prop::collection::vec(prop::sample::select(vec![
                "Traceback (most recent call last):", "Error: x", "    at f", "\tfrom g", "\n", "\r", " ",
                "thread 'a' panicked at b", "panic: c", "\u{9b}", "x",
            ]), 0..40),
        ) {
            let text = parts.concat();
            if let Some(line) = telling_line(text.as_bytes()) {
                prop_assert!(!line.is_empty() && !line.contains(&b'\n'));
                prop_assert!(text.as_bytes().windows(line.len()).any(|part| part == line));
            }
        }
    }
}
