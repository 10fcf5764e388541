//! The index of a router's hooks, which finds the hooks of an event without testing each of them.
//!
//! Each hook is stored under one of its conditions that can be looked up: exact names, prefixes, or a pattern that is
//! searched together with further patterns. Hooks without such a condition are candidates for every event. A candidate
//! is then tested against all its conditions. So the index must find every hook that would match, but it can find too
//! many hooks.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use hooks_types::answer::Note;
use hooks_types::report::Cause;
use hooks_types::spec::{Liveness, OnFailure};
use hooks_types::wire::{EventRef, UndeclaredTool, events_of, subjects};
use hooks_types::{EventName, Failure, HookSpec, SessionMeta};

use super::condition::{Condition, Fit, Seen, test_all};
use super::groups::EventHooks;
use super::pattern::Room;
use super::reasons::{Missed, why_it_misses};

/// The hooks of a router by event and by name. A hook is identified by its index in config order.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// The hooks of each event.
    events: HashMap<EventName, EventHooks>,
    /// The conditions of each hook: first the conditions of its matchers, then the condition of its options. All must
    /// fit.
    conditions: Vec<Vec<Condition>>,
    /// The hooks that run in the background.
    in_background: HashSet<usize>,
}

/// A name that no tool has. Only a matcher for any tool matches it.
const NO_TOOL: &str = "some_tool_that_does_not_exist";

/// A hook that is selected for an event.
#[derive(Debug, PartialEq)]
pub(crate) struct Selected {
    pub(crate) hook: usize,
    pub(crate) note: Option<Note>,
    /// The failure of a hook that cannot be started; `None` if it can.
    pub(crate) failure: Option<Failure>,
}

/// Why a hook is not selected for an event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Skip {
    pub(crate) cause: Cause,
    pub(crate) reason: Option<String>,
}

impl Index {
    /// Compiles the matchers of all hooks that may run, and stores each hook so that it can be looked up.
    pub(crate) fn new(hooks: &[Arc<HookSpec>]) -> Self {
        let mut index = Self::default();
        let mut room = Room::default();
        for (place, hook) in hooks.iter().enumerate() {
            // Matchers of a hook that may not run are not compiled: the hook might come from an untrusted project.
            let live = hook.liveness == Liveness::Live;
            // Without its dialect a hook cannot be matched. Such a hook keeps no conditions, so it is selected for
            // every event and fails visibly.
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
            group.compile(&mut room);
        }
        index
    }

    /// Returns every hook of an event, in config order.
    pub(crate) fn of_event(&self, event: &EventName) -> &[usize] {
        self.events.get(event).map_or(&[], |hooks| &hooks.all)
    }

    /// Returns the hooks that match an event and may run, in config order. If every hook is tested against the
    /// target alone ([`Seen::Target`]), and no hook is even a candidate, nothing is allocated. There is one exception:
    /// pattern engines can allocate for a text that they have not searched before.
    pub(crate) fn select(
        &self,
        name: &EventName,
        event: EventRef<'_>,
        meta: &SessionMeta,
    ) -> Vec<Selected> {
        self.select_meeting(name, event, meta, |_| ())
    }

    /// Like `select`, but also calls `met` if the called tool is undeclared: the agent has not declared which known
    /// tool it is.
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
                // A hook can be found by several of its names, so remove the duplicates.
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

    /// Returns why a hook was not selected. Runs the same tests as `select`, on one hook.
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
        // Here every hook is tested against the subjects, all values that its dialect derives from the event.
        // `select` tests some native hooks against the target alone. The answer is the same, because the subjects
        // contain the target.
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

    /// Returns the first condition of a hook that does not fit.
    fn missed<'s>(&self, hook: usize, spec: &'s HookSpec, seen: Seen<'_>) -> Missed<'s> {
        let conditions = self.conditions.get(hook).map_or(&[][..], Vec::as_slice);
        let misses = |condition: &Condition| condition.test(seen) == Fit::Misses;
        match conditions.iter().position(misses) {
            // The first conditions belong to the matchers, in the same order, so the position of a condition is also
            // the position of its matcher. The last condition belongs to the options.
            Some(at) => spec
                .matchers
                .get(at)
                .map_or(Missed::Options, Missed::Matcher),
            None => Missed::Nothing,
        }
    }

    /// Yields every event that has hooks.
    pub(crate) fn events(&self) -> impl Iterator<Item = &EventName> {
        self.events.keys()
    }

    /// Returns whether a live hook would be selected for an event.
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

    /// Decides whether a hook guards an undeclared tool. If the called tool could be a known tool that this hook
    /// guards, the hook fails without being started, which blocks the call. Returns `None` if the call is tested in the
    /// usual way.
    fn guards_undeclared(&self, hook: usize, seen: Seen<'_>) -> Option<Fit> {
        let Seen::Subjects(subjects) = seen else {
            return None;
        };
        let tool = subjects.undeclared.as_ref()?;
        // The failure of a background hook would block nothing. So do not let it fail here.
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
        // The hook's event is only for calls of one kind (such as shell commands), and the undeclared tool could be of
        // this kind. So the hook guards the call, whatever its matcher names. Take the advice of the first tool that
        // the undeclared tool could be.
        let guards = match tool.concerns_all {
            true => tool.like.first(),
            // If the matcher matches any tool, or the undeclared tool's own name, the hook judges the call as it is.
            false if fits(&[NO_TOOL.to_owned()]) => None,
            false if !tool.has_known_name && fits(&subjects.names) => None,
            false => tool.like.iter().find(|like| fits(&like.names)),
        };
        let failure = Failure::new(Cause::UndeclaredTool, guards?.advice.clone());
        Some(Fit::Fails(failure.with_means(OnFailure::Block)))
    }

    /// Tests all conditions of a hook.
    fn test(&self, hook: usize, seen: Seen<'_>) -> Fit {
        self.conditions
            .get(hook)
            .map_or(Fit::Misses, |conditions| test_all(conditions, seen))
    }
}

#[cfg(test)]
#[path = "index_tests.rs"]
mod tests;

#[cfg(all(test, feature = "patterns"))]
#[path = "undeclared_tests.rs"]
mod undeclared_tests;
