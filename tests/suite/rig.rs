//! The common base of tests with real processes: a folder, a socket to which probes connect, and requests.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hooks_exec::{Allowance, HookExecutor, HookRequest, HookRun, ProcessExecutor, SharedPayload};
use hooks_tests::{About, Step};
use hooks_types::event::PreToolUse;
use hooks_types::spec::Command;
use hooks_types::tool::ShellInput;
use hooks_types::{EventName, HookSpec, Payload, SessionMeta, ToolCall, ToolInput};
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

/// A time limit far above any normal wait. It keeps a broken test from hanging.
const PATIENCE: Duration = Duration::from_secs(60);

/// A time limit that no test reaches.
pub(crate) const LONG: Duration = Duration::from_secs(600);

/// A time limit for hooks that are meant to exceed it.
pub(crate) const SHORT: Duration = Duration::from_millis(300);

/// The folder and the socket of one test.
pub(crate) struct Rig {
    folder: TempDir,
    listener: UnixListener,
    /// Probes that connected before the test asked for them, by name.
    waiting: Mutex<HashMap<String, Beacon>>,
}

/// The connection of a probe to the test.
pub(crate) struct Beacon {
    stream: BufReader<UnixStream>,
}

/// Waits for something that happens in every run without a fault. Panics if it does not happen within [`PATIENCE`].
pub(crate) async fn soon<T>(what: &str, happens: impl Future<Output = T>) -> T {
    match timeout(PATIENCE, happens).await {
        Ok(value) => value,
        Err(_) => panic!("{what} did not happen within {PATIENCE:?}"),
    }
}

/// Returns the command line of a probe with these steps.
pub(crate) fn probe(steps: &[Step]) -> Vec<String> {
    let steps = serde_json::to_string(steps).unwrap();
    vec![env!("CARGO_BIN_EXE_hook-probe").to_owned(), steps]
}

impl Rig {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join("beacon")).unwrap();
        Self {
            folder,
            listener,
            waiting: Mutex::default(),
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the step that connects a probe to this test.
    pub(crate) fn beacon(&self, name: &str) -> Step {
        Step::Beacon(self.folder.path().join("beacon"), name.to_owned())
    }

    /// Writes a file into the test's folder, and returns its path.
    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let file = self.folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        file
    }

    /// Returns a request for a PreToolUse hook that is a probe with these steps.
    pub(crate) fn request(&self, steps: &[Step]) -> HookRequest {
        self.request_of(Command::argv(probe(steps)))
    }

    /// Returns a request for a PreToolUse hook with this command.
    pub(crate) fn request_of(&self, command: Command) -> HookRequest {
        let spec = HookSpec::command("hook", EventName::PreToolUse, command);
        HookRequest::new(Arc::new(spec.with_timeout(LONG)), self.payload(0))
    }

    /// Returns a payload of at least this many bytes.
    pub(crate) fn payload(&self, size: usize) -> SharedPayload {
        let mut shell = ShellInput::new(["rm", "-rf", "/"]);
        let padding = "x".repeat(size);
        shell.other.insert("padding".into(), Value::from(padding));
        let call = ToolCall::new("call_1", "shell", ToolInput::Shell(shell));
        let cwd = self.folder.path().to_str().unwrap();
        let meta = SessionMeta::new("session", cwd);
        SharedPayload::new(Payload::new(Arc::new(meta), PreToolUse::new(call)))
    }

    /// Waits for the probe that connects under this name.
    pub(crate) async fn connected(&self, name: &str) -> Beacon {
        loop {
            if let Some(beacon) = self.waiting.lock().unwrap().remove(name) {
                return beacon;
            }
            let accepted = soon("a probe's connection", self.listener.accept()).await;
            let mut beacon = Beacon {
                stream: BufReader::new(accepted.unwrap().0),
            };
            let connected = beacon.line().await;
            self.waiting.lock().unwrap().insert(connected, beacon);
        }
    }
}

/// Runs a hook and waits for its verdict.
pub(crate) async fn run(request: HookRequest) -> HookRun {
    soon("a verdict", ProcessExecutor::new().execute(request)).await
}

/// Starts a hook in a task of its own.
pub(crate) fn start(executor: &ProcessExecutor, request: HookRequest) -> JoinHandle<HookRun> {
    let executor = executor.clone();
    tokio::spawn(async move { executor.execute(request).await })
}

/// Returns the request with [`SHORT`] as the time limit.
pub(crate) fn hurried(request: HookRequest) -> HookRequest {
    let allowance = Allowance::new(SHORT, LONG);
    request
        .with_deadline(Instant::now() + SHORT)
        .with_allowance(allowance)
}

impl Beacon {
    pub(crate) async fn line(&mut self) -> String {
        let mut line = String::new();
        soon("a probe's line", self.stream.read_line(&mut line))
            .await
            .unwrap();
        line.trim_end().to_owned()
    }

    /// Returns the probe's description of itself.
    pub(crate) async fn about(&mut self) -> About {
        serde_json::from_str(&self.line().await).unwrap()
    }

    /// Lets the probe continue.
    pub(crate) async fn go(&mut self) {
        self.stream.get_mut().write_all(b"g").await.unwrap();
    }

    /// Waits until the probe is dead: the system then closes the probe's end of the connection.
    pub(crate) async fn dead(mut self) {
        let mut rest = Vec::new();
        // Ignore an error: a connection that was reset is closed too.
        let _ = soon("a probe's death", self.stream.read_to_end(&mut rest)).await;
    }
}
