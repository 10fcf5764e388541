//! The table of tools and their fields, one row per kind of tool across the agents.

use serde_json::{Map, Value};

use crate::Agent;

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
    /// What hooks of such a tool read, in Claude Code's names: of each group one field at least.
    pub(crate) claims: &'static [&'static [&'static str]],
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
    /// Words that mean the field only where none of its names is there.
    loose: &'static [&'static str],
}

impl FieldRow {
    const fn loosely(mut self, loose: &'static [&'static str]) -> Self {
        self.loose = loose;
        self
    }
}

const fn same(claude: &'static str, others: &'static [&'static str]) -> FieldRow {
    FieldRow {
        claude,
        gemini: None,
        copilot: None,
        others,
        loose: &[],
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
        loose: &[],
    }
}

const fn gemini(claude: &'static str, gemini: &'static str) -> FieldRow {
    FieldRow {
        claude,
        gemini: Some(gemini),
        copilot: None,
        others: &[],
        loose: &[],
    }
}

const FILE_PATH: FieldRow = copilot(
    "file_path",
    "path",
    &[
        "file",
        "filePath",
        "filepath",
        "filename",
        "file_name",
        "fileName",
        "absolute_path",
        "absolutePath",
        "AbsolutePath",
        "target_file",
        "targetFile",
        "TargetFile",
        "relative_path",
        "relative_workspace_path",
    ],
)
.loosely(&["target", "destination", "paths", "files"]);

const FOLDER: FieldRow = gemini("path", "dir_path").loosely(&["directory", "dir", "folder"]);

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
            "shell_command",
            "run_shell",
            "run_bash",
            "run_terminal",
            "run_terminal_cmd",
            "run_terminal_command",
            "execute_shell",
            "execute_shell_command",
            "terminal",
            "container.exec",
            "write_bash",
            "write_powershell",
            "write_stdin",
        ],
        fields: &[same(
            "command",
            &[
                "cmd",
                "CommandLine",
                "command_line",
                "commandLine",
                "cmdline",
                "shell_command",
                "bash_command",
                "script",
                "argv",
                "program",
                "executable",
            ],
        )
        .loosely(&["input", "text", "chars"])],
        claims: &[&["command"]],
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
            "writeFile",
            "write",
        ],
        fields: &[
            FILE_PATH,
            copilot(
                "content",
                "file_text",
                &["CodeContent", "contents", "file_content", "new_content"],
            )
            .loosely(&["text", "body", "data", "code"]),
        ],
        claims: &[&["file_path"], &["content", "edits", "new_string"]],
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
            "str_replace_based_edit_tool",
            "replace_in_file",
            "replace_file_content",
            "StrReplaceFile",
            "edit_file",
            "search_replace",
            "str_replace",
            "multiedit",
        ],
        fields: &[
            FILE_PATH,
            copilot(
                "old_string",
                "old_str",
                &["oldString", "old_text", "oldText"],
            )
            .loosely(&["old", "search", "find"]),
            copilot(
                "new_string",
                "new_str",
                &["newString", "new_text", "newText"],
            )
            .loosely(&[
                "new",
                "replace",
                "replacement",
                "content",
                "text",
                "insert_text",
                "file_text",
                "code_edit",
                "diff",
                "patch",
            ]),
            gemini("replace_all", "allow_multiple"),
        ],
        claims: &[&["file_path"], &["new_string", "edits"]],
    },
    Row {
        claude: &["Read"],
        codex: &[],
        gemini: &["read_file", "read_many_files"],
        cursor: &["Read"],
        copilot: &["view"],
        others: &[
            "readFile",
            "view_file",
            "fs_read",
            "ReadFile",
            "read",
            "open_file",
        ],
        fields: &[FILE_PATH],
        claims: &[&["file_path"]],
    },
    Row {
        claude: &["Grep"],
        codex: &[],
        gemini: &["grep_search", "search_file_content"],
        cursor: &["Grep"],
        copilot: &["grep", "rg"],
        others: &["search_files"],
        fields: &[FOLDER],
        claims: &[],
    },
    Row {
        claude: &["Glob"],
        codex: &[],
        gemini: &["glob"],
        cursor: &["Glob"],
        copilot: &["glob"],
        others: &["list_files", "find_by_name"],
        fields: &[FOLDER],
        claims: &[],
    },
    Row {
        claude: &["WebFetch"],
        codex: &[],
        gemini: &["web_fetch"],
        cursor: &["WebFetch"],
        copilot: &["web_fetch"],
        others: &[
            "fetch",
            "fetch_url",
            "FetchUrl",
            "read_url_content",
            "webfetch",
        ],
        fields: &[same("url", &["uri", "URL", "Url"]).loosely(&["link", "address", "urls"])],
        claims: &[&["url"]],
    },
    Row {
        claude: &["WebSearch"],
        codex: &[],
        gemini: &["google_web_search"],
        cursor: &["WebSearch"],
        copilot: &["web_search"],
        others: &["websearch"],
        fields: &[],
        claims: &[],
    },
    Row {
        claude: &["Agent", "Task"],
        codex: &["spawn_agent"],
        gemini: &[],
        cursor: &["Task"],
        copilot: &["task"],
        others: &[],
        fields: &[],
        claims: &[],
    },
    Row {
        claude: &["TodoWrite"],
        codex: &[],
        gemini: &["write_todos"],
        cursor: &[],
        copilot: &["update_todo"],
        others: &["todowrite"],
        fields: &[],
        claims: &[],
    },
    Row {
        claude: &["AskUserQuestion"],
        codex: &[],
        gemini: &["ask_user"],
        cursor: &[],
        copilot: &["ask_user"],
        others: &[],
        fields: &[],
        claims: &[],
    },
];

