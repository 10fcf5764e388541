//! The patch text of `apply_patch`, as far as guards need it: which files it touches, and a change
//! of one file as a write or an edit.

use std::fmt;

use serde_json::{Map, Value};

const BEGIN: &str = "*** Begin Patch";
const END: &str = "*** End Patch";

/// A patch: what happens to each file, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Patch {
    changes: Vec<Change>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Change {
    action: Action,
    path: String,
    moved_to: Option<String>,
    lines: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Add,
    Update,
    Delete,
}

/// The change of one file in the fields of Claude Code's file tools.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Edit {
    /// The whole file; a deletion writes nothing.
    Write {
        /// The file.
        path: String,
        /// Its new content.
        content: String,
    },
    /// Text in place of text. Of several hunks the old and the new text of all, in order.
    Replace {
        /// The file.
        path: String,
        /// What was there, context lines included.
        old: String,
        /// What is there then, context lines included.
        new: String,
    },
}

/// Whether `text` is meant as a patch.
pub(crate) fn is_patch(text: &str) -> bool {
    text.trim_start().starts_with(BEGIN)
}

impl Patch {
    /// Reads a patch; none where it names no file.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if !is_patch(text) {
            return None;
        }
        let mut changes: Vec<Change> = Vec::new();
        for line in text.trim().lines() {
            if let Some((action, path)) = header(line) {
                changes.push(Change {
                    action,
                    path: path.trim().to_owned(),
                    moved_to: None,
                    lines: Vec::new(),
                });
                continue;
            }
            let Some(change) = changes.last_mut() else {
                continue;
            };
            if let Some(path) = line.strip_prefix("*** Move to: ") {
                change.moved_to = Some(path.trim().to_owned());
            } else if !line.starts_with("***") {
                change.lines.push(line.to_owned());
            }
        }
        (!changes.is_empty()).then_some(Self { changes })
    }

    /// Every file the patch touches, once each.
    pub(crate) fn paths(&self) -> Vec<&str> {
        let mut paths: Vec<&str> = Vec::new();
        for change in &self.changes {
            for path in std::iter::once(&change.path).chain(&change.moved_to) {
                if !paths.contains(&path.as_str()) {
                    paths.push(path);
                }
            }
        }
        paths
    }

    /// The patch as one write or edit; none where it touches several files.
    pub(crate) fn as_edit(&self) -> Option<Edit> {
        let [change] = self.changes.as_slice() else {
            return None;
        };
        if change.moved_to.is_some() {
            return None;
        }
        let path = change.path.clone();
        Some(match change.action {
            Action::Add => Edit::Write {
                path,
                content: change.side('+'),
            },
            Action::Delete => Edit::Write {
                path,
                content: String::new(),
            },
            Action::Update => Edit::Replace {
                path,
                old: change.side('-'),
                new: change.side('+'),
            },
        })
    }
}

fn header(line: &str) -> Option<(Action, &str)> {
    let actions = [
        ("*** Add File: ", Action::Add),
        ("*** Update File: ", Action::Update),
        ("*** Delete File: ", Action::Delete),
    ];
    actions
        .into_iter()
        .find_map(|(prefix, action)| Some((action, line.strip_prefix(prefix)?)))
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

impl Edit {
    /// Claude Code's tool for it.
    pub(crate) fn tool(&self) -> &'static str {
        match self {
            Self::Write { .. } => "Write",
            Self::Replace { .. } => "Edit",
        }
    }

    /// The fields of that tool.
    pub(crate) fn fields(self) -> Map<String, Value> {
        let pairs = match self {
            Self::Write { path, content } => vec![("file_path", path), ("content", content)],
            Self::Replace { path, old, new } => vec![
                ("file_path", path),
                ("old_string", old),
                ("new_string", new),
            ],
        };
        pairs
            .into_iter()
            .map(|(key, text)| (key.to_owned(), Value::String(text)))
            .collect()
    }
}

/// The patch that does what a write or an edit with Claude Code's fields does; none for any other
/// tool or fields.
pub(crate) fn of_edit(tool: &str, fields: &Map<String, Value>) -> Option<Patch> {
    let text = |key: &str| fields.get(key).and_then(Value::as_str);
    let path = text("file_path")?.to_owned();
    let signed = |sign: char, text: &str| -> Vec<String> {
        text.lines().map(|line| format!("{sign}{line}")).collect()
    };
    let (action, lines) = match tool {
        "Write" if fields.contains_key("content") => (Action::Add, signed('+', text("content")?)),
        "Write" | "Edit" | "MultiEdit" => {
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

impl fmt::Display for Patch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{BEGIN}")?;
        for change in &self.changes {
            let action = match change.action {
                Action::Add => "Add",
                Action::Update => "Update",
                Action::Delete => "Delete",
            };
            writeln!(f, "*** {action} File: {}", change.path)?;
            if let Some(path) = &change.moved_to {
                writeln!(f, "*** Move to: {path}")?;
            }
            for line in &change.lines {
                writeln!(f, "{line}")?;
            }
        }
        write!(f, "{END}")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TWO: &str = "*** Begin Patch\n*** Update File: src/a.rs\n*** Move to: src/b.rs\n@@ fn\n a\n-b\n+c\n*** Delete File: old\n*** End Patch";

    #[test]
    fn names_every_file_a_patch_touches() {
        let patch = Patch::parse(TWO).unwrap();
        assert_eq!(patch.paths(), ["src/a.rs", "src/b.rs", "old"]);
        assert_eq!(patch.as_edit(), None);
        assert_eq!(patch.to_string(), TWO);
    }

    #[test]
    fn a_change_of_one_file_is_a_write_or_an_edit() {
        let update = "*** Begin Patch\n*** Update File: a\n@@\n x\n-b\n+c\n\n*** End Patch\n";
        let edit = Patch::parse(update).unwrap().as_edit().unwrap();
        assert_eq!(edit.tool(), "Edit");
        assert_eq!(
            Value::Object(edit.fields()),
            json!({"file_path": "a", "old_string": "x\nb\n\n", "new_string": "x\nc\n\n"})
        );
        let add = "*** Begin Patch\n*** Add File: n\n+1\n+2\n*** End Patch";
        let edit = Patch::parse(add).unwrap().as_edit().unwrap();
        assert_eq!(
            Value::Object(edit.fields()),
            json!({"file_path": "n", "content": "1\n2\n"})
        );
    }

    #[test]
    fn an_edit_becomes_a_patch_and_comes_back() {
        let fields = json!({"file_path": "/p/a", "old_string": "1\n", "new_string": "2\n3\n"});
        let fields = fields.as_object().unwrap();
        let patch = of_edit("Edit", fields).unwrap();
        let text = patch.to_string();
        assert_eq!(
            text,
            "*** Begin Patch\n*** Update File: /p/a\n@@\n-1\n+2\n+3\n*** End Patch"
        );
        let back = Patch::parse(&text).unwrap().as_edit().unwrap();
        assert_eq!(&back.fields(), fields);
    }
}
