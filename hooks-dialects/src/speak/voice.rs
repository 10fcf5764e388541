//! How an agent's texts are joined, and how notes and reasons are worded.

use hooks_types::answer::{Note, NoteCode};
use serde_json::Value;

use super::Part::{self, Allow, Ask, Block, Context, Env, Notice, Replacement, Stop};
use crate::reading::shown;

/// What is the same on every event of an agent.
#[derive(Debug)]
pub(crate) struct Voice {
    /// Notes and reasons name this agent; `None`: they name the event, and say what became a block.
    pub(crate) agent: Option<&'static str>,
    /// What stands between two texts.
    pub(crate) separator: &'static str,
    /// Whether a text for the user is shown once, however many hooks say it.
    pub(crate) notices_once: bool,
    /// Whether each text for the user is a progress line of its own before the answer.
    pub(crate) progress_lines: bool,
    /// Whether an empty object is printed where there is nothing to say.
    pub(crate) always_answers: bool,
}

/// What notes call a part, beside an event's name and beside an agent's, in their order.
const NAMES: &[(Part, &str, &str)] = &[
    (Ask, "ask", "a question to the user"),
    (Replacement, "a replacement", "a replacement"),
    (Stop, "the end of the run", "that the run should end"),
    (Block, "a block", "a block"),
    (Allow, "an allow", "an allow"),
    (Context, "context", "a text for the model"),
    (Notice, "a notice", "a text for the user"),
    (Env, "a variable", "a variable"),
];

const ASKED: &str = "a hook wants the user to be asked";

impl Voice {
    /// Claude Code and Codex.
    pub(crate) const CLAUDE_FAMILY: Self = Self {
        agent: None,
        ..Self::of("", "\n\n")
    };

    /// An agent whose notes name it.
    pub(crate) const fn of(agent: &'static str, separator: &'static str) -> Self {
        Self {
            agent: Some(agent),
            separator,
            notices_once: false,
            progress_lines: false,
            always_answers: false,
        }
    }

    /// One note for each part of a report that `event` cannot carry: it became a block, or was left
    /// out.
    pub(super) fn notes(&self, unsaid: &[(Part, bool)], event: &str) -> Vec<Note> {
        let note = |(part, of_event, of_agent): &(Part, &str, &str)| {
            let (_, blocks) = unsaid.iter().find(|(unsaid, _)| unsaid == part)?;
            let became = match blocks {
                true => "became a block",
                false => "was left out",
            };
            let text = match self.agent {
                None => format!("{of_event} cannot be said on {event} and {became}"),
                Some(agent) if *blocks => {
                    format!("{agent} has no way to say {of_agent} here; it {became}")
                }
                Some(agent) => format!("{agent} has no way to say {of_agent} here"),
            };
            Some(Note::new(NoteCode::Unsayable, text))
        };
        NAMES.iter().filter_map(note).collect()
    }

    /// The reason of the block that stands for a question.
    pub(super) fn instead_of_asking(&self, message: Option<&str>) -> String {
        match (self.agent, message) {
            (None, Some(message)) => format!("{ASKED}: {message}"),
            (Some(_), Some(message)) => message.to_owned(),
            (_, None) => ASKED.to_owned(),
        }
    }

    /// The reason of the block that stands for a replacement of `what`; it shows what was wanted.
    pub(super) fn instead_of(&self, what: &str, message: Option<&str>, content: &Value) -> String {
        let Some(agent) = self.agent else {
            return format!("a hook wants another {what}: {}", shown(content));
        };
        let text = content.as_str().map(str::to_owned);
        let whole = text.unwrap_or_else(|| content.to_string());
        let why = message.map(|text| format!("{text}. ")).unwrap_or_default();
        format!(
            "{why}A hook replaces the {what}, which {agent} cannot do here. What it should be: {whole}"
        )
    }
}
