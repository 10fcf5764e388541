//! The events of Copilot under both of their names, and the parts of an answer that each event accepts.

use EventName::{
    Notification, PermissionRequest, PostToolUse, PostToolUseFailure, PreCompact, PreToolUse,
    SessionEnd, SessionStart, Stop, SubagentStart, SubagentStop, UserPromptSubmit,
};
use hooks_types::EventName;
use hooks_types::dialect::{Spelling, WireForm};

use crate::agent::COPILOT;
use crate::events::{AgentEvent, EventTable, by_fields};

/// Which parts of an answer an event accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// Before a tool call, the event accepts a decision (`permissionDecision`), new arguments (`modifiedArgs`) and
    /// context for the model (`additionalContext`). If the hook crashes, the call is denied.
    ToolPermission,
    /// On a permission request, the event accepts `behavior`, `message` and `interrupt`.
    Permission,
    /// After a tool call, the event accepts a block (`decision: block`), a new result (`modifiedResult`) and context
    /// for the model (`additionalContext`).
    Result,
    /// On a submitted prompt, the event accepts a block (`decision: block`), a new prompt (`modifiedPrompt`) and
    /// context for the model (`additionalContext`).
    Prompt,
    /// After a failed tool call, the event accepts context for the model (`additionalContext`). At exit code 2 the
    /// whole stdout is context.
    FailureContext,
    /// The event accepts only context for the model (`additionalContext`).
    Context,
    /// At the end of a turn or of a subagent, the event accepts a block (`decision: block` with `reason`), which makes
    /// the agent go on working.
    GoOn,
    /// The event accepts only a replacement of the transformed prompt (`modifiedTransformedPrompt`).
    Transformed,
    /// The event accepts nothing: Copilot reads no answer on it.
    Nothing,
}

/// One event of Copilot.
#[derive(Debug)]
pub(super) struct EventRow {
    /// The event's camelCase key in hook files. Hooks under this key get payloads with camelCase fields.
    pub(super) camel: &'static str,
    /// The event's PascalCase key in hook files. Hooks under this key get payloads in Claude Code's spelling
    /// (`hook_event_name`, `tool_name`).
    pub(super) pascal: &'static str,
    /// The event of our own format; `None` if our format has no such event. Then the event becomes `EventName::Other`
    /// under the camelCase name.
    pub(super) ours: Option<EventName>,
    /// The parts of an answer that the event accepts.
    pub(super) says: Says,
}

/// Creates a row of the table.
const fn row(
    camel: &'static str,
    pascal: &'static str,
    ours: Option<EventName>,
    says: Says,
) -> EventRow {
    EventRow {
        camel,
        pascal,
        ours,
        says,
    }
}

/// The table of the 14 events.
#[rustfmt::skip]
pub(super) static TABLE: EventTable<EventRow> = EventTable {
    // On an event that is not in this table, only context is accepted from a hook.
    unlisted: row("", "", None, Says::Context),
    rows: &[
    row("preToolUse", "PreToolUse", Some(PreToolUse), Says::ToolPermission),
    row("postToolUse", "PostToolUse", Some(PostToolUse), Says::Result),
    row("postToolUseFailure", "PostToolUseFailure", Some(PostToolUseFailure), Says::FailureContext),
    row("permissionRequest", "PermissionRequest", Some(PermissionRequest), Says::Permission),
    row("userPromptSubmitted", "UserPromptSubmit", Some(UserPromptSubmit), Says::Prompt),
    row("userPromptTransformed", "UserPromptTransformed", None, Says::Transformed),
    row("sessionStart", "SessionStart", Some(SessionStart), Says::Context),
    // Copilot reads no answer on this event (hooks reference).
    row("sessionEnd", "SessionEnd", Some(SessionEnd), Says::Nothing),
    row("agentStop", "Stop", Some(Stop), Says::GoOn),
    row("subagentStart", "SubagentStart", Some(SubagentStart), Says::Context),
    row("subagentStop", "SubagentStop", Some(SubagentStop), Says::GoOn),
    row("preCompact", "PreCompact", Some(PreCompact), Says::Nothing),
    row("notification", "Notification", Some(Notification), Says::Context),
    row("errorOccurred", "ErrorOccurred", None, Says::Nothing),
]};

impl AgentEvent for EventRow {
    fn name(&self) -> &'static str {
        self.camel
    }

    fn ours(&self) -> Option<EventName> {
        self.ours.clone()
    }

    fn other_name(&self) -> Option<&'static str> {
        Some(self.pascal)
    }
}

/// Returns the row of the event with this name: one of Copilot's names, or ours.
pub(super) fn named(name: &str) -> Option<&'static EventRow> {
    let row = TABLE.find(name);
    row.or_else(|| TABLE.of_event(&EventName::named(name)))
}

/// Returns the spelling of the payloads in this form. A permission request has the same spelling under both keys.
pub(super) fn spelling_of(form: &WireForm) -> Spelling {
    match form.spelling {
        _ if TABLE.row(&form.event).says == Says::Permission => Spelling::CamelCase,
        Spelling::Standard if starts_upper(&form.event) => Spelling::PascalCase,
        Spelling::Standard => Spelling::CamelCase,
        said => said,
    }
}

/// Returns whether the form belongs to a permission request.
pub(super) fn asks_permission(form: &WireForm) -> bool {
    TABLE.row(&form.event).says == Says::Permission
}

/// Returns whether hooks with this form are under a PascalCase key in their file. Such hooks have Claude Code's
/// matchers and answers.
pub(super) fn is_pascal_key(form: &WireForm) -> bool {
    form.spelling == Spelling::PascalCase || starts_upper(&form.event)
}

/// Returns whether a name starts with an ASCII capital letter.
fn starts_upper(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
}

/// Returns the form of an event's payload in this spelling. An event that is not in the table keeps its name.
pub(super) fn form(row: &EventRow, name: &str, spelling: Spelling) -> WireForm {
    let name = match spelling {
        _ if row.camel.is_empty() => name,
        Spelling::PascalCase => row.pascal,
        _ => row.camel,
    };
    WireForm::new(COPILOT, name).with_spelling(spelling)
}

/// Guesses the event of a payload that does not name its event. Returns several events if their payloads have the same
/// fields.
pub(super) fn fitting(has: impl Fn(&str) -> bool) -> Vec<&'static EventRow> {
    // The first row whose fields are all in the payload gives the event. So rows with more specific fields come first.
    const SIGNS: &[(&[&str], &[&str])] = &[
        (&["toolName", "toolResult"], &["postToolUse"]),
        (&["toolName", "error"], &["postToolUseFailure"]),
        (&["toolName"], &["preToolUse", "permissionRequest"]),
        (&["transformedPrompt"], &["userPromptTransformed"]),
        (&["prompt"], &["userPromptSubmitted"]),
        (&["errorContext"], &["errorOccurred"]),
        (&["error", "recoverable"], &["errorOccurred"]),
        (&["notification_type"], &["notification"]),
        (&["agentName", "agentId"], &["subagentStop"]),
        (&["agentName", "stopReason"], &["subagentStop"]),
        (&["agentName"], &["subagentStart"]),
        (&["stopReason"], &["agentStop"]),
        (&["trigger"], &["preCompact"]),
        (&["source"], &["sessionStart"]),
        (&["reason"], &["sessionEnd"]),
    ];
    let names = by_fields(SIGNS, has, |_| true).unwrap_or_default();
    names.iter().filter_map(|name| TABLE.find(name)).collect()
}
