//! Sends ten thousand events to a hundred workers. Measures the times of the slowest events, and whether memory or
//! descriptors grow.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hooks_exec::{HookExecutor, HookRequest, SharedPayload, WorkerExecutor};
use hooks_tests::{Says, Step};
use hooks_types::event::PreToolUse;
use hooks_types::spec::Command;
use hooks_types::{EventName, HookSpec, Payload, SessionMeta, ToolCall, ToolInput};
use tokio::task::JoinSet;

use crate::memory::resident_now;
use crate::ours::two_workers;
use crate::pairs::{at, median};
use crate::parts::probe;
use crate::table::text_row;

const WORKERS: usize = 100;
const EVENTS: usize = 10_000;
/// The number of events in flight at the same time.
const TOGETHER: usize = 16;

pub(crate) fn measure() -> io::Result<()> {
    let runtime = two_workers()?;
    let executor = WorkerExecutor::default();
    let specs = (0..WORKERS).map(spec).collect::<io::Result<Vec<_>>>()?;
    runtime.block_on(async {
        // Warm up until all workers have started and payloads of all sizes have been sent.
        asked(&executor, &specs, 2_000).await?;
        let before = (descriptors()?, resident_now()?);
        let mut times = asked(&executor, &specs, EVENTS).await?;
        let after = (descriptors()?, resident_now()?);
        times.sort_unstable();
        let mib = |bytes: usize| bytes as f64 / 1024.0 / 1024.0;
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        text_row(&format!(
            "{WORKERS} workers, {EVENTS} mixed events, {TOGETHER} at once: median {:.3} ms, p99 {:.3} ms, \
             slowest {:.1} ms; descriptors {} -> {}; resident {:.1} -> {:.1} MiB",
            ms(median(&times)),
            ms(at(&times, 99)),
            ms(at(&times, 100)),
            before.0,
            after.0,
            mib(before.1),
            mib(after.1),
        ))?;
        executor.shutdown(Duration::from_secs(10)).await;
        Ok(())
    })
}

fn spec(number: usize) -> io::Result<Arc<HookSpec>> {
    let says = match number % 3 {
        0 => r#""exit":0}"#,
        1 => r#""exit":2,"stderr":"no"}"#,
        _ => r#""exit":0,"answer":{"decision":"ask"}}"#,
    };
    let reply = Step::Reply(0, Says::Raw(says.to_owned()));
    let steps = [Step::Hello(1), Step::Repeat(vec![Step::ReadEvent, reply])];
    let command = Command::argv(probe(&steps)?).with_launch(hooks_types::spec::Launch::Worker);
    let id = format!("hook {number}");
    Ok(Arc::new(HookSpec::command(
        id,
        EventName::PreToolUse,
        command,
    )))
}

async fn asked(
    executor: &WorkerExecutor,
    specs: &[Arc<HookSpec>],
    events: usize,
) -> io::Result<Vec<Duration>> {
    let mut times = Vec::with_capacity(events);
    let mut running = JoinSet::new();
    for number in 0..events {
        if running.len() >= TOGETHER
            && let Some(time) = running.join_next().await
        {
            times.push(time.map_err(io::Error::other)??);
        }
        // 7 and the number of workers have no common divisor, so all hooks are used equally often.
        let Some(spec) = specs.get(number * 7 % WORKERS).cloned() else {
            continue;
        };
        let size = if number.is_multiple_of(100) {
            200_000
        } else {
            number % 1000
        };
        let executor = executor.clone();
        running.spawn(async move {
            let request = HookRequest::new(spec, payload(size));
            let started = Instant::now();
            let run = executor.execute(request).await;
            drop(run.result.map_err(io::Error::other)?);
            Ok::<_, io::Error>(started.elapsed())
        });
    }
    while let Some(time) = running.join_next().await {
        times.push(time.map_err(io::Error::other)??);
    }
    Ok(times)
}

fn payload(size: usize) -> SharedPayload {
    let call = ToolCall::new("call_1", "write", ToolInput::Custom("x".repeat(size)));
    let meta = SessionMeta::new("session", "/");
    SharedPayload::new(Payload::new(Arc::new(meta), PreToolUse::new(call)))
}

fn descriptors() -> io::Result<usize> {
    Ok(std::fs::read_dir("/proc/self/fd")?.count())
}
