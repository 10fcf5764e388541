//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use hooks_types::DialectRef;

/// Run commands, events and other agents' payloads through configured hooks.
///
/// Exit codes are listed in docs/cli.md; 2 is wrong usage everywhere.
#[derive(Debug, Parser)]
#[command(
    name = "hooks",
    bin_name = "hooks",
    version,
    arg_required_else_help = true
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a command as an agent's shell tool would, with its hooks around it
    Exec(Exec),
    /// Send one event, read from stdin, through the hooks and report what happened
    Fire(Fire),
    /// Say everything that loading can tell about config files
    Check(Check),
    /// Be a hook of another agent, or put it into that agent's configuration
    #[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
    Bridge(Bridge),
}

/// Exits with the command's own code, 128+n for a signal, 77 when a hook blocked it.
#[derive(Debug, Args)]
pub(crate) struct Exec {
    #[command(flatten)]
    pub(crate) sources: Sources,
    /// Show what happened to each hook, on stderr
    #[arg(long)]
    pub(crate) report: bool,
    /// Let the command have the terminal; the hooks then get none of its output
    #[arg(long)]
    pub(crate) tty: bool,
    /// The command and its arguments, after `--`
    #[arg(required = true, last = true, value_name = "COMMAND")]
    pub(crate) command: Vec<OsString>,
}

/// Reads ONE payload from stdin. Exits 0 whenever a report was printed.
#[derive(Debug, Args)]
pub(crate) struct Fire {
    /// The event, in our names (any casing) or the dialect's; needed only where the payload names
    /// none and its fields fit several
    pub(crate) event: Option<String>,
    #[command(flatten)]
    pub(crate) sources: Sources,
    /// Whose payload is on stdin
    #[arg(long, value_name = "DIALECT", default_value = "native", value_parser = dialects())]
    pub(crate) speak: DialectRef,
    /// What to print: a glance, the report, or what a hook of that agent would say
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(crate) format: ReportFormat,
}

/// Exits 0 without errors, 1 with.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The config files
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Whose format they have; without it path and shape tell
    #[arg(long = "as", value_name = "DIALECT", value_parser = dialects())]
    pub(crate) dialect: Option<DialectRef>,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// Answers in that agent's bytes and exit code. A gate it cannot judge is blocked.
#[derive(Debug, Args)]
pub(crate) struct Bridge {
    #[command(subcommand)]
    pub(crate) action: Option<BridgeAction>,
    #[command(flatten)]
    pub(crate) run: BridgeRun,
}

#[derive(Debug, Args)]
pub(crate) struct BridgeRun {
    /// Whose hook this is
    #[arg(long, value_name = "DIALECT", required = true, value_parser = dialects())]
    pub(crate) speak: Option<DialectRef>,
    /// The event it is configured for, in that agent's name: what to answer if the payload cannot
    /// be read
    #[arg(long, value_name = "EVENT")]
    pub(crate) event: Option<String>,
    /// Time for everything, shorter than the time limit in the agent's configuration
    #[arg(long, value_name = "SECONDS", default_value = "50", value_parser = seconds)]
    pub(crate) budget: Duration,
    #[command(flatten)]
    pub(crate) files: Files,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BridgeAction {
    /// Put `hooks bridge` into an agent's configuration
    Install(BridgeFile),
    /// Take it out again, and nothing else
    Uninstall(BridgeFile),
}

#[derive(Debug, Args)]
pub(crate) struct BridgeFile {
    /// The agent
    #[arg(long = "for", value_name = "AGENT", value_parser = foreign_dialects())]
    pub(crate) agent: DialectRef,
    /// Only for this project, in its own configuration; else for the user
    #[arg(long, value_name = "DIR")]
    pub(crate) project: Option<PathBuf>,
    /// Show the change and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Where hooks come from, and in which format.
#[derive(Debug, Args)]
pub(crate) struct Sources {
    #[command(flatten)]
    pub(crate) files: Files,
    /// Whose format the --config files have, else path and shape tell; without --config: whose files
    /// alone are discovered
    #[arg(long = "as", value_name = "DIALECT", value_parser = dialects())]
    pub(crate) dialect: Option<DialectRef>,
}

/// Where hooks come from.
#[derive(Debug, Args)]
pub(crate) struct Files {
    /// A config file; given any, none is discovered, and each counts as trusted
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Vec<PathBuf>,
    /// The project's root, whose hooks alone are discovered beside the user's [default: what the
    /// agent names, else every folder from the working folder upward that holds hook files]
    #[arg(long, value_name = "DIR")]
    pub(crate) project: Option<PathBuf>,
    /// Run the hooks of one root: the named one, else the outermost
    #[arg(long)]
    pub(crate) trust_project: bool,
}

impl Files {
    /// Whether they give permission to the hooks of whatever project the session is in.
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people
    Text,
    /// The report as JSON
    Json,
    /// The bytes and the exit code of a hook of that agent
    Wire,
}

fn dialects() -> impl TypedValueParser<Value = DialectRef> {
    named(|_| true)
}

fn foreign_dialects() -> impl TypedValueParser<Value = DialectRef> {
    named(|dialect| !dialect.is_native())
}

fn named(wanted: fn(&&DialectRef) -> bool) -> impl TypedValueParser<Value = DialectRef> {
    let dialects = hooks_dialects::dialects();
    let names = dialects.iter().filter(wanted);
    let names: Vec<String> = names.map(ToString::to_string).collect();
    PossibleValuesParser::new(names).try_map(move |name| dialects.get(&name))
}

fn seconds(text: &str) -> Result<Duration, String> {
    text.parse::<f64>()
        .ok()
        .filter(|seconds| *seconds > 0.0)
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "a number of seconds above 0 is needed".to_owned())
}
