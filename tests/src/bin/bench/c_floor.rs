//! The lowest floor (the cost that ours is compared with): a loop in C with `posix_spawn` and three pipes. The loop is
//! compiled when the bench runs.

use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

/// The running C program, which runs its command once for each byte that it reads.
pub(crate) struct CFloor {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    _folder: tempfile::TempDir,
}

impl CFloor {
    /// Compiles the C program with the machine's `cc`, and starts it.
    pub(crate) fn start(argv: &[String], payload: &[u8]) -> io::Result<Self> {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("c/spawn_floor.c");
        let folder = tempfile::tempdir()?;
        let program = folder.path().join("spawn_floor");
        let built = Command::new("cc")
            .args(["-O2", "-o"])
            .arg(&program)
            .arg(source)
            .status()?;
        if !built.success() {
            return Err(io::Error::other("cc failed"));
        }
        let payload = str::from_utf8(payload).map_err(io::Error::other)?;
        let mut child = Command::new(program)
            .arg(payload)
            .args(argv)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let piped = child.stdin.take().zip(child.stdout.take());
        let (stdin, stdout) = piped.ok_or_else(|| io::Error::other("no pipes"))?;
        Ok(Self {
            child,
            stdin,
            stdout: BufReader::new(stdout),
            _folder: folder,
        })
    }

    /// Runs the command once. Returns the time that the C program measured by its own clock.
    pub(crate) fn run(&mut self) -> io::Result<Duration> {
        self.stdin.write_all(b"g")?;
        let mut line = String::new();
        self.stdout.read_line(&mut line)?;
        let nanoseconds = line.trim().parse().map_err(io::Error::other)?;
        Ok(Duration::from_nanos(nanoseconds))
    }
}

impl Drop for CFloor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
