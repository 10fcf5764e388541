//! Processes on Unix, through the standard library's `posix_spawn` and rustix.

mod confined;
mod end;
mod env_file;
mod exit_watch;
mod feed;
mod group;
mod host;
mod launch;
mod outlet;
mod program;
mod pump;
mod reaper;
mod registry;
mod run;
mod spawn_error;
mod watched;
mod work_dir;

pub(super) use host::Host;

use super::{argument, executor, settings, variables};