impl Row {
    /// What this dialect calls the tool, its usual name first; none where it has no such tool.
    pub(crate) fn names(&self, dialect: Agent) -> &'static [&'static str] {
        match dialect {
            Agent::Claude => self.claude,
            Agent::Codex => self.codex,
            Agent::Gemini => self.gemini,
            Agent::Cursor => self.cursor,
            Agent::Copilot => self.copilot,
        }
    }

    /// What hooks of `dialect` read of a tool shown as `name`, in Claude Code's names.
    pub(crate) fn claims_in(
        &self,
        dialect: Agent,
        name: &str,
    ) -> &'static [&'static [&'static str]] {
        match (dialect, name) {
            // The whole patch.
            (Agent::Codex, "apply_patch") => &[&["command"]],
            // It reads patterns, of any name.
            (Agent::Gemini, "read_many_files") => &[],
            (Agent::Gemini, "web_fetch") => &[&["prompt"]],
            _ => self.claims,
        }
    }

    /// What `dialect` calls the field.
    pub(crate) fn field_name(&self, dialect: Agent, claude: &'static str) -> &'static str {
        self.field(claude)
            .map_or(claude, |field| field.name(dialect))
    }

    /// The row of a field by Claude Code's name.
    pub(crate) fn field(&self, claude: &str) -> Option<&'static FieldRow> {
        self.fields.iter().find(|field| field.claude == claude)
    }

    /// Whether any agent calls it so.
    pub(crate) fn knows(&self, name: &str) -> bool {
        Agent::ALL
            .iter()
            .any(|dialect| self.names(*dialect).contains(&name))
            || self.others.contains(&name)
    }
}

/// A key without what spellings of one name differ in.
pub(crate) fn folded(key: &str) -> String {
    let letters = key.chars().filter(|c| !matches!(c, '_' | '-' | ' '));
    letters.flat_map(char::to_lowercase).collect()
}

impl FieldRow {
    /// What this dialect calls the field.
    pub(crate) fn name(&self, dialect: Agent) -> &'static str {
        match dialect {
            Agent::Gemini => self.gemini,
            Agent::Copilot => self.copilot,
            _ => None,
        }
        .unwrap_or(self.claude)
    }

    /// The keys of `own` that mean this field in any casing, with `_` or without; `null` is as good
    /// as absent. Words that only may mean it are none, unless there is no other.
    pub(crate) fn rivals<'a>(&self, own: &'a Map<String, Value>) -> Vec<&'a str> {
        let loose = self.loose.iter().copied();
        let keys = |names: Vec<String>| -> Vec<&'a str> {
            own.iter()
                .filter(|(key, value)| !value.is_null() && names.contains(&folded(key)))
                .map(|(key, _)| key.as_str())
                .collect()
        };
        let sure = keys(self.names().map(folded).collect());
        match sure.is_empty() {
            true => keys(loose.map(folded).collect()),
            false => sure,
        }
    }

    /// The same, with `loosely` also the words that only may mean it.
    pub(crate) fn all_rivals<'a>(
        &self,
        own: &'a Map<String, Value>,
        loosely: bool,
    ) -> Vec<&'a str> {
        let loose: Vec<String> = self.loose.iter().copied().map(folded).collect();
        let mut rivals = self.rivals(own);
        let more = own
            .iter()
            .filter(|(key, value)| loosely && !value.is_null() && loose.contains(&folded(key)));
        for (key, _) in more {
            if !rivals.contains(&key.as_str()) {
                rivals.push(key);
            }
        }
        rivals
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        let others = self.others.iter().copied();
        std::iter::once(self.claude)
            .chain(self.gemini)
            .chain(self.copilot)
            .chain(others)
    }

    /// The spellings of `own` that mean this field, the surest first; a field that holds `null` is
    /// as good as absent.
    pub(crate) fn spelled(&self, own: &Map<String, Value>) -> Vec<&'static str> {
        let there = |name: &&'static str| own.get(*name).is_some_and(|value| !value.is_null());
        let sure: Vec<&str> = self.names().filter(there).collect();
        if sure.is_empty() {
            return self.loose.iter().copied().filter(there).collect();
        }
        sure
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_understood_without_being_told_is_written_down() {
        let written = include_str!("../../hooks-types/src/tool_names.rs");
        for row in TABLE {
            let claimed = row.fields.iter().filter(|field| {
                let mut claims = row.claims.iter().copied().flatten();
                claims.any(|claim| *claim == field.claude)
            });
            let spellings = claimed.flat_map(|field| field.others.iter().chain(field.loose));
            for word in row.others.iter().chain(spellings) {
                assert!(written.contains(&format!("`{word}`")), "{word}");
            }
        }
    }
}
