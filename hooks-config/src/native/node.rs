//! What a value of the configuration is, wherever it came from: TOML text with spans, or any
//! serde format without. The one visitor reads this.

use std::fmt;
use std::ops::Range;
use std::rc::Rc;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use toml_edit::{Item, TableLike, Value};

use super::path::KeyPath;

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    /// The keys that lead to it.
    pub(crate) path: KeyPath,
    /// Its bytes in the text, where there is one.
    pub(crate) span: Option<Range<usize>>,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Text(String),
    Integer(i64),
    Float(f64),
    Bool(bool),
    Array(Vec<Node>),
    Table(Vec<Member>),
    /// What no key takes, by its name.
    Other(&'static str),
}

/// A key of a table with its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Member {
    pub(crate) key: Rc<str>,
    /// The key's bytes in the text.
    pub(crate) span: Option<Range<usize>>,
    pub(crate) value: Node,
}

impl Kind {
    /// What it is, for a person.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Integer(_) => "an integer",
            Self::Float(_) => "a float",
            Self::Bool(_) => "a boolean",
            Self::Array(_) => "an array",
            Self::Table(_) => "a table",
            Self::Other(name) => name,
        }
    }
}

impl Node {
    fn new(span: Option<Range<usize>>, kind: Kind) -> Self {
        Self {
            path: KeyPath::default(),
            span,
            kind,
        }
    }

    /// An item of a TOML document.
    pub(crate) fn of_item(item: &Item) -> Self {
        let kind = match item {
            Item::Value(value) => return Self::of_value(value),
            Item::Table(table) => members(table),
            Item::ArrayOfTables(tables) => Kind::Array(
                tables
                    .iter()
                    .map(|table| Self::new(table.span(), members(table)))
                    .collect(),
            ),
            Item::None => Kind::Other("nothing"),
        };
        Self::new(item.span(), kind)
    }

    fn of_value(value: &Value) -> Self {
        let kind = match value {
            Value::String(text) => Kind::Text(text.value().clone()),
            Value::Integer(number) => Kind::Integer(*number.value()),
            Value::Float(number) => Kind::Float(*number.value()),
            Value::Boolean(flag) => Kind::Bool(*flag.value()),
            Value::Datetime(_) => Kind::Other("a date or time"),
            Value::Array(array) => Kind::Array(array.iter().map(Self::of_value).collect()),
            Value::InlineTable(table) => members(table),
        };
        Self::new(value.span(), kind)
    }

    /// The root of a file or of an embedded configuration: names everything in it.
    pub(crate) fn into_root(mut self) -> Self {
        self.place(KeyPath::default());
        self
    }

    fn place(&mut self, path: KeyPath) {
        match &mut self.kind {
            Kind::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    item.place(path.index(index));
                }
            }
            Kind::Table(members) => {
                for member in members {
                    member.value.place(path.key(&member.key));
                }
            }
            _ => {}
        }
        self.path = path;
    }

    /// The member of a table under this key.
    pub(crate) fn member(&self, key: &str) -> Option<&Member> {
        match &self.kind {
            Kind::Table(members) => members.iter().find(|member| &*member.key == key),
            _ => None,
        }
    }
}

fn members(table: &dyn TableLike) -> Kind {
    let member = |(key, item): (&str, &Item)| {
        let span = table.get_key_value(key).and_then(|(key, _)| key.span());
        Member {
            key: key.into(),
            span,
            value: Node::of_item(item),
        }
    };
    Kind::Table(table.iter().map(member).collect())
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyValue;

        impl<'de> Visitor<'de> for AnyValue {
            type Value = Kind;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table, an array, a string, a number or a boolean")
            }
            fn visit_bool<E>(self, value: bool) -> Result<Kind, E> {
                Ok(Kind::Bool(value))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Kind, E> {
                Ok(Kind::Integer(value))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Kind, E> {
                Ok(i64::try_from(value).map_or(Kind::Other("a too large integer"), Kind::Integer))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Kind, E> {
                Ok(Kind::Float(value))
            }
            fn visit_str<E>(self, value: &str) -> Result<Kind, E> {
                Ok(Kind::Text(value.to_owned()))
            }
            fn visit_unit<E>(self) -> Result<Kind, E> {
                Ok(Kind::Other("null"))
            }
            fn visit_none<E>(self) -> Result<Kind, E> {
                Ok(Kind::Other("null"))
            }
            fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Kind, D::Error> {
                Node::deserialize(inner).map(|node| node.kind)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Kind, A::Error> {
                let mut nodes = Vec::new();
                while let Some(node) = items.next_element()? {
                    nodes.push(node);
                }
                Ok(Kind::Array(nodes))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Kind, A::Error> {
                let mut members = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, _>()? {
                    members.push(Member {
                        key: key.into(),
                        span: None,
                        value,
                    });
                }
                Ok(Kind::Table(members))
            }
        }

        deserializer
            .deserialize_any(AnyValue)
            .map(|kind| Self::new(None, kind))
    }
}
