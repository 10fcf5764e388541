//! Claude Code's names of tools in matchers of agents that call them otherwise.

use hooks_config::DiagnosticCode;
use hooks_config::format::{Reader, Span};

/// Names the alternatives of a matcher that are Claude Code's words for what the file's agent calls
/// otherwise; `own` pairs both.
pub(crate) fn remark(reader: &mut Reader<'_>, matcher: &str, span: &Span, own: &[(&str, &str)]) {
    for part in matcher.split('|').map(str::trim) {
        let Some((_, name)) = own.iter().find(|(claude, _)| *claude == part) else {
            continue;
        };
        let agent = reader.title();
        let message = format!("`{part}` fits no tool: it is no name of {agent}");
        reader.warn(DiagnosticCode::BadMatcher, span, message);
        reader.help(format!("there it is `{name}`"));
    }
}
