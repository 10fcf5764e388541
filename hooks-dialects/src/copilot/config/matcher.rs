//! Converts Copilot's `matcher` texts into [`Matcher`]s: patterns that must match the whole name or, under event keys
//! in PascalCase (`PreToolUse`), Claude Code's lists.

use hooks_config::format::{Reader, Text};
use hooks_types::spec::{Matcher, OnBadPattern, Pattern, PatternSyntax};

use crate::config::entries::Matched;
use crate::config::events::Target;
use crate::config::{matcher, pattern, tool_words};
use crate::copilot::TOOLS;

/// Converts the matcher of an entry; returns `None` if it matches everything or the event has nothing to match.
pub(super) fn lower(key: &str, target: Target, text: &str) -> Option<Matcher> {
    let lists = lists(key);
    let all = lists && matches!(text, "" | "*" | "**");
    if all || target == Target::Nothing {
        return None;
    }
    // Copilot turns an empty matcher into the pattern `^(?:)$`, which matches only an empty name. So the hook never
    // runs.
    if text.is_empty() {
        return Some(Matcher::Never);
    }
    let listed = lists
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '|' | ' '));
    if !listed {
        let pattern = Pattern::new(text, PatternSyntax::EcmaScript)
            // Copilot anchors every pattern: `^(?:PATTERN)$` (hooks reference).
            .with_anchor(hooks_types::spec::Anchor::Whole)
            .with_on_bad(OnBadPattern::NeverRuns);
        return Some(Matcher::Pattern(pattern));
    }
    let parts = text.split('|').map(str::trim);
    Some(matcher::names(parts.filter(|part| !part.is_empty())))
}

/// Returns whether matchers under this event key are read by Claude Code's rules.
fn lists(key: &str) -> bool {
    matches!(key, "PreToolUse" | "PermissionRequest")
}

/// Warns about the parts of a matcher that can never match.
pub(super) fn remark(reader: &mut Reader<'_>, matched: &Matched<'_>) {
    let (key, Text { text, span, .. }) = (matched.event, matched.text);
    let lowered = matched.lowered.as_ref();
    if pattern::remark(reader, lowered, span) {
        if text.starts_with('*') {
            reader.help("to match everything, leave the matcher out");
        }
        return;
    }
    match (lowered, matched.target) {
        (None, Target::Nothing) if !matches!(text, "" | "*" | "**" | ".*") => {
            matcher::nothing_to_match(reader, key, span);
        }
        (Some(Matcher::Pattern(pattern)), Target::OneOf(known)) => {
            let plain = |part: &&str| part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            for part in pattern.text.split('|').filter(plain) {
                if !known.contains(&part) {
                    let rest = format!("never matches {key}");
                    matcher::unknown_word(reader, (part, &rest), known, span);
                }
            }
        }
        (Some(Matcher::Pattern(pattern)), Target::Tool) if !lists(key) => {
            tool_words::remark(reader, &pattern.text, span, &TOOLS);
        }
        (Some(Matcher::Never), _) => matcher::never(reader, span, "hook"),
        _ => {}
    }
}
