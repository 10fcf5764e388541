//! Prints the result of `hooks bridge install` and `uninstall`, for people and as JSON. Keys of the JSON are
//! never removed or renamed.

use std::path::PathBuf;

use hooks_config::Diagnostic;
use hooks_types::DialectRef;
use hooks_types::text::{visible, visible_json, visible_name, visible_path};
use serde::Serialize;

use super::own_lines::own_lines;
use crate::failure::Failure;
use crate::show::{columns, paragraph, print_out, quoted_paragraph, to_type};

/// An edit of an agent's file, made or only planned.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) agent: DialectRef,
    pub(super) path: PathBuf,
    /// The file's text before the edit; `None` if there was no file.
    pub(super) before: Option<String>,
    /// The text after the edit; `None` if there is no file afterwards, because it held only the bridge or did not
    /// exist.
    pub(super) after: Option<String>,
    pub(super) done: Done,
    /// Programs whose entries were removed because they no longer exist.
    pub(super) gone: Vec<String>,
    /// Entries of the bridge that stay, because this program did not write them.
    pub(super) left: Vec<Diagnostic>,
    /// Settings in the agent's files that keep the agent from running the bridge.
    pub(super) switched_off: Vec<Diagnostic>,
    /// Sentences about hooks whose time limit is longer than the bridge's budget, and about entries that the agent ends
    /// before this budget is over.
    pub(super) too_short: Option<String>,
    /// The `hooks.toml` whose hooks the bridge runs; `None` after `uninstall` and in a dry run.
    pub(super) own_file: Option<OwnFile>,
    /// What the user must know about this agent after an installation.
    pub(super) remarks: &'static [&'static str],
}

/// What was done with the agent's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Done {
    /// Nothing was done: the file already had the wanted content.
    Nothing,
    Written,
    Removed,
    /// A dry run: the file would be written.
    WouldWrite,
    /// A dry run: the file would be removed.
    WouldRemove,
}

/// The `hooks.toml` whose hooks the bridge runs.
#[derive(Debug)]
pub(super) struct OwnFile {
    pub(super) path: PathBuf,
    pub(super) exists: bool,
    /// Whether the file belongs to a project. Then its hooks need the user's trust.
    pub(super) needs_trust: bool,
}

impl OwnFile {
    /// Returns the project whose `.agent-hooks` folder holds the file.
    fn root(&self) -> String {
        let root = self.path.ancestors().nth(2).unwrap_or(&self.path);
        root.display().to_string()
    }
}

impl Change {
    /// Prints the result.
    ///
    /// # Errors
    ///
    /// Stdout cannot be written.
    pub(super) fn print(&self, as_json: bool) -> Result<(), Failure> {
        print_out(&match as_json {
            true => self.json()?,
            false => self.text(),
        })
    }

    /// Returns the result for people: sentences or, in a dry run, the patch. Lines of the patch are not wrapped,
    /// because the patch can be piped into `patch`.
    fn text(&self) -> String {
        let mut text = String::new();
        // Paths and findings can contain text of strangers. A command in such a text must not look like our advice, so
        // it gets no line of its own. Only the last sentences, which are ours, show commands.
        let mut say = |said: &str| text += &quoted_paragraph(&visible(said), 0, columns());
        for program in &self.gone {
            say(&format!(
                "the entries of {} are removed: that program no longer exists",
                visible_name(program)
            ));
        }
        let path = visible_path(&self.path);
        match (self.done, self.diff()) {
            (Done::Nothing, _) => say(&format!("{path}: nothing to change")),
            (Done::Written, _) => say(&format!("{path}: written")),
            (Done::Removed, _) => say(&format!("{path}: removed")),
            // Do not wrap the lines of the diff: they are lines of the file.
            (Done::WouldWrite | Done::WouldRemove, diff) => {
                text += &(visible(&diff.unwrap_or_default()) + "\n");
            }
        }
        let mut say = |said: &str| text += &quoted_paragraph(&visible(said), 0, columns());
        for found in self.left.iter().chain(&self.switched_off) {
            let help = found.help.as_ref().map(|help| format!("; {help}"));
            let (file, line) = (visible_path(&found.file), found.line);
            let (message, help) = (&found.message, help.unwrap_or_default());
            say(&format!("{file}:{line}: {message}{help}"));
        }
        if let Some(own) = &self.own_file {
            let path = visible_path(&own.path);
            // Name the command with which the user creates this file.
            let init = match own.needs_trust {
                true => to_type(["hooks", "init", "--project", &own.root()]),
                false => "hooks init --user".to_owned(),
            };
            let trust = match own.needs_trust {
                true => "; `hooks trust` lets them run",
                false => "",
            };
            match own.exists {
                true => say(&format!("it runs the hooks of {path}{trust}")),
                false => {
                    let also = match own.needs_trust {
                        true => "",
                        false => "; the hooks of a project that you trust run without it",
                    };
                    let said = format!(
                        "your hooks belong in {path}, which does not exist yet: `{init}`{also}"
                    );
                    text += &paragraph(&visible(&said), 0, columns());
                }
            }
        }
        // Skip this sentence in a dry run (`own_file` is then `None`): the output must stay the diff and nothing else.
        for said in self.too_short.iter().filter(|_| self.own_file.is_some()) {
            text += &quoted_paragraph(&visible(said), 0, columns());
        }
        for remark in self.remarks {
            text += &paragraph(&visible(remark), 0, columns());
        }
        text
    }

