//! Runs the command itself.

use std::collections::BTreeMap;
use std::io;
use std::process::Stdio;
use std::time::Duration;

use hooks_types::ShellInput;
use tokio::process::{Child, Command};

use super::capture::{Copying, Kept};
use crate::exit_code;
use crate::os::{self, Interrupts};

/// Between asking a command to end at its time limit and forcing it.
const GRACE: Duration = Duration::from_secs(2);

/// SIGTERM has this number everywhere.
const TERMINATE: i32 = 15;

/// Whether the command's outputs pass through us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outputs {
    /// They are copied, and the beginning is kept.
    Copied,
    /// They are inherited.
    Inherited,
}

/// A command that has ended, or never began.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) how: Ending,
    pub(crate) stdout: Kept,
    pub(crate) stderr: Kept,
    /// The signal that asked us to end while we listened to what the command had left behind.
    pub(crate) interrupted: Option<i32>,
}

#[derive(Debug)]
pub(crate) enum Ending {
    Exited(i32),
    Signaled(i32),
    /// At the limit that the call's `timeout_ms` set.
    TimedOut(u64),
    NotStarted(io::Error),
    /// Nobody can tell how.
    Unknown(io::Error),
}

impl Ending {
    /// Why the call counts as failed, if it does.
    pub(crate) fn error(&self, program: &str) -> Option<String> {
        match self {
            Self::Exited(0) => None,
            Self::Exited(code) => Some(format!("exit code {code}")),
            Self::Signaled(signal) => Some(format!("ended by signal {signal}")),
            Self::TimedOut(limit) => Some(format!("timed out after {limit} ms")),
            Self::NotStarted(error) => Some(format!("cannot start `{program}`: {error}")),
            Self::Unknown(error) => Some(format!("cannot tell how `{program}` ended: {error}")),
        }
    }

    /// Whether there ever was a process.
    pub(crate) fn started(&self) -> bool {
        !matches!(self, Self::NotStarted(_))
    }

    /// Whether the exit code alone would leave the cause open.
    pub(crate) fn is_ours_to_tell(&self) -> bool {
        matches!(self, Self::NotStarted(_) | Self::Unknown(_))
    }

    /// The code it ended with by itself.
    pub(crate) fn code(&self) -> Option<i32> {
        match self {
            Self::Exited(code) => Some(*code),
            _ => None,
        }
    }

    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Exited(code) => exit_code::of_command(*code),
            Self::Signaled(signal) => exit_code::of_signal(*signal),
            Self::TimedOut(_) => exit_code::TIMED_OUT,
            Self::NotStarted(error) if error.kind() == io::ErrorKind::NotFound => {
                exit_code::NOT_FOUND
            }
            Self::NotStarted(_) => exit_code::NOT_RUNNABLE,
            Self::Unknown(_) => exit_code::FAILED,
        }
    }
}

/// Runs the command to its end. Signals that ask us to end are passed on to it, and its ending
/// decides ours.
pub(crate) async fn run(
    shell: &ShellInput,
    env: &BTreeMap<String, String>,
    outputs: Outputs,
    interrupts: &mut Interrupts,
) -> Ended {
    let mut child = match start(shell, env, outputs) {
        Ok(child) => child,
        Err(error) => {
            return Ended {
                how: Ending::NotStarted(error),
                stdout: Kept::default(),
                stderr: Kept::default(),
                interrupted: None,
            };
        }
    };
    let mut stdout = child
        .stdout
        .take()
        .map(|from| Copying::start(from, tokio::io::stdout()));
    let mut stderr = child
        .stderr
        .take()
        .map(|from| Copying::start(from, tokio::io::stderr()));
    let how = wait(&mut child, shell.timeout_ms, interrupts).await;
    let finished = async {
        tokio::join!(finish(&mut stdout), finish(&mut stderr));
    };
    let interrupted = tokio::select! {
        () = finished => None,
        signal = interrupts.next() => Some(signal),
    };
    let kept = |output: Option<Copying>| output.map_or_else(Kept::default, Copying::into_kept);
    Ended {
        how,
        stdout: kept(stdout),
        stderr: kept(stderr),
        interrupted,
    }
}

fn start(
    shell: &ShellInput,
    env: &BTreeMap<String, String>,
    outputs: Outputs,
) -> io::Result<Child> {
    let (program, arguments) = shell
        .command
        .split_first()
        .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    if let Some(dir) = &shell.workdir
        && !std::path::Path::new(dir).is_dir()
    {
        // Else the system reports the program as missing.
        return Err(io::Error::new(
            io::ErrorKind::NotADirectory,
            format!("`{dir}` is no folder to run in"),
        ));
    }
    let stdio = || match outputs {
        Outputs::Copied => Stdio::piped(),
        Outputs::Inherited => Stdio::inherit(),
    };
    let mut command = Command::new(program);
    command
        .args(arguments)
        .envs(env)
        .stdin(Stdio::inherit())
        .stdout(stdio())
        .stderr(stdio());
    if let Some(dir) = &shell.workdir {
        command.current_dir(dir);
    }
    command.spawn()
}

async fn wait(child: &mut Child, limit: Option<u64>, interrupts: &mut Interrupts) -> Ending {
    let at_limit = async {
        match limit {
            Some(limit) => tokio::time::sleep(Duration::from_millis(limit)).await,
            None => std::future::pending().await,
        }
    };
    tokio::pin!(at_limit);
    loop {
        tokio::select! {
            // A Ctrl-C that ended the command must not count as meant for what comes after it.
            biased;
            signal = interrupts.next() => if !os::reaches_the_command(signal) {
                tell(child, signal);
            },
            status = child.wait() => return match status {
                Ok(status) => match (status.code(), os::signal_of(status)) {
                    (Some(code), _) => Ending::Exited(code),
                    (None, Some(signal)) => Ending::Signaled(signal),
                    (None, None) => Ending::Unknown(io::ErrorKind::Other.into()),
                },
                Err(error) => Ending::Unknown(error),
            },
            () = &mut at_limit => {
                end(child).await;
                return Ending::TimedOut(limit.unwrap_or_default());
            }
        }
    }
}

/// Asks the child to end, then forces it.
async fn end(child: &mut Child) {
    tell(child, TERMINATE);
    if tokio::time::timeout(GRACE, child.wait()).await.is_err() {
        // It cannot be ended any harder; waiting longer helps nobody.
        let _ = child.kill().await;
    }
}

fn tell(child: &Child, signal: i32) {
    // Until it is waited for the id is its own; afterwards there is none.
    if let Some(pid) = child.id() {
        os::forward(pid, signal);
    }
}

async fn finish(output: &mut Option<Copying>) {
    if let Some(copying) = output {
        copying.finish().await;
    }
}
