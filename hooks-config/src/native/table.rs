//! The `[hooks]` table: its own keys, and its events with their entries.
//!
//! ```toml
//! [hooks]
//! strategy = "chain"          # a key of the table
//!
//! [[hooks.pre_tool_use]]      # an entry of an event
//! command = ["guard"]
//!
//! [[hooks.other."My Event"]]  # an entry of an event outside the event table
//! command = ["note"]
//! ```
//!
//! Reading never stops at a flaw: all mistakes of a file are shown at once, and every entry is kept.

use std::collections::{BTreeMap, HashSet};

use hooks_types::EventName;
use hooks_types::spec::Strategy;
use serde::Serialize;

use super::duration::DurationToml;
use super::embedded::path_to;
use super::entry::{HookEntryToml, Slot};
use super::flaws::{Flaws, Read, unknown_key};
use super::read_entry::duplicate_key;
use super::values::{array, boolean, choice, integer, table, text};
use super::words::{POSTS, Post, TRUSTS, TrustPolicy, words};
use crate::diagnostic::DiagnosticCode;
use crate::flaw::Flaw;
use crate::format::{Member, Node, Span};

/// The table's own keys. Each applies to all hooks of the file, and some to files of lower scopes too.
///
/// A key is `None` if it is absent or was refused. The default is applied only where the key is used: writing the table
/// back must add no keys.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct TableKeys {
    /// How the hooks of an event start, for example one after another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) strategy: Option<Strategy>,
    /// Whether the agent waits for hooks after a tool call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) post: Option<Post>,
    /// The time limit for all hooks of one event together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) budget: Option<DurationToml>,
    /// The byte offset of `budget`.
    #[serde(skip)]
    pub(crate) budget_at: Option<usize>,
    /// The number of hooks that may run at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_concurrency: Option<u32>,
    /// The number of consecutive blocks after which a stop hook is ignored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_stop_blocks: Option<u32>,
    /// Whether all hooks of the file's scope and of lower scopes are off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) disable_all: Option<bool>,
    /// The administrator's policy for hooks of projects and plugins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) trust: Option<TrustPolicy>,
    /// The names of hooks that the administrator requires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) require: Option<Vec<String>>,
    /// The byte offset of the first key that is valid only in an administrator's file.
    #[serde(skip)]
    pub(crate) administers: Option<usize>,
    /// The byte range of the value of `disable_all`, if it is true.
    #[serde(skip)]
    pub(crate) switch: Option<Span>,
}

/// The keys of the table that are not events.
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

/// The key below which a file lists hooks of events that are not in [`EventName::ALL`].
pub(crate) const OTHER: &str = "other";

/// The allowed range of `max_concurrency`: no hook could start with 0.
pub(crate) const CONCURRENCY: (u32, u32) = (1, 1024);
/// The allowed range of `max_stop_blocks`. With 0, no stop hook can make the agent go on.
pub(crate) const STOP_BLOCKS: (u32, u32) = (0, 1000);

/// A table as read, from a file or from an embedded configuration.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Table {
    /// The keys that are not events.
    pub(crate) keys: TableKeys,
    /// The entries by event, in the order of the event table. The order is the same for files and for embedded
    /// configurations.
    pub(crate) slots: BTreeMap<EventName, Vec<Slot>>,
    /// The flaws of the table and its entries.
    pub(crate) flaws: Flaws,
}

