//! Reads the events of a `[hooks]` table and their entries.
//!
//! A key that is neither an event nor one of the table's own keys is always an error, because hooks
//! below it would never run. The message names the event that was probably meant: most such keys are
//! typos, or names from another agent.

use std::collections::HashSet;

use hooks_types::EventName;
use hooks_types::near::nearest;
use hooks_types::text::{in_quotes, is_unseen, quoted};

use super::entry::{self, Slot};
use super::flaws::{listed, unknown_key, wrong_type};
use super::other::ours;
use super::read_entry::read_entry;
use super::table::{OTHER, Table, known_names};
use super::values::table;
use crate::bounds::LONGEST_EVENT;
use crate::diagnostic::DiagnosticCode;
use crate::flaw::Flaw;
use crate::format::{Kind, Member, Node};
use crate::words::Words;

impl Table {
    /// Reads one key of the `[hooks]` table that is meant as an event: an event's name, or `other`.
    pub(super) fn read_events(&mut self, member: &Member) {
        if &*member.key == OTHER {
            match table(&member.node, "a table of events, [[hooks.other.\"Name\"]]") {
                Ok(events) => events.iter().for_each(|event| self.read_other(event)),
                Err(problem) => self.flaws.push(problem),
            }
            return;
        }
        // Only the exact name is accepted. `unknown` reports any other spelling together with the right name.
        let event = EventName::ALL
            .iter()
            .find(|event| event.wire_name() == &*member.key);
        match event {
            Some(event) => self.read_entries(event, &member.node),
            None => {
                self.flaws.push_error(|| unknown(member));
                self.look_into(member);
            }
        }
    }

    /// Reports the mistakes in entries below a wrong spelling of an event. So the user sees all mistakes at once. The
    /// entries yield no hooks, because the error about the name forbids the use of the file. Groups (the entries of
    /// another agent's file) have other keys, so they are skipped.
    fn look_into(&mut self, member: &Member) {
        let (Some(event), Kind::List(entries)) = (ours(&member.key), &member.node.kind) else {
            return;
        };
        let post = self.keys.post.unwrap_or_default();
        let own = entries
            .iter()
            .filter(|entry| entry.member("hooks").is_none());
        let tables = own.filter(|entry| matches!(entry.kind, Kind::Table(_)));
        for entry in tables {
            read_entry(event, post, entry, &mut self.flaws);
        }
    }

    /// Reads one event below `[hooks.other]`. Our own events are refused there: the hook would never
    /// run.
    fn read_other(&mut self, member: &Member) {
        let refused =
            |message: String| Flaw::new(DiagnosticCode::UnknownEvent, &member.key_span, message);
        let name = &*member.key;
        if name.chars().all(|c| c.is_whitespace() || is_unseen(c)) {
            self.flaws.push(refused("an event needs a name".to_owned()));
        } else if name.len() > LONGEST_EVENT {
            let message = format!("no event has a name of {} bytes", name.len());
            self.flaws.push(refused(message));
        } else if let Some(event) = ours(name) {
            let name = event.wire_name();
            let flaw = refused(format!("`{event}` is not an event of your own"));
            self.flaws
                .push(flaw.with_help(format!("write [[hooks.{name}]]")));
        } else {
            self.read_entries(&EventName::Other(name.into()), &member.node);
        }
    }

