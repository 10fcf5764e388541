//! A minimal embedding agent: starts one hook and then does the act that the test names.
//!
//! `hook-host ACT FOLDER STEPS` starts a probe with these steps, does the act, and prints the result. Some acts wait
//! for a line on stdin.

use std::env;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use hooks_exec::{
    HookExecutor, HookRequest, HookRun, ProcessExecutor, SharedPayload, WorkerExecutor,
};
use hooks_types::event::PreToolUse;
use hooks_types::spec::{Command, Handler};
use hooks_types::{EventName, HookSpec, Payload, SessionMeta, ToolCall};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{SignalKind, signal};

/// A time limit that no test reaches.
const LONG: Duration = Duration::from_secs(600);

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [act, folder, steps] = arguments.as_slice() else {
        return ExitCode::from(64);
    };
    match host(act, folder, steps) {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(io::stderr(), "host: {error}");
            ExitCode::from(70)
        }
    }
}

fn host(act: &str, folder: &str, steps: &str) -> io::Result<ExitCode> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let executor = ProcessExecutor::new();
    let request = request(folder, steps)?;
    match act {
        "run" => tell(&runtime.block_on(executor.execute(request)))?,
        "worker" => {
            let executor = WorkerExecutor::new(executor);
            tell(&runtime.block_on(executor.execute(as_worker(request))))?;
            told()?;
        }
        "drop-runtime" => {
            runtime.spawn(run(executor, request));
            told()?;
            drop(runtime);
            told()?;
        }
        "panic" => runtime.block_on(panic_beside(executor, request)),
        "exit" => {
            runtime.spawn(run(executor.clone(), request));
            told()?;
            executor.kill_all();
            std::process::exit(3);
        }
        "signals" => return runtime.block_on(until_signal(executor, request)),
        "few-descriptors" => few_descriptors(&runtime, &executor, &request)?,
        "memory" => memory(&runtime, &executor, &request)?,
        _ => return Ok(ExitCode::from(64)),
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns the request, changed to run the hook as a worker.
fn as_worker(mut request: HookRequest) -> HookRequest {
    let mut spec = (*request.spec).clone();
    if let Handler::Command(command) = spec.handler {
        spec.handler = Handler::Command(command.with_launch(hooks_types::spec::Launch::Worker));
    }
    request.spec = Arc::new(spec);
    request
}

async fn run(executor: ProcessExecutor, request: HookRequest) -> HookRun {
    executor.execute(request).await
}

/// Panics in a task that owns a run. The run is then dropped while the stack unwinds.
async fn panic_beside(executor: ProcessExecutor, request: HookRequest) {
    let hook = run(executor, request);
    let sibling = async {
        let waited = tokio::task::spawn_blocking(told).await;
        assert!(waited.is_err(), "a sibling panics");
    };
    let _ = tokio::join!(hook, sibling);
}

/// Handles SIGINT and SIGTERM as an agent's main function should.
async fn until_signal(executor: ProcessExecutor, request: HookRequest) -> io::Result<ExitCode> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let hook = tokio::spawn(run(executor.clone(), request));
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    executor.shutdown(LONG).await;
    tell(&hook.await.map_err(io::Error::other)?)?;
    Ok(ExitCode::from(130))
}

/// Runs the hook once when no descriptor is free, and once more afterwards.
fn few_descriptors(
    runtime: &Runtime,
    executor: &ProcessExecutor,
    request: &HookRequest,
) -> io::Result<()> {
    let usual = getrlimit(Resource::Nofile);
    let open = std::fs::read_dir("/proc/self/fd")?.count() as u64;
    let few = Rlimit {
        current: Some(open),
        ..usual
    };
    setrlimit(Resource::Nofile, few)?;
    let run = runtime.block_on(executor.execute(request.clone()));
    setrlimit(Resource::Nofile, usual)?;
    tell(&run)?;
    tell(&runtime.block_on(executor.execute(request.clone())))
}

/// Counts the memory pages that were copied because a hook was started. Only `fork` causes such copies.
fn memory(runtime: &Runtime, executor: &ProcessExecutor, request: &HookRequest) -> io::Result<()> {
    const PAGES: usize = 16 * 1024;
    // With huge pages a single fault would copy many pages, so faults would not count pages.
    rustix::thread::disable_transparent_huge_pages(true)?;
    let mut memory = vec![1_u8; PAGES * 4096];
    let before = minor_faults()?;
    let _ = runtime.block_on(executor.execute(request.clone()));
    for page in memory.chunks_mut(4096) {
        page[0] = page[0].wrapping_add(1);
    }
    let faults = minor_faults()? - before;
    writeln!(io::stdout(), "{faults} {PAGES} {}", memory.len())
}

fn minor_faults() -> io::Result<usize> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let field = after_name.split_whitespace().nth(7);
    field
        .and_then(|faults| faults.parse().ok())
        .ok_or_else(|| io::Error::other("no faults in stat"))
}

/// Prints a run's result in one line.
fn tell(run: &HookRun) -> io::Result<()> {
    match &run.result {
        Ok(answer) => writeln!(io::stdout(), "{}", answer.outcome.kind()),
        Err(failure) => writeln!(io::stdout(), "{}: {failure}", failure.cause),
    }
}

/// Waits for a line from the test.
fn told() -> io::Result<usize> {
    io::stdin().read_line(&mut String::new())
}

fn request(folder: &str, steps: &str) -> io::Result<HookRequest> {
    let probe = env::current_exe()?.with_file_name("hook-probe");
    let probe = probe
        .to_str()
        .ok_or_else(|| io::Error::other("a path without text"))?;
    let command = Command::argv([probe, steps]);
    let spec = HookSpec::command("hook", EventName::PreToolUse, command).with_timeout(LONG);
    let call = ToolCall::function("call_1", "tool", serde_json::Map::new());
    let meta = SessionMeta::new("session", folder);
    let payload = SharedPayload::new(Payload::new(Arc::new(meta), PreToolUse::new(call)));
    Ok(HookRequest::new(Arc::new(spec), payload))
}
