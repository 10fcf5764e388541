//! The exit codes of `hooks`. docs/cli.md shows the same table.

/// Success.
pub(crate) const DONE: u8 = 0;
/// `check` found errors.
pub(crate) const CONFIG_ERRORS: u8 = 1;
/// `fire --expect` saw another outcome; a case of `test` failed.
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

/// What a shell reports for a command that a signal ended; also our own exit code when a signal ends us.
pub(crate) fn of_signal(signal: i32) -> u8 {
    u8::try_from(signal).map_or(FAILED, |signal| 128u8.saturating_add(signal))
}

/// The exit code of a command as ours; no platform of ours reports more than eight bits.
pub(crate) fn of_command(code: i32) -> u8 {
    u8::try_from(code & 0xff).unwrap_or(FAILED)
}
