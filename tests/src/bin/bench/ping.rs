//! The floors (with which our times are compared) for a worker: the same lines, sent to the same program over bare
//! pipes.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};
use std::process::Stdio;
use std::sync::Arc;

use hooks_exec::SharedPayload;
use hooks_exec::worker_protocol::{AFTER_PAYLOAD, EventHead, Reply, hello};
use hooks_types::worker::VARIABLE;
use hooks_types::{HookSpec, Payload};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

/// Returns the line by which an event is sent to a worker. Encodes the payload anew, as each dispatch does.
pub(crate) fn line(id: u64, spec: &HookSpec, payload: &Arc<Payload>) -> io::Result<Vec<u8>> {
    let shared = SharedPayload::new(Arc::clone(payload));
    let bytes = shared.bytes(&spec.form).map_err(io::Error::other)?;
    let mut line = EventHead::new(id, 30_000, &payload.meta.cwd, &BTreeMap::new()).to_bytes();
    line.extend_from_slice(bytes.trim_ascii());
    line.extend_from_slice(AFTER_PAYLOAD);
    Ok(line)
}

/// Reads a reply to event `id` as our executor does.
fn answers(id: u64, line: &[u8]) -> io::Result<()> {
    match Reply::read(line.trim_ascii()) {
        Some(reply) if reply.id == Some(id) => Ok(()),
        _ => Err(io::Error::other("no reply")),
    }
}

/// A worker process, reached over pipes of tokio.
pub(crate) struct TokioPing {
    _child: tokio::process::Child,
    stdin: tokio::process::ChildStdin,
    stdout: BufReader<tokio::process::ChildStdout>,
    line: Vec<u8>,
    id: u64,
}

impl TokioPing {
    pub(crate) async fn start(argv: &[String]) -> io::Result<Self> {
        let (program, arguments) = argv.split_first().ok_or(io::ErrorKind::InvalidInput)?;
        let mut child = tokio::process::Command::new(program)
            .args(arguments)
            .env(VARIABLE, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let piped = child.stdin.take().zip(child.stdout.take());
        let (mut stdin, stdout) = piped.ok_or_else(|| io::Error::other("no pipes"))?;
        let mut stdout = BufReader::new(stdout);
        stdin.write_all(&hello(8 << 20)).await?;
        let mut line = Vec::new();
        stdout.read_until(b'\n', &mut line).await?;
        Ok(Self {
            _child: child,
            stdin,
            stdout,
            line,
            id: 0,
        })
    }

    pub(crate) async fn ask(&mut self, spec: &HookSpec, payload: &Arc<Payload>) -> io::Result<()> {
        self.id += 1;
        self.stdin.write_all(&line(self.id, spec, payload)?).await?;
        self.line.clear();
        self.stdout.read_until(b'\n', &mut self.line).await?;
        answers(self.id, &self.line)
    }
}

/// A worker process, reached over blocking pipes.
pub(crate) struct BlockingPing {
    child: std::process::Child,
    stdin: std::process::ChildStdin,
    stdout: io::BufReader<std::process::ChildStdout>,
    line: Vec<u8>,
    id: u64,
}

impl BlockingPing {
    pub(crate) fn start(argv: &[String]) -> io::Result<Self> {
        let (program, arguments) = argv.split_first().ok_or(io::ErrorKind::InvalidInput)?;
        let mut child = std::process::Command::new(program)
            .args(arguments)
            .env(VARIABLE, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let piped = child.stdin.take().zip(child.stdout.take());
        let (mut stdin, stdout) = piped.ok_or_else(|| io::Error::other("no pipes"))?;
        let mut stdout = io::BufReader::new(stdout);
        stdin.write_all(&hello(8 << 20))?;
        let mut line = Vec::new();
        stdout.read_until(b'\n', &mut line)?;
        Ok(Self {
            child,
            stdin,
            stdout,
            line,
            id: 0,
        })
    }

    pub(crate) fn ask(&mut self, spec: &HookSpec, payload: &Arc<Payload>) -> io::Result<()> {
        self.id += 1;
        self.stdin.write_all(&line(self.id, spec, payload)?)?;
        self.line.clear();
        self.stdout.read_until(b'\n', &mut self.line)?;
        answers(self.id, &self.line)
    }
}

impl Drop for BlockingPing {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
