//! The names that other agents give to an agent's tools. Matchers and scripts that were written for other agents work
//! with these names.

use std::collections::{BTreeMap, BTreeSet};

/// Maps the tools of the embedding agent to the tools of other agents. Hooks that were written for other agents then
/// guard the mapped tools.
///
/// A tool is *declared* in one of three ways: the call has the kind [`Shell`](crate::ToolInput::Shell) or
/// [`Mcp`](crate::ToolInput::Mcp); the tool is named here; or the tool has a name in the table below, and the fields
/// that hooks of the tool with this name read (in any of the spellings below). Hooks of a different agent then see a
/// declared tool under the name and with the fields that it has in their agent.
///
/// Any other tool is *undeclared*: it keeps its name and its fields, and hooks do not see it as a different tool.
/// [`Undeclared`] decides what happens when a hook guards a tool that the undeclared tool could be.
///
/// # Names
///
/// The first name in each row of the table is canonical: hooks in `hooks.toml` can match the tool by this name in every
/// agent. [`with_name`](Self::with_name) also accepts the names of Claude Code. Names are case-sensitive. The names
/// that the tool has in the dialects (`run_shell_command`, `replace`, `create` ...) are understood too.
///
/// | canonical | Claude Code | understood without being declared |
/// |---|---|---|
/// | `shell` | `Bash`, `PowerShell` | any call of the kind `Shell`; `shell`, `local_shell`, `shell_command`, `exec`, `exec_command`, `execute_command`, `execute_bash`, `execute_shell`, `execute_shell_command`, `Execute`, `run_command`, `run_shell`, `run_bash`, `run_terminal`, `run_terminal_cmd`, `run_terminal_command`, `run_in_terminal`, `terminal`, `launch-process`, `developer__shell`, `container.exec`; tools that type into a running shell: `write_bash`, `write_powershell`, `write_stdin` |
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
/// | `shell` | `command` | `cmd`, `command_line`, `commandLine`, `CommandLine`, `cmdline`, `shell_command`, `bash_command`, `script`, `argv`, `program`, `executable`; else `input`, `text`, `chars` |
/// | `write_file`, `edit_file`, `read_file` | `file_path` | `path`, `file`, `filePath`, `filepath`, `filename`, `file_name`, `fileName`, `absolute_path`, `absolutePath`, `AbsolutePath`, `target_file`, `targetFile`, `TargetFile`, `relative_path`, `relative_workspace_path`, `paths`, `files`, `notebook_path`, `target_notebook`; else `target`, `destination` |
/// | `write_file` | `content` | `file_text`, `contents`, `file_content`, `new_content`, `CodeContent`; else `text`, `body`, `data`, `code` |
/// | `edit_file` | `new_string` or `edits` | `new_str`, `newString`, `new_text`, `newText`; else `new`, `replace`, `replacement`, `content`, `text`, `insert_text`, `file_text`, `code_edit`, `diff`, `patch` |
/// | `apply_patch` | `command` | `input`, `patch`, `patchText`, `patch_text`, `patchContent`, `patch_content`, `diff` |
/// | `web_fetch` | `url` | `uri`, `URL`, `Url`, `urls`; else `link`, `address` |
///
/// Spellings are matched in any casing, with or without `_`. The free-form text of a custom tool is the field `input`.
///
/// Some values are converted. A list of words under the command becomes one text, quoted for a POSIX shell. A list with
/// a single file becomes the file. `args` or `arguments` (in any casing) next to a command are appended to the command.
/// If the `prompt` of a fetch contains a single address, this address becomes the fetch's `url`.
///
/// If a different field decides what the tool does, such as a text that the tool passes to a program's standard input,
/// hooks do not see this field unless you declare it. A hook's replacement is written back to the call's own field, in
/// the original form.
///
/// # Where a call is refused
///
/// A hook that was written for a different agent does not start if a declared tool lacks the field that the hook reads.
/// It also does not start if two fields that the tool could obey contradict each other: two spellings of a path, a
/// different file inside an edit, a path next to a patch, or a text in an ambiguous field, such as `input`, next to an
/// empty `command`. On an event before the call, the call is then blocked. On all other events, the hook has failed.
/// The message names the tool, the field, and the declaration to add:
///
/// ```
/// use hooks_types::tool::{ToolAlias, ToolNames};
///
/// let tools = ToolNames::new()
///     .with_alias("run", ToolAlias::new("shell").with_field("todo", "command"))
///     // `sh` takes free-form text, which has the field name `input`.
///     .with_alias("sh", ToolAlias::new("Bash").with_field("input", "command"))
///     // `exec` runs no command: other agents have no such tool.
///     .with_own("exec");
/// assert_eq!(tools.get("run").map(|alias| alias.name.as_str()), Some("shell"));
/// assert!(tools.is_own("exec"));
/// ```
///
/// Native hooks see the call unchanged. Hooks of the agent that sent the payload also see it unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ToolNames {
    /// The declared tools, by the agent's name.
    names: BTreeMap<String, ToolAlias>,
    /// The tools that no other agent has, by the agent's name.
    own: BTreeSet<String>,
    /// What happens to calls of undeclared tools.
    undeclared: Undeclared,
}

