//! A hook program for tests: does the steps that its first argument lists.

mod events;

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::process::{Command, ExitCode, Stdio};
use std::thread;

use events::Events;
use hooks_tests::{About, Exposed, Pipe, Step, Stream};
use rustix::process::{Signal, getpgrp, getpid, kill_process, setsid};

/// The state of a probe.
#[derive(Default)]
struct Probe {
    read: Vec<u8>,
    beacon: Option<UnixStream>,
    /// The events that the probe has read as a worker.
    events: Events,
    /// The memory that the probe has allocated and keeps.
    held: Vec<Vec<u8>>,
}

fn main() -> ExitCode {
    let steps = env::args().nth(1).unwrap_or_default();
    let outcome = serde_json::from_str::<Vec<Step>>(&steps)
        .map_err(io::Error::other)
        .and_then(|steps| Probe::default().run(&steps));
    match outcome {
        Ok(code) => ExitCode::from(code.unwrap_or_default()),
        Err(error) => {
            let _ = writeln!(io::stderr(), "probe: {error}");
            ExitCode::from(99)
        }
    }
}

impl Probe {
    /// Does the steps. Returns the code with which to exit, if a step asks for the exit.
    fn run(&mut self, steps: &[Step]) -> io::Result<Option<u8>> {
        for step in steps {
            let code = match step {
                Step::Exit(code) => Some(u8::try_from(*code).map_err(io::Error::other)?),
                Step::ReadEvent if !self.events.read()? => Some(0),
                Step::ReadEvent => None,
                Step::Repeat(steps) => loop {
                    if let Some(code) = self.run(steps)? {
                        break Some(code);
                    }
                },
                Step::Once(file, first, others) => {
                    let made = OpenOptions::new().write(true).create_new(true).open(file);
                    self.run(if made.is_ok() { first } else { others })?
                }
                step => {
                    self.step(step.clone())?;
                    None
                }
            };
            if code.is_some() {
                return Ok(code);
            }
        }
        Ok(None)
    }

