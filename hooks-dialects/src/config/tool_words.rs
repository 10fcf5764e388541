//! Finds tool names in matchers that the agent's hooks never see, because only other agents, agents' settings or
//! `hooks.toml` use these names.

use std::collections::BTreeSet;

use hooks_config::format::{Reader, Span};
use hooks_config::{DiagnosticCode, Words};
use hooks_types::near::nearest;

use crate::agent::AGENTS;
use crate::claude;
use crate::known_tools::KNOWN_TOOLS;
use crate::tools::{Kind, Tools};

/// The maximum number of different words of one matcher that are looked up.
const WORDS: usize = 50;

/// A word of a matcher that names a tool in another agent or format, but not in the agent whose file is read.
#[derive(Debug, PartialEq, Eq)]
struct Foreign {
    /// The agent's own names for the tool.
    own: &'static [&'static str],
    /// The agent or the format in which the word is a name of the tool, for messages.
    whose: String,
}

/// Warns about alternatives of a matcher that are tool names in other agents or formats, if this agent has different
/// names for the same tools.
pub(crate) fn remark(reader: &mut Reader<'_>, matcher: &str, span: &Span, tools: &Tools) {
    // Users copy matchers such as `Edit|Write` from another agent. In an agent with different tool names, these names
    // match no tool. So suggest the agent's own names.
    let parts: BTreeSet<&str> = matcher.split('|').map(str::trim).collect();
    for part in parts.iter().take(WORDS) {
        let Some(Foreign { own, whose }) = foreign(part, tools) else {
            continue;
        };
        // A matcher that also has this agent's own name was written for several agents, so do not warn. But always warn
        // about a name of Claude Code, because users copy whole lists of names from Claude Code.
        let is_copied = claude::TOOLS.kind_of(part).is_some();
        if !is_copied && own.iter().any(|own| parts.contains(own)) {
            continue;
        }
        let agent = reader.title();
        let Some(name) = own.first() else { continue };
        // The word is a name in our own tables, so the message quotes nothing from the file.
        let message = format!("`{part}` is not a tool name of {agent}");
        reader.warn(DiagnosticCode::BadMatcher, span, Words::ours(message));
        let mut cure = format!("{agent} calls this tool `{name}`");
        if !is_copied {
            cure += &format!(" (`{part}` is a name of {whose})");
        }
        reader.help(Words::ours(cure));
    }
}

/// Returns the agent's names for a tool that the word names elsewhere. Returns `None` if the word is also one of the
/// agent's own names or a part of such a name, or if the agent has no such tool. For Gemini CLI, `Bash` gives
/// `run_shell_command`.
fn foreign(word: &str, tools: &Tools) -> Option<Foreign> {
    if tools.is_own(word) {
        return None;
    }
    if let Some(kind) = claude::TOOLS.kind_of(word) {
        // Suggest nothing for `PowerShell`: this tool runs commands too, but not in a POSIX shell. An agent whose edits
        // are patches knows Claude Code's names for edits.
        let is_known = tools.edits_are_patches && matches!(kind, Kind::Write | Kind::Edit);
        let is_other = word != "PowerShell" && !is_known;
        return Foreign::of(kind, tools, "Claude Code").filter(|_| is_other);
    }
    let all = tools
        .names
        .iter()
        .flat_map(|(_, names)| names.iter().copied());
    if all.clone().any(|own| own.contains(word)) {
        return None;
    }
    // A word that is similar to one of the agent's own names is a typo, which `hooks check` reports separately. The
    // comparison costs the most, so it comes last.
    elsewhere(word, tools).filter(|_| nearest(word, all).is_none())
}

/// Returns the agent's names for a tool that the word names in another agent's payloads or settings, or in
/// `hooks.toml`.
fn elsewhere(word: &str, tools: &Tools) -> Option<Foreign> {
    for agent in AGENTS {
        let mut names = agent.in_settings.iter();
        if let Some((_, kind)) = names.find(|(name, _)| *name == word) {
            return Foreign::of(*kind, tools, &format!("{}'s settings", agent.title));
        }
    }
    if let Some((agent, kind)) = AGENTS.iter().find_map(|it| Some((it, it.kind_of(word)?))) {
        return Foreign::of(kind, tools, agent.title);
    }
    let known = KNOWN_TOOLS.iter().find(|known| known.canonical == word);
    Foreign::of(known?.kind, tools, "`hooks.toml`")
}

impl Foreign {
    /// Describes a name of a tool of this kind; `None` if the agent has no such tool.
    fn of(kind: Kind, tools: &Tools, whose: &str) -> Option<Self> {
        let (own, whose) = (tools.names_of(kind), whose.to_owned());
        (!own.is_empty()).then_some(Self { own, whose })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{codex, copilot, cursor, gemini, goose};

    fn own_name(word: &str, tools: &Tools) -> Option<&'static str> {
        foreign(word, tools)?.own.first().copied()
    }

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
            (&codex::TOOLS, "Edit", None),
        ] {
            assert_eq!(own_name(word, tools), own, "{tools} {word}");
        }
    }

    #[test]
    fn a_word_of_any_other_agent_has_the_name_that_the_agent_sends() {
        for (tools, word, own) in [
            (&codex::TOOLS, "run_shell_command", Some("Bash")),
            (&codex::TOOLS, "write_file", Some("apply_patch")),
            (&gemini::TOOLS, "ShellTool", Some("run_shell_command")),
            (&gemini::TOOLS, "EditTool", Some("replace")),
            (&gemini::TOOLS, "shell", None),
            (&gemini::TOOLS, "my_tool", None),
            (&claude::TOOLS, "run_shell_command", Some("Bash")),
            (&claude::TOOLS, "shell", Some("Bash")),
            // These are typos of the agent's own name.
            (&claude::TOOLS, "bash", None),
            (&claude::TOOLS, "mcp__x__shell", None),
        ] {
            assert_eq!(own_name(word, tools), own, "{tools} {word}");
        }
    }
}
