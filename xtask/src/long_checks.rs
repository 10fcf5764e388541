//! Starts the checks that take minutes. Their programs are in the crate `tests` and are built in release mode.

use std::path::Path;
use std::process::{Child, Command};

use crate::target_folder;

/// Builds and runs a program of the `tests` crate, `bench` or `soak`, with these arguments.
pub(crate) fn run_binary(root: &Path, binary: &str, arguments: &[&str]) -> Result<(), String> {
    cargo(
        root,
        &[
            "build",
            "--release",
            "--quiet",
            "-p",
            "hooks-tests",
            // Build all programs: `bench` and `soak` start `hook-probe`, which must be in the same folder as they are.
            "--bins",
        ],
    )?;
    let status = Command::new(target_folder(root).join("release").join(binary))
        .args(arguments)
        .current_dir(root)
        .status()
        .map_err(|error| format!("{binary}: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{binary} failed: {status}"))
    }
}

/// Runs the fault suite repeatedly while every core is busy. Races between a hook and its deadline appear under load,
/// where a process can wait for its turn at any point. Stops at the first run that fails.
pub(crate) fn stress(root: &Path, times: &str) -> Result<(), String> {
    let times: u32 = times
        .parse()
        .map_err(|_| format!("`{times}` is not a number of runs"))?;
    let suite = [
        "test",
        "--quiet",
        "-p",
        "hooks-tests",
        "--all-features",
        "--",
        "faults",
    ];
    // Build before the load starts. Otherwise the build would compete with the load.
    cargo(root, &[&suite[..5], &["--no-run"]].concat())?;
    let _load = Load::on_every_core()?;
    for run in 1..=times {
        cargo(root, &suite).map_err(|problem| format!("run {run} of {times}: {problem}"))?;
        println!("run {run} of {times} passed");
    }
    Ok(())
}

/// Runs the mutation tests, which read `count` broken texts for each sample configuration and for the payloads of each
/// dialect. The variable `HOOKS_MUTATIONS` passes the number to the tests, which otherwise use a smaller number.
pub(crate) fn mutate(root: &Path, count: &str) -> Result<(), String> {
    let count: u32 = count
        .parse()
        .map_err(|_| format!("`{count}` is not a number of mutations"))?;
    let run = ["test", "--release", "--quiet", "-p", "hooks-tests"];
    let which = ["--test", "bounds", "--", "mutations"];
    let status = Command::new(env!("CARGO"))
        .args(run)
        .args(which)
        .env("HOOKS_MUTATIONS", count.to_string())
        .current_dir(root)
        .status()
        .map_err(|error| format!("cargo: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("a mutation failed: {status}"))
    }
}

/// Runs cargo in the workspace, with its output on this terminal.
fn cargo(root: &Path, arguments: &[&str]) -> Result<(), String> {
    let status = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(root)
        .status()
        .map_err(|error| format!("cargo: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("cargo {} failed", arguments.join(" ")))
    }
}

/// One busy process for each core. Dropping the value ends the processes.
struct Load(Vec<Child>);

impl Load {
    /// Starts the processes. If a program fails to start, the programs that were already started are ended.
    fn on_every_core() -> Result<Self, String> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let mut load = Self(Vec::new());
        for _ in 0..cores {
            let busy = Command::new("sh")
                .args(["-c", "while :; do :; done"])
                .spawn()
                .map_err(|error| format!("sh: {error}"))?;
            load.0.push(busy);
        }
        Ok(load)
    }
}

impl Drop for Load {
    /// Ends the processes, even if a check failed.
    fn drop(&mut self) {
        for busy in &mut self.0 {
            // Ignore errors: the process might have ended already.
            let _ = busy.kill();
            let _ = busy.wait();
        }
    }
}
