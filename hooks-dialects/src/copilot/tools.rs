//! Copilot's names for tools, as its payloads contain them.

use crate::tools::{Kind, Tools};

/// Copilot's names for the kinds of tools that most agents have, and its spellings of their fields.
pub(crate) static TOOLS: Tools = Tools {
    names: &[
        // These are the names at run time, which payloads under camelCase event keys contain (hooks reference).
        (Kind::Shell, &["bash", "powershell"]),
        (Kind::Patch, &["apply_patch"]),
        (Kind::Write, &["create"]),
        (Kind::Edit, &["edit", "str_replace_editor"]),
        (Kind::Read, &["view"]),
        (Kind::Search, &["grep", "rg"]),
        (Kind::List, &["glob"]),
        (Kind::Fetch, &["web_fetch"]),
        (Kind::WebSearch, &["web_search"]),
        (Kind::Subagent, &["task"]),
        (Kind::Todo, &["update_todo"]),
        (Kind::Question, &["ask_user"]),
    ],
    fields: &[
        ("file_path", "path"),
        ("content", "file_text"),
        ("old_string", "old_str"),
        ("new_string", "new_str"),
    ],
    // The names of servers and tools can contain a dash too. So the joined name does not show where the server's name
    // ends.
    mcp_joint: Some('-'),
    ..Tools::new("Copilot", &super::Copilot, |server, tool| {
        format!("{server}-{tool}")
    })
};
