//! Our side of a worker: a program that answers many events. It is started like any hook, but its stdin stays open.

use std::collections::BTreeMap;
use std::io::{self, PipeReader, PipeWriter, Read as _, pipe};
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use hooks_types::Failure;
use hooks_types::env::EnvironmentPlan;
use hooks_types::output::Exit;
use hooks_types::report::Cause;
use rustix::io::ioctl_fionbio;
use rustix::process::Signal;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use super::executor::command_of;
use super::exit_watch::{ExitWatch, pid_fd, stopped_by};
use super::feed::write_some;
use super::group::{Group, Leader};
use super::launch::{confine, outputs, persistently, process, widen};
use super::outlet::Source;
use super::program::{Invocation, resolve};
use super::registry::Starting;
use super::resident_order::{BeforeStart, Order};
use super::settings::Settings;
use super::spawn_error;
use super::variables::{Variables, variables};
use super::watched::watched;
use super::work_dir;

/// Our side of a worker (a program that answers many events). Dropping this value kills the program's process group at
/// once.
#[derive(Debug)]
pub(crate) struct Resident {
    group: Group,
    watch: ExitWatch,
    /// The program's stdout, which carries its replies.
    stdout: Source,
    /// The program's stderr.
    stderr: Source,
    /// How the program exited; `None` while it runs.
    exit: Option<Exit>,
}

/// Our side of the program's stdin.
#[derive(Debug)]
pub(crate) struct StdinPipe {
    writer: AsyncFd<OwnedFd>,
    /// The reading end. It is kept open, because writing to a pipe that has a reader never raises SIGPIPE, which could
    /// end the host.
    reader: PipeReader,
    /// Whether the capacity of the pipe was already increased.
    wide: bool,
    /// The buffer of the last short line. The next line uses the buffer again, because a new buffer for every line
    /// would cost an allocation.
    spare: Vec<u8>,
}

/// A handle to signal the program's process group. It has no effect once the program was collected (reaped).
#[derive(Debug, Clone)]
pub(crate) struct SignalHandle(Arc<Leader>);

/// A worker program that was just started. Its pipes are not registered with a runtime yet.
#[derive(Debug)]
pub(crate) struct Settled {
    group: Group,
    pid_fd: Option<OwnedFd>,
    stdin: (PipeReader, PipeWriter),
    stdout: PipeReader,
    stderr: PipeReader,
}

/// Starts a worker (a program that answers many events). Blocks the thread, like every start of a program.
///
/// # Errors
///
/// The program must not be started for this event, or could not be started by `deadline`.
pub(super) fn settle(
    starting: Starting,
    settings: &Settings,
    order: &Order,
    look: &mut BeforeStart,
    deadline: Instant,
) -> Result<Settled, Failure> {
    // Check the program with the event's variables, but start it without them, because it outlives this event.
    vet(settings, order)?;
    let (invocation, variables, folder) = resolved(settings, order, &EnvironmentPlan::default())?;
    look(&invocation.program, &invocation.arguments, &folder);
    let prepare = || {
        let mut process = process(&invocation, &variables);
        process.current_dir(&folder);
        process
    };
    let (started, _) = persistently(deadline, || start(prepare()));
    let (child, stdin, stdout, stderr) =
        started.map_err(|error| spawn_error::failure(&error, &invocation.program, &folder))?;
    let group = starting
        .add(child)
        .map_err(|error| Failure::new(Cause::Io, error.to_string()))?;
    Ok(Settled {
        pid_fd: pid_fd(group.pid()),
        group,
        stdin,
        stdout,
        stderr,
    })
}

/// Checks whether a worker (a program that answers many events) may get one event. The event's variables are part of
/// the check. A command without a confinement (folders whose files it must not run) and without a start check may get
/// any event.
///
/// # Errors
///
/// The program must not run for that event: a file changed, or belongs to a project that is not trusted.
pub(super) fn vet(settings: &Settings, order: &Order) -> Result<(), Failure> {
    let command = command_of(&order.spec)?;
    // A command without a confinement and without a start check may get any event, so its words need not be resolved.
    if command.confinement.is_none() && command.start_check.is_none() {
        return Ok(());
    }
    resolved(settings, order, &order.plan).map(drop)
}