    /// Reads the entries of an event. A value that is not an array is read as one entry, which is unusable.
    ///
    /// Two hooks of one event cannot have the same name: reports, trust and `require` identify a hook by its name.
    fn read_entries(&mut self, event: &EventName, node: &Node) {
        let key = match event {
            EventName::Other(name) => format!("{OTHER}.{}", in_quotes(name, 60)),
            known => known.wire_name().to_owned(),
        };
        // `[hooks.pre_tool_use]` with single brackets is a table. Its content was meant as one hook, so keep one hook,
        // which fails visibly.
        let single = std::slice::from_ref(node);
        let entries = match &node.kind {
            Kind::List(entries) => entries.as_slice(),
            _ => {
                let cure = format!("write [[hooks.{key}]], with two brackets");
                // The cure contains the event's name. So mark the cure as a quotation for an agent's own event, whose
                // name comes from the file. Every other name is ours.
                let cure = match event {
                    EventName::Other(_) => Words::from(cure),
                    _ => Words::ours(cure),
                };
                self.flaws
                    .push(wrong_type(node, "an array of tables").with_help(cure));
                single
            }
        };
        let whole = matches!(node.kind, Kind::List(_));
        // The check of an entry can depend on `post`, which was therefore read before all events.
        let post = self.keys.post.unwrap_or_default();
        let mut slots: Vec<Slot> = Vec::new();
        let mut names = HashSet::new();
        for entry in entries {
            let mut slot = read_entry(event, post, entry, &mut self.flaws);
            if !whole && slot.broken.is_none() {
                slot.broken = Some("it is not an array of tables".to_owned());
            }
            if let (Some(name), Some(member)) = (&slot.entry.name, entry.member("name"))
                // Compare only the names within one event: hooks of different events may have the same name.
                && !names.insert(name.clone())
            {
                let shown = quoted(name.as_bytes(), 60);
                let flaw = Flaw::new(
                    DiagnosticCode::DuplicateName,
                    &member.node.span,
                    Words::quoting(
                        format!("another hook of `{key}` in this file is called `{shown}`"),
                        "another hook of the same event in this file has the same name",
                    ),
                );
                let cure = "give each hook of an event its own name, or leave `name` out";
                self.flaws.push(flaw.with_help(cure));
                slot.flaws.end = self.flaws.kept.len();
            }
            slots.push(slot);
        }
        if !slots.is_empty() {
            self.slots.entry(event.clone()).or_default().extend(slots);
        }
    }
}

/// Returns the flaw of a key that is neither one of ours nor an event. Its advice depends on the key:
///
/// | key | advice |
/// |---|---|
/// | `PreToolUse` | the event's name here, `pre_tool_use` |
/// | `timeout = 5` | it belongs to one hook |
/// | `[[hooks.pre_tol_use]]` | the nearest event |
/// | `[[hooks.deploy]]` | all events, and how an agent's own event is written |
fn unknown(member: &Member) -> Flaw {
    let known = known_names();
    let shown = quoted(member.key.as_bytes(), 60);
    let unknown = |message| Flaw::new(DiagnosticCode::UnknownEvent, &member.key_span, message);
    if let Some(event) = ours(&member.key) {
        let name = event.wire_name();
        return unknown(format!(
            "unknown event `{shown}`; its name here is `{name}`"
        ))
        .with_help(Words::ours(format!(
            "write [[hooks.{name}]]; a file of another agent needs `--as` with its name"
        )));
    }
    // An unknown key with hooks in it is a misspelt event, and its guards are lost. Any other unknown
    // key is a misspelt setting.
    let hooks = match &member.node.kind {
        Kind::List(_) => true,
        Kind::Table(members) => members.iter().any(|member| &*member.key == "command"),
        _ => false,
    };
    if !hooks {
        let flaw = unknown_key(member, &known);
        return match entry::KEYS.contains(&&*member.key) {
            true => flaw.with_help(format!(
                "`{shown}` belongs to one hook: write it below [[hooks.EVENT]], beside `command`"
            )),
            false => flaw,
        };
    }
    let problem = unknown(format!("unknown event `{shown}`"));
    // Try three kinds of mistake in this order: a typo, a shortened name (`pre_tool`), and another word
    // for the event.
    let described = || EventName::meant_by(&member.key).map(EventName::wire_name);
    let begun = || {
        let names = EventName::ALL.iter().map(EventName::wire_name);
        let key = member.key.trim_end_matches('_');
        let begun = names.filter(|name| key.len() > 3 && name.starts_with(key));
        begun.min_by_key(|name| name.len())
    };
    match nearest(&member.key, known)
        .or_else(begun)
        .or_else(described)
    {
        Some(meant) => problem.with_help(Words::ours(format!("did you mean `{meant}`?"))),
        None => problem.with_help(format!(
            "known events: {}; any other event is written [[hooks.other.{}]]",
            listed(
                &EventName::ALL
                    .iter()
                    .map(EventName::wire_name)
                    .collect::<Vec<_>>()
            ),
            in_quotes(&member.key, 60)
        )),
    }
}
