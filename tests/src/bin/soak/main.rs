//! Runs thousands of hooks of many kinds, the first half on a quiet machine and the second half under load on every
//! core. No verdict may be lost, and no process, zombie or descriptor may be left behind.
//!
//! `cargo xtask soak [--workers] [RUNS]` builds and runs this program. RUNS is 10000 by default. With `--workers` the
//! program sends events to workers while their processes are killed at random.
//!
//! The program fails if a verdict was lost or something was left behind, and prints the memory in use and the longest
//! overrun.

mod mix;
mod tally;
mod vitals;
mod workers;

use std::env;
use std::hint::spin_loop;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use hooks_exec::ProcessExecutor;
use tokio::runtime::Builder;
use tokio::task::JoinSet;

use crate::mix::Mix;
use crate::tally::Tally;
use crate::vitals::Vitals;
use crate::workers::{Killer, Workers};

/// The number of runs at the same time.
const TOGETHER: usize = 16;

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1).peekable();
    let workers = arguments.next_if(|word| word == "--workers").is_some();
    let runs = match arguments.next().map(|runs| runs.parse()) {
        None => 10_000,
        Some(Ok(runs)) if runs > 0 => runs,
        Some(_) => {
            let _ = writeln!(io::stderr(), "usage: soak [--workers] [RUNS]");
            return ExitCode::from(2);
        }
    };
    match if workers {
        soak_workers(runs)
    } else {
        soak(runs)
    } {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(io::stderr(), "soak: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the mix of hooks, each of which starts a program for each run. Returns whether everything was as expected.
fn soak(runs: usize) -> io::Result<bool> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let mix = Arc::new(Mix::new()?);
    let executor = ProcessExecutor::new();
    let mut tally = Tally::default();
    // Warm up before the first count: threads, stacks and caches stay allocated, but are not a leak.
    runtime.block_on(several(
        &executor,
        &mix,
        0..runs.min(200),
        &mut Tally::default(),
    ));
    let before = Vitals::take(&mix.label)?;
    say(&format!("before: {before}"))?;
    let half = runs / 2;
    runtime.block_on(several(&executor, &mix, 0..half, &mut tally));
    say(&format!(
        "quiet, {half} runs: {}",
        Vitals::take(&mix.label)?
    ))?;
    let load = Load::start();
    runtime.block_on(several(&executor, &mix, half..runs, &mut tally));
    drop(load);
    // Shutting down collects the processes of dropped runs, and processes that hooks left behind.
    let uncollected = runtime.block_on(executor.shutdown(Duration::from_secs(10)));
    let after = Vitals::settled(&mix.label, &before)?;
    say(&format!("loaded, {} runs: {after}", runs - half))?;
    say(&format!("{tally}"))?;
    say(&format!(
        "groups still live: {}",
        executor.running() + uncollected
    ))?;
    Ok(tally.is_clean() && after.is_as_clean_as(&before) && executor.running() + uncollected == 0)
}

/// Like [`soak`], for workers whose processes are killed at random.
fn soak_workers(runs: usize) -> io::Result<bool> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let label = format!("soak of workers by {}", std::process::id());
    let workers = Workers::new(&label)?;
    let mut tally = Tally::default();
    let before = Vitals::take(&label)?;
    say(&format!("before: {before}"))?;
    let half = runs / 2;
    let killer = Killer::start(label.clone());
    runtime.block_on(workers.several(0..half, TOGETHER, &mut tally));
    say(&format!("quiet, {half} events: {}", Vitals::take(&label)?))?;
    let load = Load::start();
    runtime.block_on(workers.several(half..runs, TOGETHER, &mut tally));
    drop(load);
    let killed = killer.stop();
    let left = runtime.block_on(workers.shutdown());
    let after = Vitals::settled(&label, &before)?;
    say(&format!("loaded, {} events: {after}", runs - half))?;
    say(&format!("{tally}"))?;
    say(&format!("workers killed: {killed}; still live: {left}"))?;
    Ok(tally.is_clean() && after.is_as_clean_as(&before) && left == 0)
}

/// Runs the hooks of the mix with these numbers, [`TOGETHER`] at a time.
async fn several(
    executor: &ProcessExecutor,
    mix: &Arc<Mix>,
    numbers: std::ops::Range<usize>,
    tally: &mut Tally,
) {
    let mut running = JoinSet::new();
    for number in numbers {
        if running.len() >= TOGETHER
            && let Some(Ok(outcome)) = running.join_next().await
        {
            tally.count(outcome);
        }
        let (executor, mix) = (executor.clone(), Arc::clone(mix));
        running.spawn(async move { mix.run(&executor, number).await });
    }
    while let Some(outcome) = running.join_next().await {
        match outcome {
            Ok(outcome) => tally.count(outcome),
            Err(error) => tally.lost(format!("a run panicked: {error}")),
        }
    }
}

/// A busy thread for each core. Dropping the value ends the threads.
struct Load {
    stop: Arc<AtomicBool>,
    threads: Vec<thread::JoinHandle<()>>,
}

impl Load {
    fn start() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let threads = (0..cores)
            .map(|_| {
                let stop = Arc::clone(&stop);
                thread::spawn(move || {
                    while !stop.load(Ordering::Relaxed) {
                        spin_loop();
                    }
                })
            })
            .collect();
        Self { stop, threads }
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn say(line: &str) -> io::Result<()> {
    writeln!(io::stdout(), "{line}")
}
