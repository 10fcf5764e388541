//! Measures the memory of this process.

use std::{fs, io};

/// Returns by how many bytes a piece of work raises the peak memory of this process, and the result of the
/// work.
pub(crate) fn peak_of<T>(work: impl FnOnce() -> io::Result<T>) -> io::Result<(usize, T)> {
    // Reset the peak: writing `5` sets `VmHWM` to the current size (proc(5)).
    fs::write("/proc/self/clear_refs", "5")?;
    let before = peak()?;
    let result = work()?;
    Ok((peak()?.saturating_sub(before), result))
}

/// Returns the largest resident size so far, in bytes.
fn peak() -> io::Result<usize> {
    of_status("VmHWM:")
}

/// Reads a size of `/proc/self/status`, in bytes.
fn of_status(key: &str) -> io::Result<usize> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(key));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
    kib.map(|kib| kib * 1024)
        .ok_or_else(|| io::Error::other(format!("no {key}")))
}

/// Returns the resident size now, in bytes.
pub(crate) fn resident_now() -> io::Result<usize> {
    of_status("VmRSS:")
}

/// Allocates memory and writes to every page, because the kernel provides a page only when it is used.
pub(crate) fn resident(bytes: usize) -> Vec<u8> {
    let mut memory = vec![0_u8; bytes];
    for page in memory.chunks_mut(4096) {
        page[0] = 1;
    }
    memory
}