    fn step(&mut self, step: Step) -> io::Result<()> {
        match step {
            Step::ReadAll => {
                io::stdin().read_to_end(&mut self.read)?;
            }
            Step::Read(count) => {
                let mut bytes = vec![0; count];
                io::stdin().read_exact(&mut bytes)?;
                self.read.append(&mut bytes);
            }
            Step::CloseInput => replace_input()?,
            Step::Close(stream) => replace_output(stream)?,
            Step::Print(stream, text) => write(stream, text.as_bytes())?,
            Step::Bytes(stream, bytes) => write(stream, &bytes)?,
            Step::Flood(stream, bytes) => flood(stream, Some(bytes))?,
            Step::FloodForEver(stream) => flood(stream, None)?,
            Step::FloodLine(stream, bytes) => {
                let chunk = vec![b'x'; 64 * 1024];
                for begun in (0..bytes).step_by(chunk.len()) {
                    write(stream, &chunk[..chunk.len().min(bytes - begun)])?;
                }
            }
            Step::Echo => write(Stream::Out, &self.read)?,
            Step::BlockWithCount => {
                let count = self.read.len();
                let answer = format!(r#"{{"decision":"block","message":"{count}"}}"#);
                write(Stream::Out, answer.as_bytes())?;
            }
            Step::Beacon(path, name) => {
                let mut beacon = UnixStream::connect(path)?;
                writeln!(beacon, "{name}")?;
                self.beacon = Some(beacon);
            }
            Step::AwaitGo => {
                // Treat the end of the connection as the signal too: no probe may outlive its test.
                let _ = self.beacon()?.read(&mut [0])?;
            }
            Step::TellAbout => {
                let about = serde_json::to_string(&self.about()?)?;
                writeln!(self.beacon()?, "{about}")?;
            }
            Step::Start(steps, exposed) => start(&steps, &exposed)?,
            Step::LeaveGroup => {
                setsid()?;
            }
            Step::Stop => kill_process(getpid(), Signal::STOP)?,
            Step::Raise(signal) => {
                let signal = Signal::from_named_raw(signal)
                    .ok_or_else(|| io::Error::other("no such signal"))?;
                kill_process(getpid(), signal)?;
            }
            Step::Hang => loop {
                thread::park();
            },
            Step::Append(variable, text) => {
                let path = env::var(variable).map_err(io::Error::other)?;
                OpenOptions::new()
                    .append(true)
                    .open(path)?
                    .write_all(text.as_bytes())?;
            }
            Step::RemoveFolder(folder) => fs::remove_dir_all(folder)?,
            Step::Hello(events) => write(Stream::Out, &events::hello(events)?)?,
            Step::Reply(more, says) => write(Stream::Out, &self.events.reply(more, &says))?,
            Step::ReplyToOneBefore(says) => {
                write(Stream::Out, &self.events.reply_to_one_before(&says))?;
            }
            Step::Grow(bytes) => self.held.push(vec![1; bytes]),
            Step::Record(file, line) => {
                let mut file = OpenOptions::new().create(true).append(true).open(file)?;
                file.write_all(format!("{line}\n").as_bytes())?;
            }
            Step::Exit(_) | Step::Label(_) | Step::ReadEvent | Step::Repeat(_) | Step::Once(..) => {
            }
        }
        Ok(())
    }

    fn beacon(&mut self) -> io::Result<&mut UnixStream> {
        self.beacon
            .as_mut()
            .ok_or_else(|| io::Error::other("no beacon"))
    }

    fn about(&self) -> io::Result<About> {
        Ok(About {
            arguments: env::args().skip(2).collect(),
            environment: env::vars().collect(),
            folder: env::current_dir()?,
            read: self.read.len(),
            pid: getpid().as_raw_nonzero().get(),
            group: getpgrp().as_raw_nonzero().get(),
            descriptors: descriptors()?,
        })
    }
}

fn write(stream: Stream, bytes: &[u8]) -> io::Result<()> {
    match stream {
        Stream::Out => {
            let mut out = io::stdout();
            out.write_all(bytes)?;
            out.flush()
        }
        Stream::Err => io::stderr().write_all(bytes),
    }
}

fn flood(stream: Stream, bytes: Option<usize>) -> io::Result<()> {
    const LINE: &[u8] = b"noise noise noise noise noise noise noise noise noise noise no\n";
    let chunk = LINE.repeat(1024);
    let mut left = bytes.unwrap_or(usize::MAX);
    while left > 0 {
        let count = left.min(chunk.len());
        write(stream, &chunk[..count])?;
        if bytes.is_some() {
            left -= count;
        }
    }
    Ok(())
}

/// Replaces stdin with `/dev/null`, which closes the probe's end of the pipe.
fn replace_input() -> io::Result<()> {
    let null = fs::File::open("/dev/null")?;
    rustix::stdio::dup2_stdin(null.as_fd()).map_err(Into::into)
}

fn replace_output(stream: Stream) -> io::Result<()> {
    let null = OpenOptions::new().write(true).open("/dev/null")?;
    match stream {
        Stream::Out => rustix::stdio::dup2_stdout(null.as_fd()),
        Stream::Err => rustix::stdio::dup2_stderr(null.as_fd()),
    }
    .map_err(Into::into)
}

fn start(steps: &[Step], exposed: &Exposed) -> io::Result<()> {
    let given = |pipe: Pipe| {
        if exposed.contains(&pipe) {
            Stdio::inherit()
        } else {
            Stdio::null()
        }
    };
    Command::new(env::current_exe()?)
        .arg(serde_json::to_string(steps)?)
        .stdin(given(Pipe::In))
        .stdout(given(Pipe::Out(Stream::Out)))
        .stderr(given(Pipe::Out(Stream::Err)))
        .spawn()
        .map(drop)
}

fn descriptors() -> io::Result<BTreeMap<i32, String>> {
    let entries: Vec<_> = fs::read_dir("/proc/self/fd")?.collect::<io::Result<_>>()?;
    let known = entries.into_iter().filter_map(|entry| {
        // The descriptor that was used to list the folder is already closed. So reading its link fails, and it is
        // skipped.
        let target = fs::read_link(entry.path()).ok()?;
        let number = entry.file_name().to_str()?.parse().ok()?;
        Some((number, target.to_string_lossy().into_owned()))
    });
    Ok(known.collect())
}