impl Table {
    /// Reads a `[hooks]` table. A value that is not a table yields one flaw and no entries.
    pub(crate) fn read(node: &Node) -> Self {
        let mut read = Self::default();
        let members = match table(node, "a table") {
            Ok(members) => members,
            Err(problem) => {
                read.flaws.push(problem);
                return read;
            }
        };
        // Read the table's own keys first: `post` affects how entries are checked.
        let mut events = Vec::new();
        let mut seen = HashSet::new();
        for member in members {
            // Report a repeated key. TOML refuses it by itself, but an embedded table can come from JSON.
            if !seen.insert(&*member.key) {
                read.flaws.push(duplicate_key(member));
            } else if KEYS.contains(&&*member.key) {
                if let Err(problem) = read.keys.read_member(member) {
                    read.flaws.push(problem);
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

    /// Prepares the flaws of a tree without a text: adds the path of keys to the message of each flaw, and clears the
    /// numbers that are stored in place of byte ranges.
    pub(crate) fn name_places(&mut self, root: &Node) {
        for flaw in &mut self.flaws.kept {
            let path = path_to(root, &flaw.span);
            if !path.is_empty() {
                flaw.reword(format!("{path}: {}", flaw.message));
            }
            flaw.span = 0..0;
            flaw.above = None;
        }
        for slot in self.slots.values_mut().flatten() {
            // In a tree without a text, these fields hold the numbers of values instead of byte offsets. Clear the
            // fields, so that no code mistakes these numbers for offsets.
            (slot.start, slot.dialect, slot.matcher) = (None, None, None);
        }
        self.keys.budget_at = None;
        // Clear the places of `trust`, `require` and `disable_all` as well: diagnostics about these keys name the keys.
        self.keys.administers = self.keys.administers.map(|_| 0);
        self.keys.switch = None;
    }

    /// Returns whether one of the table's flaws is an error.
    pub(crate) fn has_errors(&self) -> bool {
        self.flaws.has_errors()
    }

    /// Warns if the budget is shorter than the time limit of a hook. Only limits that an entry sets itself are
    /// compared: the default limit of 30 seconds was not chosen with the budget in mind.
    fn check_budget(&mut self, node: &Node) {
        let Some(budget) = self.keys.budget else {
            return;
        };
        let longer = |slot: &&Slot| {
            let timeout = slot.entry.limit().filter(|timeout| timeout.0 > budget.0);
            // Only count the hooks, and report their number once: one budget can affect all entries.
            slot.broken.is_none() && timeout.is_some()
        };
        let longer = self.slots.values().flatten().filter(longer).count();
        if longer > 0 {
            let place = node.member("budget").map_or(node, |member| &member.node);
            let hooks = if longer == 1 {
                "hook has"
            } else {
                "hooks have"
            };
            self.flaws.push(
                Flaw::new(
                    DiagnosticCode::NoEffect,
                    &place.span,
                    format!("{longer} {hooks} a timeout longer than this budget, which ends them"),
                )
                .into_warning(),
            );
        }
    }

    /// Yields the entries of an event.
    pub(crate) fn entries(&self, event: &EventName) -> impl Iterator<Item = &HookEntryToml> {
        self.slots
            .get(event)
            .into_iter()
            .flatten()
            .map(|slot| &slot.entry)
    }
}

impl TableKeys {
    /// Reads one of the table's own keys, which are listed in [`KEYS`].
    fn read_member(&mut self, member: &Member) -> Read<()> {
        let value = &member.node;
        match &*member.key {
            "strategy" => {
                self.strategy = Some(choice(value, &words(Strategy::ALL, Strategy::code))?)
            }
            "post" => self.post = Some(choice(value, POSTS)?),
            "budget" => {
                self.budget = Some(DurationToml::read(value)?);
                self.budget_at = Some(member.key_span.start);
            }
            "max_concurrency" => {
                self.max_concurrency = Some(integer(value, CONCURRENCY.0, CONCURRENCY.1)?);
            }
            "max_stop_blocks" => {
                self.max_stop_blocks = Some(integer(value, STOP_BLOCKS.0, STOP_BLOCKS.1)?);
            }
            "disable_all" => {
                let is_off = boolean(value)?;
                self.disable_all = Some(is_off);
                self.switch = is_off.then(|| value.span.clone());
            }
            "trust" => self.trust = Some(choice(value, TRUSTS)?),
            "require" => {
                let name = |item: &Node| text(item).map(str::to_owned);
                self.require = Some(array(value, "an array of names of hooks", name)?);
            }
            _ => return Err(unknown_key(member, KEYS)),
        }
        // Only remember the place: whether the file is an administrator's is known only when the table is converted to
        // hooks.
        if matches!(&*member.key, "trust" | "require") {
            self.administers.get_or_insert(member.key_span.start);
        }
        Ok(())
    }
}

/// Returns the names of all keys that are allowed under `[hooks]`.
pub(crate) fn known_names() -> Vec<&'static str> {
    let events = EventName::ALL.iter().map(|event| event.traits().snake);
    KEYS.iter().copied().chain(events).chain([OTHER]).collect()
}
