//! Compares a worker with bare pipes, and with the same hook started for each event.

use std::io;
use std::path::Path;
use std::process::Command as Process;
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
use crate::table::{faster_row, row};

/// The number of round trips in one measurement without pauses.
const ROW: u32 = 10;

/// The pause between two events, in measurements with pauses.
const PAUSE: Duration = Duration::from_millis(5);

/// A worker hook with its payload and its executor.
#[derive(Clone)]
struct Ours {
    executor: WorkerExecutor,
    spec: Arc<HookSpec>,
    payload: Arc<Payload>,
}

impl Ours {
    fn new(command: Command, effects: SideEffects, text: usize) -> Self {
        let mut shell = ShellInput::new(["ls"]);
        shell.other.insert("text".into(), "x".repeat(text).into());
        let call = ToolCall::new("call_1", "shell", ToolInput::Shell(shell));
        let meta = SessionMeta::new("session", "/");
        let mut spec = HookSpec::command("bench", EventName::PreToolUse, command);
        spec.side_effects = effects;
        Self {
            executor: WorkerExecutor::default(),
            spec: Arc::new(spec),
            payload: Arc::new(Payload::new(Arc::new(meta), PreToolUse::new(call))),
        }
    }

    async fn ask(&self) -> io::Result<()> {
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
    let taken = round_trips(&runtime, count, &large, (Duration::ZERO, 1), false, None)?;
    row("worker, 1 MiB, two threads, against tokio pipes", &taken)?;
    drop((large, runtime));
    for cores in Cores::all()? {
        cores.bind_this_thread()?;
        for (effects, worker) in [
            (SideEffects::Possible, "worker"),
            (SideEffects::None, "worker without side effects"),
        ] {
            // Threads inherit the core, so create the runtimes here.
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
        for (floor, blocking) in [("tokio pipes", false), ("blocking pipes", true)] {
            let taken = round_trips(runtime, pairs, &ours, pace, blocking, Some(cores))?;
            row(&format!("{what}, {when}, against {floor}"), &taken)?;
        }
    }
    Ok(())
}

/// Measures the same hook in several languages: started for each event, and as a worker.
pub(crate) fn languages(pairs: usize) -> io::Result<()> {
    let runtime = two_workers()?;
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/workers");
    let script = |name: &str| examples.join(name).display().to_string();
    let guard = std::env::current_exe()?.with_file_name("example-guard");
    let python = printed("python3", &["-c", "import sys; print(sys.executable)"]);
    let node = printed("node", &["-p", "process.execPath"]);
    let mut hooks = vec![("Rust", vec![guard.display().to_string()], None)];
    if let Some(python) = python {
        let bare = vec![python.clone(), "-c".to_owned(), "pass".to_owned()];
        hooks.push(("Python", vec![python, script("no_push.py")], Some(bare)));
    }
    if let Some(node) = node {
        let bare = vec![node.clone(), "-e".to_owned(), "0".to_owned()];
        hooks.push(("Node", vec![node, script("no_push.mjs")], Some(bare)));
    }
    hooks.push((
        "bash",
        vec!["bash".to_owned(), script("no_push.bash")],
        None,
    ));
    for (language, argv, bare) in hooks {
        let new = |command| Ours::new(command, SideEffects::Possible, SMALL);
        let started = new(Command::argv(argv.clone()));
        let kept = new(Command::argv(argv).with_launch(Launch::Worker));
        let mut count = pairs.div_ceil(10);
        if language == "Rust" {
            count = pairs;
        }
        let ask_kept = |trips| in_a_task(&runtime, &kept, trips);
        let faster = |what: &str, slow: &Ours, trips: u32| {
            let ask_slow = || in_a_task(&runtime, slow, 1);
            let taken = Pairs::take(count, ask_slow, || ask_kept(trips))?;
            faster_row(&format!("{language}{what}"), &taken.ours_divided(trips))
        };
        faster(" hook: started for each event, kept", &started, ROW)?;
        // Start a different program before each event, which empties the caches, and measure one event.
        faster(" hook: the same, one event after each start", &started, 1)?;
        if let Some(bare) = bare {
            let bare = new(Command::argv(bare));
            faster(
                ": a bare start of the interpreter, against the kept hook",
                &bare,
                ROW,
            )?;
        }
    }
    Ok(())
}

fn in_a_task(runtime: &Runtime, ours: &Ours, trips: u32) -> io::Result<()> {
    let ours = ours.clone();
    let task = async move {
        for _ in 0..trips {
            ours.ask().await?;
        }
        Ok(())
    };
    runtime.block_on(async { tokio::spawn(task).await })?
}

/// Returns the output of a program; `None` if the program is not installed.
fn printed(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Process::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
