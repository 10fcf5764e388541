//! Notices a hook that prints `export NAME=VALUE`, although its agent reads variables from a file, or from an answer of
//! another form.

use hooks_types::EventName;
use hooks_types::env::environment;
use hooks_types::text::{quoted, short_name, visible_json};
use serde_json::json;

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
        if self.spec.form.dialect.is_native() {
            return self.exports_of_ours(line);
        }
        let file = environment(&self.spec, &self.payload).env_file?;
        Some(format!(
            "`{}` printed `{}` on stdout, which sets no variable; append the line to the file that `${file}` names",
            short_name(&self.spec.id),
            quoted(line.as_bytes(), QUOTED),
        ))
    }

    /// Returns whether [`printed_exports`](Self::printed_exports) explains the output of a hook in our own format.
    pub(super) fn exports_ours(&self) -> bool {
        self.spec.form.dialect.is_native() && self.printed_exports().is_some()
    }

    /// Returns the sentence for a hook in our own format, whose answers set no variables. An answer in the format of
    /// Cursor does, at the start of a session.
    fn exports_of_ours(&self, line: &str) -> Option<String> {
        if self.spec.event != EventName::SessionStart {
            return None;
        }
        let (name, _) = line.strip_prefix("export ")?.split_once('=')?;
        // The line is a stranger's text, and a shell would change its value, so only a plain name is repeated.
        let is_plain = |name: &&str| {
            let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let begins_well = !name.starts_with(|c: char| c.is_ascii_digit());
            name.chars().all(is_letter) && name.len() <= QUOTED && !name.is_empty() && begins_well
        };
        let name = Some(name.trim()).filter(is_plain).unwrap_or("NAME");
        let answer = json!({ "env": { name: "VALUE" } }).to_string();
        Some(format!(
            "`{}` printed `{}` on stdout, which sets no variable; to set one for the session, write `dialect = \"cursor\"` \
             in its entry, and print {}",
            short_name(&self.spec.id),
            quoted(line.as_bytes(), QUOTED),
            quoted(visible_json(&answer).as_bytes(), 2 * QUOTED),
        ))
    }
}
