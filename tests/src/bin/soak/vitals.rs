//! Counts the resources that this process holds, and the processes that it might have left behind.

use std::time::{Duration, Instant};
use std::{fmt, fs, io, thread};

/// The counts at one point in time.
pub(crate) struct Vitals {
    descriptors: usize,
    resident: usize,
    zombies: usize,
    orphans: usize,
}

impl Vitals {
    pub(crate) fn take(label: &str) -> io::Result<Self> {
        let own = std::process::id().to_string();
        let status = fs::read_to_string("/proc/self/status")?;
        let resident = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|line| line.split_whitespace().next()?.parse().ok())
            .ok_or_else(|| io::Error::other("no VmRSS"))?;
        let mut vitals = Self {
            descriptors: fs::read_dir("/proc/self/fd")?.count(),
            resident,
            zombies: 0,
            orphans: 0,
        };
        for process in fs::read_dir("/proc")?.flatten() {
            // Other entries of `/proc`, and processes that have just ended, do not have these files. Read them as
            // empty.
            let stat = fs::read_to_string(process.path().join("stat")).unwrap_or_default();
            let mut fields = stat
                .rsplit(')')
                .next()
                .unwrap_or_default()
                .split_whitespace();
            if fields.next() == Some("Z") && fields.next() == Some(&own) {
                vitals.zombies += 1;
            }
            let command = fs::read(process.path().join("cmdline")).unwrap_or_default();
            if String::from_utf8_lossy(&command).contains(label) {
                vitals.orphans += 1;
            }
        }
        Ok(vitals)
    }

    /// Repeats the counts until no process is left behind and no more descriptors are open than in `before`, but for at
    /// most ten seconds. Returns the last counts.
    pub(crate) fn settled(label: &str, before: &Self) -> io::Result<Self> {
        let started = Instant::now();
        loop {
            let vitals = Self::take(label)?;
            if vitals.is_as_clean_as(before) || started.elapsed() > Duration::from_secs(10) {
                return Ok(vitals);
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    pub(crate) fn is_as_clean_as(&self, before: &Self) -> bool {
        self.zombies == 0 && self.orphans == 0 && self.descriptors <= before.descriptors
    }
}

impl fmt::Display for Vitals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} descriptors, {:.1} MiB resident, {} zombies, {} processes of hooks",
            self.descriptors,
            self.resident as f64 / 1024.0,
            self.zombies,
            self.orphans
        )
    }
}
