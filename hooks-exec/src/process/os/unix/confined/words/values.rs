//! Values of variables, as far as they are known before the hook starts.

use std::collections::BTreeMap;

use super::commands::USER_FOLDERS;

/// A name that stands for all variables of the hook, in the list of variables that a text sets. The name is empty,
/// because no real variable has an empty name.
pub(super) const ALL_VARIABLES: &str = "";

/// The variables that a shell text sets, with their values.
pub(in super::super) type Own = BTreeMap<String, Held>;

/// The variables of the hook before it starts.
#[derive(Clone, Copy)]
pub(in super::super) struct Variables<'a> {
    /// Looks up a variable in the hook's environment.
    pub(in super::super) value: &'a dyn Fn(&str) -> Option<String>,
    /// The variables of agents that lead to the user's own folders.
    pub(in super::super) of_agents: &'a [String],
}

impl Variables<'_> {
    /// Returns whether a variable leads to one of the user's own folders.
    pub(super) fn is_user_folder(self, name: &str) -> bool {
        USER_FOLDERS.contains(&name) || self.of_agents.iter().any(|known| known == name)
    }
}

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
