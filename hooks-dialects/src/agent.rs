//! The agents whose dialects this crate brings.

use hooks_types::DialectRef;
use hooks_types::dialect::Dialects;

use crate::tools::Tools;
use crate::{claude, codex, copilot, cursor, gemini, goose};

/// Makes the dialects and their tables from one list of the agents' folders.
macro_rules! agents {
    ($($(#[$doc:meta])+ $name:ident = $folder:ident::$agent:ident;)+) => {
        $($(#[$doc])+ pub const $name: DialectRef = DialectRef::of(&$folder::$agent);)+

        /// The tools of every agent whose dialect this crate brings.
        pub(crate) static AGENTS: &[&Tools] = &[$(&$folder::TOOLS),+];

        /// Every agent, in the order they are asked whose a file is.
        #[cfg(feature = "config")]
        pub(crate) static FILES: &[&dyn hooks_config::AgentFiles] =
            &[$(&$folder::config::FILES),+];
    };
}

// The one list of agents.
agents! {
    /// Claude Code.
    CLAUDE = claude::Claude;
    /// Codex.
    CODEX = codex::Codex;
    /// Gemini CLI.
    GEMINI = gemini::Gemini;
    /// Cursor.
    CURSOR = cursor::Cursor;
    /// GitHub Copilot CLI and cloud agent.
    COPILOT = copilot::Copilot;
    /// goose.
    GOOSE = goose::Goose;
}

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
        dialects.clone().with_dialect(one).unwrap_or(dialects)
    })
}
