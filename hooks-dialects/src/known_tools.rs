//! The kinds of tools that agents share: the fields of each kind, the fields that hooks read, and the names of these
//! tools in agents without a dialect in this crate. The names of an agent with a dialect are in the agent's own folder.

/// The kind of a tool: its function, whatever name an agent gives the tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Applies a patch over any number of files.
    Patch,
    /// Runs a command.
    Shell,
    /// Types text into a shell that is already running.
    TypedShell,
    /// Writes a whole file.
    Write,
    /// Replaces text in a file.
    Edit,
    /// Reads a file.
    Read,
    /// Searches in files.
    Search,
    /// Lists files.
    List,
    /// Fetches the content of an address.
    Fetch,
    /// Searches the web.
    WebSearch,
    /// Starts a subagent.
    Subagent,
    /// Keeps a list of tasks.
    Todo,
    /// Asks the user.
    Question,
}

/// One kind of tool, with its names and fields.
#[derive(Debug)]
pub(crate) struct KnownTool {
    /// The kind. Each kind has exactly one row.
    pub(crate) kind: Kind,
    /// The tool's name in the matchers of `hooks.toml`; empty if they have no name for this kind.
    pub(crate) canonical: &'static str,
    /// The tool's names in agents without a dialect in this crate, separated by spaces.
    pub(crate) others: &'static str,
    /// The fields that have more than one spelling. Hooks judge a call by the first of these fields.
    pub(crate) fields: &'static [Field],
    /// The fields that hooks of such a tool read, in canonical names. Each inner list is a group of alternatives, of
    /// which at least one must be present.
    pub(crate) required: &'static [&'static [&'static str]],
}

/// One field of a tool's input.
#[derive(Debug)]
pub(crate) struct Field {
    /// The canonical name of the field, which is the same for all agents.
    pub(crate) name: &'static str,
    /// The known spellings of the field in addition to `name`, separated by spaces. The most certain spelling comes
    /// first.
    pub(crate) others: &'static str,
    /// Ambiguous words, separated by spaces. They mean this field only if all of the field's other names are missing
    /// from the call or have empty values.
    pub(crate) loose: &'static str,
    /// Whether a tool can obey an ambiguous word even if the call also has one of the field's other names.
    pub(crate) loose_counts: bool,
}

/// Creates a field without ambiguous words.
const fn field(name: &'static str, others: &'static str) -> Field {
    Field {
        name,
        others,
        loose: "",
        loose_counts: false,
    }
}

/// Creates a row without fields. A kind without `required` is recognised by the tool's name alone.
const fn tool(kind: Kind, canonical: &'static str, others: &'static str) -> KnownTool {
    KnownTool {
        kind,
        canonical,
        others,
        fields: &[],
        required: &[],
    }
}

impl Field {
    /// Adds ambiguous words that mean this field only if all of the field's other names are missing from the call or
    /// have empty values.
    const fn or(mut self, loose: &'static str) -> Self {
        self.loose = loose;
        self
    }

