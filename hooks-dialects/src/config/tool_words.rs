//! Finds Claude Code's tool names in matchers of other agents.

use hooks_config::DiagnosticCode;
use hooks_config::format::{Reader, Span};

/// Warns about alternatives of a matcher that are Claude Code's names for tools of this agent. `own`
/// holds pairs of (Claude Code's name, the agent's name).
pub(crate) fn remark(reader: &mut Reader<'_>, matcher: &str, span: &Span, own: &[(&str, &str)]) {
    for part in matcher.split('|').map(str::trim) {
        let Some((_, name)) = own.iter().find(|(claude, _)| *claude == part) else {
            continue;
        };
        let agent = reader.title();
        let message = format!("`{part}` is not a tool name of {agent}");
        reader.warn(DiagnosticCode::BadMatcher, span, message);
        reader.help(format!("there it is `{name}`"));
    }
}
