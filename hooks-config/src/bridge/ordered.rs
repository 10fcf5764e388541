//! JSON to write whose keys keep their order: a person will read it.

use serde_json::Value;

/// A value to write.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ordered {
    Plain(Value),
    List(Vec<Ordered>),
    Object(Vec<(&'static str, Ordered)>),
}

impl Ordered {
    pub(super) fn plain(value: impl Into<Value>) -> Self {
        Self::Plain(value.into())
    }

    /// The same value without an order, for comparing.
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Plain(value) => value.clone(),
            Self::List(list) => list.iter().map(Self::value).collect(),
            Self::Object(keys) => keys
                .iter()
                .map(|(key, value)| ((*key).to_owned(), value.value()))
                .collect(),
        }
    }
}
