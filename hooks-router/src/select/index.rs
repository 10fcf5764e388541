//! Finds an event's hooks without looking at each: by exact name, by prefix, by all patterns in one
//! search, and the few that must be tested every time.

use std::collections::{HashMap, HashSet};
use std::mem;
use std::sync::Arc;

use hooks_types::answer::Note;
use hooks_types::dialect::WireForm;
use hooks_types::report::Cause;
use hooks_types::spec::{Liveness, OnBadPattern, OnFailure, Subject};
use hooks_types::wire::{EventRef, Subjects, UndeclaredTool, events_of, subjects};
use hooks_types::{EventName, Failure, HookSpec, SessionMeta};

use super::condition::{Condition, Fit, Seen, test_all};
use super::pattern::Room;
use super::pattern_set::PatternSet;
use super::prefixes::Prefixes;
use super::reasons::{Missed, why_it_misses};

/// The hooks of a router by event and by name. Hooks are named by their place in config order.
#[derive(Debug, Default)]
pub(crate) struct Index {
    events: HashMap<EventName, EventHooks>,
    conditions: Vec<Vec<Condition>>,
    in_background: HashSet<usize>,
}

/// A name that no tool has.
const NO_TOOL: &str = "some_tool_that_does_not_exist";

#[derive(Debug, Default)]
struct EventHooks {
    /// Every hook of the event, those that cannot run included.
    all: Vec<usize>,
    groups: Vec<Group>,
}

/// Live hooks that are tested against the same names.
#[derive(Debug)]
struct Group {
    form: WireForm,
    /// Whether the event's target is all that is tested where it has one name only.
    plain: bool,
    /// Any hook of the group: what its dialect makes of an event holds for all.
    sample: Arc<HookSpec>,
    names: HashMap<Box<str>, Vec<usize>>,
    prefixes: Prefixes,
    patterns: PatternSet,
    command_patterns: PatternSet,
    filed: Filed,
    /// Hooks of which no matcher says in names which tools it is for.
    unnamed: Vec<usize>,
    rest: Vec<usize>,
}

/// What hooks are looked up by in one search for all, until all are known.
#[derive(Debug, Default)]
struct Filed {
    prefixes: Vec<(Box<str>, usize)>,
    patterns: Vec<(Box<str>, usize)>,
    command_patterns: Vec<(Box<str>, usize)>,
}

/// A hook that is for an event.
#[derive(Debug, PartialEq)]
pub(crate) struct Selected {
    pub(crate) hook: usize,
    pub(crate) note: Option<Note>,
    /// It fails without being started.
    pub(crate) failure: Option<Failure>,
}

/// Why a hook of the event is not selected.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Skip {
    pub(crate) cause: Cause,
    pub(crate) reason: Option<String>,
}

