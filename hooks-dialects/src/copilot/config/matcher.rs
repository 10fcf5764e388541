//! Copilot's matchers: patterns over the whole name, and Claude Code's lists under PascalCase keys.

use hooks_config::DiagnosticCode;
use hooks_config::format::{Reader, Text};
use hooks_types::{Alphabet, Matcher, OnBadPattern, Pattern};

use crate::config::events::Target;
use crate::config::{pattern, tool_words};

/// The matcher of an entry; none where it fits everything or nothing is tested.
pub(super) fn lower(key: &str, target: Target, text: &str) -> Option<Matcher> {
    let lists = lists(key);
    let all = text.is_empty() || (lists && matches!(text, "*" | "**"));
    if all || target == Target::Nothing {
        return None;
    }
    let listed = lists
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '|' | ' '));
    if !listed {
        let pattern = Pattern::new(text, Alphabet::EcmaScript)
            .with_anchor(hooks_types::Anchor::Whole)
            .with_on_bad(OnBadPattern::NeverRuns);
        return Some(Matcher::Pattern(pattern));
    }
    let names: Vec<String> = text
        .split('|')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    Some(if names.is_empty() {
        Matcher::Never
    } else {
        Matcher::Names(names)
    })
}

/// Keys under which a matcher follows Claude Code's rules.
fn lists(key: &str) -> bool {
    matches!(key, "PreToolUse" | "PermissionRequest")
}

/// Names what of a matcher can never fit.
pub(super) fn remark(reader: &mut Reader<'_>, key: &str, target: Target, matcher: Text<'_>) {
    let Text { text, span, .. } = matcher;
    let code = DiagnosticCode::BadMatcher;
    let lowered = lower(key, target, text);
    if pattern::remark(reader, lowered.as_ref(), span) {
        if text.starts_with('*') {
            reader.help("to fit everything, leave the matcher out");
        }
        return;
    }
    match (lowered, target) {
        (None, Target::Nothing) if !matches!(text, "" | "*" | "**" | ".*") => {
            let message = format!("{key} has nothing to match; the matcher is ignored");
            reader.warn(DiagnosticCode::NoEffect, span, message);
        }
        (Some(Matcher::Pattern(pattern)), Target::OneOf(known)) => {
            let plain = |part: &&str| part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            for part in pattern.text.split('|').filter(plain) {
                if !known.contains(&part) {
                    let message = format!("`{part}` never fits {key}");
                    reader.warn(code, span, message);
                    reader.help(format!("known are {}", known.join(", ")));
                }
            }
        }
        (Some(Matcher::Pattern(pattern)), Target::Tool) if !lists(key) => {
            tool_words::remark(reader, &pattern.text, span, "Copilot", WORDS);
        }
        (Some(Matcher::Never), _) => {
            let message = "the matcher names nothing, so the hook never runs";
            reader.warn(code, span, message);
        }
        _ => {}
    }
}

/// Claude Code's word and the runtime's, which every key outside Claude's rules is tested against.
const WORDS: &[(&str, &str)] = &[
    ("Bash", "bash"),
    ("Read", "view"),
    ("Write", "create"),
    ("Edit", "edit"),
    ("MultiEdit", "edit"),
    ("Grep", "grep"),
    ("Glob", "glob"),
];
