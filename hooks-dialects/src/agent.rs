//! The list of agents with a dialect in this crate, and the tables generated from it.

use hooks_types::DialectRef;
use hooks_types::dialect::Dialects;

use crate::tools::Tools;
use crate::{claude, codex, copilot, cursor, gemini, goose};

/// Generates the dialect constants and the tables from one list of agents.
macro_rules! agents {
    ($($(#[$doc:meta])+ $name:ident = $folder:ident::$agent:ident;)+) => {
        $($(#[$doc])+ pub const $name: DialectRef = DialectRef::of(&$folder::$agent);)+

        /// The tools of every agent with a dialect in this crate.
        pub(crate) static AGENTS: &[&Tools] = &[$(&$folder::TOOLS),+];

        /// Every agent, in the order in which a config file is tried against them.
        #[cfg(feature = "config")]
        pub(crate) static FILES: &[&hooks_config::AgentFiles] =
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

/// Returns every dialect of this crate.
#[must_use]
pub fn all() -> Vec<DialectRef> {
    AGENTS
        .iter()
        .map(|tools| DialectRef::of(tools.dialect))
        .collect()
}

/// Returns the native dialect and every dialect of this crate.
#[must_use]
pub fn dialects() -> Dialects {
    all().into_iter().fold(Dialects::native(), |dialects, one| {
        // `with_dialect` fails only for a repeated name; a test checks that our names are distinct.
        dialects.clone().with_dialect(one).unwrap_or(dialects)
    })
}
