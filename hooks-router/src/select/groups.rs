//! The hooks of one event. To be found quickly, each hook is stored under one of its conditions: exact names, a
//! prefix or a pattern.

use std::collections::HashMap;
use std::mem;
use std::sync::Arc;

use hooks_types::dialect::WireForm;
use hooks_types::spec::{OnBadPattern, Subject};
use hooks_types::wire::{EventRef, Subjects, subjects};
use hooks_types::{HookSpec, SessionMeta};

use super::condition::{Condition, Seen};
use super::pattern::Room;
use super::pattern_set::PatternSet;
use super::prefixes::Prefixes;

/// The hooks of one event.
#[derive(Debug, Default)]
pub(super) struct EventHooks {
    /// Every hook of the event, including hooks that cannot run.
    pub(super) all: Vec<usize>,
    /// The hooks that may run, grouped by the values that their conditions are tested against.
    pub(super) groups: Vec<Group>,
}

/// Hooks that may run and have the same wire form. Their matchers are tested against the same values, so these values
/// are derived from an event only once for the whole group.
#[derive(Debug)]
pub(super) struct Group {
    /// The wire form of all hooks of the group.
    form: WireForm,
    /// Whether the matchers can be tested against the event's target alone, so nothing has to be derived from the
    /// event. This is possible only for events whose target has a single name.
    plain: bool,
    /// One of the hooks of the group. Its dialect derives the values from an event for all hooks of the group.
    sample: Arc<HookSpec>,
    /// The hooks of each exact name.
    names: HashMap<Box<str>, Vec<usize>>,
    /// Prefixes of names.
    prefixes: Prefixes,
    /// Patterns that are tested against names.
    patterns: PatternSet,
    /// Patterns that are tested against the text of a command, not against names.
    command_patterns: PatternSet,
    /// The prefixes and patterns of the hooks so far. They are compiled when all hooks are known.
    filed: Filed,
    /// Hooks that have no matcher with tool names or prefixes. Each of them can concern a call of an undeclared tool
    /// (the agent has not declared which known tool it is).
    unnamed: Vec<usize>,
    /// Hooks that cannot be looked up. So each of them is tested for every event.
    rest: Vec<usize>,
}

/// Prefixes and patterns with their hooks. They are compiled together when all hooks are known.
#[derive(Debug, Default)]
struct Filed {
    /// Prefixes of names, each with its hook.
    prefixes: Vec<(Box<str>, usize)>,
    patterns: Vec<(Box<str>, usize)>,
    command_patterns: Vec<(Box<str>, usize)>,
}

