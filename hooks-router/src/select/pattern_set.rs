//! Finds every pattern that fits a text among many, with one search.

use std::collections::BTreeMap;

use super::pattern::{Refusal, Room, Several};

/// Patterns, and the hooks that each of them finds.
#[derive(Debug, Default)]
pub(super) struct PatternSet {
    parts: Vec<Part>,
}

/// Patterns that are compiled together.
#[derive(Debug)]
struct Part {
    /// None where they are too few or too large for that: each hook is tested.
    together: Option<Several>,
    /// By the place of the pattern.
    hooks: Vec<Vec<usize>>,
}

/// Fewer patterns than these are tested one by one: a process that sees one event would pay for
/// compiling them twice.
const LEAST: usize = 8;

/// Bytes of a text that patterns are looked for together in. A text that leads the search from one
/// state to the next new one is read at the cost of every pattern for each byte; one by one, each
/// pattern stays with its few states.
const LONGEST: usize = 8 * 1024;

type Entry = (Box<str>, Vec<usize>);

impl PatternSet {
    /// Compiles patterns, in the room that is left for them.
    pub(super) fn new(pairs: Vec<(Box<str>, usize)>, room: &mut Room) -> Self {
        let mut by_text: BTreeMap<Box<str>, Vec<usize>> = BTreeMap::new();
        for (text, hook) in pairs {
            by_text.entry(text).or_default().push(hook);
        }
        let entries: Vec<Entry> = by_text.into_iter().collect();
        let mut set = Self::default();
        set.compile(&entries, room);
        set
    }

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
                // Each of them compiled alone, so this does not happen; testing each is never wrong.
                Err(Refusal::Bad(_)) => None,
            },
        };
        let hooks = entries.iter().map(|(_, hooks)| hooks.clone()).collect();
        self.parts.push(Part { together, hooks });
    }

    /// Adds the hooks of every pattern that fits a text, and those that must be tested. Allocates
    /// nothing where there are none, but what engines keep of a text that is new to them.
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
    fn all(&self, found: &mut Vec<usize>) {
        found.extend(self.hooks.iter().flatten());
    }
}

#[cfg(all(test, feature = "patterns"))]
#[path = "pattern_set_tests.rs"]
mod tests;
