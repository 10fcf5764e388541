//! Runs processes on Unix, through the standard library's `posix_spawn` and rustix.
//!
//! [`run`] runs one hook. [`launch`] starts the hook's program with the help of [`program`], [`work_dir`], [`env_file`]
//! and [`confined`]; [`spawn_error`] and [`first_line`] explain a start that failed. [`pump`] moves data while the hook
//! runs: [`feed`] writes its stdin, [`outlet`] reads its outputs, and [`exit_watch`] notices its exit. [`watched`]
//! registers descriptors with the runtime. [`end`] ends the hook. [`group`] owns the process group, [`registry`] lists
//! all groups, and [`reaper`] collects (reaps) killed processes whose run was dropped. [`host`] is the entry point, and
//! `resident` is a program that answers many events (a worker).

mod confined;
mod end;
mod env_file;
mod exit_watch;
mod feed;
mod first_line;
mod group;
mod host;
mod launch;
mod members;
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

pub(super) use host::Host;
#[cfg(feature = "worker")]
pub(crate) use resident::{Resident, Settled, SignalHandle, StdinPipe};

#[cfg(feature = "worker")]
use super::resident_order;
use super::{argument, executor, settings, variables, work_dir};