/// Resolves the program, its variables and its folder.
fn resolved(
    settings: &Settings,
    order: &Order,
    plan: &EnvironmentPlan,
) -> Result<(Invocation, Variables, PathBuf), Failure> {
    let command = command_of(&order.spec)?;
    // A worker runs in the project's root and not in the folder of an event, because it answers events of many folders.
    let (folder, _) = work_dir::choose(command, &order.root)?;
    let cwd = Path::new(&order.cwd);
    let mut own: BTreeMap<String, String> = command.env.clone();
    // Insert this variable last, because the hook's `env` must not change it.
    own.insert(order.variable.to_owned(), "1".to_owned());
    let variables = variables(settings, &command.inherit_env, plan.vars.clone(), &own)?;
    let invocation = resolve(&command.program, variables.path.as_deref(), cwd)?;
    confine(settings, command, &invocation, &variables, [&folder, cwd])?;
    Ok((invocation, variables, folder))
}

/// A spawned process, both ends of its stdin, and our ends of its outputs.
type Started = (
    std::process::Child,
    (PipeReader, PipeWriter),
    PipeReader,
    PipeReader,
);

/// Makes the pipes and spawns the program.
fn start(mut process: Process) -> io::Result<Started> {
    let (stdout, stderr) = outputs(&mut process)?;
    let (reader, writer) = pipe()?;
    ioctl_fionbio(&writer, true)?;
    process.stdin(reader.try_clone()?);
    let child = process.spawn()?;
    Ok((child, (reader, writer), stdout, stderr))
}

impl Settled {
    /// Registers the program's pipes with the runtime.
    ///
    /// # Errors
    ///
    /// A pipe or the process cannot be watched. The program is then killed.
    pub(crate) fn connect(self) -> Result<(Resident, StdinPipe, SignalHandle), Failure> {
        // The closure owns the group. So if the closure fails, the group is dropped, and the drop kills the program.
        let connected = || -> io::Result<_> {
            let (reader, writer) = self.stdin;
            let signals = SignalHandle(self.group.shared_leader());
            let resident = Resident {
                watch: ExitWatch::new(self.group.pid(), self.pid_fd)?,
                stdout: Source::quick(self.stdout)?,
                stderr: Source::quick(self.stderr)?,
                group: self.group,
                exit: None,
            };
            let stdin = StdinPipe {
                writer: watched(writer, Interest::WRITABLE)?,
                reader,
                wide: false,
                spare: Vec::new(),
            };
            Ok((resident, stdin, signals))
        };
        connected().map_err(|error| {
            let message = format!("the worker's pipes or process could not be watched: {error}");
            Failure::new(Cause::Io, message)
        })
    }
}

impl Resident {
    /// Reads the available output. The result is pending until the program has exited and everything that it wrote was
    /// read. Wakes the task of `cx` for stderr and the exit, and the task of `listening` for stdout.
    pub(crate) fn poll_exit(
        &mut self,
        cx: &mut Context<'_>,
        listening: &mut Context<'_>,
        mut out: impl FnMut(&[u8]),
        mut err: impl FnMut(&[u8]),
    ) -> Poll<io::Result<Exit>> {
        self.stderr.poll_read(cx, &mut err)?;
        self.stdout.poll_read(listening, &mut out)?;
        if self.exit.is_none()
            && let Poll::Ready(exit) = self.watch.poll_exit(cx)
        {
            // After the exit, everything that the program wrote is in the pipes. Read this output before the exit is
            // reported.
            self.stderr.read_rest(&mut err)?;
            self.stdout.read_rest(&mut out)?;
            self.exit = Some(exit?);
        }
        match self.exit {
            Some(exit) => Poll::Ready(Ok(exit)),
            None => Poll::Pending,
        }
    }

