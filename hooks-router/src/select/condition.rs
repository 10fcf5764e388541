//! Compiled matchers and their tests.
//!
//! If a test cannot be decided (a subject that is too long, a kind of matcher that this version does not know), the
//! hook runs: it could be a guard, so it must not be left out. For a pattern that does not compile, the rule of the
//! hook's agent applies.

use std::sync::Arc;

use hooks_types::answer::{Note, NoteCode};
use hooks_types::report::Cause;
use hooks_types::spec::{Matcher, OnBadPattern, OnFailure, Pattern, Subject};
use hooks_types::text::quoted;
use hooks_types::wire::{EventRef, Subjects};
use hooks_types::{Failure, HookSpec};

use super::pattern::{self, Engine, Refusal, Room, Verdict};

/// One compiled matcher of a hook, or the condition in a hook's options.
#[derive(Debug)]
pub(crate) enum Condition {
    /// Matches every event.
    Any,
    /// Matches these names exactly.
    Names(Vec<String>),
    /// Matches names that begin with this text.
    Prefix(String),
    /// Matches if one of these conditions does.
    AnyOf(Vec<Condition>),
    /// A regular expression, and whether it is tested against names or against a command.
    Pattern(Engine, Subject),
    /// The text of a pattern that does not compile, from an agent that compares such a pattern as a plain name. Matches
    /// exactly this name.
    Exact(String),
    /// A pattern that does not compile, with the agent's rule for it and the error.
    Bad(OnBadPattern, String),
    /// A condition in the options of the hook, which only the hook's dialect can test.
    OfDialect(Arc<HookSpec>),
    /// Matches nothing.
    Never,
    /// A kind of matcher that this version does not know. It matches every event, because otherwise a guard could be
    /// lost.
    Unknown,
}

/// The result of testing a condition, or all conditions of a hook.
#[derive(Debug, PartialEq)]
pub(crate) enum Fit {
    /// The hook is not for this event.
    Misses,
    /// The hook never runs, by the documented rules of its agent. The text says why.
    NeverRuns(String),
    /// The hook is for this event. The note is set if the test could not be decided. The hook then runs, because it
    /// could be a guard.
    Fits(Option<Note>),
    /// The hook is for this event, and fails without being started.
    Fails(Failure),
}

/// The values that conditions are tested against.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Seen<'a> {
    /// Only the event's target, such as the name of the called tool. The target is enough for native hooks whose
    /// conditions test only names, so nothing else need be computed.
    Target(EventRef<'a>),
    /// The values that the hooks' dialect derives from the event.
    Subjects(&'a Subjects),
}

impl Seen<'_> {
    /// Returns whether one of the names of the target (for example of the called tool) fits.
    pub(crate) fn any_name(self, mut fits: impl FnMut(&str) -> bool) -> bool {
        match self {
            Self::Target(event) => {
                event.target().is_some_and(&mut fits) || event.canonical().is_some_and(fits)
            }
            Self::Subjects(subjects) => subjects.names.iter().any(|name| fits(name)),
        }
    }

    /// Calls `look` with every name of the target. If the called tool is undeclared (the agent has not declared
    /// which known tool it is), also calls `look` with the names of the tools that it could be.
    pub(crate) fn every_name(self, mut look: impl FnMut(&str)) {
        // Return `false`, so that the search goes on after this name.
        self.any_name(|name| {
            look(name);
            false
        });
        if let Self::Subjects(subjects) = self {
            let like = subjects.undeclared.iter().flat_map(|tool| &tool.like);
            like.flat_map(|like| &like.names)
                .for_each(|name| look(name));
        }
    }

    /// Tests a pattern. If the engine cannot decide, the pattern is treated as matching, because otherwise a guard
    /// could be lost.
    fn matches(self, engine: &Engine, subject: Subject) -> Fit {
        let mut untold = None;
        let mut fits = |text: &str| match engine.judge(text) {
            Verdict::Fits => true,
            Verdict::Misses => false,
            Verdict::Untold(problem) => {
                untold = Some(problem);
                false
            }
        };
        let fits = match (subject, self) {
            (Subject::CommandText, Self::Subjects(subjects)) => {
                subjects.command_text.as_deref().is_some_and(fits)
            }
            // This cannot happen: a hook with such a pattern is always tested against all values that its dialect
            // derives, and they include the text of the command. If it did happen, the hook would run, which is the
            // safe side.
            (Subject::CommandText, Self::Target(_)) => true,
            (_, seen) => seen.any_name(&mut fits),
        };
        match untold {
            _ if fits => Fit::Fits(None),
            Some(problem) => Fit::Fits(Some(Note::new(
                NoteCode::BadPattern,
                format!("{problem}; the hook runs"),
            ))),
            None => Fit::Misses,
        }
    }
}

impl Condition {
    /// Returns the condition in a hook's options; `None` if they contain no condition.
    pub(crate) fn of_options(hook: &Arc<HookSpec>) -> Option<Self> {
        (!hook.options.is_empty()).then(|| Self::OfDialect(Arc::clone(hook)))
    }

    /// Compiles a matcher. `room` is the memory that is left for patterns.
    pub(crate) fn compile(matcher: &Matcher, room: &mut Room) -> Self {
        match matcher {
            Matcher::Any => Self::Any,
            Matcher::Names(names) => Self::Names(names.clone()),
            Matcher::Prefix(prefix) => Self::Prefix(prefix.clone()),
            Matcher::AnyOf(any) => {
                Self::AnyOf(any.iter().map(|one| Self::compile(one, room)).collect())
            }
            Matcher::Pattern(pattern) => Self::pattern(pattern, room),
            Matcher::Never => Self::Never,
            _ => Self::Unknown,
        }
    }

