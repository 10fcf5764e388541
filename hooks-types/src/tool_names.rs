//! What an agent's tools are called elsewhere, so that matchers and scripts written for other
//! agents fit.

use std::collections::{BTreeMap, BTreeSet};

/// What an embedding agent's tools are in other agents, so that hooks written for those guard them.
///
/// A tool is *declared* in one of three ways: the call is of the kind
/// [`Shell`](crate::ToolInput::Shell) or [`Mcp`](crate::ToolInput::Mcp); it is named here; or it has
/// the name of a tool of the table below and a field of each kind that hooks of such a tool read. Hooks
/// of another agent then see it under that agent's name, with its fields.
///
/// Any other tool is *undeclared*: it keeps its name and its fields, and no hook is shown it as
/// another. See [`Undeclared`] for what happens when a hook guards a tool that it could be.
///
/// # Names
///
/// The first name of a row is canonical: hooks in `hooks.toml` match it, whatever the agent calls the
/// tool. With [`with_name`](Self::with_name) it may also be called as Claude Code does. Upper and lower case
/// count. Every dialect's own names (`run_shell_command`, `replace`, `create` ...) are understood as
/// well.
///
/// | canonical | Claude Code | understood without being declared |
/// |---|---|---|
/// | `shell` | `Bash`, `PowerShell` | any call of the kind `Shell`; `shell`, `local_shell`, `shell_command`, `exec`, `exec_command`, `execute_command`, `execute_bash`, `execute_shell`, `execute_shell_command`, `Execute`, `run_command`, `run_shell`, `run_bash`, `run_terminal`, `run_terminal_cmd`, `run_terminal_command`, `run_in_terminal`, `terminal`, `launch-process`, `developer__shell`, `container.exec`; what is typed into a shell that runs: `write_bash`, `write_powershell`, `write_stdin` |
/// | `read_file` | `Read` | `readFile`, `view_file`, `view_image`, `fs_read`, `ReadFile`, `read`, `open_file` |
/// | `write_file` | `Write` | `create_file`, `createFile`, `Create`, `save-file`, `write_to_file`, `fs_write`, `WriteFile`, `writeFile`, `write` |
/// | `edit_file` | `Edit`, `MultiEdit` | `replace_string_in_file`, `editFiles`, `replace_in_file`, `replace_file_content`, `StrReplaceFile`, `edit_file`, `search_replace`, `str_replace`, `multiedit`; `str-replace-editor`, `str_replace_based_edit_tool` as their `command` says |
/// | `apply_patch` | | `applypatch`, `applyPatch`, `ApplyPatch`, `apply-patch`; shown as `Edit` or `Write`, as the patch says |
/// | `search` | `Grep` | `search_files` |
/// | `list_files` | `Glob` | `list_files`, `list_dir`, `list_directory`, `find_by_name` |
/// | `web_fetch` | `WebFetch` | `fetch`, `fetch_url`, `FetchUrl`, `read_url_content`, `webfetch` |
/// | `web_search` | `WebSearch` | `websearch` |
/// | `subagent` | `Agent`, `Task` | |
/// | | `TodoWrite` | `todowrite` |
///
/// # Fields
///
/// | tool | what hooks read | spellings understood |
/// |---|---|---|
/// | `shell` | `command` | `cmd`, `command_line`, `commandLine`, `CommandLine`, `cmdline`, `shell_command`, `bash_command`, `script`, `argv`, `program`, `executable`; if there is none of these `input`, `text`, `chars` |
/// | `write_file`, `edit_file`, `read_file` | `file_path` | `path`, `file`, `filePath`, `filepath`, `filename`, `file_name`, `fileName`, `absolute_path`, `absolutePath`, `AbsolutePath`, `target_file`, `targetFile`, `TargetFile`, `relative_path`, `relative_workspace_path`, `paths`, `files`; else `target`, `destination` |
/// | `write_file` | `content` | `file_text`, `contents`, `file_content`, `new_content`, `CodeContent`; else `text`, `body`, `data`, `code` |
/// | `edit_file` | `new_string` or `edits` | `new_str`, `newString`, `new_text`, `newText`; else `new`, `replace`, `replacement`, `content`, `text`, `insert_text`, `file_text`, `code_edit`, `diff`, `patch` |
/// | `apply_patch` | `command` | `input`, `patch`, `patchText`, `patch_text`, `patchContent`, `patch_content`, `diff` |
/// | `web_fetch` | `url` | `uri`, `URL`, `Url`, `urls`; else `link`, `address` |
///
/// Spellings count in any casing, with `_` or without. Free-form text is the field `input`. A list of
/// words under the command is shown as one text quoted for a POSIX shell, a list of one file as that
/// file, `args` or `arguments` beside a command behind it; the one address in the `prompt` of a fetch
/// as its `url`. No hook is shown what your tool does by yet another field (a program on its standard
/// input, say): name that field. What a hook puts in its place comes back under the call's own field,
/// in its own form.
///
/// # Where a call is refused
///
/// A hook of another agent is not started when a declared tool lacks the field it reads, or when two
/// fields that the tool may obey say different things: two spellings of a path, another file inside an
/// edit, a path beside a patch. On events that wait for leave this blocks, anywhere else the hook has
/// failed. The message names the tool, the field, and what to write:
///
/// ```
/// use hooks_types::tool::{ToolAlias, ToolNames};
///
/// let tools = ToolNames::new()
///     .with_alias("run", ToolAlias::new("shell").with_field("todo", "command"))
///     // Free-form text.
///     .with_alias("sh", ToolAlias::new("Bash").with_field("input", "command"))
///     // `exec` runs no command: other agents have no such tool.
///     .with_own("exec");
/// assert_eq!(tools.get("run").map(|alias| alias.name.as_str()), Some("shell"));
/// assert!(tools.is_own("exec"));
/// ```
///
/// Hooks in the native dialect, and hooks of the agent whose own bytes the payload was read from,
/// see the call as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ToolNames {
    names: BTreeMap<String, ToolAlias>,
    own: BTreeSet<String>,
    undeclared: Undeclared,
}

