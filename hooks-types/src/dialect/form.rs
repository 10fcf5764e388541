//! The wire form of a hook: its dialect, the agent's event name and the spelling.

use super::DialectRef;

words! {
    /// The spelling of keys, for agents that have several.
    #[derive(Default, PartialOrd, Ord)]
    #[non_exhaustive]
    Spelling {
        /// The agent's only or usual spelling.
        #[default]
        Standard = "standard",
        /// Copilot: hooks under a camelCase event key read `toolName`, `toolArgs`.
        CamelCase = "camel_case",
        /// Copilot: hooks under a PascalCase event key read `tool_name`, `tool_input`.
        PascalCase = "pascal_case",
        /// Native: the legacy `notify` argument, kebab-case.
        LegacyNotify = "legacy_notify",
    }
}

/// The key of a wire form. Hooks with the same key read the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct WireForm {
    /// The dialect.
    pub dialect: DialectRef,
    /// The agent's own name of the event (`beforeShellExecution`). One agent can have several for
    /// one event of ours.
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

    /// Creates the native form of an event.
    pub fn native(event: &crate::EventName) -> Self {
        Self::new(DialectRef::NATIVE, event.wire_name())
    }

    setters! {
        /// Sets the spelling.
        fn with_spelling(spelling: Spelling) = spelling;
    }
}
