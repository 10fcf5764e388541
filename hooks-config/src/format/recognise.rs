//! Recognizes the format of a file by its path or its shape (the keys and values in it).

use std::path::Path;

use hooks_types::DialectRef;

use super::agents::Agents;
use super::json::{JsonStyle, parse_json};
use super::place::tail;

impl Agents {
    /// Returns the dialect of a file's format: by its path if an agent looks there, else by its shape.
    /// Returns `None` if neither identifies it.
    ///
    /// TOML is our format unless an agent looks at the path. If the text decided the format, an edit of the text could
    /// turn our file into another agent's, and so disable the file's guards. Without agents, every file is read as
    /// ours.
    #[must_use]
    pub fn recognise(&self, path: &Path, text: &str) -> Option<DialectRef> {
        if self.is_empty() {
            return Some(DialectRef::NATIVE);
        }
        // Let the path decide before the content: an edit can change a file's content, but not where an agent looks for
        // the file.
        if let Some(owner) = self.iter().find(|agent| (agent.owns)(path)) {
            return Some(owner.dialect.clone());
        }
        if has_extension(path, "toml") {
            return Some(DialectRef::NATIVE);
        }
        let [folder, _] = tail(path);
        // Hook files of different agents look alike. If an unknown agent's file were read as another agent's, its hooks
        // would run with the wrong payload. So do not guess by the file's shape.
        if self.is_strangers(folder) {
            return None;
        }
        // Accept all extensions to JSON, because it is not known yet which agent's reader applies.
        let root = parse_json(text, JsonStyle::Relaxed).ok()?.root;
        let mut best: Option<(_, &DialectRef)> = None;
        for agent in self.iter() {
            // Use `>` and not `>=`: if two agents fit equally well, the first in the list wins.
            let sure = (agent.fits)(&root, text);
            if sure > best.map(|(sure, _)| sure) {
                best = sure.map(|sure| (sure, agent.dialect));
            }
        }
        best.map(|(_, dialect)| dialect.clone())
    }
}

/// Returns whether a path has the extension `wanted`, in any letter case.
pub(crate) fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension()
        .is_some_and(|found| found.eq_ignore_ascii_case(wanted))
}
