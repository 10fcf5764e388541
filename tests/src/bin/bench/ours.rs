//! Measures this engine: starts the benchmark's hook through an executor.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hooks_exec::{HookExecutor, HookRequest, ProcessExecutor, SharedPayload};
use hooks_types::event::PreToolUse;
use hooks_types::spec::{Command, Confinement, ProjectRoot};
use hooks_types::{EventName, HookSpec, Payload, SessionMeta, ToolCall, ToolInput};
use tokio::runtime::{Builder, Runtime};

use crate::c_floor::CFloor;
use crate::floor;
use crate::pairs::Pairs;

/// Creates a runtime as an agent would have it, with two worker threads.
pub(crate) fn two_workers() -> io::Result<Runtime> {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
}

/// Creates a runtime on the thread of the caller.
pub(crate) fn current_thread() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

/// A hook with its payload and its executor, for any number of runs.
#[derive(Clone)]
pub(crate) struct Ours {
    executor: Arc<ProcessExecutor>,
    spec: Arc<HookSpec>,
    payload: Arc<Payload>,
}

impl Ours {
    /// Creates a hook with this command, and a payload with this many bytes of text.
    pub(crate) fn new(argv: &[String], text: usize) -> Self {
        let spec = HookSpec::command("bench", EventName::PreToolUse, Command::argv(argv.to_vec()));
        let call = ToolCall::new("call_1", "write", ToolInput::Custom("x".repeat(text)));
        let meta = SessionMeta::new("session", "/");
        Self {
            executor: Arc::default(),
            spec: Arc::new(spec),
            payload: Arc::new(Payload::new(Arc::new(meta), PreToolUse::new(call))),
        }
    }

    /// Creates a hook with a shell text, and a payload with this many bytes of text.
    pub(crate) fn shell(text: &str, size: usize) -> Self {
        let mut ours = Self::new(&[], size);
        let command = Command::shell(text);
        ours.spec = Arc::new(HookSpec::command("bench", EventName::PreToolUse, command));
        ours
    }

    /// Creates a hook of the user's own file, in the folder of an untrusted project. Before each start, the
    /// executor checks to which file every word of the command leads.
    pub(crate) fn confined(argv: &[String], text: usize, project: &Path) -> io::Result<Self> {
        let folder = project.canonicalize()?;
        let root = ProjectRoot::new(&folder, false);
        let mut command = Command::argv(argv.to_vec());
        command.confinement = Some(Confinement::new([root]));
        let mut ours = Self::new(argv, text);
        ours.spec = Arc::new(HookSpec::command("bench", EventName::PreToolUse, command));
        let meta = SessionMeta::new("session", folder.display().to_string());
        let event = ours.payload.event.clone();
        ours.payload = Arc::new(Payload::new(Arc::new(meta), event));
        Ok(ours)
    }

    /// Returns the bytes of the payload, for the bare program that our hook is compared with (the floor).
    pub(crate) fn bytes(&self) -> io::Result<Vec<u8>> {
        let shared = SharedPayload::new(Arc::clone(&self.payload));
        let bytes = shared.bytes(&self.spec.form).map_err(io::Error::other)?;
        Ok(bytes.to_vec())
    }

    /// Runs the hook once, in the current task.
    async fn once(&self) -> io::Result<()> {
        let payload = SharedPayload::new(Arc::clone(&self.payload));
        let request = HookRequest::new(Arc::clone(&self.spec), payload);
        let run = self.executor.execute(request).await;
        run.result.map(drop).map_err(io::Error::other)
    }

