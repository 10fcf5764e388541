//! How much memory this process has held.

use std::{fs, io};

/// How much a piece of work adds to this process at most, in bytes, and what it returns.
pub(crate) fn peak_of<T>(work: impl FnOnce() -> io::Result<T>) -> io::Result<(usize, T)> {
    // The largest size so far is forgotten.
    fs::write("/proc/self/clear_refs", "5")?;
    let before = peak()?;
    let result = work()?;
    Ok((peak()?.saturating_sub(before), result))
}

/// The largest resident size so far, in bytes.
fn peak() -> io::Result<usize> {
    of_status("VmHWM:")
}

fn of_status(key: &str) -> io::Result<usize> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(key));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
    kib.map(|kib| kib * 1024)
        .ok_or_else(|| io::Error::other(format!("no {key}")))
}

/// The resident size now, in bytes.
pub(crate) fn resident_now() -> io::Result<usize> {
    of_status("VmRSS:")
}

/// Memory that is really there.
pub(crate) fn resident(bytes: usize) -> Vec<u8> {
    let mut memory = vec![0_u8; bytes];
    for page in memory.chunks_mut(4096) {
        page[0] = 1;
    }
    memory
}
