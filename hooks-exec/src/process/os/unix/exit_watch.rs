//! Notices that the leader of a process group (the hook's own process) has exited, without collecting (reaping) it.
//!
//! Until a leader is collected, the system does not reuse its process number, so the group can be signalled safely.
//! Therefore `waitid` is called with `WNOWAIT` here.

use std::future::Future;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use hooks_types::output::Exit;
use rustix::io::Errno;
use rustix::process::{Pid, WaitId, WaitIdOptions, WaitIdStatus, waitid};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::task::{JoinHandle, spawn_blocking};

use super::watched::watched;

/// Watches for the exit of one group leader (the hook's own process).
#[derive(Debug)]
pub(super) enum ExitWatch {
    /// The leader is watched through a pidfd.
    #[cfg(target_os = "linux")]
    PidFd(AsyncFd<OwnedFd>),
    /// A thread waits for the leader, because no pidfd could be opened.
    Thread(JoinHandle<io::Result<Exit>>),
}

impl ExitWatch {
    /// Begins to watch a leader that is not collected yet. Without a pidfd the watch occupies a blocking thread of the
    /// runtime until the leader exits.
    pub(super) fn new(pid: Pid, pid_fd: Option<OwnedFd>) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        if let Some(pid_fd) = pid_fd {
            return watched(pid_fd, Interest::READABLE).map(Self::PidFd);
        }
        let _ = pid_fd;
        Ok(Self::Thread(spawn_blocking(move || wait(pid))))
    }

    /// Returns how the leader exited. The result is pending until the leader exits.
    ///
    /// # Errors
    ///
    /// `ECHILD`: the host collected the leader, because it ignores SIGCHLD or waits for any child.
    pub(super) fn poll_exit(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Exit>> {
        match self {
            #[cfg(target_os = "linux")]
            Self::PidFd(pid_fd) => loop {
                let mut guard = ready!(pid_fd.poll_read_ready(cx))?;
                let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
                match waitid(WaitId::PidFd(guard.get_inner().as_fd()), options) {
                    Ok(Some(status)) => return Poll::Ready(Ok(exit_of(&status))),
                    // The event was not an exit, so wait for the next event.
                    Ok(None) => guard.clear_ready(),
                    Err(Errno::INTR) => {}
                    Err(error) => return Poll::Ready(Err(error.into())),
                }
            },
            Self::Thread(waiting) => {
                Poll::Ready(ready!(Pin::new(waiting).poll(cx)).unwrap_or_else(|error| {
                    // This happens only while the runtime is being shut down. The run's future is dropped next, so the
                    // error is never read.
                    Err(io::Error::other(error))
                }))
            }
        }
    }
}

/// Opens a pidfd of a process that is not collected yet. Returns `None` if the system refuses, for example because the
/// kernel is old or a sandbox forbids it.
#[cfg(target_os = "linux")]
pub(super) fn pid_fd(pid: Pid) -> Option<OwnedFd> {
    // The process is not collected (reaped) yet. So `pid` still means this process, even if the process has exited.
    use rustix::process::{PidfdFlags, pidfd_open};
    pidfd_open(pid, PidfdFlags::empty()).ok()
}

/// Returns `None`, because this system has no pidfd.
#[cfg(not(target_os = "linux"))]
pub(super) fn pid_fd(_: Pid) -> Option<OwnedFd> {
    None
}

/// Waits on this thread until the process has exited, and leaves it uncollected.
fn wait(pid: Pid) -> io::Result<Exit> {
    loop {
        match waitid(
            WaitId::Pid(pid),
            WaitIdOptions::EXITED | WaitIdOptions::NOWAIT,
        ) {
            Ok(Some(status)) => return Ok(exit_of(&status)),
            Ok(None) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Converts an exit status.
fn exit_of(status: &WaitIdStatus) -> Exit {
    match (status.exit_status(), status.terminating_signal()) {
        (Some(code), _) => Exit::Code(code),
        (_, Some(signal)) => Exit::Signal(signal),
        (None, None) => Exit::None,
    }
}

/// Returns the signal that has stopped a process; `None` if it is not stopped.
pub(super) fn stopped_by(pid: Pid) -> Option<i32> {
    let options = WaitIdOptions::STOPPED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
    waitid(WaitId::Pid(pid), options)
        .ok()
        .flatten()
        .and_then(|status| status.stopping_signal())
}
