//! Gives each test its own folder with a home folder, and runs the program there.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

pub(crate) use self::commands::*;
pub(crate) use self::explained::*;
pub(crate) use self::guards::*;

mod commands;
mod explained;
mod guards;

/// A fresh project with a fresh home.
pub(crate) struct Project {
    dir: TempDir,
}

/// The result of a run of the program.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Project {
    pub(crate) fn new() -> Self {
        Self::inside(TempDir::new().unwrap())
    }

    /// Makes a project whose path has the same length on every machine, so that texts with the path wrap at the same
    /// places.
    pub(crate) fn of_known_width() -> Self {
        let short = tempfile::Builder::new().prefix("hooks").tempdir_in("/tmp");
        Self::inside(short.unwrap())
    }

    fn inside(dir: TempDir) -> Self {
        fs::create_dir(dir.path().join("home")).unwrap();
        fs::create_dir(dir.path().join("project")).unwrap();
        Self { dir }
    }

    /// Makes a project with this text as its `hooks.toml`.
    pub(crate) fn with_hooks(toml: &str) -> Self {
        let project = Self::new();
        project.write("hooks.toml", toml);
        project
    }

    pub(crate) fn root(&self) -> PathBuf {
        // Resolve links, as the program does: the folder for temporary files can be a link.
        fs::canonicalize(self.dir.path().join("project")).unwrap()
    }

    pub(crate) fn home(&self) -> PathBuf {
        fs::canonicalize(self.dir.path().join("home")).unwrap()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        write(&self.path(name), text);
    }

    pub(crate) fn write_home(&self, name: &str, text: &str) {
        write(&self.home().join(name), text);
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// Makes a command that runs the program in the project, without the developer's own environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hooks"));
        command
            .args(arguments)
            .current_dir(self.root())
            .env("HOME", self.home())
            .stdin(Stdio::null());
        for name in [
            "XDG_CONFIG_HOME",
            "XDG_STATE_HOME",
            "AGENT",
            "CLAUDECODE",
            "CLAUDE_CODE_ENTRYPOINT",
            "CODEX_SANDBOX",
            "GEMINI_CLI",
            "CURSOR_AGENT",
            "COLUMNS",
            "CLAUDE_CONFIG_DIR",
            "CODEX_HOME",
            "COPILOT_HOME",
            "HOOKS_PROJECT_DIR",
            "CLAUDE_PROJECT_DIR",
            "CODEX_PROJECT_DIR",
            "GEMINI_PROJECT_DIR",
            "CURSOR_PROJECT_DIR",
        ] {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        ended(command.spawn().unwrap())
    }

    /// Like `run`, in a terminal of this many columns, and without the project's path in the output.
    pub(crate) fn shown(&self, columns: usize, arguments: &[&str]) -> String {
        let mut command = self.command(arguments);
        command.env("COLUMNS", columns.to_string());
        self.without_paths(&fed(&mut command, ""))
    }

    pub(crate) fn run_with(&self, arguments: &[&str], stdin: &str) -> Ran {
        fed(&mut self.command(arguments), stdin)
    }

    /// Returns the output of a run without the project's path.
    pub(crate) fn without_paths(&self, ran: &Ran) -> String {
        let text = format!("{}{}", ran.stdout, ran.stderr);
        text.replace(&self.root().display().to_string(), "{project}")
            .replace(&self.home().display().to_string(), "{home}")
    }
}

impl Ran {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Runs a command with this text on its stdin.
pub(crate) fn fed(command: &mut Command, stdin: &str) -> Ran {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut to = child.stdin.take().unwrap();
    // The program can end without reading its input; that is not an error.
    let _ = to.write_all(stdin.as_bytes());
    drop(to);
    ended(child)
}

/// A time limit much longer than any run takes.
const PATIENCE: Duration = Duration::from_secs(120);

/// Waits for a program to end. A program that hangs is killed and fails the test.
pub(crate) fn ended(child: Child) -> Ran {
    let id = child.id();
    let (sender, receiver) = channel();
    std::thread::spawn(move || sender.send(child.wait_with_output()));
    match receiver.recv_timeout(PATIENCE) {
        Ok(output) => output.unwrap().into(),
        Err(_) => {
            let killed = Command::new("kill")
                .args(["-KILL", &id.to_string()])
                .status();
            panic!("the program hangs; killed: {killed:?}");
        }
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Returns a native payload of a shell call.
pub(crate) fn native_call(command: &[&str]) -> String {
    serde_json::json!({
        "session_id": "s", "cwd": "/",
        "hook_event": {
            "event_type": "pre_tool_use", "tool_name": "shell",
            "tool_input": { "command": command },
        },
    })
    .to_string()
}

/// Returns the text without everything that differs from run to run.
pub(crate) fn timeless(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for line in text.lines() {
        let mut line = line.to_owned();
        // On a busy machine the durations differ. A duration is at the end of a line or before a place.
        let (before, place) = line.rsplit_once(' ').unwrap_or_default();
        let (timed, place) = match place.contains(".toml:") {
            true => (before.trim_end(), format!("  {place}")),
            false => (line.as_str(), String::new()),
        };
        let seconds = timed
            .strip_suffix(" s")
            .and_then(|timed| timed.rsplit(' ').next());
        if seconds.is_some_and(|seconds| seconds.parse::<f64>().is_ok()) {
            line = format!("{}ms{place}", timed.trim_end_matches('s'));
        }
        while let Some(at) = line.find(" ms") {
            let start = line[..at].rfind(' ').map_or(0, |space| space + 1);
            line.replace_range(start..at + 3, "TIME");
        }
        while let Some(at) = line.find("time=\"0") {
            let end = line[at + 6..]
                .find('"')
                .map_or(line.len(), |end| at + 7 + end);
            line.replace_range(at..end, "TIME");
        }
        // The width of a duration also changes the spaces of its column.
        let mut parts = line.split("  ").filter(|part| !part.is_empty());
        let first = parts.next().unwrap_or_default();
        let in_table = line.contains("TIME") || line.contains(".toml:");
        let others = parts.map(|part| match in_table {
            true => format!("  {}", part.trim_start()),
            false => format!("  {part}"),
        });
        words.push(first.to_owned() + &others.collect::<String>());
    }
    words.join("\n")
}