/// What happens to a call of an undeclared tool, if a hook that can block guards a tool that the undeclared tool could
/// be.
///
/// A hook guards such a tool if the hook's matcher names a known tool (`Bash`, `Write`), and the call has a field of
/// this kind of tool (a command, a path, an address, a patch). But if the matcher accepts any tool, or matches the
/// undeclared tool's own name, the hook runs and sees the call unchanged.
///
/// This holds for hooks of another agent's format, and for calls that another agent sends. It does not hold for a
/// native hook and a call of the embedding agent: the hook runs only if its matcher matches the tool's own name or a
/// declared name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Undeclared {
    /// The call is blocked. The message says how to declare the tool.
    #[default]
    Block,
    /// The call runs, and observers are notified.
    Tell,
}

/// The canonical name of each tool, with the additional names that [`ToolNames`] accepts and that hooks match.
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

/// Returns the canonical name of a tool, given this name or an additional name in [`ToolNames`]: `shell` for `Bash` and
/// for `shell`. Returns `None` for a name that [`ToolNames`] does not list.
pub fn canonical_tool(name: &str) -> Option<&'static str> {
    let mut tools = CANONICAL.iter();
    let found = tools.find(|(canonical, others)| *canonical == name || others.contains(&name));
    found.map(|(canonical, _)| *canonical)
}

/// Returns the names that [`ToolNames`] lists for a tool besides its canonical name: `Bash` and
/// `PowerShell` for `shell`.
#[must_use]
pub fn tools_called(canonical: &str) -> &'static [&'static str] {
    let mut tools = CANONICAL.iter();
    let found = tools.find(|(known, _)| *known == canonical);
    found.map_or(&[], |(_, others)| others)
}

/// A declaration that an agent's tool is a known tool under a different name. The declaration also maps the agent's
/// fields to the fields of the known tool, where the field names differ.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ToolAlias {
    /// The tool's canonical name (`shell`, `write_file` ...) or its name in Claude Code.
    pub name: String,
    /// Maps the agent's field to the canonical field (`where` to `file_path`).
    pub fields: BTreeMap<String, String>,
}

impl ToolNames {
    /// Creates an empty set of declarations.
    pub fn new() -> Self {
        Self::default()
    }

    /// Declares that the agent's tool `own` is the tool with this canonical name or Claude Code
    /// name.
    #[must_use]
    pub fn with_name(self, own: impl Into<String>, name: impl Into<String>) -> Self {
        self.with_alias(own, ToolAlias::new(name))
    }

    /// Declares a tool, like [`with_name`](Self::with_name). The alias can also map the names of the tool's fields.
    #[must_use]
    pub fn with_alias(mut self, own: impl Into<String>, alias: ToolAlias) -> Self {
        let own = own.into();
        // The last declaration of a tool takes effect. So remove an earlier `with_own`, which contradicts an alias.
        self.own.remove(&own);
        self.names.insert(own, alias);
        self
    }

    /// Declares that other agents have no tool like `own`, even if its name or fields suggest one. Hooks see calls of
    /// `own` unchanged.
    #[must_use]
    pub fn with_own(mut self, own: impl Into<String>) -> Self {
        let own = own.into();
        // The last declaration of a tool takes effect, so remove an earlier alias.
        self.names.remove(&own);
        self.own.insert(own);
        self
    }

    setters! {
        /// Sets what happens to calls of undeclared tools.
        fn with_undeclared(undeclared: Undeclared) = undeclared;
    }

    /// Returns the rule for calls of undeclared tools.
    pub fn undeclared(&self) -> Undeclared {
        self.undeclared
    }

    /// Returns whether `own` is declared as a tool that no other agent has.
    pub fn is_own(&self, own: &str) -> bool {
        self.own.contains(own)
    }

    /// Returns the tool that the agent's tool `own` is declared to be, or `None` if `own` has no declaration by name.
    pub fn get(&self, own: &str) -> Option<&ToolAlias> {
        self.names.get(own)
    }

    /// Returns whether no tool has an alias (see [`with_alias`](Self::with_alias)).
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

impl ToolAlias {
    /// Creates an alias for a tool whose fields have the canonical names, or spellings in the table of [`ToolNames`].
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            fields: BTreeMap::new(),
        }
    }

    /// Declares that the agent's field `own` is the canonical field `name`. If the tool takes free-form text, use
    /// `input` as the name of this text.
    #[must_use]
    pub fn with_field(mut self, own: impl Into<String>, name: impl Into<String>) -> Self {
        self.fields.insert(own.into(), name.into());
        self
    }
}
