//! Parses values that several options take.

use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use hooks_types::DialectRef;
use hooks_types::answer::OutcomeKind;

/// Parses the name of any dialect (an agent's hook format).
pub(super) fn dialects() -> impl TypedValueParser<Value = DialectRef> {
    named(|_| true)
}

/// Parses the name of any dialect (an agent's hook format) except our own.
pub(super) fn foreign_dialects() -> impl TypedValueParser<Value = DialectRef> {
    named(|dialect| !dialect.is_native())
}

/// Parses the name of a dialect for which `wanted` returns true. Also accepts the name of the agent's program.
fn named(wanted: fn(&&DialectRef) -> bool) -> impl TypedValueParser<Value = DialectRef> {
    let dialects = hooks_dialects::dialects();
    let names = dialects.iter().filter(wanted).map(ToString::to_string);
    let names: Vec<(String, Vec<String>)> = names
        .map(|name| {
            // Also accept the names of the agents' programs, such as `claude-code`, `gemini-cli` and `github-copilot`.
            let others = ["-code", "-cli", "-agent"].map(|end| format!("{name}{end}"));
            let others = others.into_iter().chain([format!("github-{name}")]);
            let others = others.collect();
            (name, others)
        })
        .collect();
    spelt(names).try_map(move |name| dialects.get(&name))
}

/// Parses any of these names, or one of its aliases, in any casing. The parsed value is always the name.
fn spelt(names: Vec<(String, Vec<String>)>) -> impl TypedValueParser<Value = String> {
    let shown = names.clone().into_iter();
    let shown = shown.map(|(name, others)| PossibleValue::new(name).aliases(others));
    // clap passes on the text as it was typed, so an alias is replaced here.
    PossibleValuesParser::new(shown).map(move |typed| {
        let typed = typed.to_ascii_lowercase();
        let is_meant =
            |(name, others): &&(String, Vec<String>)| *name == typed || others.contains(&typed);
        let meant = names.iter().find(is_meant);
        meant.map_or_else(|| typed.clone(), |(name, _)| name.clone())
    })
}

/// Every outcome.
pub(crate) const OUTCOMES: [OutcomeKind; 5] = [
    OutcomeKind::Proceed,
    OutcomeKind::Allow,
    OutcomeKind::Ask,
    OutcomeKind::Block,
    OutcomeKind::Modify,
];

/// Parses the name of any outcome.
pub(super) fn outcomes() -> impl TypedValueParser<Value = OutcomeKind> {
    let names = OUTCOMES.map(|outcome| (outcome.code().to_owned(), Vec::new()));
    let named = |name: String| OUTCOMES.into_iter().find(|outcome| outcome.code() == name);
    spelt(names.into()).try_map(move |name| named(name).ok_or("unknown outcome"))
}

/// Accepts a positive number of seconds, which may have decimals.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    text.parse::<f64>()
        .ok()
        .filter(|seconds| *seconds > 0.0)
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "a number of seconds above 0 is needed".to_owned())
}
