//! A patch of one file as a write or an edit in Claude Code's fields, and back.

use serde_json::{Map, Value};

use super::{Action, Change, Patch, trimmed};
use crate::known_tools::Kind;

/// The change of one file as a call of one of Claude Code's file tools.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Edit {
    pub(crate) tool: &'static str,
    /// A `Write` has the whole file, of a deletion nothing. An `Edit` has the old and the new text of
    /// all hunks in order, context lines included.
    pub(crate) fields: Map<String, Value>,
}

impl Patch {
    /// The patch as one write or edit; `None` where it touches several files.
    pub(crate) fn as_edit(&self) -> Option<Edit> {
        let [change] = self.changes.as_slice() else {
            return None;
        };
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
    /// The text of one side: lines with its sign and the context around them.
    fn side(&self, sign: char) -> String {
        let mut text = String::new();
        for line in self.lines.iter().filter(|line| !line.starts_with("@@")) {
            let mut rest = line.chars();
            match rest.next() {
                Some(first) if first == sign || first == ' ' => text.push_str(rest.as_str()),
                None => {}
                Some(_) => continue,
            }
            text.push('\n');
        }
        text
    }
}

/// The patch that does what a write or an edit with Claude Code's fields does; none for any other
/// tool or fields.
pub(crate) fn of_edit(kind: Kind, fields: &Map<String, Value>) -> Option<Patch> {
    let text = |key: &str| fields.get(key).and_then(Value::as_str);
    let path = text("file_path")?.to_owned();
    // A header holds a plain path, or it would say something else.
    if path != trimmed(&path) || path.contains(char::is_control) {
        return None;
    }
    // Which of the two counts is the tool's to choose.
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

/// Old and new text of each change that the fields of an edit make.
fn pairs(fields: &Map<String, Value>) -> Option<Vec<(&str, &str)>> {
    match fields.get("edits") {
        Some(Value::Array(edits)) => edits.iter().map(|edit| pair(edit.as_object()?)).collect(),
        _ => Some(vec![pair(fields)?]),
    }
}

fn pair(fields: &Map<String, Value>) -> Option<(&str, &str)> {
    let text = |key: &str| fields.get(key).and_then(Value::as_str);
    // What only adds has no old text.
    Some((text("old_string").unwrap_or_default(), text("new_string")?))
}
