//! Copilot's matchers: patterns over the whole name, and Claude Code's lists under PascalCase keys.

use hooks_types::{Alphabet, Matcher, OnBadPattern, Pattern};

use crate::diagnostic::DiagnosticCode;
use crate::foreign::events::Target;
use crate::foreign::fields::Text;
use crate::foreign::reader::Reader;

/// The matcher of an entry; none where it fits everything or nothing is tested.
pub(super) fn lower(key: &str, target: Target, text: &str) -> Option<Matcher> {
    let lists = matches!(key, "PreToolUse" | "PermissionRequest");
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
            .whole()
            .when_bad(OnBadPattern::NeverRuns);
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

/// Names what of a matcher can never fit.
pub(super) fn remark(reader: &mut Reader<'_>, key: &str, target: Target, matcher: Text<'_>) {
    let Text { text, span } = matcher;
    let code = DiagnosticCode::BadMatcher;
    match (lower(key, target, text), target) {
        (None, Target::Nothing) if !matches!(text, "" | "*" | "**" | ".*") => {
            let message = format!("{key} has nothing to match; the matcher is ignored");
            reader.warn(DiagnosticCode::NoEffect, span, message);
        }
        (Some(Matcher::Pattern(pattern)), _) if matches!(pattern.text.as_str(), "*" | "**") => {
            let message = format!("`{text}` is no pattern; under {key} the hook never runs");
            reader.error(code, span, message);
            reader.help("leave the matcher out, or write `.*`");
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
        (Some(Matcher::Pattern(pattern)), Target::Tool) => {
            claude_names(reader, &pattern.text, span)
        }
        (Some(Matcher::Never), _) => {
            let message = "the matcher names nothing, so the hook never runs";
            reader.warn(code, span, message);
        }
        _ => {}
    }
}

/// Claude Code's names of tools: keys outside Claude's rules match the runtime's own names.
fn claude_names(reader: &mut Reader<'_>, pattern: &str, span: &std::ops::Range<usize>) {
    for part in pattern.split('|') {
        let own = match part {
            "Bash" => "bash",
            "Read" => "view",
            "Write" => "create",
            "Edit" | "MultiEdit" => "edit",
            "Grep" => "grep",
            "Glob" => "glob",
            _ => continue,
        };
        let message = format!(
            "`{part}` fits no tool here: the event's matcher is tested against Copilot's own names"
        );
        reader.warn(DiagnosticCode::BadMatcher, span, message);
        reader.help(format!("there it is `{own}`"));
    }
}
