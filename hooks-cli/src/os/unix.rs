//! Unix: signals and the controlling terminal.

use std::fs::{File, Metadata, OpenOptions, Permissions};
use std::io;
pub(crate) use std::os::fd::AsFd as Handle;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::ExitStatus;

use rustix::fs::OFlags;
use rustix::process::{Pid, Signal, getpgrp, kill_process, kill_process_group};
use rustix::termios::{QueueSelector, tcflush, tcgetpgrp, tcgetwinsize};
use tempfile::NamedTempFile;
use tokio::process::Command;
use tokio::signal::unix::{Signal as Stream, SignalKind, signal};

/// The device that stands for a process's controlling terminal.
const TERMINAL: &str = "/dev/tty";

const NULL_DEVICE: &str = "/dev/null";

/// Returns the id of the user who runs `hooks`.
pub(crate) fn user() -> Option<u32> {
    Some(rustix::process::geteuid().as_raw())
}

/// Returns whether there is a terminal at which a person could be asked.
pub(crate) fn has_terminal() -> bool {
    File::open(TERMINAL).is_ok()
}

/// Returns the width of a terminal in columns, if it reports one.
pub(crate) fn terminal_columns(terminal: &impl Handle) -> Option<usize> {
    let size = tcgetwinsize(terminal).ok()?;
    Some(usize::from(size.ws_col)).filter(|columns| *columns > 0)
}

/// Returns whether stdout is the null device. This is also true if stdout was closed before the start, because the
/// runtime opens the null device for each standard stream that is closed.
pub(crate) fn stdout_goes_nowhere() -> bool {
    match (
        rustix::fs::fstat(io::stdout()),
        rustix::fs::stat(NULL_DEVICE),
    ) {
        (Ok(ours), Ok(null)) => ours.st_mode == null.st_mode && ours.st_rdev == null.st_rdev,
        // If the system does not tell what stdout is, assume that it is not the null device.
        _ => false,
    }
}

/// Makes sure that the exit status of child processes is kept. If this process inherited an ignored SIGCHLD from its
/// parent, the system would discard the exit status of its children.
pub(crate) fn hear_of_children() -> io::Result<()> {
    signal(SignalKind::child()).map(drop)
}

/// Receives the signals that ask a program to end. From the first call of [`listen`](Self::listen) on, these signals
/// no longer end this process.
#[derive(Debug)]
pub(crate) struct Interrupts {
    int: Stream,
    term: Stream,
    hup: Stream,
}

impl Interrupts {
    /// Starts to listen for the signals. Must be called inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// The system refuses a signal handler.
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self {
            int: signal(SignalKind::interrupt())?,
            term: signal(SignalKind::terminate())?,
            hup: signal(SignalKind::hangup())?,
        })
    }

    /// Waits for the next signal that asks the program to end, and returns the signal's number.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: no signal is lost.
    pub(crate) async fn next(&mut self) -> i32 {
        let kind = tokio::select! {
            _ = self.int.recv() => SignalKind::interrupt(),
            _ = self.term.recv() => SignalKind::terminate(),
            _ = self.hup.recv() => SignalKind::hangup(),
        };
        kind.as_raw_value()
    }
}

/// Passes a signal on to a child process. Call this before the child is waited for, because afterwards the child's id
/// can belong to another process.
pub(crate) fn forward(pid: u32, signal: i32) {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    if let (Some(pid), Some(signal)) = (pid, Signal::from_named_raw(signal)) {
        // Ignore an error: the child might have just ended, and then there is no process to signal.
        let _ = kill_process(pid, signal);
    }
}

/// Passes a signal on to every process in the group that a child leads.
pub(crate) fn forward_to_group(leader: u32, signal: i32) {
    let leader = i32::try_from(leader).ok().and_then(Pid::from_raw);
    if let (Some(leader), Some(signal)) = (leader, Signal::from_named_raw(signal)) {
        // Ignore an error: every process of the group might have ended.
        let _ = kill_process_group(leader, signal);
    }
}

