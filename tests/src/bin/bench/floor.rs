//! The floor, with which our times are compared: the minimum cost of running a program.

use std::io::{self, Read, Write};
use std::process::{Command, Stdio};
use std::thread;

/// Starts the program, writes the payload, reads both outputs to the end, and waits for the exit.
pub(crate) fn run(argv: &[String], payload: &[u8]) -> io::Result<()> {
    let [program, arguments @ ..] = argv else {
        return Err(io::Error::other("no program"));
    };
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(payload)?;
    }
    let mut output = Vec::new();
    if let Some(mut stdout) = child.stdout.take() {
        stdout.read_to_end(&mut output)?;
    }
    if let Some(mut stderr) = child.stderr.take() {
        stderr.read_to_end(&mut output)?;
    }
    let status = child.wait()?;
    match status.success() {
        true => Ok(()),
        false => Err(io::Error::other(format!("the program ended with {status}"))),
    }
}

/// Runs this many programs at once, each on a thread of its own.
pub(crate) fn run_all(count: usize, argv: &[String], payload: &[u8]) -> io::Result<()> {
    thread::scope(|scope| {
        let running: Vec<_> = (0..count)
            .map(|_| scope.spawn(|| run(argv, payload)))
            .collect();
        running.into_iter().try_for_each(|thread| {
            thread
                .join()
                .unwrap_or_else(|_| Err(io::Error::other("a thread panicked")))
        })
    })
}
