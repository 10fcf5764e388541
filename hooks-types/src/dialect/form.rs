//! The key of a wire form.

use super::DialectRef;

/// Which of an agent's several spellings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Spelling {
    /// The only one, or the usual one.
    #[default]
    Standard,
    /// Copilot: hooks under a camelCase event key read `toolName`, `toolArgs`.
    CamelCase,
    /// Copilot: hooks under a PascalCase event key read `tool_name`, `tool_input`.
    PascalCase,
    /// Ours: the legacy `notify` argument, kebab-case.
    LegacyNotify,
}

/// The key of a wire form: hooks with the same key read the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct WireForm {
    /// The dialect it is a form of.
    pub dialect: DialectRef,
    /// That agent's name of the event (`beforeShellExecution`); one agent may have several for one
    /// event of ours.
    pub event: String,
    /// Which of its spellings.
    pub spelling: Spelling,
}

impl WireForm {
    /// A form in the agent's usual spelling.
    pub fn new(dialect: impl Into<DialectRef>, event: impl Into<String>) -> Self {
        Self {
            dialect: dialect.into(),
            event: event.into(),
            spelling: Spelling::Standard,
        }
    }

    /// Our own form of an event.
    pub fn native(event: &crate::EventName) -> Self {
        Self::new(DialectRef::NATIVE, event.wire_name())
    }

    setters! {
        /// Sets the spelling.
        fn with_spelling(spelling: Spelling) = spelling;
    }
}
