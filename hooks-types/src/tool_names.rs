//! What an agent's tools are called elsewhere, so that matchers and scripts written for other
//! agents fit.

use std::collections::BTreeMap;

/// The agent's tool names, each with the name Claude Code has for such a tool. From there the
/// dialects find their own.
///
/// # What is understood without being told
///
/// Hooks written for another agent see these tools under that agent's name, with its fields; every
/// dialect's own names for them are understood as well (`run_shell_command`, `replace`, `create` ...).
/// Upper and lower case count.
///
/// | an agent's own name | Claude Code's |
/// |---|---|
/// | any call of the kind [`Shell`](crate::ToolInput::Shell); `shell`, `local_shell`, `shell_command`, `exec`, `exec_command`, `execute_command`, `execute_bash`, `execute_shell`, `execute_shell_command`, `Execute`, `run_command`, `run_shell`, `run_bash`, `run_terminal`, `run_terminal_cmd`, `run_terminal_command`, `run_in_terminal`, `terminal`, `launch-process`, `developer__shell`, `container.exec`; what is typed into a shell that runs: `write_bash`, `write_powershell`, `write_stdin` | `Bash` |
/// | `create_file`, `createFile`, `Create`, `save-file`, `write_to_file`, `fs_write`, `WriteFile`, `writeFile`, `write` | `Write` |
/// | `replace_string_in_file`, `editFiles`, `replace_in_file`, `replace_file_content`, `StrReplaceFile`, `edit_file`, `search_replace`, `str_replace`, `multiedit`, `str-replace-editor`, `str_replace_based_edit_tool`, `apply_patch` | `Edit`, `Write` or `Read`, as the call's `command` or patch says |
/// | `readFile`, `view_file`, `fs_read`, `ReadFile`, `read`, `open_file` | `Read` |
/// | `search_files` | `Grep` |
/// | `list_files`, `find_by_name` | `Glob` |
/// | `fetch`, `fetch_url`, `FetchUrl`, `read_url_content`, `webfetch` | `WebFetch` |
/// | `websearch` | `WebSearch` |
/// | `todowrite` | `TodoWrite` |
///
/// A tool with any other name is nobody else's: it keeps its name and fields, and a hook whose
/// matcher says `Bash` is not for it. Name every tool of yours that runs commands, writes, reads
/// or fetches.
///
/// # What hooks read of them
///
/// | tool | what hooks read | spellings understood without being told |
/// |---|---|---|
/// | `Bash` | `command` | `cmd`, `command_line`, `commandLine`, `CommandLine`, `cmdline`, `shell_command`, `bash_command`, `script`, `argv`, `program`, `executable`; if there is none of these `input`, `text`, `chars` |
/// | `Write`, `Edit`, `Read` | `file_path` | `path`, `file`, `filePath`, `filepath`, `filename`, `file_name`, `fileName`, `absolute_path`, `absolutePath`, `AbsolutePath`, `target_file`, `targetFile`, `TargetFile`, `relative_path`, `relative_workspace_path`; else `target`, `destination`, `paths`, `files` |
/// | `Write` | `content` | `file_text`, `contents`, `file_content`, `new_content`, `CodeContent`; else `text`, `body`, `data`, `code` |
/// | `Edit` | `new_string` or `edits` | `new_str`, `newString`, `new_text`, `newText`; else `new`, `replace`, `replacement`, `content`, `text`, `insert_text`, `file_text`, `code_edit`, `diff`, `patch` |
/// | `WebFetch` | `url` | `uri`, `URL`, `Url`; else `link`, `address`, `urls` |
///
/// A list of words under the command is shown as one text quoted for a POSIX shell, a list of one
/// file as that file, `args` or `arguments` beside a command behind it; the one address in the
/// `prompt` of a fetch as its `url`. What your tool does by yet
/// another field (a program on its standard input, say) no guard over these is shown: name that
/// field. Free-form text counts as
/// the field `input`. What a hook puts in its place comes back under the call's own field, in its
/// own form.
///
/// # Where a field is missing
///
/// A hook of another agent is not started when the field it reads is missing, is no text, or is said
/// twice with different values: on events that wait for leave this blocks, anywhere else the hook
/// has failed. The message names the tool, the field, and what to write:
///
/// ```
/// use hooks_types::{ToolAlias, ToolNames};
///
/// let tools = ToolNames::new()
///     .with_alias("run", ToolAlias::new("Bash").field("todo", "command"))
///     // Free-form text.
///     .with_alias("sh", ToolAlias::new("Bash").field("input", "command"))
///     // `exec` is no shell: it goes by its own name.
///     .with("exec", "exec");
/// assert_eq!(tools.get("run").map(|alias| alias.name.as_str()), Some("Bash"));
/// ```
///
/// Hooks in the native dialect, and hooks of the agent whose own bytes the payload was read from,
/// see the call as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ToolNames {
    names: BTreeMap<String, ToolAlias>,
}

/// One tool under Claude Code's name, with the fields of its input that are spelled differently.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ToolAlias {
    /// Claude Code's name of such a tool: `Bash`, `Write`, `Edit`, `Read` ...
    pub name: String,
    /// The agent's field -> Claude Code's field (`path` -> `file_path`).
    pub fields: BTreeMap<String, String>,
}

impl ToolNames {
    /// No tool has another name.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says that the agent's tool `own` is what Claude Code calls `claude`.
    #[must_use]
    pub fn with(self, own: impl Into<String>, claude: impl Into<String>) -> Self {
        self.with_alias(own, ToolAlias::new(claude))
    }

    /// The same with fields that are spelled differently.
    #[must_use]
    pub fn with_alias(mut self, own: impl Into<String>, alias: ToolAlias) -> Self {
        self.names.insert(own.into(), alias);
        self
    }

    /// What Claude Code calls the agent's tool `own`.
    #[must_use]
    pub fn get(&self, own: &str) -> Option<&ToolAlias> {
        self.names.get(own)
    }

    /// Whether no tool has another name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

impl ToolAlias {
    /// A tool whose input has Claude Code's fields.
    #[must_use]
    pub fn new(claude: impl Into<String>) -> Self {
        Self {
            name: claude.into(),
            fields: BTreeMap::new(),
        }
    }

    /// Says that the agent's field `own` is what Claude Code calls `claude`. The text of a
    /// free-form tool is its field `input`.
    #[must_use]
    pub fn field(mut self, own: impl Into<String>, claude: impl Into<String>) -> Self {
        self.fields.insert(own.into(), claude.into());
        self
    }
}
