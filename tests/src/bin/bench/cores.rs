//! Binds this process and its children to cores.
//!
//! A round trip takes about 10 µs if both programs share a core and about 55 µs if they do not. Without a binding the
//! scheduler chooses, and its choice can differ between the two sides of a pair.

use std::{fs, io};

use rustix::process::Pid;
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// The cores on which the two sides of a conversation run.
#[derive(Clone, Copy)]
pub(crate) enum Cores {
    /// Both processes share one core.
    Shared(usize),
    /// This process runs on the first core, its children run on the second.
    Apart(usize, usize),
}

impl Cores {
    /// Returns the placements that this machine allows: on one core, and, with more cores, on two.
    pub(crate) fn all() -> io::Result<Vec<Self>> {
        let allowed = sched_getaffinity(None)?;
        let mut cores = (0..CpuSet::MAX_CPU).filter(|core| allowed.is_set(*core));
        let first = cores.next().unwrap_or_default();
        let apart = cores.next().map(|second| Self::Apart(first, second));
        Ok([Some(Self::Shared(first)), apart]
            .into_iter()
            .flatten()
            .collect())
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Shared(_) => "one core",
            Self::Apart(..) => "two cores",
        }
    }

    /// Binds the calling thread, and each thread and program that it starts from now on.
    pub(crate) fn bind_this_thread(self) -> io::Result<()> {
        let (Self::Shared(core) | Self::Apart(core, _)) = self;
        bind(None, core)
    }

    /// Moves the children of this process to their core. Each of them must have one thread only.
    pub(crate) fn bind_children(self) -> io::Result<()> {
        let Self::Apart(_, core) = self else {
            return Ok(());
        };
        for thread in fs::read_dir("/proc/self/task")? {
            let children = fs::read_to_string(thread?.path().join("children"))?;
            for pid in children.split_ascii_whitespace() {
                bind(pid.parse().ok().and_then(Pid::from_raw), core)?;
            }
        }
        Ok(())
    }
}

/// Binds a thread to one core; `None` is the calling thread.
fn bind(thread: Option<Pid>, core: usize) -> io::Result<()> {
    let mut one = CpuSet::new();
    one.set(core);
    Ok(sched_setaffinity(thread, &one)?)
}