    /// Reads the available stdout, and wakes the task when more bytes arrive.
    pub(crate) fn poll_stdout(
        &mut self,
        cx: &mut Context<'_>,
        out: impl FnMut(&[u8]),
    ) -> io::Result<()> {
        self.stdout.poll_read(cx, out).map(drop)
    }

    /// Reads the available stdout without waiting for the runtime. If no bytes are available, this takes one system
    /// call.
    pub(crate) fn read_stdout_now(&mut self, out: impl FnMut(&[u8])) -> io::Result<()> {
        self.stdout.read_rest(out)
    }

    /// Returns whether the program's stdout is still open. If it is closed, the program cannot reply any more.
    pub(crate) fn can_speak(&self) -> bool {
        self.stdout.is_open()
    }

    /// Collects (reaps) the exited program and kills the rest of its process group.
    pub(crate) fn collect(self) {
        self.group.collect_and_end_others();
    }
}

impl StdinPipe {
    /// Writes as many bytes as the pipe accepts without waiting, and returns their number.
    pub(crate) fn write_now(&self, bytes: &[u8]) -> io::Result<usize> {
        write_some(self.writer.get_ref(), bytes)
    }

    /// Returns the buffer of the last short line, to be used for the next line.
    pub(crate) fn spare(&mut self) -> &mut Vec<u8> {
        &mut self.spare
    }

    /// Takes out of the pipe what the program has not read, and returns the number of bytes. No process can read these
    /// bytes afterwards. Call this only when the program has exited, because the call changes its stdin to nonblocking
    /// mode.
    pub(crate) fn take_unread(&self) -> u64 {
        // The program's end and ours are one open file, so both have the same mode.
        if ioctl_fionbio(&self.reader, true).is_err() {
            return 0;
        }
        let (mut buffer, mut taken) = ([0; 8 * 1024], 0);
        loop {
            match (&self.reader).read(&mut buffer) {
                Ok(count) if count > 0 => taken += count as u64,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                _ => return taken,
            }
        }
    }

    /// Writes all bytes. Adds the number of bytes to `written` after each step.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, a part of the bytes might already be written. `written` includes this part.
    pub(crate) async fn write(&mut self, bytes: &[u8], written: &mut u64) -> io::Result<()> {
        if !self.wide {
            // A payload larger than the pipe needs many alternating writes and reads. So increase the capacity of the
            // pipe, but only once.
            self.wide = bytes.len() > super::launch::PIPE;
            widen(self.writer.get_ref().as_fd(), bytes.len());
        }
        let mut rest = bytes;
        loop {
            let count = write_some(self.writer.get_ref(), rest)?;
            *written += count as u64;
            rest = rest.get(count..).unwrap_or_default();
            if rest.is_empty() {
                return Ok(());
            }
            let mut guard = self.writer.writable().await?;
            // The program might have read from the pipe after the last write. So try to write before the readiness is
            // cleared.
            let count = write_some(guard.get_inner(), rest)?;
            *written += count as u64;
            rest = rest.get(count..).unwrap_or_default();
            if rest.is_empty() {
                return Ok(());
            }
            guard.clear_ready();
        }
    }
}

impl SignalHandle {
    /// Asks every process of the group to end, including stopped processes.
    pub(crate) fn ask_to_end(&self) {
        self.0.ask_to_end();
    }

    /// Kills every process of the group.
    pub(crate) fn kill(&self) {
        self.0.signal(Signal::KILL);
    }

    /// Returns whether the host (the agent) has ended the group by a shutdown.
    pub(crate) fn ended_by_host(&self) -> bool {
        self.0.ended_by_host()
    }

    /// Returns the signal that has stopped the program; `None` if it is not stopped.
    pub(crate) fn stopped_by(&self) -> Option<i32> {
        stopped_by(self.0.pid())
    }

    /// Returns the program's process number, with which callers find the program in `/proc`.
    pub(crate) fn pid(&self) -> i32 {
        self.0.pid().as_raw_nonzero().get()
    }
}
