//! Tests that an undeclared tool concerns the same hooks, however the index finds them.

use hooks_dialects::{CLAUDE, CODEX, CURSOR, GEMINI};
use hooks_types::ToolCall;
use hooks_types::dialect::WireForm;
use hooks_types::spec::{Command, Matcher, OnBadPattern, Pattern, PatternSyntax, Subject};
use proptest::prelude::*;
use serde_json::json;

use super::*;

/// Names, valid patterns, patterns that backtrack, and patterns that do not compile.
const TEXTS: [&str; 14] = [
    "Bash", "bash", "shell", "run_it", "run_", "Write", "^Bash$", "run.*", "(?!mcp)", r"(a)\1",
    "(", "[", "*", "",
];

fn text() -> impl Strategy<Value = String> {
    prop::sample::select(&TEXTS[..]).prop_map(str::to_owned)
}

fn pattern() -> impl Strategy<Value = Matcher> {
    let on_bad = [
        OnBadPattern::Runs,
        OnBadPattern::NeverRuns,
        OnBadPattern::Exact,
        OnBadPattern::Fails,
    ];
    let parts = (
        text(),
        prop::sample::select(vec![PatternSyntax::EcmaScript, PatternSyntax::Rust]),
        prop::sample::select(on_bad.to_vec()),
        prop::sample::select(vec![Subject::Names, Subject::CommandText]),
    );
    parts.prop_map(|(text, syntax, on_bad, subject)| {
        let pattern = Pattern::new(text, syntax).with_on_bad(on_bad);
        Matcher::Pattern(pattern.with_subject(subject))
    })
}

fn matcher() -> impl Strategy<Value = Matcher> {
    let one = prop_oneof![
        6 => pattern(),
        2 => text().prop_map(|name| Matcher::Names(vec![name])),
        1 => text().prop_map(Matcher::Prefix),
        1 => Just(Matcher::Any),
        1 => Just(Matcher::Never),
    ];
    prop_oneof![
        4 => one.clone(),
        1 => prop::collection::vec(one, 0..3).prop_map(Matcher::AnyOf),
    ]
}

fn hook() -> impl Strategy<Value = Arc<HookSpec>> {
    let form = prop::sample::select(vec![
        WireForm::new(CLAUDE, "PreToolUse"),
        WireForm::new(CODEX, "PreToolUse"),
        WireForm::new(GEMINI, "BeforeTool"),
        WireForm::new(CURSOR, "preToolUse"),
        WireForm::new(CURSOR, "beforeShellExecution"),
    ]);
    let matchers = prop::collection::vec(matcher(), 0..3);
    (form, matchers, any::<bool>()).prop_map(|(form, matchers, background)| {
        let mut hook = HookSpec::command("h", EventName::PreToolUse, Command::argv(["h"]))
            .with_form(form)
            .with_background(background);
        hook.matchers = matchers;
        Arc::new(hook)
    })
}

/// Returns whether a matcher names one of these tools; `None` if the matcher does not name its tools.
fn names(matcher: &Matcher, seen: Seen<'_>) -> Option<bool> {
    let mut says = false;
    match matcher {
        Matcher::Names(names) => seen.every_name(|name| says |= names.iter().any(|it| it == name)),
        Matcher::Prefix(prefix) => seen.every_name(|name| says |= name.starts_with(&**prefix)),
        Matcher::Never => {}
        Matcher::AnyOf(any) => {
            for one in any {
                says |= names(one, seen)?;
            }
        }
        _ => return None,
    }
    Some(says)
}

/// Returns the indices of the hooks that run or fail, and whether they fail, each tested alone.
fn one_by_one(
    hooks: &[Arc<HookSpec>],
    event: EventRef<'_>,
    meta: &SessionMeta,
) -> Vec<(usize, bool)> {
    let index = Index::new(hooks);
    let looked_at = |(place, hook): (usize, &Arc<HookSpec>)| {
        let subjects = subjects(hook, event, meta);
        let seen = Seen::Subjects(&subjects);
        let mut matchers = hook.matchers.iter();
        if !subjects.applies || matchers.find_map(|one| names(one, seen)) == Some(false) {
            return None;
        }
        let undeclared = index.guards_undeclared(place, seen);
        match undeclared.unwrap_or_else(|| index.test(place, seen)) {
            Fit::Fits(_) => Some((place, false)),
            Fit::Fails(_) => Some((place, true)),
            Fit::Misses | Fit::NeverRuns(_) => None,
        }
    };
    hooks.iter().enumerate().filter_map(looked_at).collect()
}

fn selected(
    hooks: &[Arc<HookSpec>],
    event: EventRef<'_>,
    meta: &SessionMeta,
) -> Vec<(usize, bool)> {
    let found = Index::new(hooks).select(&EventName::PreToolUse, event, meta);
    let found = found.into_iter();
    found
        .map(|found| (found.hook, found.failure.is_some()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn an_undeclared_tool_concerns_the_hooks_that_it_concerns_one_by_one(
        hooks in prop::collection::vec(hook(), 0..30),
        input in prop::sample::select(vec![
            json!({"command": "curl x"}),
            json!({"path": "a", "lines": 3}),
            json!({"city": "x"}),
        ]),
    ) {
        let input = input.as_object().cloned().unwrap_or_default();
        let call = ToolCall::function("c", "run_it", input);
        let name = EventName::PreToolUse;
        let (event, meta) = (EventRef::call_at(&name, &call), SessionMeta::new("s", "/p"));
        let (found, expected) = (selected(&hooks, event, &meta), one_by_one(&hooks, event, &meta));
        prop_assert_eq!(found, expected);
    }
}

/// Checks that a tool that could be the shell concerns every hook of an event for shell commands, even a hook whose
/// pattern does not compile: the agent's rules for such patterns are about calls of known tools.
#[test]
fn a_guard_over_commands_is_not_passed_by_because_its_pattern_does_not_compile() {
    let input = json!({"command": "curl x"});
    let call = ToolCall::function(
        "c",
        "run_it",
        input.as_object().cloned().unwrap_or_default(),
    );
    let name = EventName::PreToolUse;
    let (event, meta) = (EventRef::call_at(&name, &call), SessionMeta::new("s", "/p"));
    for on_bad in [
        OnBadPattern::Runs,
        OnBadPattern::NeverRuns,
        OnBadPattern::Exact,
        OnBadPattern::Fails,
    ] {
        let pattern = Pattern::new("(", PatternSyntax::EcmaScript).with_on_bad(on_bad);
        let hook = HookSpec::command("h", name.clone(), Command::argv(["h"]))
            .with_form(WireForm::new(CURSOR, "beforeShellExecution"))
            .with_matcher(Matcher::Pattern(pattern.with_subject(Subject::CommandText)));
        let found = selected(&[Arc::new(hook)], event, &meta);
        assert_eq!(found, [(0, true)], "{on_bad:?}");
    }
}
