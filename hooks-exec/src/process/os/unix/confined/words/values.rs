//! Values of variables, as far as they are known before the hook starts.

use std::collections::BTreeMap;

/// A name that stands for all variables of the hook, in the list of variables that a text sets. The name is empty,
/// because no real variable has an empty name.
pub(super) const ALL_VARIABLES: &str = "";

/// The variables that a shell text sets, with their values.
pub(in super::super) type Own = BTreeMap<String, Held>;

/// The value of a variable.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Held {
    pub(super) text: String,
    /// Whether only the end of the value is known.
    pub(super) open: bool,
    /// Whether the variable certainly has this value at every place in the text.
    pub(super) sure: bool,
}

impl Held {
    /// Makes a value of which nothing is known.
    pub(super) fn unknown() -> Self {
        Self {
            open: true,
            ..Self::default()
        }
    }

    /// Makes the value that a variable certainly has in the hook's environment.
    pub(super) fn sure(text: String) -> Self {
        Self {
            text,
            open: false,
            sure: true,
        }
    }
}
