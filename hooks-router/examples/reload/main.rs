//! Reloads hooks while an agent runs: waits until the files are at rest, then swaps.
//!
//! ```text
//! cargo run -p hooks-router --example reload -- hooks.toml
//! ```
//!
//! It looks at the files by itself; an agent that has a file watcher puts it in place of [`Watch`].

#![expect(clippy::print_stdout, reason = "a program for the terminal")]

mod watch;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hooks_exec::ProcessExecutor;
use hooks_router::Router;
use hooks_types::SessionMeta;

use watch::Watch;

/// How often the files are looked at. They are at rest when two looks agree.
const PACE: Duration = Duration::from_millis(300);

/// The hooks of the files as they are now, and what to watch. The executor is the same every time:
/// it knows the programs that are running.
fn load(
    files: &[PathBuf],
    executor: &ProcessExecutor,
) -> Result<(Router, Watch), hooks_config::LoadError> {
    let loaded = hooks_config::load_files(files);
    let watch = Watch::new(loaded.paths());
    let limits = loaded.limits;
    let router = Router::new(loaded.into_hooks()?, limits, Arc::new(executor.clone()));
    Ok((router, watch))
}

#[tokio::main]
async fn main() -> Result<(), hooks_config::LoadError> {
    let files: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let executor = ProcessExecutor::new();
    let (router, mut watch) = load(&files, &executor)?;
    let mut session = router.session(SessionMeta::new("session-1", "."));
    let mut pace = tokio::time::interval(PACE);
    loop {
        pace.tick().await;
        if !watch.has_changed() {
            continue;
        }
        match load(&files, &executor) {
            Ok((router, watched)) => {
                // Marks of `once`, Stop counts, variables and pending texts stay. Runs under way end
                // with the hooks they began with.
                session = session.with_router(&router);
                watch = watched;
                println!("reloaded: {}", session.meta().session_id);
            }
            // Half a configuration is none: the hooks of before go on.
            Err(error) => println!("the hooks of before stay: {error}"),
        }
    }
}
