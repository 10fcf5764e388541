//! `hooks`: runs commands, events and other agents' payloads through configured hooks.
//!
//! Thin: everything an embedder would want lives in the layers below. docs/cli.md lists commands,
//! options and exit codes.

mod bridge;
mod check;
mod cli;
mod configuration;
mod engine;
mod exec;
mod exit_code;
mod failure;
mod fire;
mod input;
mod os;
mod show;
mod spoken;
mod usage;
mod user_folders;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Bridge, BridgeAction, Cli, Command};
use crate::failure::Failure;

fn main() -> ExitCode {
    let command = match Cli::try_parse() {
        Ok(cli) => cli.command,
        Err(error) => return ExitCode::from(usage::explain(error)),
    };
    let done = match &command {
        Command::Check(options) => check::run(options),
        Command::Bridge(Bridge {
            action: Some(action),
            ..
        }) => match action {
            BridgeAction::Install(options) => bridge::install(options),
            BridgeAction::Uninstall(options) => bridge::uninstall(options),
        },
        Command::Exec(options) => waited_for(exec::run(options)),
        Command::Fire(options) => waited_for(fire::run(options)),
        Command::Bridge(Bridge { run, .. }) => waited_for(bridge::run(run)),
    };
    ExitCode::from(done.unwrap_or_else(|failure| {
        show::complain(hooks_types::visible_line(&failure.to_string()));
        failure.code()
    }))
}

/// Runs a command that waits for things. Threads that still wait when it is done (for a line at
/// the terminal) keep nobody.
fn waited_for(work: impl Future<Output = Result<u8, Failure>>) -> Result<u8, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("cannot start: {error}")))?;
    let done = runtime.block_on(async {
        os::hear_of_children()
            .map_err(|error| Failure::new(format!("cannot listen for signals: {error}")))?;
        work.await
    });
    runtime.shutdown_background();
    done
}
