//! Finds signs in a JSON hook file that show to which agent it belongs. They are needed if the file's path does not
//! show it.
//!
//! The files of all agents have the same structure: `hooks`, events, entries. They differ in the spelling of event
//! names and in a few keys.

use hooks_config::format::Node;

/// A JSON file whose `hooks` is an object with events as keys.
pub(crate) struct EventsFile<'n> {
    /// The root of the file.
    root: &'n Node,
    /// The object under `hooks`.
    hooks: &'n Node,
    /// The members of `hooks` whose value is a list, as event name and list.
    events: Vec<(&'n str, &'n Node)>,
}

impl<'n> EventsFile<'n> {
    /// Creates the view of a file; returns `None` if `hooks` is not an object.
    pub(crate) fn of(root: &'n Node) -> Option<Self> {
        let hooks = root.get("hooks")?;
        let lists = hooks.members()?.iter();
        // The value of an event's key is a list. Leave out all other members, which can be switches or comments.
        let lists = lists.filter(|member| member.node.items().is_some());
        Some(Self {
            root,
            hooks,
            events: lists
                .map(|member| (member.key.as_str(), &member.node))
                .collect(),
        })
    }

    /// Returns whether the file has one of these event names.
    pub(crate) fn names(&self, known: &[&str]) -> bool {
        self.events.iter().any(|(name, _)| known.contains(name))
    }

    /// Returns whether an element of an event's list (a handler or a group) has one of these keys.
    pub(crate) fn holds(&self, keys: &[&str]) -> bool {
        self.entries()
            .any(|entry| keys.iter().any(|key| entry.get(key).is_some()))
    }

    /// Returns whether the file has groups of handlers.
    pub(crate) fn is_grouped(&self) -> bool {
        self.entries().any(|entry| entry.get("hooks").is_some())
    }

    /// Returns whether the file has a top-level `version`.
    pub(crate) fn has_version(&self) -> bool {
        self.root.get("version").is_some()
    }

    /// Returns whether the object under `hooks` is empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.hooks.members().is_some_and(<[_]>::is_empty)
    }

    /// Returns whether an event name is spelled like `PreToolUse`.
    pub(crate) fn has_pascal(&self) -> bool {
        let mut names = self.events.iter().map(|(name, _)| name);
        names.any(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
    }

    /// Returns whether an event name is spelled like `preToolUse`.
    pub(crate) fn has_camel(&self) -> bool {
        self.events.iter().any(|(name, _)| {
            name.starts_with(|c: char| c.is_ascii_lowercase())
                // A name without capital letters, such as `stop`, looks the same in both spellings. So it does not show
                // which spelling the file uses.
                && name.contains(|c: char| c.is_ascii_uppercase())
                && name.chars().all(|c| c.is_ascii_alphanumeric())
        })
    }

    /// Returns the elements of the lists of all events.
    fn entries(&self) -> impl Iterator<Item = &'n Node> {
        let lists = self.events.iter();
        lists.flat_map(|(_, entries)| entries.items().unwrap_or_default())
    }
}
