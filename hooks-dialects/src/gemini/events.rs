//! The events of Gemini CLI, and what a hook's answer can express on each.

use Say::{Ask, Block, Context, Stop};
use hooks_types::EventName;

use crate::events::{AgentEvent, EventTable, by_fields};

/// A part of an answer that an event may accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Say {
    /// `decision: deny | block`.
    Block,
    /// `decision: ask`.
    Ask,
    /// `continue: false`.
    Stop,
    /// `hookSpecificOutput.additionalContext`.
    Context,
}

/// One event of Gemini CLI.
#[derive(Debug)]
pub(super) struct EventRow {
    /// Gemini CLI's name.
    pub(super) name: &'static str,
    /// Our event; `None` if we have no counterpart, and the event becomes `Other`.
    pub(super) ours: Option<EventName>,
    /// The accepted parts of an answer.
    pub(super) says: &'static [Say],
    /// The fields of `hookSpecificOutput` that replace something.
    pub(super) rewrites: &'static [&'static str],
}

impl EventRow {
    /// Returns whether the event accepts this part.
    pub(super) fn hears(&self, say: Say) -> bool {
        self.says.contains(&say)
    }
}

/// Creates a row of the table.
const fn row(
    name: &'static str,
    ours: Option<EventName>,
    says: &'static [Say],
    rewrites: &'static [&'static str],
) -> EventRow {
    EventRow {
        name,
        ours,
        says,
        rewrites,
    }
}

/// The 11 events.
#[rustfmt::skip]
pub(super) static TABLE: EventTable<EventRow> = EventTable {
    // An unknown event accepts everything except a question.
    unlisted: row("", None, &[Block, Stop, Context], &[]),
    rows: &[
    // `ask` is not documented; the code forces a prompt for it.
    row("BeforeTool", Some(EventName::PreToolUse), &[Block, Ask, Stop], &["tool_input"]),
    // The result already exists: a deny replaces it by the reason.
    row("AfterTool", Some(EventName::PostToolUse), &[Block, Stop, Context], &[]),
    row("BeforeAgent", Some(EventName::UserPromptSubmit), &[Block, Stop, Context], &[]),
    // AfterAgent can force another turn, so it is our Stop; our AfterAgent only observes.
    row("AfterAgent", Some(EventName::Stop), &[Block, Stop], &[]),
    row("BeforeModel", None, &[Block, Stop], &["llm_request", "llm_response"]),
    row("AfterModel", None, &[Block, Stop], &["llm_response"]),
    // This event decides nothing: only the choice of tools can be changed.
    row("BeforeToolSelection", None, &[], &["toolConfig"]),
    // Decisions are ignored here (its source), so only context is accepted.
    row("SessionStart", Some(EventName::SessionStart), &[Context], &[]),
    // Gemini CLI ignores every decision on these events.
    row("SessionEnd", Some(EventName::SessionEnd), &[], &[]),
    row("PreCompress", Some(EventName::PreCompact), &[], &[]),
    row("Notification", Some(EventName::Notification), &[], &[]),
]};

impl AgentEvent for EventRow {
    fn name(&self) -> &'static str {
        self.name
    }

    fn ours(&self) -> Option<EventName> {
        self.ours.clone()
    }

    fn tells(&self, event: &EventName) -> bool {
        // Gemini CLI has no event for failed tools: AfterTool carries an error.
        let failed = *event == EventName::PostToolUseFailure;
        self.ours.as_ref()
            == Some(if failed {
                &EventName::PostToolUse
            } else {
                event
            })
    }
}

/// Returns our event, given Gemini CLI's name or ours.
pub(super) fn ours(name: &str) -> EventName {
    let event = TABLE.row(name).ours.clone();
    match event.unwrap_or_else(|| EventName::named(name)) {
        // Gemini CLI has one event for successful and failed tools.
        EventName::PostToolUseFailure => EventName::PostToolUse,
        event => event,
    }
}

/// Returns the event of an object without a name, by its fields; `None` if several events have them.
/// Fields of the more specific event are tested first.
pub(super) fn of_fields(has: impl Fn(&str) -> bool) -> Option<&'static str> {
    const SIGNS: &[(&[&str], Option<&str>)] = &[
        (&["tool_name", "tool_response"], Some("AfterTool")),
        (&["tool_name"], Some("BeforeTool")),
        (&["llm_request", "llm_response"], Some("AfterModel")),
        // BeforeModel and BeforeToolSelection have the same fields.
        (&["llm_request"], None),
        (&["prompt_response"], Some("AfterAgent")),
        (&["prompt"], Some("BeforeAgent")),
        (&["notification_type"], Some("Notification")),
        (&["source"], Some("SessionStart")),
        (&["reason"], Some("SessionEnd")),
        (&["trigger"], Some("PreCompress")),
    ];
    by_fields(SIGNS, has, |_| true)?
}
