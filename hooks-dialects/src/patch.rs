//! The patch text of `apply_patch`, as far as guards need it: which files it touches, and a change
//! of one file as a write or an edit.

use std::collections::HashSet;
use std::fmt;

use serde_json::{Map, Value};

use crate::known_tools::Kind;

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

/// Whether `text` is meant as a patch: its first line says so, behind white space and the opening of
/// a here-document.
pub(crate) fn is_patch(text: &str) -> bool {
    let mut lines = text.lines().map(trimmed).filter(|line| !line.is_empty());
    match lines.next() {
        Some(first) if first.starts_with("<<") => {
            lines.next().is_some_and(|line| line.starts_with(BEGIN))
        }
        Some(first) => first.starts_with(BEGIN),
        None => false,
    }
}

impl Patch {
    /// Reads a patch as its most tolerant applier would, so that no file it touches is missed.
    ///
    /// A header after any white space begins a change, also in a hunk and behind `*** End Patch`;
    /// the end may be missing, and a here-document may be around it.
    ///
    /// # Errors
    ///
    /// Which line fits no rule of the grammar, or that it names no file.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut reading = Reading::default();
        for (number, line) in text.split('\n').enumerate() {
            let line = line.strip_suffix('\r').unwrap_or(line);
            reading
                .line(line)
                .map_err(|problem| format!("line {} {problem}", number + 1))?;
        }
        match reading.changes.is_empty() {
            true => Err("it names no file".to_owned()),
            false => Ok(Self {
                changes: reading.changes,
            }),
        }
    }

    /// Every file the patch touches, once each.
    pub(crate) fn paths(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        let paths = self.changes.iter().flat_map(|change| {
            let path = std::iter::once(change.path.as_str());
            path.chain(change.moved_to.as_deref())
        });
        paths.filter(|path| seen.insert(*path)).collect()
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

/// A patch of which some lines are read.
#[derive(Default)]
struct Reading {
    changes: Vec<Change>,
    place: Place,
    /// The word that ends the here-document around the patch.
    wrapper: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Before,
    Begun,
    Inside,
    Ended,
}

/// A line that begins with `***`.
enum Marker<'a> {
    Begin,
    End,
    EndOfFile,
    Header(Action, &'a str),
    MoveTo(&'a str),
}

/// Ends of a line for some readers and not for others.
const OTHER_LINE_ENDS: &[char] = &[
    '\r', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}', '\u{2029}',
];

impl Reading {
    fn line(&mut self, line: &str) -> Result<(), String> {
        let mut others = line.split(OTHER_LINE_ENDS).skip(1);
        if others.any(|part| !matches!(marker(part), Ok(None))) {
            return Err("holds a header behind an unusual end of a line".to_owned());
        }
        match marker(line) {
            Ok(Some(marker)) => self.marker(&marker),
            Ok(None) => self.content(line),
            // A line of context may say anything but a header.
            Err(Unknown::Other) if line.starts_with(' ') && self.in_update() => self.content(line),
            Err(Unknown::Other) => Err("begins with `***` and is no header".to_owned()),
            Err(Unknown::Spelling) => Err("is a header in an unusual spelling".to_owned()),
            Err(Unknown::Path) => Err("is a header without a plain path".to_owned()),
        }
    }

    fn in_update(&self) -> bool {
        let last = self.changes.last();
        self.place == Place::Inside && last.is_some_and(|last| last.action == Action::Update)
    }

    fn marker(&mut self, marker: &Marker<'_>) -> Result<(), String> {
        let misplaced = |name: &str| Err(format!("is a `{name}` where none can be"));
        match *marker {
            Marker::Begin if matches!(self.place, Place::Before | Place::Ended) => {
                self.place = Place::Begun;
            }
            Marker::Begin => return misplaced(BEGIN),
            Marker::End if self.place == Place::Before => return misplaced(END),
            Marker::End => self.place = Place::Ended,
            Marker::EndOfFile if self.in_update() => {}
            Marker::EndOfFile => return misplaced("*** End of File"),
            Marker::Header(action, path) => {
                self.place = Place::Inside;
                self.changes.push(Change {
                    action,
                    path: path.to_owned(),
                    moved_to: None,
                    lines: Vec::new(),
                });
            }
            Marker::MoveTo(path) => match self.changes.last_mut() {
                Some(change)
                    if self.place == Place::Inside
                        && change.action == Action::Update
                        && change.moved_to.is_none()
                        && change.lines.is_empty() =>
                {
                    change.moved_to = Some(path.to_owned());
                }
                _ => return misplaced("*** Move to"),
            },
        }
        Ok(())
    }

    fn content(&mut self, line: &str) -> Result<(), String> {
        let blank = trimmed(line).is_empty();
        let opens = |wrapper: &Option<String>| wrapper.is_none() && trimmed(line).starts_with("<<");
        let word = || {
            trimmed(line)
                .trim_matches(['<', '-', ' ', '\'', '"'])
                .to_owned()
        };
        let fits = match (self.place, self.changes.last_mut()) {
            (Place::Before, _) if opens(&self.wrapper) => {
                self.wrapper = Some(word());
                true
            }
            (Place::Inside, Some(change)) => {
                let signs: &[&str] = match change.action {
                    Action::Add => &["+"],
                    Action::Update => &["+", "-", " ", "@@"],
                    Action::Delete => &[],
                };
                let fits = blank || signs.iter().any(|sign| line.starts_with(sign));
                if fits {
                    change.lines.push(line.to_owned());
                }
                fits
            }
            (Place::Ended, _) if self.wrapper.as_deref() == Some(trimmed(line)) => true,
            _ => blank,
        };
        match fits {
            true => Ok(()),
            false => Err("fits no rule of the grammar of patches".to_owned()),
        }
    }
}

/// What a line that begins with `***` is, if it is no marker that everybody reads.
enum Unknown {
    /// A marker with other blanks, another case or without its colon.
    Spelling,
    /// A header whose path is missing or holds a control character.
    Path,
    Other,
}

/// The marker that a line is, after any white space.
fn marker(line: &str) -> Result<Option<Marker<'_>>, Unknown> {
    let line = trimmed(line);
    let Some(rest) = line.strip_prefix("***") else {
        return Ok(None);
    };
    let path = |path: &'static str| {
        let found = line.strip_prefix(path).map(trimmed)?;
        let plain = !found.is_empty() && !found.contains(char::is_control);
        Some(plain.then_some(found).ok_or(Unknown::Path))
    };
    match line {
        BEGIN => return Ok(Some(Marker::Begin)),
        END => return Ok(Some(Marker::End)),
        "*** End of File" => return Ok(Some(Marker::EndOfFile)),
        _ => {}
    }
    for (prefix, action) in [
        ("*** Add File: ", Action::Add),
        ("*** Update File: ", Action::Update),
        ("*** Delete File: ", Action::Delete),
    ] {
        if let Some(path) = path(prefix) {
            return path.map(|path| Some(Marker::Header(action, path)));
        }
    }
    if let Some(path) = path("*** Move to: ") {
        return path.map(|path| Some(Marker::MoveTo(path)));
    }
    let letters = rest.chars().filter(|c| c.is_alphanumeric());
    let letters: String = letters.flat_map(char::to_lowercase).take(12).collect();
    let mut words = "beginpatch endpatch endoffile addfile updatefile deletefile moveto".split(' ');
    match words.any(|word| letters.starts_with(word)) {
        true => Err(Unknown::Spelling),
        false => Err(Unknown::Other),
    }
}

/// A text without what any reader takes for white space, and without characters that show nothing.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(
                c,
                '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
            )
    })
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
#[path = "patch_tests.rs"]
mod tests;
