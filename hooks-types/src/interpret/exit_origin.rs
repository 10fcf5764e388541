//! Explains where an exit code or a signal usually comes from.
//!
//! Most hooks are scripts, so an exit code is often that of a shell or an interpreter and not the
//! decision of the hook's author. Messages and remarks say so.

use super::native::QUOTE;
use crate::note::{Note, NoteCode};
use crate::text::quoted;

/// Describes an exit code for a failure's message. The codes that a shell defines are explained,
/// because they say that the command did not run or was killed.
pub(crate) fn exit_meaning(code: i32) -> String {
    match code {
        // POSIX shells define these two codes.
        126 => {
            "exit code 126: the command was found but cannot be executed (no execute permission, \
                or not a program)"
                .to_owned()
        }
        127 => "exit code 127: the command was not found".to_owned(),
        // A shell reports a child that was killed by signal N as 128 + N.
        code @ 129..=192 => {
            let signal = code - 128;
            match signal_name(signal) {
                Some(name) => format!("exit code {code} (a shell's code for: ended by {name})"),
                None => format!("exit code {code}"),
            }
        }
        code => format!("exit code {code}"),
    }
}

/// Describes a signal: `signal 9 (SIGKILL)`.
pub(crate) fn signal_meaning(signal: i32) -> String {
    match signal_name(signal) {
        Some(name) => format!("ended by signal {signal} ({name})"),
        None => format!("ended by signal {signal}"),
    }
}

/// Returns the name of a signal: those with the same number on Linux and macOS, and on Linux also
/// its own.
pub(crate) fn signal_name(signal: i32) -> Option<&'static str> {
    Some(match signal {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        #[cfg(target_os = "linux")]
        7 => "SIGBUS",
        #[cfg(target_os = "linux")]
        10 => "SIGUSR1",
        #[cfg(target_os = "linux")]
        12 => "SIGUSR2",
        #[cfg(target_os = "linux")]
        24 => "SIGXCPU",
        #[cfg(target_os = "linux")]
        25 => "SIGXFSZ",
        #[cfg(target_os = "linux")]
        31 => "SIGSYS",
        _ => return None,
    })
}

/// Explains an exit code 2 that may not be the hook's own decision: interpreters, shells and
/// argument parsers use the same code for their errors. The block counts anyway; the remark
/// explains it.
pub(super) fn exit_two_origin(stderr: &[u8]) -> Option<Note> {
    // Such errors come first on stderr, so only the head of a long output is searched.
    let head = String::from_utf8_lossy(stderr.get(..4096).unwrap_or(stderr));
    let line_with = |needle: &str| head.lines().find(|line| line.contains(needle));
    // The first is CPython's message. dash writes `Syntax error:`, bash `syntax error`.
    let (line, origin) = if let Some(line) = line_with("can't open file") {
        (line, "Python exits with 2 when the script does not exist")
    } else if let Some(line) = line_with("Syntax error:").or_else(|| line_with("syntax error")) {
        (line, "a shell exits with 2 on a syntax error")
    } else if let Some(line) = head.lines().find(|line| line.starts_with("usage:")) {
        (line, "argument parsers exit with 2 on unknown arguments")
    } else if let Some(line) = head.lines().find(|line| line.starts_with("panic: ")) {
        (line, "a Go program exits with 2 when it panics")
    } else {
        return None;
    };
    let line = quoted(line.as_bytes(), 200);
    Some(Note::new(
        NoteCode::ExitOrigin,
        format!("{origin}; it printed: {line}"),
    ))
}

/// Quotes stderr in a remark when the reason of exit code 2 came from stdout.
pub(super) fn stderr_beside(stderr: &[u8]) -> Option<Note> {
    unread("the reason is on stdout; stderr says", stderr)
}

/// Quotes stdout in a remark when the reason of exit code 2 came from stderr.
pub(super) fn stdout_beside(stdout: &[u8]) -> Option<Note> {
    unread("the reason is on stderr; stdout says", stdout)
}

/// Creates a remark that quotes output which is not the reason, unless that output is blank.
fn unread(what: &str, output: &[u8]) -> Option<Note> {
    let output = output.trim_ascii();
    let note = || {
        Note::new(
            NoteCode::Noise,
            format!("{what}: {}", quoted(output, QUOTE)),
        )
    };
    (!output.is_empty()).then(note)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_signals_are_named() {
        assert_eq!(exit_meaning(1), "exit code 1");
        assert!(exit_meaning(126).contains("cannot be executed"));
        assert!(exit_meaning(127).contains("not found"));
        assert!(exit_meaning(137).contains("SIGKILL"));
        assert_eq!(exit_meaning(-1), "exit code -1");
        assert_eq!(signal_meaning(15), "ended by signal 15 (SIGTERM)");
        assert_eq!(signal_meaning(63), "ended by signal 63");
    }

    #[test]
    fn an_interpreters_own_exit_two_is_told_apart() {
        for stderr in [
            "python3: can't open file '/x/guard.py': [Errno 2] No such file or directory\n",
            "sh: 3: Syntax error: \"(\" unexpected\n",
            "guard.sh: line 3: syntax error near unexpected token `('\n",
            "usage: guard.py [-h]\nguard.py: error: unrecognized arguments: x\n",
            "panic: boom\n\ngoroutine 1 [running]:\n",
        ] {
            let note = exit_two_origin(stderr.as_bytes()).unwrap();
            assert_eq!(note.code, NoteCode::ExitOrigin);
        }
        assert_eq!(exit_two_origin(b"no rm -rf here\n"), None);
        assert_eq!(exit_two_origin(b""), None);
    }
}
