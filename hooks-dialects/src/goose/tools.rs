//! The tool names of goose's extension `developer`.

use crate::tools::{Kind, Tools};

/// goose's names for the kinds of tools that most agents have, and its spellings of their fields.
pub(crate) static TOOLS: Tools = Tools {
    names: &[
        // The documented names come first, followed by the names that goose sends (its source).
        (Kind::Shell, &["developer__shell", "shell"]),
        (Kind::Write, &["developer__write", "write"]),
        (Kind::Edit, &["developer__edit", "edit"]),
        (Kind::List, &["developer__tree", "tree"]),
    ],
    fields: &[
        ("file_path", "path"),
        ("old_string", "before"),
        ("new_string", "after"),
    ],
    ..Tools::new("goose", &super::Goose, |server, tool| {
        format!("{server}__{tool}")
    })
};
