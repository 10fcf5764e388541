//! Converts a `[hooks]` table in any serde format into the tree that files are parsed into.
//!
//! An agent can hold our table in its own configuration. Reading that table into the same tree gives it the same rules
//! and messages as a file. There is no text, so messages name the keys that lead to a value instead of a line.

use std::fmt;

use hooks_types::text::{in_quotes, quoted};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use crate::format::{Kind, Member, Node, Span};

/// A value read through serde. It has no byte ranges. [`numbered`](Self::numbered) stores a number in
/// each value's span instead, and [`path_to`] finds the value by that number.
pub(crate) struct Embedded(pub(crate) Node);

impl Embedded {
    /// Creates a value without a number; [`numbered`](Self::numbered) assigns the number later.
    fn new(kind: Kind) -> Self {
        Self(Node { span: 0..0, kind })
    }

    /// Returns the tree with a number as each value's span. A value's number is lower than the numbers of the values in
    /// it.
    pub(crate) fn numbered(mut self) -> Node {
        number(&mut self.0, &mut 0);
        self.0
    }
}

/// Gives a number to a value and to each value in it, in reading order. `next` is the first number that is free.
fn number(node: &mut Node, next: &mut usize) {
    node.span = *next..*next;
    *next += 1;
    match &mut node.kind {
        Kind::List(items) => items.iter_mut().for_each(|item| number(item, next)),
        Kind::Table(members) => {
            for member in members {
                number(&mut member.node, next);
                // Give the key the number of its value. A flaw about the key is then reported with the path to the
                // value.
                member.key_span = member.node.span.clone();
            }
        }
        _ => {}
    }
}

/// Returns the keys that lead to a value of a numbered tree, such as `hooks.pre_tool_use[0].timeout`.
pub(crate) fn path_to(root: &Node, span: &Span) -> String {
    let mut path = String::new();
    let mut node = root;
    loop {
        // Numbers increase in reading order. So the wanted value is in the last child whose number is not above the
        // wanted number.
        let holds = |inner: &Node| inner.span.start <= span.start;
        node = match &node.kind {
            Kind::List(items) => {
                let place = items.partition_point(holds).checked_sub(1);
                let Some((place, item)) = place.and_then(|at| Some((at, items.get(at)?))) else {
                    return path;
                };
                path += &format!("[{place}]");
                item
            }
            Kind::Table(members) => {
                let place = members.partition_point(|member| holds(&member.node));
                let Some(member) = place.checked_sub(1).and_then(|at| members.get(at)) else {
                    return path;
                };
                path += if path.is_empty() { "" } else { "." };
                path += &key_text(&member.key);
                &member.node
            }
            _ => return path,
        };
    }
}

/// Returns a key as TOML writes it, shortened if it is long. A key that contains any character besides letters, digits,
/// `_` and `-` is quoted. Otherwise a dot in the key would look like a path.
fn key_text(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    match !key.is_empty() && key.chars().all(bare) {
        true => quoted(key.as_bytes(), 60),
        false => in_quotes(key, 60),
    }
}

impl<'de> Deserialize<'de> for Embedded {
    /// Reads any value. If the fields were typed, serde's errors would name Rust types, and reading would stop at the
    /// first error.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// Accepts a value of any type.
        struct AnyValue;

        impl<'de> Visitor<'de> for AnyValue {
            type Value = Kind;

            /// Writes which types are accepted, for the message about a type that TOML and JSON lack, such as bytes.
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table, an array, a string, a number or a boolean")
            }
            fn visit_bool<E>(self, value: bool) -> Result<Kind, E> {
                Ok(Kind::Bool(value))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Kind, E> {
                Ok(Kind::Number(value.into()))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Kind, E> {
                Ok(Kind::Number(value.into()))
            }
            /// Reads an infinite number or `nan` as a value of its own kind, which every reader refuses.
            fn visit_f64<E>(self, value: f64) -> Result<Kind, E> {
                Ok(Number::from_f64(value).map_or(Kind::NOT_FINITE, Kind::Number))
            }
            fn visit_str<E>(self, value: &str) -> Result<Kind, E> {
                Ok(Kind::Text(value.to_owned()))
            }
            fn visit_unit<E>(self) -> Result<Kind, E> {
                Ok(Kind::Null)
            }
            fn visit_none<E>(self) -> Result<Kind, E> {
                Ok(Kind::Null)
            }
            fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Kind, D::Error> {
                Embedded::deserialize(inner).map(|value| value.0.kind)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Kind, A::Error> {
                let mut nodes = Vec::new();
                while let Some(Embedded(node)) = items.next_element()? {
                    nodes.push(node);
                }
                Ok(Kind::List(nodes))
            }
            /// Keeps repeated keys, because [`Table::read`](super::table::Table::read) reports them. TOML's parser
            /// refuses such keys itself.
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Kind, A::Error> {
                let mut members = Vec::new();
                while let Some((key, Embedded(node))) = map.next_entry::<String, _>()? {
                    members.push(Member {
                        key,
                        key_span: 0..0,
                        node,
                    });
                }
                Ok(Kind::Table(members))
            }
        }

        // Read any value here and check types later, with the same code and the same messages as for
        // files.
        deserializer.deserialize_any(AnyValue).map(Self::new)
    }
}
