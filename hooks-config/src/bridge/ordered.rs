//! JSON values to write with their keys in a fixed order, because people read the file.

use serde_json::Value;

/// A JSON value to write into a file. The keys of its objects have a fixed order.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Ordered {
    /// A value that is written unchanged.
    Plain(Value),
    /// A list.
    List(Vec<Ordered>),
    /// An object; the keys are written in this order.
    Object(Vec<(&'static str, Ordered)>),
}

impl Ordered {
    /// Creates a value that is written unchanged.
    #[must_use]
    pub fn plain(value: impl Into<Value>) -> Self {
        Self::Plain(value.into())
    }

    /// Returns the plain JSON value, for comparisons.
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
