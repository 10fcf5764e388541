//! Reloads hooks while an agent runs: waits until the files are at rest, then swaps.
//!
//! ```text
//! cargo run -p hooks-router --example reload -- hooks.toml
//! ```
//!
//! It looks at the files by itself; an agent that has a file watcher puts it in place of [`Watch`].
//! It fires no event: type into it, or press Ctrl-D to end it.

#![expect(clippy::print_stdout, reason = "a program for the terminal")]

mod reloading;
mod watch;

use std::io::stdin;
use std::path::PathBuf;
use std::time::Duration;

use reloading::Reloading;

/// How often the files are looked at. They are at rest when two looks agree.
const PACE: Duration = Duration::from_millis(300);

#[tokio::main]
async fn main() -> Result<(), hooks_config::LoadError> {
    let files: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let mut agent = Reloading::begin(files)?;
    // In place of the agent's own loop, which would use `agent.session()`.
    let mut ended = tokio::task::spawn_blocking(|| stdin().lines().count());
    let mut pace = tokio::time::interval(PACE);
    loop {
        tokio::select! {
            _ = &mut ended => break,
            _ = pace.tick() => {}
        }
        if let Some(said) = agent.look() {
            println!("{said}");
        }
    }
    let last = agent.end(Duration::from_secs(5)).await;
    println!("{}\n{}", last.for_model(), last.for_user());
    Ok(())
}
