//! Explains why an `export NAME=VALUE` that a hook prints or runs has no effect: the agent reads variables from a file,
//! or from a JSON answer.

use hooks_types::EventName;
use hooks_types::env::environment;
use hooks_types::text::{quoted, short_name, visible_json};
use serde_json::{Map, Value, json};

use super::Recorded;

/// The maximum length, in characters, of a quoted line of the hook's output.
const QUOTED: usize = 80;

/// The maximum number of variables that a sentence names.
const SHOWN: usize = 5;

impl Recorded {
    /// Returns a sentence about an `export` line that the hook printed. The sentence names the agent's file for
    /// variables, or, for a hook in our own format, an answer that sets the variable. `None` if the hook printed no
    /// such line, or if neither exists at this event.
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

    /// Returns a sentence about the variables that a hook exports in its last commands at the start of a session. These
    /// variables are lost when the hook ends. `None` if the hook's text names the agent's file for variables, or the
    /// key `env`.
    pub(super) fn lost_export(&self) -> Option<String> {
        if self.spec.event != EventName::SessionStart || self.printed_exports().is_some() {
            return None;
        }
        let file = environment(&self.spec, &self.payload).env_file;
        let mut texts = self.scripts();
        texts.extend(self.shell_text().map(str::to_owned));
        let knows = |text: &String| {
            file.is_some_and(|file| text.contains(file)) || text.contains("\"env\"")
        };
        if texts.iter().any(knows) {
            return None;
        }
        let mut all = texts.iter().map(|text| last_assignments(text));
        let lines = all.find(|lines| !lines.is_empty())?;
        let names: Vec<&str> = lines
            .iter()
            .filter_map(|line| Some(line.split_once('=')?.0))
            .collect();
        let shown = |text: &str| format!("`{}`", quoted(text.as_bytes(), QUOTED));
        let are = if names.len() == 1 { "is" } else { "are" };
        let begin = format!(
            "`{}` sets {}, which {are} lost when the hook ends",
            short_name(&self.spec.id),
            listed(names.iter().map(|name| shown(name)).collect())
        );
        let it = if names.len() == 1 { "it" } else { "them" };
        let is_native = self.spec.form.dialect.is_native();
        let values: Map<String, Value> = names
            .iter()
            .map(|name| (quoted(name.as_bytes(), QUOTED), "VALUE".into()))
            .collect();
        let answer = visible_json(&json!({ "env": values }).to_string());
        Some(match file {
            Some(file) => format!(
                "{begin}; to set {it} for the session, append {} to the file that `${file}` names",
                match lines.as_slice() {
                    [line] => format!("the line {}", shown(&format!("export {line}"))),
                    lines => {
                        let lines = lines.iter().map(|line| shown(&format!("export {line}")));
                        format!("the lines {}", listed(lines.collect()))
                    }
                }
            ),
            None if is_native => format!(
                "{begin}; to set {it} for the session, write `dialect = \"cursor\"` in its entry, and print {answer}"
            ),
            None if self.spec.form.dialect.name() == "cursor" => {
                format!("{begin}; to set {it} for the session, print {answer}")
            }
            None => format!(
                "{begin}; a hook of {} cannot set variables for the session",
                self.spec.form.dialect
            ),
        })
    }

    /// Returns whether [`printed_exports`](Self::printed_exports) explains the output of a hook in our own format.
    pub(super) fn exports_ours(&self) -> bool {
        self.spec.form.dialect.is_native() && self.printed_exports().is_some()
    }

    /// Returns the sentence for a hook in our own format, whose answers cannot set variables. At the start of a
    /// session, an answer in Cursor's format can set variables.
    fn exports_of_ours(&self, line: &str) -> Option<String> {
        if self.spec.event != EventName::SessionStart {
            return None;
        }
        let (name, _) = line.strip_prefix("export ")?.split_once('=')?;
        // The hook printed the line, and a shell would change the value in it. So repeat only the variable's name, and
        // only if it is a plain name.
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

/// Joins the texts with commas, and with `and` before the last text.
fn listed(mut texts: Vec<String>) -> String {
    let last = texts.pop().unwrap_or_default();
    match texts.is_empty() {
        true => last,
        false => format!("{} and {last}", texts.join(", ")),
    }
}

/// Returns the assignments of variables (`NAME=VALUE`) at the end of a shell text, in their order. Commands such as
/// `exit` after the assignments are skipped. Returns at most the last [`SHOWN`] assignments.
fn last_assignments(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::trim);
    let code = lines.filter(|line| !line.starts_with('#'));
    let commands: Vec<&str> = code
        .flat_map(|line| line.split([';', '&']))
        .map(str::trim)
        .filter(|command| !command.is_empty())
        .collect();
    let has_no_effect = |command: &&&str| {
        let word = command.split_whitespace().next().unwrap_or_default();
        matches!(word, "exit" | "true" | ":" | "cd" | "return")
    };
    let ends = commands.iter().rev().skip_while(has_no_effect);
    let found = ends.map_while(|command| assignment(command)).take(SHOWN);
    let mut found: Vec<&str> = found.collect();
    found.reverse();
    found
}

/// Returns the assignment of a command such as `export NAME=VALUE`.
fn assignment(command: &str) -> Option<&str> {
    // Without `export`, the text can be a part of a quoted word, or a line of another language.
    let assigned = command.strip_prefix("export ").map(str::trim_start)?;
    let (name, value) = assigned.split_once('=')?;
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_name = !name.is_empty()
        && name.chars().all(is_of_name)
        && !name.starts_with(|c: char| c.is_ascii_digit());
    // The caller also splits the text inside quotes, so a part with an open quote is not a whole command.
    let is_whole = ['"', '\'']
        .iter()
        .all(|quote| value.matches(*quote).count() % 2 == 0);
    let is_short = assigned.len() <= 10 * QUOTED;
    (is_name && is_whole && is_short).then_some(assigned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assignments_are_found_only_if_nothing_comes_after_them() {
        for (text, lines) in [
            ("export NODE_ENV=test", &["NODE_ENV=test"][..]),
            (
                "#!/bin/sh\ncat >/dev/null\nexport A=1\nexport B=2; export C=3\nexit 0\n",
                &["A=1", "B=2", "C=3"],
            ),
            ("export A=\"b c\"", &["A=\"b c\""]),
            ("export A=1\nmake\nexport B=2", &["B=2"]),
            ("curl -s \"http://localhost/?x=1&session=abc\"", &[]),
            ("import sys\ndone=True", &[]),
            ("A=b make", &[]),
            ("export A=1; make", &[]),
            ("export PATH", &[]),
            ("echo a=b", &[]),
            ("", &[]),
        ] {
            assert_eq!(last_assignments(text), lines, "{text}");
        }
        let many: Vec<String> = (0..9).map(|at| format!("export A{at}=1\n")).collect();
        let many = many.concat();
        let found = last_assignments(&many);
        assert_eq!(found.len(), SHOWN);
        assert_eq!(found.last(), Some(&"A8=1"));
    }
}
