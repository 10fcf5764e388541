//! Converts lists of names into matchers, and warns about matchers that can never match.

use hooks_config::format::{Reader, Span};
use hooks_config::{DiagnosticCode, Words};
use hooks_types::spec::Matcher;
use hooks_types::text::short_name;

use crate::config::entries::Matched;
use crate::config::events::Target;
use crate::config::pattern;

/// Returns a matcher for a list of names; an empty list matches nothing.
pub(crate) fn names<'t>(parts: impl Iterator<Item = &'t str>) -> Matcher {
    let names: Vec<String> = parts.map(str::to_owned).collect();
    match names.is_empty() {
        true => Matcher::Never,
        false => Matcher::Names(names),
    }
}

/// Warns about the parts of a matcher that can never match, for agents whose matchers are lists or patterns. `tools`
/// checks the matchers of tool names.
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
        // The event has nothing to match, so a matcher gets a warning. But `*` is common and harmless, so it gets no
        // warning.
        (None, Target::Nothing) if !matches!(matched.text.text, "" | "*") => {
            nothing_to_match(reader, event, span);
        }
        (Some(Matcher::Names(names)), Target::OneOf(known)) => {
            for name in names.iter().filter(|name| !known.contains(&name.as_str())) {
                let rest = format!("never matches {event}");
                unknown_word(reader, (name, &rest), known, span);
            }
        }
        (Some(Matcher::Never), _) => never(reader, span, "group"),
        (Some(lowered), Target::Tool) => tools(reader, lowered, span),
        _ => {}
    }
}

/// Warns that an event of the agent's table has nothing that a matcher could be tested against.
pub(crate) fn nothing_to_match(reader: &mut Reader<'_>, event: &str, span: &Span) {
    let message = format!("{event} has nothing to match; the matcher is ignored");
    reader.warn(DiagnosticCode::NoEffect, span, Words::ours(message));
}

/// Warns that a matcher's word is not one of the values that the event's target can have. `rest` is the message after
/// the word, in our own words.
pub(crate) fn unknown_word(
    reader: &mut Reader<'_>,
    (word, rest): (&str, &str),
    known: &[&str],
    span: &Span,
) {
    let message = Words::quoting(
        format!("`{}` {rest}", short_name(word)),
        format!("a word of the matcher {rest}"),
    );
    reader.warn(DiagnosticCode::BadMatcher, span, message);
    reader.help(Words::ours(format!("known names: {}", known.join(", "))));
}

/// Warns that a matcher contains no names and so matches nothing.
pub(crate) fn never(reader: &mut Reader<'_>, span: &Span, whose: &'static str) {
    let message = format!("the matcher contains no name, so the {whose} never runs");
    reader.warn(DiagnosticCode::BadMatcher, span, Words::ours(message));
}

/// Warns, and returns `true`, if the name consists of an MCP server without a tool.
pub(crate) fn server_alone(reader: &mut Reader<'_>, name: &str, span: &Span) -> bool {
    // In lists of names, Claude Code and Codex compare the whole tool name, so `mcp__memory` matches no tool of that
    // server. So warn about such a name.
    let alone = name.starts_with("mcp__") && name.matches("__").count() < 2;
    if alone {
        let name = short_name(name);
        let message = Words::quoting(
            format!(
                "`{name}` is compared with whole tool names, and no tool of the server has this name"
            ),
            "the matcher names an MCP server; it is compared with whole tool names, and no tool of the server has this name",
        );
        reader.warn(DiagnosticCode::BadMatcher, span, message);
        reader.help(Words::quoting(
            format!("`{name}__.*` matches all of its tools"),
            "`mcp__SERVER__.*` matches all of its tools",
        ));
    }
    alone
}
