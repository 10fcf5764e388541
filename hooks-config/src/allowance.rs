//! Limits the number, the size and the hooks of the files of one root, because a cloned repository can
//! bring any number of files.

use std::collections::BTreeMap;
use std::path::PathBuf;

use hooks_types::spec::Scope;

/// The maximum number of files that are loaded from one root.
const MOST_FILES: usize = 256;
/// The maximum total size of the files of one root, in bytes.
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// The maximum number of hooks in all files of one root together.
const MOST_HOOKS: usize = 5_000;

/// Identifies the files that share one set of limits: all files with the same scope and root. So a project cannot use
/// up the limits of the user's own files.
pub(crate) type Owner = (Scope, Option<PathBuf>);

/// The totals of the files that were loaded so far, for each owner.
#[derive(Debug, Default)]
pub(crate) struct Allowance(BTreeMap<Owner, Spent>);

/// The totals of the files of one owner.
#[derive(Debug, Default)]
struct Spent {
    files: usize,
    bytes: usize,
    hooks: usize,
    /// Whether a file exceeded the limit of hooks. If so, later files of this owner are not even parsed.
    full: bool,
}

impl Allowance {
    /// Counts a file before it is parsed.
    ///
    /// # Errors
    ///
    /// The file exceeds a limit, which the message names. The caller must not parse such a file.
    pub(crate) fn file(&mut self, owner: &Owner, bytes: usize) -> Result<(), String> {
        // Do not add a refused file to the totals, because a smaller file after it can still fit.
        let spent = self.0.entry(owner.clone()).or_default();
        if spent.files >= MOST_FILES {
            return Err(refusal(&format!("{MOST_FILES} files")));
        }
        if spent.bytes + bytes > MOST_BYTES {
            return Err(refusal(&format!("{} MiB", MOST_BYTES >> 20)));
        }
        if spent.full {
            return Err(refusal(&format!("{MOST_HOOKS} hooks")));
        }
        spent.files += 1;
        spent.bytes += bytes;
        Ok(())
    }

    /// Counts the hooks of a parsed file.
    ///
    /// # Errors
    ///
    /// The hooks exceed a limit, which the message names. The caller must drop all hooks of the file.
    pub(crate) fn hooks(&mut self, owner: &Owner, hooks: usize) -> Result<(), String> {
        let spent = self.0.entry(owner.clone()).or_default();
        if spent.hooks + hooks > MOST_HOOKS {
            // Mark the owner as full. Otherwise each later file of this owner could make us parse
            // thousands of hooks only to refuse them.
            spent.full = true;
            return Err(refusal(&format!("{MOST_HOOKS} hooks")));
        }
        spent.hooks += hooks;
        Ok(())
    }
}

/// Says which limit the files of a root exceed.
fn refusal(bound: &str) -> String {
    format!(
        "is not read: with this file, the configuration found here would contain more than {bound}; remove files"
    )
}
