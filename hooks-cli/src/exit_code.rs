//! The exit codes of `hooks`. docs/cli.md shows the same table.

/// Success.
pub(crate) const DONE: u8 = 0;
/// `check` found errors.
pub(crate) const CONFIG_ERRORS: u8 = 1;
/// `fire --expect` saw an outcome that was not expected, or a case of `test` failed.
pub(crate) const DIFFERENT: u8 = 1;
/// The command line is wrong.
pub(crate) const WRONG_USAGE: u8 = 2;
/// A hook blocked the command of `exec`; the command did not run.
pub(crate) const BLOCKED: u8 = 77;
/// The command of `exec` ran into the time limit that a hook had set.
pub(crate) const TIMED_OUT: u8 = 124;
/// `hooks` itself could not do its work.
pub(crate) const FAILED: u8 = 125;
/// The command of `exec` exists but cannot be started.
pub(crate) const NOT_RUNNABLE: u8 = 126;
/// The command of `exec` does not exist.
pub(crate) const NOT_FOUND: u8 = 127;

/// Returns the exit code that shells use for a command that a signal ended. `hooks` ends with the same code when a
/// signal ends it.
pub(crate) fn of_signal(signal: i32) -> u8 {
    u8::try_from(signal).map_or(FAILED, |signal| 128u8.saturating_add(signal))
}

/// Converts a command's exit code to the exit code of `hooks`. Keeps only the low eight bits, because no supported
/// platform reports more.
pub(crate) fn of_command(code: i32) -> u8 {
    u8::try_from(code & 0xff).unwrap_or(FAILED)
}