/// What happens to a call of a tool that nobody declared, when a hook that can block guards a tool it
/// could be: the hook's matcher names a known tool (`Bash`, `Write`), and the call has a field of that
/// kind (a command, a path, an address, a patch). A hook whose matcher takes any tool, or fits the
/// undeclared tool's own name, runs with the call as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Undeclared {
    /// The call is blocked; the message says how to declare the tool.
    #[default]
    Block,
    /// The call runs, and observers are told.
    Tell,
}

/// Canonical names of tools, and what else `ToolNames` and hooks call each.
const CANONICAL: &[(&str, &[&str])] = &[
    ("shell", &["Bash", "PowerShell"]),
    ("read_file", &["Read"]),
    ("write_file", &["Write"]),
    ("edit_file", &["Edit", "MultiEdit"]),
    ("apply_patch", &[]),
    ("list_files", &["Glob"]),
    ("search", &["Grep"]),
    ("web_fetch", &["WebFetch"]),
    ("web_search", &["WebSearch"]),
    ("subagent", &["Agent", "Task"]),
];

/// The canonical name of the tool that [`ToolNames`] calls `name`: `shell` for `Bash`, and for
/// `shell` itself.
pub fn canonical_tool(name: &str) -> Option<&'static str> {
    let mut tools = CANONICAL.iter();
    let found = tools.find(|(canonical, others)| *canonical == name || others.contains(&name));
    found.map(|(canonical, _)| *canonical)
}

/// What else [`ToolNames`] calls the tool of a canonical name: `Bash` for `shell`.
#[must_use]
pub fn tools_called(canonical: &str) -> &'static [&'static str] {
    let mut tools = CANONICAL.iter();
    let found = tools.find(|(known, _)| *known == canonical);
    found.map_or(&[], |(_, others)| others)
}

/// One tool under a canonical name, with the fields of its input that are spelled differently.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ToolAlias {
    /// The canonical name of such a tool (`shell`, `write_file` ...), or Claude Code's.
    pub name: String,
    /// The agent's field -> the canonical field (`where` -> `file_path`).
    pub fields: BTreeMap<String, String>,
}

impl ToolNames {
    /// No tool has another name.
    pub fn new() -> Self {
        Self::default()
    }

    /// Declares that the agent's tool `own` is the tool with this canonical name, or Claude Code's.
    #[must_use]
    pub fn with_name(self, own: impl Into<String>, name: impl Into<String>) -> Self {
        self.with_alias(own, ToolAlias::new(name))
    }

    /// Like `with_name`, with fields that are spelled differently.
    #[must_use]
    pub fn with_alias(mut self, own: impl Into<String>, alias: ToolAlias) -> Self {
        let own = own.into();
        self.own.remove(&own);
        self.names.insert(own, alias);
        self
    }

    /// Declares that other agents have no tool like `own`, whatever its name and its fields are: it
    /// is shown as it is.
    #[must_use]
    pub fn with_own(mut self, own: impl Into<String>) -> Self {
        let own = own.into();
        self.names.remove(&own);
        self.own.insert(own);
        self
    }

    setters! {
        /// Sets what happens to calls of undeclared tools.
        fn with_undeclared(undeclared: Undeclared) = undeclared;
    }

    /// What happens to calls of undeclared tools.
    pub fn undeclared(&self) -> Undeclared {
        self.undeclared
    }

    /// Whether other agents are declared to have no tool like `own`.
    pub fn is_own(&self, own: &str) -> bool {
        self.own.contains(own)
    }

    /// What the agent's tool `own` is declared to be.
    pub fn get(&self, own: &str) -> Option<&ToolAlias> {
        self.names.get(own)
    }

    /// Whether no tool is declared to have another name.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

impl ToolAlias {
    /// A tool whose input has the canonical fields, or spellings of them that are understood.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            fields: BTreeMap::new(),
        }
    }

    /// Declares that the agent's field `own` is the canonical field `name`. The text of a free-form
    /// tool is its field `input`.
    #[must_use]
    pub fn with_field(mut self, own: impl Into<String>, name: impl Into<String>) -> Self {
        self.fields.insert(own.into(), name.into());
        self
    }
}
