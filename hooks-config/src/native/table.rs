//! The `[hooks]` table: its own keys, and the events with their entries.

use std::collections::{BTreeMap, HashSet};

use hooks_types::near::{folded, nearest};
use hooks_types::{EventName, Strategy, quoted};

use super::duration::DurationToml;
use super::entry::{HookEntryToml, Slot, duplicate_key, read_entry};
use super::node::{Kind, Member, Node};
use super::problem::{Problem, Problems, Read, listed};
use super::values::{array, boolean, choice, integer, table, text};
use super::words::{POSTS, Post, STRATEGIES, TRUSTS, TrustPolicy};
use crate::bounds::LONGEST_EVENT;
use crate::diagnostic::DiagnosticCode;

/// The table's own keys.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct TableKeys {
    pub(crate) strategy: Option<Strategy>,
    pub(crate) post: Option<Post>,
    pub(crate) budget: Option<DurationToml>,
    pub(crate) max_concurrency: Option<u32>,
    pub(crate) max_stop_blocks: Option<u32>,
    pub(crate) disable_all: Option<bool>,
    pub(crate) trust: Option<TrustPolicy>,
    pub(crate) require: Option<Vec<String>>,
    /// Where the first key stands that only an administrator's file may have.
    pub(crate) administers: Option<usize>,
}

/// The keys of the table that are no events.
pub(crate) const KEYS: &[&str] = &[
    "strategy",
    "post",
    "budget",
    "max_concurrency",
    "max_stop_blocks",
    "disable_all",
    "trust",
    "require",
];

/// The key under which events outside the table stand.
pub(crate) const OTHER: &str = "other";

/// Hooks that run at once: no machine of ours needs more.
pub(crate) const CONCURRENCY: (u32, u32) = (1, 1024);
/// Stop blocks in a row that are obeyed.
pub(crate) const STOP_BLOCKS: (u32, u32) = (0, 1000);

/// A table as it was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Table {
    pub(crate) keys: TableKeys,
    /// In the order of the event table, which both ways of reading share.
    pub(crate) slots: BTreeMap<EventName, Vec<Slot>>,
    pub(crate) problems: Problems,
}

impl Table {
    /// Reads a `[hooks]` table.
    pub(crate) fn read(node: &Node) -> Self {
        let mut read = Self::default();
        let members = match table(node, "a table") {
            Ok(members) => members,
            Err(problem) => {
                read.problems.push(problem);
                return read;
            }
        };
        // The table's keys first: `post` governs how entries are judged.
        let mut events = Vec::new();
        let mut seen = HashSet::new();
        for member in members {
            if !seen.insert(&*member.key) {
                read.problems.push(duplicate_key(member));
            } else if KEYS.contains(&&*member.key) {
                if let Err(problem) = read.keys.read_member(member) {
                    read.problems.push(problem);
                }
            } else {
                events.push(member);
            }
        }
        for member in events {
            read.read_events(member);
        }
        read.check_budget(node);
        read
    }

    /// Whether anything in it is an error.
    pub(crate) fn has_errors(&self) -> bool {
        self.problems.has_errors()
    }

    fn read_events(&mut self, member: &Member) {
        if &*member.key == OTHER {
            match table(&member.value, "a table of events, [[hooks.other.\"Name\"]]") {
                Ok(events) => events.iter().for_each(|event| self.read_other(event)),
                Err(problem) => self.problems.push(problem),
            }
            return;
        }
        let event = EventName::ALL
            .iter()
            .find(|event| event.wire_name() == &*member.key);
        match event {
            Some(event) => self.read_entries(event, &member.value),
            None => self.problems.push_error(|| unknown(member)),
        }
    }

    fn read_other(&mut self, member: &Member) {
        let event = EventName::named(&member.key);
        match event {
            EventName::Other(_) if member.key.trim().is_empty() => {
                self.problems.push(Problem::at_key(
                    DiagnosticCode::UnknownEvent,
                    member,
                    "an event needs a name",
                ));
            }
            EventName::Other(_) if member.key.len() > LONGEST_EVENT => {
                self.problems.push(Problem::at_key(
                    DiagnosticCode::UnknownEvent,
                    member,
                    format!("no event has a name of {} bytes", member.key.len()),
                ));
            }
            EventName::Other(_) => self.read_entries(&event, &member.value),
            ours => self.problems.push(
                Problem::at_key(
                    DiagnosticCode::UnknownEvent,
                    member,
                    format!("`{ours}` is no other event"),
                )
                .help(format!("write [[hooks.{}]]", ours.wire_name())),
            ),
        }
    }

