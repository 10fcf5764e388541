//! Compares a worker with bare pipes.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hooks_exec::{HookExecutor, HookRequest, SharedPayload, WorkerExecutor};
use hooks_tests::{Says, Step};
use hooks_types::event::PreToolUse;
use hooks_types::spec::{Command, Launch, SideEffects};
use hooks_types::tool::ShellInput;
use hooks_types::{EventName, HookSpec, Payload, SessionMeta, ToolCall, ToolInput};
use tokio::runtime::Runtime;

use crate::cores::Cores;
use crate::ours::{current_thread, two_workers};
use crate::pairs::Pairs;
use crate::parts::{SMALL, probe};
use crate::ping::{BlockingPing, TokioPing};
use crate::table::{Limit, row};

/// The number of round trips in one measurement without pauses.
pub(crate) const ROW: u32 = 10;

/// The pause between two events, in measurements with pauses.
pub(crate) const PAUSE: Duration = Duration::from_millis(5);

/// A worker hook with its payload and its executor.
#[derive(Clone)]
pub(crate) struct Ours {
    executor: WorkerExecutor,
    spec: Arc<HookSpec>,
    payload: Arc<Payload>,
}

impl Ours {
    pub(crate) fn new(command: Command, effects: SideEffects, text: usize) -> Self {
        let mut shell = ShellInput::new(["ls"]);
        shell.other.insert("text".into(), "x".repeat(text).into());
        let call = ToolCall::new("call_1", "shell", ToolInput::Shell(shell));
        // No file of the worker is below this folder. So each event includes the check that its folder exists.
        let meta = SessionMeta::new("session", env!("CARGO_MANIFEST_DIR"));
        let mut spec = HookSpec::command("bench", EventName::PreToolUse, command);
        spec.side_effects = effects;
        Self {
            executor: WorkerExecutor::default(),
            spec: Arc::new(spec),
            payload: Arc::new(Payload::new(Arc::new(meta), PreToolUse::new(call))),
        }
    }

    pub(crate) async fn ask(&self) -> io::Result<()> {
        let payload = SharedPayload::new(Arc::clone(&self.payload));
        let request = HookRequest::new(Arc::clone(&self.spec), payload);
        let run = self.executor.execute(request).await;
        run.result.map(drop).map_err(io::Error::other)
    }
}

/// Returns the command of a worker that answers every event with exit code 0.
fn serving() -> io::Result<Vec<String>> {
    let fine = Step::Reply(0, Says::Raw(r#""exit":0}"#.to_owned()));
    probe(&[Step::Hello(1), Step::Repeat(vec![Step::ReadEvent, fine])])
}

enum Floor {
    Tokio(Box<TokioPing>),
    Blocking(BlockingPing),
}

impl Floor {
    async fn ask(&mut self, ours: &Ours) -> io::Result<()> {
        match self {
            Self::Tokio(ping) => ping.ask(&ours.spec, &ours.payload).await,
            Self::Blocking(ping) => ping.ask(&ours.spec, &ours.payload),
        }
    }
}

/// Measures pairs of several round trips each, in a task of the runtime. The resulting times are for one round trip.
///
/// Before the first pair, both workers have started and run on their `cores`. With `None`, the scheduler chooses the
/// cores.
fn round_trips(
    runtime: &Runtime,
    count: usize,
    ours: &Ours,
    (pause, trips): (Duration, u32),
    blocking: bool,
    cores: Option<Cores>,
) -> io::Result<Pairs> {
    let (ours, argv) = (ours.clone(), serving()?);
    let task = async move {
        let mut floor = match blocking {
            true => Floor::Blocking(BlockingPing::start(&argv)?),
            false => Floor::Tokio(Box::new(TokioPing::start(&argv).await?)),
        };
        floor.ask(&ours).await?;
        ours.ask().await?;
        if let Some(cores) = cores {
            cores.bind_children()?;
        }
        let mut pairs = Pairs::default();
        let skipped = count.div_ceil(20);
        for round in 0..count + skipped {
            let mut times = [Duration::ZERO; 2];
            for turn in [round % 2, 1 - round % 2] {
                if !pause.is_zero() {
                    tokio::time::sleep(pause).await;
                }
                let started = Instant::now();
                for _ in 0..trips {
                    match turn {
                        0 => floor.ask(&ours).await?,
                        _ => ours.ask().await?,
                    }
                }
                times[turn] = started.elapsed() / trips;
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

/// Creates a worker hook, and a payload with `text` bytes of text.
fn kept(effects: SideEffects, text: usize) -> io::Result<Ours> {
    let command = Command::argv(serving()?).with_launch(Launch::Worker);
    Ok(Ours::new(command, effects, text))
}

/// Repeats our side of the measurement, without the floor to compare it with, on one thread.
pub(crate) fn repeat(effects: SideEffects, count: usize) -> io::Result<()> {
    let ours = kept(effects, SMALL)?;
    current_thread()?.block_on(async {
        for _ in 0..count {
            ours.ask().await?;
        }
        Ok(())
    })
}

/// Repeats only the floor (the same lines over bare pipes), on one thread.
pub(crate) fn repeat_floor(count: usize) -> io::Result<()> {
    let (ours, argv) = (kept(SideEffects::Possible, SMALL)?, serving()?);
    current_thread()?.block_on(async {
        let mut ping = TokioPing::start(&argv).await?;
        for _ in 0..count {
            ping.ask(&ours.spec, &ours.payload).await?;
        }
        Ok(())
    })
}

pub(crate) fn measure(pairs: usize) -> io::Result<()> {
    let large = kept(SideEffects::Possible, 1024 * 1024)?;
    let (runtime, count) = (two_workers()?, pairs.div_ceil(4));
    for (when, pause) in [("back to back", Duration::ZERO), ("one per 5 ms", PAUSE)] {
        let taken = round_trips(&runtime, count, &large, (pause, 1), false, None)?;
        let what = format!("worker, 1 MiB, two threads, {when}, against tokio pipes");
        row(&what, Limit::Gate(1.3), &taken)?;
    }
    drop((large, runtime));
    for cores in Cores::all()? {
        cores.bind_this_thread()?;
        for (effects, worker) in [
            (SideEffects::Possible, "worker"),
            (SideEffects::None, "worker without side effects"),
        ] {
            // This thread is bound to the core, and new threads inherit that. So create the runtimes after the binding.
            for (name, runtime) in [
                ("two threads", two_workers()?),
                ("current_thread", current_thread()?),
            ] {
                let what = format!("{worker}, 300 bytes, {}, {name}", cores.name());
                small(&what, &runtime, pairs, effects, cores)?;
            }
        }
    }
    Ok(())
}

/// Measures events of 300 bytes, without pauses and with them, against both floors.
fn small(
    what: &str,
    runtime: &Runtime,
    pairs: usize,
    effects: SideEffects,
    cores: Cores,
) -> io::Result<()> {
    for (when, pace) in [
        ("back to back", (Duration::ZERO, ROW)),
        ("one per 5 ms", (PAUSE, 1)),
    ] {
        // A worker belongs to the runtime that started it, so create the hook inside this runtime.
        let ours = kept(effects, SMALL)?;
        for (floor, blocking, limit) in [
            ("tokio pipes", false, Limit::Gate(1.25)),
            ("blocking pipes", true, Limit::None),
        ] {
            let taken = round_trips(runtime, pairs, &ours, pace, blocking, Some(cores))?;
            row(&format!("{what}, {when}, against {floor}"), limit, &taken)?;
        }
    }
    Ok(())
}
