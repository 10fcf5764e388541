//! Tests that searching patterns together gives the same answers as testing them one by one.

use std::sync::Arc;

use hooks_types::spec::{Anchor, Command, Matcher, OnBadPattern, Pattern, PatternSyntax, Subject};
use hooks_types::tool::ShellInput;
use hooks_types::wire::{EventRef, Subjects};
use hooks_types::{EventName, HookSpec, SessionMeta, ToolCall};
use proptest::prelude::*;

use super::*;
use crate::select::Index;
use crate::select::condition::{Condition, Fit, Seen};

/// Pieces of patterns: valid pieces, look-around and references, invalid pieces, and large pieces.
const PIECES: [&str; 28] = [
    "a", "b", "ab", ".", ".*", "^", "$", r"\b", r"\B", r"\w", r"\d+", "[^a]", "[]", "[^]", "é",
    "(?=b)", "(?!b)", "(?<=a)", r"(a)\1", "(", "[", "*", "(?i)", r"\", "|", "a{2}", r"\w{300}",
    "(?:)",
];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&PIECES[..]), 0..5)
        .prop_map(|pieces| pieces.concat())
}

fn pattern() -> impl Strategy<Value = Pattern> {
    let on_bad = [
        OnBadPattern::Runs,
        OnBadPattern::NeverRuns,
        OnBadPattern::Exact,
        OnBadPattern::Fails,
    ];
    let syntax = [PatternSyntax::EcmaScript, PatternSyntax::Rust];
    let subject = [Subject::Names, Subject::CommandText];
    (
        text(),
        prop::sample::select(syntax.to_vec()),
        prop::sample::select(on_bad.to_vec()),
        prop::sample::select(subject.to_vec()),
        any::<bool>(),
    )
        .prop_map(|(text, syntax, on_bad, subject, whole)| {
            let pattern = Pattern::new(text, syntax)
                .with_on_bad(on_bad)
                .with_subject(subject);
            if whole {
                pattern.with_anchor(Anchor::Whole)
            } else {
                pattern
            }
        })
}

fn matcher() -> impl Strategy<Value = Matcher> {
    let one = prop_oneof![
        8 => pattern().prop_map(Matcher::Pattern),
        1 => text().prop_map(|name| Matcher::Names(vec![name])),
        1 => text().prop_map(Matcher::Prefix),
        1 => Just(Matcher::Any),
        1 => Just(Matcher::Never),
    ];
    prop_oneof![
        4 => one.clone(),
        1 => prop::collection::vec(one, 0..3).prop_map(Matcher::AnyOf),
    ]
}

fn subject() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[abé \n\u{2028}1]{0,6}",
        1 => prop::sample::select(vec![LONGEST, LONGEST + 1, 1 << 20, (1 << 20) + 1])
            .prop_map(|length| "a".repeat(length)),
    ]
}

fn hook(matchers: Vec<Matcher>) -> Arc<HookSpec> {
    let mut hook = HookSpec::command("h", EventName::PreToolUse, Command::argv(["h"]));
    hook.matchers = matchers;
    Arc::new(hook)
}

/// Returns the indices of the hooks that run or fail, each tested alone.
fn one_by_one(hooks: &[Arc<HookSpec>], names: &[&str], command: Option<&str>) -> Vec<usize> {
    let mut subjects = Subjects::default();
    subjects.names = names.iter().map(|name| (*name).to_owned()).collect();
    subjects.command_text = command.map(str::to_owned);
    let seen = Seen::Subjects(&subjects);
    let mut room = Room::default();
    let fits = |hook: &Arc<HookSpec>| {
        let conditions = hook
            .matchers
            .iter()
            .map(|one| Condition::compile(one, &mut room));
        let conditions: Vec<_> = conditions.collect();
        let fit = crate::select::condition::test_all(&conditions, seen);
        matches!(fit, Fit::Fits(_) | Fit::Fails(_))
    };
    let all: Vec<bool> = hooks.iter().map(fits).collect();
    (0..hooks.len()).filter(|at| all[*at]).collect()
}

