//! Detects a hook that prints `export NAME=VALUE`, although its agent reads variables from a file.

use hooks_types::env::environment;
use hooks_types::text::{quoted, short_name};

use super::Recorded;

/// The maximum length, in characters, of a quoted line of the hook's output.
const QUOTED: usize = 80;

impl Recorded {
    /// Returns a sentence that names the file for variables. `None` if the hook printed no `export` line, or if its
    /// agent has no such file at this event.
    pub(super) fn printed_exports(&self) -> Option<String> {
        let stdout = String::from_utf8_lossy(&self.heard.as_ref()?.stdout);
        let is_export = |line: &&str| {
            let assigned = line.trim_start().strip_prefix("export ");
            assigned.is_some_and(|assigned| assigned.contains('='))
        };
        let line = stdout.lines().find(is_export)?.trim();
        let file = environment(&self.spec, &self.payload).env_file?;
        Some(format!(
            "`{}` printed `{}` on stdout, which sets no variable; append the line to the file that `${file}` names",
            short_name(&self.spec.id),
            quoted(line.as_bytes(), QUOTED),
        ))
    }
}
