//! Finds the event that is meant by a misspelt name or by a name from another agent.

use std::cmp::Reverse;

use super::EventName;
use crate::near::nearest;

/// The maximum number of characters of a name that are read. The rest of a longer name is ignored.
const LONGEST: usize = 64;

// The words that people and agents use in the names of events. The words of a list are synonyms.
const BEFORE: &[&str] = &["pre", "before", "will"];
const AFTER: &[&str] = &["post", "after", "did", "completed", "result"];
const STARTS: &[&str] = &["start", "started", "begin", "begins", "init", "open"];
const ENDS: &[&str] = &[
    "end", "ended", "ends", "finish", "finished", "close", "exit", "quit",
];
const STOPS: &[&str] = &["stop", "stops", "stopped", "stopping", "idle"];
const FAILS: &[&str] = &["failure", "failed", "fail", "error"];
const TOOL: &[&str] = &[
    "tool",
    "tools",
    "shell",
    "bash",
    "command",
    "exec",
    "execution",
    "mcp",
    "edit",
    "write",
    "file",
];
const PROMPT: &[&str] = &["prompt", "prompts", "input", "submit"];
const COMPACT: &[&str] = &["compact", "compaction", "compress", "compression"];
const PERMISSION: &[&str] = &["permission", "permissions", "approval", "approve"];
const NOTIFICATION: &[&str] = &["notification", "notifications", "notify"];
const INTERRUPT: &[&str] = &["interrupt", "interrupted", "cancel", "cancelled", "abort"];
const SUBAGENT: &[&str] = &["subagent", "subtask"];
const SESSION: &[&str] = &["session"];
const TURN: &[&str] = &["turn", "agent"];

impl EventName {
    /// Returns the event of [`EventName::ALL`] that `name` probably means: an event with a similar name, or an event
    /// that the name describes in different words (`before_tool_use`, `on_tool_call`, `beforeSubmitPrompt`). Returns
    /// `None` if no event fits the name.
    pub fn meant_by(name: &str) -> Option<&'static Self> {
        let known = || Self::ALL.iter();
        let near = nearest(name, known().map(Self::wire_name));
        let near = near.and_then(|near| known().find(|event| event.wire_name() == near));
        near.or_else(|| described(&words(name)))
    }

    /// Returns the candidate that has the most words in common with `name`, such as `beforeShellExecution` for
    /// `beforeBash`. If several candidates have equally many, returns the candidate with the fewest other words.
    /// Returns `None` if no word is the same.
    pub fn nearest_by_words<'c>(
        name: &str,
        candidates: impl IntoIterator<Item = &'c str>,
    ) -> Option<&'c str> {
        let given = ideas(name);
        let counted = candidates.into_iter().map(|candidate| {
            let own = ideas(candidate);
            let common = own.iter().filter(|idea| given.contains(idea)).count();
            (common, own.len() - common, candidate)
        });
        let shared = counted.filter(|(common, ..)| *common > 0);
        // `min_by_key` returns the first of equal candidates. So callers list the event for calls of all kinds before
        // the events for one kind of call.
        let best = shared.min_by_key(|(common, others, _)| (Reverse(*common), *others));
        best.map(|(.., candidate)| candidate)
    }
}

/// A list of synonyms.
type Words = &'static [&'static str];

/// The words that describe each event. A name means the event if it contains a word of the first list and, if the row
/// has further lists, also a word of at least one further list. The first row that fits is used.
const DESCRIPTIONS: &[(Words, &[Words], EventName)] = &[
    (PERMISSION, &[], EventName::PermissionRequest),
    (SUBAGENT, &[ENDS, STOPS, AFTER], EventName::SubagentStop),
    (SUBAGENT, &[STARTS, BEFORE], EventName::SubagentStart),
    (COMPACT, &[ENDS, STOPS, AFTER], EventName::PostCompact),
    (COMPACT, &[], EventName::PreCompact),
    (SESSION, &[STARTS], EventName::SessionStart),
    (SESSION, &[ENDS, STOPS], EventName::SessionEnd),
    (TOOL, &[FAILS], EventName::PostToolUseFailure),
    (TOOL, &[AFTER, ENDS], EventName::PostToolUse),
    (TOOL, &[], EventName::PreToolUse),
    (PROMPT, &[], EventName::UserPromptSubmit),
    (NOTIFICATION, &[], EventName::Notification),
    (INTERRUPT, &[], EventName::Interrupt),
    (STOPS, &[], EventName::Stop),
    (TURN, &[ENDS], EventName::Stop),
];

