//! Prints the result of `hooks init` and `hooks new`, for people and as JSON. Keys of the JSON are never
//! removed or renamed.

use std::path::{Path, PathBuf};

use hooks_types::text::{visible_json, visible_name};
use serde::Serialize;

use super::planned::Planned;
use super::shown;
use crate::failure::Failure;
use crate::show::{columns, paragraph, print_out, shell_words};

/// The files that were written, and what to do with them.
#[derive(Debug)]
pub(super) struct WrittenFiles<'a> {
    /// The files that were written.
    pub(super) written: &'a [Planned],
    /// Helper files that existed and were kept, although their text differs from the planned text.
    pub(super) kept: &'a [PathBuf],
    /// The commands to type next, each as a list of words.
    pub(super) next: Vec<Vec<String>>,
    /// Sentences for the person who typed the command.
    pub(super) remarks: Vec<&'static str>,
}

/// The output of `hooks init` and `hooks new` with `--json`.
#[derive(Serialize)]
struct Printed<'a> {
    written: Vec<String>,
    kept: Vec<String>,
    next: &'a [Vec<String>],
    remarks: &'a [&'static str],
}

impl WrittenFiles<'_> {
    /// Prints the result.
    ///
    /// # Errors
    ///
    /// Stdout cannot be written. The files were written before and stay.
    pub(super) fn print(&self, as_json: bool) -> Result<(), Failure> {
        print_out(&match as_json {
            true => self.json()?,
            false => self.text(),
        })
    }

    /// Formats the result for people: the files that were written, then the commands to type next.
    fn text(&self) -> String {
        let mut text = String::new();
        for path in self.kept {
            let path = visible_name(&shown(path));
            text += &format!(
                "kept {path} as it is: it is not the helper that `--worker` writes, and the hook runs this file unchanged\n"
            );
        }
        for file in self.written {
            text += &format!("wrote {}\n", visible_name(&shown(&file.path)));
        }
        text += "\nnext:\n";
        for command in &self.next {
            text += &format!("  {}\n", shell_words(command.iter().map(String::as_str)));
        }
        for (at, said) in self.remarks.iter().enumerate() {
            if at == 0 {
                text.push('\n');
            }
            text += &paragraph(said, 0, columns());
        }
        text
    }

    /// Formats the result as JSON.
    fn json(&self) -> Result<String, Failure> {
        // Programs can run in another folder, so they get absolute paths; people get short paths.
        let whole = |path: &Path| {
            let whole = std::path::absolute(path);
            whole
                .unwrap_or_else(|_| path.to_path_buf())
                .display()
                .to_string()
        };
        let printed = Printed {
            written: self.written.iter().map(|file| whole(&file.path)).collect(),
            kept: self.kept.iter().map(|path| whole(path)).collect(),
            next: &self.next,
            remarks: &self.remarks,
        };
        serde_json::to_string(&printed)
            .map(|json| visible_json(&json) + "\n")
            .map_err(|error| Failure::new(format!("cannot write the result: {error}")))
    }
}