    /// Adds ambiguous words that a tool can obey even if the call also has one of the field's other names.
    const fn beside(mut self, loose: &'static str) -> Self {
        self.loose_counts = true;
        self.or(loose)
    }
}

/// The spellings of the field `command` besides its canonical name, separated by spaces.
const COMMAND: &str = "cmd CommandLine command_line commandLine cmdline shell_command bash_command \
     script argv program executable";

/// The field `file_path` with its spellings. `target` and `destination` are ambiguous words, and a tool can obey them
/// even if the call also has a path.
const FILE_PATH: Field = field(
    "file_path",
    "file filePath filepath filename file_name fileName absolute_path absolutePath \
     AbsolutePath target_file targetFile TargetFile relative_path relative_workspace_path paths files \
     notebook_path target_notebook",
)
.beside("target destination");

/// The field that holds the folder in which a tool searches or lists files.
const FOLDER: Field = field("path", "").beside("directory dir folder");

/// One row for each kind of tool.
pub(crate) static KNOWN_TOOLS: &[KnownTool] = &[
    KnownTool {
        fields: &[field(
            "command",
            "input patch patchText patch_text patchContent patch_content diff",
        )],
        required: &[&["command"]],
        ..tool(
            Kind::Patch,
            "apply_patch",
            "applypatch applyPatch ApplyPatch apply-patch",
        )
    },
    KnownTool {
        fields: &[field("command", COMMAND).or("input text chars")],
        required: &[&["command"]],
        ..tool(
            Kind::Shell,
            "shell",
            "Execute launch-process execute_command execute_bash run_command \
             run_in_terminal developer__shell shell local_shell exec exec_command \
             shell_command run_shell run_bash run_terminal run_terminal_cmd \
             run_terminal_command execute_shell execute_shell_command terminal \
             container.exec",
        )
    },
    KnownTool {
        // This row comes after `Shell`, because a lookup of the canonical name `shell` takes the first row. A tool that
        // types text into a running shell can type the text in `input`, `text` or `chars` even if the call also has a
        // `command`. So these names are added with `beside`.
        fields: &[field("command", COMMAND).beside("input text chars")],
        required: &[&["command"]],
        ..tool(
            Kind::TypedShell,
            "shell",
            "write_bash write_powershell write_stdin",
        )
    },
    KnownTool {
        fields: &[
            FILE_PATH,
            field("content", "CodeContent contents file_content new_content")
                .or("text body data code"),
        ],
        // Cursor's one `Write` tool writes whole files and makes edits, so the content of a file or the text of an edit
        // satisfies this group.
        required: &[&["file_path"], &["content", "edits", "new_string"]],
        ..tool(
            Kind::Write,
            "write_file",
            "createFile create_file Create save-file write_to_file fs_write WriteFile \
             writeFile write",
        )
    },
    KnownTool {
        fields: &[
            FILE_PATH,
            field("old_string", "oldString old_text oldText").or("old search find"),
            field("new_string", "newString new_text newText").or(
                "new replace replacement content text insert_text file_text code_edit \
             diff patch",
            ),
            field("replace_all", ""),
        ],
        required: &[&["file_path"], &["new_string", "edits"]],
        ..tool(
            Kind::Edit,
            "edit_file",
            "replace_string_in_file editFiles str-replace-editor \
             str_replace_based_edit_tool replace_in_file replace_file_content \
             StrReplaceFile edit_file search_replace str_replace multiedit",
        )
    },
    KnownTool {
        fields: &[FILE_PATH],
        required: &[&["file_path"]],
        ..tool(
            Kind::Read,
            "read_file",
            "readFile view_file view_image fs_read ReadFile read open_file",
        )
    },
    KnownTool {
        fields: &[FOLDER],
        ..tool(Kind::Search, "search", "search_files")
    },
    KnownTool {
        fields: &[FOLDER],
        ..tool(
            Kind::List,
            "list_files",
            "list_files list_dir list_directory find_by_name",
        )
    },
    KnownTool {
        fields: &[field("url", "uri URL Url urls").beside("link address")],
        required: &[&["url"]],
        ..tool(
            Kind::Fetch,
            "web_fetch",
            "fetch fetch_url FetchUrl read_url_content webfetch",
        )
    },
    // Tools of these kinds are recognised by their names and shown unchanged, so no fields are listed.
    tool(Kind::WebSearch, "web_search", "websearch"),
    tool(Kind::Subagent, "subagent", ""),
    tool(Kind::Todo, "", "todowrite"),
    tool(Kind::Question, "", ""),
];

impl Kind {
    /// Returns the table row of this kind.
    pub(crate) fn tool(self) -> &'static KnownTool {
        let found = KNOWN_TOOLS.iter().find(|tool| tool.kind == self);
        // Every kind has a row; a test checks this.
        found.unwrap_or(&KNOWN_TOOLS[0])
    }

    /// Returns whether a tool of this kind runs a command.
    pub(crate) fn is_shell(self) -> bool {
        matches!(self, Self::Shell | Self::TypedShell)
    }
}

impl KnownTool {
    /// Returns the field with this canonical name.
    pub(crate) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_that_are_understood_without_a_declaration_are_recorded() {
        let written = include_str!("../../hooks-types/src/tool_names.rs");
        for tool in KNOWN_TOOLS {
            assert_eq!(tool.kind.tool().kind, tool.kind);
            let required = tool.fields.iter().filter(|field| {
                let mut required = tool.required.iter().copied().flatten();
                required.any(|name| *name == field.name)
            });
            let spellings = required.flat_map(|field| {
                format!("{} {}", field.others, field.loose)
                    .split_whitespace()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            });
            for word in tool
                .others
                .split_whitespace()
                .map(str::to_owned)
                .chain(spellings)
            {
                assert!(written.contains(&format!("`{word}`")), "{word}");
            }
        }
    }
}
