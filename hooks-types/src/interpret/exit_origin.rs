//! Explains where an exit code or a signal usually comes from.
//!
//! Most hooks are scripts, so an exit code often comes from a shell or an interpreter and is not the decision of the
//! hook's author. Messages and remarks mention the shell or interpreter.

use super::native::QUOTE;
use crate::note::{Note, NoteCode};
use crate::text::excerpt;

/// Describes an exit code for a failure's message. If a shell defines the code, also explains that the command did not
/// run or was killed.
pub(super) fn exit_meaning(code: i32) -> String {
    let meaning = match code {
        // POSIX shells exit with these two codes (126 and 127) if they could not run the command.
        126 => {
            ": the command was found but cannot be executed (no execute permission, or not a program)"
        }
        127 => ": a program, script or function that it calls was not found",
        // GNU and BSD `xargs` exit with 123, and `timeout` exits with 124.
        123 => " (`xargs` ends with 123 if a command that it ran failed, even with exit code 2)",
        124 => " (`timeout` ends with 124 if the time is over)",
        // A shell reports a child that was killed by signal N as 128 + N.
        129..=192 => match signal_name(code - 128) {
            Some(name) => return format!("exit code {code} (a shell's code for: ended by {name})"),
            None => "",
        },
        _ => "",
    };
    format!("exit code {code}{meaning}")
}

/// Describes an end by a signal: `ended by signal 9 (SIGKILL)`.
pub(super) fn signal_meaning(signal: i32) -> String {
    match signal_name(signal) {
        Some(name) => format!("ended by signal {signal} ({name})"),
        None => format!("ended by signal {signal}"),
    }
}

/// Returns the name of a signal, or `None` for an unknown number. On systems other than Linux, only the signals that
/// have the same number on Linux and macOS are known.
fn signal_name(signal: i32) -> Option<&'static str> {
    let on_linux = cfg!(target_os = "linux");
    let is_it = |known: &&(i32, &str)| known.0 == signal;
    let linux = ON_LINUX.iter().filter(|_| on_linux);
    Some(EVERYWHERE.iter().chain(linux).find(is_it)?.1)
}

/// The signals that have the same number on Linux and macOS.
#[rustfmt::skip]
const EVERYWHERE: &[(i32, &str)] = &[
    (1, "SIGHUP"), (2, "SIGINT"), (3, "SIGQUIT"), (4, "SIGILL"), (5, "SIGTRAP"), (6, "SIGABRT"),
    (8, "SIGFPE"), (9, "SIGKILL"), (11, "SIGSEGV"), (13, "SIGPIPE"), (14, "SIGALRM"), (15, "SIGTERM"),
];

/// Further signals of Linux.
#[rustfmt::skip]
const ON_LINUX: &[(i32, &str)] = &[
    (7, "SIGBUS"), (10, "SIGUSR1"), (12, "SIGUSR2"), (24, "SIGXCPU"), (25, "SIGXFSZ"), (31, "SIGSYS"),
];

/// Returns whether an output has codes with which a terminal shows colours.
pub(super) fn has_colours(output: &[u8]) -> bool {
    output.windows(2).any(|pair| pair == b"\x1b[")
}

/// The message for a hook whose decision differs from its exit code 2. Says that the exit code takes effect, and how to
/// let the decision take effect.
pub const EXIT_TWO_OVERRIDES: &str = "exit code 2 overrides it and blocks; end with `exit 0`";

/// Explains an exit code 2 that might not be the hook's own decision, because interpreters, shells and argument parsers
/// also exit with 2 after an error. The returned remark names the possible origin. It does not change the block.
/// Returns `None` if no line of stderr looks like the error of such a program.
pub(super) fn exit_two_origin(stderr: &[u8]) -> Option<Note> {
    // Errors of interpreters and shells come first on stderr, so only the head of a long output is searched.
    let head = String::from_utf8_lossy(stderr.get(..4096).unwrap_or(stderr));
    let found = ORIGINS.iter().find_map(|(text, begins, origin)| {
        let is_it = |line: &&str| match begins {
            true => line.starts_with(text),
            false => line.contains(text),
        };
        Some((head.lines().find(is_it)?, *origin))
    });
    let Some((line, origin)) = found.or_else(|| surroundings(last_line(&head)?)) else {
        return tools_own_error(stderr);
    };
    let line = excerpt(line.as_bytes(), 200);
    let windows = windows_lines(stderr).unwrap_or_default();
    Some(Note::new(
        NoteCode::ExitOrigin,
        format!("{origin}{windows}; it printed: {line}"),
    ))
}

