//! Parses TOML text into a tree.
//!
//! `toml_edit` keeps byte ranges. The tree has the same type as for JSON, so an agent with both formats needs one
//! reader only.

use serde_json::Number;
use toml_edit::{Document, Item, TableLike, Value};

use super::merge_conflict::merge_conflict;
use super::tree::{Kind, Member, Node, Span};
use crate::bounds::check_toml;
use crate::diagnostic::DiagnosticCode;
use crate::flaw::Flaw;
use crate::words::Words;

/// Parses a text into a tree, after checking its size and depth.
pub(crate) fn parse_toml(text: &str) -> Result<Node, Flaw> {
    check_toml(text)?;
    let document = Document::parse(text).map_err(|error| {
        if let Some(conflict) = merge_conflict(text) {
            return conflict;
        }
        let span = error.span().unwrap_or(0..0);
        let at = text.get(span.clone()).unwrap_or_default();
        // toml_edit's messages consist of its own words and the names of types. They quote nothing.
        let flaw = Flaw::new(DiagnosticCode::Syntax, &span, Words::ours(error.message()));
        // Word processors replace plain quotes with these characters, so advise plain quotes.
        match at.contains(['\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}']) {
            true => flaw.with_help("write plain quotes (\") in place of typographic ones"),
            // In double quotes a backslash begins an escape, which a path such as `C:\Users` was not meant to have.
            false if is_escape(error.message()) => {
                flaw.with_help("write the text in single quotes ('...'), or double each backslash")
            }
            false => flaw,
        }
    })?;
    let whole = 0..text.len();
    Ok(Node {
        kind: table(document.as_table(), &whole),
        span: whole,
    })
}

/// Returns whether a message of toml_edit is about an escape that begins with a backslash.
fn is_escape(message: &str) -> bool {
    let texts = ["unicode value", "escape"];
    texts.iter().any(|text| message.contains(text))
}

/// Converts a TOML item to a node of the tree; `None` if the item is empty. `check_toml` bounds the depth of this
/// recursion. A table that is only named by its children (`[a.b]` without `[a]`) has no span of its own and gets
/// `around`, the span of its key.
fn item(item: &Item, around: &Span) -> Option<Node> {
    let span = item.span().unwrap_or_else(|| around.clone());
    let kind = match item {
        Item::None => return None,
        Item::Value(found) => value(found, &span),
        Item::Table(found) => table(found, &span),
        Item::ArrayOfTables(tables) => Kind::List(
            tables
                .iter()
                .map(|one| {
                    let span = one.span().unwrap_or_else(|| span.clone());
                    Node {
                        kind: table(one, &span),
                        span,
                    }
                })
                .collect(),
        ),
    };
    Some(Node { span, kind })
}

/// Converts a TOML table, in any of its notations (`[a]`, `a = {}`, `a.b = 1`).
fn table(found: &dyn TableLike, span: &Span) -> Kind {
    let members = found.iter().filter_map(|(name, value)| {
        let key_span = found
            .key(name)
            .and_then(toml_edit::Key::span)
            .unwrap_or_else(|| span.clone());
        Some(Member {
            key: name.to_owned(),
            node: item(value, &key_span)?,
            key_span,
        })
    });
    Kind::Table(members.collect())
}

/// Converts a TOML value to the content of a node.
fn value(found: &Value, span: &Span) -> Kind {
    match found {
        Value::String(text) => Kind::Text(text.value().clone()),
        Value::Integer(number) => Kind::Number(Number::from(*number.value())),
        Value::Float(number) => {
            Number::from_f64(*number.value()).map_or(Kind::NOT_FINITE, Kind::Number)
        }
        Value::Boolean(flag) => Kind::Bool(*flag.value()),
        // No key accepts a date. Keep only the name of the type, for the message.
        Value::Datetime(_) => Kind::Other("a date or time"),
        Value::Array(array) => Kind::List(
            array
                .iter()
                .map(|element| {
                    let span = element.span().unwrap_or_else(|| span.clone());
                    Node {
                        kind: value(element, &span),
                        span,
                    }
                })
                .collect(),
        ),
        Value::InlineTable(inline) => table(inline, span),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_lists_and_keys_know_their_lines() {
        let text = "[[hooks.Stop]]\nmatcher = \"x\"\n[[hooks.Stop.hooks]]\ntype = \"command\"\n";
        let root = parse_toml(text).expect("TOML");
        let groups = root.get("hooks").and_then(|hooks| hooks.get("Stop"));
        let group = &groups.and_then(Node::items).expect("a list")[0];
        let handler = &group.get("hooks").and_then(Node::items).expect("a list")[0];
        assert!(text[group.span.clone()].starts_with("[[hooks.Stop]]"));
        assert!(text[handler.span.clone()].starts_with("[[hooks.Stop.hooks]]"));
        let kind = handler.get("type").expect("a key");
        assert_eq!(&text[kind.span.clone()], "\"command\"");
    }
}
