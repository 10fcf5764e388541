//! Converts Codex's `matcher` texts into [`Matcher`]s: everything, a list of names, or a pattern of the `regex` crate.

use hooks_config::format::{Reader, Span};
use hooks_config::{DiagnosticCode, Words};
use hooks_types::spec::{Matcher, OnBadPattern, Pattern, PatternSyntax};
use hooks_types::text::short_name;

use crate::claude;
use crate::codex::TOOLS;
use crate::config::entries::Matched;
use crate::config::events::Target;
use crate::config::{matcher, tool_words};
use crate::known_tools::Kind;

/// Converts the matcher of a group of handlers; returns `None` if it matches everything.
pub(super) fn lower(_event: &str, target: Target, text: &str) -> Option<Matcher> {
    if matches!(text, "" | "*") || target == Target::Nothing {
        return None;
    }
    // In Codex a matcher that contains a space is a pattern, while in Claude Code it can be a list of names.
    let listed = text
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '|'));
    if !listed {
        let pattern = Pattern::new(text, PatternSyntax::Rust).with_on_bad(OnBadPattern::NeverRuns);
        return Some(Matcher::Pattern(pattern));
    }
    // The names contain no spaces, because a matcher with a space is a pattern. So do not trim them.
    let parts = text.split('|').filter(|part| !part.is_empty());
    Some(matcher::names(parts))
}

/// Warns about the parts of a matcher that can never match.
pub(super) fn remark(reader: &mut Reader<'_>, matched: &Matched<'_>) {
    matcher::remark(reader, matched, |reader, lowered, span| match lowered {
        Matcher::Names(names) => {
            never_sent(reader, names.iter().map(String::as_str), span);
            for name in names.iter().filter(|name| !NEVER_SENT.contains(&&***name)) {
                matcher::server_alone(reader, name, span);
            }
            // Leave out the names of `NEVER_SENT`: they have just been reported.
            let others = names.iter().map(String::as_str);
            let others: Vec<&str> = others.filter(|name| !NEVER_SENT.contains(name)).collect();
            tool_words::remark(reader, &others.join("|"), span, &TOOLS);
            readers(reader, &others, span);
        }
        Matcher::Pattern(pattern) if spaced(&pattern.text) => {
            let rest = "is a pattern that never matches: no tool name contains a space";
            let message = Words::quoting(
                format!("`{}` {rest}", short_name(&pattern.text)),
                format!("the matcher {rest}"),
            );
            reader.warn(DiagnosticCode::BadMatcher, span, message);
            reader.help("in Codex a list has no spaces: `Edit|Write`");
        }
        // A pattern such as `^shell$` or `^(shell|bash)$` only lists names, so check it like a list.
        Matcher::Pattern(pattern) => {
            let bare = pattern.text.trim_start_matches(['^', '(']);
            let bare = bare.trim_end_matches(['$', ')']);
            let names = || bare.split('|');
            if pattern.text.starts_with('^') && names().all(|name| NEVER_SENT.contains(&name)) {
                never_sent(reader, names(), span);
            }
        }
        _ => {}
    });
}

/// Returns whether every alternative of a pattern without brackets contains a space. Tool names contain no spaces, so
/// `Edit | Write`, which is a list in Claude Code, never matches in Codex.
fn spaced(pattern: &str) -> bool {
    !pattern.contains(['(', '[', '\\']) && pattern.split('|').all(|part| part.contains(' '))
}

/// The name that Codex's hooks see for every shell tool.
const SHELL: &str = "Bash";

/// Names of the shell tool that Codex never uses in payloads (Codex's source). So a matcher with one of these names
/// never matches.
const NEVER_SENT: &[&str] = &[
    "shell",
    "exec_command",
    "bash",
    "local_shell",
    "shell_command",
];

/// Warns about Claude Code's names of tools that read or search files. Codex has no such tools and uses its shell
/// instead. If the matcher also has the name of Codex's shell, adds only a note.
fn readers(reader: &mut Reader<'_>, names: &[&str], span: &Span) {
    let is_reader = |name: &&&str| {
        let kind = claude::TOOLS.kind_of(name);
        matches!(kind, Some(Kind::Read | Kind::Search | Kind::List))
    };
    for name in names.iter().filter(is_reader).take(REPORTED) {
        let message =
            format!("`{name}` is a tool of Claude Code; Codex reads files with its tool `{SHELL}`");
        let message = Words::ours(message);
        match names.contains(&SHELL) {
            true => reader.note(DiagnosticCode::BadMatcher, span, message),
            false => {
                reader.warn(DiagnosticCode::BadMatcher, span, message);
                let help =
                    format!("match `{SHELL}`, and let the hook look for the file in the command");
                reader.help(Words::ours(help));
            }
        }
    }
}

/// The maximum number of names of one matcher that are reported.
const REPORTED: usize = 10;

/// Warns about names of the shell that never match. If the matcher also has the name that matches, adds only a note.
fn never_sent<'n>(
    reader: &mut Reader<'_>,
    names: impl Iterator<Item = &'n str> + Clone,
    span: &Span,
) {
    let guards_shell = names.clone().any(|name| name == SHELL);
    for name in names.filter(|name| NEVER_SENT.contains(name)) {
        let message =
            format!("`{name}` never matches in Codex: hooks see every shell tool as `{SHELL}`");
        match guards_shell {
            true => reader.note(DiagnosticCode::BadMatcher, span, Words::ours(message)),
            false => {
                reader.warn(DiagnosticCode::BadMatcher, span, Words::ours(message));
                reader.help(Words::ours(format!("did you mean `{SHELL}`?")));
            }
        }
    }
}
