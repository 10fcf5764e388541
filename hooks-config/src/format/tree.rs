//! A tree of values that know their byte ranges, for JSON and TOML alike.

use std::ops::Range;

use serde_json::{Map, Number, Value};

/// A range of bytes in the file.
pub type Span = Range<usize>;

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Node {
    /// The byte range of the value.
    pub span: Span,
    /// The value.
    pub kind: Kind,
}

/// The type and content of a value.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Kind {
    /// The value `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// An object. Its keys are unique in every tree that an agent's reader gets.
    Table(Vec<Member>),
    /// A value that JSON does not have, described as messages show it.
    Other(&'static str),
}

impl Kind {
    /// A TOML number that JSON does not have: infinity, or `nan`.
    pub(crate) const NOT_FINITE: Self = Self::Other("a number that is not finite");
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Member {
    /// The key.
    pub key: String,
    /// The byte range of the key.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

impl Node {
    /// Returns whether the value is an entry that runs something in the format of some agent: it has a command, a
    /// script, a prompt, an address or `hooks` of its own.
    #[must_use]
    pub fn runs(&self) -> bool {
        let has = |key: &str| self.get(key).is_some();
        let runs = ["hooks", "command", "script", "bash", "powershell"];
        runs.into_iter().any(has) || (has("type") && (has("prompt") || has("url")))
    }

    /// Returns the members of an object; `None` for other types.
    #[must_use]
    pub fn members(&self) -> Option<&[Member]> {
        match &self.kind {
            Kind::Table(members) => Some(members),
            _ => None,
        }
    }

    /// Returns the elements of a list; `None` for other types.
    #[must_use]
    pub fn items(&self) -> Option<&[Node]> {
        match &self.kind {
            Kind::List(items) => Some(items),
            _ => None,
        }
    }

    /// Returns the text of a string; `None` for other types.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the member with this key, if the value is an object with such a member.
    #[must_use]
    pub fn member(&self, key: &str) -> Option<&Member> {
        self.members()?.iter().find(|member| member.key == key)
    }

    /// Returns the value of this key in an object.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.member(key).map(|member| &member.node)
    }

    /// Returns the name of the value's type as messages show it.
    #[must_use]
    pub fn kind_name(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "a boolean",
            Kind::Number(_) => "a number",
            Kind::Text(_) => "a string",
            Kind::List(_) => "a list",
            Kind::Table(_) => "an object",
            Kind::Other(name) => name,
        }
    }

    /// Returns the plain value without places.
    #[must_use]
    pub fn to_value(&self) -> Value {
        match &self.kind {
            Kind::Null | Kind::Other(_) => Value::Null,
            Kind::Bool(flag) => Value::Bool(*flag),
            Kind::Number(number) => Value::Number(number.clone()),
            Kind::Text(text) => Value::String(text.clone()),
            Kind::List(items) => items.iter().map(Self::to_value).collect(),
            Kind::Table(_) => Value::Object(self.to_map()),
        }
    }

    /// Returns the plain members without places; empty for other types than an object.
    #[must_use]
    pub fn to_map(&self) -> Map<String, Value> {
        self.members()
            .unwrap_or_default()
            .iter()
            .map(|member| (member.key.clone(), member.node.to_value()))
            .collect()
    }
}
