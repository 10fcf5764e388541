//! Cursor's tools. Its `Write` also edits, and MCP tools are named without their server.

use crate::tools::{Kind, Tools};

/// Cursor's names for the shared kinds of tools.
pub(crate) static TOOLS: Tools = Tools {
    names: &[
        (Kind::Shell, &["Shell"]),
        (Kind::Write, &["Write"]),
        // Cursor's `Write` covers Claude Code's Write and Edit (its documentation).
        (Kind::Edit, &["Write"]),
        (Kind::Read, &["Read"]),
        (Kind::Search, &["Grep"]),
        (Kind::List, &["Glob"]),
        (Kind::Fetch, &["WebFetch"]),
        (Kind::WebSearch, &["WebSearch"]),
        (Kind::Subagent, &["Task"]),
    ],
    workdir: Some("working_directory"),
    ..Tools::new(&super::Cursor, |_, tool| format!("MCP:{tool}"))
};
