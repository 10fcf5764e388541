//! Inserts elements into JSON text and removes them, and keeps all other text: comments, order, spacing
//! and line ends. Each removal removes exactly the text that an insertion here added.
//!
//! The editing interface of jsonc-parser (its feature `cst`, 0.34) cannot do this. It splits `{"a": 1}`
//! over three lines to append to it, leaves a line end when an element is removed from `[ 1, 2 ]`
//! again, and refuses a byte order mark.

use std::ops::Range;

use serde_json::Value;

use super::comments::{after_comment, comma_after, ends_in_line_comment};
use super::error::{EditError, EditErrorKind};
use super::ordered::Ordered;
use crate::format::{JsonStyle, Kind, Node, json_tree};

/// Parses a text whose root must be an object.
pub(super) fn root(text: &str) -> Result<Node, EditError> {
    let tree = json_tree(text, JsonStyle::Relaxed);
    let root = tree.map_err(|flaw| EditError::unreadable(flaw, text))?;
    match root.kind {
        Kind::Table(_) => Ok(root),
        _ => Err(EditError::new(
            EditErrorKind::OtherType,
            "it does not hold a JSON object",
        )),
    }
}

/// A list or an object, and the byte ranges of its elements.
#[derive(Debug, Clone)]
pub(super) struct Container {
    /// The byte range of the list or object, with its brackets.
    range: Range<usize>,
    /// The byte ranges of the elements; in an object from the key to the end of the value.
    elements: Vec<Range<usize>>,
}

impl Container {
    /// Creates the container for a list or an object of a parsed text.
    pub(super) fn of(node: &Node) -> Self {
        let members = node.members().unwrap_or_default().iter();
        let items = node.items().unwrap_or_default().iter();
        Self {
            range: node.span.clone(),
            elements: members
                .map(|member| member.key_span.start..member.node.span.end)
                .chain(items.map(|item| item.span.clone()))
                .collect(),
        }
    }

    /// Returns whether the container was created for its element at `index` and would be empty without that element. We
    /// write whitespace after the bracket of a new container, but no whitespace when we insert into an existing empty
    /// container. A container with a comment of the user is kept.
    pub(super) fn was_made_for(&self, index: usize, text: &str) -> bool {
        let [element] = self.elements.as_slice() else {
            return false;
        };
        let before = text.get(self.range.start + 1..element.start);
        let behind = text.get(element.end..self.range.end.saturating_sub(1));
        let is_blank = |part: Option<&str>| {
            part.is_some_and(|part| part.chars().all(|c| c.is_whitespace() || c == ','))
        };
        let is_new = before.is_some_and(|before| before.starts_with(char::is_whitespace));
        index == 0 && is_new && is_blank(before) && is_blank(behind)
    }

    /// Returns the text with `value` inserted as the last element; in an object, as the value of `key`.
    pub(super) fn append(&self, text: &str, key: Option<&str>, value: &Ordered) -> String {
        let Some(last) = self.elements.last() else {
            let indent = line_indent(text, self.range.start);
            let layout = Layout::of(text, Some(indent + &unit(text)));
            return spliced(text, self.range.start + 1, &layout.written(key, value));
        };
        // If a trailing comma follows the last element, keep that style: the new element gets a trailing comma of its
        // own.
        let (comma, rest) = match comma_after(text, last.end) {
            Some(comma) => (true, comma + 1),
            None => (false, last.end),
        };
        // A comment on the last element's line belongs to that element, so insert after it.
        let place = after_comment(text, rest);
        let in_comment = text[rest..place].trim_start().starts_with("//");
        let layout = match self.indent(text) {
            None if in_comment => {
                Layout::of(text, Some(line_indent(text, last.start) + &unit(text)))
            }
            indent => Layout::of(text, indent),
        };
        let written = layout.separator() + &layout.written(key, value);
        if comma {
            return spliced(text, place, &(written + ","));
        }
        // Insert at the later place first: an insertion moves only the text after it.
        spliced(&spliced(text, place, &written), last.end, ",")
    }

    /// Returns the text without the element at `index` and the comma that belongs to it.
    pub(super) fn remove(&self, text: &str, index: usize) -> String {
        let Some(element) = self.elements.get(index) else {
            return text.to_owned();
        };
        let mut without = text.to_owned();
        let comma = comma_after(text, element.end);
        if let Some(comma) = comma {
            without.replace_range(comma..=comma, "");
        }
        let start = self.removal_start(&without, index, element);
        without.replace_range(start..element.end, "");
        if comma.is_some() {
            return without;
        }
        // The removed element was the last element, without a comma after it. When it was appended, the element before
        // it got a comma, so remove that comma.
        let before = index
            .checked_sub(1)
            .and_then(|before| self.elements.get(before));
        if let Some(comma) = before.and_then(|before| comma_after(text, before.end)) {
            without.replace_range(comma..=comma, "");
        }
        without
    }

