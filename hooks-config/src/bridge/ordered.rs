//! JSON to write whose keys keep their order: a person will read it.

use serde_json::Value;

/// A value to write.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Ordered {
    /// A value that is written as it is.
    Plain(Value),
    /// A list.
    List(Vec<Ordered>),
    /// An object, its keys in this order.
    Object(Vec<(&'static str, Ordered)>),
}

impl Ordered {
    /// A value that is written as it is.
    #[must_use]
    pub fn plain(value: impl Into<Value>) -> Self {
        Self::Plain(value.into())
    }

    /// The same value without an order, for comparing.
    #[must_use]
    pub fn value(&self) -> Value {
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
