//! Reads the list under the key of one event: entries, or groups with handlers.
//!
//! An entry that cannot be read might have been a guard, so it is kept as a hook that fails with `not_usable`. If a
//! group's matcher cannot be read, each of the group's handlers is kept in this way.

use hooks_config::format::{Fields, Flaw, Level, Member, Node, Reader, Text, wrong_type};
use hooks_config::{DiagnosticCode, Words};
use hooks_types::HookSpec;
use hooks_types::text::short_name;

use crate::config::entries::{Entries, Handler, Matched, Nesting};
use crate::config::entry_form::Form;
use crate::config::events::{EventKey, Target};

/// One event of the file being read.
#[derive(Clone, Copy)]
pub(super) struct Event<'n> {
    /// The description of the agent's file format.
    pub(super) entries: &'n Entries,
    /// The event's key and value (a list) in the file.
    pub(super) member: &'n Member,
    /// What the event's key means to the agent.
    pub(super) key: EventKey<'n>,
}

impl<'n> Event<'n> {
    /// Reads the elements of the event's list.
    pub(super) fn walk(self, reader: &mut Reader<'_>) {
        let node = &self.member.node;
        let Some(elements) = node.items() else {
            let wanted = match self.entries.nesting {
                Nesting::Groups => "a list of groups",
                _ => "a list of entries",
            };
            let name = format!("`{}`", short_name(&self.member.key));
            match self.key {
                // If the list of an event cannot be read, it might have contained a guard. So add a hook that fails for
                // this event. The name of a known event comes from our own table, so the message quotes nothing from
                // the file.
                EventKey::Known(_) => {
                    let flaw = wrong_type(node, Words::ours(name), wanted);
                    let mark = reader.mark();
                    self.refuse(reader, node, &self.form(reader).of_list(flaw));
                    reader.concern(mark);
                }
                // An unknown key might not be an event, so say nothing about the form of its list.
                EventKey::Unknown => reader.flaw(&wrong_type(node, name, wanted)),
            }
            return;
        };
        for (place, element) in elements.iter().enumerate() {
            let grouped = match self.entries.nesting {
                Nesting::Groups => true,
                Nesting::Flat => false,
                // Copilot accepts Claude Code's groups in addition to its own entries without groups. An element with
                // the key `hooks` is a group.
                Nesting::Both => element.get("hooks").is_some(),
            };
            let mark = reader.mark();
            let read = match grouped {
                true => self.group(reader, place, element),
                false => self.flat(reader, place, element),
            };
            if let Err(flaw) = read {
                let flaw = self.form(reader).of_entry(flaw, element);
                self.refuse(reader, element, &flaw);
            }
            reader.concern(mark);
        }
    }

    /// Returns how the entries of the event are written, so that a help text can show an example.
    fn form(self, reader: &Reader<'_>) -> Form {
        let has_matcher = self.key.target() != Target::Nothing;
        Form::of(reader, self.entries.nesting, has_matcher)
    }

    /// Adds one hook that always fails, in place of handlers that cannot be read. If the group's matcher can be read,
    /// the hook has this matcher.
    fn refuse(self, reader: &mut Reader<'_>, node: &Node, flaw: &Flaw) {
        reader.flaw(flaw);
        let mut spec = self.spec(reader, node);
        let matcher = Fields::of(node, "a group").and_then(|mut fields| fields.text("matcher"));
        if let Ok(Some(text)) = matcher {
            spec.matchers.extend(self.matched(text).lowered);
        }
        reader.keep_unusable(spec, &node.span, flaw);
    }

    /// Creates a hook for this event. Its matcher and its handler are set later.
    fn spec(self, reader: &Reader<'_>, node: &Node) -> HookSpec {
        let name = &self.member.key;
        reader.spec(self.key.event(name), name, &node.span)
    }

