//! Codex's `matcher`: everything, a list, or a pattern of the `regex` crate.

use hooks_config::DiagnosticCode;
use hooks_config::format::{Reader, Text};
use hooks_types::{Alphabet, Matcher, OnBadPattern, Pattern};

use crate::config::events::{EventKey, Target};
use crate::config::pattern;

/// The matcher of a group; none where it fits everything.
pub(super) fn lower(target: Target, text: &str) -> Option<Matcher> {
    if matches!(text, "" | "*") || target == Target::Nothing {
        return None;
    }
    let listed = text
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '|'));
    if !listed {
        let pattern = Pattern::new(text, Alphabet::Rust).with_on_bad(OnBadPattern::NeverRuns);
        return Some(Matcher::Pattern(pattern));
    }
    let names: Vec<String> = text
        .split('|')
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    Some(if names.is_empty() {
        Matcher::Never
    } else {
        Matcher::Names(names)
    })
}

/// Names what of a group's matcher can never fit.
pub(super) fn remark(reader: &mut Reader<'_>, key: EventKey<'_>, matcher: Option<Text<'_>>) {
    let EventKey::Known(row) = key else { return };
    let Some(Text { text, span, .. }) = matcher else {
        return;
    };
    let code = DiagnosticCode::BadMatcher;
    let lowered = lower(row.target, text);
    if pattern::remark(reader, lowered.as_ref(), span) {
        return;
    }
    match (lowered, row.target) {
        (None, Target::Nothing) if !matches!(text, "" | "*") => {
            let message = format!("{} has nothing to match; the matcher is ignored", row.name);
            reader.warn(DiagnosticCode::NoEffect, span, message);
        }
        (Some(Matcher::Names(names)), Target::OneOf(known)) => {
            for name in names.iter().filter(|name| !known.contains(&name.as_str())) {
                let message = format!("`{name}` never fits {}", row.name);
                reader.warn(code, span, message);
                reader.help(format!("known are {}", known.join(", ")));
            }
        }
        (Some(Matcher::Names(names)), Target::Tool) => {
            for name in &names {
                tool_name(reader, name, span);
            }
        }
        (Some(Matcher::Pattern(pattern)), Target::Tool) if spaced(&pattern.text) => {
            let message =
                format!("`{text}` is a pattern that never fits: no tool name contains a space");
            reader.warn(code, span, message);
            reader.help("in Codex a list has no spaces: `Edit|Write`");
        }
        (Some(Matcher::Never), _) => {
            let message = "the matcher names nothing, so the group never runs";
            reader.warn(code, span, message);
        }
        _ => {}
    }
}

/// Whether every alternative of a pattern without brackets holds a space.
fn spaced(pattern: &str) -> bool {
    !pattern.contains(['(', '[', '\\']) && pattern.split('|').all(|part| part.contains(' '))
}

fn tool_name(reader: &mut Reader<'_>, name: &str, span: &std::ops::Range<usize>) {
    let code = DiagnosticCode::BadMatcher;
    if matches!(
        name,
        "shell" | "exec_command" | "bash" | "local_shell" | "shell_command"
    ) {
        let message = format!("`{name}` never fits: every shell tool of Codex is `Bash` to hooks");
        reader.note(code, span, message);
    } else if name.starts_with("mcp__") && name.matches("__").count() < 2 {
        let message = format!("`{name}` is compared whole and names no tool of the server");
        reader.warn(code, span, message);
        reader.help(format!("`{name}__.*` fits all of its tools"));
    }
}
