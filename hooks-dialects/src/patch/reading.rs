//! Parses the text of a patch line by line.

use super::{Action, BEGIN, Change, END, MOVE, Patch, trimmed};

impl Patch {
    /// Parses a patch as tolerantly as the most tolerant program that applies patches. Otherwise a file that the patch
    /// touches could be missed.
    ///
    /// A header after any white space starts a change, even inside a hunk or after `*** End Patch`. The end marker can
    /// be missing, and a here-document can surround the patch.
    ///
    /// # Errors
    ///
    /// The message names the line that does not fit the grammar, or says that the patch contains no file.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut parser = PatchParser::default();
        for (number, line) in text.split('\n').enumerate() {
            let line = line.strip_suffix('\r').unwrap_or(line);
            parser
                .line(line)
                .map_err(|problem| format!("line {} {problem}", number + 1))?;
        }
        match parser.changes.is_empty() {
            true => Err("the patch contains no file".to_owned()),
            false => Ok(Self {
                changes: parser.changes,
            }),
        }
    }
}

/// The state of the parser.
#[derive(Default)]
struct PatchParser {
    /// The changes so far. The following lines belong to the last change.
    changes: Vec<Change>,
    /// Which part of the patch the current line is in.
    place: Place,
    /// The word that ends the here-document around the patch; `None` without a here-document.
    wrapper: Option<String>,
}

/// The part of a patch that the parser is in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    /// The parser is before the begin marker.
    #[default]
    Before,
    /// The parser is after the begin marker and before the first header.
    Begun,
    /// The parser is in the change of a file.
    Inside,
    /// The parser is after the end marker.
    Ended,
}

/// A marker: a line that starts with `***`.
enum Marker<'a> {
    /// `*** Begin Patch`, the first line of a patch.
    Begin,
    /// `*** End Patch`, the last line of a patch.
    End,
    /// `*** End of File`: the change reaches the end of the file.
    EndOfFile,
    /// A header with the action on a file, and the file's path.
    Header(Action, &'a str),
    /// `*** Move to:` with the new path of a renamed file.
    MoveTo(&'a str),
}

/// Characters that some programs treat as the end of a line and others do not.
const OTHER_LINE_ENDS: &[char] = &[
    '\r', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}', '\u{2029}',
];

impl PatchParser {
    /// Parses one line. A marker after an unusual line end is refused, because some programs would obey it.
    fn line(&mut self, line: &str) -> Result<(), String> {
        let mut others = line.split(OTHER_LINE_ENDS).skip(1);
        if others.any(|part| !matches!(marker(part), Ok(None))) {
            return Err("contains a header after an unusual line ending".to_owned());
        }
        match marker(line) {
            Ok(Some(marker)) => self.marker(&marker),
            Ok(None) => self.content(line),
            // In an update, a context line can start with any text except a header.
            Err(Unknown::Other) if line.starts_with(' ') && self.in_update() => self.content(line),
            Err(Unknown::Other) => Err("begins with `***` but is not a header".to_owned()),
            Err(Unknown::Spelling) => Err("is a header in an unusual spelling".to_owned()),
            Err(Unknown::Path) => Err("is a header without a plain path".to_owned()),
        }
    }

    /// Returns whether the current line is in the update of a file.
    fn in_update(&self) -> bool {
        let last = self.changes.last();
        self.place == Place::Inside && last.is_some_and(|last| last.action == Action::Update)
    }

    /// Applies a marker, or returns an error if the marker is misplaced.
    fn marker(&mut self, marker: &Marker<'_>) -> Result<(), String> {
        let misplaced = |name: &str| Err(format!("is a misplaced `{name}`"));
        match *marker {
            Marker::Begin if matches!(self.place, Place::Before | Place::Ended) => {
                self.place = Place::Begun;
            }
            Marker::Begin => return misplaced(BEGIN),
            Marker::End if self.place == Place::Before => return misplaced(END),
            Marker::End => self.place = Place::Ended,
            Marker::EndOfFile if self.in_update() => {}
            Marker::EndOfFile => return misplaced("*** End of File"),
            // Accept a header in every place. If it were skipped here, a more tolerant program would change a file that
            // hooks are not shown.
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

    /// Keeps a line of a change. Blank lines are allowed everywhere.
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
            false => Err("does not match the grammar of patches".to_owned()),
        }
    }
}

/// Why a line that starts with `***` is not accepted as a marker.
enum Unknown {
    /// The line is a marker with unusual blanks or casing, or without its colon.
    Spelling,
    /// The line is a header whose path is missing or contains a control character.
    Path,
    /// The line starts with `***` but resembles no marker.
    Other,
}

/// Returns the marker in a line, ignoring white space before it.
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
    for action in [Action::Add, Action::Update, Action::Delete] {
        if let Some(path) = path(action.header()) {
            return path.map(|path| Some(Marker::Header(action, path)));
        }
    }
    if let Some(path) = path(MOVE) {
        return path.map(|path| Some(Marker::MoveTo(path)));
    }
    // A tolerant program can accept an unusual spelling as a marker, so such a line is refused.
    let letters = rest.chars().filter(|c| c.is_alphanumeric());
    let letters: String = letters.flat_map(char::to_lowercase).take(12).collect();
    let mut words = "beginpatch endpatch endoffile addfile updatefile deletefile moveto".split(' ');
    match words.any(|word| letters.starts_with(word)) {
        true => Err(Unknown::Spelling),
        false => Err(Unknown::Other),
    }
}
