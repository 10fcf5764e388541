//! Finds Claude Code's tool names in the matchers of other agents.

use hooks_config::format::{Reader, Span};
use hooks_config::{DiagnosticCode, Words};

use crate::claude;
use crate::tools::Tools;

/// Warns about alternatives of a matcher that are Claude Code's tool names, if this agent has different names for the
/// same tools.
pub(crate) fn remark(reader: &mut Reader<'_>, matcher: &str, span: &Span, tools: &Tools) {
    // Users copy matchers such as `Edit|Write` from Claude Code. In an agent with different tool names, these names
    // match no tool. So suggest the agent's own names.
    for part in matcher.split('|').map(str::trim) {
        let Some(name) = own_name(part, tools) else {
            continue;
        };
        let agent = reader.title();
        // The word is a name from our own table, so the message quotes nothing from the file.
        let message = format!("`{part}` is not a tool name of {agent}");
        reader.warn(DiagnosticCode::BadMatcher, span, Words::ours(message));
        reader.help(Words::ours(format!("there it is `{name}`")));
    }
}

/// Returns the agent's name for a tool of Claude Code. Returns `None` if both names are equal or the agent has no such
/// tool. For Gemini CLI, `Bash` gives `run_shell_command`.
fn own_name(word: &str, tools: &Tools) -> Option<&'static str> {
    let kind = claude::TOOLS.kind_of(word)?;
    // Suggest nothing for `PowerShell`: this tool runs commands too, but not in a POSIX shell.
    let is_other = tools.kind_of(word).is_none() && word != "PowerShell";
    tools.names_of(kind).first().copied().filter(|_| is_other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{copilot, cursor, gemini, goose};

    #[test]
    fn a_word_of_claude_code_has_the_name_that_the_agent_sends() {
        for (tools, word, own) in [
            (&gemini::TOOLS, "Bash", Some("run_shell_command")),
            (&gemini::TOOLS, "MultiEdit", Some("replace")),
            (&gemini::TOOLS, "WebSearch", Some("google_web_search")),
            (&gemini::TOOLS, "Task", None),
            (&cursor::TOOLS, "Edit", Some("Write")),
            (&cursor::TOOLS, "Write", None),
            (&copilot::TOOLS, "Read", Some("view")),
            (&copilot::TOOLS, "PowerShell", None),
            (&goose::TOOLS, "Edit", Some("developer__edit")),
            (&goose::TOOLS, "Edit.*", None),
        ] {
            assert_eq!(own_name(word, tools), own, "{tools} {word}");
        }
    }
}