/// The errors of programs that exit with 2: a text of the error's line, whether the line begins with it, and what it
/// means. An earlier row takes precedence over a later row.
#[rustfmt::skip]
const ORIGINS: &[(&str, bool, &str)] = &[
    ("can't open file", false, "Python exits with 2 when the script does not exist"),
    // dash writes `Syntax error:`, bash `syntax error`.
    ("Syntax error:", false, "a shell exits with 2 on a syntax error"),
    ("syntax error", false, "a shell exits with 2 on a syntax error"),
    ("usage:", true, "argument parsers exit with 2 on unknown arguments"),
    ("panic: ", true, "a Go program exits with 2 when it panics"),
];

/// Explains errors of a shell that took the carriage return at the end of a line as part of a word. bash writes this
/// character as `\r` in quotes; dash prints it as it is.
pub(super) fn windows_lines(stderr: &[u8]) -> Option<&'static str> {
    let head = String::from_utf8_lossy(stderr.get(..4096).unwrap_or(stderr));
    let is_of_shell = |line: &str| {
        line.contains("\\r'") || line.contains('\r') && contains_any(line, RETURN_ERRORS)
    };
    head.split('\n').any(is_of_shell).then_some(
        "; the script has Windows line endings, and the shell reads the carriage return as part of \
         a word: convert the file to Unix line endings",
    )
}

/// Errors of shells about a word that ends with a carriage return.
#[rustfmt::skip]
const RETURN_ERRORS: &[&str] = &[
    "numeric argument required", "Illegal number", "not found", "No such file", "nvalid option", "llegal option",
];

/// Returns whether a text contains one of these parts.
fn contains_any(text: &str, parts: &[&str]) -> bool {
    parts.iter().any(|part| text.contains(part))
}

/// Returns the last line that is not blank.
fn last_line(text: &str) -> Option<&str> {
    text.lines().rfind(|line| !line.trim().is_empty())
}

/// Explains an error line of a shell. Returns `None` for any other line.
fn surroundings(line: &str) -> Option<(&str, &'static str)> {
    let mut known = SURROUNDINGS.iter();
    let (_, _, origin) =
        known.find(|(place, error, _)| contains_any(line, place) && contains_any(line, error))?;
    Some((line, origin))
}

/// The errors of shells: the script opened a terminal but a hook has none, `cd` failed, a file to load with `.` is
/// missing, or the argument of `exit` is not a number. The line of such an error contains one of the first texts and
/// one of the second texts.
#[rustfmt::skip]
const SURROUNDINGS: &[(&[&str], &[&str], &str)] = &[
    (
        &["/dev/tty"], &["o such device"],
        "a hook has no terminal, and some shells exit with 2 when they cannot open one",
    ),
    (
        &[": cd: "], &[""],
        "some shells exit with 2 when `cd` fails; a hook starts in the session's folder",
    ),
    (
        &[": .: "], &[": No such file", "not found"],
        "some shells exit with 2 when a file that the script loads with `.` is missing",
    ),
    (
        &[": exit: ", ": return: "], &["numeric argument required", "Illegal number"],
        "a shell exits with 2 when the argument of `exit` is not a number",
    ),
];

/// Programs that exit with 2 after an error. Scripts often call them as their last command, and then exit with this
/// code too.
const TOOLS: &[&str] = &[
    "grep", "egrep", "fgrep", "rg", "jq", "sed", "awk", "gawk", "mawk", "diff", "cmp", "ls",
    "sort", "tar", "make",
];

