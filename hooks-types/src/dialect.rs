//! Whose spelling a payload or an answer has.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One agent's spelling of payloads, answers and configuration.
///
/// Every dialect can be named without the feature `dialects`; reading and writing any but
/// [`Dialect::Native`] needs it.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Dialect {
    /// Ours.
    #[default]
    Native,
    /// Claude Code.
    Claude,
    /// Codex.
    Codex,
    /// Gemini CLI.
    Gemini,
    /// Cursor.
    Cursor,
    /// GitHub Copilot CLI and cloud agent.
    Copilot,
}

impl Dialect {
    /// Every dialect, ours first.
    pub const ALL: &'static [Self] = &[
        Self::Native,
        Self::Claude,
        Self::Codex,
        Self::Gemini,
        Self::Cursor,
        Self::Copilot,
    ];

    /// The name in configuration, flags and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Claude => "claude",
            Self::Codex => "codex",
            Self::Gemini => "gemini",
            Self::Cursor => "cursor",
            Self::Copilot => "copilot",
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// No dialect has this name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownDialect {
    name: String,
}

impl fmt::Display for UnknownDialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown dialect `{}`; known are", self.name)?;
        Dialect::ALL
            .iter()
            .try_for_each(|dialect| write!(f, " {dialect}"))
    }
}

impl std::error::Error for UnknownDialect {}

impl FromStr for Dialect {
    type Err = UnknownDialect;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|dialect| dialect.name() == name)
            .ok_or_else(|| UnknownDialect {
                name: name.to_owned(),
            })
    }
}

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
    /// Whose spelling.
    pub dialect: Dialect,
    /// That agent's name of the event (`beforeShellExecution`); one agent may have several for one
    /// event of ours.
    pub event: String,
    /// Which of its spellings.
    pub spelling: Spelling,
}

impl WireForm {
    /// A form in the agent's usual spelling.
    #[must_use]
    pub fn new(dialect: Dialect, event: impl Into<String>) -> Self {
        Self {
            dialect,
            event: event.into(),
            spelling: Spelling::Standard,
        }
    }

    /// Our own form of an event.
    #[must_use]
    pub fn native(event: &crate::EventName) -> Self {
        Self::new(Dialect::Native, event.wire_name())
    }

    /// Sets the spelling.
    #[must_use]
    pub fn spelled(mut self, spelling: Spelling) -> Self {
        self.spelling = spelling;
        self
    }
}
