//! Finds the settings of a script, such as `set -e`, with which the exit code of a subshell is not lost.

use super::Lost;

/// The settings of a shell script that decide whether the exit code of a subshell ends the script.
///
/// | setting | the exit code that is not lost with it |
/// |---|---|
/// | `set -e` | of parentheses, of `$(...)`, of a function, and of the last part of a pipe |
/// | `set -e` and `pipefail` | also of the other parts of a pipe |
/// | `pipefail` alone | of a pipe, if the pipe ends the script |
/// | `lastpipe` | of a loop behind a pipe |
/// | `PIPESTATUS` | of all parts of a pipe |
/// | `wait $!` | of a background command, if the script uses that code |
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    ends_on_error: bool,
    /// Whether the exit code of a pipe is the exit code of the last part that failed.
    pub(super) pipefail: bool,
    lastpipe: bool,
    reads_parts: bool,
    waits: bool,
}

impl Settings {
    /// Looks for the settings in the whole text of a script.
    pub(super) fn of(text: &str) -> Self {
        let ends_on_error = text.contains("errexit") || text.lines().any(sets_e);
        Self {
            ends_on_error,
            pipefail: text.contains("pipefail"),
            lastpipe: text.contains("lastpipe"),
            reads_parts: text.contains("PIPESTATUS"),
            waits: waits(text, ends_on_error),
        }
    }

    /// Returns whether one of the settings uses an exit code that would otherwise be lost in the way that `lost` names.
    pub(super) fn use_code(self, lost: Lost) -> bool {
        match lost {
            Lost::Background => self.waits,
            Lost::Parentheses | Lost::Substitution | Lost::Return => self.ends_on_error,
            Lost::PipedLoop => self.ends_on_error || self.lastpipe || self.reads_parts,
            Lost::Pipe => (self.ends_on_error && self.pipefail) || self.reads_parts,
        }
    }
}

/// Returns whether a line ends the script when a command fails: `set -e`, `set -eu`, or `#!/bin/sh -e`.
fn sets_e(line: &str) -> bool {
    let set = |part: &str| part.trim().strip_prefix("set ").map(str::to_owned);
    let first = line.strip_prefix("#!").map(str::to_owned);
    let mut words = line.split([';', '&']).filter_map(set).chain(first);
    words.any(|words| {
        let flags = |word: &str| word.starts_with('-') && !word.starts_with("--");
        words
            .split_whitespace()
            .any(|word| flags(word) && word.contains('e'))
    })
}

/// Returns whether the script asks for the exit code of a background command and uses it: `wait $! || ...`,
/// `if wait $!`, a `$?` in this line or the next line, a `wait $!` at the end, or any `wait $!` if failed commands end
/// the script. A `wait` without an operand always ends with 0.
fn waits(text: &str, ends_on_error: bool) -> bool {
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with('#');
    let lines: Vec<&str> = text.lines().filter(is_code).collect();
    lines.iter().enumerate().any(|(at, line)| {
        let Some((before, after)) = line.split_once("wait ") else {
            return false;
        };
        if before.ends_with(|c: char| c.is_alphanumeric() || "_-$'\"".contains(c)) {
            return false;
        }
        let (operands, behind) = after.split_once([';', '|', '&']).unwrap_or((after, ""));
        if !operands.contains(['$', '%', '-']) {
            return false;
        }
        let is_condition = ["if", "while", "until", "!"]
            .iter()
            .any(|word| before.trim_end().ends_with(word));
        // `||` or `&&` after `wait` uses the exit code. (The split removed the first character of
        // the operator, so `behind` begins with its second `|` or `&`.) After a `;`, only a `$?` uses the code.
        let is_operator = behind.starts_with(['|', '&']);
        let is_last = behind.trim().is_empty();
        let next = lines.get(at + 1).copied();
        let is_asked_for = || next.is_none_or(|next| next.contains("$?"));
        is_condition
            || ends_on_error
            || is_operator
            || behind.contains("$?")
            || (is_last && is_asked_for())
    })
}