enum Key<'a> {
    Name(&'a str),
    Prefix(&'a str),
    Pattern(&'a str, Subject),
}

impl Index {
    pub(crate) fn new(hooks: &[Arc<HookSpec>]) -> Self {
        let mut index = Self::default();
        let mut room = Room::default();
        for (place, hook) in hooks.iter().enumerate() {
            // What may not run is not compiled: it may come from a project nobody trusts.
            let live = hook.liveness == Liveness::Live;
            // Of a dialect that nobody brought nothing can be matched: the hook is started and fails.
            let tested = live && hook.form.dialect.get().is_some();
            let matchers = hook.matchers.iter().filter(|_| tested);
            let conditions: Vec<_> = matchers
                .map(|matcher| Condition::compile(matcher, &mut room))
                .chain(Condition::of_options(hook).filter(|_| tested))
                .collect();
            let plain =
                hook.form.dialect.is_native() && !conditions.iter().any(Condition::needs_subjects);
            if hook.background {
                index.in_background.insert(place);
            }
            for event in events_of(hook) {
                let event = index.events.entry(event).or_default();
                event.all.push(place);
                if live {
                    event.group(hook, plain).add(place, &conditions);
                }
            }
            index.conditions.push(conditions);
        }
        let mut room = Room::default();
        for group in index
            .events
            .values_mut()
            .flat_map(|event| &mut event.groups)
        {
            let filed = mem::take(&mut group.filed);
            group.prefixes = filed.prefixes.into_iter().collect();
            group.patterns = PatternSet::new(filed.patterns, &mut room);
            group.command_patterns = PatternSet::new(filed.command_patterns, &mut room);
        }
        index
    }

    /// Every hook of an event, in config order.
    pub(crate) fn of_event(&self, event: &EventName) -> &[usize] {
        self.events.get(event).map_or(&[], |hooks| &hooks.all)
    }

    /// The live hooks that are for an event, in config order. Where there are none, and all hooks
    /// are native, it allocates nothing but what engines keep of a text that is new to them.
    pub(crate) fn select(
        &self,
        name: &EventName,
        event: EventRef<'_>,
        meta: &SessionMeta,
    ) -> Vec<Selected> {
        self.select_meeting(name, event, meta, |_| ())
    }

    /// Like `select`; `met` is told of a tool that nobody declared.
    pub(crate) fn select_meeting(
        &self,
        name: &EventName,
        event: EventRef<'_>,
        meta: &SessionMeta,
        met: impl Fn(&UndeclaredTool),
    ) -> Vec<Selected> {
        let mut selected = Vec::new();
        let Some(hooks) = self.events.get(name) else {
            return selected;
        };
        for group in &hooks.groups {
            group.with_seen(event, meta, |seen| {
                if let Seen::Subjects(subjects) = seen
                    && let Some(undeclared) = &subjects.undeclared
                {
                    met(undeclared);
                }
                let mut candidates = group.candidates(seen);
                candidates.sort_unstable();
                candidates.dedup();
                selected.extend(candidates.into_iter().filter_map(|hook| {
                    let undeclared = self.guards_undeclared(hook, seen);
                    let (note, failure) = match undeclared.unwrap_or_else(|| self.test(hook, seen))
                    {
                        Fit::Fits(note) => (note, None),
                        Fit::Fails(failure) => (None, Some(failure)),
                        Fit::Misses | Fit::NeverRuns(_) => return None,
                    };
                    Some(Selected {
                        hook,
                        note,
                        failure,
                    })
                }));
            });
        }
        selected.sort_unstable_by_key(|found| found.hook);
        selected
    }

    /// Why a hook was not selected: the same tests, asked about one hook.
    pub(crate) fn why_not(
        &self,
        hook: usize,
        spec: &HookSpec,
        event: EventRef<'_>,
        meta: &SessionMeta,
    ) -> Skip {
        if let Liveness::NotLive { cause, reason } = &spec.liveness {
            return Skip {
                cause: cause.clone(),
                reason: Some(reason.clone()),
            };
        }
        // A native dialect makes of an event what its target is, and more.
        let subjects = subjects(spec, event, meta);
        let seen = Seen::Subjects(&subjects);
        match self.test(hook, seen) {
            Fit::NeverRuns(reason) if subjects.applies => Skip {
                cause: Cause::NeverRuns,
                reason: Some(reason),
            },
            _ => Skip {
                cause: Cause::Unmatched,
                reason: Some(why_it_misses(
                    spec,
                    self.missed(hook, spec, seen),
                    event,
                    &subjects,
                )),
            },
        }
    }

    /// The first condition of a hook that does not fit.
    fn missed<'s>(&self, hook: usize, spec: &'s HookSpec, seen: Seen<'_>) -> Missed<'s> {
        let conditions = self.conditions.get(hook).map_or(&[][..], Vec::as_slice);
        let misses = |condition: &Condition| condition.test(seen) == Fit::Misses;
        match conditions.iter().position(misses) {
            // Conditions are those of the matchers, and behind them that of the options.
            Some(at) => spec
                .matchers
                .get(at)
                .map_or(Missed::Options, Missed::Matcher),
            None => Missed::Nothing,
        }
    }

    /// Every event that has hooks.
    pub(crate) fn events(&self) -> impl Iterator<Item = &EventName> {
        self.events.keys()
    }

    /// Whether a live hook would be selected for an event.
    pub(crate) fn would_fit(
        &self,
        hook: usize,
        spec: &HookSpec,
        event: EventRef<'_>,
        meta: &SessionMeta,
    ) -> bool {
        let subjects = subjects(spec, event, meta);
        let fit = self.test(hook, Seen::Subjects(&subjects));
        subjects.applies && matches!(fit, Fit::Fits(_) | Fit::Fails(_))
    }

    /// What a hook that guards known tools does about a tool that nobody declared and that may be
    /// one of them: it fails without being started, and that blocks. `None`: it is an ordinary call
    /// for this hook.
    fn guards_undeclared(&self, hook: usize, seen: Seen<'_>) -> Option<Fit> {
        let Seen::Subjects(subjects) = seen else {
            return None;
        };
        let tool = subjects.undeclared.as_ref()?;
        // A hook in the background restricts nothing.
        if !tool.blocks || self.in_background.contains(&hook) {
            return tool.concerns_all.then_some(Fit::Misses);
        }
        let fits = |names: &[String]| {
            let named = subjects.named(names.to_vec());
            matches!(
                self.test(hook, Seen::Subjects(&named)),
                Fit::Fits(_) | Fit::Fails(_)
            )
        };
        let guards = match tool.concerns_all {
            true => tool.like.first(),
            // A matcher that takes any tool, or this one by its own name, means the call as it is.
            false if fits(&[NO_TOOL.to_owned()]) => None,
            false if !tool.has_known_name && fits(&subjects.names) => None,
            false => tool.like.iter().find(|like| fits(&like.names)),
        };
        let failure = Failure::new(Cause::UndeclaredTool, guards?.advice.clone());
        Some(Fit::Fails(failure.with_means(OnFailure::Block)))
    }

    fn test(&self, hook: usize, seen: Seen<'_>) -> Fit {
        self.conditions
            .get(hook)
            .map_or(Fit::Misses, |conditions| test_all(conditions, seen))
    }
}

impl EventHooks {
    fn group(&mut self, hook: &Arc<HookSpec>, plain: bool) -> &mut Group {
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
    fn add(&mut self, hook: usize, conditions: &[Condition]) {
        // All must fit, so one that can be looked up is enough to find the hook by. A name is found
        // sooner than what a pattern fits.
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

    fn candidates(&self, seen: Seen<'_>) -> Vec<usize> {
        let mut found = self.rest.clone();
        seen.every_name(|name| {
            found.extend(self.names.get(name).into_iter().flatten());
            found.extend(self.prefixes.of(name));
        });
        match seen {
            // What it could be decides, and that is more than its names: a hook may be concerned
            // whatever its pattern says, and whether it compiles or not.
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

    fn of_names(&self, seen: Seen<'_>, found: &mut Vec<usize>) {
        seen.every_name(|name| self.patterns.of(name, found));
    }

    fn with_seen(&self, event: EventRef<'_>, meta: &SessionMeta, test: impl FnOnce(Seen<'_>)) {
        if self.plain && event.has_one_name(meta) {
            return test(Seen::Target(event));
        }
        let subjects = subjects(&self.sample, event, meta);
        if subjects.applies {
            test(Seen::Subjects(&subjects));
        }
    }
}

/// What a hook with this condition can be looked up by; none where it must be tested.
fn keys(condition: &Condition) -> Option<Vec<Key<'_>>> {
    match condition {
        Condition::Names(names) => Some(names.iter().map(|name| Key::Name(name)).collect()),
        Condition::Exact(name) => Some(vec![Key::Name(name)]),
        Condition::Prefix(prefix) => Some(vec![Key::Prefix(prefix)]),
        Condition::Pattern(engine, subject) => Some(vec![Key::Pattern(engine.text()?, *subject)]),
        Condition::Never | Condition::Bad(OnBadPattern::NeverRuns, _) => Some(Vec::new()),
        Condition::AnyOf(any) => {
            let each: Option<Vec<_>> = any.iter().map(keys).collect();
            Some(each?.into_iter().flatten().collect())
        }
        _ => None,
    }
}

#[cfg(test)]
#[path = "index_tests.rs"]
mod tests;

#[cfg(all(test, feature = "patterns"))]
#[path = "undeclared_tests.rs"]
mod undeclared_tests;
