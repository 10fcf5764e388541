//! The wire form of a hook: its dialect, the agent's event name and the spelling.

use super::DialectRef;

words! {
    /// The spelling of a payload's keys, for agents that use several spellings.
    #[derive(Default, PartialOrd, Ord)]
    #[non_exhaustive]
    Spelling {
        /// The usual spelling of the agent's keys. Most agents have only this spelling.
        #[default]
        Standard = "standard",
        /// Copilot's spelling for hooks under a camelCase event key: they read `toolName` and
        /// `toolArgs`.
        CamelCase = "camel_case",
        /// Copilot's spelling for hooks under a PascalCase event key: they read `tool_name` and
        /// `tool_input`.
        PascalCase = "pascal_case",
        /// The spelling of the native dialect for the legacy `notify` setting: keys in kebab-case.
        LegacyNotify = "legacy_notify",
    }
}

/// The form in which a hook reads its payload and writes its answer. Hooks with equal forms read
/// the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct WireForm {
    /// The dialect.
    pub dialect: DialectRef,
    /// The agent's own name of the event (`beforeShellExecution`). One agent can have several names
    /// for one of our events.
    pub event: String,
    /// The spelling of the keys.
    pub spelling: Spelling,
}

impl WireForm {
    /// Creates a form in the agent's usual spelling.
    pub fn new(dialect: impl Into<DialectRef>, event: impl Into<String>) -> Self {
        Self {
            dialect: dialect.into(),
            event: event.into(),
            spelling: Spelling::Standard,
        }
    }

    /// Creates the form that a native hook reads for an event.
    pub fn native(event: &crate::event::EventName) -> Self {
        Self::new(DialectRef::NATIVE, event.wire_name())
    }

    setters! {
        /// Sets the spelling.
        fn with_spelling(spelling: Spelling) = spelling;
    }
}
