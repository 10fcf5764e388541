//! Values with the bytes they came from: one shape for JSON and TOML.

use std::fmt;
use std::ops::Range;

use serde_json::{Map, Number, Value};

use crate::bounds::Beyond;

/// Bytes of the file.
pub(crate) type Span = Range<usize>;

/// Why there is no tree of a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TreeError {
    /// It is not of its language.
    Syntax { message: String, span: Span },
    /// It holds more than a file may.
    Beyond(Beyond),
}

impl fmt::Display for TreeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Syntax { message, .. } => message,
            Self::Beyond(beyond) => &beyond.message,
        })
    }
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) kind: Kind,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    Table(Vec<Member>),
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Member {
    pub(crate) key: String,
    pub(crate) key_span: Span,
    pub(crate) node: Node,
}

impl Node {
    pub(crate) fn members(&self) -> Option<&[Member]> {
        match &self.kind {
            Kind::Table(members) => Some(members),
            _ => None,
        }
    }

    pub(crate) fn items(&self) -> Option<&[Node]> {
        match &self.kind {
            Kind::List(items) => Some(items),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        let found = self.members()?.iter().find(|member| member.key == key)?;
        Some(&found.node)
    }

    /// What a person calls this kind of value.
    pub(crate) fn kind_name(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "a boolean",
            Kind::Number(_) => "a number",
            Kind::Text(_) => "a string",
            Kind::List(_) => "a list",
            Kind::Table(_) => "an object",
        }
    }

    /// The value without its places.
    pub(crate) fn to_value(&self) -> Value {
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(flag) => Value::Bool(*flag),
            Kind::Number(number) => Value::Number(number.clone()),
            Kind::Text(text) => Value::String(text.clone()),
            Kind::List(items) => items.iter().map(Self::to_value).collect(),
            Kind::Table(_) => Value::Object(self.to_map()),
        }
    }

    /// The members without their places; empty for anything but an object.
    pub(crate) fn to_map(&self) -> Map<String, Value> {
        self.members()
            .unwrap_or_default()
            .iter()
            .map(|member| (member.key.clone(), member.node.to_value()))
            .collect()
    }
}