    /// Measures pairs (one run of our engine and one of the floor) in a task of the runtime. The times then do not
    /// include the switch from another thread into the runtime and back.
    pub(crate) fn pairs_in_a_task(
        &self,
        runtime: &Runtime,
        count: usize,
        argv: &[String],
    ) -> io::Result<Pairs> {
        let (ours, argv, payload) = (self.clone(), argv.to_vec(), self.bytes()?);
        let task = async move {
            let mut pairs = Pairs::default();
            let skipped = count.div_ceil(50);
            for round in 0..count + skipped {
                let mut times = [Duration::ZERO; 2];
                for turn in [round % 2, 1 - round % 2] {
                    let started = Instant::now();
                    match turn {
                        // Blocking the runtime's thread does no harm: nothing else has to run meanwhile.
                        0 => floor::run(&argv, &payload)?,
                        _ => ours.once().await?,
                    }
                    times[turn] = started.elapsed();
                }
                if round >= skipped {
                    pairs.floor.push(times[0]);
                    pairs.ours.push(times[1]);
                }
            }
            Ok(pairs.sorted())
        };
        runtime.block_on(async { tokio::spawn(task).await.map_err(io::Error::other)? })
    }

    /// Like [`pairs_in_a_task`](Self::pairs_in_a_task), but compares our engine with the loop in C. Each side measures
    /// with its own clock.
    pub(crate) fn pairs_with_c(
        &self,
        runtime: &Runtime,
        count: usize,
        argv: &[String],
    ) -> io::Result<Pairs> {
        let mut floor = CFloor::start(argv, &self.bytes()?)?;
        let ours = self.clone();
        let task = async move {
            let mut pairs = Pairs::default();
            let skipped = count.div_ceil(50);
            for round in 0..count + skipped {
                let mut times = [Duration::ZERO; 2];
                for turn in [round % 2, 1 - round % 2] {
                    let started = Instant::now();
                    times[turn] = if turn == 0 {
                        floor.run()?
                    } else {
                        ours.once().await?;
                        started.elapsed()
                    };
                }
                if round >= skipped {
                    pairs.floor.push(times[0]);
                    pairs.ours.push(times[1]);
                }
            }
            Ok(pairs.sorted())
        };
        runtime.block_on(async { tokio::spawn(task).await.map_err(io::Error::other)? })
    }

    /// Runs the hook repeatedly, one run after another.
    pub(crate) fn repeat(&self, runtime: &Runtime, count: usize) -> io::Result<()> {
        runtime.block_on(async {
            for _ in 0..count {
                self.once().await?;
            }
            Ok(())
        })
    }

    /// Runs one dispatch (one event, sent through `hooks` hooks): encodes the payload once and runs each hook in a task
    /// of its own.
    pub(crate) fn run(&self, runtime: &Runtime, hooks: usize) -> io::Result<()> {
        let payload = SharedPayload::new(Arc::clone(&self.payload));
        self.run_on(&payload, runtime, hooks)
    }

    /// Returns the payload, already encoded.
    pub(crate) fn written(&self) -> io::Result<SharedPayload> {
        let payload = SharedPayload::new(Arc::clone(&self.payload));
        payload.bytes(&self.spec.form).map_err(io::Error::other)?;
        Ok(payload)
    }

    /// Like [`run`](Self::run), with a given payload.
    pub(crate) fn run_on(
        &self,
        payload: &SharedPayload,
        runtime: &Runtime,
        hooks: usize,
    ) -> io::Result<()> {
        self.run_each(runtime, hooks, || payload.clone())
    }

    /// Runs `dispatches` dispatches of one hook each. Each dispatch encodes its own payload.
    pub(crate) fn run_dispatches(&self, runtime: &Runtime, dispatches: usize) -> io::Result<()> {
        self.run_each(runtime, dispatches, || {
            SharedPayload::new(Arc::clone(&self.payload))
        })
    }

    fn run_each(
        &self,
        runtime: &Runtime,
        hooks: usize,
        payload: impl Fn() -> SharedPayload,
    ) -> io::Result<()> {
        runtime.block_on(async {
            let tasks: Vec<_> = (0..hooks)
                .map(|_| {
                    let request = HookRequest::new(Arc::clone(&self.spec), payload());
                    let executor = Arc::clone(&self.executor);
                    tokio::spawn(async move { executor.execute(request).await })
                })
                .collect();
            for task in tasks {
                let run = task.await.map_err(io::Error::other)?;
                drop(run.result.map_err(io::Error::other)?);
            }
            Ok(())
        })
    }
}
