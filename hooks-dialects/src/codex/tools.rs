//! Codex's tool names. Its hooks are shown writes and edits as patches.

use crate::tools::{Kind, Tools, mcp_with_underscores};

/// Codex's names for the kinds of tools that most agents have.
pub(crate) static TOOLS: Tools = Tools {
    names: &[
        // These are the tool names that hooks get: every shell tool is named `Bash`. Web searches and images fire no
        // events.
        (Kind::Shell, &["Bash"]),
        (Kind::Patch, &["apply_patch"]),
        (Kind::Subagent, &["spawn_agent"]),
    ],
    edits_are_patches: true,
    ..Tools::new("Codex", &super::Codex, mcp_with_underscores)
};
