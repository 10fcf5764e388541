//! The `command` key: a program with arguments, or a text for a shell.
//!
//! `${config_dir}` stands for the folder of the config file. In an array it is replaced when the file is loaded. In a
//! shell text it stays, and the hook gets a variable of that name: if the folder's name were inserted into the text, it
//! could act as shell syntax.

use std::path::Path;

use hooks_types::spec::Command;
use hooks_types::text::quoted;
use serde::Serialize;

use super::flaws::{Read, bad, wrong_type};
use super::values::{array, text};
use crate::format::{Kind, Node};
use crate::words::Words;

/// The command of a hook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum CommandToml {
    /// A program and its arguments, started without a shell.
    Argv(Vec<String>),
    /// A text that a shell runs.
    Shell(String),
}

/// The placeholder for the config file's folder, in arguments, shell texts and variables.
pub(crate) const CONFIG_DIR: &str = "${config_dir}";
/// The variable that passes the config file's folder to a shell text.
pub(crate) const CONFIG_DIR_VAR: &str = "config_dir";

impl CommandToml {
    /// Reads a `command`. An empty command is an error.
    pub(crate) fn read(node: &Node) -> Read<Self> {
        match &node.kind {
            Kind::List(_) => argv(node).map(Self::Argv),
            Kind::Text(_) => {
                let shell = text(node)?;
                if shell.trim().is_empty() {
                    return Err(bad(node, "the command is empty"));
                }
                Ok(Self::Shell(shell.to_owned()))
            }
            _ => Err(wrong_type(
                node,
                "an array of strings (program and arguments), or a string for a shell",
            )),
        }
    }

    /// Converts the key to a [`Command`], with the config file's folder filled in.
    ///
    /// A shell text is not changed; it gets the folder as a variable. If the folder's name were inserted into the text,
    /// it could act as shell syntax.
    pub(crate) fn lower(&self, folder: &Folder<'_>) -> Result<Command, String> {
        match self {
            Self::Argv(argv) => {
                let argv: Result<Vec<String>, String> = argv
                    .iter()
                    .map(|argument| folder.expand(argument))
                    .collect();
                argv.map(Command::argv)
            }
            // The shell itself expands `${config_dir}`, from a variable with that name. So pass the folder in the
            // variable.
            Self::Shell(text) if text.contains(CONFIG_DIR) => {
                Ok(Command::shell(text.as_str()).with_env(CONFIG_DIR_VAR, folder.name()?))
            }
            Self::Shell(text) => Ok(Command::shell(text.as_str())),
        }
    }
}

/// Reads a program and its arguments. An empty list is an error, and so is a program's name that looks like a
/// whole command line.
pub(crate) fn argv(node: &Node) -> Read<Vec<String>> {
    let argv = array(node, "an array of strings", |item| {
        text(item).map(str::to_owned)
    })?;
    match argv.first() {
        None => Err(bad(node, "the command is empty").with_help("name at least a program")),
        Some(program) if program.trim().is_empty() => Err(bad(node, "the program's name is empty")),
        // A common mistake is `["npm test"]`. It would fail only when the hook runs, so report it here.
        Some(program) if looks_like_a_line(program) => Err(bad(
            node,
            Words::quoting(
                format!(
                    "`{}` is one program's name, spaces included",
                    quoted(program.as_bytes(), 60)
                ),
                "the first element of `command` is one program's name, spaces included",
            ),
        )
        .with_help(Words::quoting(
            format!(
                "write each word as a separate element: [{}], or the whole as one string for a shell",
                elements(program)
            ),
            "write each word as a separate element, or the whole as one string for a shell",
        ))),
        Some(_) => Ok(argv),
    }
}

/// Returns the words of a text as the elements of an array, for the user to copy from a message.
pub(crate) fn elements(line: &str) -> String {
    let words = line.split_whitespace().take(20);
    let words: Vec<String> = words.map(|word| format!("{word:?}")).collect();
    quoted(words.join(", ").as_bytes(), 200)
}

/// Returns whether a program's name looks like a whole command line. A path can contain spaces, but a plain name rarely
/// does.
fn looks_like_a_line(program: &str) -> bool {
    program.contains(' ') && !program.contains(['/', '\\'])
}

/// The folder of a config file, if known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Folder<'a>(pub(crate) Option<&'a Path>);

impl Folder<'_> {
    /// Returns `text` with the folder's path in place of `${config_dir}`.
    ///
    /// Fails if the text has the placeholder and the folder's path is unknown, as in an embedded configuration, or is
    /// not UTF-8. The message is for a person.
    pub(crate) fn expand(&self, text: &str) -> Result<String, String> {
        // A text without the placeholder needs no folder, so an embedded configuration can use it.
        if text.contains(CONFIG_DIR) {
            Ok(text.replace(CONFIG_DIR, self.name()?))
        } else {
            Ok(text.to_owned())
        }
    }

    /// Returns the folder's path as text, for insertion into an argument.
    fn name(&self) -> Result<&str, String> {
        let folder = self.0.ok_or_else(|| {
            format!("`{CONFIG_DIR}` has no value here: the configuration's file is not known")
        })?;
        folder.to_str().ok_or_else(|| {
            format!("`{CONFIG_DIR}` cannot be filled in: the folder's name is not UTF-8")
        })
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for CommandToml {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Command".into()
    }
    /// Returns the schema of a command, which is an array or a text.
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "The hook's command: an array of program and arguments, started without a shell, or a string that runs through a shell (bash where it exists, else sh). ${config_dir} stands for the folder of this file.",
            "oneOf": [
                argv_schema(generator),
                { "type": "string", "pattern": "\\S" },
            ],
        })
    }
}

/// Returns the schema of a program with arguments.
#[cfg(feature = "schema")]
pub(crate) fn argv_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": "array", "minItems": 1, "items": { "type": "string" } })
}
