//! Sends thousands of events to workers while their processes are killed at random.
//!
//! Each event must get its own answer, or a failure that says that the worker was lost and that blocks on a gate.
//! Anything else is a lost verdict: the answer to a different event, a proceed, a timeout.

use std::fs;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use hooks_exec::{HookExecutor, HookRequest, SharedPayload, WorkerExecutor, WorkerLimits};
use hooks_tests::{Says, Step};
use hooks_types::event::PreToolUse;
use hooks_types::report::Cause;
use hooks_types::spec::{Command, SideEffects};
use hooks_types::{EventName, HookAnswer, HookSpec, Payload, SessionMeta, ToolCall, ToolInput};
use rustix::process::{Pid, Signal, kill_process};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::tally::{Outcome, Tally};

/// The number of workers.
const HOOKS: usize = 24;

/// The time between two kills.
const KILL_EVERY: Duration = Duration::from_millis(10);

/// A time limit that no healthy run reaches.
const LONG: Duration = Duration::from_secs(60);

pub(crate) struct Workers {
    executor: WorkerExecutor,
    specs: Vec<Arc<HookSpec>>,
}

impl Workers {
    pub(crate) fn new(label: &str) -> io::Result<Self> {
        let probe = std::env::current_exe()?.with_file_name("hook-probe");
        let probe = probe.display().to_string();
        let spec = |number: usize| {
            let steps = [
                Step::Label(label.to_owned()),
                Step::Hello(1 + number as u64 % 3),
                Step::Repeat(vec![Step::ReadEvent, Step::Reply(0, Says::Count)]),
            ];
            let steps = serde_json::to_string(&steps)?;
            let command = Command::argv([probe.clone(), steps])
                .with_launch(hooks_types::spec::Launch::Worker);
            let id = format!("hook {number}");
            let mut spec = HookSpec::command(id, EventName::PreToolUse, command);
            // Half of the hooks have no side effects, so the executor may send their events again, to a new
            // process.
            if number.is_multiple_of(2) {
                spec.side_effects = SideEffects::None;
            }
            Ok::<_, io::Error>(Arc::new(spec.with_timeout(LONG)))
        };
        let mut limits = WorkerLimits::default();
        // Raise the limit on starts: with so many killed workers it would soon be reached.
        limits.starts_per_minute = usize::MAX;
        limits.max_events = 500;
        Ok(Self {
            executor: WorkerExecutor::default().with_limits(limits),
            specs: (0..HOOKS).map(spec).collect::<io::Result<_>>()?,
        })
    }

    /// Sends the events with these numbers, `together` at a time.
    pub(crate) async fn several(
        &self,
        numbers: std::ops::Range<usize>,
        together: usize,
        tally: &mut Tally,
    ) {
        let mut running = JoinSet::new();
        for number in numbers {
            if running.len() >= together
                && let Some(outcome) = running.join_next().await
            {
                count(tally, outcome);
            }
            let spec = self.specs.get(number * 5 % HOOKS).cloned();
            let executor = self.executor.clone();
            running.spawn(async move { one(&executor, spec, number).await });
        }
        while let Some(outcome) = running.join_next().await {
            count(tally, outcome);
        }
    }

    pub(crate) async fn shutdown(&self) -> usize {
        self.executor.shutdown(Duration::from_secs(10)).await + self.executor.running()
    }
}

fn count(tally: &mut Tally, outcome: Result<Outcome, tokio::task::JoinError>) {
    match outcome {
        Ok(outcome) => tally.count(outcome),
        Err(error) => tally.lost(format!("an event panicked: {error}")),
    }
}

async fn one(executor: &WorkerExecutor, spec: Option<Arc<HookSpec>>, number: usize) -> Outcome {
    let outcome = |kind, lost| Outcome {
        kind,
        lost,
        overrun: Duration::ZERO,
    };
    let Some(spec) = spec else {
        return outcome("none", Some("no hook".to_owned()));
    };
    // Events that can be in flight together have different sizes. An answer to the wrong event is then noticed.
    let size = match number {
        n if n.is_multiple_of(97) => 300_000 + n,
        n => n,
    };
    let call = ToolCall::new("call_1", "write", ToolInput::Custom("x".repeat(size)));
    let meta = Arc::new(SessionMeta::new("session", "/"));
    let payload = SharedPayload::new(Payload::new(meta, PreToolUse::new(call)));
    let expected = match payload.bytes(&spec.form) {
        Ok(bytes) => HookAnswer::block(bytes.len().to_string()),
        Err(error) => return outcome("none", Some(error.to_string())),
    };
    let asking = executor.execute(HookRequest::new(spec, payload));
    if number.is_multiple_of(29) {
        // Drop some runs while the worker still works on its answer.
        let _ = timeout(Duration::from_millis(number as u64 % 3), asking).await;
        return outcome("dropped", None);
    }
    match asking.await.result {
        Ok(answer) if answer == expected => outcome("answered", None),
        Err(failure) if failure.cause == Cause::WorkerUnavailable => {
            outcome("its worker was killed; the gate stays closed", None)
        }
        other => outcome("lost", Some(format!("event {number}: {other:?}"))),
    }
}

/// Kills a random worker every [`KILL_EVERY`] until it is told to stop.
pub(crate) struct Killer {
    stop: Arc<AtomicBool>,
    killed: Arc<AtomicUsize>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Killer {
    pub(crate) fn start(label: String) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let killed = Arc::new(AtomicUsize::new(0));
        let (stopped, count) = (Arc::clone(&stop), Arc::clone(&killed));
        let thread = thread::spawn(move || {
            let mut chance: usize = 88_172_645_463_325_252;
            while !stopped.load(Ordering::Relaxed) {
                thread::sleep(KILL_EVERY);
                // This is xorshift. It is random enough to choose a process, and needs no dependency.
                chance ^= chance << 13;
                chance ^= chance >> 7;
                chance ^= chance << 17;
                let workers = processes(&label);
                let picked = workers.get(chance % workers.len().max(1)).copied();
                if let Some(pid) = picked.and_then(Pid::from_raw)
                    && kill_process(pid, Signal::KILL).is_ok()
                {
                    count.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
        Self {
            stop,
            killed,
            thread: Some(thread),
        }
    }

    /// Stops the killer and returns how many workers it has killed.
    pub(crate) fn stop(mut self) -> usize {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        self.killed.load(Ordering::Relaxed)
    }
}

/// Returns the processes with this label in their command line.
fn processes(label: &str) -> Vec<i32> {
    let Ok(all) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let labelled = all.flatten().filter_map(|process| {
        let pid = process.file_name().to_str()?.parse().ok()?;
        let command = fs::read(process.path().join("cmdline")).ok()?;
        let command = String::from_utf8_lossy(&command);
        command.contains(label).then_some(pid)
    });
    labelled.collect()
}