/// Explains an exit code 2 that comes from a tool in the script. The tool's error, with its usage lines, must be the
/// last text on stderr. If the script printed a reason after the error, the script itself decided to block.
fn tools_own_error(stderr: &[u8]) -> Option<Note> {
    let tail = &stderr[stderr.len().saturating_sub(4096)..];
    let tail = String::from_utf8_lossy(tail);
    let is_usage = |line: &&str| {
        line.trim().is_empty()
            || ["Usage: ", "Try ", "Use ", "or see "]
                .iter()
                .any(|start| line.starts_with(start))
    };
    let line = tail.lines().rev().find(|line| !is_usage(line))?;
    let origin = if let Some(tool) = tool_of(line) {
        format!("`{tool}` failed, and such tools exit with 2 themselves")
    } else if is_test_error(line) {
        "a shell's `[` could not compare its words, and exits with 2 then".to_owned()
    } else {
        return None;
    };
    // Stderr is shown as the reason of the block, so do not repeat all of it here. If it has several lines, quote only
    // the line that names the error.
    let printed = match tail.trim() == line.trim() {
        true => String::new(),
        false => format!("; it printed: {}", excerpt(line.as_bytes(), 200)),
    };
    Some(Note::new(
        NoteCode::ExitOrigin,
        format!("{origin}, so the hook may not have decided to block{printed}"),
    ))
}

/// Parts of error messages, in lower case. Nearly every error of a tool in `TOOLS` contains one of these texts. The
/// tool's name alone does not show an error, because the reason of a guard can begin with the name too (`sort: imports
/// must be sorted`).
#[rustfmt::skip]
const ERRORS: &[&str] = &[
    "no such file or directory", "permission denied", "is a directory", "not a directory", "cannot open",
    "can't open", "can't read", "cannot access", "unrecognized option", "unrecognized flag", "unknown option",
    "invalid option", "illegal option", "invalid argument", "requires an argument", "syntax error", "parse error",
    "regex parse error", "unmatched ", "unterminated ", "invalid regular expression", "invalid range",
    "invalid preceding regular expression", "unknown command", "missing operand", "usage:", "try '",
];

/// Returns the tool that a line of stderr names, in the format of GNU tools, jq and make.
fn tool_of(line: &str) -> Option<&'static str> {
    let (named, rest) = line.split_once(": ")?;
    // A path can precede the name, or a number can follow it: `/usr/bin/grep: ...`, `make[1]: ...`.
    let named = named.rsplit('/').next().unwrap_or(named);
    let named = named.split('[').next().unwrap_or(named);
    let tool = TOOLS.iter().copied().find(|tool| *tool == named)?;
    // When jq exits with 2, its error begins with one of these words. Any other error of jq has a different exit code.
    let is_error = match tool {
        "jq" => rest.starts_with("error") || rest.starts_with("Unknown"),
        "make" => rest.starts_with("***"),
        _ => contains_any(&rest.to_lowercase(), ERRORS),
    };
    is_error.then_some(tool)
}

/// Returns whether the line is a shell's error about the arguments of the command `[` or `test`: `x.sh: line 3: [: a:
/// ...`.
fn is_test_error(line: &str) -> bool {
    [": [: ", ": test: "].iter().any(|sign| {
        line.split_once(sign).is_some_and(|(before, _)| {
            let number = before.rsplit([' ', ':']).next().unwrap_or_default();
            !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit())
        })
    })
}

/// Quotes stderr in a remark, for a block by exit code 2 whose reason is on stdout. Returns `None` if stderr is blank.
pub(super) fn stderr_beside(stderr: &[u8]) -> Option<Note> {
    unread(
        "the reason is on stdout; the text on stderr was not read",
        stderr,
    )
}

/// Quotes stdout in a remark, for a block by exit code 2 whose reason is on stderr. Returns `None` if stdout is blank.
pub(super) fn stdout_beside(stdout: &[u8]) -> Option<Note> {
    unread(
        "the reason is on stderr; the text on stdout was not read",
        stdout,
    )
}

/// Joins the first lines of a text with spaces, for a message of one line.
pub(super) fn in_one_line(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut joined = String::new();
    for line in lines {
        if joined.len() > 4 * QUOTE {
            break;
        }
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(line);
    }
    joined
}