/// Puts the command into a process group of its own, unless there is a terminal. Returns whether the command has its
/// own group. With a terminal the command stays in our group: only the terminal's foreground group may read from the
/// terminal and gets its Ctrl-C.
pub(crate) fn lead_a_group(command: &mut Command) -> bool {
    let alone = File::open(TERMINAL).is_err();
    if alone {
        command.process_group(0);
    }
    alone
}

/// Returns whether the command itself has received this signal too. Then the signal need not be passed on. On Ctrl-C a
/// terminal signals both `hooks` and the command, and a program that gets the signal twice can give up cleaning up.
pub(crate) fn reaches_the_command(signal: i32) -> bool {
    // A terminal sends Ctrl-C to one process group. If one of our standard streams is the terminal, the stream tells
    // whether that group is ours.
    let ours = Some(getpgrp());
    signal == SignalKind::interrupt().as_raw_value()
        && (tcgetpgrp(io::stdin()).ok() == ours
            || tcgetpgrp(io::stdout()).ok() == ours
            || tcgetpgrp(io::stderr()).ok() == ours)
}

/// Returns whether it is certain that a process that still runs has not received this signal: the process neither
/// handles nor ignores the signal, so the signal would have ended the process. Returns `false` if the system does not
/// say (without `/proc`).
pub(crate) fn would_have_ended(pid: u32, signal: i32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let set = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|set| u64::from_str_radix(set.trim(), 16).ok())
    };
    // The masks are hexadecimal numbers in which bit n - 1 stands for signal n.
    let bit = u32::try_from(signal - 1)
        .ok()
        .and_then(|at| 1_u64.checked_shl(at));
    match (set("SigIgn:"), set("SigCgt:"), bit) {
        (Some(ignored), Some(handled), Some(bit)) => (ignored | handled) & bit == 0,
        _ => false,
    }
}

/// Returns the signal that ended a process.
pub(crate) fn signal_of(status: ExitStatus) -> Option<i32> {
    status.signal()
}

/// Opens the controlling terminal of this process, for reading and for writing, even if the standard streams are
/// redirected.
///
/// # Errors
///
/// The process has no controlling terminal, as in a service or a container.
pub(crate) fn open_terminal() -> io::Result<(File, File)> {
    let terminal = OpenOptions::new().read(true).write(true).open(TERMINAL)?;
    Ok((terminal.try_clone()?, terminal))
}

/// Drops input that was typed at the terminal and not yet read.
pub(crate) fn forget_typed(terminal: &File) {
    // Ignore an error: if the terminal cannot drop this input, the question is still asked.
    let _ = tcflush(terminal, QueueSelector::IFlush);
}

/// Creates a file under a random name, with the permissions that the user's umask gives.
pub(crate) fn new_file_beside(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new()
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder)
}

/// Opens a file for reading without blocking. Checks the opened file, because a pipe might have replaced it since the
/// path was looked at.
///
/// # Errors
///
/// The file cannot be opened, or is not a regular file.
pub(crate) fn open_regular(path: &Path) -> io::Result<File> {
    // Use NONBLOCK, with which opening a pipe returns at once, and NOCTTY, with which a terminal does not become our
    // controlling terminal.
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed();
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(path)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::Error::other("it is not a regular file")),
    }
}

/// Creates a file under a random name that only the user can open, for text that others might not be allowed to
/// read.
pub(crate) fn private_file_beside(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new()
        .permissions(Permissions::from_mode(0o600))
        .tempfile_in(folder)
}

/// Gives `new` the owner and the permissions of the file that it replaces.
///
/// # Errors
///
/// The user may not change the owner. The new file then must not replace another owner's file.
pub(crate) fn inherit(new: &File, old: &Metadata) -> io::Result<()> {
    let made = new.metadata()?;
    if (made.uid(), made.gid()) != (old.uid(), old.gid()) {
        fchown(new, Some(old.uid()), Some(old.gid()))?;
    }
    // Set the permissions after the owner, because changing the owner can clear permission bits.
    new.set_permissions(old.permissions())
}

/// Returns whether the file has any execute bit.
pub(crate) fn is_executable(file: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;

    file.mode() & 0o111 != 0
}
