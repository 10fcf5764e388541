//! How an agent's texts are joined, and how notes and reasons are worded.

use hooks_types::{Note, NoteCode};
use serde_json::Value;

use super::Part::{self, Allow, Ask, Block, Context, Env, Notice, Replacement, Stop};
use super::Parts;
use crate::reading::shown;

/// What is the same on every event of an agent.
#[derive(Debug)]
pub(crate) struct Voice {
    /// Notes and reasons name this agent; `None`: they name the event, and say what became a block.
    pub(crate) agent: Option<&'static str>,
    /// The parts that are noted where they cannot be said, in the order of the notes.
    pub(crate) noted: Parts,
    /// What stands between two texts.
    pub(crate) separator: &'static str,
    /// Whether a text for the user is shown once, however many hooks say it.
    pub(crate) notices_once: bool,
    /// Whether each text for the user is a progress line of its own before the answer.
    pub(crate) progress_lines: bool,
    /// Whether an empty object is printed where there is nothing to say.
    pub(crate) always_answers: bool,
}

/// What notes call a part: beside an event's name, and beside an agent's.
const NAMES: &[(Part, &str, &str)] = &[
    (Ask, "ask", "a question to the user"),
    (Replacement, "a replacement", "another output of the tool"),
    (Stop, "the end of the run", "that the run should end"),
    (Block, "a block", "a block"),
    (Allow, "an allow", "an allow"),
    (Context, "context", "a text for the model"),
    (Notice, "a notice", "a text for the user"),
    (Env, "a variable", "a variable"),
];

const FAMILY_NOTED: Parts = &[Ask, Replacement, Stop, Block, Allow, Context, Notice];

const ASKED: &str = "a hook wants the user to be asked";

impl Voice {
    /// Claude Code and Codex.
    pub(crate) const CLAUDE_FAMILY: Self = Self {
        agent: None,
        ..Self::of("", FAMILY_NOTED, "\n\n")
    };

    /// An agent whose notes name it.
    pub(crate) const fn of(agent: &'static str, noted: Parts, separator: &'static str) -> Self {
        Self {
            agent: Some(agent),
            noted,
            separator,
            notices_once: false,
            progress_lines: false,
            always_answers: false,
        }
    }

    /// The note that a part of a report became a block on `event`, or was left out.
    pub(super) fn note(&self, part: Part, event: &str, blocks: bool) -> Option<Note> {
        let (_, of_event, of_agent) = NAMES.iter().find(|(named, ..)| *named == part)?;
        let text = match (self.agent, blocks) {
            (None, true) => format!("{of_event} cannot be said on {event} and became a block"),
            (None, false) => format!("{of_event} cannot be said on {event} and was left out"),
            (Some(agent), false) => format!("{agent} has no way to say {of_agent} here"),
            (Some(_), true) => return None,
        };
        Some(Note::new(NoteCode::Unsayable, text))
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
            "{why}A hook replaces {what}, which {agent} cannot do here. What it should be: {whole}"
        )
    }
}
