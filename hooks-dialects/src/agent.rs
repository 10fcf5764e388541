//! The agents whose dialects this crate brings.

use hooks_types::{DialectRef, Dialects};

use crate::tools::Tools;
use crate::{claude, codex, copilot, cursor, gemini, goose};

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
/// goose.
pub const GOOSE: DialectRef = DialectRef::of(&goose::Goose);

/// The tools of every agent whose dialect this crate brings: the one list of agents.
pub(crate) static AGENTS: &[&Tools] = &[
    &claude::TOOLS,
    &codex::TOOLS,
    &gemini::TOOLS,
    &cursor::TOOLS,
    &copilot::TOOLS,
    &goose::TOOLS,
];

/// Every dialect of this crate.
#[must_use]
pub fn all() -> Vec<DialectRef> {
    AGENTS
        .iter()
        .map(|tools| DialectRef::of(tools.dialect))
        .collect()
}

/// The native dialect and every dialect of this crate.
#[must_use]
pub fn dialects() -> Dialects {
    all().into_iter().fold(Dialects::native(), |dialects, one| {
        // Names of this crate's own list are distinct; a test says so.
        dialects.clone().with(one).unwrap_or(dialects)
    })
}