    fn read_entries(&mut self, event: &EventName, node: &Node) {
        let key = match event {
            EventName::Other(name) => format!("{OTHER}.{name:?}"),
            known => known.wire_name().to_owned(),
        };
        let single = std::slice::from_ref(node);
        let entries = match &node.kind {
            Kind::Array(entries) => entries.as_slice(),
            _ => {
                self.problems.push(
                    Problem::wrong_type(node, "an array of tables")
                        .help(format!("write [[hooks.{key}]], with two brackets")),
                );
                single
            }
        };
        let whole = matches!(node.kind, Kind::Array(_));
        let post = self.keys.post.unwrap_or_default();
        let mut slots: Vec<Slot> = Vec::new();
        let mut names = HashSet::new();
        for entry in entries {
            let mut slot = read_entry(event, post, entry, &mut self.problems);
            if !whole && slot.broken.is_none() {
                slot.broken = Some("it is no array of tables".to_owned());
            }
            if let (Some(name), Some(member)) = (&slot.entry.name, entry.member("name"))
                && !names.insert(name.clone())
            {
                self.problems.push(Problem::error(
                    DiagnosticCode::DuplicateName,
                    &member.value,
                    format!(
                        "another hook of `{key}` in this file is called `{}`",
                        quoted(name.as_bytes(), 60)
                    ),
                ));
            }
            slots.push(slot);
        }
        if !slots.is_empty() {
            self.slots.entry(event.clone()).or_default().extend(slots);
        }
    }

    /// A hook's own limit that the budget will cut.
    fn check_budget(&mut self, node: &Node) {
        let Some(budget) = self.keys.budget else {
            return;
        };
        let longer = |slot: &&Slot| {
            let timeout = slot.entry.limit().filter(|timeout| timeout.0 > budget.0);
            slot.broken.is_none() && timeout.is_some()
        };
        let longer = self.slots.values().flatten().filter(longer).count();
        if longer > 0 {
            let place = node.member("budget").map_or(node, |member| &member.value);
            let hooks = if longer == 1 {
                "hook has"
            } else {
                "hooks have"
            };
            self.problems.push(
                Problem::error(
                    DiagnosticCode::NoEffect,
                    place,
                    format!("{longer} {hooks} a timeout longer than this budget, which ends them"),
                )
                .into_warning(),
            );
        }
    }

    /// The entries of an event that are sound.
    pub(crate) fn entries(&self, event: &EventName) -> impl Iterator<Item = &HookEntryToml> {
        self.slots
            .get(event)
            .into_iter()
            .flatten()
            .map(|slot| &slot.entry)
    }
}

impl TableKeys {
    fn read_member(&mut self, member: &Member) -> Read<()> {
        let value = &member.value;
        match &*member.key {
            "strategy" => self.strategy = Some(choice(value, STRATEGIES)?),
            "post" => self.post = Some(choice(value, POSTS)?),
            "budget" => self.budget = Some(DurationToml::read(value)?),
            "max_concurrency" => {
                self.max_concurrency = Some(integer(value, CONCURRENCY.0, CONCURRENCY.1)?);
            }
            "max_stop_blocks" => {
                self.max_stop_blocks = Some(integer(value, STOP_BLOCKS.0, STOP_BLOCKS.1)?);
            }
            "disable_all" => self.disable_all = Some(boolean(value)?),
            "trust" => self.trust = Some(choice(value, TRUSTS)?),
            "require" => {
                let name = |item: &Node| text(item).map(str::to_owned);
                self.require = Some(array(value, "an array of names of hooks", name)?);
            }
            _ => return Err(Problem::unknown_key(member, KEYS)),
        }
        if matches!(&*member.key, "trust" | "require") {
            let start = member.span.as_ref().map_or(0, |span| span.start);
            self.administers.get_or_insert(start);
        }
        Ok(())
    }
}

/// The names of everything that may stand under `[hooks]`.
pub(crate) fn known_names() -> Vec<&'static str> {
    let events = EventName::ALL.iter().map(|event| event.traits().snake);
    KEYS.iter().copied().chain(events).chain([OTHER]).collect()
}

/// A key that is neither ours nor an event.
fn unknown(member: &Member) -> Problem {
    let known = known_names();
    let shown = quoted(member.key.as_bytes(), 60);
    let unknown = |message| Problem::at_key(DiagnosticCode::UnknownEvent, member, message);
    let cased = |event: &&EventName| folded(event.wire_name()) == folded(&member.key);
    if let Some(event) = EventName::ALL.iter().find(cased) {
        let name = event.wire_name();
        return unknown(format!(
            "unknown event `{shown}`; its name here is `{name}`"
        ))
        .help(format!(
            "write [[hooks.{name}]]; a file of another agent needs `--as` with its name"
        ));
    }
    let hooks = match &member.value.kind {
        Kind::Array(_) => true,
        Kind::Table(members) => members.iter().any(|member| &*member.key == "command"),
        _ => false,
    };
    if !hooks {
        return Problem::unknown_key(member, &known);
    }
    let problem = unknown(format!("unknown event `{shown}`"));
    match nearest(&member.key, known) {
        Some(meant) => problem.help(format!("did you mean `{meant}`?")),
        None => problem.help(format!(
            "known are {}; any other event is written [[hooks.other.\"{shown}\"]]",
            listed(
                &EventName::ALL
                    .iter()
                    .map(EventName::wire_name)
                    .collect::<Vec<_>>()
            )
        )),
    }
}
