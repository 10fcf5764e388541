//! The table of tools and their fields, one row per kind of tool across the agents.

use crate::dialect::Dialect;

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
pub(crate) static TABLE: &[Row] = &[
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

    /// Whether any agent calls it so.
    pub(crate) fn knows(&self, name: &str) -> bool {
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
