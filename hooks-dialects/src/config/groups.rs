//! The shape Claude Code began and others took over: event -> groups -> handlers.

use hooks_config::DiagnosticCode;
use hooks_config::format::{Fields, Flaw, Member, Node, Reader, Text, wrong_type};
use hooks_types::{HookSpec, Matcher};

use crate::config::events::{EventKey, EventRow, Target, event_key};

/// One handler with the group it stands in.
#[derive(Debug)]
pub(crate) struct InGroup<'n, 'r> {
    /// The event as the file spells it.
    pub(crate) name: &'n str,
    pub(crate) key: EventKey<'r>,
    /// The group's position among those of its event.
    pub(crate) group: usize,
    pub(crate) group_node: &'n Node,
    /// The handler's position in its group.
    pub(crate) index: usize,
    pub(crate) node: &'n Node,
}

/// An agent that configures hooks in groups.
pub(crate) trait Grouped {
    /// Its events.
    fn rows(&self) -> &'static [EventRow];

    /// Keys of a group beside `matcher` and `hooks`.
    fn group_keys(&self) -> &'static [&'static str] {
        &[]
    }

    /// What the text of a matcher fits on an event of that name; none where it fits everything.
    fn matcher(&self, event: &str, target: Target, text: &str) -> Option<Matcher>;

    /// Says what else there is to say about a group, once.
    fn group(&self, _reader: &mut Reader<'_>, _key: EventKey<'_>, _matcher: Option<Text<'_>>) {}

    /// Lowers one handler into `spec`, which has its group's matcher already.
    fn fill(
        &self,
        reader: &mut Reader<'_>,
        at: &InGroup<'_, '_>,
        spec: &mut HookSpec,
    ) -> Result<(), Flaw>;

    /// The agent's name for a handler's place, where it has such.
    fn position(&self, _at: &InGroup<'_, '_>) -> Option<String> {
        None
    }
}

/// Walks every handler of the object under `hooks`.
pub(crate) fn walk_groups(reader: &mut Reader<'_>, hooks: &Node, agent: &dyn Grouped) {
    walk_groups_but(reader, hooks, &[], agent);
}

/// The same, where some keys are not events.
pub(crate) fn walk_groups_but(
    reader: &mut Reader<'_>,
    hooks: &Node,
    others: &[&str],
    agent: &dyn Grouped,
) {
    let Some(members) = hooks.members() else {
        reader.lose(&wrong_type(hooks, "`hooks`", "an object of events"));
        return;
    };
    let events = |member: &&Member| !others.contains(&member.key.as_str());
    for member in members.iter().filter(events) {
        if let Some(key) = event_key(reader, member, agent.rows()) {
            walk_event(reader, member, key, agent);
        }
    }
}

fn walk_event(reader: &mut Reader<'_>, member: &Member, key: EventKey<'_>, agent: &dyn Grouped) {
    let Some(groups) = member.node.items() else {
        let what = format!("`{}`", member.key);
        let flaw = wrong_type(&member.node, &what, "a list of groups");
        if let EventKey::Known(_) = key {
            refuse(reader, member, key, (&member.node, &flaw), agent);
        } else {
            reader.flaw(&flaw);
        }
        return;
    };
    for (group, node) in groups.iter().enumerate() {
        if let Err(flaw) = walk_group(reader, member, key, (group, node), agent) {
            refuse(reader, member, key, (node, &flaw), agent);
        }
    }
}

/// Keeps one hook that always fails for a value whose handlers cannot be told. A matcher that can be
/// read limits it.
fn refuse(
    reader: &mut Reader<'_>,
    member: &Member,
    key: EventKey<'_>,
    (node, flaw): (&Node, &Flaw),
    agent: &dyn Grouped,
) {
    reader.flaw(flaw);
    let mut spec = spec(reader, member, key, node);
    let matcher = Fields::of(node, "a group").and_then(|mut fields| fields.text("matcher"));
    let matcher = matcher.ok().flatten();
    spec.matchers
        .extend(matcher.and_then(|text| agent.matcher(&member.key, key.target(), text.text)));
    reader.keep_unusable(spec, &node.span, flaw);
}

fn spec(reader: &Reader<'_>, member: &Member, key: EventKey<'_>, node: &Node) -> HookSpec {
    reader.spec(key.event(&member.key), &member.key, &node.span)
}

fn walk_group(
    reader: &mut Reader<'_>,
    member: &Member,
    key: EventKey<'_>,
    (group, group_node): (usize, &Node),
    agent: &dyn Grouped,
) -> Result<(), Flaw> {
    let mut fields = Fields::of(group_node, "a group")?;
    let matcher = fields.text("matcher");
    if let Err(flaw) = &matcher {
        reader.flaw(flaw);
    }
    let handlers = fields.get("hooks");
    for known in agent.group_keys() {
        fields.member(known);
    }
    let handlers = handlers.ok_or_else(|| missing_handlers(group_node))?;
    let handlers = handlers
        .items()
        .ok_or_else(|| wrong_type(handlers, "`hooks` of a group", "a list of handlers"))?;
    reader.unread(&fields, "a matcher group");
    if let Ok(Some(text)) = &matcher {
        reader.copies(*text, handlers.len())?;
    }
    if handlers.is_empty() {
        let message = "this group has no handlers";
        reader.warn(DiagnosticCode::NoEffect, &group_node.span, message);
    } else {
        agent.group(reader, key, matcher.as_ref().ok().copied().flatten());
    }
    for (index, node) in handlers.iter().enumerate() {
        let at = InGroup {
            name: &member.key,
            key,
            group,
            group_node,
            index,
            node,
        };
        let mut spec = spec(reader, member, key, node);
        match &matcher {
            // Said once, for the group.
            Err(flaw) => reader.keep_unusable(spec, &node.span, flaw),
            Ok(text) => {
                let text = text.map(|found| found.text);
                spec.matchers
                    .extend(text.and_then(|text| agent.matcher(at.name, key.target(), text)));
                let read = agent.fill(reader, &at, &mut spec);
                reader.keep_read(spec, &node.span, read);
            }
        }
        if let Some(kept) = reader.last_entry() {
            kept.position = agent.position(&at);
        }
    }
    Ok(())
}

fn missing_handlers(group: &Node) -> Flaw {
    let flat = group.get("command").is_some();
    let message = if flat {
        "a handler stands where a group should; it belongs into the list `hooks` of a group"
    } else {
        "a group needs `hooks`, a list of handlers"
    };
    Flaw::new(DiagnosticCode::MissingKey, &group.span, message)
}
