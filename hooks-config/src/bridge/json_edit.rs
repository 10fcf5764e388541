//! Inserts into and removes from JSON text, touching nothing else: comments, order, spacing and
//! line ends stay. Each removal takes out exactly what an insertion here put in.
//!
//! The editing interface of jsonc-parser (its feature `cst`, 0.34) does not: it puts `{"a": 1}` on three
//! lines to append to it, leaves a line end behind when an element is taken out of `[ 1, 2 ]` again,
//! and refuses a byte order mark.

use std::ops::Range;

use serde_json::Value;

use super::error::{EditError, EditErrorKind};
use super::ordered::Ordered;
use crate::format::{JsonStyle, Kind, Node, json_tree};

/// The object that a text holds.
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

/// A list or an object and where its elements lie.
#[derive(Debug, Clone)]
pub(super) struct Container {
    range: Range<usize>,
    elements: Vec<Range<usize>>,
}

impl Container {
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

    /// Whether the container would be empty without its element at `index`, and was made for it:
    /// an element put into a container that was there before follows its bracket without a space.
    pub(super) fn was_made_for(&self, index: usize, text: &str) -> bool {
        let after = &text[self.range.start + 1..];
        index == 0 && self.elements.len() == 1 && after.starts_with(char::is_whitespace)
    }

    /// `text` with `value` (under `key` in an object) as the last element.
    pub(super) fn append(&self, text: &str, key: Option<&str>, value: &Ordered) -> String {
        let Some(last) = self.elements.last() else {
            let indent = line_indent(text, self.range.start);
            let layout = Layout::of(text, Some(indent + &unit(text)));
            return spliced(text, self.range.start + 1, &layout.written(key, value));
        };
        let (comma, rest) = match comma_after(text, last.end) {
            Some(comma) => (true, comma + 1),
            None => (false, last.end),
        };
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
        spliced(&spliced(text, place, &written), last.end, ",")
    }

    /// `text` without the element at `index`, and without the comma it needed.
    pub(super) fn remove(&self, text: &str, index: usize) -> String {
        let Some(element) = self.elements.get(index) else {
            return text.to_owned();
        };
        let start = text[..element.start].trim_end().len();
        let mut without = text.to_owned();
        if let Some(comma) = comma_after(text, element.end) {
            without.replace_range(comma..=comma, "");
            without.replace_range(start..element.end, "");
            return without;
        }
        without.replace_range(start..element.end, "");
        let before = index
            .checked_sub(1)
            .and_then(|before| self.elements.get(before));
        if let Some(comma) = before.and_then(|before| comma_after(text, before.end)) {
            without.replace_range(comma..=comma, "");
        }
        without
    }

    /// The indentation of the elements, if each stands on its own line.
    fn indent(&self, text: &str) -> Option<String> {
        let first = self.elements.first()?;
        let before = &text[self.range.start + 1..first.start];
        if before.contains('\n') {
            return Some(line_indent(text, first.start));
        }
        // The first was put into an empty container and has several lines itself.
        let lines = before.is_empty() && text[first.clone()].contains('\n');
        lines.then(|| line_indent(text, self.range.start) + &unit(text))
    }
}

/// How an inserted element is laid out.
struct Layout<'a> {
    newline: &'a str,
    /// The indentation of the element; none: everything on one line.
    indent: Option<String>,
    unit: String,
}

impl Layout<'_> {
    fn of(text: &str, indent: Option<String>) -> Self {
        Layout {
            newline: if text.contains("\r\n") { "\r\n" } else { "\n" },
            indent,
            unit: unit(text),
        }
    }

    /// What stands between the element before and this one, behind the comma.
    fn separator(&self) -> String {
        match &self.indent {
            Some(indent) => format!("{}{indent}", self.newline),
            None => " ".to_owned(),
        }
    }

    fn written(&self, key: Option<&str>, value: &Ordered) -> String {
        let mut out = String::new();
        if let Some(key) = key {
            out += &format!("{}: ", Value::from(key));
        }
        self.write(value, self.indent.as_deref(), &mut out);
        out
    }

    /// A container made here always has space behind its bracket: that tells it from one that was
    /// there before.
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

/// A value as the text of a new file.
pub(super) fn file_of(value: &Ordered) -> String {
    Layout::of("", Some(String::new())).written(None, value) + "\n"
}

fn spliced(text: &str, at: usize, insertion: &str) -> String {
    format!("{}{insertion}{}", &text[..at], &text[at..])
}

/// One step of the file's indentation.
fn unit(text: &str) -> String {
    let first = text.lines().find_map(|line| {
        let spaces = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        (!spaces.is_empty() && !line.trim().is_empty()).then(|| spaces.to_owned())
    });
    first.unwrap_or_else(|| "  ".to_owned())
}

/// The indentation of the line that `at` lies on.
fn line_indent(text: &str, at: usize) -> String {
    let line = text[..at].rsplit('\n').next().unwrap_or_default();
    line.chars()
        .take_while(|c| matches!(c, ' ' | '\t'))
        .collect()
}

/// Where the comma behind an element is, whatever space and comments lie between.
fn comma_after(text: &str, end: usize) -> Option<usize> {
    let mut at = end;
    loop {
        let rest = &text[at..];
        let spaces = rest.len() - rest.trim_start().len();
        let rest = &rest[spaces..];
        at += spaces;
        match comment_length(rest) {
            0 => return rest.starts_with(',').then_some(at),
            length => at += length,
        }
    }
}

/// Behind a comment that follows on the same line, else where it was.
fn after_comment(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let comment = rest.trim_start_matches([' ', '\t']);
    match comment_length(comment) {
        0 => at,
        length => at + (rest.len() - comment.len()) + length,
    }
}

/// The length of the comment that a text begins with, without the end of its line.
fn comment_length(text: &str) -> usize {
    if text.starts_with("//") {
        return text.lines().next().map_or(0, str::len);
    }
    if text.starts_with("/*") {
        return text.find("*/").map_or(text.len(), |end| end + 2);
    }
    0
}
