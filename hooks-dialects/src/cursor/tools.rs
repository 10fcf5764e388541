//! Cursor's tool names. Its `Write` also edits files, and the names of MCP tools do not contain the server.

use crate::tools::{Kind, Tools};

/// Cursor's names for the kinds of tools that most agents have.
pub(crate) static TOOLS: Tools = Tools {
    names: &[
        (Kind::Shell, &["Shell"]),
        (Kind::Write, &["Write"]),
        // Cursor's `Write` both writes and edits files (Cursor's documentation).
        (Kind::Edit, &["Write"]),
        (Kind::Read, &["Read"]),
        (Kind::Search, &["Grep"]),
        (Kind::List, &["Glob"]),
        (Kind::Fetch, &["WebFetch"]),
        (Kind::WebSearch, &["WebSearch"]),
        (Kind::Subagent, &["Task"]),
    ],
    workdir: Some("working_directory"),
    ..Tools::new("Cursor", &super::Cursor, |_, tool| format!("MCP:{tool}"))
};