    /// Converts the text of a matcher for this event.
    fn matched<'t>(self, text: Text<'t>) -> Matched<'t>
    where
        'n: 't,
    {
        let (event, target) = (self.member.key.as_str(), self.key.target());
        Matched {
            event,
            target,
            text,
            lowered: (self.entries.matcher)(event, target, text.text),
        }
    }

    /// Warns about a matcher that can never match. Only the agent's own events are checked, because the target of other
    /// events is unknown.
    fn remark(self, reader: &mut Reader<'_>, matched: &Matched<'_>) {
        if let EventKey::Known(_) = self.key {
            (self.entries.remark)(reader, matched);
        }
    }

    /// Reads an element of the list that is itself a handler.
    fn flat(self, reader: &mut Reader<'_>, place: usize, node: &'n Node) -> Result<(), Flaw> {
        let mut spec = self.spec(reader, node);
        let matcher = Fields::of(node, "an entry")?.text("matcher")?;
        if let Some(flaw) = self.form(reader).grouped(reader, node) {
            return Err(flaw);
        }
        if let Some(text) = matcher {
            // Each hook keeps a copy of its matcher. Count these copies to bound the memory.
            reader.copies(text, 1)?;
            let matched = self.matched(text);
            self.remark(reader, &matched);
            spec.matchers.extend(matched.lowered);
        }
        self.handler(reader, (place, node), (0, node), spec);
        Ok(())
    }

    /// Reads a group: a matcher, and the handlers to which the matcher applies.
    fn group(self, reader: &mut Reader<'_>, place: usize, node: &'n Node) -> Result<(), Flaw> {
        let mut fields = Fields::of(node, "a group")?;
        // A matcher that cannot be read is only reported here. The handlers are still read below, and each is kept as a
        // hook that fails.
        let matcher = fields.text("matcher");
        if let Err(flaw) = &matcher {
            reader.flaw(flaw);
        }
        let handlers = fields.get("hooks");
        // `member` marks these keys as read. Otherwise they would be reported as unknown.
        for known in self.entries.group_keys {
            fields.member(known);
        }
        let handlers = handlers.ok_or_else(|| self.form(reader).without_handlers(reader, node))?;
        let handlers = handlers.items().ok_or_else(|| {
            let flaw = wrong_type(handlers, "`hooks` of a group", "a list of handlers");
            self.form(reader).of_handlers(flaw)
        })?;
        let matched = match &matcher {
            Ok(Some(text)) => {
                reader.copies(*text, handlers.len())?;
                Some(self.matched(*text))
            }
            _ => None,
        };
        if handlers.is_empty() {
            let message = "this group has no handlers";
            reader.warn(DiagnosticCode::NoEffect, &node.span, message);
        } else if let Some(matched) = &matched {
            self.remark(reader, matched);
        }
        reader.at_level(Level::Handler);
        for (index, one) in handlers.iter().enumerate() {
            let mut spec = self.spec(reader, one);
            if let Err(flaw) = &matcher {
                // The error was already reported once for the whole group. So report nothing here, and keep this
                // handler as a hook that fails.
                reader.keep_unusable(spec, &one.span, flaw);
                continue;
            }
            let lowered = matched.as_ref().and_then(|matched| matched.lowered.clone());
            spec.matchers.extend(lowered);
            self.handler(reader, (place, node), (index, one), spec);
        }
        // Report the group's unknown keys only now: to explain them, they are compared with the keys of handlers, which
        // were read just before.
        reader.at_level(Level::Group);
        reader.unread(&fields, "a matcher group");
        reader.at_level(Level::Entry);
        Ok(())
    }

    /// Reads one handler. A handler that cannot be read is kept as a hook that fails.
    fn handler(
        self,
        reader: &mut Reader<'_>,
        (group, group_node): (usize, &'n Node),
        (index, node): (usize, &'n Node),
        mut spec: HookSpec,
    ) {
        let handler = Handler {
            event: &self.member.key,
            known: matches!(self.key, EventKey::Known(_)),
            group,
            group_node,
            index,
            node,
        };
        let mark = reader.mark();
        let read = (self.entries.fill)(reader, &handler, &mut spec);
        let form = self.form(reader);
        // Without a group, the handler is the entry itself.
        let read = read.map_err(|flaw| match std::ptr::eq(group_node, node) {
            true => form.of_entry(flaw, node),
            false => form.of_handler(flaw, node),
        });
        reader.keep_read(spec, &node.span, read);
        reader.concern(mark);
        if let Some(kept) = reader.last_entry() {
            kept.position = (self.entries.position)(&handler);
        }
    }
}
