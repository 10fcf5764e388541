//! Converts a patch of one file to a write or an edit with Claude Code's field names, and back.

use serde_json::{Map, Value};

use super::{Action, Change, Patch, trimmed};
use crate::known_tools::Kind;

/// The change of one file, in the form of a call of Claude Code's `Write` or `Edit`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Edit {
    /// The tool: `Write` or `Edit`.
    pub(crate) tool: &'static str,
    /// The input of the tool. For a `Write`, it contains the whole new file, which is empty if the patch deletes the
    /// file. For an `Edit`, it contains the old and the new text of all hunks in order, with their context lines.
    pub(crate) fields: Map<String, Value>,
}

impl Patch {
    /// Returns the patch as one write or edit; `None` if the patch touches several files or renames a file.
    pub(crate) fn as_edit(&self) -> Option<Edit> {
        let [change] = self.changes.as_slice() else {
            return None;
        };
        // A rename touches two files, but hooks judge only one file. So a rename is not shown as an edit.
        if change.moved_to.is_some() {
            return None;
        }
        let mut texts = vec![("file_path", change.path.clone())];
        let tool = match change.action {
            Action::Add => {
                texts.push(("content", change.side('+')));
                "Write"
            }
            Action::Delete => {
                // Claude Code has no tool that deletes a file, so guards over paths are shown a write of an empty file.
                texts.push(("content", String::new()));
                "Write"
            }
            Action::Update => {
                texts.push(("old_string", change.side('-')));
                texts.push(("new_string", change.side('+')));
                "Edit"
            }
        };
        let fields = texts
            .into_iter()
            .map(|(key, text)| (key.to_owned(), text.into()));
        Some(Edit {
            tool,
            fields: fields.collect(),
        })
    }
}

impl Change {
    /// Returns the old (`-`) or the new (`+`) text of the change: the lines with this sign, and the context lines.
    /// Lines that start with `@@` are left out, since they only help to find the place.
    fn side(&self, sign: char) -> String {
        let mut text = String::new();
        for line in self.lines.iter().filter(|line| !line.starts_with("@@")) {
            let mut rest = line.chars();
            match rest.next() {
                // Context lines are part of both the old and the new text.
                Some(first) if first == sign || first == ' ' => text.push_str(rest.as_str()),
                // An empty line is a context line whose leading space was trimmed.
                None => {}
                Some(_) => continue,
            }
            text.push('\n');
        }
        text
    }
}

/// Returns the patch that makes the same change as a write or an edit with Claude Code's fields. Returns `None` for
/// other tools or fields.
pub(crate) fn of_edit(kind: Kind, fields: &Map<String, Value>) -> Option<Patch> {
    let text = |key: &str| fields.get(key).and_then(Value::as_str);
    let path = text("file_path")?.to_owned();
    // If the path begins or ends with a blank, or contains a control character, a patch header with this path would
    // name a different file. So such a change has no patch.
    if path != trimmed(&path) || path.contains(char::is_control) {
        return None;
    }
    // If the call has both a list of edits and a single text, only the tool knows which of the two it obeys. So such a
    // call has no patch.
    if fields.contains_key("edits")
        && ["content", "new_string"]
            .iter()
            .any(|key| fields.contains_key(*key))
    {
        return None;
    }
    let signed = |sign: char, text: &str| -> Vec<String> {
        text.lines().map(|line| format!("{sign}{line}")).collect()
    };
    let (action, lines) = match kind {
        Kind::Write if fields.contains_key("content") => {
            (Action::Add, signed('+', text("content")?))
        }
        Kind::Write | Kind::Edit => {
            let mut lines = Vec::new();
            for (old, new) in pairs(fields)? {
                lines.push("@@".to_owned());
                lines.extend(signed('-', old));
                lines.extend(signed('+', new));
            }
            (Action::Update, lines)
        }
        _ => return None,
    };
    Some(Patch {
        changes: vec![Change {
            action,
            path,
            moved_to: None,
            lines,
        }],
    })
}

/// Returns the old and the new text of each change of an edit.
fn pairs(fields: &Map<String, Value>) -> Option<Vec<(&str, &str)>> {
    match fields.get("edits") {
        Some(Value::Array(edits)) => edits.iter().map(|edit| pair(edit.as_object()?)).collect(),
        _ => Some(vec![pair(fields)?]),
    }
}

/// Returns the old and the new text of one change.
fn pair(fields: &Map<String, Value>) -> Option<(&str, &str)> {
    let text = |key: &str| fields.get(key).and_then(Value::as_str);
    // The `old_string` is empty, or missing, if the edit inserts text.
    Some((text("old_string").unwrap_or_default(), text("new_string")?))
}