fn selected(hooks: &[Arc<HookSpec>], call: &ToolCall) -> Vec<usize> {
    let event = EventName::PreToolUse;
    let index = Index::new(hooks);
    let meta = SessionMeta::new("s", "/p");
    let found = index.select(&event, EventRef::call_at(&event, call), &meta);
    found.into_iter().map(|found| found.hook).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_call_selects_the_hooks_that_fit_one_by_one(
        matchers in prop::collection::vec(prop::collection::vec(matcher(), 0..3), 0..60),
        name in subject(),
    ) {
        let hooks: Vec<_> = matchers.into_iter().map(hook).collect();
        let call = ToolCall::custom("c", name.as_str(), "x");
        prop_assert_eq!(selected(&hooks, &call), one_by_one(&hooks, &[&name], None));
    }

    #[test]
    fn a_set_finds_every_pattern_that_fits_and_of_small_texts_no_other(
        patterns in prop::collection::vec(pattern(), 0..60),
        subject in subject(),
        // The memory that is left for patterns: the usual amount, none, and enough only for a small
        // set.
        room in prop::sample::select(vec![64 << 20, 0, 200 << 10]),
    ) {
        let mut engines = Vec::new();
        for pattern in patterns {
            let condition = Condition::compile(&Matcher::Pattern(pattern), &mut Room::default());
            if let Condition::Pattern(engine, _) = condition && engine.text().is_some() {
                engines.push(engine);
            }
        }
        let texts = engines.iter().enumerate();
        let pairs = texts.filter_map(|(at, engine)| Some((engine.text()?.into(), at)));
        let set = PatternSet::new(pairs.collect(), &mut Room::of(room));
        let mut found = Vec::new();
        set.of(&subject, &mut found);
        found.sort_unstable();
        let exact = set.parts.iter().all(|part| part.together.is_some()) && subject.len() <= LONGEST;
        for (at, engine) in engines.iter().enumerate() {
            let fits = engine.judge(&subject) != crate::select::pattern::Verdict::Misses;
            let is_found = found.binary_search(&at).is_ok();
            prop_assert!(is_found || !fits, "{:?} is lost", engine.text());
            prop_assert!(!exact || is_found == fits, "{:?} is too many", engine.text());
        }
    }
}

#[test]
fn commands_are_looked_for_apart_from_names() {
    let hooks: Vec<_> = (0..40)
        .map(|n| {
            let subject = if n % 2 == 0 {
                Subject::Names
            } else {
                Subject::CommandText
            };
            let text = format!("^(?:bash|push {n})$");
            let pattern = Pattern::new(text, PatternSyntax::EcmaScript).with_subject(subject);
            let hook = HookSpec::command("h", EventName::PreToolUse, Command::argv(["h"]))
                .with_form(hooks_types::dialect::WireForm::new(
                    hooks_dialects::CURSOR,
                    "beforeShellExecution",
                ))
                .with_matcher(Matcher::Pattern(pattern));
            Arc::new(hook)
        })
        .collect();
    let call = ToolCall::shell("c", "run_terminal_cmd", ShellInput::new(["push", "7"]));
    assert_eq!(selected(&hooks, &call), [7]);
}

#[test]
fn patterns_too_large_to_be_compiled_together_are_halved_and_found() {
    let text = |n: usize| format!(r"^\w{{10}}{n}\z");
    let pairs = (0..60).map(|n| (text(n).into(), n)).collect();
    let set = PatternSet::new(pairs, &mut Room::default());
    assert!(set.parts.len() > 1);
    assert!(set.parts.iter().any(|part| part.together.is_some()));
    let mut found = Vec::new();
    set.of("abcdefghij42", &mut found);
    // A set of too few patterns is not compiled, so every hook of the set is a candidate.
    assert!(found.contains(&42) && found.len() <= LEAST, "{found:?}");
}

#[test]
fn few_patterns_are_not_compiled_twice() {
    let pairs = (0..LEAST - 1).map(|n| (n.to_string().into(), n)).collect();
    let set = PatternSet::new(pairs, &mut Room::default());
    assert!(set.parts.iter().all(|part| part.together.is_none()));
}
