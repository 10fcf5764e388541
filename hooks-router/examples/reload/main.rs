//! Reloads hooks while an agent runs: waits until the files no longer change, then replaces the hooks.
//!
//! ```text
//! cargo run -p hooks-router --example reload -- hooks.toml
//! ```
//!
//! This example polls the files. An agent that has a file watcher uses its watcher instead of [`Watch`]. Each typed
//! line is judged as a shell call and is not run. Ctrl-D ends the program.

#![expect(clippy::print_stdout, reason = "a program for the terminal")]

mod reloading;
mod watch;

use std::io::stdin;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use hooks_router::{Gate, Messages};
use hooks_types::ToolCall;
use hooks_types::tool::ShellInput;
use reloading::Reloading;
use tokio::sync::mpsc;

/// How often the files are checked. A change is complete when two consecutive checks find the same state.
const PACE: Duration = Duration::from_millis(300);

#[tokio::main]
async fn main() -> Result<(), hooks_config::LoadError> {
    let files: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let mut agent = Reloading::begin(files)?;
    let mut typed = typed_lines();
    let mut pace = tokio::time::interval(PACE);
    loop {
        tokio::select! {
            line = typed.recv() => match line {
                Some(line) => judge(&agent, &line).await,
                None => break,
            },
            _ = pace.tick() => {
                if let Some(said) = agent.look() {
                    println!("{said}");
                }
            }
        }
    }
    tell(&agent.end(Duration::from_secs(5)).await);
    Ok(())
}

/// Judges a typed line as a shell call. A real agent would get the current session for every call in its own loop.
async fn judge(agent: &Reloading, line: &str) {
    let call = ToolCall::shell("typed", "shell", ShellInput::new(["sh", "-c", line]));
    let gate = agent.session().before(&call).await;
    let decided = match &gate {
        Gate::Run(_) => "would run",
        Gate::Blocked(_) => "blocked",
        Gate::Ask(_) => "the user is asked",
    };
    println!("{decided}");
    tell(&gate.messages());
}

fn tell(messages: &Messages) {
    for text in [messages.for_model(), messages.for_user()] {
        if !text.is_empty() {
            println!("{text}");
        }
    }
}

/// Reads lines on its own thread, because reading from a terminal cannot be cancelled.
fn typed_lines() -> mpsc::UnboundedReceiver<String> {
    let (sender, typed) = mpsc::unbounded_channel();
    thread::spawn(move || {
        for line in stdin().lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    typed
}
