//! The program `hooks`, which runs commands, events and other agents' payloads through configured hooks.
//!
//! This crate is thin: everything that an embedder needs is in the libraries. docs/cli.md lists commands,
//! options and exit codes. docs/glossary.md explains the words.

mod advice;
mod below;
mod bridge;
mod check;
mod cli;
mod configuration;
mod engine;
mod exec;
mod exit_code;
mod explain;
mod failure;
mod fire;
mod hook_output;
mod input;
mod list;
mod loaded_files;
mod misplaced;
mod os;
mod recording;
mod refused;
mod sample;
mod scaffold;
mod show;
mod test;
mod trust;
mod undecided;
mod usage;
mod user_folders;
mod variables;
mod whose;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use crate::cli::{Bridge, BridgeAction, Cli, Colour, Command};
use crate::failure::Failure;

/// Runs the command, prints its failure on stderr and returns the exit code. See [`exit_code`] for the codes.
fn main() -> ExitCode {
    let command = match typed() {
        Ok(cli) => {
            colours(cli.color).write_global();
            cli.command
        }
        Err(error) => return ExitCode::from(usage::explain(error)),
    };
    let done = match &command {
        Command::Check(options) => check::run(options),
        Command::Schema(options) => show::print_out(options.name.text()).map(|()| exit_code::DONE),
        Command::Completions(options) => completions(options.shell),
        Command::List(options) => list::run(options),
        Command::Init(options) => scaffold::init(options),
        Command::New(options) => scaffold::new(options),
        Command::Test(options) => waited_for(test::run(options)),
        Command::Explain(options) => waited_for(explain::run(options)),
        Command::Bridge(Bridge {
            action: Some(action),
            ..
        }) => match action {
            BridgeAction::Install(options) => bridge::install(options),
            BridgeAction::Uninstall(options) => bridge::uninstall(options),
            BridgeAction::Status(options) => waited_for(bridge::status(options)),
        },
        Command::Trust(options) => trust::run(options),
        Command::Exec(options) => waited_for(exec::run(options)),
        Command::Fire(options) => waited_for(fire::run(options)),
        Command::Bridge(Bridge { run, .. }) => waited_for(bridge::run(run)),
    };
    ExitCode::from(done.unwrap_or_else(|failure| {
        // A failure can quote file names and payloads of strangers: escape it and keep it on one line.
        show::complain(hooks_types::text::visible_line(&failure.to_string()));
        failure.code()
    }))
}

/// Parses the command line. The help text wraps at the terminal's width, as all other output does.
///
/// # Errors
///
/// The command line is wrong, or asks for help or the version: clap reports both in the same way.
fn typed() -> Result<Cli, clap::Error> {
    let mut known = Cli::command();
    if let Some(columns) = show::columns() {
        // By default clap uses no more than 100 columns, so set the terminal's width.
        known = known.term_width(columns).max_term_width(columns);
    }
    let mut typed = known.try_get_matches_from_mut(std::env::args_os())?;
    Cli::from_arg_matches_mut(&mut typed).map_err(|error| error.format(&mut known))
}

/// Converts `--color` to the choice that anstream applies to the streams it writes.
fn colours(wanted: Colour) -> anstream::ColorChoice {
    match wanted {
        Colour::Auto => anstream::ColorChoice::Auto,
        Colour::Always => anstream::ColorChoice::Always,
        Colour::Never => anstream::ColorChoice::Never,
    }
}

/// Prints the completion script of a shell.
fn completions(shell: clap_complete::Shell) -> Result<u8, Failure> {
    // clap_complete panics if its writer fails, for example at a closed pipe, so write to memory first.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "hooks", &mut script);
    show::print_out(&String::from_utf8_lossy(&script))?;
    Ok(exit_code::DONE)
}

/// Runs an async command on this thread. Does not wait for threads that are still blocked at the end, such as a
/// thread that reads a line at the terminal.
fn waited_for(work: impl Future<Output = Result<u8, Failure>>) -> Result<u8, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("cannot start: {error}")))?;
    let done = runtime.block_on(async {
        // Call this inside the runtime, because tokio's signal streams need the runtime's driver.
        os::hear_of_children()
            .map_err(|error| Failure::new(format!("cannot listen for signals: {error}")))?;
        work.await
    });
    runtime.shutdown_background();
    done
}
