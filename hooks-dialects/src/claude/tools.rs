//! Claude Code's tools. Its names are understood in `ToolNames` too.

use crate::tools::{Kind, Tools, mcp_with_underscores};

/// Claude Code's tools and their fields.
pub(crate) static TOOLS: Tools = Tools {
    names: &[
        (Kind::Shell, &["Bash", "PowerShell"]),
        (Kind::Write, &["Write"]),
        (Kind::Edit, &["Edit", "MultiEdit"]),
        (Kind::Read, &["Read"]),
        (Kind::Search, &["Grep"]),
        (Kind::List, &["Glob"]),
        (Kind::Fetch, &["WebFetch"]),
        (Kind::WebSearch, &["WebSearch"]),
        (Kind::Subagent, &["Agent", "Task"]),
        (Kind::Todo, &["TodoWrite"]),
        (Kind::Question, &["AskUserQuestion"]),
    ],
    timeout: "timeout",
    ..Tools::new(&super::Claude, mcp_with_underscores)
};
