//! Tests that no verdict is lost, whatever a worker does wrong.
//!
//! `worker/state_tests.rs` in hooks-exec tests, without processes, how the output of a worker is read.

mod confined;
mod dying;
mod ending;
mod folder;
mod late;
mod like_any;
mod many;
mod speaking;
mod starting;

use std::path::PathBuf;
use std::sync::Arc;

use hooks_exec::{HookExecutor, HookRequest, HookRun, WorkerExecutor, WorkerLimits};
use hooks_tests::{Says, Step, Stream};
use hooks_types::report::Cause;
use hooks_types::spec::Command;
use hooks_types::{HookAnswer, HookSpec};
use tokio::task::JoinHandle;

use crate::rig::{Rig, probe, soon};

/// A worker hook, its executor, and a record of the worker's starts.
struct Bench {
    rig: Rig,
    executor: WorkerExecutor,
    request: HookRequest,
    starts: PathBuf,
}

impl Bench {
    /// Creates a hook whose worker does these steps. Each start of the worker is recorded.
    fn new(rig: Rig, steps: Vec<Step>) -> Self {
        let starts = rig.folder().join("starts");
        let mut all = vec![Step::Record(starts.clone(), "started".to_owned())];
        all.extend(steps);
        Self::of(rig, Command::argv(probe(&all)), starts)
    }

    fn of(rig: Rig, command: Command, starts: PathBuf) -> Self {
        let request = rig.request_of(command.with_launch(hooks_types::spec::Launch::Worker));
        Self {
            rig,
            executor: WorkerExecutor::default(),
            request,
            starts,
        }
    }

    fn limited(mut self, limit: impl FnOnce(&mut WorkerLimits)) -> Self {
        let mut limits = WorkerLimits::default();
        limit(&mut limits);
        self.executor = self.executor.with_limits(limits);
        self
    }

    fn with_spec(mut self, change: impl FnOnce(&mut HookSpec)) -> Self {
        let mut spec = (*self.request.spec).clone();
        change(&mut spec);
        self.request.spec = Arc::new(spec);
        self
    }

    async fn ask(&self) -> HookRun {
        self.ask_for(self.request.clone()).await
    }

    async fn ask_for(&self, request: HookRequest) -> HookRun {
        soon("a verdict", self.executor.execute(request)).await
    }

    /// Sends an event in a task of its own.
    fn start(&self, request: HookRequest) -> JoinHandle<HookRun> {
        let executor = self.executor.clone();
        tokio::spawn(async move { executor.execute(request).await })
    }

    /// Returns how often the worker was started.
    fn starts(&self) -> usize {
        let text = std::fs::read_to_string(&self.starts).unwrap_or_default();
        text.lines().count()
    }
}

/// Returns the step that prints a line.
fn print(line: &str) -> Step {
    Step::Print(Stream::Out, format!("{line}\n"))
}

/// Returns the step that replies without an objection: exit code 0.
fn fine() -> Step {
    Step::Reply(0, Says::Raw(r#""exit":0}"#.to_owned()))
}

fn blocks(why: &str) -> Step {
    Step::Reply(0, blocking(why))
}

fn blocking(why: &str) -> Says {
    Says::Printed(String::new(), why.to_owned(), 2)
}

/// Returns the step that repeats: it reads an event and then does these steps.
fn serving(answer: Vec<Step>) -> Step {
    let mut steps = vec![Step::ReadEvent];
    steps.extend(answer);
    Step::Repeat(steps)
}

/// Returns the steps of a worker that replies to the agent's hello and then does the steps `answer`
/// for every event.
fn worker(answer: Vec<Step>) -> Vec<Step> {
    vec![Step::Hello(1), serving(answer)]
}

fn cause(run: &HookRun) -> Cause {
    run.result.as_ref().unwrap_err().cause.clone()
}

fn message(run: &HookRun) -> String {
    run.result.as_ref().unwrap_err().message.clone()
}

fn proceeds(run: &HookRun) {
    assert_eq!(run.result, Ok(HookAnswer::proceed()));
}

fn is_blocked(run: &HookRun, why: &str) {
    assert_eq!(run.result, Ok(HookAnswer::block(why)));
}