/// Returns the event that these words describe.
fn described(words: &[String]) -> Option<&'static EventName> {
    let has = |those: &[&str]| words.iter().any(|word| those.contains(&word.as_str()));
    let fits = |(first, others, event): &&(Words, &[Words], EventName)| {
        // `UserPromptSubmit` fires before the agent handles the prompt, so a name like `after_prompt` does not mean
        // this event.
        let is_late = *event == EventName::UserPromptSubmit && has(AFTER);
        has(first) && (others.is_empty() || others.iter().any(|those| has(those))) && !is_late
    };
    DESCRIPTIONS.iter().find(fits).map(|(_, _, event)| event)
}

/// Returns the words of a name without words that most names have. Words that people use for the same thing (`bash` and
/// `shell`) become one word.
fn ideas(name: &str) -> Vec<String> {
    const SHELL: &[&str] = &["shell", "bash", "command", "terminal"];
    const EDIT: &[&str] = &["edit", "write"];
    const EMPTY: [&str; 4] = ["use", "execution", "exec", "on"];
    let mut words = words(name);
    words.retain(|word| !EMPTY.contains(&word.as_str()));
    for word in &mut words {
        let same = [BEFORE, AFTER, SHELL, EDIT];
        let same = same.iter().find(|same| same.contains(&word.as_str()));
        if let Some(first) = same.and_then(|same| same.first()) {
            *word = (*first).to_owned();
        }
    }
    words
}

/// Splits a name into words at its separators and capital letters, and converts the words to lower case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    let mut letters = name.chars().take(LONGEST).peekable();
    while let Some(letter) = letters.next() {
        // `MCPExecution` is two words. The second word begins at the capital letter that precedes a small letter.
        let begins_word = was_small || letters.peek().is_some_and(|next| next.is_lowercase());
        if !letter.is_alphanumeric() || (letter.is_uppercase() && begins_word) {
            words.push(String::new());
        }
        was_small = letter.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_people_and_of_other_agents_lead_to_the_event() {
        for (event, names) in [
            (
                EventName::PreToolUse,
                &[
                    "before_tool_use",
                    "on_tool_call",
                    "preToolCall",
                    "BeforeTool",
                    "pre_bash",
                    "beforeShellExecution",
                    "beforeMCPExecution",
                    "tool_start",
                    "PreTolUse",
                    "pre-command",
                    "tool.call",
                ][..],
            ),
            (
                EventName::PostToolUse,
                &[
                    "after_tool_use",
                    "afterFileEdit",
                    "on_tool_end",
                    "tool_result",
                ],
            ),
            (
                EventName::PostToolUseFailure,
                &["on_tool_error", "tool_failed"],
            ),
            (
                EventName::UserPromptSubmit,
                &[
                    "beforeSubmitPrompt",
                    "on_prompt",
                    "prompt_submit",
                    "user_input",
                ],
            ),
            (
                EventName::PermissionRequest,
                &["on_approval", "ask_permission"],
            ),
            (
                EventName::Stop,
                &["on_stop", "agentStop", "turn_end", "before_stop"],
            ),
            (
                EventName::SubagentStop,
                &["subagent_end", "onSubagentStopped"],
            ),
            (EventName::SubagentStart, &["subagent_begin"]),
            (
                EventName::SessionStart,
                &["on_session_start", "sessionBegin"],
            ),
            (EventName::SessionEnd, &["session_stop", "on_session_close"]),
            (EventName::PreCompact, &["PreCompress", "before_compaction"]),
            (EventName::PostCompact, &["after_compaction"]),
            (EventName::Notification, &["on_notify"]),
            (EventName::Interrupt, &["on_cancel"]),
        ] {
            for name in names {
                assert_eq!(EventName::meant_by(name), Some(&event), "{name}");
            }
        }
    }

    #[test]
    fn of_several_events_the_one_with_the_most_words_in_common_is_near() {
        let cursor = [
            "preToolUse",
            "beforeShellExecution",
            "beforeMCPExecution",
            "afterFileEdit",
        ];
        for (given, near) in [
            ("beforeShell", Some("beforeShellExecution")),
            ("beforeBash", Some("beforeShellExecution")),
            ("pre_command", Some("beforeShellExecution")),
            ("beforeMcp", Some("beforeMCPExecution")),
            ("before_tool_use", Some("preToolUse")),
            ("postWriteFile", Some("afterFileEdit")),
            ("deploy", None),
        ] {
            assert_eq!(EventName::nearest_by_words(given, cursor), near, "{given}");
        }
    }

    #[test]
    fn a_name_of_something_else_leads_nowhere() {
        for name in ["", "pre_commit", "deploy", "post_merge", "_", "on_", "前"] {
            assert_eq!(EventName::meant_by(name), None, "{name}");
        }
        assert_eq!(EventName::meant_by(&"a_".repeat(1 << 20)), None);
    }
}
