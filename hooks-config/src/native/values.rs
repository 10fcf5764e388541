//! Readers for the basic types of value.
//!
//! If a value does not fit, its reader returns a flaw that points at the value. Messages use TOML's names for types.

use hooks_types::near::nearest;
use hooks_types::text::quoted;

use super::flaws::{Read, bad, listed, wrong_type};
use crate::format::{Kind, Member, Node};
use crate::words::Words;

/// Reads a string without NUL bytes, which arguments, variables and names cannot contain.
pub(crate) fn text(node: &Node) -> Read<&str> {
    match &node.kind {
        Kind::Text(text) if text.contains('\0') => Err(bad(node, "a NUL byte is not allowed here")),
        Kind::Text(text) => Ok(text),
        _ => Err(wrong_type(node, "a string")),
    }
}

/// Reads a string that messages and reports show: it must be a single line and must not be blank. Its length is not
/// limited here, because messages that quote the string shorten it.
pub(crate) fn label(node: &Node) -> Read<String> {
    let text = text(node)?;
    if text.trim().is_empty() {
        return Err(bad(node, "the text is empty"));
    }
    if text.chars().any(char::is_control) {
        return Err(bad(
            node,
            "the text must be one line without control characters",
        ));
    }
    Ok(text.to_owned())
}

/// Reads a boolean. `"true"` in quotes is refused with advice, although its meaning is clear: the schema, and so
/// every editor, refuses it too.
pub(crate) fn boolean(node: &Node) -> Read<bool> {
    match &node.kind {
        Kind::Bool(flag) => Ok(*flag),
        Kind::Text(text) if text == "true" || text == "false" => {
            Err(wrong_type(node, "a boolean").with_help(format!("write {text} without quotes")))
        }
        _ => Err(wrong_type(node, "a boolean")),
    }
}

/// Reads an integer within inclusive bounds. `8.0` is refused: TOML tells floats from integers.
pub(crate) fn integer(node: &Node, lowest: u32, highest: u32) -> Read<u32> {
    let number = match &node.kind {
        Kind::Number(number) if !number.is_f64() => number,
        _ => return Err(wrong_type(node, "an integer")),
    };
    let small = number
        .as_u64()
        .and_then(|number| u32::try_from(number).ok());
    small
        .filter(|number| (lowest..=highest).contains(number))
        .ok_or_else(|| {
            bad(
                node,
                Words::quoting(
                    format!("{number} is not between {lowest} and {highest}"),
                    format!("the number is not between {lowest} and {highest}"),
                ),
            )
        })
}

/// Reads one of the words in `choices`, which must be spelled exactly as in `choices`. The error about any other word
/// lists all words in `choices`.
pub(crate) fn choice<T: Copy>(node: &Node, choices: &[(&str, T)]) -> Read<T> {
    let word = text(node)?;
    if let Some((_, value)) = choices.iter().find(|(name, _)| *name == word) {
        return Ok(*value);
    }
    let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
    let problem = bad(
        node,
        Words::quoting(
            format!(
                "`{}` is not one of {}",
                quoted(word.as_bytes(), 60),
                listed(&names)
            ),
            format!("the value is not one of {}", listed(&names)),
        ),
    );
    Err(match nearest(word, names.iter().copied()) {
        Some(meant) => problem.with_help(Words::ours(format!("did you mean `{meant}`?"))),
        None => problem,
    })
}

/// Reads an array, each item with `item`. The first item that cannot be read is the flaw of the whole array.
pub(crate) fn array<T>(node: &Node, wanted: &str, item: impl Fn(&Node) -> Read<T>) -> Read<Vec<T>> {
    match &node.kind {
        Kind::List(items) => items.iter().map(item).collect(),
        _ => Err(wrong_type(node, wanted)),
    }
}

/// Reads a table and returns its members.
pub(crate) fn table<'n>(node: &'n Node, wanted: &str) -> Read<&'n [Member]> {
    match &node.kind {
        Kind::Table(members) => Ok(members),
        _ => Err(wrong_type(node, wanted)),
    }
}
