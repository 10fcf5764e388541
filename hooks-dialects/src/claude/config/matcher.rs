//! Converts Claude Code's `matcher` texts into [`Matcher`]s: everything, a list of names, or a JavaScript pattern.

use hooks_config::format::{Reader, Span};
use hooks_config::{DiagnosticCode, Words};
use hooks_types::spec::{Matcher, OnBadPattern, Pattern, PatternSyntax};
use hooks_types::text::short_name;

use super::events::is_gate;
use crate::claude::TOOLS;
use crate::claude::tools::RENAMED;
use crate::config::entries::Matched;
use crate::config::events::Target;
use crate::config::{matcher, tool_words};

/// Converts the matcher of a group of handlers; returns `None` if it matches everything.
pub(super) fn lower(event: &str, target: Target, text: &str) -> Option<Matcher> {
    if matches!(text, "" | "*") || target == Target::Nothing {
        return None;
    }
    // The hook reference (since 2.1.288) says that on a gate an invalid pattern blocks the call. But Claude Code
    // 2.1.332 runs the call (measured in `conformance`). We follow the reference, because it is stricter.
    let on_bad = if is_gate(event) {
        OnBadPattern::Fails
    } else {
        OnBadPattern::NeverRuns
    };
    // On FileChanged and StopFailure a list holds file names or error words, which can contain commas, dashes and
    // spaces. So `|` is the only separator there.
    let few = matches!(event, "FileChanged" | "StopFailure");
    let separators: &[char] = if few { &['|'] } else { &['|', ',', '-', ' '] };
    let listed = |c: char| c.is_ascii_alphanumeric() || c == '_' || separators.contains(&c);
    // A text with a character that a list cannot contain is a pattern, which can match anywhere in the name.
    if !text.chars().all(listed) {
        let pattern = Pattern::new(text, PatternSyntax::EcmaScript).with_on_bad(on_bad);
        return Some(Matcher::Pattern(pattern));
    }
    let parts = text.split(|c| c == '|' || (!few && c == ','));
    let parts = parts.map(str::trim).filter(|part| !part.is_empty());
    // If a tool was renamed, a matcher with its former name also matches its current name.
    let names = parts.flat_map(|part| [Some(part), successor(part)].into_iter().flatten());
    Some(matcher::names(names))
}

/// Returns the current name of a tool, given its former name.
fn successor(tool: &str) -> Option<&'static str> {
    let renamed = RENAMED.iter().find(|(old, _)| *old == tool);
    renamed.map(|(_, new)| *new)
}

/// Warns about the parts of a matcher that can never match.
pub(super) fn remark(reader: &mut Reader<'_>, matched: &Matched<'_>) {
    matcher::remark(reader, matched, |reader, lowered, span| match lowered {
        Matcher::Names(names) => {
            for name in names {
                tool_name(reader, name, span);
            }
            tool_words::remark(reader, &names.join("|"), span, &TOOLS);
        }
        Matcher::Pattern(pattern) => tool_pattern(reader, &pattern.text, span),
        _ => {}
    });
}

/// Warns about a tool name that can never match.
fn tool_name(reader: &mut Reader<'_>, name: &str, span: &Span) {
    let code = DiagnosticCode::BadMatcher;
    if name == "MultiEdit" {
        let message =
            "`MultiEdit` is gone from Claude Code; this part of the matcher never matches there";
        reader.note(code, span, message);
    } else if !matcher::server_alone(reader, name, span) && name.contains(' ') {
        reader.warn(code, span, spaced(name));
    }
}

/// Warns about a pattern that looks like a permission rule, or contains a space.
fn tool_pattern(reader: &mut Reader<'_>, pattern: &str, span: &Span) {
    let code = DiagnosticCode::BadMatcher;
    // As a pattern, `Bash(npm *)` is valid, but it searches for the text `Bashnpm`. So warn about a pattern that looks
    // like a permission rule.
    if let Some((tool, _)) = pattern.split_once('(')
        && pattern.ends_with(')')
        && !tool.is_empty()
        && tool.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && pattern.contains([' ', ':', '/'])
    {
        let pattern = short_name(pattern);
        let rest = "is a permission rule, which matches no tool name";
        let message = Words::quoting(format!("`{pattern}` {rest}"), format!("the matcher {rest}"));
        reader.warn(code, span, message);
        let rest = "and the rule as `if` of the handler";
        reader.help(Words::quoting(
            format!("matcher `{tool}`, {rest}"),
            format!("write only the name of the tool as matcher, {rest}"),
        ));
    } else if pattern.contains(' ') && !pattern.contains('|') {
        reader.warn(code, span, spaced(pattern));
    }
}

/// Says that a name or pattern with a space matches no tool.
fn spaced(text: &str) -> Words {
    let rest = "never matches: no tool name contains a space";
    let text = short_name(text);
    Words::quoting(format!("`{text}` {rest}"), format!("the matcher {rest}"))
}
