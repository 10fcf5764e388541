//! The list of agents with a dialect in this crate, and the tables generated from it. A dialect is one agent's format
//! of payloads, answers and hook files.

use hooks_types::DialectRef;
use hooks_types::dialect::Dialects;

use crate::tools::Tools;

/// Generates the public dialect constants and the tables [`AGENTS`] and [`FILES`] from one list of agents.
macro_rules! agents {
    ($($(#[$doc:meta])+ $name:ident = $folder:ident::$agent:ident;)+) => {
        $($(#[$doc])+ pub const $name: DialectRef = DialectRef::of(&super::$folder::$agent);)+

        /// The tool names and the input field names of every agent with a dialect in this crate.
        pub(crate) static AGENTS: &[&Tools] = &[$(&super::$folder::TOOLS),+];

        /// The description of every agent's hook files. If the agent of a config file is unknown, the descriptions are
        /// tried on the file in this order.
        #[cfg(feature = "config")]
        pub(crate) static FILES: &[&hooks_config::AgentFiles] =
            &[$(&super::$folder::config::FILES),+];
    };
}

// The only list of agents in this crate.
agents! {
    /// The dialect of Claude Code.
    CLAUDE = claude::Claude;
    /// The dialect of Codex.
    CODEX = codex::Codex;
    /// The dialect of Gemini CLI.
    GEMINI = gemini::Gemini;
    /// The dialect of Cursor.
    CURSOR = cursor::Cursor;
    /// The dialect of GitHub Copilot CLI and of Copilot's cloud agent.
    COPILOT = copilot::Copilot;
    /// The dialect of goose.
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

/// Returns the native dialect (this project's own) and every dialect of this crate.
#[must_use]
pub fn dialects() -> Dialects {
    all().into_iter().fold(Dialects::native(), |dialects, one| {
        // `with_dialect` fails only for a repeated name, and a test checks that our names are distinct. So `unwrap_or`
        // never returns the list without this dialect.
        dialects.clone().with_dialect(one).unwrap_or(dialects)
    })
}
