//! What the same tool is called, and what its fields are called, from agent to agent. Claude
//! Code's names are the hub: an agent's own tool is brought to them, and from them to a dialect's.

use hooks_types::{ToolCall, ToolInput, ToolNames};
use serde_json::{Map, Value};

use super::tool_table::{Row, TABLE};
use crate::Agent;

/// The row of Claude Code's name `hub`.
pub(crate) fn row_of(hub: &str) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.claude.contains(&hub))
}

/// Every row that knows the name `own` in any agent; of one name in several agents' tables all of
/// their rows (Codex's `apply_patch` writes and edits).
pub(crate) fn rows_knowing(own: &str) -> impl Iterator<Item = &'static Row> {
    TABLE.iter().filter(move |row| row.knows(own))
}

/// What Claude Code calls the tool of a call: as the agent said in `tools`, a shell call `Bash`,
/// a name of the table its row's; any other tool keeps its name.
pub(crate) fn hub_name<'a>(call: &'a ToolCall, tools: &'a ToolNames) -> &'a str {
    if let Some(alias) = tools.get(&call.tool_name) {
        return &alias.name;
    }
    match &call.input {
        ToolInput::Mcp { .. } => &call.tool_name,
        ToolInput::Shell(_) if call.tool_name == "PowerShell" => "PowerShell",
        ToolInput::Shell(_) => "Bash",
        ToolInput::Function(fields) => {
            editor_command(call, fields).unwrap_or_else(|| hub_of_name(&call.tool_name))
        }
        ToolInput::Custom(_) => hub_of_name(&call.tool_name),
    }
}

/// Editors that are told in `command` what to do with a file.
const EDITORS: &[&str] = &[
    "str_replace_editor",
    "str-replace-editor",
    "str_replace_based_edit_tool",
    "fs_write",
];

fn editor_command(call: &ToolCall, fields: &Map<String, Value>) -> Option<&'static str> {
    if !EDITORS.contains(&call.tool_name.as_str()) {
        return None;
    }
    match fields.get("command")?.as_str()? {
        "view" => Some("Read"),
        "create" => Some("Write"),
        "str_replace" | "insert" | "append" => Some("Edit"),
        _ => None,
    }
}

/// What Claude Code calls a tool known under this name somewhere.
pub(crate) fn hub_of_name(own: &str) -> &str {
    if row_of(own).is_some() {
        return own;
    }
    rows_knowing(own)
        .next()
        .and_then(|row| row.claude.first().copied())
        .unwrap_or(own)
}

/// What `dialect` calls the tool of a call.
pub(crate) fn name_in(dialect: Agent, call: &ToolCall, tools: &ToolNames) -> String {
    if let ToolInput::Mcp { server, tool, .. } = &call.input {
        return mcp_name(dialect, server, tool);
    }
    let hub = hub_name(call, tools);
    let Some(row) = row_of(hub) else {
        return hub.to_owned();
    };
    let names = row.names(dialect);
    if names.contains(&call.tool_name.as_str()) {
        return call.tool_name.clone();
    }
    if names.contains(&hub) {
        return hub.to_owned();
    }
    names.first().copied().unwrap_or(hub).to_owned()
}

/// Every name a matcher of `dialect` may give the tool of a call: the dialect's own first, then
/// Claude Code's and what still matches for it, last the agent's own.
pub(crate) fn matched_names(dialect: Agent, call: &ToolCall, tools: &ToolNames) -> Vec<String> {
    let mut names = vec![name_in(dialect, call, tools)];
    let mut add = |name: &str| {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    };
    if !matches!(call.input, ToolInput::Mcp { .. }) {
        let hub = hub_name(call, tools);
        for row in row_of(hub).into_iter().chain(rows_knowing(&call.tool_name)) {
            // Another shell's name is no other name of this one.
            let names = row
                .names(dialect)
                .iter()
                .filter(|name| **name != "PowerShell");
            names.for_each(|name| add(name));
        }
        add(hub);
    }
    add(&call.tool_name);
    names
}

/// What `dialect` calls the tools that do what a patch does.
pub(crate) fn patching_names(dialect: Agent) -> impl Iterator<Item = &'static str> {
    let rows = ["Write", "Edit"].into_iter().filter_map(row_of);
    rows.flat_map(move |row| row.names(dialect)).copied()
}

/// How `dialect` names a tool of an MCP server.
pub(crate) fn mcp_name(dialect: Agent, server: &str, tool: &str) -> String {
    match dialect {
        Agent::Gemini => format!("mcp_{server}_{tool}"),
        Agent::Cursor => format!("MCP:{tool}"),
        Agent::Copilot => format!("{server}-{tool}"),
        _ => format!("mcp__{server}__{tool}"),
    }
}

/// Server and tool of a name of the form `mcp__<server>__<tool>`.
pub(crate) fn split_mcp(name: &str) -> Option<(&str, &str)> {
    let (server, tool) = name.strip_prefix("mcp__")?.split_once("__")?;
    (!server.is_empty() && !tool.is_empty()).then_some((server, tool))
}

#[cfg(test)]
#[path = "tools_tests.rs"]
mod tests;
