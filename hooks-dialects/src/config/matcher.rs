//! Matchers: what several agents make of their texts, and what of one can never fit.

use hooks_config::DiagnosticCode;
use hooks_config::format::{Reader, Span};
use hooks_types::spec::Matcher;

use crate::config::entries::Matched;
use crate::config::events::Target;
use crate::config::pattern;

/// A list of names; one without any fits nothing.
pub(crate) fn names<'t>(parts: impl Iterator<Item = &'t str>) -> Matcher {
    let names: Vec<String> = parts.map(str::to_owned).collect();
    match names.is_empty() {
        true => Matcher::Never,
        false => Matcher::Names(names),
    }
}

/// Says what of a matcher can never fit, where an agent has lists and patterns; of one for tools
/// `tools` says more.
pub(crate) fn remark(
    reader: &mut Reader<'_>,
    matched: &Matched<'_>,
    tools: fn(&mut Reader<'_>, &Matcher, &Span),
) {
    let (event, span) = (matched.event, matched.text.span);
    let lowered = matched.lowered.as_ref();
    if pattern::remark(reader, lowered, span) {
        return;
    }
    match (lowered, matched.target) {
        (None, Target::Nothing) if !matches!(matched.text.text, "" | "*") => {
            nothing_to_match(reader, event, span);
        }
        (Some(Matcher::Names(names)), Target::OneOf(known)) => {
            for name in names.iter().filter(|name| !known.contains(&name.as_str())) {
                unknown_word(reader, &format!("`{name}` never fits {event}"), known, span);
            }
        }
        (Some(Matcher::Never), _) => never(reader, span, "group"),
        (Some(lowered), Target::Tool) => tools(reader, lowered, span),
        _ => {}
    }
}

/// Says that an event has nothing that a matcher could be tested against.
pub(crate) fn nothing_to_match(reader: &mut Reader<'_>, event: &str, span: &Span) {
    let message = format!("{event} has nothing to match; the matcher is ignored");
    reader.warn(DiagnosticCode::NoEffect, span, message);
}

/// Says that a word is none of those that an event has.
pub(crate) fn unknown_word(reader: &mut Reader<'_>, message: &str, known: &[&str], span: &Span) {
    reader.warn(DiagnosticCode::BadMatcher, span, message);
    reader.help(format!("known are {}", known.join(", ")));
}

/// Says that a matcher without any name fits nothing.
pub(crate) fn never(reader: &mut Reader<'_>, span: &Span, whose: &str) {
    let message = format!("the matcher names nothing, so the {whose} never runs");
    reader.warn(DiagnosticCode::BadMatcher, span, message);
}

/// Says that a name is that of an MCP server alone. Whether it is.
pub(crate) fn server_alone(reader: &mut Reader<'_>, name: &str, span: &Span) -> bool {
    let alone = name.starts_with("mcp__") && name.matches("__").count() < 2;
    if alone {
        let message = format!("`{name}` is compared whole and names no tool of the server");
        reader.warn(DiagnosticCode::BadMatcher, span, message);
        reader.help(format!("`{name}__.*` fits all of its tools"));
    }
    alone
}
