//! The events of Gemini CLI and what each lets a hook say.

use Say::{Ask, Block, Context, Stop};
use hooks_types::EventName;

use crate::events::{AgentEvent, EventTable};

/// What a hook may say on an event.
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
    /// Its name there.
    pub(super) name: &'static str,
    /// Its name here; none: it travels as `Other`.
    pub(super) ours: Option<EventName>,
    /// What is honoured.
    pub(super) says: &'static [Say],
    /// The fields of `hookSpecificOutput` that replace something.
    pub(super) rewrites: &'static [&'static str],
}

impl EventRow {
    /// Whether a hook may say this here.
    pub(super) fn hears(&self, say: Say) -> bool {
        self.says.contains(&say)
    }
}

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

#[rustfmt::skip]
pub(super) static TABLE: EventTable<EventRow> = EventTable {
    // Whatever is said is passed on.
    unlisted: row("", None, &[Block, Stop, Context], &[]),
    rows: &[
    row("BeforeTool", Some(EventName::PreToolUse), &[Block, Ask, Stop], &["tool_input"]),
    row("AfterTool", Some(EventName::PostToolUse), &[Block, Stop, Context], &[]),
    row("BeforeAgent", Some(EventName::UserPromptSubmit), &[Block, Stop, Context], &[]),
    // It can force another turn, so it is our Stop; our AfterAgent only observes.
    row("AfterAgent", Some(EventName::Stop), &[Block, Stop], &[]),
    row("BeforeModel", None, &[Block, Stop], &["llm_request", "llm_response"]),
    row("AfterModel", None, &[Block, Stop], &["llm_response"]),
    row("BeforeToolSelection", None, &[], &["toolConfig"]),
    row("SessionStart", Some(EventName::SessionStart), &[Context], &[]),
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
        // No event tells of a failure; AfterTool carries an error.
        let failed = *event == EventName::PostToolUseFailure;
        self.ours.as_ref()
            == Some(if failed {
                &EventName::PostToolUse
            } else {
                event
            })
    }
}

/// Our event under a name of Gemini CLI's, else of ours.
pub(super) fn ours(name: &str) -> EventName {
    let event = TABLE.row(name).ours.clone();
    match event.unwrap_or_else(|| EventName::named(name)) {
        // One event there, whether the tool failed or not.
        EventName::PostToolUseFailure => EventName::PostToolUse,
        event => event,
    }
}

/// The event that an object without a name must be, by its fields; none where several fit.
pub(super) fn of_fields(has: impl Fn(&str) -> bool) -> Option<&'static str> {
    if has("tool_name") {
        return Some(if has("tool_response") {
            "AfterTool"
        } else {
            "BeforeTool"
        });
    }
    if has("llm_request") {
        return has("llm_response").then_some("AfterModel");
    }
    let signs = [
        ("prompt_response", "AfterAgent"),
        ("prompt", "BeforeAgent"),
        ("notification_type", "Notification"),
        ("source", "SessionStart"),
        ("reason", "SessionEnd"),
        ("trigger", "PreCompress"),
    ];
    let sign = signs.iter().find(|(field, _)| has(field));
    sign.map(|(_, name)| *name)
}
