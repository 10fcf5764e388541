//! Reads the hooks of a file: a list of entries for each event, or of groups with handlers as in Claude Code. The
//! differences between agents are data ([`Entries`]).

use hooks_config::format::{Fields, Flaw, Member, Node, Reader, Text, wrong_type};
use hooks_config::{DiagnosticCode, Words};
use hooks_types::HookSpec;
use hooks_types::spec::Matcher;

use crate::config::event_entries::Event;
use crate::config::events::{EventKey, Events, FileEvent, Target, event_key};

/// Describes how the files of one agent configure hooks.
#[derive(Debug)]
pub(crate) struct Entries {
    /// The agent's events.
    pub(crate) events: &'static Events,
    /// What the list under an event's key contains.
    pub(crate) nesting: Nesting,
    /// The keys that a group may have besides `matcher` and `hooks`.
    pub(crate) group_keys: &'static [&'static str],
    /// Returns the event that was probably meant by a name that the agent does not have.
    pub(crate) alias: fn(&str) -> Option<&'static str>,
    /// Converts the text of a matcher for the event of that name; returns `None` if the matcher matches everything.
    pub(crate) matcher: fn(event: &str, target: Target, text: &str) -> Option<Matcher>,
    /// Warns about the parts of a matcher that can never match. Called once for each matcher in the file.
    pub(crate) remark: fn(&mut Reader<'_>, &Matched<'_>),
    /// Reads one handler into a hook that already has its matcher.
    pub(crate) fill: fn(&mut Reader<'_>, &Handler<'_>, &mut HookSpec) -> Result<(), Flaw>,
    /// Returns the key with which the agent's settings name this handler by its position in the file; `None` if the
    /// agent has no such keys.
    pub(crate) position: fn(&Handler<'_>) -> Option<String>,
}

/// What the list under an event's key contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nesting {
    /// Groups, each with a matcher and a list of handlers.
    Groups,
    /// Handlers, each with its own matcher.
    Flat,
    /// Groups and handlers, in any order.
    Both,
}

/// A matcher as it is in the file, with the event that it belongs to.
#[derive(Debug)]
pub(crate) struct Matched<'a> {
    /// The event as the file spells it.
    pub(crate) event: &'a str,
    /// What the event's matchers are tested against.
    pub(crate) target: Target,
    /// The text of the matcher and its position in the file.
    pub(crate) text: Text<'a>,
    /// The parsed matcher, which the router tests. `None` if it matches everything.
    pub(crate) lowered: Option<Matcher>,
}

/// One handler, and its position in the file.
#[derive(Debug)]
pub(crate) struct Handler<'n> {
    /// The event as the file spells it.
    pub(crate) event: &'n str,
    /// Whether the agent has an event of this name.
    pub(crate) known: bool,
    /// The index of the handler's group in the event's list. For a handler without a group, the handler's own index in
    /// that list.
    pub(crate) group: usize,
    /// The group in the file. For a handler without a group, the handler itself.
    pub(crate) group_node: &'n Node,
    /// The index of the handler in its group.
    pub(crate) index: usize,
    /// The handler in the file.
    pub(crate) node: &'n Node,
}

impl Entries {
    /// Creates the description of an agent whose files have Claude Code's groups. The only keys of such a group are
    /// `matcher` and `hooks`.
    pub(crate) const fn of(
        events: &'static Events,
        matcher: fn(&str, Target, &str) -> Option<Matcher>,
        remark: fn(&mut Reader<'_>, &Matched<'_>),
        fill: fn(&mut Reader<'_>, &Handler<'_>, &mut HookSpec) -> Result<(), Flaw>,
    ) -> Self {
        Self {
            events,
            nesting: Nesting::Groups,
            group_keys: &[],
            alias: |_| None,
            matcher,
            remark,
            fill,
            position: |_| None,
        }
    }

    /// Returns the agent's events.
    pub(crate) fn rows(&self) -> &'static [FileEvent] {
        self.events
    }

    /// Warns about events at the top of a file, where the agent does not look for them. Call this before the unread
    /// fields are reported.
    pub(crate) fn stray_events(&self, reader: &mut Reader<'_>, fields: &mut Fields<'_>) {
        let stray: Vec<_> = fields.unread().collect();
        for member in stray {
            let row = self.rows().iter().find(|row| row.name == member.key);
            let Some(row) = row.filter(|_| member.node.items().is_some()) else {
                continue;
            };
            fields.member(row.name);
            let message = format!(
                "`{}` has no effect here; events belong under `hooks`",
                row.name
            );
            reader.warn(
                DiagnosticCode::UnknownKey,
                &member.key_span,
                Words::ours(message),
            );
            reader.help(reader.at_the_top(row.name));
        }
    }

    /// Reads every handler of the object under `hooks`.
    pub(crate) fn walk(&self, reader: &mut Reader<'_>, hooks: &Node) {
        self.walk_but(reader, hooks, &[]);
    }

    /// Like `walk`, but skips the keys in `others`, which are not events.
    pub(crate) fn walk_but(&self, reader: &mut Reader<'_>, hooks: &Node, others: &[&str]) {
        let Some(members) = hooks.members() else {
            reader.lose(&wrong_type(hooks, "`hooks`", "an object of events"));
            return;
        };
        let events = |member: &&Member| !others.contains(&member.key.as_str());
        for member in members.iter().filter(events) {
            if reader.doubled_hooks(member) {
                continue;
            }
            let Some(key) = event_key(reader, member, self.rows()) else {
                continue;
            };
            if let (EventKey::Unknown, Some(own)) = (key, (self.alias)(&member.key)) {
                let agent = reader.title();
                reader.help(Words::ours(format!("{agent} calls this event `{own}`")));
            }
            let event = Event {
                entries: self,
                member,
                key,
            };
            event.walk(reader);
        }
    }
}