/// A key under which a hook is stored, to find the hook without a test of every hook.
enum Key<'a> {
    /// An exact name.
    Name(&'a str),
    /// The beginning of a name.
    Prefix(&'a str),
    /// A pattern, and whether it is tested against names or against a command.
    Pattern(&'a str, Subject),
}

impl EventHooks {
    /// Returns the group of a hook, and creates it if the hook is the first of its form.
    pub(super) fn group(&mut self, hook: &Arc<HookSpec>, plain: bool) -> &mut Group {
        let known = self
            .groups
            .iter()
            .position(|group| group.plain == plain && group.form == hook.form);
        let at = known.unwrap_or_else(|| {
            self.groups.push(Group {
                form: hook.form.clone(),
                plain,
                sample: Arc::clone(hook),
                names: HashMap::new(),
                prefixes: Prefixes::default(),
                patterns: PatternSet::default(),
                command_patterns: PatternSet::default(),
                filed: Filed::default(),
                unnamed: Vec::new(),
                rest: Vec::new(),
            });
            self.groups.len() - 1
        });
        &mut self.groups[at]
    }
}

impl Group {
    /// Stores a hook under one of its conditions.
    pub(super) fn add(&mut self, hook: usize, conditions: &[Condition]) {
        // All conditions of a hook must fit, so it is enough to store the hook under one of them. Prefer a condition
        // with names, because looking up a name is faster than searching with a pattern.
        let named = conditions.iter().find(|condition| condition.is_of_names());
        if named.is_none() {
            self.unnamed.push(hook);
        }
        let Some(keys) = named.map_or_else(|| conditions.iter().find_map(keys), keys) else {
            self.rest.push(hook);
            return;
        };
        for key in keys {
            match key {
                Key::Name(name) => self.names.entry(name.into()).or_default().push(hook),
                Key::Prefix(prefix) => self.filed.prefixes.push((prefix.into(), hook)),
                Key::Pattern(text, Subject::CommandText) => {
                    self.filed.command_patterns.push((text.into(), hook));
                }
                Key::Pattern(text, _) => self.filed.patterns.push((text.into(), hook)),
            }
        }
    }

    /// Compiles the prefixes and patterns of all stored hooks.
    pub(super) fn compile(&mut self, room: &mut Room) {
        let filed = mem::take(&mut self.filed);
        self.prefixes = filed.prefixes.into_iter().collect();
        self.patterns = PatternSet::new(filed.patterns, room);
        self.command_patterns = PatternSet::new(filed.command_patterns, room);
    }

    /// Returns the hooks that could match. A hook can occur twice in the list, or turn out not to match.
    pub(super) fn candidates(&self, seen: Seen<'_>) -> Vec<usize> {
        let mut found = self.rest.clone();
        seen.every_name(|name| {
            found.extend(self.names.get(name).into_iter().flatten());
            found.extend(self.prefixes.of(name));
        });
        match seen {
            // The called tool is undeclared. Its names, and the names of the tools that it could be, were looked up
            // above. A hook without names in its matchers could guard one of these tools too. So every such hook is a
            // candidate. Its patterns are not tried here, and may even be broken.
            Seen::Subjects(subjects) if subjects.undeclared.is_some() => {
                found.extend(&self.unnamed);
            }
            Seen::Subjects(Subjects { command_text, .. }) => {
                self.of_names(seen, &mut found);
                if let Some(text) = command_text {
                    self.command_patterns.of(text, &mut found);
                }
            }
            Seen::Target(_) => self.of_names(seen, &mut found),
        }
        found
    }

    /// Adds the hooks whose patterns match a name.
    fn of_names(&self, seen: Seen<'_>, found: &mut Vec<usize>) {
        seen.every_name(|name| self.patterns.of(name, found));
    }

    /// Calls `test` with the values that the hooks of the group are tested against. Does not call `test` if
    /// the dialect of these hooks has no wire form for this event.
    pub(super) fn with_seen(
        &self,
        event: EventRef<'_>,
        meta: &SessionMeta,
        test: impl FnOnce(Seen<'_>),
    ) {
        if self.plain && event.has_one_name(meta) {
            return test(Seen::Target(event));
        }
        let subjects = subjects(&self.sample, event, meta);
        if subjects.applies {
            test(Seen::Subjects(&subjects));
        }
    }
}

/// Returns the keys under which a hook with this condition is stored; `None` if the condition cannot be looked up.
/// An empty list means that the hook never matches.
fn keys(condition: &Condition) -> Option<Vec<Key<'_>>> {
    match condition {
        Condition::Names(names) => Some(names.iter().map(|name| Key::Name(name)).collect()),
        Condition::Exact(name) => Some(vec![Key::Name(name)]),
        Condition::Prefix(prefix) => Some(vec![Key::Prefix(prefix)]),
        Condition::Pattern(engine, subject) => Some(vec![Key::Pattern(engine.text()?, *subject)]),
        Condition::Never | Condition::Bad(OnBadPattern::NeverRuns, _) => Some(Vec::new()),
        Condition::AnyOf(any) => {
            // If one alternative cannot be looked up, the whole condition must be tested.
            let each: Option<Vec<_>> = any.iter().map(keys).collect();
            Some(each?.into_iter().flatten().collect())
        }
        _ => None,
    }
}
