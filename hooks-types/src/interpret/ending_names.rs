//! Describes exit codes and signals for the messages of failures.

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
}
