//! Processes on Unix, through the standard library's `posix_spawn` and rustix.

mod confined;
mod end;
mod env_file;
mod exit_watch;
mod feed;
mod first_line;
mod group;
mod host;
mod launch;
mod outlet;
mod program;
mod pump;
mod reaper;
mod registry;
#[cfg(feature = "worker")]
mod resident;
mod run;
mod spawn_error;
mod watched;
mod work_dir;

pub(super) use host::Host;
#[cfg(feature = "worker")]
pub(crate) use resident::{Inlet, Reins, Resident, Settled};

#[cfg(feature = "worker")]
use super::resident_order;
use super::{argument, executor, settings, variables};
