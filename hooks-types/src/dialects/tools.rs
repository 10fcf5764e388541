//! What the same tool is called, and what its fields are called, from agent to agent. Claude
//! Code's names are the hub: an agent's own tool is brought to them, and from them to a dialect's.

use crate::call::{ToolCall, ToolInput};
use crate::dialect::Dialect;
use crate::tool_names::ToolNames;

/// One kind of tool across the agents.
#[derive(Debug)]
pub(crate) struct Row {
    /// Claude Code's names: today's first, then those that still match.
    pub(crate) claude: &'static [&'static str],
    codex: &'static [&'static str],
    gemini: &'static [&'static str],
    cursor: &'static [&'static str],
    copilot: &'static [&'static str],
    /// Names in agents whose dialect we do not speak.
    others: &'static [&'static str],
    /// Fields that are spelled differently somewhere.
    pub(crate) fields: &'static [FieldRow],
}

/// One field of a tool's input across the agents; where a dialect is not named it says what
/// Claude Code says.
#[derive(Debug)]
pub(crate) struct FieldRow {
    /// Claude Code's name.
    pub(crate) claude: &'static str,
    gemini: Option<&'static str>,
    copilot: Option<&'static str>,
    /// Every other spelling seen.
    others: &'static [&'static str],
}

const fn same(claude: &'static str, others: &'static [&'static str]) -> FieldRow {
    FieldRow {
        claude,
        gemini: None,
        copilot: None,
        others,
    }
}

const fn copilot(
    claude: &'static str,
    copilot: &'static str,
    others: &'static [&'static str],
) -> FieldRow {
    FieldRow {
        claude,
        gemini: None,
        copilot: Some(copilot),
        others,
    }
}

const fn gemini(claude: &'static str, gemini: &'static str) -> FieldRow {
    FieldRow {
        claude,
        gemini: Some(gemini),
        copilot: None,
        others: &[],
    }
}

const FILE_PATH: FieldRow = copilot(
    "file_path",
    "path",
    &["filePath", "absolute_path", "TargetFile", "AbsolutePath"],
);

/// The table of reference tools and fields, one row per kind of tool.
static TABLE: &[Row] = &[
    Row {
        claude: &["Bash", "PowerShell"],
        codex: &["Bash"],
        gemini: &["run_shell_command"],
        cursor: &["Shell"],
        copilot: &["bash", "powershell"],
        others: &[
            "Execute",
            "launch-process",
            "execute_command",
            "execute_bash",
            "run_command",
            "run_in_terminal",
            "developer__shell",
            "shell",
            "local_shell",
            "exec",
            "exec_command",
        ],
        fields: &[same("command", &["CommandLine", "command_line"])],
    },
    Row {
        claude: &["Write"],
        codex: &["apply_patch"],
        gemini: &["write_file"],
        cursor: &["Write"],
        copilot: &["create"],
        others: &[
            "createFile",
            "create_file",
            "Create",
            "save-file",
            "write_to_file",
            "fs_write",
            "WriteFile",
        ],
        fields: &[FILE_PATH, copilot("content", "file_text", &["CodeContent"])],
    },
    Row {
        claude: &["Edit", "MultiEdit"],
        codex: &["apply_patch"],
        gemini: &["replace"],
        cursor: &["Write"],
        copilot: &["edit", "str_replace_editor", "apply_patch"],
        others: &[
            "replace_string_in_file",
            "editFiles",
            "str-replace-editor",
            "replace_in_file",
            "replace_file_content",
            "StrReplaceFile",
        ],
        fields: &[
            FILE_PATH,
            copilot("old_string", "old_str", &["oldString"]),
            copilot("new_string", "new_str", &["newString"]),
            gemini("replace_all", "allow_multiple"),
        ],
    },
    Row {
        claude: &["Read"],
        codex: &[],
        gemini: &["read_file", "read_many_files"],
        cursor: &["Read"],
        copilot: &["view"],
        others: &["readFile", "view_file", "fs_read", "ReadFile"],
        fields: &[FILE_PATH],
    },
    Row {
        claude: &["Grep"],
        codex: &[],
        gemini: &["grep_search", "search_file_content"],
        cursor: &["Grep"],
        copilot: &["grep", "rg"],
        others: &["search_files"],
        fields: &[gemini("path", "dir_path")],
    },
    Row {
        claude: &["Glob"],
        codex: &[],
        gemini: &["glob"],
        cursor: &["Glob"],
        copilot: &["glob"],
        others: &["list_files", "find_by_name"],
        fields: &[gemini("path", "dir_path")],
    },
    Row {
        claude: &["WebFetch"],
        codex: &[],
        gemini: &["web_fetch"],
        cursor: &["WebFetch"],
        copilot: &["web_fetch"],
        others: &["fetch", "FetchUrl", "read_url_content"],
        fields: &[],
    },
    Row {
        claude: &["WebSearch"],
        codex: &[],
        gemini: &["google_web_search"],
        cursor: &["WebSearch"],
        copilot: &["web_search"],
        others: &[],
        fields: &[],
    },
    Row {
        claude: &["Agent", "Task"],
        codex: &["spawn_agent"],
        gemini: &[],
        cursor: &["Task"],
        copilot: &["task"],
        others: &[],
        fields: &[],
    },
    Row {
        claude: &["TodoWrite"],
        codex: &[],
        gemini: &["write_todos"],
        cursor: &[],
        copilot: &["update_todo"],
        others: &[],
        fields: &[],
    },
    Row {
        claude: &["AskUserQuestion"],
        codex: &[],
        gemini: &["ask_user"],
        cursor: &[],
        copilot: &["ask_user"],
        others: &[],
        fields: &[],
    },
];