/// Creates a remark that quotes output. The remark says that this output is not the reason of the block. Returns `None`
/// if the output is blank.
fn unread(what: &str, output: &[u8]) -> Option<Note> {
    let line = in_one_line(&String::from_utf8_lossy(output.trim_ascii()));
    let said = || format!("{what}: {}", excerpt(line.as_bytes(), QUOTE));
    (!output.trim_ascii().is_empty()).then(|| Note::new(NoteCode::Noise, said()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_signals_are_named() {
        assert_eq!(exit_meaning(1), "exit code 1");
        assert!(exit_meaning(126).contains("cannot be executed"));
        assert!(exit_meaning(127).contains("not found"));
        assert!(exit_meaning(123).contains("`xargs`"));
        assert!(exit_meaning(137).contains("SIGKILL"));
        assert_eq!(exit_meaning(-1), "exit code -1");
        assert_eq!(signal_meaning(15), "ended by signal 15 (SIGTERM)");
        assert_eq!(signal_meaning(63), "ended by signal 63");
    }

    #[test]
    fn windows_line_endings_are_named_as_the_cause_of_a_shells_error() {
        for stderr in [
            "g.sh: line 2: set: -\r: invalid option\ng.sh: line 8: syntax error: unexpected end of file\n",
            "g.sh: line 4: exit: 0\r: numeric argument required\n",
            "g.sh: 1: exit: Illegal number: 2\r\n",
            "g.sh: line 3: syntax error near unexpected token `$'{\\r''\n",
        ] {
            let note = exit_two_origin(stderr.as_bytes()).unwrap();
            let text = "the script has Windows line endings";
            assert!(note.message.contains(text), "{}", note.message);
        }
        assert!(windows_lines(b"g.sh: line 2: $'\\r': command not found\n").is_some());
        // Progress lines and Windows programs print carriage returns too, so these prove nothing about the script.
        assert_eq!(windows_lines(b" 10%\r 20%\r\nblocked by policy\r\n"), None);
    }

    #[test]
    fn an_interpreters_own_exit_two_is_told_apart() {
        for stderr in [
            "python3: can't open file '/x/guard.py': [Errno 2] No such file or directory\n",
            "sh: 3: Syntax error: \"(\" unexpected\n",
            "guard.sh: line 3: syntax error near unexpected token `('\n",
            "usage: guard.py [-h]\nguard.py: error: unrecognized arguments: x\n",
            "panic: boom\n\ngoroutine 1 [running]:\n",
            "sh: 1: cannot open /dev/tty: No such device or address\n",
            "sh: 1: cd: can't cd to frontend\n",
            "g.sh: 2: .: cannot open lib/rules.sh: No such file\n",
            "g.sh: 2: .: rules.sh: not found\n",
            "bash: line 1: exit: 02x: numeric argument required\n",
            "g.sh: 3: exit: Illegal number: 02x\n",
        ] {
            let note = exit_two_origin(stderr.as_bytes()).unwrap();
            assert_eq!(note.code, NoteCode::ExitOrigin);
        }
        assert_eq!(exit_two_origin(b"no rm -rf here\n"), None);
        let decided = "sh: 1: cd: can't cd to web\nthe front end must be built first\n";
        assert_eq!(exit_two_origin(decided.as_bytes()), None);
        assert_eq!(exit_two_origin(b""), None);
    }

    #[test]
    fn exit_two_after_a_tools_own_error_names_the_tool() {
        for (stderr, named) in [
            ("grep: /no/such: No such file or directory\n", "`grep`"),
            (
                "grep: unrecognized option '--x'\nUsage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n",
                "`grep`",
            ),
            (
                "jq: error: Could not open f: No such file or directory\n",
                "`jq`",
            ),
            ("sed: can't read f: No such file or directory\n", "`sed`"),
            (
                "sed: -e expression #1, char 3: unterminated `s' command\n",
                "`sed`",
            ),
            ("/usr/bin/diff: f: No such file or directory\n", "`diff`"),
            ("make: *** [Makefile:2: test] Error 1\n", "`make`"),
            ("./g.sh: line 3: [: a: integer expression expected\n", "`[`"),
            ("g.sh: 3: [: Illegal number: a\n", "`[`"),
        ] {
            let note = exit_two_origin(stderr.as_bytes()).unwrap();
            assert_eq!(note.code, NoteCode::ExitOrigin);
            assert!(note.message.contains(named), "{note:?}");
        }
    }

    #[test]
    fn a_reason_of_the_script_after_a_tools_error_is_its_own_decision() {
        for stderr in [
            "grep: f: No such file or directory\npush without --force\n",
            "use grep: it is faster\n",
            "grep is not allowed here\n",
            "make: Entering directory 'x'\n",
            "sort: imports must be sorted\n",
            "ls: not allowed in /etc\n",
            "tar: archives are made by the release job\n",
            "the rule [: no: secrets]\n",
        ] {
            assert_eq!(exit_two_origin(stderr.as_bytes()), None, "{stderr}");
        }
    }
}
