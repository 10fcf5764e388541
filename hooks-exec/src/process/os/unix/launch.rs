//! Starts a hook's program: resolves and checks everything, fills the payload's pipe and spawns.
//!
//! This work blocks (reading files, `posix_spawn`), so it runs on a blocking thread.
//!
//! The order matters. The payload is encoded first: if the encoding fails, the hook could not read its event, so
//! nothing is started. Then folder, variables and program are resolved. Then the resolved command is checked: the hook
//! may run only trusted files. The payload is written into its pipe before the spawn, as much of it as fits.

use std::ffi::OsStr;
use std::io::{self, PipeReader, PipeWriter, pipe};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use hooks_types::answer::{Note, NoteCode};
use hooks_types::env::environment;
use hooks_types::report::Cause;
use hooks_types::spec::{Command, PayloadChannel};
use hooks_types::{Failure, HookSpec, Payload, worker};
use rustix::io::ioctl_fionbio;

use super::argument::argument;
use super::confined::{self, Start};
use super::env_file::EnvFile;
use super::executor::command_of;
use super::exit_watch::pid_fd;
use super::feed::{Feed, write_some};
use super::group::Group;
use super::program::{Invocation, resolve};
use super::registry::Starting;
use super::settings::Settings;
use super::spawn_error;
use super::variables::{DEFAULT_PATH, Variables, variables};
use super::work_dir;
use crate::request::HookRequest;

/// The pauses before the second and every later attempt to start, 62 ms together. A typical reason for a failed attempt
/// is `ETXTBSY`: the program was just written, and a process that was forked during the writing still holds the program
/// open for writing.
const PAUSES: [Duration; 5] = [
    Duration::from_millis(2),
    Duration::from_millis(4),
    Duration::from_millis(8),
    Duration::from_millis(16),
    Duration::from_millis(32),
];

/// A running hook and our ends of its pipes.
#[derive(Debug)]
pub(super) struct Launched {
    /// The hook's process group.
    pub(super) group: Group,
    /// The hook's pidfd, which becomes readable when the hook exits; `None` if no pidfd could be opened.
    pub(super) pid_fd: Option<OwnedFd>,
    /// The payload, in the form in which the hook reads it.
    pub(super) bytes: Arc<Vec<u8>>,
    /// The number of bytes of the payload that were written to the pipe.
    pub(super) written: usize,
    /// The pipe for the rest of the payload; `None` if the whole payload is written.
    pub(super) feed: Option<Feed>,
    /// Our end of the hook's stdout.
    pub(super) stdout: PipeReader,
    /// Our end of the hook's stderr.
    pub(super) stderr: PipeReader,
    /// The file to which the hook writes variables; `None` if the hook's dialect does not have this feature.
    pub(super) env_file: Option<EnvFile>,
    /// Notes about the start: a fallback folder, a cut argument, repeated attempts.
    pub(super) notes: Vec<Note>,
}

