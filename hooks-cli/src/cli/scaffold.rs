//! The options of `hooks init` and `hooks new`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{EVENTS, Output};

/// Where `init` and `new` write.
#[derive(Debug, Args)]
pub(crate) struct Home {
    /// Write into your own configuration, whose hooks run in every project
    #[arg(long, conflicts_with = "project")]
    pub(crate) user: bool,
    /// Write into this project [default: the working folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) project: Option<PathBuf>,
}

impl Home {
    /// Returns the options as the user typed them, for a suggested command.
    pub(crate) fn flags(&self) -> Vec<String> {
        match (&self.project, self.user) {
            (_, true) => vec!["--user".to_owned()],
            (Some(project), false) => {
                vec!["--project".to_owned(), project.display().to_string()]
            }
            (None, false) => Vec::new(),
        }
    }
}

/// The new file contains only comments. Overwrites nothing unless `--force` is given.
#[derive(Debug, Args)]
pub(crate) struct Init {
    #[command(flatten)]
    pub(crate) home: Home,
    /// Overwrite an existing hooks.toml
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Overwrites nothing unless `--force` is given, and writes either all files or no file.
#[derive(Debug, Args)]
#[command(after_help = EVENTS)]
pub(crate) struct New {
    /// The name of the hook and of its file
    pub(crate) name: String,
    /// The event, as hooks.toml names it (in any casing)
    #[arg(long)]
    pub(crate) event: String,
    /// The tool whose calls the hook is for [default: shell; write_file and edit_file for post_tool_use]
    #[arg(long, value_name = "NAME")]
    pub(crate) tool: Option<String>,
    /// The language of the hook's program
    #[arg(long, value_enum, ignore_case = true)]
    pub(crate) lang: Language,
    /// Write a worker: a program that is started once and answers many events
    #[arg(long)]
    pub(crate) worker: bool,
    #[command(flatten)]
    pub(crate) home: Home,
    /// Overwrite an existing hook of this name: its program, its cases and its entry
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    #[value(aliases = ["sh", "shell"])]
    Bash,
    #[value(aliases = ["py", "python3"])]
    Python,
    #[value(aliases = ["js", "javascript"])]
    Node,
    #[value(alias = "rs")]
    Rust,
}