    /// Compiles a pattern, or applies its agent's rule for a pattern that does not compile.
    fn pattern(pattern: &Pattern, room: &mut Room) -> Self {
        match pattern::compile(pattern, room) {
            Ok(engine) => Self::Pattern(engine, pattern.subject),
            Err(Refusal::Bad(_)) if pattern.on_bad == OnBadPattern::Exact => {
                Self::Exact(pattern.text.clone())
            }
            Err(refusal) => {
                let (on_bad, problem) = match refusal {
                    Refusal::Bad(problem) => (pattern.on_bad, problem),
                    // The agent might accept this pattern: only our size limit refuses it. So do not apply the
                    // agent's rule for bad patterns, and let the hook run.
                    Refusal::TooLarge(problem) => (OnBadPattern::Runs, problem),
                };
                let text = quoted(pattern.text.as_bytes(), 80);
                Self::Bad(
                    on_bad,
                    format!("the matcher `{text}` cannot be compiled: {problem}"),
                )
            }
        }
    }

    /// Returns whether the condition consists of exact names or prefixes of names.
    pub(crate) fn is_of_names(&self) -> bool {
        match self {
            Self::Names(_) | Self::Prefix(_) | Self::Never => true,
            Self::AnyOf(any) => any.iter().all(Self::is_of_names),
            _ => false,
        }
    }

    /// Returns whether the test needs more than the event's target: the text of a command, or values that only the
    /// hook's dialect can derive.
    pub(crate) fn needs_subjects(&self) -> bool {
        match self {
            Self::AnyOf(any) => any.iter().any(Self::needs_subjects),
            Self::OfDialect(_) | Self::Pattern(_, Subject::CommandText) => true,
            _ => false,
        }
    }

    /// Tests the condition.
    pub(crate) fn test(&self, seen: Seen<'_>) -> Fit {
        let fits = match self {
            Self::Any => true,
            Self::Never => false,
            Self::Names(names) => seen.any_name(|name| names.iter().any(|wanted| wanted == name)),
            Self::Exact(wanted) => seen.any_name(|name| name == wanted),
            Self::Prefix(prefix) => seen.any_name(|name| name.starts_with(prefix.as_str())),
            Self::Pattern(engine, subject) => return seen.matches(engine, *subject),
            Self::OfDialect(hook) => fits_options(hook, seen),
            Self::AnyOf(any) => return any_of(any, seen),
            Self::Bad(on_bad, problem) => return bad(*on_bad, problem),
            Self::Unknown => {
                let message = "this version does not know the kind of the matcher; the hook runs";
                return Fit::Fits(Some(Note::new(NoteCode::BadPattern, message)));
            }
        };
        if fits { Fit::Fits(None) } else { Fit::Misses }
    }
}

/// Returns whether the options of a hook fit, tested by its dialect.
fn fits_options(hook: &HookSpec, seen: Seen<'_>) -> bool {
    match (seen, hook.form.dialect.get()) {
        (Seen::Subjects(subjects), Some(dialect)) => dialect.fits(&hook.options, subjects),
        // If the hook's dialect is unknown, select the hook: it then fails visibly. A hook with options is always
        // tested against all values that its dialect derives, so `Target` cannot occur here.
        _ => true,
    }
}

/// Applies an agent's rule for patterns that do not compile.
fn bad(on_bad: OnBadPattern, problem: &str) -> Fit {
    match on_bad {
        OnBadPattern::NeverRuns => Fit::NeverRuns(format!(
            "{problem}; by the rules of its agent, the hook never runs"
        )),
        OnBadPattern::Fails => Fit::Fails(
            Failure::new(Cause::NotUsable, problem.to_owned()).with_means(OnFailure::Block),
        ),
        _ => Fit::Fits(Some(Note::new(
            NoteCode::BadPattern,
            format!("{problem}; the hook runs"),
        ))),
    }
}

/// Returns the best result of several alternatives. A fit without a note is the best result, then a fit with a note,
/// then a failure.
fn any_of(any: &[Condition], seen: Seen<'_>) -> Fit {
    any.iter()
        .map(|condition| condition.test(seen))
        .max_by_key(|fit| match fit {
            Fit::Misses => 0,
            Fit::NeverRuns(_) => 1,
            Fit::Fails(_) => 2,
            Fit::Fits(Some(_)) => 3,
            Fit::Fits(None) => 4,
        })
        .unwrap_or(Fit::Misses)
}

/// Tests all conditions of a hook. The hook is for the event only if every condition fits.
pub(crate) fn test_all(conditions: &[Condition], seen: Seen<'_>) -> Fit {
    let mut result = Fit::Fits(None);
    for condition in conditions {
        match condition.test(seen) {
            Fit::Fits(None) => {}
            Fit::Fits(note) => {
                // If there is already a note or a failure, keep it.
                if result == Fit::Fits(None) {
                    result = Fit::Fits(note);
                }
            }
            fails @ Fit::Fails(_) => result = fails,
            // If one condition does not fit, the hook is not for the event, even if an earlier condition has failed.
            not => return not,
        }
    }
    result
}