impl Row {
    /// What this dialect calls the tool, its usual name first; none where it has no such tool.
    pub(crate) fn names(&self, dialect: Dialect) -> &'static [&'static str] {
        match dialect {
            Dialect::Native | Dialect::Claude => self.claude,
            Dialect::Codex => self.codex,
            Dialect::Gemini => self.gemini,
            Dialect::Cursor => self.cursor,
            Dialect::Copilot => self.copilot,
        }
    }

    fn knows(&self, name: &str) -> bool {
        Dialect::ALL
            .iter()
            .any(|dialect| self.names(*dialect).contains(&name))
            || self.others.contains(&name)
    }
}

impl FieldRow {
    /// What this dialect calls the field.
    pub(crate) fn name(&self, dialect: Dialect) -> &'static str {
        match dialect {
            Dialect::Gemini => self.gemini,
            Dialect::Copilot => self.copilot,
            _ => None,
        }
        .unwrap_or(self.claude)
    }

    /// Every spelling but Claude Code's.
    pub(crate) fn spellings(&self) -> impl Iterator<Item = &'static str> {
        let others = self.others.iter().copied();
        self.gemini.into_iter().chain(self.copilot).chain(others)
    }
}

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
        ToolInput::Shell(_) => "Bash",
        ToolInput::Function(_) | ToolInput::Custom(_) => hub_of_name(&call.tool_name),
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
pub(crate) fn name_in(dialect: Dialect, call: &ToolCall, tools: &ToolNames) -> String {
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
pub(crate) fn matched_names(dialect: Dialect, call: &ToolCall, tools: &ToolNames) -> Vec<String> {
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

/// How `dialect` names a tool of an MCP server.
pub(crate) fn mcp_name(dialect: Dialect, server: &str, tool: &str) -> String {
    match dialect {
        Dialect::Gemini => format!("mcp_{server}_{tool}"),
        Dialect::Cursor => format!("MCP:{tool}"),
        Dialect::Copilot => format!("{server}-{tool}"),
        _ => format!("mcp__{server}__{tool}"),
    }
}

/// Server and tool of a name of the form `mcp__<server>__<tool>`.
pub(crate) fn split_mcp(name: &str) -> Option<(&str, &str)> {
    let (server, tool) = name.strip_prefix("mcp__")?.split_once("__")?;
    (!server.is_empty() && !tool.is_empty()).then_some((server, tool))
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;
    use crate::call::ShellInput;

    fn called(name: &str) -> ToolCall {
        ToolCall::function("c", name, Map::new())
    }

    #[test]
    fn a_tool_has_the_name_of_each_dialect() {
        let shell = ToolCall::shell("c", "my_shell", ShellInput::new(["ls"]));
        let tools = ToolNames::new();
        let names: Vec<String> = Dialect::ALL
            .iter()
            .map(|dialect| name_in(*dialect, &shell, &tools))
            .collect();
        assert_eq!(
            names,
            ["Bash", "Bash", "Bash", "run_shell_command", "Shell", "bash"]
        );
        let own = ToolNames::new().with("put", "Write");
        assert_eq!(name_in(Dialect::Copilot, &called("put"), &own), "create");
        assert_eq!(name_in(Dialect::Claude, &called("create"), &tools), "Write");
        assert_eq!(
            name_in(Dialect::Claude, &called("weather"), &tools),
            "weather"
        );
        assert_eq!(
            name_in(Dialect::Gemini, &called("read_many_files"), &tools),
            "read_many_files"
        );
    }

    #[test]
    fn matchers_may_use_any_name_the_dialect_knows() {
        let tools = ToolNames::new();
        let names = |dialect, name: &str| matched_names(dialect, &called(name), &tools);
        assert_eq!(names(Dialect::Claude, "task"), ["Agent", "Task", "task"]);
        assert_eq!(
            names(Dialect::Claude, "apply_patch"),
            ["Write", "Edit", "MultiEdit", "apply_patch"]
        );
        assert_eq!(names(Dialect::Codex, "Edit"), ["apply_patch", "Edit"]);
    }

    #[test]
    fn mcp_tools_are_spelled_as_each_agent_does() {
        let call = ToolCall::mcp("c", "git", "push", None);
        let tools = ToolNames::new();
        let name = |dialect| name_in(dialect, &call, &tools);
        assert_eq!(name(Dialect::Claude), "mcp__git__push");
        assert_eq!(name(Dialect::Gemini), "mcp_git_push");
        assert_eq!(name(Dialect::Cursor), "MCP:push");
        assert_eq!(name(Dialect::Copilot), "git-push");
        assert_eq!(split_mcp("mcp__git__push"), Some(("git", "push")));
        assert_eq!(split_mcp("mcp__git"), None);
    }
}
