//! The agents whose dialects this crate brings.

use std::fmt;

use hooks_types::{DialectRef, Dialects};

use crate::{claude, codex, copilot, cursor, gemini};

/// Claude Code.
pub const CLAUDE: DialectRef = DialectRef::of(&claude::Claude);
/// Codex.
pub const CODEX: DialectRef = DialectRef::of(&codex::Codex);
/// Gemini CLI.
pub const GEMINI: DialectRef = DialectRef::of(&gemini::Gemini);
/// Cursor.
pub const CURSOR: DialectRef = DialectRef::of(&cursor::Cursor);
/// GitHub Copilot CLI and cloud agent.
pub const COPILOT: DialectRef = DialectRef::of(&copilot::Copilot);

/// Every dialect of this crate.
#[must_use]
pub fn all() -> Vec<DialectRef> {
    vec![CLAUDE, CODEX, GEMINI, CURSOR, COPILOT]
}

/// The native dialect and every dialect of this crate.
#[must_use]
pub fn dialects() -> Dialects {
    all().into_iter().fold(Dialects::native(), |dialects, one| {
        // Names of this crate's own list are distinct; a test says so.
        dialects.clone().with(one).unwrap_or(dialects)
    })
}

/// An agent, as the tables of tools tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Agent {
    Claude,
    Codex,
    Gemini,
    Cursor,
    Copilot,
}

impl Agent {
    /// Every agent.
    pub(crate) const ALL: [Self; 5] = [
        Self::Claude,
        Self::Codex,
        Self::Gemini,
        Self::Cursor,
        Self::Copilot,
    ];

    /// Its dialect.
    pub(crate) fn dialect(self) -> DialectRef {
        match self {
            Self::Claude => CLAUDE,
            Self::Codex => CODEX,
            Self::Gemini => GEMINI,
            Self::Cursor => CURSOR,
            Self::Copilot => COPILOT,
        }
    }
}

impl fmt::Display for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.dialect().name())
    }
}

impl From<Agent> for DialectRef {
    fn from(agent: Agent) -> Self {
        agent.dialect()
    }
}

impl PartialEq<Agent> for DialectRef {
    fn eq(&self, agent: &Agent) -> bool {
        *self == agent.dialect()
    }
}
