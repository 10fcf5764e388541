//! The options of the commands that send an event: `exec`, `fire`, `explain`.

use std::ffi::OsString;

use clap::{Args, ValueEnum};
use hooks_types::DialectRef;
use hooks_types::answer::OutcomeKind;

use super::values::{dialects, outcomes};
use super::{EVENTS, Output, Sources};

/// Exits with the command's own code, 128+n for a signal, 77 when a hook blocked it.
#[derive(Debug, Args)]
pub(crate) struct Exec {
    #[command(flatten)]
    pub(crate) sources: Sources,
    /// Show on stderr what happened to each hook
    #[arg(long)]
    pub(crate) report: bool,
    /// Print the report as JSON, one line for each event
    #[arg(long)]
    pub(crate) json: bool,
    /// Connect the command to the terminal; the hooks then get no output of the command
    #[arg(long)]
    pub(crate) tty: bool,
    // `last` demands the `--`, so that the command's options are never taken for ours.
    /// The command and its arguments, after `--`
    #[arg(required = true, last = true, value_name = "COMMAND")]
    pub(crate) command: Vec<OsString>,
}

/// Reads ONE payload from stdin, or makes one up. Exits with 0 whenever a report was printed.
#[derive(Debug, Args)]
#[command(after_help = EVENTS)]
pub(crate) struct Fire {
    /// The event, as hooks.toml or the agent in --speak names it (in any casing); not needed if the
    /// payload on stdin shows its event
    pub(crate) event: Option<String>,
    #[command(flatten)]
    pub(crate) sources: Sources,
    /// Format of the payload on stdin or of the sample
    #[arg(long, value_name = "DIALECT", default_value = "native", value_parser = dialects(), ignore_case = true)]
    pub(crate) speak: DialectRef,
    // Private, because callers must use `format()`, which also looks at `json`.
    /// How to print the result
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    format: ReportFormat,
    /// Same as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Make up the payload of EVENT instead of reading stdin
    #[arg(long)]
    pub(crate) sample: bool,
    #[command(flatten)]
    pub(crate) options: SampleOptions,
    /// Show the payload and run nothing
    #[arg(long)]
    pub(crate) print: bool,
    /// Show what each hook read, in which environment, and what it printed
    #[arg(long)]
    pub(crate) show_io: bool,
    /// Exit with 1 if the outcome differs
    #[arg(long, value_name = "OUTCOME", value_parser = outcomes(), ignore_case = true)]
    pub(crate) expect: Option<OutcomeKind>,
}

impl Fire {
    pub(crate) fn format(&self) -> ReportFormat {
        match self.json {
            true => ReportFormat::Json,
            false => self.format,
        }
    }
}

/// Runs nothing unless `--run` is given.
#[derive(Debug, Args)]
#[command(after_help = EVENTS)]
pub(crate) struct Explain {
    /// The event, as hooks.toml or the agent in --speak names it (in any casing)
    pub(crate) event: String,
    #[command(flatten)]
    pub(crate) sample: SampleOptions,
    /// The agent that makes the call
    #[arg(long, value_name = "DIALECT", default_value = "native", value_parser = dialects(), ignore_case = true)]
    pub(crate) speak: DialectRef,
    /// Also run the hooks, and show what each hook answered and the final outcome
    #[arg(long)]
    pub(crate) run: bool,
    #[command(flatten)]
    pub(crate) sources: Sources,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Contents of a sample payload.
#[derive(Debug, Default, Args)]
pub(crate) struct SampleOptions {
    /// The tool of the call, as hooks.toml (shell) or an agent (Bash) names it [default: shell]
    #[arg(long, value_name = "NAME")]
    pub(crate) tool: Option<String>,
    /// The tool's input, as JSON or @FILE
    #[arg(long, value_name = "JSON|@FILE")]
    pub(crate) input: Option<String>,
    /// Set a field of the payload or of the tool's input, such as file_path=/etc/passwd
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
}

impl SampleOptions {
    /// Returns the first of these options that was given.
    pub(crate) fn given(&self) -> Option<&'static str> {
        match self {
            Self { tool: Some(_), .. } => Some("--tool"),
            Self { input: Some(_), .. } => Some("--input"),
            Self { set, .. } if !set.is_empty() => Some("--set"),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people
    Text,
    /// The report as JSON
    Json,
    /// The reply and exit code of a hook, in the format of the agent in --speak
    Wire,
}
