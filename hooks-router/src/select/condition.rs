//! A compiled matcher.

use std::sync::Arc;

use hooks_types::answer::{Note, NoteCode};
use hooks_types::report::Cause;
use hooks_types::spec::{Matcher, OnBadPattern, OnFailure, Pattern, Subject};
use hooks_types::text::quoted;
use hooks_types::wire::{EventRef, Subjects};
use hooks_types::{Failure, HookSpec};

use super::pattern::{self, Engine, Refusal, Room, Verdict};

/// One matcher, ready to be tested.
#[derive(Debug)]
pub(crate) enum Condition {
    Any,
    Names(Vec<String>),
    Prefix(String),
    AnyOf(Vec<Condition>),
    Pattern(Engine, Subject),
    /// A pattern no engine takes, which its agent then takes for a name.
    Exact(String),
    /// A pattern no engine takes, with what is said about it.
    Bad(OnBadPattern, String),
    /// What only the hook's dialect can judge, from its options.
    OfDialect(Arc<HookSpec>),
    Never,
    /// A kind of matcher this version does not know: a guard must not vanish.
    Unknown,
}

/// Whether a hook is for an event.
#[derive(Debug, PartialEq)]
pub(crate) enum Fit {
    Misses,
    /// Its agent documents that it never runs, for this reason.
    NeverRuns(String),
    Fits(Option<Note>),
    /// It is for the event, and fails without being started.
    Fails(Failure),
}

/// What conditions are tested against.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Seen<'a> {
    /// Native hooks: the event's target, nothing built.
    Target(EventRef<'a>),
    /// What a dialect makes of the event.
    Subjects(&'a Subjects),
}

impl Seen<'_> {
    pub(crate) fn any_name(self, mut fits: impl FnMut(&str) -> bool) -> bool {
        match self {
            Self::Target(event) => {
                event.target().is_some_and(&mut fits) || event.canonical().is_some_and(fits)
            }
            Self::Subjects(subjects) => subjects.names.iter().any(|name| fits(name)),
        }
    }

    /// Calls `look` with every name, and with those of tools that an undeclared one could be.
    pub(crate) fn every_name(self, mut look: impl FnMut(&str)) {
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

    /// What cannot be told counts as a match: a guard must not vanish behind its own pattern.
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
            // Hooks that need more than the target are given subjects.
            (Subject::CommandText, Self::Target(_)) => false,
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
    /// What a hook's dialect makes of its options, where it has any.
    pub(crate) fn of_options(hook: &Arc<HookSpec>) -> Option<Self> {
        (!hook.options.is_empty()).then(|| Self::OfDialect(Arc::clone(hook)))
    }

    /// Compiles a matcher, in the room that is left for patterns.
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

    fn pattern(pattern: &Pattern, room: &mut Room) -> Self {
        match pattern::compile(pattern, room) {
            Ok(engine) => Self::Pattern(engine, pattern.subject),
            Err(Refusal::Bad(_)) if pattern.on_bad == OnBadPattern::Exact => {
                Self::Exact(pattern.text.clone())
            }
            Err(refusal) => {
                let (on_bad, problem) = match refusal {
                    Refusal::Bad(problem) => (pattern.on_bad, problem),
                    // Only here, so nothing its agent documents holds for it.
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

    /// Whether it says in names which tools it is for.
    pub(crate) fn is_of_names(&self) -> bool {
        match self {
            Self::Names(_) | Self::Prefix(_) | Self::Never => true,
            Self::AnyOf(any) => any.iter().all(Self::is_of_names),
            _ => false,
        }
    }

    /// Whether testing it takes what a dialect makes of the event.
    pub(crate) fn needs_subjects(&self) -> bool {
        match self {
            Self::AnyOf(any) => any.iter().any(Self::needs_subjects),
            Self::OfDialect(_) | Self::Pattern(_, Subject::CommandText) => true,
            _ => false,
        }
    }

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
                let message = "a matcher of a kind this version does not know; the hook runs";
                return Fit::Fits(Some(Note::new(NoteCode::BadPattern, message)));
            }
        };
        if fits { Fit::Fits(None) } else { Fit::Misses }
    }
}

fn fits_options(hook: &HookSpec, seen: Seen<'_>) -> bool {
    match (seen, hook.form.dialect.get()) {
        (Seen::Subjects(subjects), Some(dialect)) => dialect.fits(&hook.options, subjects),
        // A dialect that nobody brought: the hook runs, and fails visibly.
        (_, None) => true,
        // Hooks that need more than the target are given subjects.
        (Seen::Target(_), _) => false,
    }
}

fn bad(on_bad: OnBadPattern, problem: &str) -> Fit {
    match on_bad {
        OnBadPattern::NeverRuns => {
            Fit::NeverRuns(format!("{problem}; by its agent's rules it never runs"))
        }
        OnBadPattern::Fails => Fit::Fails(
            Failure::new(Cause::NotUsable, problem.to_owned()).with_means(OnFailure::Block),
        ),
        _ => Fit::Fits(Some(Note::new(
            NoteCode::BadPattern,
            format!("{problem}; the hook runs"),
        ))),
    }
}

/// The best of several: one that fits beats one that only runs because it is broken.
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

/// All of a hook's conditions.
pub(crate) fn test_all(conditions: &[Condition], seen: Seen<'_>) -> Fit {
    let mut result = Fit::Fits(None);
    for condition in conditions {
        match condition.test(seen) {
            Fit::Fits(None) => {}
            Fit::Fits(note) => {
                if result == Fit::Fits(None) {
                    result = Fit::Fits(note);
                }
            }
            fails @ Fit::Fails(_) => result = fails,
            not => return not,
        }
    }
    result
}