    /// Returns the byte offset at which the removal of an element begins. The text before that offset is kept.
    fn removal_start(&self, text: &str, index: usize, element: &Range<usize>) -> usize {
        let before = index.checked_sub(1).and_then(|at| self.elements.get(at));
        let from = before.map_or(self.range.start + 1, |before| before.end);
        let behind = text[element.end..].trim_start_matches([' ', '\t']);
        // The line end after a `//` comment ends the comment. Without this line end, the comment would swallow the text
        // after the element. So keep the line end.
        if ends_in_line_comment(&text[from..element.start]) && !behind.starts_with(['\n', '\r']) {
            return element.start;
        }
        // The insertion added the whitespace before the element, so remove that whitespace too. The whitespace after
        // the element was there before the insertion, so keep it.
        text[..element.start].trim_end().len()
    }

    /// Returns the indentation of the elements if each is on its own line.
    fn indent(&self, text: &str) -> Option<String> {
        let first = self.elements.first()?;
        let before = &text[self.range.start + 1..first.start];
        if before.contains('\n') {
            return Some(line_indent(text, first.start));
        }
        // An element that was inserted into an empty container follows the bracket directly. If such an element spans
        // several lines, put further elements on lines of their own.
        let lines = before.is_empty() && text[first.clone()].contains('\n');
        lines.then(|| line_indent(text, self.range.start) + &unit(text))
    }
}

/// The layout of an inserted element.
struct Layout<'a> {
    /// The line end of the file.
    newline: &'a str,
    /// The indentation of the element; `None` writes everything on one line.
    indent: Option<String>,
    /// The text of one step of indentation.
    unit: String,
}

impl Layout<'_> {
    /// Creates a layout with the line ends and the indentation that the file's text has.
    fn of(text: &str, indent: Option<String>) -> Self {
        Layout {
            newline: if text.contains("\r\n") { "\r\n" } else { "\n" },
            indent,
            unit: unit(text),
        }
    }

    /// Returns the whitespace between the previous element's comma and this element.
    fn separator(&self) -> String {
        match &self.indent {
            Some(indent) => format!("{}{indent}", self.newline),
            None => " ".to_owned(),
        }
    }

    /// Returns the text of an element, with its key in an object.
    fn written(&self, key: Option<&str>, value: &Ordered) -> String {
        let mut out = String::new();
        if let Some(key) = key {
            out += &format!("{}: ", Value::from(key));
        }
        self.write(value, self.indent.as_deref(), &mut out);
        out
    }

    /// Appends a value to `out`. A new container always has whitespace after its bracket; [`Container::was_made_for`]
    /// relies on this whitespace.
    fn write(&self, value: &Ordered, indent: Option<&str>, out: &mut String) {
        let inner = indent.map(|indent| format!("{indent}{}", self.unit));
        let gap = |indent: Option<&str>| match indent {
            Some(indent) => format!("{}{indent}", self.newline),
            None => " ".to_owned(),
        };
        let mut elements = |brackets: [char; 2], elements: Vec<(Option<&str>, &Ordered)>| {
            out.push(brackets[0]);
            for (index, (key, value)) in elements.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&gap(inner.as_deref()));
                if let Some(key) = key {
                    out.push_str(&format!("{}: ", Value::from(key)));
                }
                self.write(value, inner.as_deref(), out);
            }
            out.push_str(&gap(indent));
            out.push(brackets[1]);
        };
        match value {
            Ordered::Object(keys) => elements(
                ['{', '}'],
                keys.iter()
                    .map(|(key, value)| (Some(*key), value))
                    .collect(),
            ),
            Ordered::List(list) => {
                elements(['[', ']'], list.iter().map(|value| (None, value)).collect());
            }
            Ordered::Plain(value) => out.push_str(&value.to_string()),
        }
    }
}

/// Returns the text of a new file that holds this value.
pub(super) fn file_of(value: &Ordered) -> String {
    Layout::of("", Some(String::new())).written(None, value) + "\n"
}

/// Returns `text` with `insertion` inserted at a byte position.
fn spliced(text: &str, at: usize, insertion: &str) -> String {
    format!("{}{insertion}{}", &text[..at], &text[at..])
}

/// Returns one step of the file's indentation: that of its first indented line, or two spaces.
fn unit(text: &str) -> String {
    let first = text.lines().find_map(|line| {
        let spaces = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        (!spaces.is_empty() && !line.trim().is_empty()).then(|| spaces.to_owned())
    });
    first.unwrap_or_else(|| "  ".to_owned())
}

/// Returns the indentation of the line that contains `at`.
fn line_indent(text: &str, at: usize) -> String {
    let line = text[..at].rsplit('\n').next().unwrap_or_default();
    line.chars()
        .take_while(|c| matches!(c, ' ' | '\t'))
        .collect()
}

#[cfg(test)]
#[path = "json_edit_tests.rs"]
mod tests;
