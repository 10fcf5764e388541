//! Values that several options take.

use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use hooks_types::DialectRef;
use hooks_types::answer::OutcomeKind;

pub(super) fn dialects() -> impl TypedValueParser<Value = DialectRef> {
    named(|_| true)
}

pub(super) fn foreign_dialects() -> impl TypedValueParser<Value = DialectRef> {
    named(|dialect| !dialect.is_native())
}

fn named(wanted: fn(&&DialectRef) -> bool) -> impl TypedValueParser<Value = DialectRef> {
    let dialects = hooks_dialects::dialects();
    let names = dialects.iter().filter(wanted);
    let names: Vec<String> = names.map(ToString::to_string).collect();
    PossibleValuesParser::new(names).try_map(move |name| dialects.get(&name))
}

/// Every outcome.
pub(crate) const OUTCOMES: [OutcomeKind; 5] = [
    OutcomeKind::Proceed,
    OutcomeKind::Allow,
    OutcomeKind::Ask,
    OutcomeKind::Block,
    OutcomeKind::Modify,
];

pub(super) fn outcomes() -> impl TypedValueParser<Value = OutcomeKind> {
    let named = |name: String| OUTCOMES.into_iter().find(|outcome| outcome.code() == name);
    PossibleValuesParser::new(OUTCOMES.map(OutcomeKind::code))
        .try_map(move |name| named(name).ok_or("unknown outcome"))
}

pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    text.parse::<f64>()
        .ok()
        .filter(|seconds| *seconds > 0.0)
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "a number of seconds above 0 is needed".to_owned())
}
