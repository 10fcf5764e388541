//! Finds every pattern that matches a text among many, with one search.
//!
//! Only patterns of the linear engine can be searched together. The result is a set of candidates: each hook
//! that is found is still tested on its own, so a set that cannot be compiled only costs time.

use std::collections::BTreeMap;

use super::pattern::{Refusal, Room, Several};

/// Patterns, and the hooks that each of them finds.
#[derive(Debug, Default)]
pub(super) struct PatternSet {
    /// The patterns in one or more searches. There are several searches if a single one would be too large.
    parts: Vec<Part>,
}

/// Patterns that are compiled together.
#[derive(Debug)]
struct Part {
    /// The patterns as one search; `None` if they are too few or too large for that. Then each hook is tested on its
    /// own.
    together: Option<Several>,
    /// The hooks of each pattern, by the index of the pattern.
    hooks: Vec<Vec<usize>>,
}

/// Fewer patterns than this are tested one by one. In a process that sees a single event, compiling them a
/// second time would cost more than the search saves.
const LEAST: usize = 8;

/// The longest text that is searched for all patterns together, in bytes. The search builds its states while it
/// reads. If a text needs a new state for every byte, the time for each byte grows with the size of all patterns
/// together. Tested one by one, each pattern needs only its own few states.
const LONGEST: usize = 8 * 1024;

/// A pattern with its hooks.
type Entry = (Box<str>, Vec<usize>);

impl PatternSet {
    /// Compiles patterns. `room` is the memory that is left for them.
    pub(super) fn new(pairs: Vec<(Box<str>, usize)>, room: &mut Room) -> Self {
        // Many hooks have the same pattern; compile each pattern once.
        let mut by_text: BTreeMap<Box<str>, Vec<usize>> = BTreeMap::new();
        for (text, hook) in pairs {
            by_text.entry(text).or_default().push(hook);
        }
        let entries: Vec<Entry> = by_text.into_iter().collect();
        let mut set = Self::default();
        set.compile(&entries, room);
        set
    }

    /// Compiles patterns as one search. If they are too large, compiles each half separately.
    fn compile(&mut self, entries: &[Entry], room: &mut Room) {
        if entries.is_empty() {
            return;
        }
        let texts = entries.iter().map(|(text, _)| &**text);
        let together = match entries.len() {
            ..LEAST => None,
            _ => match Several::compile(&texts, room) {
                Ok(together) => Some(together),
                Err(Refusal::TooLarge(_)) => {
                    let (first, second) = entries.split_at(entries.len() / 2);
                    self.compile(first, room);
                    return self.compile(second, room);
                }
                // This cannot happen, because each pattern has compiled alone. If it does, each hook is tested alone,
                // which is always correct.
                Err(Refusal::Bad(_)) => None,
            },
        };
        let hooks = entries.iter().map(|(_, hooks)| hooks.clone()).collect();
        self.parts.push(Part { together, hooks });
    }

    /// Adds the hooks of every pattern that matches a text, and those that must be tested one by one. If there
    /// are none, nothing is allocated, except by the engines for a text that they have not searched before.
    pub(super) fn of(&self, text: &str, found: &mut Vec<usize>) {
        for part in &self.parts {
            match &part.together {
                Some(together) if text.len() <= LONGEST => together.each_that_fits(text, |at| {
                    found.extend(part.hooks.get(at).into_iter().flatten());
                }),
                _ => part.all(found),
            }
        }
    }
}

impl Part {
    /// Adds all hooks of the part, to be tested one by one.
    fn all(&self, found: &mut Vec<usize>) {
        found.extend(self.hooks.iter().flatten());
    }
}

#[cfg(all(test, feature = "patterns"))]
#[path = "pattern_set_tests.rs"]
mod tests;
