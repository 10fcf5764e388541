//! Whose file this is, by where it lies and by its shape.

use std::path::Path;

use hooks_types::DialectRef;

use super::agents::Agents;
use super::json::{JsonStyle, parse_json};
use super::place::tail;

impl Agents {
    /// Whose format a file has: by its path where an agent looks there, else by its shape. None
    /// where neither tells.
    ///
    /// TOML is ours unless an agent looks there: a text that could make a file somebody else's would
    /// take its guards away. Where only our own format is known, every file is taken for ours.
    #[must_use]
    pub fn recognise(&self, path: &Path, text: &str) -> Option<DialectRef> {
        if self.is_empty() {
            return Some(DialectRef::NATIVE);
        }
        if let Some(owner) = self.iter().find(|agent| agent.owns(path)) {
            return Some(owner.dialect().clone());
        }
        if has_extension(path, "toml") {
            return Some(DialectRef::NATIVE);
        }
        let [folder, _] = tail(path);
        if self.is_strangers(folder) {
            return None;
        }
        let root = parse_json(text, JsonStyle::Relaxed).ok()?.root;
        let mut best: Option<(_, &DialectRef)> = None;
        for agent in self.iter() {
            let sure = agent.fits(&root, text);
            if sure > best.map(|(sure, _)| sure) {
                best = sure.map(|sure| (sure, agent.dialect()));
            }
        }
        best.map(|(_, dialect)| dialect.clone())
    }
}

/// Whether a path ends in `.wanted`, in any casing.
pub(crate) fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension()
        .is_some_and(|found| found.eq_ignore_ascii_case(wanted))
}
