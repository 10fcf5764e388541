//! How much the files of one root may hold together: a repository brings as many as it likes.

use std::collections::BTreeMap;
use std::path::PathBuf;

use hooks_types::spec::Scope;

/// Files of one root.
const MOST_FILES: usize = 256;
/// Bytes of all files of one root.
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Hooks of all files of one root.
const MOST_HOOKS: usize = 5_000;

/// Whose files are counted together: those of one scope, a project's by its root. The files of a
/// project take nothing from the user's.
pub(crate) type Owner = (Scope, Option<PathBuf>);

/// What has been loaded, by owner.
#[derive(Debug, Default)]
pub(crate) struct Allowance(BTreeMap<Owner, Spent>);

#[derive(Debug, Default)]
struct Spent {
    files: usize,
    bytes: usize,
    hooks: usize,
    /// A file had too many; what follows is not even parsed.
    full: bool,
}

impl Allowance {
    /// Counts one more file before it is parsed.
    ///
    /// # Errors
    ///
    /// Why it is one too many; it must not be read.
    pub(crate) fn file(&mut self, owner: &Owner, bytes: usize) -> Result<(), String> {
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

    /// Counts the hooks of a file that was parsed.
    ///
    /// # Errors
    ///
    /// Why they are too many; none of them may be kept.
    pub(crate) fn hooks(&mut self, owner: &Owner, hooks: usize) -> Result<(), String> {
        let spent = self.0.entry(owner.clone()).or_default();
        if spent.hooks + hooks > MOST_HOOKS {
            spent.full = true;
            return Err(refusal(&format!("{MOST_HOOKS} hooks")));
        }
        spent.hooks += hooks;
        Ok(())
    }
}

fn refusal(bound: &str) -> String {
    format!(
        "is not read: with it the configuration found here holds more than {bound}; take files out"
    )
}
