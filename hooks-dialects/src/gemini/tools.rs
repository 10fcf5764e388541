//! Gemini CLI's tool names.

use crate::tools::{Kind, Tools};

/// Gemini CLI's names for the kinds of tools that most agents have, and its spellings of their fields.
pub(crate) static TOOLS: Tools = Tools {
    names: &[
        (Kind::Shell, &["run_shell_command"]),
        (Kind::Write, &["write_file"]),
        (Kind::Edit, &["replace"]),
        (Kind::Read, &["read_file", "read_many_files"]),
        (Kind::Search, &["grep_search", "search_file_content"]),
        (Kind::List, &["glob", "list_directory"]),
        (Kind::Fetch, &["web_fetch"]),
        (Kind::WebSearch, &["google_web_search"]),
        (Kind::Todo, &["write_todos"]),
        (Kind::Question, &["ask_user"]),
    ],
    fields: &[("path", "dir_path"), ("replace_all", "allow_multiple")],
    required: &[
        // `read_many_files` takes patterns of paths, so a call needs no field with a path.
        ("read_many_files", &[]),
        // In `web_fetch` the addresses to fetch are in the prompt.
        ("web_fetch", &[&["prompt"]]),
    ],
    // These are the names of the classes that implement the tools. Gemini CLI's settings accept them as tool names.
    #[cfg(feature = "config")]
    in_settings: &[
        ("ShellTool", Kind::Shell),
        ("WriteFileTool", Kind::Write),
        ("EditTool", Kind::Edit),
        ("ReadFileTool", Kind::Read),
        ("ReadManyFilesTool", Kind::Read),
        ("GrepTool", Kind::Search),
        ("GlobTool", Kind::List),
        ("LSTool", Kind::List),
        ("WebFetchTool", Kind::Fetch),
        ("WebSearchTool", Kind::WebSearch),
    ],
    workdir: Some("dir_path"),
    ..Tools::new("Gemini CLI", &super::Gemini, |server, tool| {
        format!("mcp_{server}_{tool}")
    })
};
