//! A sample call of a tool, with the fields that such a tool has.

use hooks_config::CANONICAL_TOOLS;
use hooks_dialects::agents;
use hooks_types::ToolCall;
use hooks_types::tool::{ShellInput, canonical_tool};
use serde_json::{Map, Value, json};

const PATCH: &str = "*** Begin Patch\n*** Add File: sample.txt\n+sample\n*** End Patch\n";

/// A call of the tool that is called so by us or by any agent. A tool that nobody knows has no
/// fields.
pub(super) fn call(name: &str) -> ToolCall {
    const ID: &str = "sample-call";
    if let Some((server, tool)) = mcp(name) {
        return ToolCall::mcp(ID, server, tool, Some(Map::new()));
    }
    let fields = match canonical(name) {
        Some("shell") => return ToolCall::shell(ID, name, ShellInput::new(["bash", "-c", "ls"])),
        Some("read_file") => json!({ "file_path": "sample.txt" }),
        Some("write_file") => json!({ "file_path": "sample.txt", "content": "sample" }),
        Some("edit_file") => json!({
            "file_path": "sample.txt", "old_string": "sample", "new_string": "example",
        }),
        Some("apply_patch") => json!({ "command": PATCH }),
        Some("list_files") => json!({ "path": ".", "pattern": "*" }),
        Some("search") => json!({ "pattern": "sample", "path": "." }),
        Some("web_fetch") => json!({ "url": "https://example.com/", "prompt": "sample" }),
        Some("web_search") => json!({ "query": "sample" }),
        Some("subagent") => json!({
            "description": "sample", "prompt": "sample", "subagent_type": "Explore",
        }),
        _ => Value::Null,
    };
    let fields = match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    ToolCall::function(ID, name, fields)
}

/// Our name of a tool that we or some agent call so.
pub(crate) fn canonical(name: &str) -> Option<&'static str> {
    canonical_tool(name).or_else(|| {
        let agents = agents();
        let bears = |canonical: &&&str| {
            agents
                .iter()
                .any(|agent| agent.tool_names(canonical).contains(&name))
        };
        CANONICAL_TOOLS.iter().find(bears).copied()
    })
}

/// Server and tool of `mcp__<server>__<tool>`.
fn mcp(name: &str) -> Option<(&str, &str)> {
    let (server, tool) = name.strip_prefix("mcp__")?.split_once("__")?;
    (!server.is_empty() && !tool.is_empty()).then_some((server, tool))
}
