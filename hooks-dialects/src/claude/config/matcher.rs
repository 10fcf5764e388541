//! Claude Code's `matcher`: everything, a list, or a JavaScript pattern.

use hooks_config::DiagnosticCode;
use hooks_config::format::{Reader, Text};
use hooks_types::{Alphabet, Matcher, OnBadPattern, Pattern};

use super::events::is_gate;
use crate::claude::tools::RENAMED;
use crate::config::events::{EventKey, Target};
use crate::config::pattern;

/// The matcher of a group; none where it fits everything.
pub(crate) fn lower(event: &str, target: Target, text: &str) -> Option<Matcher> {
    if matches!(text, "" | "*") || target == Target::Nothing {
        return None;
    }
    let on_bad = if is_gate(event) {
        OnBadPattern::Fails
    } else {
        OnBadPattern::NeverRuns
    };
    // Their matchers are file names and error words, of which only `|` makes a list.
    let few = matches!(event, "FileChanged" | "StopFailure");
    Some(list_or_pattern(text, separators(few), on_bad))
}

fn separators(few: bool) -> &'static [char] {
    if few { &['|'] } else { &['|', ',', '-', ' '] }
}

/// A list where every character is a letter, digit, `_` or one of `plain`; a pattern otherwise.
pub(crate) fn list_or_pattern(text: &str, plain: &[char], on_bad: OnBadPattern) -> Matcher {
    let listed = text
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '_' || plain.contains(&c));
    if listed {
        return names(parts(text, plain.contains(&',')));
    }
    Matcher::Pattern(Pattern::new(text, Alphabet::EcmaScript).with_on_bad(on_bad))
}

/// Names, each with the one that took its place; no name at all fits nothing.
pub(crate) fn names<'t>(parts: impl Iterator<Item = &'t str>) -> Matcher {
    let mut names: Vec<String> = Vec::new();
    for part in parts {
        names.push(part.to_owned());
        let renamed = RENAMED.iter().find(|(old, _)| *old == part);
        names.extend(renamed.map(|(_, new)| (*new).to_owned()));
    }
    if names.is_empty() {
        Matcher::Never
    } else {
        Matcher::Names(names)
    }
}

fn parts(text: &str, commas: bool) -> impl Iterator<Item = &str> {
    text.split(move |c| c == '|' || (commas && c == ','))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// Names what of a group's matcher can never fit.
pub(crate) fn remark(reader: &mut Reader<'_>, key: EventKey<'_>, matcher: Option<Text<'_>>) {
    let EventKey::Known(row) = key else { return };
    let Some(Text { text, span, .. }) = matcher else {
        return;
    };
    let Some(lowered) = (match row.target {
        Target::Nothing if !matches!(text, "" | "*") => {
            let message = format!("{} has nothing to match; the matcher is ignored", row.name);
            reader.warn(DiagnosticCode::NoEffect, span, message);
            return;
        }
        target => lower(row.name, target, text),
    }) else {
        return;
    };
    if pattern::remark(reader, Some(&lowered), span) {
        return;
    }
    match (&lowered, row.target) {
        (Matcher::Names(names), Target::OneOf(known)) => {
            for name in names.iter().filter(|name| !known.contains(&name.as_str())) {
                let message = format!("`{name}` never fits {}", row.name);
                reader.warn(DiagnosticCode::BadMatcher, span, message);
                reader.help(format!("known are {}", known.join(", ")));
            }
        }
        (Matcher::Names(names), Target::Tool) => {
            for name in names {
                tool_name(reader, name, span);
            }
        }
        (Matcher::Pattern(pattern), Target::Tool) => tool_pattern(reader, &pattern.text, span),
        (Matcher::Never, _) => {
            let message = "the matcher names nothing, so the group never runs";
            reader.warn(DiagnosticCode::BadMatcher, span, message);
        }
        _ => {}
    }
}

fn tool_name(reader: &mut Reader<'_>, name: &str, span: &std::ops::Range<usize>) {
    let code = DiagnosticCode::BadMatcher;
    if name == "MultiEdit" {
        let message =
            "`MultiEdit` is gone from Claude Code; this part of the matcher never fits there";
        reader.note(code, span, message);
    } else if name.starts_with("mcp__") && name.matches("__").count() < 2 {
        let message = format!("`{name}` is compared whole and names no tool of the server");
        reader.warn(code, span, message);
        reader.help(format!("`{name}__.*` fits all of its tools"));
    } else if name.contains(' ') {
        let message = format!("`{name}` never fits: no tool name contains a space");
        reader.warn(code, span, message);
    }
}

fn tool_pattern(reader: &mut Reader<'_>, pattern: &str, span: &std::ops::Range<usize>) {
    let code = DiagnosticCode::BadMatcher;
    if let Some((tool, _)) = pattern.split_once('(')
        && pattern.ends_with(')')
        && !tool.is_empty()
        && tool.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && pattern.contains([' ', ':', '/'])
    {
        let message = format!("`{pattern}` is a permission rule, which no tool name fits");
        reader.warn(code, span, message);
        reader.help(format!(
            "matcher `{tool}`, and the rule as `if` of the handler"
        ));
    } else if pattern.contains(' ') && !pattern.contains('|') {
        let message = format!("`{pattern}` never fits: no tool name contains a space");
        reader.warn(code, span, message);
    }
}
