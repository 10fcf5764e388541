//! The events of goose: the subject of each event, and whether goose waits for an answer.
//!
//! Besides the events for all tools, goose has events for one kind of call. The matchers of those events are tested
//! against the command or the path.

use hooks_types::wire::EventRef;
use hooks_types::{EventName, HookEvent, SessionMeta};
use serde_json::Value;

use super::TOOLS;
use crate::calls::Calls;
use crate::events::{AgentEvent, EventTable};
use crate::project;
use crate::targets;

/// What an event is about. This decides which text its matchers are tested against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// Every tool call; matchers are tested against the tool's name.
    Tool,
    /// Calls that run a command; matchers are tested against the command.
    Shell,
    /// Calls that read a file; matchers are tested against the file's path.
    Read,
    /// Calls that write or edit a file; matchers are tested against the file's path.
    Edit,
    /// A prompt; matchers are tested against its text.
    Prompt,
    /// Neither a tool call nor a prompt: goose tests matchers against an empty text.
    Nothing,
}

/// One event of goose.
#[derive(Debug)]
pub(super) struct EventRow {
    /// goose's name for the event.
    pub(super) name: &'static str,
    /// The event of our own format; `None` if our format has no such event. Then the event becomes `EventName::Other`
    /// under goose's name.
    pub(super) ours: Option<EventName>,
    /// What the event is about.
    pub(super) about: About,
    /// Whether goose waits for the hook's decision.
    pub(super) decides: bool,
}

/// Creates the rows of the table: goose's name, our event, the event's subject, and whether goose waits for an answer.
macro_rules! rows {
    ($($name:literal $ours:expr, $about:ident, $decides:literal;)+) => {
        &[$(EventRow {
            name: $name,
            ours: $ours,
            about: About::$about,
            decides: $decides,
        },)+]
    };
}

/// The table of the 12 events.
#[rustfmt::skip]
pub(super) static TABLE: EventTable<EventRow> = EventTable {
    // On an event that is not in this table, an answer with a decision is accepted.
    unlisted: EventRow { name: "", ours: None, about: About::Tool, decides: true },
    rows: rows! {
    "PreToolUse"           Some(EventName::PreToolUse),         Tool,    true;
    // goose fires these events in addition to PreToolUse, for calls of one kind, and does not wait for an answer.
    "BeforeShellExecution" Some(EventName::PreToolUse),         Shell,   false;
    "BeforeReadFile"       Some(EventName::PreToolUse),         Read,    false;
    "PostToolUse"          Some(EventName::PostToolUse),        Tool,    false;
    "AfterShellExecution"  Some(EventName::PostToolUse),        Shell,   false;
    "AfterFileEdit"        Some(EventName::PostToolUse),        Edit,    false;
    "PostToolUseFailure"   Some(EventName::PostToolUseFailure), Tool,    false;
    "PreToolUseResult"     None,                                Tool,    false;
    // goose does not wait for an answer on this event, so a hook cannot block a prompt.
    "UserPromptSubmit"     Some(EventName::UserPromptSubmit),   Prompt,  false;
    "Stop"                 Some(EventName::Stop),               Nothing, true;
    "SessionStart"         Some(EventName::SessionStart),       Nothing, false;
    "SessionEnd"           Some(EventName::SessionEnd),         Nothing, false;
}};

impl AgentEvent for EventRow {
    fn name(&self) -> &'static str {
        self.name
    }

    fn ours(&self) -> Option<EventName> {
        self.ours.clone()
    }
}

impl About {
    /// Returns the tool calls for which an event about this subject is fired.
    pub(super) fn calls(self) -> Calls {
        match self {
            Self::Shell => Calls::Shell,
            Self::Read => Calls::Read,
            Self::Edit => Calls::Write,
            Self::Tool | Self::Prompt | Self::Nothing => Calls::Any,
        }
    }

    /// Returns the text that an event's matchers are tested against; `None` if the event has no such text.
    pub(super) fn text(self, event: EventRef<'_>, meta: &SessionMeta) -> Option<String> {
        match self {
            Self::Tool => match (event.call(), event) {
                (Some(call), _) => Some(TOOLS.name_of(call, &meta.tools)),
                (None, EventRef::Payload(payload)) => match &payload.event {
                    HookEvent::Other(event) => text_of(event.data.get("tool_name")),
                    _ => None,
                },
                _ => None,
            },
            Self::Shell => targets::command_text(&TOOLS, event.call()?, meta),
            Self::Read | Self::Edit => {
                let shown = project::project(&TOOLS, event.call()?, meta).ok()?;
                text_of(shown.input.get("path"))
            }
            Self::Prompt => match event {
                EventRef::Payload(payload) => match &payload.event {
                    HookEvent::UserPromptSubmit(event) => Some(event.user_message.clone()),
                    _ => None,
                },
                _ => None,
            },
            Self::Nothing => None,
        }
    }
}

/// Returns a value, if it is a text.
fn text_of(value: Option<&Value>) -> Option<String> {
    Some(value?.as_str()?.to_owned())
}
