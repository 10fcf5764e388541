//! Judges by the keys of a JSON text alone whether it configures hooks. This is for files at paths that no agent reads.

use super::agents::Agents;
use super::json::{JsonStyle, parse_json};
use super::tree::Node;

/// How much a JSON text looks like the configuration of hooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum HooksShape {
    /// The text is not JSON, even if comments and trailing commas are accepted.
    NotJson,
    /// The text configures no hook.
    Other,
    /// The text has keys of a hook file, but no entry under them.
    NoEntries,
    /// The text has entries under `hooks`, but not in the form of any agent.
    UnknownForm,
    /// The text has entries in the form of an agent.
    Hooks,
}

impl Agents {
    /// Judges a text without its path. Accepts comments, trailing commas and a byte order mark: a file with them is
    /// still meant as a hook file.
    #[must_use]
    pub fn hooks_shape(&self, text: &str) -> HooksShape {
        let Ok(json) = parse_json(text, JsonStyle::Relaxed) else {
            return HooksShape::NotJson;
        };
        let hooks = json.root.get("hooks");
        let members = hooks.and_then(Node::members);
        // An empty `hooks` object configures no hook, so no hook is lost if nothing reads the file.
        if members.is_some_and(<[_]>::is_empty) {
            return HooksShape::Other;
        }
        let is_known = self
            .iter()
            .any(|agent| (agent.fits)(&json.root, text).is_some());
        match (is_known, members.is_some()) {
            (false, false) => HooksShape::Other,
            _ if !has_entry(hooks.unwrap_or(&json.root)) => HooksShape::NoEntries,
            (true, _) => HooksShape::Hooks,
            (false, true) => HooksShape::UnknownForm,
        }
    }
}

/// Returns whether `events` has a member that is a list with an object in it. In the form of every agent, such an
/// object is the entry of a hook.
fn has_entry(events: &Node) -> bool {
    let lists = events.members().unwrap_or_default().iter();
    let mut lists = lists.filter_map(|event| event.node.items());
    lists.any(|list| list.iter().any(|entry| entry.members().is_some()))
}
