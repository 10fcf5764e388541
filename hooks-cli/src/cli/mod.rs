//! The command line: every command with its options. The doc comments here are the help texts.

mod bridge;
mod event;
mod look;
mod scaffold;
mod trust;
mod values;

pub(crate) use bridge::{Bridge, BridgeAction, BridgeFile, BridgeRun, BridgeStatus};
pub(crate) use event::{Exec, Explain, Fire, ReportFormat, SampleOptions};
pub(crate) use look::{Check, Completions, List, Schema, Test, TestFormat};
pub(crate) use scaffold::{Home, Init, Language, New};
pub(crate) use trust::{Trust, TrustAction, TrustHooks, TrustPlace, TrustShow};
pub(crate) use values::OUTCOMES;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use hooks_types::DialectRef;

use values::dialects;

/// Every event by its name in `hooks.toml`, for the help of commands that take an event.
const EVENTS: &str = "Events: pre_tool_use, permission_request, post_tool_use, post_tool_use_failure, \
                      user_prompt_submit, stop, subagent_start, subagent_stop, session_start, session_end, \
                      pre_compact, post_compact, after_agent, notification, interrupt";

const EXIT_CODES: &str = "Exit codes: 0 done; 1 a result that was not expected (`test`, `fire --expect`), or errors \
                          found by `check`; 2 wrong usage; 125 `hooks` could not do its work; 128+N signal N. \
                          `exec` exits with the command's own code, with 77 when a hook blocked it, 124 when it ran longer \
                          than the time limit that a hook set for it, 126 or 127 when it cannot be \
                          started. `bridge` and `fire --format wire` exit as a hook of the agent in `--speak` does.";

/// Run commands, events and other agents' payloads through configured hooks.
///
/// `hooks COMMAND --help` shows the options of a command.
#[derive(Debug, Parser)]
#[command(
    name = "hooks",
    bin_name = "hooks",
    version,
    after_help = EXIT_CODES,
    arg_required_else_help = true
)]
pub(crate) struct Cli {
    /// When to use colours; NO_COLOR turns them off too
    #[arg(long, alias = "colour", value_enum, global = true, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub(crate) color: Colour,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a command as an agent's shell tool would, with its hooks around it
    Exec(Exec),
    /// Read one event from stdin, send it through the hooks, and report what happened
    Fire(Fire),
    // Each alias is the name that other programs use for the same command.
    /// List every configured hook in the order in which they run, with file and line
    #[command(alias = "ls")]
    List(List),
    /// Explain for one call why each hook runs or does not
    #[command(alias = "why")]
    Explain(Explain),
    /// Write a first hooks.toml
    Init(Init),
    /// Write a hook that works, with test cases, and register it
    New(New),
    /// Run test cases of hooks
    Test(Test),
    /// Check config files and report every problem
    #[command(aliases = ["lint", "validate"])]
    Check(Check),
    /// Print a JSON Schema
    Schema(Schema),
    /// Print the completions of a shell
    Completions(Completions),
    // `bridge` and `trust` also work without a subcommand. Their options for that use cannot be combined with a
    // subcommand.
    /// Run your hooks.toml inside another agent
    #[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
    Bridge(Bridge),
    /// Decide which hooks of a project may run
    #[command(args_conflicts_with_subcommands = true)]
    Trust(Trust),
}

/// How to print the result of a command.
#[derive(Debug, Args)]
pub(crate) struct Output {
    /// How to print the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Same as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

impl Output {
    /// Returns whether JSON was asked for, by either option.
    pub(crate) fn is_json(&self) -> bool {
        self.json || self.format == Format::Json
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal
    Auto,
    Always,
    Never,
}

/// Where hooks come from, and in which format.
#[derive(Debug, Args)]
pub(crate) struct Sources {
    #[command(flatten)]
    pub(crate) files: Files,
    /// Format of the --config files [default: detected]; without --config, search only for files of
    /// this agent
    #[arg(long = "as", value_name = "DIALECT", value_parser = dialects(), ignore_case = true)]
    pub(crate) dialect: Option<DialectRef>,
}

/// Where hooks come from.
#[derive(Debug, Args)]
pub(crate) struct Files {
    /// Read this config file as trusted, and search for no others
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Vec<PathBuf>,
    /// Use only the hooks of this project and of the user [default: the project that the payload or the
    /// environment names; if none is named, each folder with hook files, from the working folder upward]
    #[arg(long, value_name = "DIR")]
    pub(crate) project: Option<PathBuf>,
    /// For this run, trust the hooks of one project: that of --project, or else the outermost folder
    /// with hook files
    #[arg(long)]
    pub(crate) trust_project: bool,
}

impl Files {
    /// Makes the options that discover the hooks of one project and permit no untrusted hook.
    pub(crate) fn of_project(root: Option<&std::path::Path>) -> Self {
        Self {
            config: Vec::new(),
            project: root.map(std::path::Path::to_path_buf),
            trust_project: false,
        }
    }

    /// Returns whether `--trust-project` was given without a named project, so that it permits the hooks of any project
    /// that the session is in.
    pub(crate) fn trust_any_project(&self) -> bool {
        self.trust_project && self.project.is_none() && self.config.is_empty()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

#[cfg(test)]
#[path = "advised_tests.rs"]
mod advised_tests;