/// Starts the program of a request.
///
/// # Errors
///
/// The payload cannot be encoded, the program must not run or does not exist, or every attempt to start until
/// `deadline` failed.
pub(super) fn launch(
    starting: Starting,
    settings: &Settings,
    request: &HookRequest,
    deadline: Instant,
) -> Result<Launched, Failure> {
    let (spec, payload) = (&*request.spec, request.payload.payload());
    let command = command_of(spec)?;
    let bytes = request.payload.bytes(&spec.form).map_err(Failure::from)?;
    let plan = environment(spec, payload);
    plan.check(spec)?;
    let env_file = plan.env_file;
    let variables = variables(settings, &command.inherit_env, plan.vars, &command.env)?;
    let (folder, moved) = work_dir::choose(command, &payload.meta.cwd)?;
    // Use the hook's `PATH`, which can differ from the `PATH` of this process.
    let mut invocation = resolve(&command.program, variables.path.as_deref(), &folder)?;
    // If the hook runs in a fallback folder, a word of the command can be relative to this folder or to the payload's
    // folder. So pass both folders to the check.
    let folders = [&folder, Path::new(&payload.meta.cwd)];
    // Check as late as possible: a file can still change between this check and the start.
    confine(settings, command, &invocation, &variables, folders)?;
    let mut notes: Vec<Note> = moved.into_iter().collect();
    let stdin = match command.payload {
        PayloadChannel::LastArgument => {
            let (argument, cut) = argument(&bytes);
            invocation.arguments.push(argument.into());
            notes.extend(cut);
            None
        }
        _ => Some(bytes),
    };
    let env_file = match env_file {
        Some(name) => Some((
            name,
            EnvFile::new().map_err(|error| {
                Failure::new(
                    Cause::Io,
                    format!("the file for the hook's variables could not be created: {error}"),
                )
            })?,
        )),
        None => None,
    };

    let prepare = || {
        let mut process = process(&invocation, &variables);
        process.current_dir(&folder);
        if let Some((name, file)) = &env_file {
            process.env(name, file.path());
        }
        process
    };
    let (started, attempts) = persistently(deadline, || start(prepare(), stdin.as_ref()));
    let started =
        started.map_err(|error| spawn_error::failure(&error, &invocation.program, &folder))?;
    if attempts > 1 {
        let message = format!("it started on attempt {attempts}");
        notes.push(Note::new(NoteCode::Retried, message));
    }
    let group = starting
        .add(started.child)
        .map_err(|error| Failure::new(Cause::Io, error.to_string()))?;
    Ok(Launched {
        pid_fd: pid_fd(group.pid()),
        group,
        bytes: stdin.unwrap_or_default(),
        written: started.written,
        feed: started.feed,
        stdout: started.stdout,
        stderr: started.stderr,
        env_file: env_file.map(|(_, file)| file),
        notes,
    })
}

/// Checks a command right before its start: that its trusted files are unchanged, and that no word of it leads to a
/// file of an untrusted project. `folders` contains the working folder and the payload's folder.
///
/// # Errors
///
/// One of the two checks fails.
pub(super) fn confine(
    settings: &Settings,
    command: &Command,
    invocation: &Invocation,
    variables: &Variables,
    folders: [&Path; 2],
) -> Result<(), Failure> {
    if let Some(check) = &command.start_check {
        let [folder, session] = folders;
        check.check(command, folder, session)?;
    }
    may_run(settings, command, invocation, variables, folders)
}

/// Returns the failure of a hook whose command leads to a file of an untrusted project. Starts nothing.
pub(super) fn refusal(settings: &Settings, spec: &HookSpec, payload: &Payload) -> Option<Failure> {
    let command = command_of(spec).ok()?;
    command.confinement.as_ref()?;
    let vars = environment(spec, payload).vars;
    let variables = variables(settings, &command.inherit_env, vars, &command.env).ok()?;
    let (folder, _) = work_dir::choose(command, &payload.meta.cwd).ok()?;
    let invocation = resolve(&command.program, variables.path.as_deref(), &folder).ok()?;
    let folders = [&folder, Path::new(&payload.meta.cwd)];
    may_run(settings, command, &invocation, &variables, folders).err()
}

/// Checks that no word of a command leads to a file of an untrusted project.
///
/// # Errors
///
/// A word leads to such a file.
fn may_run(
    settings: &Settings,
    command: &Command,
    invocation: &Invocation,
    variables: &Variables,
    folders: [&Path; 2],
) -> Result<(), Failure> {
    let path = variables.path.as_deref();
    confined::check(&Start {
        command,
        program: &invocation.program,
        folders,
        path: path.unwrap_or(OsStr::new(DEFAULT_PATH)),
        variable: &|name| match name {
            "PWD" => folders
                .first()
                .map(|folder| folder.to_string_lossy().into_owned()),
            name => variables.text(settings, name),
        },
    })
}

/// Prepares a process with its arguments, variables and process group.
pub(super) fn process(invocation: &Invocation, variables: &Variables) -> Process {
    let mut process = Process::new(&invocation.program);
    process.args(&invocation.arguments);
    if variables.clear {
        process.env_clear();
    }
    // This process might have been started by a worker (a hook program that answers many events). The hooks of this
    // process must not inherit the variable that tells a program to be a worker.
    process.env_remove(worker::VARIABLE);
    process.envs(&variables.set);
    // Start the program in a new process group: the group can then be ended with everything that the program started. A
    // new session would be stronger. But std can create a session only by code between fork and exec, which rules out
    // `posix_spawn`.
    process.process_group(0);
    process
}

