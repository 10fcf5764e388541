//! Unix: signals and the controlling terminal.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, IsTerminal};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::ExitStatus;

use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{QueueSelector, tcflush};
use tempfile::NamedTempFile;
use tokio::signal::unix::{Signal as Stream, SignalKind, signal};

/// Has the ends of our children told to us. A parent that ignores SIGCHLD leaves us to ignore it
/// as well, and then the system forgets how they ended.
pub(crate) fn hear_of_children() -> io::Result<()> {
    signal(SignalKind::child()).map(drop)
}

/// The signals that ask a program to end. From the first call on they no longer end this process.
#[derive(Debug)]
pub(crate) struct Interrupts {
    int: Stream,
    term: Stream,
    hup: Stream,
}

impl Interrupts {
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self {
            int: signal(SignalKind::interrupt())?,
            term: signal(SignalKind::terminate())?,
            hup: signal(SignalKind::hangup())?,
        })
    }

    /// The next of them, by number. Cancel safe.
    pub(crate) async fn next(&mut self) -> i32 {
        let kind = tokio::select! {
            _ = self.int.recv() => SignalKind::interrupt(),
            _ = self.term.recv() => SignalKind::terminate(),
            _ = self.hup.recv() => SignalKind::hangup(),
        };
        kind.as_raw_value()
    }
}

/// Passes a signal on to a child that has not been waited for.
pub(crate) fn forward(pid: u32, signal: i32) {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    if let (Some(pid), Some(signal)) = (pid, Signal::from_named_raw(signal)) {
        // It may have ended this moment; then there is nobody to tell.
        let _ = kill_process(pid, signal);
    }
}

/// Whether the command has got this signal as well: a terminal sends Ctrl-C to both of us, and a
/// program that gets it twice may give up cleaning up.
pub(crate) fn reaches_the_command(signal: i32) -> bool {
    signal == SignalKind::interrupt().as_raw_value()
        && (io::stdin().is_terminal() || io::stdout().is_terminal() || io::stderr().is_terminal())
}

/// The signal that ended a process.
pub(crate) fn signal_of(status: ExitStatus) -> Option<i32> {
    status.signal()
}

/// The terminal this process belongs to, wherever its standard streams lead.
pub(crate) fn open_terminal() -> io::Result<(File, File)> {
    let terminal = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
    Ok((terminal.try_clone()?, terminal))
}

/// Drops what was typed at the terminal and not read yet.
pub(crate) fn forget_typed(terminal: &File) {
    // One that cannot do so is asked all the same.
    let _ = tcflush(terminal, QueueSelector::IFlush);
}

/// A new file under a name of its own, with the permissions that the user's umask gives.
pub(crate) fn new_file_beside(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new()
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder)
}
