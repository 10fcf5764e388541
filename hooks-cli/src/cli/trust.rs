//! The options of `hooks trust`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use hooks_types::fingerprint::Fingerprint;

use super::Output;

/// Asks about each file of the project whose hooks have no decision yet. Without a terminal,
/// hooks can be trusted only with `--fingerprint`. With `--json` it lists those hooks and asks nothing.
#[derive(Debug, Args)]
pub(crate) struct Trust {
    #[command(subcommand)]
    pub(crate) action: Option<TrustAction>,
    #[command(flatten)]
    pub(crate) place: TrustPlace,
    /// Trust the hook with this fingerprint, without asking; its `allow` is accepted only with --may-grant
    #[arg(long, value_name = "v1:HEX")]
    pub(crate) fingerprint: Vec<Fingerprint>,
    /// With --fingerprint: let an `allow` of this hook take effect; also for a hook that is already trusted
    #[arg(long, requires = "fingerprint")]
    pub(crate) may_grant: bool,
    /// A file that a hook names and that may change without a new decision, such as package.json (the path
    /// is relative to the project's root)
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Vec<String>,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TrustAction {
    /// List your decisions about hooks
    List(Output),
    /// Show the hooks as they were when you trusted them, with their scripts
    Show(TrustShow),
    /// Take back the trust in hooks, also in their earlier versions
    Revoke(TrustShow),
}

#[derive(Debug, Args)]
pub(crate) struct TrustShow {
    #[command(flatten)]
    pub(crate) hooks: TrustHooks,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct TrustPlace {
    /// The project's root [default: every folder from the working folder upward that contains hook
    /// files]
    #[arg(long, value_name = "DIR")]
    pub(crate) project: Option<PathBuf>,
    /// Only the hooks of this plugin, by its name in the agent's list of plugins (NAME@MARKETPLACE)
    #[arg(long, value_name = "NAME", conflicts_with = "project")]
    pub(crate) plugin: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct TrustHooks {
    #[command(flatten)]
    pub(crate) place: TrustPlace,
    /// Only the hooks with these names or fingerprints
    #[arg(value_name = "HOOK")]
    pub(crate) hooks: Vec<String>,
}
