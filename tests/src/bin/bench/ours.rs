//! The same through the executor.

use std::io;
use std::sync::Arc;

use hooks_exec::{HookExecutor, HookRequest, ProcessExecutor, SharedPayload};
use hooks_types::{
    Command, EventName, HookSpec, Payload, PreToolUse, SessionMeta, ToolCall, ToolInput,
};
use tokio::runtime::{Builder, Runtime};

/// A runtime as an agent has one.
pub(crate) fn two_workers() -> io::Result<Runtime> {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
}

/// A runtime on the caller's own thread.
pub(crate) fn current_thread() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

/// Everything a run needs that outlives it.
#[derive(Clone)]
pub(crate) struct Ours {
    executor: Arc<ProcessExecutor>,
    spec: Arc<HookSpec>,
    payload: Arc<Payload>,
}

impl Ours {
    /// A hook that runs this, on a payload with this much text.
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

    /// The payload's bytes, for the floor.
    pub(crate) fn bytes(&self) -> io::Result<Vec<u8>> {
        let shared = SharedPayload::new(Arc::clone(&self.payload));
        let bytes = shared.bytes(&self.spec.form).map_err(io::Error::other)?;
        Ok(bytes.to_vec())
    }

    /// One dispatch: the payload is written once, and this many hooks run in tasks of their own.
    pub(crate) fn run(&self, runtime: &Runtime, hooks: usize) -> io::Result<()> {
        let payload = SharedPayload::new(Arc::clone(&self.payload));
        self.run_on(&payload, runtime, hooks)
    }

    /// The payload, with its bytes already written.
    pub(crate) fn written(&self) -> io::Result<SharedPayload> {
        let payload = SharedPayload::new(Arc::clone(&self.payload));
        payload.bytes(&self.spec.form).map_err(io::Error::other)?;
        Ok(payload)
    }

    /// The same on a payload of the caller's.
    pub(crate) fn run_on(
        &self,
        payload: &SharedPayload,
        runtime: &Runtime,
        hooks: usize,
    ) -> io::Result<()> {
        runtime.block_on(async {
            let tasks: Vec<_> = (0..hooks)
                .map(|_| {
                    let request = HookRequest::new(Arc::clone(&self.spec), payload.clone());
                    let executor = Arc::clone(&self.executor);
                    tokio::spawn(async move { executor.execute(request).await })
                })
                .collect();
            for task in tasks {
                let run = task.await.map_err(io::Error::other)?;
                run.result.map_err(io::Error::other)?;
            }
            Ok(())
        })
    }
}
