//! Finds the command line of a process that a hook has started and that still runs in the hook's process group.
//! Messages show this command line to the user.

use rustix::process::Pid;

/// Describes the processes of a group that still run after the group's leader has exited.
#[derive(Debug)]
pub(super) struct LeftProcesses {
    /// The command line of one of the processes, for messages; `None` if the system does not show it cheaply.
    pub(super) name: Option<String>,
}

impl LeftProcesses {
    /// Describes the processes that are left in a group after its leader was collected (reaped).
    pub(super) fn of(group: Pid) -> Self {
        Self {
            name: name_in(group, None),
        }
    }
}

/// Returns the command line of a process of the leader's group that is not the leader. Returns `None` if there is no
/// such process, or if the system does not show the processes of a group cheaply.
pub(super) fn started_by(leader: Pid) -> Option<String> {
    name_in(leader, Some(leader))
}

/// The maximum number of processes that are examined.
#[cfg(target_os = "linux")]
const MOST: usize = 4096;

/// Returns the command line of a process of the group, other than the process `but`. The `/proc/PID/stat` of a process
/// contains the number of its group.
#[cfg(target_os = "linux")]
fn name_in(group: Pid, but: Option<Pid>) -> Option<String> {
    let number = |pid: Pid| pid.as_raw_nonzero().to_string();
    let (group, but) = (number(group), but.map(number));
    let is_member = |process: &std::path::PathBuf| {
        let stat = std::fs::read(process.join("stat")).unwrap_or_default();
        let stat = String::from_utf8_lossy(&stat);
        // The name in parentheses can contain any character. So read the fields after the last parenthesis: state,
        // parent, group.
        let behind = stat.rsplit_once(')').map_or("", |(_, behind)| behind);
        let is_other = process.file_name().and_then(|name| name.to_str()) != but.as_deref();
        is_other && behind.split_whitespace().nth(2) == Some(group.as_str())
    };
    let all = std::fs::read_dir("/proc").ok()?.flatten();
    let is_number = |name: &std::ffi::OsStr| name.as_encoded_bytes().iter().all(u8::is_ascii_digit);
    let mut processes = all
        .filter(|entry| is_number(&entry.file_name()))
        .take(MOST)
        .map(|entry| entry.path());
    let line = std::fs::read(processes.find(is_member)?.join("cmdline")).ok()?;
    let line = line
        .split(|byte| *byte == 0)
        .collect::<Vec<_>>()
        .join(&b' ');
    let shown = hooks_types::text::quoted(line.trim_ascii(), 80);
    (!shown.is_empty()).then_some(shown)
}

#[cfg(not(target_os = "linux"))]
fn name_in(_: Pid, _: Option<Pid>) -> Option<String> {
    None
}
