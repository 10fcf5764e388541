//! Finds out, with one search, which of many patterns match a text.
//!
//! Only patterns of the linear engine can be searched together. The hooks that are found are only candidates: each is
//! tested separately afterwards. So if the patterns cannot be compiled together, all their hooks become candidates,
//! which only costs time.

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
    /// The patterns, compiled together; `None` if there are too few patterns or if compiling them together failed.
    /// Then each hook is tested separately.
    together: Option<Several>,
    /// The hooks of each pattern, by the index of the pattern.
    hooks: Vec<Vec<usize>>,
}

/// If there are fewer patterns than this, they are tested one by one. Compiling them a second time, together, would
/// cost more than it saves if the process handles a single event.
const LEAST: usize = 8;

/// The longest text that is searched with all patterns together, in bytes. The search builds its states while it
/// reads. If every byte needs a new state, each byte takes time in proportion to the size of all patterns. For longer
/// texts, the patterns are tested one by one, because a single pattern has only few states.
const LONGEST: usize = 8 * 1024;

/// A pattern with its hooks.
type Entry = (Box<str>, Vec<usize>);

impl PatternSet {
    /// Compiles patterns. `room` is the memory that is left for them.
    pub(super) fn new(pairs: Vec<(Box<str>, usize)>, room: &mut Room) -> Self {
        // Many hooks have the same pattern, so group the hooks by pattern and compile each pattern once.
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
                // This cannot happen, because each pattern was compiled separately before. If it does happen, test
                // each hook separately, which is slower but correct.
                Err(Refusal::Bad(_)) => None,
            },
        };
        let hooks = entries.iter().map(|(_, hooks)| hooks.clone()).collect();
        self.parts.push(Part { together, hooks });
    }

    /// Adds the hooks of every pattern that matches a text, and all hooks that must be tested one by one. If nothing
    /// is added, nothing is allocated. There is one exception: engines can allocate for a text that they have not
    /// searched before.
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
