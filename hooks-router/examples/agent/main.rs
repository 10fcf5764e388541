//! A small but complete coding agent, as a guide to integrating this crate.
//!
//! ```text
//! cargo run -p hooks-router --example agent -- [--config FILE]... [--yes] [SCRIPT]
//! ```
//!
//! The "model" is a script of JSON lines (SCRIPT, else stdin): prompts, tool calls, stops. The tools are real:
//! a shell and a file writer. The agent obeys every decision that a hook can make.
//!
//! `agent.rs` fires the events, `tools.rs` runs approved calls, `script.rs` reads the conversation, and
//! `transcript.rs` prints it. This file connects them and cleans up at the end.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal"
)]

mod agent;
mod script;
mod tools;
mod transcript;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use hooks_exec::ProcessExecutor;
use hooks_router::Router;
use hooks_types::SessionMeta;
use hooks_types::event::SessionEnd;

use agent::Agent;
use transcript::Transcript;

/// How long hooks may take to end when the agent exits.
const GRACE: Duration = Duration::from_secs(5);

struct Options {
    config: Vec<String>,
    script: Option<String>,
    yes: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("agent: {problem}");
            ExitCode::from(2)
        }
    }
}

async fn run() -> Result<ExitCode, String> {
    let options = options()?;
    let script = script::read(options.script.as_deref())?;

    // Three lines lead from configuration to a router. A file with errors is refused as a whole.
    let loaded = hooks_config::load_files(&options.config);
    let limits = loaded.limits;
    let hooks = loaded.into_hooks().map_err(|error| error.to_string())?;
    let executor = ProcessExecutor::new();
    let out = Transcript::new();
    let router = Router::new(hooks, limits, Arc::new(executor.clone())).with_observer(out);

    let cwd = std::env::current_dir().map_err(|error| format!("the current folder: {error}"))?;
    let id = format!("example-{}", std::process::id());
    let session = router.session(SessionMeta::new(id, cwd.display().to_string()));
    let mut agent = Agent::new(session.clone(), out, options.yes, options.script.is_some());

    // On an interrupt, `select!` drops the agent's future. This ends the hooks and tools for which the agent waits.
    let ended = tokio::select! {
        () = agent.run(script) => None,
        signal = interrupted() => Some(signal),
    };
    let reason = if ended.is_some() { "interrupt" } else { "exit" };
    let last = session.fire(SessionEnd::new(reason));
    match tokio::time::timeout(GRACE, last).await {
        Ok(fired) => agent.tell(&fired.messages()),
        Err(_) => out.note("hooks of SessionEnd took too long"),
    }
    for cut in session.shutdown(GRACE).await {
        out.note(&format!("hook `{}` was still running", cut.id));
    }
    executor.shutdown(GRACE).await;
    agent.tell(&session.take_pending());
    Ok(ended.map_or(ExitCode::SUCCESS, |signal| ExitCode::from(128 + signal)))
}

/// Waits for SIGINT or SIGTERM and returns its number. The library installs no handlers.
async fn interrupted() -> u8 {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => return 15,
                _ = tokio::signal::ctrl_c() => return 2,
            }
        }
    }
    let _ = tokio::signal::ctrl_c().await;
    2
}

fn options() -> Result<Options, String> {
    let mut options = Options {
        config: Vec::new(),
        script: None,
        yes: false,
    };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--config" => options
                .config
                .push(args.next().ok_or("--config needs a file")?),
            "--yes" => options.yes = true,
            "-" => options.script = None,
            flag if flag.starts_with('-') => return Err(format!("unknown option `{flag}`")),
            file => options.script = Some(file.to_owned()),
        }
    }
    Ok(options)
}
