//! The events of Gemini CLI, and the parts of an answer that each event accepts.

use Say::{Ask, Block, Context, Stop};
use hooks_types::EventName;

use crate::events::{AgentEvent, EventTable, by_fields};

/// A part of an answer that an event can accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Say {
    /// A block, written as `decision: deny` or `decision: block`.
    Block,
    /// A question to the user, written as `decision: ask`.
    Ask,
    /// A request to end the run, written as `continue: false`.
    Stop,
    /// Context for the model, written as `hookSpecificOutput.additionalContext`.
    Context,
}

/// One event of Gemini CLI.
#[derive(Debug)]
pub(super) struct EventRow {
    /// Gemini CLI's name for the event.
    pub(super) name: &'static str,
    /// The event of our own format; `None` if our format has no such event. Then the event becomes `EventName::Other`
    /// under Gemini CLI's name.
    pub(super) ours: Option<EventName>,
    /// The parts of an answer that the event accepts.
    pub(super) says: &'static [Say],
    /// The keys of `hookSpecificOutput` with which an answer can replace something.
    pub(super) rewrites: &'static [&'static str],
}

impl EventRow {
    /// Returns whether the event accepts this part of an answer.
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

/// The table of the 11 events.
#[rustfmt::skip]
pub(super) static TABLE: EventTable<EventRow> = EventTable {
    // On an event that is not in this table, every part of an answer is accepted except a question to the user.
    unlisted: row("", None, &[Block, Stop, Context], &[]),
    rows: &[
    // `ask` is not documented, but in Gemini CLI's source it makes the agent ask the user.
    row("BeforeTool", Some(EventName::PreToolUse), &[Block, Ask, Stop], &["tool_input"]),
    // The tool has already run; a deny replaces its result by the reason.
    row("AfterTool", Some(EventName::PostToolUse), &[Block, Stop, Context], &[]),
    row("BeforeAgent", Some(EventName::UserPromptSubmit), &[Block, Stop, Context], &[]),
    // On Gemini CLI's AfterAgent a hook can make the agent work for one more turn. So this event maps to our Stop, and
    // not to our AfterAgent, on which hooks only observe.
    row("AfterAgent", Some(EventName::Stop), &[Block, Stop], &[]),
    row("BeforeModel", None, &[Block, Stop], &["llm_request", "llm_response"]),
    row("AfterModel", None, &[Block, Stop], &["llm_response"]),
    // On this event a hook cannot decide anything; it can only change the choice of tools.
    row("BeforeToolSelection", None, &[], &["toolConfig"]),
    // Gemini CLI ignores decisions on this event (its source), so only context is accepted.
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
        // Gemini CLI has no event for failed tools; it fires AfterTool with an error in the response. So a failed tool
        // counts as PostToolUse here.
        let failed = *event == EventName::PostToolUseFailure;
        self.ours.as_ref()
            == Some(if failed {
                &EventName::PostToolUse
            } else {
                event
            })
    }
}

/// Returns our event for a name: Gemini CLI's name of the event, or ours.
pub(super) fn ours(name: &str) -> EventName {
    let event = TABLE.row(name).ours.clone();
    match event.unwrap_or_else(|| EventName::named(name)) {
        // Gemini CLI has one event for successful and for failed tools, so treat PostToolUseFailure as PostToolUse
        // here.
        EventName::PostToolUseFailure => EventName::PostToolUse,
        event => event,
    }
}

/// Guesses the event of a payload from the payload's fields, if the payload does not name its event. Returns `None` if
/// several events have these fields. In `SIGNS`, rows with more specific fields come first.
pub(super) fn of_fields(has: impl Fn(&str) -> bool) -> Option<&'static str> {
    const SIGNS: &[(&[&str], Option<&str>)] = &[
        (&["tool_name", "tool_response"], Some("AfterTool")),
        (&["tool_name"], Some("BeforeTool")),
        (&["llm_request", "llm_response"], Some("AfterModel")),
        // BeforeModel and BeforeToolSelection have the same fields. So `llm_request` does not show which of the two
        // events it is.
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
