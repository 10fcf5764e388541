//! The options of `hooks bridge`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use hooks_types::DialectRef;

use super::values::{dialects, foreign_dialects, seconds};
use super::{Files, Output};

/// Answers in that agent's format, with the exit code that the agent expects. If the hooks cannot judge an
/// event that a hook can block, the bridge blocks it.
#[derive(Debug, Args)]
pub(crate) struct Bridge {
    #[command(subcommand)]
    pub(crate) action: Option<BridgeAction>,
    #[command(flatten)]
    pub(crate) run: BridgeRun,
}

#[derive(Debug, Args)]
pub(crate) struct BridgeRun {
    // An `Option`, because a subcommand can be given instead. Without a subcommand, clap requires this option.
    /// The agent that runs this bridge as its hook
    #[arg(long, value_name = "DIALECT", required = true, value_parser = dialects(), ignore_case = true)]
    pub(crate) speak: Option<DialectRef>,
    /// The event for which the bridge is configured, as the agent in --speak names it; if the payload cannot be
    /// read, the bridge answers as for this event
    #[arg(long, value_name = "EVENT")]
    pub(crate) event: Option<String>,
    // `install` writes entries for which the agent's limit is 60 seconds, so the default budget is shorter.
    /// Time limit for all hooks of an event together; must be shorter than the limit in the agent's
    /// configuration
    #[arg(long, value_name = "SECONDS", default_value = "50", value_parser = seconds)]
    pub(crate) budget: Duration,
    #[command(flatten)]
    pub(crate) files: Files,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BridgeAction {
    /// Put `hooks bridge` into an agent's configuration
    Install(BridgeFile),
    /// Remove `hooks bridge` from an agent's configuration, and nothing else
    Uninstall(BridgeFile),
    /// Show for each agent whether the bridge is installed, current, switched on and called
    Status(BridgeStatus),
}

#[derive(Debug, Args)]
pub(crate) struct BridgeStatus {
    /// The agent [default: all of them]
    #[arg(long = "for", value_name = "AGENT", value_parser = foreign_dialects(), ignore_case = true)]
    pub(crate) agent: Option<DialectRef>,
    /// Look in this project's configuration as well
    #[arg(long, value_name = "DIR")]
    pub(crate) project: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct BridgeFile {
    /// The agent
    #[arg(long = "for", value_name = "AGENT", value_parser = foreign_dialects(), ignore_case = true)]
    pub(crate) agent: DialectRef,
    /// Change this project's configuration [default: the user's]
    #[arg(long, value_name = "DIR")]
    pub(crate) project: Option<PathBuf>,
    /// Show the change and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}
