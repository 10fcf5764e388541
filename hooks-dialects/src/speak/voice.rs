//! How the texts of an agent's output are joined, and how notes and reasons are worded.

use hooks_types::answer::{Note, NoteCode};
use hooks_types::text::sentence;
use serde_json::Value;

use super::Part::{self, Allow, Ask, Block, Context, Env, Notice, Replacement, Stop};
use crate::reading::shown;

/// Properties of an agent's output that are the same on every event.
#[derive(Debug)]
pub(crate) struct Voice {
    /// The agent's name in notes and reasons. `None` means that notes and reasons name the event instead, and say which
    /// part became a block.
    pub(crate) agent: Option<&'static str>,
    /// The separator between two texts that are joined.
    pub(crate) separator: &'static str,
    /// Whether equal texts for the user that come from several hooks are printed only once.
    pub(crate) notices_once: bool,
    /// Whether each text for the user is printed as a progress line before the answer.
    pub(crate) progress_lines: bool,
    /// Whether an empty object is printed if the report has no part to express.
    pub(crate) always_answers: bool,
}

/// For each part, its name in notes that name the event, and its name in notes that name the agent. Notes are printed
/// in this order.
const NAMES: &[(Part, &str, &str)] = &[
    (Ask, "ask", "a question to the user"),
    (Replacement, "a replacement", "a replacement"),
    (Stop, "the end of the run", "the end of the run"),
    (Block, "a block", "a block"),
    (Allow, "an allow", "an allow"),
    (Context, "context", "a text for the model"),
    (Notice, "a notice", "a text for the user"),
    (Env, "a variable", "a variable"),
];

/// The reason of a block that is printed instead of a question to the user, if the hook gave no reason.
const ASKED: &str = "a hook wants to ask the user";

impl Voice {
    /// The wording for Claude Code and Codex.
    pub(crate) const CLAUDE_FAMILY: Self = Self {
        agent: None,
        ..Self::of("", "\n\n")
    };

    /// Creates the wording for an agent whose name is mentioned in notes.
    pub(crate) const fn of(agent: &'static str, separator: &'static str) -> Self {
        Self {
            agent: Some(agent),
            separator,
            notices_once: false,
            progress_lines: false,
            always_answers: false,
        }
    }

    /// Returns one note for each kind of part in `unsaid`, the parts that `event` cannot express.
    pub(super) fn notes(&self, unsaid: &[(Part, bool)], event: &str) -> Vec<Note> {
        let note = |(part, of_event, of_agent): &(Part, &str, &str)| {
            let (_, blocks) = unsaid.iter().find(|(unsaid, _)| unsaid == part)?;
            let became = match blocks {
                true => "became a block",
                false => "was left out",
            };
            let text = match self.agent {
                None => format!("{of_event} cannot be expressed on {event} and {became}"),
                Some(agent) if *blocks => {
                    format!("{agent} has no way to express {of_agent} here; it {became}")
                }
                Some(agent) => format!("{agent} has no way to express {of_agent} here"),
            };
            Some(Note::new(NoteCode::Unsayable, text))
        };
        NAMES.iter().filter_map(note).collect()
    }

    /// Returns the reason of the block printed instead of a question.
    pub(super) fn instead_of_asking(&self, message: Option<&str>) -> String {
        match (self.agent, message) {
            (None, Some(message)) => format!("{ASKED}: {message}"),
            (Some(_), Some(message)) => message.to_owned(),
            (_, None) => ASKED.to_owned(),
        }
    }

    /// Returns the reason of the block printed instead of a replacement of `what`; it quotes the
    /// replacement.
    pub(super) fn instead_of(&self, what: &str, message: Option<&str>, content: &Value) -> String {
        let Some(agent) = self.agent else {
            return format!("a hook wants another {what}: {}", shown(content));
        };
        // The reason quotes the whole replacement, because the model is shown the replacement nowhere else.
        let text = content.as_str().map(str::to_owned);
        let whole = text.unwrap_or_else(|| content.to_string());
        let why = message
            .map(|text| format!("{} ", sentence(text)))
            .unwrap_or_default();
        format!(
            "{why}A hook replaces the {what}, but {agent} accepts no replacement here. The replacement: {whole}"
        )
    }
}