    /// Returns the change as a unified diff with our lines only; `None` if nothing changes. If the file is created or
    /// removed, the missing side is named `/dev/null`.
    fn diff(&self) -> Option<String> {
        if self.done == Done::Nothing {
            return None;
        }
        let name = |text: &Option<String>| match text {
            Some(_) => self.path.display().to_string(),
            None => "/dev/null".to_owned(),
        };
        // In a diff, `/dev/null` stands for a file that does not exist, so name it for a missing side.
        let before = self.before.as_deref().unwrap_or_default();
        let after = self.after.as_deref().unwrap_or_default();
        let names = (&*name(&self.before), &*name(&self.after));
        Some(own_lines(before, after, names))
    }

    /// Returns the result as JSON, for programs. Control characters in text from the agent's file are escaped.
    fn json(&self) -> Result<String, Failure> {
        let printed = Printed {
            agent: self.agent.name(),
            file: self.path.display().to_string(),
            change: self.done,
            diff: self.diff(),
            removed_programs: &self.gone,
            entries_left: self.left.iter().map(printed).collect(),
            switched_off: self.switched_off.iter().map(printed).collect(),
            hooks: self.own_file.as_ref().map(|own| PrintedOwnFile {
                file: own.path.display().to_string(),
                exists: own.exists,
                needs_trust: own.needs_trust,
            }),
            remarks: self
                .too_short
                .as_deref()
                .into_iter()
                .chain(self.remarks.iter().copied())
                .collect(),
        };
        serde_json::to_string(&printed)
            .map(|json| visible_json(&json) + "\n")
            .map_err(|error| Failure::new(format!("cannot write the result: {error}")))
    }
}

/// The output with `--json`; its schema is `bridge-change`.
#[derive(Serialize)]
struct Printed<'a> {
    agent: &'a str,
    /// The path of the agent's file. If the path is a link, the change was made in the link's target.
    file: String,
    change: Done,
    /// The unified diff of the change, which was made or is only planned; `None` if nothing changed. It has only the
    /// lines of the bridge: other settings of the file can hold secrets.
    diff: Option<String>,
    removed_programs: &'a [String],
    entries_left: Vec<PrintedRemark<'a>>,
    switched_off: Vec<PrintedRemark<'a>>,
    /// The `hooks.toml` that the bridge reads. Missing after `uninstall` and in a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    hooks: Option<PrintedOwnFile>,
    remarks: Vec<&'a str>,
}

/// The `hooks.toml` that the bridge reads.
#[derive(Serialize)]
struct PrintedOwnFile {
    file: String,
    exists: bool,
    needs_trust: bool,
}

/// A finding about a line of one of the agent's files.
#[derive(Serialize)]
struct PrintedRemark<'a> {
    /// The path of the file, which can differ from the file that was edited.
    file: String,
    line: u32,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

/// Returns a finding in its JSON form.
fn printed(found: &Diagnostic) -> PrintedRemark<'_> {
    PrintedRemark {
        file: found.file.display().to_string(),
        line: found.line,
        message: &found.message,
        help: found.help.as_deref(),
    }
}