/// Makes an attempt, and repeats it if the error can be temporary. Stops after a few repetitions or at the deadline.
/// Returns the result of the last attempt and the number of attempts.
pub(super) fn persistently<T>(
    deadline: Instant,
    mut attempt: impl FnMut() -> io::Result<T>,
) -> (io::Result<T>, usize) {
    let mut attempts = 1;
    let mut result = attempt();
    for pause in PAUSES {
        match &result {
            Err(error) if spawn_error::passes(error) && Instant::now() + pause < deadline => {
                thread::sleep(pause);
                attempts += 1;
                result = attempt();
            }
            _ => break,
        }
    }
    (result, attempts)
}

/// A spawned process and our ends of its pipes.
struct Started {
    child: std::process::Child,
    written: usize,
    feed: Option<Feed>,
    stdout: PipeReader,
    stderr: PipeReader,
}

/// Makes the pipes, writes as much of the payload as fits, and spawns.
///
/// The payload is written before the spawn. If it were written later, a hook that exits without reading the payload
/// would cause a failed write in some runs and not in others.
fn start(mut process: Process, stdin: Option<&Arc<Vec<u8>>>) -> io::Result<Started> {
    let (stdout, stderr) = outputs(&mut process)?;
    let (written, feed) = match stdin {
        Some(bytes) => fill(&mut process, bytes)?,
        None => {
            // The payload is passed as an argument, so give the hook an empty stdin. Its stdin must not be the agent's
            // terminal.
            process.stdin(Stdio::null());
            (0, None)
        }
    };
    let child = process.spawn()?;
    Ok(Started {
        child,
        written,
        feed,
        stdout,
        stderr,
    })
}

/// Makes the pipes of both outputs and returns our ends.
pub(super) fn outputs(process: &mut Process) -> io::Result<(PipeReader, PipeReader)> {
    let (stdout, stdout_end) = pipe()?;
    let (stderr, stderr_end) = pipe()?;
    // Set only our ends to nonblocking mode. Each end of a pipe has its own mode, and hooks expect blocking outputs.
    ioctl_fionbio(&stdout, true)?;
    ioctl_fionbio(&stderr, true)?;
    process.stdout(stdout_end).stderr(stderr_end);
    Ok((stdout, stderr))
}

/// Makes the payload's pipe and writes as much of the payload as fits. Returns the number of bytes written, and the
/// pipe if a part of the payload is left.
fn fill(process: &mut Process, bytes: &[u8]) -> io::Result<(usize, Option<Feed>)> {
    let (reader, writer): (PipeReader, PipeWriter) = pipe()?;
    ioctl_fionbio(&writer, true)?;
    widen(&writer, bytes.len());
    let written = write_some(&writer, bytes)?;
    let feed = if written < bytes.len() {
        Some(Feed {
            writer,
            // Keep the reading end open: a later write then cannot raise SIGPIPE (see `Feed`).
            reader: reader.try_clone()?,
        })
    } else {
        None
    };
    process.stdin(reader);
    Ok((written, feed))
}

/// The default capacity of a pipe on Linux, in bytes.
pub(super) const PIPE: usize = 64 * 1024;

/// The largest capacity that is requested, in bytes. All pipes of a user share a limit of 64 MiB.
const WIDE_PIPE: usize = 256 * 1024;

/// Increases the capacity of the pipe for a large payload, which then needs fewer writes and reads. If the system
/// refuses, the capacity stays as it is.
#[cfg(target_os = "linux")]
pub(super) fn widen(writer: impl AsFd, bytes: usize) {
    if bytes > PIPE {
        let _ = rustix::pipe::fcntl_setpipe_size(writer, WIDE_PIPE.min(bytes));
    }
}

/// Does nothing, because only Linux can change the capacity of a pipe.
#[cfg(not(target_os = "linux"))]
pub(super) fn widen(_: impl AsFd, _: usize) {}

#[cfg(test)]
#[path = "launch_tests.rs"]
mod tests;
