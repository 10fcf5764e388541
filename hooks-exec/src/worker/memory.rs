//! Reads how much memory a process uses.

/// Returns the resident memory of a process in bytes; `None` if it cannot be read.
#[cfg(target_os = "linux")]
pub(super) fn resident(pid: i32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

/// Returns `None`, because the resident memory is read only on Linux.
#[cfg(not(target_os = "linux"))]
pub(super) fn resident(_: i32) -> Option<u64> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_process_holds_some_memory() {
        let own = i32::try_from(std::process::id()).unwrap();
        assert!(resident(own).unwrap() > 100_000);
        assert_eq!(resident(-1), None);
    }
}
