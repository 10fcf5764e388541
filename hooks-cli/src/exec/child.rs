//! Starts the command of `hooks exec`, passes signals on to it and waits for its end.

use std::collections::BTreeMap;
use std::io;
use std::process::Stdio;
use std::time::Duration;

use hooks_types::tool::ShellInput;
use tokio::process::{Child, Command};

use super::capture::{Copying, Kept};
use super::ending::Ending;
use crate::os::{self, Interrupts};

/// The time between SIGTERM, which is sent at the command's time limit, and SIGKILL.
const GRACE: Duration = Duration::from_secs(2);

/// How long a command may take to end after a Ctrl-C at the terminal, before the signal is sent to it again.
const SHORTLY: Duration = Duration::from_secs(1);

/// The numbers of SIGKILL and SIGTERM, which are the same on every Unix.
const KILL: i32 = 9;
const TERMINATE: i32 = 15;

/// Whether the command's outputs are copied or inherited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outputs {
    /// `hooks` copies the outputs and keeps the beginning for the post hooks (the hooks after the command).
    Copied,
    /// The command inherits the outputs of `hooks`, so the post hooks get no output.
    Inherited,
}

/// The result of a command that has ended, or that could not be started.
#[derive(Debug)]
pub(crate) struct Ended {
    /// How the command ended.
    pub(crate) how: Ending,
    /// The beginning of each output; empty if the command inherited the output.
    pub(crate) stdout: Kept,
    pub(crate) stderr: Kept,
    /// The signal that asked `hooks` to end while it read from processes that the command had left behind.
    pub(crate) interrupted: Option<i32>,
}

/// Runs the command to its end. Signals that ask `hooks` to end are passed on to the command, and `hooks` ends
/// when the command does.
pub(crate) async fn run(
    shell: &ShellInput,
    env: &BTreeMap<String, String>,
    outputs: Outputs,
    interrupts: &mut Interrupts,
) -> Ended {
    let mut started = match start(shell, env, outputs) {
        Ok(started) => started,
        Err(error) => {
            // A command that does not start is not an error of `hooks`. So return this ending, which tells the post
            // hooks why the call failed.
            return Ended {
                how: Ending::NotStarted(error),
                stdout: Kept::default(),
                stderr: Kept::default(),
                interrupted: None,
            };
        }
    };
    let mut stdout = started
        .child
        .stdout
        .take()
        .map(|from| Copying::start(from, tokio::io::stdout()));
    let mut stderr = started
        .child
        .stderr
        .take()
        .map(|from| Copying::start(from, tokio::io::stderr()));
    let how = wait(&mut started, shell.timeout_ms, interrupts).await;
    // Processes that the command left behind can hold an output open, so this wait can be long. Let a signal end it.
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

/// The command's process.
struct Started {
    child: Child,
    /// Whether the command has its own process group. A signal to the group also reaches the processes that the command
    /// started.
    leads_group: bool,
}

impl Started {
    /// Sends a signal to the command, and to its group if it leads one.
    fn tell(&self, signal: i32) {
        // Until `wait` has returned, the process id cannot be reused. Once `wait` has returned, `id` returns `None`. So
        // no other process can get the signal.
        match self.child.id() {
            Some(pid) if self.leads_group => os::forward_to_group(pid, signal),
            Some(pid) => os::forward(pid, signal),
            None => {}
        }
    }

    /// Sends SIGTERM, and SIGKILL after [`GRACE`], to the command, and to its group if it leads one. If the command
    /// ends in time, the remaining processes of its group get SIGKILL at once.
    async fn end(&mut self) {
        let leader = self.child.id().filter(|_| self.leads_group);
        self.tell(TERMINATE);
        if tokio::time::timeout(GRACE, self.child.wait())
            .await
            .is_err()
        {
            self.tell(KILL);
            // Ignore an error: if SIGKILL fails, there is nothing stronger to try.
            let _ = self.child.kill().await;
        } else if let Some(leader) = leader {
            // The command ended, but other processes of its group can still run, so kill them. The group's id is not
            // reused while a process is in the group.
            os::forward_to_group(leader, KILL);
        }
    }
}

/// Starts the command in the folder and with the variables of its call.
///
/// # Errors
///
/// The folder does not exist, or the program does not exist or cannot be started. The error's kind decides the
/// exit code (126 or 127).
fn start(
    shell: &ShellInput,
    env: &BTreeMap<String, String>,
    outputs: Outputs,
) -> io::Result<Started> {
    let (program, arguments) = shell
        .command
        .split_first()
        .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    if let Some(dir) = &shell.workdir
        && !std::path::Path::new(dir).is_dir()
    {
        // Check the folder before the start. Otherwise the system would report a missing folder as a missing program.
        return Err(io::Error::new(
            io::ErrorKind::NotADirectory,
            format!("`{dir}` is not a folder to run in"),
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
    // A command with a time limit gets a group of its own. Any other command stays in our group, so that a signal to
    // our group ends the command too.
    let leads_group = shell.timeout_ms.is_some() && os::lead_a_group(&mut command);
    let child = command.spawn()?;
    Ok(Started { child, leads_group })
}

/// Waits for the command's end or its time limit, and passes on signals meanwhile.
async fn wait(started: &mut Started, limit: Option<u64>, interrupts: &mut Interrupts) -> Ending {
    let at_limit = async {
        match limit {
            Some(limit) => tokio::time::sleep(Duration::from_millis(limit)).await,
            None => std::future::pending().await,
        }
    };
    tokio::pin!(at_limit);
    // A SIGINT can come from the terminal, which signals the command too, or it can be sent to `hooks` alone. So if the
    // command still runs after a while, send the signal to the command as well.
    let again = tokio::time::sleep(SHORTLY);
    tokio::pin!(again);
    let mut doubtful = None;
    loop {
        tokio::select! {
            // Look at signals first. If a Ctrl-C ended the command, its signal must be seen before the command's end.
            // Otherwise the signal would later end the post hooks.
            biased;
            signal = interrupts.next() => if os::reaches_the_command(signal) {
                again.as_mut().reset(tokio::time::Instant::now() + SHORTLY);
                doubtful = Some(signal);
            } else {
                started.tell(signal);
            },
            () = &mut again, if doubtful.is_some() => {
                let signal = doubtful.take();
                // A command that handles SIGINT might have received the first SIGINT, and a second SIGINT could make it
                // stop cleaning up. A command that does not handle SIGINT would have been ended by the first SIGINT. If
                // such a command still runs, it did not receive the first SIGINT, so send the second.
                if let (Some(pid), Some(signal)) = (started.child.id(), signal)
                    && os::would_have_ended(pid, signal)
                {
                    started.tell(signal);
                }
            },
            status = started.child.wait() => return match status {
                Ok(status) => match (status.code(), os::signal_of(status)) {
                    (Some(code), _) => Ending::Exited(code),
                    (None, Some(signal)) => Ending::Signaled(signal),
                    (None, None) => Ending::Unknown(io::ErrorKind::Other.into()),
                },
                Err(error) => Ending::Unknown(error),
            },
            () = &mut at_limit => {
                started.end().await;
                return Ending::TimedOut(limit.unwrap_or_default());
            }
        }
    }
}

/// Waits for the rest of an output, if it is copied.
async fn finish(output: &mut Option<Copying>) {
    if let Some(copying) = output {
        copying.finish().await;
    }
}
