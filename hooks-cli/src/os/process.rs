//! Reads facts about a process from `/proc`. On systems without `/proc`, only a separate program could find these
//! facts.

/// A process, as `/proc` describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Process {
    /// The process id of the parent.
    pub(crate) parent: u32,
    /// The command line of the process, as words.
    pub(crate) words: Vec<String>,
    /// Whether stdin and stdout of the process are a terminal. `true` if `/proc` does not show what they are.
    pub(crate) at_terminal: bool,
}

/// Returns the process with this id, or this process if `id` is `None`.
#[cfg(target_os = "linux")]
pub(crate) fn process(id: Option<u32>) -> Option<Process> {
    let folder =
        std::path::Path::new("/proc").join(id.map_or("self".to_owned(), |id| id.to_string()));
    // The second field is the program's name in parentheses, which can itself contain parentheses and spaces.
    // So the fields are counted from the last parenthesis.
    let status = std::fs::read(folder.join("stat")).ok()?;
    let status = String::from_utf8_lossy(&status);
    let parent = status.rsplit_once(')')?.1.split_whitespace().nth(1)?;
    let line = std::fs::read(folder.join("cmdline")).ok()?;
    // Each word ends in a NUL byte. Remove the last NUL byte, because no word follows it.
    let words = line
        .strip_suffix(&[0])
        .unwrap_or(&line)
        .split(|byte| *byte == 0);
    let is_terminal = |stream: &str| {
        let target = std::fs::read_link(folder.join("fd").join(stream));
        // If the link cannot be read, as for another user's process, assume a terminal and let the other checks
        // decide.
        target.map_or(true, |target| {
            ["/dev/pts", "/dev/tty", "/dev/console"]
                .iter()
                .any(|name| target.to_string_lossy().starts_with(name))
        })
    };
    Some(Process {
        parent: parent.parse().ok()?,
        words: words
            .map(|word| String::from_utf8_lossy(word).into_owned())
            .collect(),
        at_terminal: is_terminal("0") && is_terminal("1"),
    })
}

/// Returns `None`: systems other than Linux have no `/proc` of this form.
#[cfg(not(target_os = "linux"))]
pub(crate) fn process(_: Option<u32>) -> Option<Process> {
    None
}
